"""The rules of silences, customer by customer, in plain slow Python: written from the rules, not from the engine.

Kept apart from the engine on purpose (no import of it), so that two independent readings of the rules must agree.
Times are whole microseconds; a log is a list of (customer, activity, at, {attribute: value}) in file order.
"""
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from journeys.maps.repeats import unfold

SECONDS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800}
FIRST_FOUR = ("activated", "late", "attempted", "silent")
NAMES = (*FIRST_FOUR, "not_yet_due", "left_before_due", "not_reached", "not_applicable", "not_observable")
BEST = ("activated", "late", "not_yet_due", "left_before_due", "attempted", "silent", "not_observable", "not_reached",
        "not_applicable")
FOR_EVER = float("inf")


def matches(name, patterns):
    return any(fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]")) for pattern in patterns)


def day_begins(text, zone, relative, plus=0):
    if relative:
        return (int(text.lower().replace("day", "")) + plus) * 86_400_000_000
    local = datetime.fromisoformat(text) + timedelta(days=plus)
    return int(local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).timestamp()) * 1_000_000


def same_day(text, months):
    """The date as many months later, the last of its month where that is shorter."""
    start = datetime.fromisoformat(text)
    first = (start.replace(day=1) + timedelta(days=31 * months)).replace(day=1)
    while (first.year - start.year) * 12 + first.month - start.month > months:
        first = (first - timedelta(days=1)).replace(day=1)
    day = start.day
    while True:
        try:
            return first.replace(day=day).date().isoformat()
        except ValueError:
            day -= 1


