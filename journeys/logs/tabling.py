"""From a staged file to the events table: cleans, pseudonymises, reads times, and gives every record that is not kept its reason.

Pure SQL over DuckDB. A record is filtered (by lifecycle, by a value, or a customer on the exclusion list), else rejected (first
of no_customer, no_activity, no_time, bad_time, time_out_of_range), else kept. Nothing is dropped without being counted.
"""
from . import times
from .pseudonyms import pseudonym_sql
from .readers.staging import sql_text


def clean(place, quoted, odd_blanks=True):
    """SQL of a value without surrounding blanks, NULL when nothing is left. Plain spaces alone are five times faster."""
    if not quoted:
        place = (
            f"CASE WHEN length({place}) > 1 AND {place}[1] = '\"' AND {place}[-1] = '\"' "
            f"THEN replace({place}[2:-2], '\"\"', '\"') ELSE {place} END"
        )
    blanks = ", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(65279)" if odd_blanks else ""
    return f"nullif(trim({place}{blanks}), '')"


def source(staged, layout):
    """SQL SELECT of the wanted values by role: k customer, a activity, t time, l lifecycle, x what may leave
    the line out, d what names the event (only where asked), s0… segments, r row.
    """
    places = zip(layout.wanted_keys, staged.places, strict=True)
    place = {key: clean(sql, staged.quoted, staged.odd_blanks) for key, sql in places}
    activity = [place["activity", name] for name in layout.activity]
    customer = place["case", layout.case]
    if layout.fallback:
        customer = f"coalesce({customer}, {place['fallback', layout.fallback]})"
    columns = [
        f"{customer} AS k",
        (activity[0] if len(activity) == 1 else _joined(activity)) + " AS a",
        f"{place['time', layout.time]} AS t",
        (place["lifecycle", layout.lifecycle_column] if layout.lifecycle_column else "NULL::BOOLEAN") + " AS l",
        *(f"{place['segment', name]} AS s{i}" for i, name in enumerate(layout.segments)),
    ]
    if layout.left_out:
        columns.append(f"{place['left_out', layout.left_out_column]} AS x")
    if layout.event_id:
        columns.append(f"md5_number({place['event_id', layout.event_id]}) AS d")
    if staged.row_column:
        columns.append(f"CAST({staged.row_column} AS BIGINT) AS r")
    return f"SELECT {', '.join(columns)} FROM {staged.relation}"


def _joined(parts):
    """Several columns name the activity: joined by +, missing when the first is."""
    return f"CASE WHEN {parts[0]} IS NOT NULL THEN concat_ws('+', {', '.join(parts)}) END"


def shape(connection, selection, sample=None):
    """What the time column looks like (see times.SHAPES), over all or the first `sample` records."""
    limit = f" LIMIT {sample}" if sample else ""
    row = connection.execute(f"SELECT {times.SHAPES} FROM (SELECT t FROM ({selection}){limit})").fetchone()
    return dict(zip(times.SHAPE_NAMES, row, strict=True))


def settle(connection, selection, unit, day_first):
    """(unit, day_first, whether times say offsets) from a sample, and from the whole file when the sample does not decide."""
    found = shape(connection, selection, 200_000)
    undecided = not unit and day_first is None and found["slashed"] and not (found["first_over"] or found["second_over"])
    if undecided or not found["filled"]:
        found = shape(connection, selection)
    return (*times.settled(found, unit, day_first), bool(found["with_offset"]))


def load(connection, selection, unit, day_first, zoned):
    """Create table `raw`: k, a, moment (UTC), bad (the unread time), z (its offset: 200 for +02:00), l, s0…, r. Order is the
    file's.
    """
    offset = "NULL::SMALLINT" if not zoned else (  # a number: a text would cost every record more than its time
        "CASE WHEN suffix(t, 'Z') OR suffix(t, 'z') OR suffix(t, 'UTC') THEN 0::SMALLINT "
        "WHEN length(t) > 10 AND t[-6] IN ('+', '-') THEN try_cast(t[-6:-4] || t[-2:] AS SMALLINT) "
        "WHEN length(t) > 13 AND t[-5] IN ('+', '-') THEN try_cast(t[-5:] AS SMALLINT) "
        "WHEN length(t) > 13 AND t[-3] IN ('+', '-') THEN try_cast(t[-3:] || '00' AS SMALLINT) END"
    )
    connection.execute(
        f"CREATE TABLE raw AS SELECT * EXCLUDE (t), CASE WHEN moment IS NULL THEN left(t, 80) END AS bad FROM ("
        f"SELECT *, make_timestamp(epoch_us({times.parsed('t', unit, day_first)})) AS moment, {offset} AS z FROM ({selection}))"
    )
    return connection.execute("SELECT count(*) FROM raw").fetchone()[0]


