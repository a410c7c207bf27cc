"""Time to activation of one touchpoint, read from one row per customer: how long after its anchor customers activated it.

Customers who could have activated it are followed from the anchor to their activation, their leaving, or the end of the
window. Times are grouped in at most some sixty steps, each named by its end and laid so that one of them ends exactly
when the delay is over: "by day 7" means what it says, and the share there is the share at the due day.

A curve, under "curves" in the reading; times and `due` (None without a delay) are in `unit`:

    {"touchpoint", "unit", "due", "customers", "steps": [[time, share, low, high, at risk]…],
     "segments": [{"by", "value", "customers", "table": [[time, activated, left, open]…]}]}

Segments keep their tables rather than their steps: the groups shown are compared with each other (`paces`), whichever
they are.
"""
from .instants import SECOND
from .plan import FIXED
from .statistics import time_to_activation

STEPS = 60
MOST_CURVES = 8  # values of an attribute, beyond which nobody could tell their curves apart
UNITS = {"minutes": 60, "hours": 3600, "days": 86_400, "weeks": 7 * 86_400}


def curve(people, statuses, place, splits=()):
    """The curve of a place (see above), or None with nobody to follow. splits: (name, number) of attributes."""
    followed = people.ended(statuses, place, [number for _, number in splits])
    if followed.longest is None:
        return None
    delay = _delay(place)
    horizon = max(followed.longest, min(2 * (delay or 0), statuses.end - people.first), SECOND)
    unit = _unit(place, horizon)
    each = UNITS[unit] * SECOND
    width = max(1, -(-horizon // (each * STEPS))) * each
    first = (delay or 0) % width  # the end of the first step, so that a later one ends when the delay is over
    last = max(1, -(-(horizon - first) // width))
    ends = [_number((first + step * width) / each) for step in range(last + 2)]

    def rows(counted):
        """[[time, activated, left, open]…]; whoever was followed beyond the last step is still open there."""
        found = {}
        for (step, ending), customers in counted.items():
            row = found.setdefault(step, [ends[step], 0, 0, 0])
            row[3 if step > last else 1 + ending] += customers
        return [found[step] for step in sorted(found)]

    whole, parts = followed.table(first, width, last)
    steps = [[s.time, *(None if v is None else round(v, 6) for v in (s.share, s.low, s.high)), s.at_risk]
             for s in time_to_activation(rows(whole))]
    return {
        "touchpoint": place.key, "unit": unit, "due": None if delay is None else _number(delay / each),
        "customers": followed.customers, "steps": steps, "segments": [
            {"by": splits[by][0], "value": value, "customers": sum(counted.values()), "table": rows(counted)}
            for (by, value), counted in sorted(parts.items())]}


def _delay(place):
    """From the anchor to the due instant: where both are days of the calendar, the due day included."""
    return place.due_at + 1 - place.anchor_at if place.anchor == FIXED and place.due_at is not None else place.delay


def _number(value):
    return int(value) if value == int(value) else round(value, 6)


def _unit(place, horizon):
    """The unit people would count in: the map's own, else the largest that leaves a dozen steps."""
    if place.touchpoint.due_unit:
        wanted = place.touchpoint.due_unit
        return "days" if wanted == "weeks" else wanted
    return next((unit for unit in ("days", "hours") if horizon >= 12 * UNITS[unit] * SECOND), "minutes")
