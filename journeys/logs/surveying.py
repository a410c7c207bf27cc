"""Counts of an import and its named cautions: what a careful person would want to know before believing the log.

Pure SQL over the tables of `tabling.py`. Refuses a log of which nothing is kept, and one whose lines do not add up. Cautions are
{"code", …numbers}; their words are in `wording.py`.
"""
from . import instrument, tabling
from .problems import Problem

EXCEL_ROWS = 1_048_575  # data rows of a sheet with a header: a file with exactly so many was probably cut
MOST_ACTIVITIES = 2_000  # event names kept in the summary; more of them are probably addresses or identifiers
SAME = "lower(replace(replace({0}, ' ', ''), '-', ''))"


class Survey:
    """Questions about the loaded records; `rejects` are those the reader refused, `unit` the unit of numeric times."""

    def __init__(self, connection, layout, staged, rejects, unit, now=None):
        self.connection, self.layout, self.staged, self.unit, self.now = connection, layout, staged, unit, now
        self.reasons = tabling.reasons(connection)
        for reject in rejects:
            self.reasons[reject.reason] = self.reasons.get(reject.reason, 0) + 1
        self.read = self.one("SELECT count(*) FROM raw")
        self.refused = len(rejects)
        self.kept = self.one("SELECT count(*) FROM judged WHERE reason IS NULL")
        self.filtered = sum(count for reason, count in self.reasons.items() if reason in tabling.FILTERS)
        self.rejected = sum(count for reason, count in self.reasons.items() if reason not in tabling.FILTERS)
        self.lines = self.read + self.refused if staged.records is None else staged.records
        self.cautions = list(staged.cautions)
        self.dropped = []

    def one(self, question):
        return self.connection.execute(question).fetchone()[0]

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
            filled, same, values = self.connection.execute(
                f"SELECT count(s{i}), count(*) FILTER ({SAME.format(f's{i}')} = {SAME.format('k')}), "
                f"approx_count_distinct(s{i}) FROM judged WHERE reason IS NULL"
            ).fetchone()
            if filled and same > filled / 2:
                self.caution("segment_is_identifier", filled, column=name)
                self.dropped.append(name)
                continue
            keep.append(i)
            if values > 1_000:
                self.caution("segment_many_values", values, column=name)
            if not filled:
                self.caution("segment_empty", self.kept, column=name)
        return keep

    def look_for_traps(self):
        """Named cautions about lines, times and names."""
        self.caution("excel_cut", self.lines if self.lines == EXCEL_ROWS else 0)
        if not self.staged.quoted:
            self.caution("quoting_off", self.lines)
        if self.layout.lifecycle:
            self.caution("no_lifecycle", self.kept if not self.one("SELECT count(l) FROM raw") else 0)
        self._offsets()
        self._clock()
        self._names()

    def _offsets(self):
        zoned, naive, offsets = self.connection.execute(
            "SELECT count(z), count(*) - count(z), count(DISTINCT z) FROM judged WHERE reason IS NULL"
        ).fetchone()
        if self.unit:
            return
        self.caution("mixed_offsets", zoned if offsets > 1 else 0, offsets=offsets)
        self.caution("zoned_and_naive", min(zoned, naive), zone=self.layout.zone)

    def _clock(self):
        if self.layout.relative_days:
            return
        old, future, midnight, tied = self.connection.execute(
            "SELECT count(*) FILTER (moment < TIMESTAMP '1971-01-01' AND moment >= TIMESTAMP '1969-12-31'), "
            "count(*) FILTER (moment > coalesce(CAST(? AS TIMESTAMP), TIMESTAMP '2200-01-01')), "
            "count(*) FILTER (date_trunc('day', timezone('UTC', moment)) = timezone('UTC', moment)), "
            "count(*) - count(DISTINCT (p, moment)) FROM judged WHERE reason IS NULL",
            [self.now],
        ).fetchone()
        self.caution("dated_1970", old)
        self.caution("in_the_future", future)
        if midnight == self.kept > 1:
            self.caution("whole_days", midnight, ties=tied)
        elif tied > self.kept / 5:
            self.caution("many_ties", tied)

    def _names(self):
        doubled = self.connection.execute(
            "SELECT string_agg(a, ' / ' ORDER BY a) FROM (SELECT DISTINCT a FROM judged WHERE reason IS NULL LIMIT 20000) "
            "GROUP BY lower(a) HAVING count(*) > 1 ORDER BY 1 LIMIT 10"
        ).fetchall()
        self.caution("names_differ_by_case", len(doubled), examples=[row[0][:200] for row in doubled[:5]])
        customers, names = self.connection.execute(
            "SELECT count(DISTINCT p), count(DISTINCT a) FROM judged WHERE reason IS NULL"
        ).fetchone()
        self.customers = customers
        self.caution("one_event_each", customers if customers == self.kept > 20 else 0)
        self.caution("many_activities", names if names > MOST_ACTIVITIES else 0)
        self.caution("missing_values", sum(self.reasons.get(code, 0) for code in ("no_customer", "no_activity", "no_time")))

    def summary(self, events, rejects):
        """The result of an import, JSON-ready; `events` and `rejects` are the files written."""
        self.look_for_traps()
        source = f"read_parquet({tabling.sql_text(events)})"
        first, last, customers = self.connection.execute(
            f'SELECT min("at"), max("at"), count(DISTINCT customer) FROM {source}'
        ).fetchone()
        activities = self.connection.execute(
            f"SELECT activity, count(*) FROM {source} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_ACTIVITIES}"
        ).fetchall()
        return {
            "lines": self.lines, "kept": self.kept, "filtered": self.filtered, "rejected": self.rejected,
            "customers": customers, "first": first.isoformat(), "last": last.isoformat(),
            "relative_days": self.layout.relative_days, "timezone": self.layout.zone,
            "attributes": [name for name in self.layout.segments if name not in self.dropped],
            "activities": [list(row) for row in activities], "reasons": self.reasons, "cautions": self.cautions,
            "instrument": instrument.report(self.connection, source),
        }

    def preview(self, limit):
        """What the first records would give: dates, customers, the most frequent events, refusals with examples."""
        first, last, customers = self.connection.execute(
            "SELECT min(moment), max(moment), count(DISTINCT p) FROM judged WHERE reason IS NULL"
        ).fetchone()
        activities = self.connection.execute(
            "SELECT a, count(*) FROM judged WHERE reason IS NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12"
        ).fetchall()
        bad = self.connection.execute("SELECT DISTINCT bad FROM judged WHERE bad IS NOT NULL LIMIT 3").fetchall()
        return {
            "read": self.read + self.refused, "whole": self.read + self.refused < limit, "kept": self.kept,
            "first": first and first.isoformat(), "last": last and last.isoformat(), "customers": customers,
            "relative_days": self.layout.relative_days, "timezone": self.layout.zone, "reasons": self.reasons,
            "activities": [list(row) for row in activities], "bad_times": [row[0] for row in bad],
        }
