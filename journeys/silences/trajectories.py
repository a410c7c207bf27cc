"""How customers really went, as aids to reading: variants beside the expected path, what is skipped together, going
back and forth, passing by, long absences. None of them is a silence until a group takes it for one.

Asked of a reduced log (`engine.Reading`). Variants are whole sequences of event names; only the most frequent are
aligned, and the answer says how many customers that leaves aside.

The answer, under "trajectories" in the reading:

    {"variants": int, "aligned": {"variants", "customers"}, "exact": customers who followed the path to the letter,
    "fitness": mean over aligned customers or None, "top": [{"steps", "customers", "open", "fitness", "skipped",
    "inserted"}], "skipped": [{"touchpoint", "customers"}], "inserted": [{"activity", "customers"}], "together":
    [{"touchpoints", "customers"}], "passed_by": [{"touchpoint", "customers"}], "loops": {"customers", "pairs":
    [{"between", "and", "customers"}]}, "revisits": share of events that repeat a name, "absences": {"followed",
    "came_back", "not_back_yet", "days", "since": [{"touchpoint", "customers"}]}, "attempts": see `attempts`}
"""
from collections import Counter

from .alignment import align, slots
from .attempts import attempts
from .instants import DAY
from .sql import judged
from .tally import CODE

MOST_VARIANTS = 500
LONGEST = 100  # events of a customer, beyond which a sequence is not compared
MOST_WORK = 3_000_000  # cells of alignment tables, so that a strange log cannot hold the engine
TOP = 12
SHOWN = 20
ABSENT_DAYS, ABSENT_TIMES, FEWEST_GAPS = 14, 3, 3  # longer than both, by customers with enough gaps to have a habit
PASSES = 2  # times at the step before, from which a silent customer passed by


def trajectories(reading):
    """The answer described above."""
    names = walk(reading)
    try:
        return variants(reading, names) | silences_together(reading) | loops(reading) | {
            "absences": absences(reading, names), "attempts": attempts(reading, names)}
    finally:
        reading.db.execute("DROP TABLE walk")


def walk(reading):
    """Lay every customer's events in order, once: the table `walk`, and `traces` with one row per customer. The event
    names by id.

    Customers are told apart by a 64-bit hash of their pseudonym, and sequences by the sum of the hashes of their steps,
    which spares sorting texts; a million customers share one with a chance below one in ten million.
    """
    db, turn = reading.db, "PARTITION BY c ORDER BY t, file, seq"
    required = [p.position for p in reading.plan.places if p.touchpoint.expectation == "required" and not p.is_end]
    awaited = " OR ".join(f"a{position} IS NULL" for position in required) or "true"
    db.execute("CREATE TEMP TABLE every_name AS SELECT activity, (row_number() OVER (ORDER BY activity) - 1)::INTEGER AS id "
               "FROM (SELECT DISTINCT activity FROM events)")
    db.execute(
        f"CREATE TEMP TABLE walk AS SELECT c, id, t, row_number() OVER turn AS place, lead(id) OVER turn AS there, "
        f"lead(id, 2) OVER turn AS again, t - lag(t) OVER turn AS gap FROM "
        f"(SELECT hash(customer) AS c, id, t, file, seq FROM events JOIN every_name USING (activity) "
        f"WHERE t <= {reading.end}) WINDOW turn AS ({turn})")
    db.execute(
        "CREATE TEMP TABLE traces AS SELECT * FROM (SELECT c, sum(hash(id, place)) AS way, count(gap) AS gaps, "
        "median(gap) AS usual, max(gap) AS longest FROM walk GROUP BY c) "
        f"JOIN (SELECT hash(customer) AS c, n, last, x, z, z IS NOT NULL OR x IS NOT NULL AS over, {awaited} AS awaited "
        "FROM people) USING (c)")
    return [row[0] for row in db.execute("SELECT activity FROM every_name ORDER BY id").fetchall()]


def variants(reading, names):
    """Sequences of event names, the most frequent ones aligned with the expected path."""
    short = f"FROM traces WHERE n <= {LONGEST}"
    distinct = reading.one(f"SELECT count(DISTINCT way) {short}")[0]
    rows = reading.db.execute(
        f"SELECT min(c) AS one, over, count(*) AS customers {short} GROUP BY way, over "
        f"ORDER BY customers DESC, way LIMIT {MOST_VARIANTS}").fetchall()
    ones = ", ".join(str(one) for one, _, _ in rows) or "0"
    steps = dict(reading.db.execute(
        f"SELECT c, list(id ORDER BY place) FROM walk WHERE c IN ({ones}) GROUP BY c").fetchall())
    found = sorted(((steps[one], over, customers) for one, over, customers in rows), key=lambda row: (-row[2], row[0]))
    return {"variants": distinct} | _aligned(reading, found, names)


