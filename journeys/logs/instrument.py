"""Signs that the log itself fell silent, not the customers: names that stop or begin, stretches without any event, dips.

Pure SQL over the stored events. Everything found is a question to put to whoever made the log, never a silence. An event name is
said to stop when it occurred at least OFTEN times and never in the last fifth of the period: at an even rate OFTEN / 4 = 5 were
to be expected there, and none would come by chance less than once in a hundred times (Poisson, e⁻⁵).
"""
from datetime import timedelta

OFTEN = 20  # occurrences
BARS = 60  # at most, in the picture of volumes
DIP = 0.2  # of the median volume
WEEK = 7  # bars whose median is compared, before and after a day
BREAK, STEADY = 2, 1.4  # times as many events on one side of a day; and how far each side keeps to its own median
QUIET_DAYS = 3  # days without any event, when the log has some nearly every day
MOST = 200  # findings of one kind
FIRST, LAST = (f"CAST(timezone('UTC', {edge}(\"at\")) AS TIMESTAMP)" for edge in ("min", "max"))  # in the connection's zone


def slots(connection, source):
    """Create the table `slots`: events by quarter of an hour, with the local times of the first and the last of each.

    No zone changes its offset within a quarter of an hour, so that few of many events need a calendar.
    """
    connection.execute(
        f"CREATE TABLE slots AS SELECT {FIRST} AS first, {LAST} AS last, count(*) AS n "
        f'FROM {source} GROUP BY epoch_us("at") // 900000000'
    )


def report(connection, source):
    """{"step_days", "bars": [[start, events]…], "stopped", "began", "gaps", "dips", "breaks"} of the events in `source` (SQL),
    counted by `slots` before.

    Days are those of the connection's zone.
    """
    connection.execute(
        f"CREATE TABLE spans AS SELECT activity, {FIRST} AS first, {LAST} AS last, count(*) AS n FROM {source} GROUP BY activity"
    )
    first, last = connection.execute("SELECT min(first), max(last) FROM slots").fetchone()
    days = max((last - first).total_seconds() / 86400, 1e-9)
    step = max(1, -(-int(days + 1) // BARS))
    counts = dict(connection.execute(
        f"SELECT CAST(date_diff('day', ?::DATE, first::DATE) // {step} AS INTEGER), sum(n)::BIGINT FROM slots GROUP BY 1",
        [first.date()],
    ).fetchall())  # fmt: skip
    start = first.replace(hour=0, minute=0, second=0, microsecond=0)
    bars = [[(start + timedelta(days=step * place)).date().isoformat(), counts.get(place, 0)] for place in range(max(counts) + 1)]
    return {
        "step_days": step, "bars": bars,
        "stopped": _ends(connection, "last", f"< ?::TIMESTAMP + INTERVAL ({0.8 * days * 86400}) SECOND", first),
        "began": _ends(connection, "first", f"> ?::TIMESTAMP + INTERVAL ({0.2 * days * 86400}) SECOND", first),
        "gaps": _gaps(connection), "dips": _dips(bars), "breaks": _breaks(bars),
    }


def _ends(connection, edge, condition, first):
    """Frequent names of which the last (or first) event lies beyond a bound: [[name, instant, occurrences]…]."""
    rows = connection.execute(
        f"SELECT activity, {edge}, n FROM spans WHERE n >= {OFTEN} AND {edge} {condition} ORDER BY 3 DESC, 1 LIMIT {MOST}",
        [first],
    ).fetchall()
    return [[name, at.isoformat(), count] for name, at, count in rows]


def _gaps(connection):
    """Stretches without any event, longer than QUIET_DAYS and than ten times the usual one: [[from, to]…]."""
    rows = connection.execute(
        f"""WITH days AS (SELECT DISTINCT first::DATE AS d FROM slots),
        steps AS (SELECT lag(d) OVER (ORDER BY d) AS before, d, date_diff('day', lag(d) OVER (ORDER BY d), d) AS gap FROM days)
        SELECT before, d FROM steps
        WHERE gap > {QUIET_DAYS} AND gap >= 10 * (SELECT quantile_cont(gap, 0.9) FROM steps) ORDER BY gap DESC LIMIT {MOST}"""
    ).fetchall()
    return sorted([before.isoformat(), after.isoformat()] for before, after in rows)


def _dips(bars):
    """Bars under a fifth of the median with ordinary ones before and after: [[start, events, usual]…].

    Logs grow at their beginning and thin out at their end: low bars there say nothing.
    """
    if len(bars) < 8:
        return []
    usual = sorted(count for _start, count in bars)[len(bars) // 2]
    ordinary = [place for place, (_start, count) in enumerate(bars) if count >= DIP * usual]
    inside = bars[ordinary[0]: ordinary[-1]]
    return [[start, count, usual] for start, count in inside if usual >= 50 and count < DIP * usual][:MOST]


def _breaks(bars):
    """The day on which the volume falls or rises for good: [[start, after / before]], nothing where it changes little by little.

    Each side keeps to its own level from end to end, so that a log that grows at its beginning or thins out says nothing here.
    """
    counts = [count for _start, count in bars]
    level = [sorted(counts[place: place + WEEK])[WEEK // 2] for place in range(len(counts) - WEEK + 1)]
    found = []
    for place in range(WEEK, len(counts) - WEEK + 1):
        sides = level[: place - WEEK + 1], level[place:]
        before, after = (sorted(side)[len(side) // 2] for side in sides)
        least, most, near = min(before, after), max(before, after), sorted((sides[0][-1], sides[1][0]))
        if most >= 50 and 0 < BREAK * least <= most and 0 < BREAK * near[0] <= STEADY * near[1] and all(
                max(side) <= STEADY ** 2 * min(side) for side in sides):
            found.append((near[1] / near[0], abs(counts[place] - counts[place - 1]), bars[place][0], round(after / before, 2)))
    return [[start, times] for _near, _step, start, times in sorted(found)[-1:]]
