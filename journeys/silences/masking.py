"""Small groups: what of a reading may leave the server. Pure: the stored result in, a copy with covered cells out.

Nobody may learn how a handful of people behaved, neither from a cell nor by subtracting shown cells from shown totals:

- a cell is covered when fewer than `below` customers are due in it, or it counts fewer than `below` customers at all,
or all or none of a small group (under twice `below`) are silent while the others are not so; - when a cell is covered,
others of the same attribute are covered with it until the covered ones, taken together (which subtraction gives away),
could themselves be shown, and no small cell makes up nearly all of them; - a group of fewer than `below` customers is
covered at every touchpoint, with the same companions everywhere, so that its size cannot be told from another
touchpoint; - a touchpoint that is one of several alternatives shares its covers with the others and with their group; -
a total with too few customers due is covered with all its segments; so is what differs from an earlier reading of the
same log by fewer than `below` customers (`too_close`, stored with the reading).

A covered cell has no count at all, only {"masked": True}. Refuses nothing; shows less when in doubt.
"""
from collections import defaultdict

STATUSES = (
    "activated", "late", "attempted", "silent", "not_yet_due", "left_before_due", "not_reached", "not_applicable",
    "not_observable",
)
KEPT_BELOW = 100  # differences between readings that are stored, so that a threshold may be raised later
MOST = 0.85  # of the covered customers due that one small cell may make up


def masked(result, below):
    """A copy of a reading's result in which small groups are covered; `below` is the space's threshold, at least 5."""
    entries = result.get("touchpoints", ())
    if 0 < result.get("customers", 0) < below:
        hidden = [_covered(entry, entry.get("segments", ())) for entry in entries]
        return result | {"customers": None, "touchpoints": hidden, "detours": [], "curves": [], "trajectories": {}}
    close = {tuple(place[:3]) for place in result.get("too_close", ())
             if len(place) < 4 or place[3] < below}  # those stored before they said by how many are always close
    changing = {caution["name"] for caution in result.get("cautions") or () if caution["kind"] == "at_anchor"}
    everywhere = _hidden_everywhere(entries, below, changing)
    shown = []
    for block in _blocks(entries):
        if any(_small(entry, below, entry) or (entry["touchpoint"], "", "") in close for entry in block):
            shown += [_covered(entry, entry.get("segments", ())) for entry in block]
            continue
        hidden = _hidden_in(block, everywhere, close, below)
        shown += [_partly(entry, hidden, below) for entry in block]
    told = {entry["touchpoint"] for entry in shown if not entry.get("masked")}
    ways = [way for way in result.get("detours") or () if way["from"] in told and (way["customers"] or 0) >= below]
    open_to = {(entry["touchpoint"], part["by"], part["value"]) for entry in shown for part in entry["segments"]
               if not part.get("masked")}
    curves = [_thick(curve, open_to, below) for curve in result.get("curves") or () if curve["touchpoint"] in told]
    order = {entry["touchpoint"]: place for place, entry in enumerate(entries)}
    shown.sort(key=lambda entry: order[entry["touchpoint"]])
    return {name: value for name, value in result.items() if name != "too_close"} | {
        "touchpoints": shown, "detours": ways, "curves": curves,
        **({"trajectories": _common(result["trajectories"], told, below)} if result.get("trajectories") else {})}


def too_close(result, earlier, below):
    """Cells whose counts differ from those of an earlier result on the same log by fewer than `below` customers in each
    status, but do differ: subtracting the two readings would tell what a few people did. [(touchpoint, by, value, most
    customers that they differ by in a status)]
    """
    before = {place: cell for entry in earlier.get("touchpoints", ()) for place, cell in _cells(entry)}
    found = []
    for entry in result["touchpoints"]:
        for place, cell in _cells(entry):
            old = before.get(place)
            if old is not None:
                widest = max(abs(cell[name] - old[name]) for name in (*STATUSES, "due"))
                if 0 < widest < below:
                    found.append((*place, widest))
    return found


