"""A reading session: its run sheet and clock, who sits in it, what they write, and the numbered events of all that happened.

The database refuses what must not be: two events of one number, an operation done twice, more votes than dots, a note
without a writer or a key, an open session without a step. What a person may see is decided in `screens` and `queries`.
"""
from .events import Event, Verb
from .notes import Evidence, Note, NoteGroup, Reaction
from .outcomes import SessionAction, SessionDecision, SessionHypothesis
from .people import Participant, participant_of
from .sessions import CODE_LENGTH, Session, SessionSilence, Step, new_code, new_epoch
from .votes import DOTS_AT_MOST, Ballot, Opinion, Vote

__all__ = [
    "CODE_LENGTH", "DOTS_AT_MOST", "Ballot", "Event", "Evidence", "Note", "NoteGroup", "Opinion", "Participant", "Reaction",
    "Session", "SessionAction", "SessionDecision", "SessionHypothesis", "SessionSilence", "Step", "Verb", "Vote", "new_code",
    "new_epoch", "participant_of",
]  # fmt: skip
