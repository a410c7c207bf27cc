"""The SQL of the engine: the one-row-per-customer table, and the status of every customer at one place, as query texts.

Pure: plans in, text out. Columns of `people`: `customer`; `f` first event; `x` first exit; `z` first good end; `a<k>`
first completion and `s<k>` first start of place k; `last` last event, `n` events, `n<k>`
completions of place k (where another place is anchored on it); `o` last event that is no exit, and `o<k>` / `og<k>` the
same without the start events of place k / of the group whose first member is k; `v<n>` the value of attribute n. Times
are microseconds, NULL for never. Numbers in brackets name the rules of `silences.md`. All values in the text are quoted
by `literal` or are whole numbers.
"""
from .instants import NEVER
from .plan import ABOVE, FIXED, START
from .tally import CODE, DONE_BEFORE, FELL_LATELY, IN_DUE, INSTEAD_UNIT, NEXT_UNIT, OUT_OF_PLACE

BITS = 8  # of a position packed under a time, for "the next one and which it was"
# Best first: a group is as its best member [8]; one that may still happen is better than one that did not.
BEST = ("activated", "late", "not_yet_due", "left_before_due", "attempted", "silent", "not_observable", "not_reached",
        "not_applicable")
DONE, UNDONE = f"IN ({CODE['activated']}, {CODE['late']})", f"IN ({CODE['silent']}, {CODE['attempted']})"


def literal(text):
    """A text as an SQL literal."""
    return "'" + text.replace("\x00", "").replace("'", "''") + "'"


def _extreme(name, columns):
    """least or greatest of some columns, NULLs aside; NULL when there is no column."""
    return f"{name}({', '.join(columns)})" if columns else "NULL::BIGINT"


def _times(positions):
    return [f"a{position}" for position in positions]


def people(plan, kinds, attributes, end):
    """Statements that make the table `people` from `events` and `names`. kinds: {(completed, started): number}; 0 is
    the rest.

    The value of an attribute is that of the customer's first event that has one [14]: nearly always the only one, so
    the few customers with several are looked up again in order.
    """
    def having(position, part):
        return [number for meaning, number in kinds.items() if position in meaning[part]]

    def when(numbers):  # CASE costs the engine less than FILTER
        return f"CASE WHEN kind IN ({', '.join(map(str, numbers)) or '-1'}) THEN t END"

    def unless(numbers):
        return f"CASE WHEN kind IS NULL OR kind NOT IN ({', '.join(map(str, numbers)) or '-1'}) THEN t END"

    leaving = [n for p in plan.exits for n in having(p, 0)]
    columns = ["customer", "min(t) AS f", "max(t) AS last", "count(*) AS n", f"max({unless(leaving)}) AS o"]
    for place in plan.places:
        p = place.position
        columns.append(f"min({when(having(p, 0))}) AS a{p}")
        if place.touchpoint.start_events:
            columns.append(f"min({when(having(p, 1))}) AS s{p}")
            columns.append(f"max({unless(leaving + having(p, 1))}) AS o{p}")
    for position in sorted({place.anchor_on for place in plan.places if place.anchor_on is not None}):
        columns.append(f"count({when(having(position, 0))}) AS n{position}")
    for group in plan.groups:
        if any(plan.places[p].touchpoint.start_events for p in group.members):
            begun = [n for p in group.members for n in having(p, 1)]
            columns.append(f"max({unless(leaving + begun)}) AS og{group.members[0]}")
    for n in range(attributes):
        held = f"FILTER (WHERE attr_{n} <> '')"
        columns += [f"coalesce(min(attr_{n}) {held}, '') AS v{n}", f"min(attr_{n}) {held} < max(attr_{n}) {held} AS w{n}"]
    yield (f"CREATE TEMP TABLE people AS SELECT *, {_extreme('least', _times(plan.exits))} AS x, "
           f"{_extreme('least', _times(plan.ends))} AS z FROM (SELECT {', '.join(columns)} FROM "
           f"(SELECT * FROM events LEFT JOIN names USING (activity) WHERE t <= {end}) AS named GROUP BY customer) AS reduced")
    for n in range(attributes):
        yield (f"UPDATE people SET v{n} = found.value FROM (SELECT DISTINCT ON (customer) customer, attr_{n} AS value "
               f"FROM events WHERE customer IN (SELECT customer FROM people WHERE w{n}) AND t <= {end} AND attr_{n} <> '' "
               f"ORDER BY customer, t, file, seq) AS found WHERE people.customer = found.customer")


