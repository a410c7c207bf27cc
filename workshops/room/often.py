"""What a room reads at every act: queries written once, so that a note costs its author and the table as little as may be.

Named in the plural, used with `.first(…)` or `.all(…)`; each gives whole models, with the relations named here.
"""
from django.db.models import CharField, Count, IntegerField, Q, SlugField, UUIDField

from project.prepared import Prepared

from .models import Ballot, Event, Note, Participant, Session, SessionSilence

ID, UUID = IntegerField(), UUIDField()
AT = {"space": SlugField(), "session": UUID}


def at(space, session, *with_them):
    """Whoever was not sent away from the session (a slug, a uuid), with what their doors always need."""
    found = Participant.objects.select_related("session__space", "session__step", *with_them)
    return found.filter(session__uuid=session, session__space__slug=space, removed_at=None)


member_seats = Prepared(
    lambda space, session, user: at(space, session, "member__user", "member__space").filter(member__user=user), user=ID, **AT
)
guest_seats = Prepared(
    lambda space, session, token: at(space, session).filter(member=None, token_digest=token), token=CharField(), **AT
)
silences = Prepared(lambda session, uuid: SessionSilence.objects.filter(session=session, uuid=uuid), session=ID, uuid=UUID)

# Under the lock of an act
sessions_locked = Prepared(  # with its space, which may just have been closed
    lambda pk: Session.objects.select_for_update(of=("self",)).select_related("space").filter(pk=pk), pk=ID
)
acts_done = Prepared(lambda session, op_id: Event.objects.filter(session=session, op_id=op_id), session=ID, op_id=UUID)
guests = Prepared(lambda session, pk: Participant.objects.filter(session=session, pk=pk), session=ID, pk=ID)
members = Prepared(
    lambda session, pk: Participant.objects.filter(session=session, pk=pk).select_related("member__user", "member__space"),
    session=ID, pk=ID,
)

# To tell the others
events = Prepared(
    lambda session, after, upto: Event.objects.filter(session__uuid=session, number__gt=after, number__lte=upto)
    .select_related("actor").order_by("number"),
    session=UUID, after=ID, upto=ID,
)  # fmt: skip
sessions = Prepared(lambda uuid: Session.objects.select_related("space", "step").filter(uuid=uuid), uuid=UUID)
notes_shown = Prepared(
    lambda session, uuid: Note.objects.filter(session=session, uuid=uuid, shown_number__isnull=False)
    .select_related("author", "group", "silence"),
    session=ID, uuid=UUID,
)  # fmt: skip
last_ballots = Prepared(lambda session: Ballot.objects.filter(session=session).order_by("-pk")[:1], session=ID)

# (pk of the silence or None, notes about it, of which on the table)
notes_counted = Prepared(
    lambda session: Note.objects.filter(session=session).values_list("silence").order_by("silence")
    .annotate(Count("pk"), Count("shown_number")),
    session=ID,
)  # fmt: skip

# (people at the table, of whom done with the step)
people_counted = Prepared(
    lambda session, step: Participant.objects.filter(session=session, removed_at=None, waiting=False)
    .exclude(role="observer").order_by().values("session")
    .annotate(people=Count("pk"), ready=Count("pk", filter=Q(done=step))).values_list("people", "ready"),
    session=ID, step=ID,
)  # fmt: skip
