"""From coded customers to the figures of a reading: what each status code means, and the entry that a touchpoint gets.

Pure. The engine gives every customer one code per touchpoint; this module adds them up. Also reads maps that come with
counts instead of a log [rule 14]. Refuses to turn a broken instrument into a rate [rule 13].
"""
from collections import Counter

from .statistics import wilson

STATUSES = (
    "activated", "late", "silent", "attempted", "not_yet_due", "left_before_due", "not_reached", "not_applicable",
    "not_observable",
)
CODE = {status: number for number, status in enumerate(STATUSES)}
INSTEAD = ("bypassed", "elsewhere", "gone")
IN_DUE, OUT_OF_PLACE, FELL_LATELY, DONE_BEFORE = 16, 32, 256, 512  # one bit each
INSTEAD_UNIT, NEXT_UNIT = 64, 1024  # 0 for none, else 1 + position
ENOUGH = 11  # customers due, from which an instrument that nobody triggers is doubted


def _status(code):
    return STATUSES[code % 16]


def counts(coded):
    """Figures of one group of customers. coded: {code: customers}. `rate`, `low` and `high` are shares rounded to 6
    digits.
    """
    found = dict.fromkeys((*STATUSES, "out_of_place", "due"), 0)
    for code, customers in coded.items():
        found[_status(code)] += customers
        found["due"] += customers if code & IN_DUE else 0
        found["out_of_place"] += customers if code & OUT_OF_PLACE else 0
    return found | _rate(found["silent"], found["due"])


def _rate(silent, due):
    interval = wilson(silent, due)
    if interval is None:
        return {"rate": None, "low": None, "high": None}
    return {"rate": round(silent / due, 6), "low": round(interval[0], 6), "high": round(interval[1], 6)}


def instead(coded):
    """What silent and attempted customers did instead: {bypassed, elsewhere, gone}."""
    found = dict.fromkeys(INSTEAD, 0)
    for code, customers in coded.items():
        kind = code // INSTEAD_UNIT % 4
        if kind:
            found[INSTEAD[kind - 1]] += customers
    return found


def detours(coded, key, keys):
    """Where bypassing customers went next, most frequent first: [{from, to, customers}]."""
    found = Counter()
    for code, customers in coded.items():
        if code // NEXT_UNIT:
            found[code // NEXT_UNIT - 1] += customers
    return [{"from": key, "to": keys[to], "customers": n} for to, n in sorted(found.items(), key=lambda x: (-x[1], x[0]))]


def instrument(coded, never_due=False):
    """ok or check [13]: does the log itself keep silent here?

    never_due: nothing on this map can make the touchpoint due; then those who could have activated it stand for those
    due.
    """
    found = counts(coded)
    done = found["activated"] + found["late"]
    asked = found["due"] or (found["not_yet_due"] + found["left_before_due"] if never_due else 0)
    if asked >= ENOUGH and not done and not found["attempted"]:
        return "check"
    lately = [(code, n) for code, n in coded.items() if code & FELL_LATELY]
    stopped = not any(_status(code) in ("activated", "late") for code, _ in lately)
    if sum(n for _, n in lately) >= ENOUGH and stopped and any(code & DONE_BEFORE for code in coded):
        return "check"
    return "ok"


def entry(key, label, coded, segments, never_due=False, members=()):
    """One entry of the reading. coded: {code: customers}; segments: [(by, value, coded)] in the order shown; members:
    keys of the alternatives when the entry is a group of them.
    """
    working = instrument(coded, never_due)
    found = counts(coded)
    if working == "check":
        found |= {"rate": None, "low": None, "high": None}
    return {
        "touchpoint": key, "label": label, **found, "instrument": working, "instead": instead(coded),
        "segments": [{"by": by, "value": value, **counts(part)} for by, value, part in segments],
    } | ({"members": list(members)} if members else {})


def from_counts(touchpoints):
    """The entries of a map that comes with figures: due is what was expected, silent what is missing from it [14]."""
    entries = []
    for touchpoint in sorted(touchpoints, key=lambda t: t.order):
        whole = [c for c in touchpoint.counts if not c.segment]
        parts = [c for c in touchpoint.counts if c.segment]
        if parts and not whole:
            by = parts[0].segment.partition("=")[0]
            whole = [c for c in parts if c.segment.partition("=")[0] == by]
        coded = _coded(touchpoint, whole)
        split = [(*c.segment.split("=", 1), _coded(touchpoint, [c])) for c in parts]
        entries.append(entry(touchpoint.key, touchpoint.label, coded, split))
    customers = max((sum(e[s] for s in STATUSES) for e in entries), default=0)
    return {"customers": customers, "touchpoints": entries, "detours": [], "cautions": []}


def _coded(touchpoint, given):
    activated, expected = sum(c.activated for c in given), sum(c.expected for c in given)
    if touchpoint.terminal:
        return {CODE["activated"]: activated, CODE["not_reached"]: expected - activated}
    return {CODE["activated"] | IN_DUE: activated, CODE["silent"] | IN_DUE: expected - activated}
