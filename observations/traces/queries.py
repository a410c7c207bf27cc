"""What the pages of traces show. Released fragments only, but for the redactor's own page; never sorted by a score."""
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import get_language

from project.sealing import alias_of

from . import redaction, searching
from .models import Decision, Feeling, Fragment, Label, LabelMove, Mark, Motif, Source, State
from .originals import original_of
from .redaction.spans import KINDS, Span


@dataclass(frozen=True)
class Inbox:
    """How much rests unread, by state; nothing of what it says."""

    proposed: int
    confirmed: int
    released: int

    @property
    def resting(self):
        return self.proposed + self.confirmed


@dataclass(frozen=True)
class Piece:
    """A run of a text: plain, or inside one or several marks."""

    text: str
    marks: tuple = ()


@dataclass(frozen=True)
class Proposal:
    """One span on the redactor's page, with the words it would hide; kind: in the reader's language."""

    span: object
    words: str
    kind: str


def inbox(who):
    counts = Counter(dict(Fragment.objects.visible_to(who).order_by().values_list("state").annotate(n=Count("pk"))))
    return Inbox(counts[State.PROPOSED], counts[State.CONFIRMED], counts[State.RELEASED])


def fragments_of(who, *, words="", kind="", label="", motif="", silence="", marginal=False):
    """Released fragments that `who` may read, latest first. words: a full-text question; the others: exact filters."""
    found = Fragment.objects.visible_to(who).released().select_related("source", "narrator")
    for stem in searching.asked(words):
        found = found.filter(words__contains=stem)
    if kind:
        found = found.filter(kind=kind)
    if label:
        found = found.filter(Q(marks__label__name=label) | Q(marks__label__merged_into__name=label)).distinct()
    if motif:
        found = found.filter(motif_items__motif__uuid=motif)
    if silence:
        found = found.filter(silences__uuid=silence)
    if marginal:
        found = found.filter(marginal=True)
    return found.prefetch_related("silences", "marks__label__merged_into")


def to_redact(who):
    """What waits for a redactor, oldest first; no words."""
    waiting = Fragment.objects.visible_to(who).exclude(state=State.RELEASED)
    return waiting.select_related("source", "narrator").annotate(found=Count("spans")).order_by("captured_at", "pk")


def sources_of(who):
    return Source.objects.visible_to(who).annotate(
        released=Count("fragments", filter=Q(fragments__state=State.RELEASED)), total=Count("fragments")
    )


def marked_pieces(text, marks):
    """The text cut at the ends of its marks, so that each piece knows the marks it belongs to."""
    edges = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    return [
        Piece(text[start:end], tuple(mark for mark in marks if mark.start <= start and end <= mark.end))
        for start, end in zip(edges, edges[1:], strict=False)
    ]


def marks_of(fragment):
    found = Mark.objects.filter(fragment=fragment).select_related("label__merged_into").prefetch_related("readings")
    return list(found)


def disagreement(marks):
    """Emotional moments that a second person read, and how many of them were read differently; None of them, no figure."""
    pairs = [(mark.feeling, reading.feeling) for mark in marks if mark.feeling for reading in mark.readings.all()]
    told = [pair for pair in pairs if Feeling.CANNOT_TELL not in pair]
    return len(pairs), sum(first != second for first, second in told)


def labels_of(who):
    return Label.objects.visible_to(who).select_related("merged_into").annotate(uses=Count("marks", distinct=True))


def moves_of(who):
    """What became of the labels of the space, latest first."""
    return LabelMove.objects.filter(label__space=who.space).select_related("label").order_by("-moved_at", "-pk")[:50]


def motifs_of(who):
    released = Q(items__fragment__state=State.RELEASED)
    return Motif.objects.visible_to(who).annotate(
        examples=Count("items", filter=released & Q(items__counter_example=False)),
        counters=Count("items", filter=released & Q(items__counter_example=True)),
    )


def proposals(fragment):
    """(original values, Proposals, other capitalised words) for the redactor; ValidationError when the original is gone."""
    held = original_of(fragment)
    spans = [span for span in fragment.spans.all() if span.decision != Decision.ADDED]
    lang = (get_language() or "fr")[:2]
    shown = [
        Proposal(span, held["text"][span.start : span.end], KINDS[span.kind].get(lang, "").replace("_", " ").lower())
        for span in spans
    ]
    as_spans = [Span(span.start, span.end, span.kind, span.detector) for span in spans]
    return held, shown, redaction.leftovers(held["text"], as_spans)


def original_pieces(text, shown):
    """The original cut at its proposed spans: (words, Proposal or None)."""
    pieces, place = [], 0
    for proposal in sorted(shown, key=lambda p: p.span.start):
        pieces += [(text[place : proposal.span.start], None), (proposal.words, proposal)]
        place = proposal.span.end
    return [piece for piece in [*pieces, (text[place:], None)] if piece[0]]


def confronted(fragment, who):
    """(silence, verdict counts, my verdict) of each silence this fragment was put beside."""
    voice = alias_of(getattr(who, "member", None) or who)
    rows = {}
    for said in fragment.confrontations.select_related("silence").order_by("said_at", "pk"):
        rows.setdefault(said.silence, []).append(said)
    return [(silence, said, next((one for one in said if one.voice == voice), None)) for silence, said in rows.items()]
