"""What a note and the progress of a table look like to everyone: values, already cut to what may be seen."""
from dataclasses import dataclass, field

from django.db.models import Count

from .models import Evidence, Note, Participant, Reaction

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
    is_spotlit: bool = False  # held up before everyone

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


def views(session, notes, dots, bare=False):
    """[NoteView] of notes on the table (a queryset, or a list read with its relations), in the order in which they were shown.

    dots: see Board.dots; bare: without signs, evidence and the hypotheses they became.
    """
    if not isinstance(notes, list):
        notes = list(notes.select_related("author", "group", "silence").order_by("shown_number", "uuid"))
    hides, lit = session.hides_authors, session.spotlight_id
    seen = {note.pk: NoteView(note, None if hides else note.author, is_spotlit=note.pk == lit) for note in notes}
    if not bare:
        weigh(session, seen)
    if dots:
        for pk, view in seen.items():
            view.dots = dots.get(("note", pk), 0)
    return list(seen.values())


def weigh(session, seen):
    """Lay on each NoteView ({pk of the note: view}) its signs, its evidence and the hypothesis it became."""
    labels, keys = dict(Reaction.Kind.choices), list(seen)
    for pk, kind, count in (
        Reaction.objects.filter(note__in=keys).values_list("note", "kind").annotate(Count("pk")).order_by("kind")
    ):
        seen[pk].signs.append((kind, labels[kind], count))
    for evidence in Evidence.objects.filter(note__in=keys).select_related("author"):
        evidence.shown_author = None if session.hides_authors else evidence.author
        (seen[evidence.note_id].pro if evidence.stance == "for" else seen[evidence.note_id].con).append(evidence)
    for pk, uuid in session.hypotheses.filter(note__in=keys).values_list("note", "uuid"):
        seen[pk].hypothesis = str(uuid)
