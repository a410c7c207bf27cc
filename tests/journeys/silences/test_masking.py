"""No small group shows, and nobody who can subtract (or solve linear programs) rebuilds one."""
import random
from collections import Counter

import numpy
import pytest
from scipy.optimize import linprog

from journeys.silences import tally
from journeys.silences.masking import KEPT_BELOW, STATUSES, masked, too_close

BELOW = 11


def cell(due=0, silent=0, activated=None, **counts):
    """A consistent cell: whoever is due and not silent has activated it, unless said otherwise."""
    activated = due - silent if activated is None else activated
    return dict.fromkeys((*STATUSES, "out_of_place"), 0) | {"due": due, "silent": silent, "activated": activated} | counts


def entry(key, parts, **more):
    """An entry whose total is the sum of its parts: {value: cell} of the attribute `age`."""
    total = {name: sum(part[name] for part in parts.values()) for name in cell()}
    segments = [{"by": "age", "value": value, **part} for value, part in parts.items()]
    return {"touchpoint": key, "label": key, "instrument": "ok", "instead": {"bypassed": 0, "elsewhere": 0, "gone": 0},
            **total, "segments": segments, **more}


def reading(*entries, **more):
    customers = max(sum(e[s] for s in STATUSES) for e in entries)
    return {"customers": customers, "touchpoints": list(entries), "detours": [], "curves": [], **more}


def covered(result, key="app"):
    found = next(e for e in masked(result, BELOW)["touchpoints"] if e["touchpoint"] == key)
    return {part["value"] for part in found["segments"] if part.get("masked")}


def test_a_large_reading_is_shown_whole():
    result = reading(entry("app", {"young": cell(100, 40), "old": cell(90, 60)}))
    assert masked(result, BELOW) == result


def test_a_small_group_takes_a_companion_with_it():
    result = reading(entry("app", {"young": cell(100, 40), "middle": cell(50, 20), "old": cell(7, 3)}))
    assert covered(result) == {"old", "middle"}


def test_a_covered_cell_keeps_no_number():
    result = reading(entry("app", {"young": cell(100, 40), "middle": cell(50, 20), "old": cell(7, 3)}))
    parts = masked(result, BELOW)["touchpoints"][0]["segments"]
    assert {"by": "age", "value": "old", "masked": True} in parts


def test_a_touchpoint_with_too_few_customers_due_is_covered_with_all_its_segments():
    result = reading(entry("app", {"young": cell(5, 2, not_yet_due=80), "old": cell(4, 1, not_yet_due=80)}))
    found = masked(result, BELOW)["touchpoints"][0]
    assert found["masked"] and "due" not in found and covered(result) == {"young", "old"}


def test_a_log_of_fewer_customers_than_the_threshold_shows_nothing():
    found = masked(reading(entry("app", {"young": cell(5, 2), "old": cell(4, 1)})), BELOW)
    assert found["customers"] is None and all(e["masked"] for e in found["touchpoints"])


def test_all_or_none_of_a_small_group_is_covered():
    result = reading(entry("app", {"young": cell(100, 40), "middle": cell(60, 30), "old": cell(15, 15)}))
    assert "old" in covered(result)


def test_all_of_a_small_group_says_nothing_new_when_everybody_is_alike():
    result = reading(entry("app", {"young": cell(100, 0), "old": cell(15, 0)}))
    assert covered(result) == set()


def test_covered_cells_that_subtraction_shows_as_all_silent_take_another_with_them():
    parts = {"a": cell(7, 7), "b": cell(30, 30), "c": cell(100, 40), "d": cell(200, 60)}
    assert covered(reading(entry("app", parts))) == {"a", "b", "c"}


def test_a_small_cell_may_not_make_up_nearly_all_that_is_covered():
    parts = {"a": cell(10, 5), "b": cell(1, 0), "c": cell(100, 40), "d": cell(200, 60)}
    assert covered(reading(entry("app", parts))) == {"a", "b", "c"}


def test_a_tiny_group_is_covered_everywhere_with_the_same_companion():
    app = entry("app", {"young": cell(100, 40), "middle": cell(50, 20), "old": cell(7, 3)})
    bill = entry("bill", {"young": cell(20, 9, not_yet_due=80), "middle": cell(50, 20), "old": cell(0, 0, not_yet_due=7)})
    assert covered(reading(app, bill), "app") == covered(reading(app, bill), "bill") == {"old", "middle"}