def judge(connection, key, lifecycle, aliases=(), exclusions=(), previous=None, left_out="", named=False):
    """Create `people` (k → pseudonym p, aliases followed, `out` when excluded) and view `judged` (raw with i and its reason).

    `previous` is the Parquet file of the log that this one continues: what it already holds is filtered as known. `named`: raw
    has d, and of the records with the same d only the first is an event.
    """
    connection.execute(f"CREATE TABLE people AS SELECT k, {pseudonym_sql('k', key)} AS p, false AS out FROM "
                       "(SELECT DISTINCT k FROM raw WHERE k IS NOT NULL)")
    if aliases:
        connection.execute("CREATE TABLE aliases (p VARCHAR PRIMARY KEY, other VARCHAR)")
        connection.executemany("INSERT OR REPLACE INTO aliases VALUES (?, ?)", [list(pair) for pair in aliases])
        connection.execute("UPDATE people SET p = aliases.other FROM aliases WHERE aliases.p = people.p")
    if exclusions:
        connection.execute("CREATE TABLE exclusions (p VARCHAR PRIMARY KEY)")
        connection.executemany("INSERT OR IGNORE INTO exclusions VALUES (?)", [[p] for p in exclusions])
        connection.execute("UPDATE people SET out = true WHERE p IN (SELECT p FROM exclusions)")
    joins, known, out = "", "", "false"
    if exclusions or previous:  # otherwise the reason needs nobody's pseudonym, and one join of all records is saved
        joins, out = "LEFT JOIN people USING (k)", "out"
    if previous:
        connection.execute(
            f'CREATE TABLE known AS SELECT DISTINCT customer AS kp, activity AS ka, "at" AS kt FROM '
            f'read_parquet({sql_text(previous)}) WHERE "at" >= (SELECT min(moment) FROM raw)'
        )
        joins += " LEFT JOIN known ON kp = p AND ka = a AND kt = moment"
        known = "WHEN kp IS NOT NULL THEN 'known'"
    again = "false"
    if named:
        connection.execute("CREATE TABLE again AS SELECT rowid AS place FROM raw WHERE d IS NOT NULL "
                           "QUALIFY row_number() OVER (PARTITION BY d ORDER BY rowid) > 1")
        again = "raw.rowid IN (SELECT place FROM again)"
    steps, shut = listed(lifecycle), listed(left_out)
    connection.execute(f"""
        CREATE VIEW judged AS
        SELECT raw.*, raw.rowid AS i, CASE
            WHEN {f"l IS NOT NULL AND lower(l::VARCHAR) NOT IN ({steps})" if steps else "false"} THEN 'lifecycle'
            WHEN {f"lower(x) IN ({shut})" if shut else "false"} THEN 'left_out'
            WHEN {out} THEN 'excluded'
            WHEN raw.k IS NULL THEN 'no_customer'
            WHEN a IS NULL THEN 'no_activity'
            WHEN moment IS NULL AND bad IS NULL THEN 'no_time'
            WHEN moment IS NULL THEN 'bad_time'
            WHEN moment < TIMESTAMP '{times.FIRST}' OR moment >= TIMESTAMP '{times.LAST}' THEN 'time_out_of_range'
            WHEN {again} THEN 'repeated'
            {known}
        END AS reason FROM raw {joins}""")


def listed(texts):
    """`A | b` as SQL literals in small letters, "" for none."""
    return ", ".join(sql_text(text.strip().lower()) for text in texts.split("|") if text.strip())


SHORT = 1_000  # names of an enumeration that each group of rows of the file may repeat
FILTERS = ("lifecycle", "left_out", "excluded", "repeated", "known", "no_object")


def reasons(connection):
    """{reason: records} of `judged`; the reason of what is kept is None."""
    return dict(connection.execute("SELECT reason, count(*) FROM judged GROUP BY 1").fetchall())


