"""Which readings speak of which actions, which earlier one to compare with, and what each counted; writes nothing."""
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from journeys.silences.models import Reading
from journeys.silences.queries import figures

from . import effects
from .models import Action, MeasuredEffect


def unjudged(space=None, reading=None):
    """Pairs (action, later reading) to judge, oldest reading first: those that no effect answers yet, and those that could
    not be compared until an earlier reading fit to compare with appeared.

    A reading speaks of an action when it is ready, of the same journey, and more than half of its window comes after the
    day from which the effect was to be visible. space, reading: narrow the search; both None means everywhere.
    """
    space = reading.space if reading is not None else space
    actions = Action.objects.announced().select_related("silence", "space")
    if space is not None:
        actions = actions.filter(space=space)
    actions = list(actions)
    if not actions:
        return []
    known = list(ready(space))
    told = {
        (action, after): (obstacle, before)
        for action, after, obstacle, before in MeasuredEffect.objects.filter(action__in=actions).values_list(
            "action_id", "after_id", "obstacle", "before_id"
        )
    }
    return [
        (action, after)
        for after in known
        if reading is None or after.pk == reading.pk
        for action in actions
        if action.silence.journey_id == after.version.journey_id
        and _speaks_of(after, action)
        and _asks_again(told.get((action.pk, after.pk)), action, after, known)
    ]


def unjudged_readings(space=None):
    """The readings by which at least one action still waits to be judged; a closed space waits for nothing."""
    return list({reading.pk: reading for _action, reading in unjudged(space) if reading.space.closed_at is None}.values())


def ready(space=None):
    """Ready readings without their results, by the end of their window."""
    found = Reading.objects.filter(status="ready").select_related("version", "space").defer("result")
    if space is not None:
        found = found.filter(space=space)
    return found.order_by("window_to", "created_at", "pk")


def reading_before(action, after, readings=None):
    """The reading to compare `after` with: of the same journey, over before the action's first day was (a log in another zone
    ends some hours into it); the latest of those that observed for as long as `after`, else the latest.

    Failing that, the one the silence was read in, provided most of it came before. None when there is neither.
    """
    known = ready(action.space) if readings is None else readings
    of_it = [one for one in known if one.version.journey_id == action.silence.journey_id and one.pk != after.pk]
    first_night = day_start(action.observe_from, action.space) + timedelta(days=1)
    earlier = [one for one in of_it if one.window_to is not None and one.window_to < first_night]
    if earlier:
        return next((one for one in reversed(earlier) if effects.as_long(_seconds(one), _seconds(after))), earlier[-1])
    return next((one for one in of_it if one.pk == action.read_in_id and not _speaks_of(one, action)), None)


def side(reading, silence):
    """What `reading` counted for `silence` as the space may see it (masked cells count nobody), as an effects.Side.

    None when the reading does not hold that touchpoint or that segment.
    """
    figure = figures(reading, reading.space.mask_below).get(silence.touchpoint_key)
    cell = figure and (figure.of(silence.segment_by, silence.segment_value) if silence.segment_by else figure.cell)
    if cell is None:
        return None
    return effects.Side(
        due=cell.due or 0,
        silent=cell.silent or 0,
        seconds=_seconds(reading),
        instrument=figure.instrument,
        expectation=effects.expectation_of(figure.touchpoint.as_dict()) if figure.touchpoint else (),
    )


def equal_window(effect):
    """(the longer reading, {"from", "to"} days) that makes an effect's two readings equally long, from its first day on.

    None when that is not what keeps them apart, or when the days of the longer one are not dates.
    """
    before, after = effect.before, effect.after
    if effect.obstacle != "follow_up" or before is None:
        return None
    longer, shorter = (before, after) if _seconds(before) > _seconds(after) else (after, before)
    if longer.log is None or longer.log.relative_days:
        return None
    first = longer.window_from.astimezone(ZoneInfo(longer.log.timezone)).date()
    days = max(1, round(_seconds(shorter) / 86400))
    return longer, {"from": first.isoformat(), "to": (first + timedelta(days=days - 1)).isoformat()}


def day_start(day, space):
    """Local midnight at which `day` begins in the zone of `space`."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(space.timezone))


def _speaks_of(reading, action):
    if reading.window_from is None or reading.window_to is None:
        return reading.created_at > day_start(action.observe_from, action.space)
    middle = reading.window_from + (reading.window_to - reading.window_from) / 2
    return middle >= day_start(action.observe_from, action.space)


def _asks_again(told, action, after, known):
    """Whether a pair has no answer, or one that only lacked a reading to compare with, and there is one now."""
    if told is None:
        return True
    obstacle, before = told
    if obstacle not in effects.PASSING:
        return False
    found = reading_before(action, after, known)
    return found is not None and found.pk != before


def _seconds(reading):
    if reading.window_from is None or reading.window_to is None:
        return 0.0
    return (reading.window_to - reading.window_from).total_seconds()
