"""What the database itself refuses in a room, one test per constraint."""
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from workshops.room import actions
from workshops.room.models import (
    Ballot,
    Event,
    Evidence,
    Note,
    Participant,
    Reaction,
    Session,
    SessionHypothesis,
    SessionSilence,
    Step,
    Vote,
)  # fmt: skip

from . import table

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    actions.write_note(by=seat, session=session, text="une note", silence=session.silences.first())
    actions.write_hypothesis(by=seat, session=session, note=session.notes.get())
    actions.open_ballot(by=host, session=session)
    return table.fresh(session), host, seat


def changed(model, **fields):
    return lambda s, h, p: model.objects.filter(**({"pk": s.pk} if model is Session else {})).update(**fields)


def dot(number, cap, **more):
    return lambda s, h, p: Vote.objects.create(
        ballot=s.ballots.get(), participant=p, dot=number, cap=cap, **(more or {"note": s.notes.get()})
    )


def twice(make):
    return lambda s, h, p: (make(s, h, p), make(s, h, p))


REFUSED = {
    "session_state_known": changed(Session, state="asleep"),
    "session_opened_once_open": changed(Session, opened_at=None),
    "session_closed_has_no_code": changed(Session, state="closed", closed_at=timezone.now()),
    "session_paused_or_running": changed(Session, left=3),
    "a code opens one session": lambda s, h, p: Session.objects.create(
        space=s.space, journey=s.journey, reading=s.reading, title="x", code=s.code
    ),
    "step_position_once": lambda s, h, p: Step.objects.create(session=s, position=0, kind="read", title="x", minutes=1),
    "step_kind_known": lambda s, h, p: Step.objects.create(session=s, position=90, kind="dance", title="x", minutes=1),
    "step_writes_known": lambda s, h, p: Step.objects.create(
        session=s, position=90, kind="read", title="x", minutes=1, writes="aloud"
    ),
    "step_lasts_a_minute_or_more": lambda s, h, p: Step.objects.create(
        session=s, position=90, kind="read", title="x", minutes=0
    ),
    "step_one_by_one_reveals": lambda s, h, p: Step.objects.create(
        session=s, position=90, kind="share", title="x", minutes=1, one_by_one=True
    ),
    "silence_once_per_session": lambda s, h, p: SessionSilence.objects.create(
        session=s, silence=s.silences.first().silence, position=9, label="x"
    ),
    "session_silence_position_once": lambda s, h, p: s.silences.update(position=0),
    "member_once_per_session": lambda s, h, p: Participant.objects.create(session=s, member=p.member, name="x"),
    "participant_has_a_name": lambda s, h, p: Participant.objects.create(session=s, name=""),
    "participant_role_known": lambda s, h, p: Participant.objects.create(session=s, name="x", role="king"),
    "a token opens one seat": twice(lambda s, h, p: Participant.objects.create(session=s, name="x", token_digest="d")),
    "note_says_something": lambda s, h, p: Note.objects.create(session=s, author=p),
    "note_has_an_author_or_a_key (neither)": lambda s, h, p: Note.objects.create(session=s, text="x"),
    "note_has_an_author_or_a_key (both)": lambda s, h, p: Note.objects.create(session=s, text="x", author=p, key_digest="d"),
    "reaction_once": twice(lambda s, h, p: Reaction.objects.create(note=s.notes.get(), participant=p, kind="holds")),
    "reaction_kind_known": lambda s, h, p: Reaction.objects.create(note=s.notes.get(), participant=p, kind="hates"),
    "hypothesis_once_per_session": lambda s, h, p: SessionHypothesis.objects.create(
        session=s, hypothesis=s.hypotheses.get().hypothesis, position=9
    ),
    "room_evidence_stance_known": lambda s, h, p: Evidence.objects.create(
        note=s.notes.get(), stance="beside", text="x", html="x", given_number=1
    ),
    "room_evidence_says_something": lambda s, h, p: Evidence.objects.create(
        note=s.notes.get(), stance="for", text="", html="", given_number=1
    ),
    "one_open_ballot_per_session": lambda s, h, p: Ballot.objects.create(session=s),
    "ballot_dots_in_range": lambda s, h, p: Ballot.objects.create(session=s, dots=11, closed_at=timezone.now()),
    "dot_once": twice(dot(1, 3)),
    "dots_within_cap": dot(4, 3),
    "cap_within_range": dot(1, 11),
    "dot_on_one_thing": lambda s, h, p: Vote.objects.create(ballot=s.ballots.get(), participant=p, dot=1, cap=3),
    "room_event_number_once": lambda s, h, p: Event.objects.create(session=s, number=1, verb="note.written"),
    "room_operation_once": twice(
        lambda s, h, p: Event.objects.create(
            session=s, number=900 + Event.objects.count(), verb="note.written", op_id=uuid.UUID(int=7)
        )
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(room, name):
    session, host, seat = room
    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[name](session, host, seat)