def _cells(entry):
    """((touchpoint, by, value), cell) of an entry, its total first."""
    yield (entry["touchpoint"], "", ""), entry
    for part in entry.get("segments", ()):
        yield (entry["touchpoint"], part["by"], part["value"]), part


def _size(cell):
    return sum(cell[status] for status in STATUSES)


def _alike(due, silent):
    return due > 0 and silent in (0, due)


def _small(cell, below, whole):
    """Whether a cell needs a cover of its own; `whole` is the total it is part of."""
    due, silent = cell["due"], cell["silent"]
    if 0 < _size(cell) < below or 0 < due < below:
        return True
    if cell is whole:
        return cell.get("instrument") != "check" and 0 < due < 2 * below and _alike(due, silent)
    return due < 2 * below and _alike(due, silent) and not _alike(whole["due"], whole["silent"])


def _blocks(entries):
    """Entries that give each other away: alternatives with their group; every other entry is alone."""
    members = {entry["touchpoint"]: entry["members"] for entry in entries if entry.get("members")}
    group_of = {key: group for group, keys in members.items() for key in (*keys, group)}
    blocks = defaultdict(list)
    for entry in entries:
        blocks[group_of.get(entry["touchpoint"], ("alone", entry["touchpoint"]))].append(entry)
    return list(blocks.values())


def _hidden_everywhere(entries, below, changing=()):
    """{by: values} of attributes with groups of fewer than `below` customers: those groups and their companions. The groups of
    `changing` attributes, read at the anchor, have another size at each touchpoint: the least one counts.
    """
    sizes = defaultdict(dict)
    for entry in entries:
        for part in entry.get("segments", ()):
            size, least = _size(part), sizes[part["by"]].setdefault(part["value"], _size(part))
            if part["by"] in changing and size and (not least or size < least):
                sizes[part["by"]][part["value"]] = size
    found = {}
    for by, values in sizes.items():
        few = {value for value, size in values.items() if 0 < size < below}
        others = sorted((v for v in values if v not in few and values[v]), key=values.__getitem__)
        while few and others and (len(few) < 2 or sum(values[value] for value in few) < below):
            few.add(others.pop(0))
        found[by] = few
    return found


def _hidden_in(block, everywhere, close, below):
    """{(by, value)} to cover in all entries of a block."""
    tables = defaultdict(dict)  # by -> value -> one cell per entry of the block
    for entry in block:
        for part in entry.get("segments", ()):
            tables[part["by"]].setdefault(part["value"], []).append((part, entry))
    hidden = set()
    for by, values in tables.items():
        needy = {
            value for value, cells in values.items()
            if any(_small(part, below, entry) or (entry["touchpoint"], by, value) in close for part, entry in cells)
        }
        covers = needy | (everywhere[by] & values.keys())
        others = sorted((v for v in values if v not in covers), key=lambda v: (min(p["due"] for p, _ in values[v]) == 0,
                                                                              sum(p["due"] for p, _ in values[v])))
        while covers and others and not _protected(values, covers, needy, below):
            covers.add(others.pop(0))
        hidden |= {(by, value) for value in covers}
    return hidden


def _protected(values, covers, needy, below):
    """Whether covered cells, which subtraction shows as one, hide each other at every entry of the block."""
    if len(covers) < 2:
        return False
    for place in range(len(next(iter(values.values())))):
        cells = {value: values[value][place] for value in covers}
        entry = next(iter(cells.values()))[1]
        due, silent = (sum(part[name] for part, _ in cells.values()) for name in ("due", "silent"))
        if not due:
            continue
        needed = [part["due"] for value, (part, _) in cells.items() if value in needy]
        alone = sum(part["due"] > 0 for part, _ in cells.values()) < 2
        telling = _alike(due, silent) and not _alike(entry["due"], entry["silent"])
        if due < below or telling or (any(needed) and (alone or max(needed) > MOST * due)):
            return False
    return True


def _covered(entry, segments):
    return {
        "touchpoint": entry["touchpoint"], "label": entry.get("label", ""), "masked": True, "instrument": "ok",
        **{name: entry[name] for name in ("repeats", "number") if name in entry},
        "segments": [{"by": part["by"], "value": part["value"], "masked": True} for part in segments],
    }


