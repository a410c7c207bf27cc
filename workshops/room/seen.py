"""What a note and the progress of a table look like to everyone: values, already cut to what may be seen."""
from dataclasses import dataclass, field

from .models import Note, Participant, Reaction

DOTS_SHOWN = 40  # people; beyond, the sentence is enough


@dataclass
class NoteView:
    """A note as the table sees it."""

    note: Note
    author: Participant | None  # None when hidden or anonymous
    signs: list = field(default_factory=list)  # (kind, label, count)
    pro: list = field(default_factory=list)
    con: list = field(default_factory=list)
    dots: int | None = None  # once the ballot is closed
    hypothesis: str = ""  # uuid of the hypothesis it became

    @property
    def uuid(self):
        return self.note.uuid

    @property
    def all_signs(self):
        """Every sign one can put, with how many did."""
        counts = {kind: count for kind, _label, count in self.signs}
        return [{"kind": kind, "label": label, "count": counts.get(kind, 0)} for kind, label in Reaction.Kind.choices]


@dataclass
class Tally:
    """How far the table is: people at it, how many said they are done, notes written, of which still private."""

    people: int
    done: int
    notes: int
    private: int

    @property
    def dots_on(self):
        """One dot per person who is done; none for a table too large to count dots."""
        return range(self.done if self.people <= DOTS_SHOWN else 0)

    @property
    def dots_off(self):
        return range(self.people - self.done if self.people <= DOTS_SHOWN else 0)
