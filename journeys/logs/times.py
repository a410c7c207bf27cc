"""How times are understood, as SQL over text: ISO with or without offset, dd/mm or mm/dd, epoch numbers, the days of a
spreadsheet, relative days.

Pure: builds SQL and judges shapes, knows no file. Naive values take the log's zone (DuckDB's session TimeZone, set by the
engine), and so do a spreadsheet's days, which count from 1899-12-30; a relative day counts from 1970-01-01T00:00:00Z.
Refuses to guess between dd/mm and mm/dd, or the unit of a number.
"""
from .problems import Problem

UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1, "days": 86_400_000_000, "excel": 86_400_000_000}  # in microseconds
IN_1970, IN_2064 = 25_569, 60_000  # as a spreadsheet numbers days: dates that a log may hold
FIRST, LAST = "1900-01-01", "2200-01-01"  # other dates are errors of a clock or of a unit
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
SLASHED = r"^\d{1,2}[/-]\d{1,2}[/-]\d{4}"
DOTTED = r"^\d{1,2}\.\d{1,2}\.\d{4}"
COMPACT = r"^(19|20)\d{6}(\d{6})?$"
NUMBER = r"^[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?$"
OFFSET = r"([zZ]|[+-]\d{2}:?(\d{2})?| UTC)$"


def _formats(*days):
    return "[" + ", ".join(f"'{day}{clock}'" for day in days for clock in CLOCKS) + "]"


def parsed(text, unit="", day_first=None):
    """SQL giving TIMESTAMPTZ or NULL for the text expression `text`."""
    if unit == "excel":
        return _spreadsheet(text)
    if unit:
        return _number(text, UNITS[unit], exact=unit == "us")
    days = ["%d.%m.%Y"]
    if day_first is not None:
        days += ["%d/%m/%Y", "%d-%m-%Y"] if day_first else ["%m/%d/%Y", "%m-%d-%Y"]
    spaced = f"replace({text}, 'T', ' ')"
    slow = f"CAST(try_strptime({spaced}, {_formats(*days)}) AS TIMESTAMPTZ)"
    compact = f"CAST(try_strptime({text}, ['%Y%m%d%H%M%S', '%Y%m%d']) AS TIMESTAMPTZ)"
    return (  # ISO first: the rest is tried only on what is not, which is what makes ten million rows quick
        f"coalesce(try_cast({text} AS TIMESTAMPTZ), CASE WHEN {text} IS NULL THEN NULL "
        f"WHEN regexp_matches({text}, '{COMPACT}') THEN {compact} "
        f"WHEN regexp_matches({text}, '{SLASHED}|{DOTTED}') THEN {slow} "
        f"ELSE try_cast(replace({text}, ',', '.') AS TIMESTAMPTZ) END)"
    )


def _number(text, factor, exact):
    fractional = f"try_cast(replace({text}, ',', '.') AS DOUBLE) * {factor}"
    amount = f"try_cast({text} AS HUGEINT)" if exact else fractional
    bounded = f"CASE WHEN abs({amount}) < 8e15 THEN make_timestamp(CAST(round({amount}) AS BIGINT)) END"
    return f"timezone('UTC', {bounded})"


def _spreadsheet(text):
    """Days since 1899-12-30 on the zone's own clock, to the millisecond: what a fraction of a day is precise to."""
    clock = f"round((try_cast(replace({text}, ',', '.') AS DOUBLE) - {IN_1970}) * 86400000)"
    return f"CAST(CASE WHEN abs({clock}) < 8e12 THEN make_timestamp(CAST({clock} AS BIGINT) * 1000) END AS TIMESTAMPTZ)"


SHAPES = f"""
    count(t) AS filled,
    count(*) FILTER (regexp_matches(t, '{NUMBER}') AND NOT regexp_matches(t, '{COMPACT}')) AS numbers,
    count(*) FILTER (regexp_matches(t, '{SLASHED}')) AS slashed,
    bool_or(regexp_matches(t, '{SLASHED}') AND try_cast(regexp_extract(t, '^\\d+') AS INT) > 12) AS first_over,
    bool_or(regexp_matches(t, '{SLASHED}')
            AND try_cast(regexp_extract(t, '^\\d+[/-](\\d+)', 1) AS INT) > 12) AS second_over,
    count(*) FILTER (length(t) > 10 AND regexp_matches(t, '{OFFSET}')) AS with_offset,
    min(try_cast(replace(t, ',', '.') AS DOUBLE)) AS lowest,
    max(try_cast(replace(t, ',', '.') AS DOUBLE)) AS highest
"""
SHAPE_NAMES = (
    "filled", "numbers", "slashed", "first_over", "second_over", "with_offset", "lowest", "highest",
)


def likely_unit(lowest, highest):
    """The unit a column of numbers probably has, by magnitude; a suggestion for people, never applied by itself."""
    if lowest is not None and numbered_days((lowest, highest)):
        return "excel"
    size = max(abs(lowest or 0), abs(highest or 0))
    if size < 100_000:
        return "days"
    return "s" if size < 1e11 else "ms" if size < 1e14 else "us"


def numbered_days(numbers):
    """Whether all of these are in the range of a spreadsheet's days between 1970 and 2064; as relative days, seventy years."""
    return min(numbers) >= IN_1970 and max(numbers) <= IN_2064


def settled(shape, unit, day_first):
    """(unit, day_first) to read with, given what the column looks like.

    Raises Problem("no_times" | "time_unit_needed" | "not_numbers" | "ambiguous_dates" | "contradictory_dates").
    """
    if not shape["filled"]:
        raise Problem("no_times")
    mostly_numbers = shape["numbers"] > shape["filled"] / 2
    if unit and not shape["numbers"]:
        raise Problem("not_numbers", unit=unit)
    if not unit and mostly_numbers:
        suggestion = likely_unit(shape["lowest"], shape["highest"])
        raise Problem("time_unit_needed", lowest=shape["lowest"], highest=shape["highest"], suggestion=suggestion)
    if unit or not shape["slashed"] or day_first is not None:
        return unit, day_first
    if shape["first_over"] and shape["second_over"]:
        raise Problem("contradictory_dates")
    if not shape["first_over"] and not shape["second_over"]:
        raise Problem("ambiguous_dates")
    return unit, bool(shape["first_over"])