def _aligned(reading, found, names):
    path, keys = slots(reading.plan), [place.key for place in reading.plan.places]
    fills = [set(reading.meanings.get(name, ((), ()))[0]) for name in names]
    labels = [next((g.name for g in reading.plan.groups if g.members == s.positions), keys[s.positions[0]]) for s in path]
    skipped, inserted, top, work = Counter(), Counter(), [], 0
    customers = exact = used = fit = 0
    for steps, over, people in found:
        work += (len(steps) + 1) * (len(path) + 1)
        if work > MOST_WORK:
            break
        lain = align([fills[step] for step in steps], path, is_open=not over)
        used, customers, fit = used + 1, customers + people, fit + people * lain.fitness
        exact += people if over and lain.cost == 0 else 0
        missed, extra = [labels[slot] for slot in lain.skipped], [names[steps[event]] for event in lain.inserted]
        for key in missed:
            skipped[key] += people
        for name in dict.fromkeys(extra):
            inserted[name] += people
        if len(top) < TOP:
            top.append({"steps": [names[step] for step in steps], "customers": people, "open": not over,
                        "fitness": round(lain.fitness, 6), "skipped": missed, "inserted": extra})
    return {
        "aligned": {"variants": used, "customers": customers}, "exact": exact,
        "fitness": round(fit / customers, 6) if customers else None, "top": top,
        "skipped": [{"touchpoint": key, "customers": n} for key, n in skipped.most_common()],
        "inserted": [{"activity": name, "customers": n} for name, n in inserted.most_common(SHOWN)],
    }


def silences_together(reading):
    """Which silences the same customers keep, and which touchpoints silent customers passed by more than once."""
    places = [place for place in reading.plan.places if not place.is_end]
    if not places:
        return {"together": [], "passed_by": []}
    known = {name: value for name, value in reading.expressions().items() if name != "lately"}
    silent = CODE["silent"]
    pattern = ", ".join(f"CASE WHEN t{p.position} = {silent} THEN '{p.position}' END" for p in places
                        if p.touchpoint.expectation != "optional") or "NULL::VARCHAR"
    before = [(p, p.anchor_on) for p in places if p.anchor_on is not None]
    counted = "".join(f", count(*) FILTER (WHERE t{p.position} = {silent} AND n{on} >= {PASSES})" for p, on in before)
    whole, *several = reading.db.execute(
        f"SELECT pattern, count(*) AS customers{counted} FROM (SELECT *, concat_ws(',', {pattern}) AS pattern "
        f"FROM ({judged(places, **known)})) GROUP BY GROUPING SETS ((), (pattern)) HAVING pattern IS NULL OR pattern LIKE '%,%' "
        f"ORDER BY pattern IS NULL DESC, customers DESC, pattern LIMIT {1 + SHOWN}").fetchall()
    keys = [place.key for place in reading.plan.places]
    passed = zip(before, whole[2:], strict=True)
    return {
        "together": [{"touchpoints": [keys[int(p)] for p in text.split(",")], "customers": n} for text, n, *_ in several],
        "passed_by": [{"touchpoint": place.key, "customers": n} for (place, _), n in passed if n],
    }


def loops(reading):
    """Going to something and straight back (A-B-A), and how much is seen again."""
    back = "FROM walk WHERE id = again AND id <> there"
    pairs = reading.db.execute(
        f"SELECT here.activity, aside.activity, customers FROM (SELECT id, there, count(DISTINCT c) AS customers {back} "
        f"GROUP BY id, there) AS pair JOIN every_name AS here USING (id) JOIN every_name AS aside ON aside.id = pair.there "
        f"ORDER BY customers DESC, here.activity, aside.activity LIMIT {SHOWN}").fetchall()
    events, distinct = reading.one("SELECT (SELECT count(*) FROM walk), (SELECT count(*) FROM (SELECT DISTINCT c, id FROM walk))")
    return {
        "loops": {"customers": reading.one(f"SELECT count(DISTINCT c) {back}")[0],
                  "pairs": [{"between": a, "and": b, "customers": n} for a, b, n in pairs]},
        "revisits": round(1 - distinct / events, 6) if events else None,
    }


def absences(reading, names):
    """Customers away for longer than two weeks and three times their own usual gap: back since, or not back yet.

    Only those with at least three gaps have a habit to compare with. The gap that the end of the log cuts short counts
    as not back yet only once it is itself that long, and not for those who left, whose journey ended, or who did all that
    was required of them. `since`: those
    not back yet, by the touchpoint that their last event completed, if it did.
    """
    long = f"greatest({ABSENT_DAYS * DAY}, {ABSENT_TIMES} * usual)"
    gone = f"NOT over AND awaited AND {reading.end} - last > {long}"
    followed, back, away = reading.one(
        f"SELECT count(*), count(*) FILTER (WHERE longest > {long}), "
        f"count(*) FILTER (WHERE {gone}) FROM traces WHERE gaps >= {FEWEST_GAPS}")
    theirs = f"SELECT c FROM traces WHERE gaps >= {FEWEST_GAPS} AND {gone}"
    rows = reading.db.execute(
        f"SELECT id, count(*) FROM walk WHERE there IS NULL AND c IN ({theirs}) GROUP BY id").fetchall()
    since, places = Counter(), reading.plan.places
    for number, customers in rows:
        for position in reading.meanings.get(names[number], ((), ()))[0]:
            since[places[position].key] += customers
    listed = [{"touchpoint": place.key, "customers": since[place.key]} for place in places if since[place.key]]
    return {"followed": followed, "came_back": back, "not_back_yet": away, "days": ABSENT_DAYS, "since": listed}
