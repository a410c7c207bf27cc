"""The home of a space: one sentence, five figures, what waits for me, what moved, and the steps of the job."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.silences.wording import numeral
from observations.grids.models import GridVersion
from observations.hypotheses.models import Hypothesis
from workshops.backlog import queries as backlog
from workshops.backlog.comparisons import day_start
from workshops.backlog.models import Action
from workshops.backlog.models import Status as ActionStatus
from workshops.decisions.models import Decision
from workshops.room.models import Session, SessionSilence

from . import waiting
from .steps import steps
from .watched import watched

LIVELY = timedelta(days=45)  # what moved, how far back


@dataclass(frozen=True)
class Move:
    """Something that changed, with the day it did; `row` is a backlog row when an effect can be drawn."""

    at: datetime
    title: str
    address: str
    words: str
    row: object = None


@dataclass(frozen=True)
class Figures:
    """The five figures of the home, each with what stands beside it."""

    silences: int
    hypotheses: int
    decisions: int
    waiting: int
    actions: int
    late: int
    effects: int
    undecidable: int
    aimed: int  # silences that an accepted action aims at
    moved: int  # of those, silences whose last effect says "changed"


@dataclass(frozen=True)
class Home:
    figures: Figures
    tasks: list
    moves: list
    steps: list
    sessions: list  # open now
    watched: list

    @property
    def is_empty(self):
        return all(step.state != "done" for step in self.steps)

    @property
    def unfinished(self):
        return any(step.state == "next" for step in self.steps)

    @property
    def headline(self):
        """One sentence: what moved, then what waits."""
        figures, parts = self.figures, []
        if figures.aimed and figures.effects:
            parts.append(_moved(figures))
        elif figures.silences:
            parts.append(
                ngettext(
                    "One silence has been read; nothing has been measured after it yet.",
                    "%(n)s silences have been read; nothing has been measured after them yet.", figures.silences,
                ) % {"n": numeral(figures.silences)}
            )  # fmt: skip
        waits = []
        if figures.waiting:
            decisions = ngettext("One decision waits for its review", "%(n)s decisions wait for their review", figures.waiting)
            waits.append(decisions % {"n": numeral(figures.waiting)})
        if figures.late:
            late = ngettext("One action is late", "%(n)s actions are late", figures.late)
            waits.append(late % {"n": numeral(figures.late)})
        if len(waits) == 2:
            parts.append(_("%(first)s, and %(second)s.") % {"first": waits[0], "second": waits[1].lower()})
        elif waits:
            parts.append(f"{waits[0]}.")
        elif parts:
            parts.append(_("Nothing waits and nothing is late."))
        return " ".join(parts) or _("Nothing has been read here yet.")


def _moved(figures):
    """How many of the silences aimed at moved as announced, in a sentence."""
    if not figures.moved:
        return _("None of the silences aimed at has moved as announced yet.")
    if figures.aimed == 1:
        return _("The silence aimed at has moved as announced.")
    return ngettext(
        "One of the %(n)s silences aimed at has moved as announced.",
        "%(moved)s of the %(n)s silences aimed at have moved as announced.", figures.moved,
    ) % {"moved": numeral(figures.moved), "n": numeral(figures.aimed).lower()}  # fmt: skip


def home(member, today):
    """The Home of a member's space."""
    rows = backlog.rows_of(backlog.actions_with_effects(Action.objects.visible_to(member)), today)
    figures, moves = _figures(member, rows, today), _moves(member, rows, today)
    return Home(figures, waiting.tasks(member, rows, today), moves, steps(member), _open(member), watched(member, rows))


def _figures(member, rows, today):
    space = member.space
    decisions = Decision.objects.filter(space=space)
    hypotheses = Hypothesis.objects.filter(space=space).exclude(status__in=["set_aside", "dormant"])
    last = {row.action.silence_id: row.effect for row in rows if row.effect}
    return Figures(
        silences=SessionSilence.objects.filter(session__space=space).exclude(session__state="draft").values("silence").distinct().count(),
        hypotheses=hypotheses.count(),
        decisions=decisions.standing().count(),
        waiting=decisions.waiting_for_review(today).count(),
        actions=sum(row.action.status not in (ActionStatus.DONE, ActionStatus.ABANDONED) for row in rows),
        late=sum(row.late for row in rows),
        effects=sum(row.effect is not None and row.effect.verdict != "undecidable" for row in rows),
        undecidable=sum(row.effect is not None and row.effect.verdict == "undecidable" for row in rows),
        aimed=len({row.action.silence_id for row in rows if row.action.silence_id and row.action.accepted_at}),
        moved=sum(effect.verdict == "changed" for effect in last.values()),
    )  # fmt: skip


def _moves(member, rows, today):
    """What changed lately, newest first: effects, decisions taken, grids sealed, sessions closed."""
    space, moves = member.space, []
    for row in rows:
        if row.effect:
            address = reverse("action", args=[space.slug, row.action.uuid])
            moves.append(Move(row.effect.judged_at, row.action.title, address, _("measured effect"), row))
    since = day_start(today - LIVELY, space)
    for decision in Decision.objects.filter(space=space, taken_at__gte=since):
        words = _("we declined to decide") if decision.answer == "declined" else _("decision taken")
        moves.append(Move(decision.taken_at, decision.title, reverse("decision", args=[space.slug, decision.uuid]), words))
    sealed = GridVersion.objects.filter(grid__space=space, revision__sealed_at__gte=since)
    for version in sealed.select_related("grid", "revision"):
        words = _("grid sealed, version %(number)s") % {"number": version.number}
        moves.append(Move(version.sealed_at, version.title, reverse("grid", args=[space.slug, version.grid.uuid]), words))
    for session in Session.objects.filter(space=space, closed_at__gte=since).annotate(born=Count("hypotheses")):
        words = ngettext("session closed, %(n)s hypothesis", "session closed, %(n)s hypotheses", session.born)
        words %= {"n": session.born}
        moves.append(Move(session.closed_at, session.title, reverse("readback", args=[space.slug, session.uuid]), words))
    return sorted(moves, key=lambda move: move.at, reverse=True)[:8]


def _open(member):
    return list(Session.objects.visible_to(member).filter(state="open").select_related("space").order_by("opened_at"))