def _anchor(place):
    """The anchor time of a place [2]."""
    if place.anchor == START:
        return "f"
    if place.anchor == FIXED:
        return f"{place.anchor_at}::BIGINT"
    if place.anchor == ABOVE:
        return f"coalesce(a{place.anchor_on}, {', '.join([*_times(place.fallbacks), 'f'])})"
    return f"a{place.anchor_on}"


def _due(place):
    """The due instant [5]: NULL while its anchor is missing, NEVER while nothing ends the journey."""
    if place.delay is None:
        return f"coalesce(z, {NEVER})"
    return f"{place.due_at}::BIGINT" if place.due_at is not None else f"c{place.position} + {place.delay}"


def _reached(place):
    """Whether the customer came as far as the place [3]."""
    if place.anchor in (START, FIXED):
        return "true"
    ways = [place.anchor_on, place.position, *(place.required_below if place.anchor == ABOVE else ())]
    return f"coalesce({', '.join(_times(ways))}) IS NOT NULL"


def _in_time(place, start):
    """Whether the place was activated in time, for the other alternatives of its group [8]."""
    p = place.position
    observed = "" if start is None else f" AND coalesce(c{p} >= {start}, true)"
    return f"(a{p} IS NOT NULL AND coalesce(a{p} <= d{p}, true){observed})"


def _status(place, others, attributes, start, end):
    """The status of a customer, in the order of precedence [11]."""
    p, t = place.position, place.touchpoint
    if place.is_end:
        return f"CASE WHEN a{p} IS NOT NULL THEN {CODE['activated']} ELSE {CODE['not_reached']} END"
    cases = []
    if place.condition:
        attribute, value = place.condition
        held = f"v{attributes.index(attribute)}" if attribute in attributes else "''"
        cases += [(f"{held} = ''", "not_observable"), (f"{held} <> {literal(value)}", "not_applicable")]
    if start is not None:
        cases.append((f"c{p} < {start}", "not_observable"))
    cases += [(f"a{p} IS NOT NULL AND coalesce(a{p} <= d{p}, true)", "activated"), (f"a{p} IS NOT NULL", "late")]
    if others:
        cases.append((" OR ".join(_in_time(other, start) for other in others), "not_applicable"))
    if place.anchor == FIXED:
        cases.append((f"f > d{p}", "not_observable"))
    cases += [(f"NOT ({_reached(place)})", "not_reached"), (f"x <= d{p}", "left_before_due"), (f"d{p} > {end}", "not_yet_due")]
    if t.start_events:
        cases.append((f"s{p} <= d{p}", "attempted"))
    return f"CASE {' '.join(f'WHEN {test} THEN {CODE[name]}' for test, name in cases)} ELSE {CODE['silent']} END"


def judged(places, plan, attributes, start, end, lately=None):
    """Query: `people` with anchor c<k>, due instant d<k> and status t<k> of some places."""
    groups = {place.position: plan.group_of(place) for place in places}
    needed = sorted({p.position for p in places} | {m for g in groups.values() if g for m in g.members})
    anchors = ", ".join(f"{_anchor(plan.places[p])} AS c{p}" for p in needed)
    dues = ", ".join(f"{_due(plan.places[p])} AS d{p}" for p in needed)

    def status(place):
        group = groups[place.position]
        others = [plan.places[m] for m in group.members if m != place.position] if group else []
        return f"{_status(place, others, attributes, start, end)} AS t{place.position}"

    anchored = f"SELECT *, {anchors} FROM people"
    return f"SELECT *, {', '.join(map(status, places))} FROM (SELECT *, {dues} FROM ({anchored}) AS a) AS d"


