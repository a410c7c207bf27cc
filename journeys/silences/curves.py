"""Time to activation of one touchpoint, read from the reduced log: how long after its anchor customers activated it.

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
from .sql import judged
from .statistics import time_to_activation
from .tally import CODE

STEPS = 60
MOST_CURVES = 8  # values of an attribute, beyond which nobody could tell their curves apart
FOLLOWED = ("activated", "late", "silent", "attempted", "not_yet_due", "left_before_due")
UNITS = {"minutes": 60, "hours": 3600, "days": 86_400, "weeks": 7 * 86_400}


def curve(reading, place, splits=()):
    """The curve of a place (see above), or None with nobody to follow. splits: (name, number) of attributes."""
    p = place.position
    known = reading.expressions()
    followed = ", ".join(str(CODE[name]) for name in FOLLOWED)
    columns = [f"v{number}" for _, number in splits]
    chosen = "".join(f", {column}" for column in columns)
    ended = (f"SELECT greatest(0, least(coalesce(a{p}, {reading.end}), coalesce(x, {reading.end})) - c{p}) AS lasted, "
             f"a{p} IS NOT NULL AND coalesce(a{p} <= x, true) AS done, x IS NOT NULL AS gone{chosen} "
             f"FROM ({judged([place], **known)}) AS judged WHERE t{p} IN ({followed}) AND c{p} <= {reading.end}")
    customers, longest = reading.longest(ended)
    if not customers or longest is None:
        return None
    delay = _delay(place)
    horizon = max(longest, min(2 * (delay or 0), reading.end - reading.first), SECOND)
    unit = _unit(place, horizon)
    each = UNITS[unit] * SECOND
    width = max(1, -(-horizon // (each * STEPS))) * each
    first = (delay or 0) % width  # the end of the first step, so that a later one ends when the delay is over
    last = max(1, -(-(horizon - first) // width))
    rows = reading.db.execute(
        f"SELECT greatest(0, least(ceil((lasted - {first})::DOUBLE PRECISION / {width})::BIGINT, {last + 1})) AS step, "
        f"count(*) FILTER (WHERE done), count(*) FILTER (WHERE NOT done AND gone), "
        f"count(*) FILTER (WHERE NOT done AND NOT gone){chosen} FROM ({ended}) AS followed "
        f"GROUP BY GROUPING SETS ({', '.join(['(step)', *(f'(step, {column})' for column in columns)])})").fetchall()
    whole, parts = [], {}
    for step, done, gone, still, *values in sorted(rows, key=lambda row: row[0]):
        ends = (0, 0, done + gone + still) if step > last else (done, gone, still)
        by = next((i for i, value in enumerate(values) if value is not None), None)
        table = whole if by is None else parts.setdefault((by, values[by]), [])
        table.append([_number((first + step * width) / each), *ends])
    steps = [[s.time, *(None if v is None else round(v, 6) for v in (s.share, s.low, s.high)), s.at_risk]
             for s in time_to_activation(whole)]
    return {
        "touchpoint": place.key, "unit": unit, "due": None if delay is None else _number(delay / each), "customers": customers,
        "steps": steps, "segments": [
            {"by": splits[by][0], "value": value, "customers": sum(sum(row[1:]) for row in table), "table": table}
            for (by, value), table in sorted(parts.items())]}


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
