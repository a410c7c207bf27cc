"""A cross-analysis as a table: what each of two groups wrote apart on each silence, once their notes are on the table."""
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _


@dataclass
class Compared:
    """What two groups wrote apart on one silence: counts are (side, answer, number) of the notes on the table."""

    label: str
    counts: list

    def of(self, side):
        """(notes, of which “we do not know”) of one group."""
        mine = [(answer, number) for one, answer, number in self.counts if one == side]
        return sum(number for _answer, number in mine), sum(number for answer, number in mine if answer == "unknown")

    @property
    def both(self):
        return [self.of("a"), self.of("b")]

    @property
    def words(self):
        """Who saw something to say."""
        seen = [number > 0 for number, _unknown in self.both]
        if all(seen):
            return _("both groups wrote")
        return _("group A alone wrote") if seen[0] else _("group B alone wrote") if seen[1] else _("neither group wrote")


def compared(session, silences):
    """A Compared per silence, and one for the whole journey when it has notes; empty while nothing is revealed."""
    counts = {}
    apart = session.notes.exclude(shown_number=None).exclude(side="")
    for silence, side, answer, number in apart.values_list("silence", "side", "answer").annotate(Count("pk")):
        counts.setdefault(silence, []).append((side, answer, number))
    placed = [(one.pk, one.label) for one in silences] + [(None, _("the whole journey"))]
    return [Compared(label, counts.get(pk, [])) for pk, label in placed if pk or counts.get(pk)] if counts else []
