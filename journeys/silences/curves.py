"""Time to activation of one touchpoint, read from the reduced log: how long after its anchor customers activated it.

Customers who could have activated it are followed from the anchor to their activation, their leaving, or the end of the
window. Times are grouped in at most some sixty steps, each named by its end, so that "by day 7" means what it says.
"""
from .instants import SECOND
from .sql import judged
from .statistics import time_to_activation
from .tally import CODE

STEPS = 60
FOLLOWED = ("activated", "late", "silent", "attempted", "not_yet_due", "left_before_due")
UNITS = {"minutes": 60, "hours": 3600, "days": 86_400, "weeks": 7 * 86_400}


def curve(reading, place):
    """{"touchpoint", "unit", "due", "customers", "steps": [[time, share, low, high, at risk]…]}, or None with nobody to
    follow.

    Times and `due` (None without a delay) are in `unit`.
    """
    p = place.position
    known = reading.expressions()
    followed = ", ".join(str(CODE[name]) for name in FOLLOWED)
    ended = (f"SELECT greatest(0, least(coalesce(a{p}, {reading.end}), coalesce(x, {reading.end})) - c{p}) AS lasted, "
             f"a{p} IS NOT NULL AND coalesce(a{p} <= x, true) AS done, x IS NOT NULL AS gone "
             f"FROM ({judged([place], **known)}) AS judged WHERE t{p} IN ({followed}) AND c{p} <= {reading.end}")
    customers, longest = reading.one(
        f"SELECT count(*), percentile_disc(0.98) WITHIN GROUP (ORDER BY lasted) FILTER (WHERE done) FROM ({ended}) AS followed")
    if not customers or longest is None:
        return None
    horizon = max(longest, min(2 * (place.delay or 0), reading.end - reading.first), SECOND)
    unit = _unit(place, horizon)
    width = max(1, -(-horizon // (UNITS[unit] * SECOND * STEPS))) * UNITS[unit] * SECOND
    last = -(-horizon // width)
    rows = reading.db.execute(
        f"SELECT least(ceil(lasted::DOUBLE PRECISION / {width})::BIGINT, {last + 1}) AS step, "
        f"count(*) FILTER (WHERE done), count(*) FILTER (WHERE NOT done AND gone), "
        f"count(*) FILTER (WHERE NOT done AND NOT gone) FROM ({ended}) AS followed GROUP BY step").fetchall()
    table = [(step, *((0, 0, done + gone + still) if step > last else (done, gone, still))) for step, done, gone, still in rows]
    each = width // (UNITS[unit] * SECOND)
    steps = [[s.time * each, *(None if v is None else round(v, 6) for v in (s.share, s.low, s.high)), s.at_risk]
             for s in time_to_activation(table)]
    due = None if place.delay is None else round(place.delay / SECOND / UNITS[unit], 6)
    return {"touchpoint": place.key, "unit": unit, "due": due, "customers": customers, "steps": steps}


def _unit(place, horizon):
    """The unit people would count in: the map's own, else the largest that leaves a dozen steps."""
    if place.touchpoint.due_unit:
        wanted = place.touchpoint.due_unit
        return "days" if wanted == "weeks" else wanted
    return next((unit for unit in ("days", "hours") if horizon >= 12 * UNITS[unit] * SECOND), "minutes")
