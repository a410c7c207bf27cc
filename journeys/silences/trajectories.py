"""How customers really went, as aids to reading: variants beside the expected path, what is skipped together, going
back and forth, passing by, long absences. None of them is a silence until a group takes it for one.

Asked of a reduced log (`engine.Reading`). Variants are whole sequences of event names; only the most frequent are
aligned, and the answer says how many customers that leaves aside. Lostness is not computed: maps give neither a goal
nor a least number of steps.

The answer, under "trajectories" in the reading:

    {"variants": int, "aligned": {"variants", "customers"}, "exact": customers who followed the path to the letter,
    "fitness": mean over aligned customers or None, "top": [{"steps", "customers", "open", "fitness", "skipped",
    "inserted"}], "skipped": [{"touchpoint", "customers"}], "inserted": [{"activity", "customers"}], "together":
    [{"touchpoints", "customers"}], "passed_by": [{"touchpoint", "customers"}], "loops": {"customers", "pairs":
    [{"between", "and", "customers"}]}, "revisits": share of events that repeat a name, "absences": {"followed",
    "came_back", "not_back_yet", "days"}}
"""
from collections import Counter

from .alignment import align, slots
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
    return variants(reading) | silences_together(reading) | loops(reading) | {"absences": absences(reading)}


def variants(reading):
    """Sequences of event names, the most frequent ones aligned with the expected path."""
    db, end = reading.db, reading.end
    db.execute("CREATE TEMP TABLE every_name AS SELECT activity, (row_number() OVER (ORDER BY activity) - 1)::INTEGER AS id "
               "FROM (SELECT DISTINCT activity FROM events)")
    names = [row[0] for row in db.execute("SELECT activity FROM every_name ORDER BY id").fetchall()]
    ordered = f"\"at\", list_position({reading.files}, source), seq"
    short = f"SELECT customer FROM people WHERE n <= {LONGEST}"
    db.execute(
        f"CREATE TEMP TABLE variants AS SELECT steps, over, count(*) AS customers FROM (SELECT customer, "
        f"list(id ORDER BY {ordered}) AS steps FROM events JOIN every_name USING (activity) SEMI JOIN ({short}) USING (customer) "
        f"WHERE epoch_us(\"at\") <= {end} GROUP BY customer) JOIN "
        f"(SELECT customer, z IS NOT NULL OR x IS NOT NULL AS over FROM people) USING (customer) GROUP BY steps, over")
    distinct = reading.one("SELECT count(DISTINCT steps) FROM variants")[0]
    found = db.execute(
        f"SELECT steps, over, customers FROM variants ORDER BY customers DESC, steps LIMIT {MOST_VARIANTS}").fetchall()
    db.execute("DROP TABLE variants")
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
        for name in set(extra):
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
    counted = "".join(f", count(*) FILTER (t{p.position} = {silent} AND n{on} >= {PASSES})" for p, on in before)
    rows = reading.db.execute(
        f"SELECT concat_ws(',', {pattern}) AS pattern, count(*) AS customers{counted} "
        f"FROM ({judged(places, **known)}) GROUP BY pattern").fetchall()
    keys = [place.key for place in reading.plan.places]
    several = sorted(((n, text) for text, n, *_ in rows if "," in text), key=lambda row: (-row[0], row[1]))[:SHOWN]
    passed = [(place.key, sum(row[2 + i] for row in rows)) for i, (place, _) in enumerate(before)]
    return {
        "together": [{"touchpoints": [keys[int(p)] for p in text.split(",")], "customers": n} for n, text in several],
        "passed_by": [{"touchpoint": key, "customers": n} for key, n in passed if n],
    }


def loops(reading):
    """Going to something and straight back (A-B-A), and how much is seen again."""
    ordered = f"PARTITION BY customer ORDER BY \"at\", list_position({reading.files}, source), seq"
    reading.db.execute(
        f"CREATE TEMP TABLE back AS SELECT customer, activity AS here, lead(activity) OVER turn AS there, "
        f"lead(activity, 2) OVER turn AS again FROM events WHERE epoch_us(\"at\") <= {reading.end} WINDOW turn AS ({ordered}) "
        f"QUALIFY here = again AND here <> there")
    customers = reading.one("SELECT count(DISTINCT customer) FROM back")[0]
    pairs = reading.db.execute(
        f"SELECT here, there, count(DISTINCT customer) AS customers FROM back GROUP BY here, there "
        f"ORDER BY customers DESC, here, there LIMIT {SHOWN}").fetchall()
    reading.db.execute("DROP TABLE back")
    events = reading.one("SELECT sum(n) FROM people")[0]
    distinct = reading.one(
        f"SELECT count(*) FROM (SELECT DISTINCT customer, activity FROM events WHERE epoch_us(\"at\") <= {reading.end})")[0]
    return {
        "loops": {"customers": customers, "pairs": [{"between": a, "and": b, "customers": n} for a, b, n in pairs]},
        "revisits": round(1 - float(distinct) / float(events), 6) if events else None,
    }


def absences(reading):
    """Customers away for longer than two weeks and three times their own usual gap: back since, or not back yet.

    Only those with at least three gaps have a habit to compare with. The gap that the end of the log cuts short counts
    as not back yet only once it is itself that long, and not for those who left or whose journey ended.
    """
    end = reading.end
    gaps = (f"SELECT customer, epoch_us(\"at\") - lag(epoch_us(\"at\")) OVER (PARTITION BY customer ORDER BY \"at\") AS gap "
            f"FROM events WHERE epoch_us(\"at\") <= {end}")
    habits = (f"SELECT customer, count(gap) AS gaps, median(gap) AS usual, max(gap) AS longest FROM ({gaps}) GROUP BY customer "
              f"HAVING count(gap) >= {FEWEST_GAPS}")
    long = f"greatest({ABSENT_DAYS * DAY}, {ABSENT_TIMES} * usual)"
    followed, back, away = reading.one(
        f"SELECT count(*), count(*) FILTER (longest > {long}), "
        f"count(*) FILTER (x IS NULL AND z IS NULL AND {end} - last > {long}) FROM ({habits}) JOIN people USING (customer)")
    return {"followed": followed, "came_back": back, "not_back_yet": away, "days": ABSENT_DAYS}
