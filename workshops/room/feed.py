"""What the live road must know of a session: who may listen, what happened since, how it is drawn, who is here."""
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from project import live

from . import often, screens
from .actions import mend_clock
from .models import Participant, Session
from .queries import Board
from .seats import seat_of

SET_BACK = timedelta(seconds=5)  # someone seen so far in the future: this server's clock was set back
HERE_FOR = timedelta(seconds=25)  # after the last heartbeat


class SessionFeed(live.Feed):
    name = "session"

    def seat(self, cookies, path, audience):
        """The seat of a member (by session cookie) or a guest (by token cookie) at /<space>/sessions/<session>/live/."""
        participant = seat_of(request_with(cookies), path["space"], path["session"])
        if participant is None or participant.waiting:
            return None
        return seat_for(participant, audience, cookies.get(settings.SESSION_COOKIE_NAME, ""))

    def look(self, room):
        if session := often.sessions.first(uuid=uuid_of(room)):
            named = not (session.names_hidden or session.anonymous)
            return live.Look(session.number, session.rights, session.epoch, named, session)

    def events(self, room, after, upto):
        return often.events.all(session=uuid_of(room), after=after, upto=upto)

    def draw(self, look, events, views, people):
        return draw(look.state, events, views, people)

    def admitted(self, room, seats):
        rows = Participant.objects.filter(
            session__uuid=uuid_of(room), uuid__in={seat.person for seat in seats}, removed_at=None, waiting=False
        ).values_list("uuid", "role", "member", "token_digest")
        allowed = {str(uuid): (role, "account" if member else "token" if digest else "") for uuid, role, member, digest in rows}
        signed_in = live_keys({seat.key for seat in seats if seat.key})
        return {
            seat
            for seat in seats
            if seat.person in allowed
            and (seat.audience != "host" or allowed[seat.person][0] == "facilitator")
            and (seat.key in signed_in if allowed[seat.person][1] == "account" else allowed[seat.person][1] == "token")
        }

    def seen(self, room, people, now):
        moment = datetime.fromtimestamp(now, UTC)
        here = Participant.objects.filter(session__uuid=uuid_of(room), removed_at=None, waiting=False)
        if people:
            if here.filter(seen_at__gt=moment + SET_BACK).exists():
                mend_clock(session=Session.objects.get(uuid=uuid_of(room)), now=moment)
            here.filter(uuid__in=people).update(seen_at=moment)
        return {str(uuid) for uuid in here.filter(seen_at__gt=moment - HERE_FOR).values_list("uuid", flat=True)}


feed = SessionFeed()


def seat_for(participant, audience, key=""):
    """Where a participant sits: as asked, but only who facilitates sits as host. Guests carry no sign-in key."""
    lowest = "screen" if audience == "screen" else "host" if audience == "host" and participant.facilitates else "table"
    return live.Seat(
        room=participant.session.room, person=str(participant.uuid), audience=lowest, language=participant.language,
        key=key if participant.member_id else "",
    )


def draw(session, events, views, people):
    """Shared HTML per (audience, language) and personal HTML per participant uuid, for these events."""
    board = Board(session)
    shared, personal = {}, {}
    with timezone.override(ZoneInfo(session.space.timezone)):
        for audience, language in views:
            with translation.override(language):
                fragments = [one for event in events for one in screens.changed_by(board, event, audience)]
                shared[audience, language] = live.html(fragments)
        for one, fragments in own_fragments(board, events, people):
            with translation.override(people[one]):
                personal[one] = live.html(fragments)
    return shared, personal


def own_fragments(board, events, people):
    """(participant uuid, fragments) for those of `people` whom the events concern personally."""
    concerned = set()
    for event in events:
        whom = screens.concerns(event)
        concerned |= set(people) if whom == screens.EVERYONE else whom & set(people)
    if not concerned:
        return []
    known = {str(event.actor.uuid): event.actor for event in events if event.actor_id}  # as they are now
    unknown = concerned - set(known)
    participants = [known[uuid] for uuid in concerned & set(known)]
    participants += board.session.participants.filter(uuid__in=unknown).select_related("member") if unknown else []
    return screens.personal(board, participants, events).items()


def request_with(cookies):
    """A request that only carries cookies, so that sockets and pages find a person by the same function."""
    request = HttpRequest()
    request.COOKIES = cookies
    engine = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    request.session = engine(cookies.get(settings.SESSION_COOKIE_NAME))
    request.user = auth.get_user(request)
    return request


def live_keys(keys):
    """Those of the sign-in keys that still open something: signed out or expired ones do not."""
    if not keys:
        return set()
    from django.contrib.sessions.models import Session as SignIn

    return set(SignIn.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list("session_key", flat=True))


def uuid_of(room):
    return room.partition(".")[2]