class Customer:
    def __init__(self, events, touchpoints, world):
        self.events, self.map, self.world = events, touchpoints, world
        self.first = min(at for _, at, _ in events)
        self.done = [None if t.every else self.first_match(t.events) for t in touchpoints]
        self.begun = [None if t.every else self.first_match(t.start_events) for t in touchpoints]
        for k, t in enumerate(touchpoints):
            if t.every and self.period(k):
                self.done[k], self.begun[k] = (self.first_match(names, self.period(k)) for names in (t.events, t.start_events))
        self.left = min((a for a, t in zip(self.done, touchpoints, strict=True) if a is not None and t.terminal == "exit"),
                        default=None)
        self.ended = min((a for a, t in zip(self.done, touchpoints, strict=True) if a is not None and t.terminal == "yes"),
                         default=FOR_EVER)
        self.traits = {}
        for _, _, traits in events:  # in order of time, then of the file
            for name, value in traits.items():
                if value and name not in self.traits:
                    self.traits[name] = value

    def first_match(self, patterns, within=(-FOR_EVER, FOR_EVER)):
        return min((at for name, at, _ in self.events if matches(name, patterns) and within[0] <= at < within[1]), default=None)

    def period(self, k):
        """(begins, ends) of one time of a repeated touchpoint, None before its anchor happened."""
        t = self.map[k]
        number, unit = int(t.every.split()[0]), t.every.split()[1].rstrip("s")
        turns = (number * (t.number - 1), number * t.number)
        if self.anchored(k)[0] == "day":
            if unit == "month":
                return tuple(day_begins(same_day(t.anchor, turn), self.world["zone"], False) for turn in turns)
            return tuple(day_begins(t.anchor, self.world["zone"], self.world["relative"], turn * {"day": 1, "week": 7}[unit])
                         for turn in turns)
        begun = self.first if self.anchored(k)[0] == "start" else self.done[self.anchored(k)[1]]
        return None if begun is None else tuple(begun + turn * SECONDS[unit + "s"] * 1_000_000 for turn in turns)

    def required_above(self, k):
        above = [j for j in range(k) if self.map[j].expectation == "required" and self.map[j].terminal != "exit"
                 and not self.map[j].every]
        return above[-1] if above else None

    def anchored(self, k):
        """(kind, other touchpoint or None)"""
        anchor, keys = self.map[k].anchor, [t.key for t in self.map]
        if anchor == "start":
            return "start", None
        if anchor in keys:
            return "named", keys.index(anchor)
        if anchor:
            return "day", None
        required = self.required_above(k)
        return ("start", None) if required is None else ("implicit", required)

    def anchor(self, k):
        kind, other = self.anchored(k)
        if self.map[k].every:
            return self.period(k) and self.period(k)[0]
        if kind == "start":
            return self.first
        if kind == "day":
            return day_begins(self.map[k].anchor, self.world["zone"], self.world["relative"])
        if kind == "named" or self.done[other] is not None:
            return self.done[other]
        for j in range(k - 1, -1, -1):
            if self.done[j] is not None and self.map[j].terminal != "exit" and not self.map[j].every:
                return self.done[j]
        return self.first

    def due(self, k):
        t, kind = self.map[k], self.anchored(k)[0]
        if t.every:
            return self.due_again(k)
        if t.due_after is None:
            return self.ended
        if kind == "day" and t.due_unit in ("days", "weeks"):
            days = int(t.due_after * SECONDS[t.due_unit] // 86400)
            return day_begins(t.anchor, self.world["zone"], self.world["relative"], days + 1) - 1
        anchor = self.anchor(k)
        return None if anchor is None else anchor + round(t.due_after * SECONDS[t.due_unit] * 1_000_000)

    def due_again(self, k):
        """At the end of its delay, never beyond its period."""
        t, period = self.map[k], self.period(k)
        if period is None:
            return None
        if self.anchored(k)[0] != "day":
            return period[1] if t.due_after is None else period[0] + round(
                t.due_after * SECONDS[t.due_unit] * 1_000_000)
        if t.due_after is None:
            return period[1] - 1
        if t.due_unit in ("days", "weeks"):
            whole = 1 + int(t.due_after * SECONDS[t.due_unit] // 86400)
            number, unit = int(t.every.split()[0]), t.every.split()[1].rstrip("s")
            turns = number * (t.number - 1)
            if unit == "month":
                over = day_begins(same_day(t.anchor, turns), self.world["zone"], False, whole)
            else:
                over = day_begins(t.anchor, self.world["zone"], self.world["relative"],
                                  turns * {"day": 1, "week": 7}[unit] + whole)
            return min(period[1], over) - 1
        return min(period[1] - 1, period[0] + round(t.due_after * SECONDS[t.due_unit] * 1_000_000))

    def reached(self, k):
        kind, other = self.anchored(k)
        if kind in ("start", "day"):
            return True
        if self.done[k] is not None or self.done[other] is not None:
            return True
        return kind == "implicit" and any(
            self.done[j] is not None and self.map[j].expectation == "required" and self.map[j].terminal != "exit"
            for j in range(k + 1, len(self.map)))

    def before_window(self, k):
        anchor = self.anchor(k)
        return self.world["start"] is not None and anchor is not None and anchor < self.world["start"]

    def in_time(self, k):
        due = self.due(k)
        return not self.before_window(k) and self.done[k] is not None and (due is None or self.done[k] <= due)

    def others(self, k):
        t = self.map[k]
        if t.expectation != "alternative" or not t.group or t.terminal:
            return []
        return [j for j, o in enumerate(self.map)
                if j != k and o.expectation == "alternative" and o.group == t.group and not o.terminal]

    def status(self, k):
        t, done, due, last = self.map[k], self.done[k], self.due(k), self.world["end"]
        if t.terminal:
            return "activated" if done is not None else "not_reached"
        if t.expectation == "conditional":
            name, value = t.condition.split("=", 1)
            if name not in self.traits:
                return "not_observable"
            if self.traits[name] != value:
                return "not_applicable"
        if self.before_window(k):
            return "not_observable"
        if done is not None:
            return "activated" if due is None or done <= due else "late"
        if any(self.in_time(j) for j in self.others(k)):
            return "not_applicable"
        if self.anchored(k)[0] == "day" and self.first > due:
            return "not_observable"
        if not self.reached(k):
            return "not_reached"
        if self.left is not None and self.left <= due:
            return "left_before_due"
        if due > last:
            return "not_yet_due"
        if self.begun[k] is not None and self.begun[k] <= due:
            return "attempted"
        return "silent"

    def counted_due(self, status, due):
        return (status in FIRST_FOUR and due is not None and due <= self.world["end"]
                and not (self.left is not None and self.left <= due))

    def instead(self, own, anchor):
        """own: positions of the touchpoint, or of the members of the group."""
        for j in range(max(own) + 1, len(self.map)):
            if self.map[j].terminal != "exit" and self.done[j] is not None and self.done[j] > anchor:
                return "bypassed"
        hidden = [p for k in own for p in self.map[k].start_events]
        hidden += [p for t in self.map if t.terminal == "exit" for p in t.events]
        return "elsewhere" if any(at > anchor and not matches(name, hidden) for name, at, _ in self.events) else "gone"

    def judge(self, own):
        """One line of evidence about a touchpoint [k] or a group [k, l…]."""
        if len(own) == 1 and self.map[own[0]].terminal:
            return {"status": self.status(own[0]), "due": None, "counted": False, "misplaced": False, "instead": None,
                    "done": self.done[own[0]]}
        statuses = [self.status(k) for k in own]
        status = min(statuses, key=BEST.index)
        heard = [k for k, s in zip(own, statuses, strict=True) if s not in ("not_reached", "not_observable")]
        due = max((d for d in map(self.due, heard) if d is not None), default=None)
        anchor = min((a for a in map(self.anchor, heard) if a is not None), default=None)
        placed = [self.anchor(k) is None or self.done[k] >= self.anchor(k)
                  for k, s in zip(own, statuses, strict=True) if s in ("activated", "late")]
        return {
            "status": status, "due": due, "counted": self.counted_due(status, due),
            "misplaced": bool(placed) and not any(placed),
            "instead": self.instead(own, anchor) if status in ("silent", "attempted") else None,
            "done": min((self.done[k] for k in own if self.done[k] is not None), default=None),
        }


def figures(lines):
    found = {name: sum(line["status"] == name for line in lines) for name in NAMES}
    found["out_of_place"] = sum(line["misplaced"] for line in lines)
    found["due"] = sum(line["counted"] for line in lines)
    found["rate"] = round(found["silent"] / found["due"], 6) if found["due"] else None
    return found


def instrument(lines, world, never_due):
    found = figures(lines)
    asked = found["not_yet_due"] + found["left_before_due"] if never_due else found["due"]
    if asked >= 11 and not found["activated"] and not found["late"] and not found["attempted"]:
        return "check"
    since = world["end"] - (world["end"] - world["begin"]) // 5
    lately = [line for line in lines if line["counted"] and line["due"] > since]
    some_before = any(line["status"] in ("activated", "late") and line["done"] <= since for line in lines)
    none_now = not any(line["status"] in ("activated", "late") for line in lately)
    return "check" if len(lately) >= 11 and none_now and some_before else "ok"


def read_by_hand(log, touchpoints, attributes, window_from=None, window_to=None, zone="Europe/Paris", relative=False):
    """{"customers", "touchpoints": [entries without low, high and label]}"""
    touchpoints = unfold(sorted(touchpoints, key=lambda t: t.order))
    world = {"zone": zone, "relative": relative,
             "start": day_begins(window_from, zone, relative) if window_from else None,
             "end": day_begins(window_to, zone, relative, 1) - 1 if window_to else max(at for _, _, at, _ in log),
             "begin": min(at for _, _, at, _ in log)}
    people = {}
    for customer, name, at, traits in sorted(log, key=lambda event: event[2]):  # stable: file order within an instant
        if at <= world["end"]:
            people.setdefault(customer, []).append((name, at, traits))
    customers = [Customer(events, touchpoints, world) for events in people.values()]
    rows = []
    for k, t in enumerate(touchpoints):
        rows.append((t.key, [k], not t.terminal and t.due_after is None and not any(o.terminal == "yes" for o in touchpoints)))
        if t.expectation == "alternative" and t.group and not t.terminal:
            own = [j for j, o in enumerate(touchpoints)
                   if o.expectation == "alternative" and o.group == t.group and not o.terminal]
            if own[-1] == k:
                rows.append((t.group, own, False))
    entries = []
    for key, own, never_due in rows:
        lines = [customer.judge(own) for customer in customers]
        working = instrument(lines, world, never_due)
        entry = {"touchpoint": key, **figures(lines), "instrument": working}
        if working == "check":
            entry["rate"] = None
        entry["instead"] = {kind: sum(line["instead"] == kind for line in lines)
                            for kind in ("bypassed", "elsewhere", "gone")}
        entry["segments"] = [
            {"by": by, "value": value, **figures([line for line, c in zip(lines, customers, strict=True)
                                                  if c.traits.get(by, "") == value])}
            for by in attributes for value in sorted({c.traits.get(by, "") for c in customers})]
        entries.append(entry)
    return {"customers": len(customers), "touchpoints": entries}
