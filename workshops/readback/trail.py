"""The evidence trail: from any one thing, the chain it comes from and the chain it led to, in a constant number of queries.

Walks towards the source and towards the effect, never sideways: what another hypothesis led to is another trail.
"""
from dataclasses import dataclass, replace

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journeys.silences.models import Silence
from observations.grids.models import GridRow
from observations.hypotheses.models import Hypothesis
from project.markup import excerpt
from workshops.backlog.models import Action, MeasuredEffect
from workshops.decisions.models import Decision

from . import stations
from .stations import Chain

STAGES = {
    "journey": _("Journey, what was meant"),
    "reading": _("Readings, what happened"),
    "silence": _("Silences, what did not happen"),
    "session": _("Reading sessions"),
    "hypothesis": _("Hypotheses, never forced"),
    "grid": _("Analysis grid"),
    "decision": _("Decisions"),
    "action": _("Actions"),
    "effect": _("Measured effects"),
}
KINDS = {
    "silence": pgettext_lazy("trail", "silence"),
    "hypothesis": pgettext_lazy("trail", "hypothesis"),
    "grid": pgettext_lazy("trail", "grid row"),
    "decision": pgettext_lazy("trail", "decision"),
    "action": pgettext_lazy("trail", "action"),
    "effect": pgettext_lazy("trail", "measured effect"),
}
MODELS = {
    "silence": Silence.objects, "hypothesis": Hypothesis.objects, "decision": Decision.objects, "action": Action.objects,
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    kind: str
    label: str
    items: list
    side: str  # "before", "here" or "after" the thing one started from


@dataclass(frozen=True)
class Trail:
    kind: str
    thing: object
    stages: list

    @property
    def title(self):
        return excerpt(str(self.thing), 120)

    @property
    def gaps(self):
        """Labels of the stages that hold nothing: where the chain is still open."""
        return [stage.label for stage in self.stages if not stage.items]

    def as_dict(self):
        """JSON-ready values, for export."""
        return {
            "from": {"kind": self.kind, "uuid": str(self.thing.uuid)},
            "stages": [
                {
                    "stage": stage.kind, "side": stage.side,
                    "items": [
                        {"kind": one.kind, "uuid": str(one.uuid), "title": one.title, "note": one.note, "address": one.address}
                        for one in stage.items
                    ],
                }
                for stage in self.stages
            ],
        }  # fmt: skip


def thing_of(who, kind, uuid):
    """What a trail starts from, as `who` may see it; 404 for strangers and unknown kinds."""
    if kind == "grid":
        rows = GridRow.objects.filter(grid__space=who.space).select_related("silence", "grid__journey")
        return get_object_or_404(rows, uuid=uuid)
    if kind == "effect":
        found = MeasuredEffect.objects.filter(action__space=who.space).select_related("action", "after")
        return get_object_or_404(found, uuid=uuid)
    if kind not in MODELS:
        raise Http404
    return get_object_or_404(MODELS[kind].visible_to(who), uuid=uuid)


def trail(who, kind, uuid):
    """The Trail of one thing."""
    thing = thing_of(who, kind, uuid)
    chain = _chain(kind, thing)
    slug = who.space.slug
    items = {
        "silence": stations.silences(chain, slug),
        "hypothesis": stations.hypotheses(chain, slug),
        "decision": stations.decisions(chain, slug),
        "action": stations.actions(chain, slug),
        "effect": stations.effects(chain, slug),
        "grid": stations.grid_rows(chain, slug),
        "session": stations.sessions(who, kind, chain, slug),  # says which readings were read, for the next line
        "reading": stations.readings(who, chain, slug),
        "journey": stations.journeys(chain, slug),
    }
    focus = str(thing.uuid)
    order = list(STAGES)
    stages = []
    for name, label in STAGES.items():
        rows = [replace(item, is_focus=item.kind == kind and str(item.uuid) == focus) for item in items[name]]
        side = "here" if name == kind else "before" if order.index(name) < order.index(kind) else "after"
        stages.append(Stage(name, str(label), rows, side))
    return Trail(kind, _Titled(thing.uuid, _title(kind, thing)), stages)


@dataclass(frozen=True)
class _Titled:
    uuid: object
    title: str

    def __str__(self):
        return self.title


def _title(kind, thing):
    if kind == "grid":
        return _("%(silence)s, in the grid of %(journey)s") % {"silence": thing.silence.label, "journey": thing.grid.journey.name}
    return thing.action.title if kind == "effect" else str(thing)


def _chain(kind, thing):
    """Walk up then down from one thing."""
    chain = Chain()
    if kind in ("silence", "grid"):
        chain.silences = {thing.pk if kind == "silence" else thing.silence_id}
        _down_from_silences(chain)
    elif kind == "hypothesis":
        chain.hypotheses = {thing.pk}
        _down_from_hypotheses(chain)
    elif kind == "decision":
        chain.decisions = {thing.pk}
        chain.hypotheses = set(thing.hypotheses.values_list("pk", flat=True))
        chain.actions = set(Action.objects.filter(decision=thing).values_list("pk", flat=True))
    else:
        action = thing if kind == "action" else thing.action
        chain.actions = {action.pk}
        chain.decisions = {action.decision_id} - {None}
        chain.hypotheses = set(Hypothesis.objects.filter(decisions__in=chain.decisions).values_list("pk", flat=True))
        chain.silences = {action.silence_id} - {None}
    if kind not in ("silence", "grid"):
        chain.silences |= set(Silence.objects.filter(hypotheses__in=chain.hypotheses).values_list("pk", flat=True))
        if kind in ("decision",):
            aimed = Action.objects.filter(pk__in=chain.actions, silence__isnull=False)
            chain.silences |= set(aimed.values_list("silence_id", flat=True))
    return chain


def _down_from_silences(chain):
    chain.hypotheses = set(Hypothesis.objects.filter(silences__in=chain.silences).values_list("pk", flat=True))
    _down_from_hypotheses(chain)
    aimed = Action.objects.filter(silence__in=chain.silences)
    for action, decision in aimed.values_list("pk", "decision_id"):
        chain.actions.add(action)
        chain.decisions |= {decision} - {None}


def _down_from_hypotheses(chain):
    chain.decisions |= set(Decision.objects.filter(hypotheses__in=chain.hypotheses).values_list("pk", flat=True))
    chain.actions |= set(Action.objects.filter(decision__in=chain.decisions).values_list("pk", flat=True))
