"""From a staged file to the events table: cleans, pseudonymises, reads times, and gives every record that is not kept its reason.

Pure SQL over DuckDB. A record is filtered (by lifecycle, or a customer on the exclusion list), else rejected (first of
no_customer, no_activity, no_time, bad_time, time_out_of_range), else kept. Nothing is dropped without being counted.
"""
import hashlib

from . import times
from .readers.staging import sql_text

PSEUDONYM = 32  # hexadecimal characters kept of the HMAC-SHA256: 128 bits


def pseudonym_sql(text, key):
    """SQL of HMAC-SHA256(key, text) in hexadecimal (RFC 2104), cut at PSEUDONYM characters."""
    if len(key) > 64:
        key = hashlib.sha256(key).digest()
    key = key.ljust(64, b"\0")
    inner, outer = (_blob(bytes(byte ^ pad for byte in key)) for pad in (0x36, 0x5C))
    return f"substr(sha256({outer} || unhex(sha256({inner} || encode({text})))), 1, {PSEUDONYM})"


def _blob(data):
    return "'" + "".join(f"\\x{byte:02X}" for byte in data) + "'::BLOB"


def clean(place, quoted):
    """SQL of a value without surrounding blanks, NULL when nothing is left."""
    if not quoted:
        place = (
            f"CASE WHEN length({place}) > 1 AND {place}[1] = '\"' AND {place}[-1] = '\"' "
            f"THEN replace({place}[2:-2], '\"\"', '\"') ELSE {place} END"
        )
    return f"nullif(trim({place}, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(65279)), '')"


def source(staged, layout):
    """SQL SELECT of the wanted values by role: k customer, a activity, t time, l lifecycle, s0… segments, r row."""
    place = {name: clean(sql, staged.quoted) for name, sql in zip(layout.wanted_keys, staged.places, strict=True)}
    activity = [place["activity", name] for name in layout.activity]
    customer = place["case", layout.case]
    if layout.fallback:
        customer = f"coalesce({customer}, {place['fallback', layout.fallback]})"
    columns = [
        f"{customer} AS k",
        (activity[0] if len(activity) == 1 else _joined(activity)) + " AS a",
        f"{place['time', layout.time]} AS t",
        (place["lifecycle", layout.lifecycle_column] if layout.lifecycle_column else "NULL::VARCHAR") + " AS l",
        *(f"{place['segment', name]} AS s{i}" for i, name in enumerate(layout.segments)),
    ]
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
    """(unit, day_first) after looking at a sample, and at the whole file when the sample does not decide."""
    found = shape(connection, selection, 200_000)
    undecided = not unit and day_first is None and found["slashed"] and not (found["first_over"] or found["second_over"])
    if undecided or not found["filled"]:
        found = shape(connection, selection)
    return times.settled(found, unit, day_first)


def load(connection, selection, unit, day_first):
    """Create table `raw`: k, a, moment (UTC), bad (the unread time), z (its offset), l, s0…, r. Order is the file's."""
    offset = "NULL::VARCHAR" if unit else (
        "CASE WHEN t[-1] IN ('Z', 'z') OR t[-3:] = 'UTC' THEN 'Z' WHEN length(t) > 10 AND t[-6] IN ('+', '-') THEN t[-6:] "
        "WHEN length(t) > 13 AND t[-5] IN ('+', '-') THEN t[-5:] WHEN length(t) > 13 AND t[-3] IN ('+', '-') THEN t[-3:] END"
    )
    connection.execute(
        f"CREATE TABLE raw AS SELECT * EXCLUDE (t), CASE WHEN moment IS NULL THEN left(t, 80) END AS bad FROM ("
        f"SELECT *, timezone('UTC', {times.parsed('t', unit, day_first)}) AS moment, {offset} AS z FROM ({selection}))"
    )
    return connection.execute("SELECT count(*) FROM raw").fetchone()[0]


def judge(connection, key, lifecycle, aliases=(), exclusions=(), previous=None):
    """Create `people` (k → pseudonym p, aliases followed, excluded or not) and view `judged` (raw with p and its reason).

    `previous` is the Parquet file of the log that this one continues: what it already holds is filtered as known.
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
    kept_steps = ", ".join(sql_text(step.strip().lower()) for step in lifecycle.split("|") if step.strip())
    other_step = f"l IS NOT NULL AND lower(l) NOT IN ({kept_steps})" if kept_steps else "false"
    connection.execute("CREATE TABLE known (p VARCHAR, a VARCHAR, moment TIMESTAMP)")
    if previous:
        connection.execute(f'INSERT INTO known SELECT DISTINCT customer, activity, "at" FROM read_parquet({sql_text(previous)}) '
                           'WHERE "at" >= (SELECT min(moment) FROM raw)')
    connection.execute(f"""
        CREATE VIEW judged AS
        SELECT raw.*, raw.rowid AS i, people.p AS p, CASE
            WHEN {other_step} THEN 'lifecycle'
            WHEN out THEN 'excluded'
            WHEN raw.k IS NULL THEN 'no_customer'
            WHEN raw.a IS NULL THEN 'no_activity'
            WHEN raw.moment IS NULL AND bad IS NULL THEN 'no_time'
            WHEN raw.moment IS NULL THEN 'bad_time'
            WHEN raw.moment < TIMESTAMP '{times.FIRST}' OR raw.moment >= TIMESTAMP '{times.LAST}' THEN 'time_out_of_range'
            {"WHEN known.p IS NOT NULL THEN 'known'" if previous else ""}
        END AS reason
        FROM raw LEFT JOIN people ON people.k = raw.k
        {"LEFT JOIN known ON known.p = people.p AND known.a = raw.a AND known.moment = raw.moment" if previous else ""}""")


FILTERS = ("lifecycle", "excluded", "known", "no_object")


def reasons(connection):
    """{reason: records} of what `judged` does not keep."""
    rows = connection.execute("SELECT reason, count(*) FROM judged WHERE reason IS NOT NULL GROUP BY 1").fetchall()
    return dict(rows)


def write_events(connection, path, segments, has_rows, previous=None):
    """Write the kept events to Parquet, sorted by customer, time and file order; `segments` are indexes of kept segments.

    `previous` is (path, {new position: old position}) of the log this one continues: its events come first.
    """
    order = "r" if has_rows else "i"
    attributes = "".join(f", s{i} AS attr_{n}" for n, i in enumerate(segments))
    base, shift = "", 0
    if previous:
        old_path, places = previous
        shift = connection.execute(f"SELECT coalesce(max(seq), 0) + 1 FROM read_parquet({sql_text(old_path)})").fetchone()[0]
        olds = "".join(
            f", {f'attr_{places[n]}' if n in places else 'NULL::VARCHAR'} AS attr_{n}" for n in range(len(segments))
        )
        base = f"SELECT customer, activity, \"at\", seq{olds} FROM read_parquet({sql_text(old_path)}) UNION ALL "
    connection.execute(
        f"COPY (SELECT * FROM ({base}SELECT p AS customer, a AS activity, moment AS \"at\", "
        f"CAST({order} AS BIGINT) + {shift} AS seq{attributes} FROM judged WHERE reason IS NULL) "
        f"ORDER BY customer, \"at\", seq) TO {sql_text(path)} (FORMAT parquet, COMPRESSION zstd)"
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
