"""The evidence matrices of a room: per silence on its table, what stands in the matrix as everyone may see it.

Columns are the hypotheses on this table alone. Before this table reveals a matrix, nobody's answers are in what is read here, not
even those given elsewhere: only how many there are. What concerns one person (their own answers) is in `own`.
"""
import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from observations.hypotheses.matrix import queries
from observations.hypotheses.matrix.models import MatrixCell, Value
from observations.hypotheses.models import Hypothesis

from .models import SessionSilence


def group_of(session):
    """The name under which the answers of this table are held back."""
    return f"session:{session.uuid}"


def key_voice(key):
    """The voice of whoever keeps no name: nothing but the digest of what their browser holds."""
    return f"key:{hashlib.sha256(key.encode()).hexdigest()}"[:60]


def on_the_table(session):
    """The hypotheses of this table, as a queryset."""
    return Hypothesis.objects.filter(sessions__session=session)


def left_open(session):
    """The hypotheses about its journey that were left open and are not on this table yet, oldest first, as a queryset."""
    known = Hypothesis.objects.filter(space=session.space_id, silences__journey=session.journey_id).exclude(status="set_aside")
    return known.exclude(sessions__session=session).distinct().in_order()


@dataclass(frozen=True)
class Weighing:
    """The matrix of one silence as this table sees it. bringable: items already given that are not in it yet."""

    silence: SessionSilence
    table: queries.Table
    bringable: int

    values = Value.choices

    @property
    def can_begin(self):
        """Whether there is something to answer."""
        return bool(self.table.rows and self.table.columns)

    @property
    def revealed(self):
        return self.silence.weighed_at is not None and self.can_begin

    @property
    def revealable(self):
        """Whether something that stands there is still kept from the table."""
        return self.can_begin and not self.table.complete

    @property
    def turning(self):
        """[(item, wording)] of the items on which alone rests that something stands against a wording."""
        found = []
        for place, column in enumerate(self.table.columns if self.table.complete else []):
            against = [row.item for row in self.table.rows if (row.crossings[place].tally.median or 0) < 0]
            found += [(against[0], column.version)] if len(against) == 1 else []
        return found

    @property
    def unopposed(self):
        """The wordings against which nothing rated stands."""
        return [one.version for one in self.table.columns if one.against is not None and one.against.amount == 0]

    @property
    def disputed(self):
        """[(item, wording)] on which readers stand opposed."""
        pairs = [(row.item, crossing) for row in self.table.rows for crossing in row.crossings if crossing.visible]
        return [(item, crossing.version) for item, crossing in pairs if crossing.tally.spread == "opposed"]


class Matrices:
    """What a Board (queries.Board) shows of the matrices of its session."""

    @property
    def weighs(self):
        """Whether some step of the run sheet weighs evidence in a matrix."""
        return any(step.kind == "matrix" for step in self.shown_steps)

    @property
    def is_weighing(self):
        return self.step is not None and self.step.kind == "matrix" and not self.session.is_closed

    @cached_property
    def matrices_shown(self):
        """Whether there is something of a matrix to show now: while it is weighed, and once one is revealed."""
        return self.is_weighing or self.weighs and any(one.weighed_at for one in self.silences)

    @cached_property
    def weighings(self):
        """The Weighing of each silence on the table; empty while there is nothing to show."""
        on_table = self.session.silences.select_related("silence") if self.matrices_shown else []
        return weighings(self.session, list(on_table))

    @cached_property
    def weighed(self):
        """While evidence is weighed: [(silence, people who answered, answers, whether it is revealed)], not which answers."""
        counted = progress(self.session) if self.is_weighing else {}
        on_table = self.silences if self.is_weighing else []
        return [(one, *counted.get(one.silence_id, (0, 0)), one.weighed_at is not None) for one in on_table]

    @property
    def revealable(self):
        """While evidence is weighed: the matrix of the silence in focus, when the table does not see all of it yet."""
        asked = self.weighings if self.is_weighing else []
        return next((one for one in asked if one.silence.pk == self.session.focus_id and one.revealable), None)


def weighings(session, silences):
    """The Weighing of each of these SessionSilences, in order, in as many queries as for one."""
    if not silences:
        return []
    among = on_the_table(session)
    opened = {one.silence: one.weighed_at for one in silences}
    tables, waiting = queries.tables(opened, among), queries.count_to_bring(opened, among)
    if session.hides_authors:
        for table in tables.values():
            unsign(table)
    return [Weighing(one, tables[one.silence_id], waiting[one.silence_id]) for one in silences]


def revealed_matrices(session, **which):
    """The Weighing of each silence whose matrix this table revealed. which: among fields of SessionSilence."""
    found = session.silences.exclude(weighed_at=None).filter(**which).select_related("silence")
    return weighings(session, list(found))


def unsign(table):
    """Take the trades off what is shown: in a small group they name a person."""
    for row in table.rows:
        row.item.trade = ""
        for crossing in row.crossings:
            for cell in crossing.said or []:
                cell.trade = ""


def progress(session):
    """{pk of a silence: (people who answered something, answers)} of what this table has not revealed; never which answers."""
    held = MatrixCell.objects.filter(held=group_of(session)).order_by()
    counted = held.values_list("item__silence").annotate(Count("voice", distinct=True), Count("pk"))
    return {silence: (people, answers) for silence, people, answers in counted}