def _partly(entry, hidden, below):
    """An entry whose total is shown. The segments of a broken instrument say nothing about people: none is shown."""
    broken = entry.get("instrument") == "check"
    parts = [{"by": part["by"], "value": part["value"], "masked": True} if broken or (part["by"], part["value"]) in hidden
             else part for part in entry.get("segments", ())]
    few = 0 < entry["silent"] + entry["attempted"] < below
    return entry | {"segments": parts} | ({"instead": None} if few and entry.get("instead") else {})


def _thick(curve, open_to, below):
    """A curve cut where fewer than `below` customers are still followed, and so are those of its shown segments, there or
    where what they leave of everybody would be so few; none of an attribute where one has too few to follow at all.
    """
    parts = [part for part in curve.get("segments") or () if (curve["touchpoint"], part["by"], part["value"]) in open_to]
    few = {part["by"] for part in parts if part["customers"] < below}
    until = {by: _untold(curve["steps"], [part["table"] for part in parts if part["by"] == by], below)
             for by in {part["by"] for part in curve.get("segments") or ()} - few}
    parts = [part | {"table": _cut(part["table"], below, until[part["by"]])} for part in parts
             if part["by"] not in few and until[part["by"]] is not None]
    return curve | {"steps": [step for step in curve["steps"] if step[4] >= below], "segments": parts}


def _untold(steps, tables, below):
    """The last time up to which the followed customers of the groups not shown, which subtracting those shown from everybody
    tells, are at least `below` or none; None when not even the first.
    """
    last = None
    for step in steps:
        rest = step[4] - sum(sum(row[1:]) for table in tables for row in table if row[0] >= step[0])
        if 0 < rest < below:
            return last
        last = step[0]
    return float("inf")


def _cut(table, below, until):
    """A table whose last few customers, and everybody after `until`, are no longer followed, rather than told one by one."""
    at_risk, kept = sum(sum(row[1:]) for row in table), []
    for row in table:
        if at_risk < below or row[0] >= until:
            return [*kept, [row[0], 0, 0, at_risk]]
        kept.append(row)
        at_risk -= sum(row[1:])
    return kept


def _common(found, told, below):
    """Trajectories that at least `below` customers share; nothing about touchpoints whose own total is covered."""
    def many(rows):
        return [row for row in rows if row["customers"] >= below and row.get("touchpoint", next(iter(told), "")) in told
                and told.issuperset(row.get("touchpoints", ()))]

    def number(value):
        return None if value is None or 0 < value < below else value

    lists = {name: many(found[name]) for name in ("top", "skipped", "inserted", "together", "passed_by")}
    loops = {"customers": number(found["loops"]["customers"]), "pairs": many(found["loops"]["pairs"])}
    absences = {name: number(found["absences"][name]) for name in ("followed", "came_back", "not_back_yet")}
    since = many(found["absences"].get("since", ()))
    rest = (absences["not_back_yet"] or 0) - sum(one["customers"] for one in since)
    absences |= {"days": found["absences"]["days"], "since": [] if 0 < rest < below else since}
    tried = [_attempts(one, below) for one in many(found.get("attempts", ()))]
    return found | lists | {"exact": number(found["exact"]), "loops": loops, "absences": absences, "attempts": tried}


def _attempts(one, below):
    """Attempts at a touchpoint: no part of them, nor what is left of the whole, that fewer than `below` made."""
    def part(value, whole):
        return None if value is None or 0 < value < below or 0 < whole - value < below else value

    ends = (one["completed"], one["open"], one["attempts"] - one["completed"] - one["open"])
    told = {} if all(not 0 < number < below for number in ends) else {"completed": None, "open": None}
    interrupted, goal = part(one["interrupted"], one["customers"]), one["goal"]
    if goal:
        goal = None if goal["measured"] < below else goal | {"lost": part(goal["lost"], goal["measured"])}
    later = None if interrupted is None else part(one["finished_later"], one["interrupted"])
    return one | told | {"interrupted": interrupted, "finished_later": later, "goal": goal}
