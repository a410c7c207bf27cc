"""Attempts at a touchpoint, from an event that begins it to the one that completes it: interrupted or not, lost or not.

Asked of the events in order (`trajectories.walk`), for touchpoints that say which events begin them. An attempt begins with
the first such event after a pause or after a completion, and ends with the completion, or with the last event before a
pause. A pause is half an hour, or the time within which 95 % of those who completed it had done so, when that is longer and
they are at least twenty. An attempt that the end of the log may have cut short is open, and counts as neither.

Lostness (Smith 1996, Interacting with Computers 8(4):365-381) is measured only where the map gives a goal and the least
number R of different events that lead to it: L = sqrt((N/S - 1)² + (R/N - 1)²) of S events, N different ones; under 0.4
nobody is lost, above 0.5 somebody is. An attempt broken off with fewer than R different events is short, not lost: R/N counts
as 1 at most. A log does not know what people wanted to do, so it is an aid to reading, never a finding.

The answer, one entry per touchpoint that was begun: {"touchpoint", "minutes": the pause, "customers", "attempts",
"completed", "open", "interrupted": customers with an attempt broken off, "finished_later": those of them who completed it
afterwards, "goal": None or {"text", "minimum", "seen", "different", "lostness": medians over attempts that are over,
"measured": customers with such an attempt, "lost": those of them who were lost at least once}}
"""
from math import sqrt

from .instants import SECOND

HALF_AN_HOUR = 1800 * SECOND
ENOUGH = 20  # customers who completed it, from which they say how long it takes
LOST = 0.5


def lostness(seen, different, least):
    """L of one attempt: `seen` events, `different` ones among them, `least` that the goal needs; all above 0."""
    return sqrt((different / seen - 1) ** 2 + (min(1.0, least / different) - 1) ** 2)


def attempts(reading, names):
    """The answer described above, in map order. names: event names by the ids of the table `walk`."""
    found = []
    for place in reading.plan.places:
        p = place.position
        begins, ends = ([number for number, name in enumerate(names) if p in reading.meanings.get(name, ((), ()))[part]]
                        for part in (1, 0))
        if begins:
            found += [_told(reading, place, _pause(reading, p), begins, ends)]
    return [one for one in found if one["attempts"]]


def _pause(reading, p):
    """Microseconds without an event after which an attempt at a place is over."""
    finished, usual = reading.one(
        f"SELECT count(*), percentile_disc(0.95) WITHIN GROUP (ORDER BY a{p} - s{p}) FROM people WHERE a{p} >= s{p}")
    return max(HALF_AN_HOUR, usual) if finished >= ENOUGH else HALF_AN_HOUR


def _told(reading, place, pause, begins, ends):
    """One entry. Attempts are counted by their size, so that lostness is reckoned once per size and not in SQL."""
    began, ended = (f"id IN ({', '.join(map(str, ids or [-1]))})" for ids in (begins, ends))
    turn = "PARTITION BY c ORDER BY place"
    reading.db.execute(
        f"CREATE TEMP TABLE attempts AS WITH cut AS (SELECT c, id, place, t, coalesce(gap > {pause}, false) OR "
        f"coalesce(lag({ended}) OVER ({turn}), true) AS fresh FROM walk "
        f"WHERE c IN (SELECT c FROM walk WHERE {began})), "
        f"blocks AS (SELECT *, sum(fresh::INTEGER) OVER ({turn}) AS block FROM cut), "
        f"marked AS (SELECT *, min(CASE WHEN {began} THEN place END) OVER (PARTITION BY c, block) AS since FROM blocks) "
        f"SELECT c, block, count(*) AS seen, count(DISTINCT id) AS different, bool_or({ended}) AS done, "
        f"NOT bool_or({ended}) AND max(t) > {reading.end - pause} AS running "
        f"FROM marked WHERE place >= since GROUP BY c, block")
    try:
        customers, tried, done, running = reading.one(
            "SELECT count(DISTINCT c), count(*), count(*) FILTER (WHERE done), count(*) FILTER (WHERE running) FROM attempts")
        broken, later = reading.one(
            "SELECT count(*), count(*) FILTER (WHERE finished > broken) FROM (SELECT c, "
            "min(block) FILTER (WHERE NOT done AND NOT running) AS broken, max(block) FILTER (WHERE done) AS finished "
            "FROM attempts GROUP BY c) WHERE broken IS NOT NULL")
        goal = place.touchpoint.goal and place.touchpoint.minimum and _goal(reading, place.touchpoint)
    finally:
        reading.db.execute("DROP TABLE attempts")
    return {"touchpoint": place.key, "minutes": round(pause / (60 * SECOND)), "customers": customers, "attempts": tried,
            "completed": done, "open": running, "interrupted": broken, "finished_later": later, "goal": goal or None}


def _goal(reading, touchpoint):
    rows = reading.db.execute(
        "SELECT seen, different, count(*) FROM attempts WHERE NOT running GROUP BY seen, different").fetchall()
    if not rows:
        return None
    sizes = {(seen, different): lostness(seen, different, touchpoint.minimum) for seen, different, _ in rows}
    strayed = [f"({seen}, {different})" for (seen, different), far in sizes.items() if far > LOST]
    lost, measured = reading.one(
        f"SELECT count(DISTINCT c) FILTER (WHERE (seen, different) IN ({', '.join(strayed) or '(0, 0)'})), count(DISTINCT c) "
        f"FROM attempts WHERE NOT running")

    def middle(of):
        return _median([(of(seen, different), number) for seen, different, number in rows])

    return {"text": touchpoint.goal, "minimum": touchpoint.minimum, "seen": middle(lambda seen, _: seen),
            "different": middle(lambda _, different: different),
            "lostness": round(middle(lambda seen, different: sizes[seen, different]), 2), "measured": measured, "lost": lost}


def _median(counted):
    """The middle of [(value, how many)]; the lower one of two."""
    half = sum(number for _, number in counted) / 2
    for value, number in sorted(counted):
        half -= number
        if half <= 0:
            return value
    return None