def test_alternatives_share_their_covers():
    chat = entry("chat", {"young": cell(100, 40), "middle": cell(50, 20), "old": cell(7, 3, not_applicable=40)})
    help_ = entry("help", {"young": cell(100, 40), "middle": cell(50, 20), "old": cell(47, 3)}, members=["chat"])
    assert covered(reading(chat, help_), "help") == covered(reading(chat, help_), "chat") == {"old", "middle"}


def test_the_segments_of_a_broken_instrument_are_not_shown_but_the_doubt_is():
    result = reading(entry("app", {"young": cell(12, 12), "old": cell(8, 8)}, instrument="check"))
    found = masked(result, BELOW)["touchpoints"][0]
    assert found["instrument"] == "check" and covered(result) == {"young", "old"}


def test_what_few_silent_customers_did_instead_is_not_told():
    shown = entry("app", {"young": cell(100, 3), "old": cell(90, 2)}, instead={"bypassed": 1, "elsewhere": 4, "gone": 0})
    assert masked(reading(shown), BELOW)["touchpoints"][0]["instead"] is None


def test_thin_detours_and_the_thin_end_of_curves_are_left_out():
    ways = [{"from": "app", "to": "bill", "customers": 30}, {"from": "app", "to": "chat", "customers": 3}]
    curves = [{"touchpoint": "app", "unit": "days", "due": 7, "customers": 190,
               "steps": [[1, 0.2, 0.1, 0.3, 190], [9, 0.5, 0.4, 0.6, 10]]}]
    found = masked(reading(entry("app", {"young": cell(190, 90)}), detours=ways, curves=curves), BELOW)
    assert found["detours"] == ways[:1] and len(found["curves"][0]["steps"]) == 1


def at_risk(table, time):
    return sum(sum(row[1:]) for row in table if row[0] >= time)


