"""Which readings speak of which actions, which earlier one to compare with, and what each counted; writes nothing."""
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from journeys.silences.models import Reading
from journeys.silences.queries import figures

from . import effects
from .models import Action, MeasuredEffect


def unjudged(space=None, reading=None):
    """Pairs (action, later reading) that no effect answers yet, oldest reading first.

    A reading speaks of an action when it is ready, of the same journey, and more than half of its window comes after the
    day from which the effect was to be visible. space, reading: narrow the search; both None means everywhere.
    """
    actions = Action.objects.announced().select_related("silence", "space", "read_in__version", "read_in__space")
    readings = Reading.objects.filter(status="ready").select_related("version", "space").order_by("window_to", "created_at")
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
    """The reading to compare with: the latest ready one of the same journey that ended before the action's first day was over
    (a log in another zone ends some hours into it).

    Failing that, the one the silence was read in, provided most of it came before. None when there is neither.
    """
    first_night = day_start(action.observe_from, action.space) + timedelta(days=1)
    found = (
        Reading.objects.filter(space=action.space, status="ready", version__journey=action.silence.journey_id)
        .select_related("version", "space")
        .exclude(pk=after.pk)
        .filter(window_to__lt=first_night)
        .order_by("-window_to", "-created_at")
        .first()
    )
    if found is None and action.read_in_id and action.read_in_id != after.pk:
        read_in = action.read_in
        if read_in.status == "ready" and not _speaks_of(read_in, action):
            found = read_in
    return found


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
