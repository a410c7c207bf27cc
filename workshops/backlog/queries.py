"""What feeds the backlog page, the page of an action, and the judging of effects; writes nothing."""
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.utils import timezone

from journeys.silences.models import Reading

from . import effects
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
    return actions.select_related("decision", "owner__user", "silence__journey", "space").prefetch_related(
        Prefetch("effects", queryset=effects_in_order, to_attr="effects_in_order")
    )


def rows_of(actions, today):
    """Rows of any actions loaded by `actions_with_effects`, soonest due first, drawn to one scale."""
    return sorted(_rows(list(actions), today), key=_soonest)


def last_effect(action):
    """What the latest reading said; None before any."""
    found = getattr(action, "effects_in_order", None)
    if found is None:
        return action.effects.select_related("after").order_by("after__window_to", "judged_at").last()
    return found[-1] if found else None


def unjudged(space=None, reading=None):
    """Pairs (action, later reading) that no effect answers yet, oldest reading first.

    A reading speaks of an action when it is ready, of the same journey, and more than half of its window comes after the
    day from which the effect was to be visible. space, reading: narrow the search; both None means everywhere.
    """
    actions = Action.objects.announced().select_related("silence", "space", "read_in")
    readings = Reading.objects.filter(status="ready").select_related("version").order_by("window_to", "created_at")
    if reading is not None:
        actions, readings = actions.filter(silence__journey=reading.version.journey_id), readings.filter(pk=reading.pk)
    if space is not None:
        actions, readings = actions.filter(space=space), readings.filter(space=space)
    actions = list(actions)
    if not actions:
        return []
    judged = set(MeasuredEffect.objects.filter(action__in=actions).values_list("action_id", "after_id"))
    return [
        (action, found)
        for found in readings.defer("result")
        for action in actions
        if action.silence.journey_id == found.version.journey_id
        and (action.pk, found.pk) not in judged
        and _speaks_of(found, action)
    ]


def unjudged_readings(space=None):
    """The ready readings that at least one action still waits for."""
    return list({reading.pk: reading for _action, reading in unjudged(space)}.values())


def reading_before(action, after):
    """The reading to compare with: the latest ready one of the same journey that ended before the action began.

    Failing that, the one the silence was read in, provided most of it came before. None when there is neither.
    """
    start = day_start(action.observe_from, action.space)
    found = (
        Reading.objects.filter(space=action.space, status="ready", version__journey=action.silence.journey_id)
        .exclude(pk=after.pk)
        .filter(window_to__lte=start)
        .order_by("-window_to", "-created_at")
        .first()
    )
    if found is None and action.read_in_id and action.read_in_id != after.pk:
        read_in = action.read_in
        if read_in.status == "ready" and not _speaks_of(read_in, action):
            found = read_in
    return found


def side(reading, silence):
    """What `reading` counted for `silence`, as an effects.Side; None when it does not hold that touchpoint or segment."""
    entry = next(
        (row for row in reading.result.get("touchpoints", []) if row["touchpoint"] == silence.touchpoint_key), None
    )
    if entry is None:
        return None
    instrument = entry.get("instrument", "ok")
    if silence.segment_by:
        wanted = (silence.segment_by, silence.segment_value)
        entry = next((row for row in entry.get("segments", []) if (row["by"], row["value"]) == wanted), None)
        if entry is None:
            return None
        instrument = entry.get("instrument", instrument)
    expected = next((point for point in reading.version.touchpoints if point.key == silence.touchpoint_key), None)
    return effects.Side(
        due=entry["due"],
        silent=entry["silent"],
        seconds=_seconds(reading),
        instrument=instrument,
        expectation=effects.expectation_of(expected.as_dict()) if expected else (),
    )


def day_start(day, space):
    """Local midnight at which `day` begins in the zone of `space`."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(space.timezone))


def _speaks_of(reading, action):
    if reading.window_from is None or reading.window_to is None:
        return reading.created_at > day_start(action.observe_from, action.space)
    middle = reading.window_from + (reading.window_to - reading.window_from) / 2
    return middle >= day_start(action.observe_from, action.space)


def _seconds(reading):
    if reading.window_from is None or reading.window_to is None:
        return 0.0
    return (reading.window_to - reading.window_from).total_seconds()


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
