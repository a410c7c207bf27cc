"""Counts of an import and its named cautions: what a careful person would want to know before believing the log.

Pure SQL over the tables of `tabling.py` and the events written. Refuses a log of which nothing is kept, and one whose lines do
not add up. Cautions are {"code", …numbers}; their words are in `wording.py`.
"""
from . import instrument, tabling
from .problems import Problem

EXCEL_ROWS = 1_048_575  # data rows of a sheet with a header: a file with exactly so many was probably cut
MOST_ACTIVITIES = 2_000  # event names kept in the summary; more of them are probably addresses or identifiers
MOST_VALUES = 1_000  # values of a segment that could still make groups
LOOKED_AT = 200_000  # records in which a segment is compared with the customer's identifier
SAME = "lower(replace(replace({0}, ' ', ''), '-', ''))"


class Survey:
    """Questions about the loaded records; `rejects` are those the reader refused, `unit` the unit of numeric times."""

    def __init__(self, connection, layout, staged, rejects, unit, now=None):
        self.connection, self.layout, self.staged, self.unit, self.now = connection, layout, staged, unit, now
        counts = tabling.reasons(connection)
        self.kept = counts.pop(None, 0)
        self.read = self.kept + sum(counts.values()) + len(rejects)
        for reject in rejects:
            counts[reject.reason] = counts.get(reject.reason, 0) + 1
        self.reasons = counts
        self.filtered = sum(count for reason, count in counts.items() if reason in tabling.FILTERS)
        self.rejected = sum(count for reason, count in counts.items() if reason not in tabling.FILTERS)
        self.lines = self.read if staged.records is None else staged.records
        self.cautions = list(staged.cautions)
        self.dropped = []

    def row(self, question, *values):
        return self.connection.execute(question, values).fetchone()

    def caution(self, code, count=0, **details):
        """Note a caution, when there is something to count."""
        if count:
            self.cautions.append({"code": code, "count": count, **details})

    def check_sum(self):
        """Every line is kept, filtered or rejected, or nothing is imported."""
        if self.kept + self.filtered + self.rejected != self.lines:
            raise Problem("does_not_add_up", lines=self.lines, read=self.kept + self.filtered + self.rejected)
        if not self.kept:
            raise Problem("nothing_kept", lines=self.lines, reasons=self.reasons)

    def segments_to_keep(self):
        """Indexes of the segments that do not repeat the customer's identifier; the others are dropped, with a caution."""
        keep = []
        for i, name in enumerate(self.layout.segments):
            filled, same = self.row(
                f"SELECT count(s{i}), count(*) FILTER ({SAME.format(f's{i}')} = {SAME.format('k')}) "
                f"FROM (SELECT s{i}, k FROM raw WHERE s{i} IS NOT NULL AND k IS NOT NULL LIMIT {LOOKED_AT})"
            )
            if filled and same > filled / 2:
                self.caution("segment_is_identifier", same, column=name)
                self.dropped.append(name)
            else:
                keep.append(i)
        return keep

    def summary(self, events):
        """The result of an import, JSON-ready; `events` is the Parquet file written."""
        source = f"read_parquet({tabling.sql_text(events)})"
        first, last, customers = self.row(f'SELECT min("at"), max("at"), count(DISTINCT customer) FROM {source}')
        activities = self.connection.execute(f"SELECT activity, count(*) FROM {source} GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()
        attributes = [name for name in self.layout.segments if name not in self.dropped]
        instrument.slots(self.connection, source)
        self.look_for_traps(source, customers, activities, attributes)
        return {
            "lines": self.lines, "kept": self.kept, "filtered": self.filtered, "rejected": self.rejected,
            "customers": customers, "first": first.isoformat(), "last": last.isoformat(),
            "relative_days": self.layout.relative_days, "timezone": self.layout.zone, "attributes": attributes,
            "activities": [list(row) for row in activities[:MOST_ACTIVITIES]], "reasons": self.reasons,
            "cautions": self.cautions, "instrument": instrument.report(self.connection, source),
        }

    def look_for_traps(self, source, customers, activities, attributes):
        """Named cautions about lines, times, names and segments."""
        self.caution("excel_cut", self.lines if self.lines == EXCEL_ROWS else 0)
        if not self.staged.quoted:
            self.caution("quoting_off", self.lines)
        if self.layout.lifecycle:
            self.caution("no_lifecycle", self.kept if not self.row("SELECT count(l) FROM raw")[0] else 0)
        if not self.unit:
            self._offsets()
        self.caution("spreadsheet_days", self.kept if self.unit == "excel" else 0)
        if not self.layout.relative_days:
            self._clock(source)
        self.caution("one_event_each", customers if customers == self.kept > 20 else 0)
        self._names([name for name, _count in activities])
        self._segments(source, attributes)
        self.caution("missing_values", sum(self.reasons.get(code, 0) for code in ("no_customer", "no_activity", "no_time")))

    def _offsets(self):
        zoned, naive, offsets = self.row(
            "SELECT count(z), count(*) - count(z), count(DISTINCT z) FROM raw WHERE moment IS NOT NULL"
        )
        self.caution("mixed_offsets", zoned if offsets > 1 else 0, offsets=offsets)
        self.caution("zoned_and_naive", min(zoned, naive), zone=self.layout.zone)

    def _clock(self, source):
        old, future, tied = self.row(
            f"""SELECT count(*) FILTER (t < TIMESTAMP '1971-01-01' AND t >= TIMESTAMP '1969-12-31'),
            count(*) FILTER (t > coalesce(CAST(? AS TIMESTAMP), TIMESTAMP '2200-01-01')), count(*) FILTER (same) FROM
            (SELECT t, who = lag(who) OVER () AS same FROM
            (SELECT "at" AS t, xor(hash(customer), hash("at")) AS who FROM {source}))""",
            self.now,
        )
        whole = self.row("SELECT bool_and(first = last AND first = date_trunc('day', first)) FROM slots")[0]
        self.caution("dated_1970", old)
        self.caution("in_the_future", future)
        if whole and self.kept > 1:
            self.caution("whole_days", self.kept, ties=tied)
        elif tied > self.kept / 5:
            self.caution("many_ties", tied)

    def _names(self, names):
        spellings = {}
        for name in names[:20_000]:
            spellings.setdefault(name.lower(), []).append(name)
        doubled = sorted(" / ".join(sorted(same))[:200] for same in spellings.values() if len(same) > 1)
        self.caution("names_differ_by_case", len(doubled), examples=doubled[:5])
        self.caution("many_activities", len(names) if len(names) > MOST_ACTIVITIES else 0)

    def _segments(self, source, attributes):
        for n, name in enumerate(attributes):
            filled, values = self.row(f"SELECT count(attr_{n}), approx_count_distinct(attr_{n}) FROM {source}")
            self.caution("segment_many_values", values if values > MOST_VALUES else 0, column=name)
            self.caution("segment_empty", 0 if filled else self.kept, column=name)

    def preview(self, limit):
        """What the first records would give: dates, customers, the most frequent events, refusals with examples."""
        first, last, customers = self.row("SELECT min(moment), max(moment), count(DISTINCT k) FROM judged WHERE reason IS NULL")
        activities = self.connection.execute(
            "SELECT a, count(*) FROM judged WHERE reason IS NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12"
        ).fetchall()
        bad = self.connection.execute("SELECT DISTINCT bad FROM judged WHERE bad IS NOT NULL LIMIT 3").fetchall()
        return {
            "read": self.read, "whole": self.read < limit, "kept": self.kept,
            "first": first and first.isoformat(), "last": last and last.isoformat(), "customers": customers,
            "relative_days": self.layout.relative_days, "timezone": self.layout.zone, "reasons": self.reasons,
            "activities": [list(row) for row in activities], "bad_times": [row[0] for row in bad],
        }