def write_events(connection, path, segments, has_rows, previous=None):
    """Write the kept events to Parquet, sorted by customer, time and file order; `segments` are indexes of kept segments.

    `previous` is (path, {new position: old position}) of the log this one continues: its events come first. Texts are numbered
    (as enumerations) before the sort, which then moves a few bytes per event, and are written as they are where
    they are few.
    """
    attributes = [f"attr_{n}" for n in range(len(segments))]
    places = ["p", "a", *(f"s{i}" for i in segments)]
    olds, shift = [None] * len(places), 0
    if previous:
        old_path, known = previous
        old = f"read_parquet({sql_text(old_path)})"
        shift = connection.execute(f"SELECT coalesce(max(seq), 0) + 1 FROM {old}").fetchone()[0]
        olds = ["customer", "activity", *(f"attr_{known[n]}" if n in known else None for n in range(len(segments)))]
    numbered = []
    for number, (place, before) in enumerate(zip(places, olds, strict=True)):
        values = f"SELECT {place} AS v FROM {'people' if place == 'p' else 'raw'}"
        values += f" UNION ALL SELECT {before} FROM {old}" if before else ""
        connection.execute(
            f"CREATE TYPE name_{number} AS ENUM (SELECT DISTINCT v FROM ({values}) WHERE v IS NOT NULL ORDER BY v)"
        )
        numbered.append(f"CAST({{}} AS name_{number})")
    connection.execute("CREATE TABLE numbered AS SELECT k, CAST(p AS name_0) AS p FROM people")

    def selected(names, at, seq):
        texts = [shape.format(name or "NULL") for shape, name in zip(numbered, names, strict=True)]
        return ", ".join([f"{texts[0]} AS customer", f"{texts[1]} AS activity", f'{at} AS "at"', f"{seq} AS seq",
                          *(f"{text} AS {name}" for text, name in zip(texts[2:], attributes, strict=True))])

    def written(name, number):
        values = connection.execute(f"SELECT len(enum_range(NULL::name_{number}))").fetchone()[0]
        return name if values <= SHORT else f"CAST({name} AS VARCHAR) AS {name}"

    before = previous and selected(olds, '"at"', "CAST(seq AS UINTEGER)")
    union = f"SELECT {before} FROM {old} UNION ALL " if previous else ""
    order = f"CAST({'r' if has_rows else 'i'} + {shift} AS UINTEGER)"
    activity, *texts = (written(name, number) for number, name in enumerate(["activity", *attributes], 1))
    columns = ["CAST(customer AS VARCHAR) AS customer", activity, '"at"', "CAST(seq AS BIGINT) AS seq", *texts]
    connection.execute(
        f"COPY (SELECT {', '.join(columns)} FROM ({union}SELECT {selected(['numbered.p', *places[1:]], 'moment', order)} FROM "
        f"judged JOIN numbered ON numbered.k = judged.k WHERE reason IS NULL ORDER BY customer, \"at\", seq)) "
        f"TO {sql_text(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )


def write_rejects(connection, path, structural_path, has_rows, row_of_first, time_column):
    """Write rejects.csv (row, reason, column, value) in row order; never a value of the customer's column.

    The row of a record that DuckDB kept is its place among all records, those refused before it included.
    """
    connection.execute(
        f"CREATE TABLE structural AS SELECT *, row_number() OVER (ORDER BY line) AS j FROM (SELECT * FROM read_csv("
        f"{sql_text(structural_path)}, delim=',', quote='\"', escape='\"', header=false, auto_detect=false, columns="
        "{'line': 'BIGINT', 'reason': 'VARCHAR', 'column': 'VARCHAR', 'value': 'VARCHAR'}))"
    )
    row = "judged.r" if has_rows else f"judged.i + {row_of_first}"
    shifted = "row" if has_rows else "row + coalesce(before.j, 0)"
    filters = ", ".join(map(sql_text, FILTERS))
    ours = (
        f"SELECT {row} AS row, reason, CASE WHEN reason IN ('bad_time', 'time_out_of_range', 'no_time') "
        f"THEN {sql_text(time_column)} ELSE '' END AS \"column\", coalesce(bad, CASE WHEN reason = 'time_out_of_range' "
        f"THEN CAST(moment AS VARCHAR) END, '') AS value FROM judged WHERE reason IS NOT NULL AND reason NOT IN ({filters})"
    )
    connection.execute(
        f"COPY (SELECT {shifted} AS row, ours.reason, ours.\"column\", ours.value FROM ({ours}) AS ours "
        "ASOF LEFT JOIN (SELECT line - j + 1 AS place, max(j) AS j FROM structural GROUP BY 1) AS before "
        "ON ours.row >= before.place "
        f"UNION ALL SELECT line, reason, \"column\", value FROM structural WHERE reason NOT IN ({filters}) ORDER BY 1) "
        f"TO {sql_text(path)} (FORMAT csv, HEADER true)"
    )
