"""What stands at each stage of an evidence trail, a query or two per kind of thing; by name or by date, never by a score."""
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.silences.models import Reading, Silence
from journeys.silences.queries import title as reading_title
from observations.grids.models import GridRow
from observations.hypotheses.models import Hypothesis
from project.dates import date_format
from project.markup import excerpt
from workshops.backlog import wording
from workshops.backlog.models import Action, MeasuredEffect
from workshops.decisions.models import Decision
from workshops.room.models import Session


@dataclass(frozen=True)
class Item:
    """One thing on the trail; `trail` is the address of its own trail, `address` of its page (either may be "")."""

    kind: str
    uuid: object
    title: str
    note: str = ""
    address: str = ""
    trail: str = ""
    tag: str = ""
    is_focus: bool = False


@dataclass
class Chain:
    """Primary keys of everything on one trail, by kind."""

    silences: set = field(default_factory=set)
    hypotheses: set = field(default_factory=set)
    decisions: set = field(default_factory=set)
    actions: set = field(default_factory=set)
    readings: set = field(default_factory=set)


def _day(instant):
    """The local day of an instant, in words; nothing for None."""
    return date_format(localtime(instant), "DATE_FORMAT") if instant else ""


def _own(kind, slug, uuid):
    return reverse("trail", args=[slug, kind, uuid])


def silences(chain, slug):
    found = Silence.objects.filter(pk__in=chain.silences).select_related("journey").order_by("label")
    return [
        Item(
            "silence", one.uuid, one.label, f"{one.segment_by} = {one.segment_value}" if one.segment_by else "",
            reverse("silence", args=[slug, one.uuid]), _own("silence", slug, one.uuid), str(one.get_status_display()),
        )
        for one in found
    ]  # fmt: skip


def hypotheses(chain, slug):
    found = Hypothesis.objects.filter(pk__in=chain.hypotheses).prefetch_related("versions", "dissents").in_order()
    return [
        Item(
            "hypothesis", one.uuid, excerpt(one.statement, 160), _dissent_words(len(one.dissents.all())),
            reverse("hypothesis", args=[slug, one.uuid]), _own("hypothesis", slug, one.uuid), str(one.get_status_display()),
        )
        for one in found
    ]  # fmt: skip


def _dissent_words(number):
    return ngettext("%(n)s dissent", "%(n)s dissents", number) % {"n": number} if number else ""


def decisions(chain, slug):
    found = Decision.objects.filter(pk__in=chain.decisions).by_review()
    return [
        Item(
            "decision", one.uuid, one.title, _day(one.taken_at),
            reverse("decision", args=[slug, one.uuid]), _own("decision", slug, one.uuid), str(one.get_status_display()),
        )
        for one in found
    ]  # fmt: skip


def actions(chain, slug):
    found = Action.objects.filter(pk__in=chain.actions).select_related("owner__user", "silence").order_by("due", "pk")
    return [
        Item(
            "action", one.uuid, one.title, ", ".join(part for part in (one.owner_label, wording.target(one)) if part),
            reverse("action", args=[slug, one.uuid]), _own("action", slug, one.uuid), str(one.get_status_display()),
        )
        for one in found
    ]  # fmt: skip


def effects(chain, slug):
    found = MeasuredEffect.objects.filter(action__in=chain.actions).select_related("action", "after", "before")
    return [
        Item(
            "effect", one.uuid, one.action.title, wording.figures(one) or wording.reason(one),
            reverse("action", args=[slug, one.action.uuid]), _own("effect", slug, one.uuid), wording.verdict(one, one.action),
        )
        for one in found.order_by("after__window_to", "judged_at")
    ]  # fmt: skip


def grid_rows(chain, slug):
    rows = GridRow.objects.filter(silence__in=chain.silences, withdrawn_at=None).select_related("silence", "grid__journey")
    items = []
    for row in rows.prefetch_related("cells", "grid__versions__revision"):
        versions = [version.number for version in row.grid.versions.all() if str(row.silence.uuid) in version.revision.body]
        note = _("sealed in %(versions)s") % {"versions": ", ".join(f"v{number}" for number in versions)} if versions else _(
            "draft, not sealed yet")
        title = excerpt(row.values.get("reading") or row.silence.label, 160)
        items.append(
            Item("grid", row.uuid, title, str(note), reverse("grid", args=[slug, row.grid.uuid]), _own("grid", slug, row.uuid))
        )
    return items


def sessions(who, kind, chain, slug):
    found = Session.objects.filter(space=who.space).exclude(state="draft")
    if kind in ("silence", "grid"):
        found = found.filter(silences__silence__in=chain.silences)
    elif kind == "hypothesis":
        found = found.filter(hypotheses__hypothesis__in=chain.hypotheses)
    else:
        born = found.filter(decisions__decision__in=chain.decisions) | found.filter(actions__action__in=chain.actions)
        found = born | found.filter(hypotheses__hypothesis__in=chain.hypotheses)
    items = []
    for session in found.distinct().order_by("opened_at"):
        chain.readings.add(session.reading_id)
        items.append(
            Item(
                "session", session.uuid, session.title, _day(session.opened_at),
                reverse("readback", args=[slug, session.uuid]), "", str(session.get_state_display()),
            )
        )  # fmt: skip
    return items


def readings(who, chain, slug):
    read_in = Action.objects.filter(pk__in=chain.actions).values_list("read_in_id", flat=True)
    judged = MeasuredEffect.objects.filter(action__in=chain.actions).values_list("before_id", "after_id")
    wanted = chain.readings | set(read_in) | {pk for pair in judged for pk in pair}
    found = Reading.objects.filter(space=who.space, pk__in=wanted - {None}).defer("result")
    found = found.select_related("version__journey", "log")
    items = []
    for one in found.order_by("window_to", "created_at"):
        note = ""
        if one.window_from:
            note = f"{_day(one.window_from)} – {_day(one.window_to)}"
        items.append(Item("reading", one.uuid, reading_title(one), note, reverse("reading", args=[slug, one.uuid])))
    return items


def journeys(chain, slug):
    found = Silence.objects.filter(pk__in=chain.silences).select_related("journey").order_by("journey__name")
    journeys = {one.journey_id: one.journey for one in found}
    return [Item("journey", one.uuid, one.name, "", reverse("journey", args=[slug, one.uuid])) for one in journeys.values()]
