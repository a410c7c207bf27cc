"""What concerns one person of a room alone (own notes, signs, dots), and whether whoever leads is still here."""
from dataclasses import dataclass, field

from django.utils import timezone

from observations.hypotheses.matrix import queries as matrix
from project.sealing import voice_of

from .models import Opinion, Reaction
from .rules import AWAY_AFTER
from .weighing import key_voice, on_the_table


@dataclass
class Own:
    """What concerns one person alone: their notes, signs and dots."""

    notes: list = field(default_factory=list)
    reactions: list = field(default_factory=list)  # "note-uuid:kind"
    dots: dict = field(default_factory=dict)  # target uuid -> dots placed
    left: int | None = None  # dots still to place, None without an open ballot
    opinion: Opinion | None = None  # on the proposal being voted on, or in place of dots
    done: bool = False
    answers: list = field(default_factory=list)  # MatrixCells, in the matrices of this table

    @property
    def private(self):
        return [note for note in self.notes if note.is_private]

    @property
    def shared(self):
        return [note for note in self.notes if not note.is_private]


def own(board, participants):
    """{participant pk: Own} for several people at once, in as many queries as for one."""
    session, keys = board.session, [one.pk for one in participants]
    found = {one.pk: Own(done=bool(session.step_id) and one.done_id == session.step_id) for one in participants}
    for note in session.notes.filter(author__in=keys).select_related("silence").order_by("written_at", "pk"):
        found[note.author_id].notes.append(note)
    for person, note, kind in Reaction.objects.filter(participant__in=keys).values_list("participant", "note__uuid", "kind"):
        found[person].reactions.append(f"{note}:{kind}")
    if board.weighs and not session.anonymous:  # whether or not the matrix is before the table now: they are theirs
        voices = {voice_of(one): one.pk for one in participants}
        for cell in answers_of(voices, session):
            found[voices[cell.voice]].answers.append(cell)
    ballot = board.ballot
    if board.voting:
        for opinion in ballot.opinions.filter(participant__in=keys):
            found[opinion.participant_id].opinion = opinion
    if board.dotting:
        for one in found.values():
            one.left = ballot.dots
        for person, note, hypothesis in ballot.votes.filter(participant__in=keys).values_list(
            "participant", "note__uuid", "hypothesis__uuid"
        ):
            target, one = str(note or hypothesis), found[person]
            one.dots[target] = one.dots.get(target, 0) + 1
            one.left -= 1
    return found


def own_notes(board, participant, uuids):
    """Those of one's own notes, private or not, that bear these uuids."""
    known = [board.read[uuid] for uuid in uuids if board.read.get(uuid)]
    others = set(uuids) - {str(note.uuid) for note in known}
    known += board.session.notes.filter(uuid__in=others).select_related("silence") if others else []
    return [note for note in known if note.author_id == participant.pk]


def answers_under(key, session):
    """In an anonymous session: the answers to matrices of the browser that holds this key."""
    voices = [key_voice(key)] if session.anonymous and key else []
    return list(answers_of(voices, session)) if voices else []


def answers_of(voices, session):
    """What these voices answered in the matrices of this table, about its own hypotheses."""
    return matrix.answers_of(voices, session.silences.values("silence"), version__hypothesis__in=on_the_table(session))


def facilitators_away(session, now=None):
    """Those who lead, when none of them has been here for thirty seconds; else an empty list."""
    now = now or timezone.now()
    leading = list(session.participants.filter(role="facilitator", removed_at=None))
    return leading if all(one.seen_at is None or now - one.seen_at > AWAY_AFTER for one in leading) else []