def _code(bypassed, last_other, end, lately):
    """The code of a customer from columns t (status), a, c, d, misplaced; see `tally`.

    bypassed: what says that a customer who did not do it went on below, NULL for one who did not.
    """
    due = f"(t {DONE} OR t {UNDONE}) AND coalesce(d <= {end}, false) AND coalesce(x > d, true)"
    instead = f"coalesce({bypassed}, CASE WHEN {last_other} > c THEN {2 * INSTEAD_UNIT} ELSE {3 * INSTEAD_UNIT} END)"  # [12]
    return (f"t + CASE WHEN {due} THEN {IN_DUE} + CASE WHEN d > {lately} THEN {FELL_LATELY} ELSE 0 END ELSE 0 END"
            f" + CASE WHEN t {DONE} THEN CASE WHEN misplaced THEN {OUT_OF_PLACE} ELSE 0 END"
            f" + CASE WHEN a <= {lately} THEN {DONE_BEFORE} ELSE 0 END ELSE 0 END"
            f" + CASE WHEN t {UNDONE} THEN {instead} ELSE 0 END")


def _way_on(below):
    """Bypassed, and the first place below that was activated after c: its position is packed under its time."""
    packed = [f"CASE WHEN a{p} > c THEN a{p} * {2 ** BITS} + {p} END" for p in below]
    return f"{INSTEAD_UNIT + NEXT_UNIT} + {NEXT_UNIT} * ({_extreme('least', packed)} & {2 ** BITS - 1})"


def coded_place(place, columns, plan, attributes, start, end, lately):
    """Query: the code of each customer at a place, beside the columns asked for."""
    p = place.position
    chosen = "".join(f"{column}, " for column in columns)
    inside = judged([place], plan, attributes, start, end)
    if place.is_end:
        return f"SELECT {chosen}t{p} AS code FROM ({inside}) AS judged"
    other = f"o{p}" if place.touchpoint.start_events else "o"
    return (f"SELECT {chosen}{_code(_way_on(place.below), other, end, lately)} AS code FROM "
            f"(SELECT *, t{p} AS t, a{p} AS a, c{p} AS c, d{p} AS d, coalesce(a{p} < c{p}, false) AS misplaced "
            f"FROM ({inside}) AS judged) AS here")


def coded_group(group, columns, plan, attributes, start, end, lately):
    """Query: the code of each customer at a group of alternatives taken as a whole [8]."""
    members, chosen = group.members, "".join(f"{column}, " for column in columns)
    inside = judged([plan.places[m] for m in members], plan, attributes, start, end)
    best = " ".join(f"WHEN {' OR '.join(f't{m} = {CODE[name]}' for m in members)} THEN {CODE[name]}" for name in BEST)
    settled = " OR ".join(f"(t{m} {DONE} AND coalesce(a{m} >= c{m}, true))" for m in members)
    starts = any(plan.places[m].touchpoint.start_events for m in members)
    bypassed = f"CASE WHEN {_extreme('greatest', _times(plan.places[members[-1]].below))} > c THEN {INSTEAD_UNIT} END"
    other = f"og{members[0]}" if starts else "o"

    def heard(column):  # members never reached, or not observable, say nothing about when the group was due
        mute = f"({CODE['not_reached']}, {CODE['not_observable']})"
        return [f"CASE WHEN t{m} NOT IN {mute} THEN {column}{m} END" for m in members]

    return (f"SELECT {chosen}{_code(bypassed, other, end, lately)} AS code FROM "
            f"(SELECT *, CASE {best} END AS t, {_extreme('least', _times(members))} AS a, "
            f"{_extreme('least', heard('c'))} AS c, {_extreme('greatest', heard('d'))} AS d, "
            f"NOT ({settled}) AS misplaced FROM ({inside}) AS judged) AS here")
