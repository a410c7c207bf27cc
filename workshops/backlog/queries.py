"""What feeds the backlog page and the page of an action: rows with their last effect, drawn to one scale; writes nothing."""
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from . import effects
from .comparisons import unjudged_readings  # noqa: F401 (part of what this module answers)
from .models import Action, MeasuredEffect, Status

FILTERS = ("mine", "late", "open", "done", "all")


@dataclass(frozen=True)
class Row:
    """One action with what the page says of it: late or not, its last effect and the drawing of it."""

    action: Action
    late: bool
    effect: MeasuredEffect | None
    strip: effects.Strip | None


@dataclass(frozen=True)
class Group:
    """The rows aimed at one silence (None: no silence named yet)."""

    silence: object
    rows: list


@dataclass(frozen=True)
class Backlog:
    """The actions of a space for one page, soonest due first."""

    rows: list
    groups: list
    counts: dict  # filter -> number, over the whole space
    silences: list  # silences that at least one action aims at
    today: object


def backlog(who, *, show="open", silence=None, kind="", today=None):
    """The Backlog as `who` filters it. show: one of FILTERS; silence: uuid or None; kind: models.Kind or ""."""
    today = today or timezone.localdate()
    everything = list(actions_with_effects(Action.objects.visible_to(who)))
    member = getattr(who, "member", None)
    tests = {
        "mine": lambda action: member is not None and action.owner_id == member.pk and _is_open(action),
        "late": lambda action: action.is_late(today),
        "open": _is_open,
        "done": lambda action: action.status == Status.DONE,
        "all": lambda action: True,
    }
    counts = {name: sum(test(action) for action in everything) for name, test in tests.items()}
    shown = [action for action in everything if tests.get(show, _is_open)(action)]
    shown = [action for action in shown if not kind or action.kind == kind]
    if silence:
        shown = [action for action in shown if action.silence and str(action.silence.uuid) == str(silence)]
    rows = sorted(_rows(shown, today), key=_soonest)
    named = {action.silence_id: action.silence for action in everything if action.silence_id}
    return Backlog(rows, _grouped(rows), counts, sorted(named.values(), key=lambda found: found.label.casefold()), today)


def actions_with_effects(actions):
    """`actions` with everything a row shows, in a constant number of queries."""
    effects_in_order = MeasuredEffect.objects.select_related("after", "before").order_by("after__window_to", "judged_at")
    return actions.select_related("decision", "owner__user", "silence__journey", "space", "notice").prefetch_related(
        Prefetch("effects", queryset=effects_in_order, to_attr="effects_in_order")
    )


def rows_of(actions, today):
    """Rows of any actions loaded by `actions_with_effects`, soonest due first, drawn to one scale."""
    return sorted(_rows(list(actions), today), key=_soonest)


def last_effect(action):
    """What the latest reading that could be compared said, else what the latest one said; None before any."""
    found = getattr(action, "effects_in_order", None)
    if found is None:
        found = list(action.effects.select_related("after").order_by("after__window_to", "judged_at"))
    compared = [effect for effect in found if not effect.obstacle]
    return (compared or found or [None])[-1]


def _is_open(action):
    return action.status not in (Status.DONE, Status.ABANDONED)


def _rows(actions, today):
    pairs = [(action, last_effect(action)) for action in actions]
    figures = [value for action, effect in pairs if effect for value in (effect.low, effect.high, action.expected_change)]
    half_width = effects.reach(figures)
    return [
        Row(action, action.is_late(today), effect, _strip(action, effect, half_width)) for action, effect in pairs
    ]


def _strip(action, effect, half_width):
    if effect is None or effect.difference is None:
        return None
    return effects.strip(effect.difference, effect.low, effect.high, action.expected_change, half_width)


def _soonest(row):
    action = row.action
    return (not _is_open(action), action.due is None, action.due or row.action.created_at.date(), action.title.casefold())


def _grouped(rows):
    groups = {}
    for row in rows:
        groups.setdefault(row.action.silence, []).append(row)
    named = sorted((silence for silence in groups if silence), key=lambda silence: silence.label.casefold())
    return [Group(silence, groups[silence]) for silence in [*named, *([None] if None in groups else [])]]


def action_page(action, today):
    """The context of one action's page: what was announced, every effect measured so far, its history."""
    measured = list(action.effects.select_related("before__log", "after__log").order_by("after__window_to", "judged_at"))
    action.effects_in_order = measured
    half_width = effects.reach([value for one in measured for value in (one.low, one.high)] + [action.expected_change])
    return {
        "action": action,
        "late": action.is_late(today),
        "effect": last_effect(action),
        "effects": [(one, _strip(action, one, half_width)) for one in measured],
        "changes": list(action.changes.all()),
        "today": today,
    }