@pytest.mark.parametrize("seed", range(8))
def test_curves_of_shown_groups_leave_no_few_customers_to_subtract(seed):
    chance = random.Random(seed)
    sizes = {"young": 90, "middle": 60, "old": 16, "older": 7}
    tables = {}
    for value, size in sizes.items():
        ends = Counter(chance.randrange(1, 13) for _ in range(size))
        tables[value] = [[day, ends[day], 0, 0] for day in range(1, 13)]
    everybody = [[day, 0.5, 0.4, 0.6, sum(at_risk(table, day) for table in tables.values())] for day in range(1, 13)]
    curve = {"touchpoint": "app", "unit": "days", "due": 7, "customers": 173, "steps": everybody, "segments": [
        {"by": "age", "value": value, "customers": sizes[value], "table": tables[value]} for value in sizes]}
    whole = reading(entry("app", {value: cell(size, size // 2) for value, size in sizes.items()}), curves=[curve])
    found = masked(whole, BELOW)["curves"][0]
    told = {part["value"]: part["table"] for part in found["segments"]}
    assert {"old", "older"} == covered(whole) and set(told) == {"young", "middle"}
    followed = [step for step in found["steps"] if all(step[0] <= table[-1][0] for table in told.values())]
    assert followed, "the curves do begin"
    for step in followed:
        rest = step[4] - sum(at_risk(table, step[0]) for table in told.values())
        assert rest == 0 or rest >= BELOW, (step, rest)


def test_a_reading_that_differs_by_a_few_customers_from_an_earlier_one_covers_the_difference():
    one = reading(entry("app", {"young": cell(100, 40), "middle": cell(70, 30), "old": cell(90, 60)}))
    two = reading(entry("app", {"young": cell(103, 41), "middle": cell(70, 30), "old": cell(190, 160)}))
    close = too_close(two, one, BELOW)
    assert close == [("app", "age", "young", 3)]
    assert "young" in covered(two | {"too_close": close}) and too_close(one, one, BELOW) == []
    assert "too_close" not in masked(two | {"too_close": close}, BELOW)


def test_a_difference_between_readings_is_covered_again_when_the_threshold_is_raised():
    one = reading(entry("app", {"young": cell(100, 40), "middle": cell(70, 30), "old": cell(90, 60)}))
    two = reading(entry("app", {"young": cell(108, 41), "middle": cell(70, 30), "old": cell(190, 160)}))
    two["too_close"] = too_close(two, one, KEPT_BELOW)

    def young(below):
        return next(part for part in masked(two, below)["touchpoints"][0]["segments"] if part["value"] == "young")

    assert not young(5).get("masked") and young(11).get("masked")


def population(chance, people, places, values):
    """A reading of invented customers: every one has a value and a status at each place."""
    weights = [chance.random() ** 3 + 0.02 for _ in range(values)]
    group = [chance.choices(range(values), weights)[0] for _ in range(people)]
    entries = []
    for k in range(places):
        silence = [chance.choice([0, 0.05, 0.5, 0.9, 1]) for _ in range(values)]
        waiting = [chance.choice([0, 0, 0.3, 0.95]) for _ in range(values)]
        coded = [Counter() for _ in range(values)]
        for v in group:
            if chance.random() < waiting[v]:
                code = tally.CODE["not_yet_due"]
            else:
                quiet = chance.random() < silence[v]
                code = tally.IN_DUE | tally.CODE["silent" if quiet else chance.choice(["activated", "late"])]
            coded[v][code] += 1
        parts = [("age", str(v), coded[v]) for v in range(values) if coded[v]]
        entries.append(tally.entry(f"t{k}", f"t{k}", sum(coded, Counter()), parts))
    return reading(*entries)


def attack(result, shown):
    """Ranges that the shown figures leave to (due, silent) of every covered cell of a shown touchpoint, by linear programming.

    Known to the attacker: shown totals and cells, that parts add up, that a group has the same size at every touchpoint,
    that silent customers are due and that only customers of four statuses are.
    """
    names = (*STATUSES, "due")
    entries = [e for e in shown["touchpoints"] if not e.get("masked") and e["instrument"] != "check"]
    values = sorted({p["value"] for e in entries for p in e["segments"]})
    index = {(e["touchpoint"], v, n): i for i, (e, v, n) in enumerate((e, v, n) for e in entries for v in values for n in names)}
    sizes = {v: len(index) + i for i, v in enumerate(values)}
    width = len(index) + len(sizes)
    equal, less = [], []

    def row(*terms):
        line = numpy.zeros(width)
        for where, factor in terms:
            line[where] += factor
        return line

    for e in entries:
        parts = {p["value"]: p for p in e["segments"]}
        for n in names:
            equal.append((row(*((index[e["touchpoint"], v, n], 1) for v in values)), e[n]))
        for v in values:
            part = parts.get(v, {"masked": False} | dict.fromkeys(names, 0))
            if not part.get("masked"):
                equal += [(row((index[e["touchpoint"], v, n], 1)), part[n]) for n in names]
            at = {n: index[e["touchpoint"], v, n] for n in names}
            equal.append((row(*((at[n], 1) for n in STATUSES), (sizes[v], -1)), 0))
            less.append((row((at["silent"], 1), (at["due"], -1)), 0))
            less.append((row((at["due"], 1), *((at[n], -1) for n in ("activated", "late", "attempted", "silent"))), 0))
    known = {"A_eq": numpy.array([r for r, _ in equal]), "b_eq": [b for _, b in equal],
             "A_ub": numpy.array([r for r, _ in less]), "b_ub": [b for _, b in less], "method": "highs"}
    for e in entries:
        for part in e["segments"]:
            if part.get("masked"):
                for n in ("due", "silent"):
                    goal = row((index[e["touchpoint"], part["value"], n], 1))
                    low, high = linprog(goal, **known), linprog(-goal, **known)
                    assert low.success and high.success
                    yield e, part["value"], n, low.fun, -high.fun


@pytest.mark.parametrize("seed", range(12))
def test_linear_programming_over_everything_shown_rebuilds_no_covered_cell(seed):
    chance = random.Random(seed)
    result = population(chance, chance.choice([40, 120, 400]), places=3, values=chance.choice([2, 3, 5]))
    shown = masked(result, BELOW)
    true = {(e["touchpoint"], p["value"]): p for e in result["touchpoints"] for p in e["segments"]}
    tried = 0
    for e, value, name, low, high in attack(result, shown):
        real, tried = true[e["touchpoint"], value], tried + 1
        assert low - 1e-6 <= real[name] <= high + 1e-6
        everybody = name == "silent" and e["silent"] in (0, e["due"])
        if 0 < real["due"] < BELOW and not everybody:
            assert high - low >= 1, (e["touchpoint"], value, name, low, high)
    assert tried or not any(p.get("masked") for e in shown["touchpoints"] if not e.get("masked") for p in e["segments"])


def test_the_attack_does_rebuild_a_cell_that_is_covered_alone():
    """The attack is worth something: it breaks a naive cover."""
    result = reading(entry("app", {"young": cell(100, 40), "middle": cell(50, 20), "old": cell(7, 3)}))
    naive = masked(result, BELOW)
    naive["touchpoints"][0]["segments"] = [
        {"by": "age", "value": "old", "masked": True} if p["value"] == "old" else p for p in result["touchpoints"][0]["segments"]]
    assert any(high - low < 1e-6 for _, _, _, low, high in attack(result, naive))
