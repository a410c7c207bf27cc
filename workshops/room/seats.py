"""Who is asking, in a room: a member by their account, a guest by a token in a cookie that only this session's pages get."""
import hashlib
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation

from .models import Participant, Session
from .often import guest_seats, member_seats

GUEST_COOKIE = "seat"
GUEST_DAYS = 30


def seat_of(request, space, uuid):
    """The Participant that the request's account or token holds in the session, or None. Those sent away hold none."""
    user = request.user.pk if request.user.is_authenticated else None
    if user and (seat := member_seats.first(user=user, space=space, session=uuid)):
        return seat
    return guest_seat(request, space, uuid)


def guest_seat(request, space, uuid):
    """The seat that the browser holds as a guest, whoever is signed in; None when it holds none."""
    token = request.COOKIES.get(GUEST_COOKIE)
    if not token:
        return None
    return guest_seats.first(token=hashlib.sha256(token.encode()).hexdigest(), space=space, session=uuid)


def sent_away(request, space, uuid):
    """The seat that the account or the token that asks had in this session and was removed from, or None."""
    gone = Participant.objects.filter(session__uuid=uuid, session__space__slug=space).exclude(removed_at=None)
    token = hashlib.sha256(request.COOKIES.get(GUEST_COOKIE, "").encode()).hexdigest()
    mine = gone.filter(Q(member__user=request.user.pk, member__isnull=False) | Q(token_digest=token))
    return mine.select_related("session").first()


def remember_guest(response, session, token):
    """Give the browser its seat: readable by no script, sent to no other session."""
    response.set_cookie(
        GUEST_COOKIE, token, max_age=GUEST_DAYS * 86400, path=session.get_absolute_url(), httponly=True, samesite="Lax",
        secure=settings.HTTPS,
    )


def forget_guest(response, session):
    """The browser's seat is no longer a guest's."""
    response.delete_cookie(GUEST_COOKIE, path=session.get_absolute_url(), samesite="Lax")


def room_view(view):
    """A door of the room: passes the Participant instead of the slug and the uuid.

    A member of the space who has no seat yet is sent to the session's page, where one takes a seat; a guest still waiting
    too; strangers get 404, visitors without account nor token are asked to sign in.
    """

    @wraps(view)
    def through_the_door(request, space, session, **kwargs):
        seat = seat_of(request, space, session)
        if seat is None or seat.waiting:
            return no_seat(request, space, session, seat)
        come_in(request, seat)
        return view(request, seat, **kwargs)

    return through_the_door


def come_in(request, seat):
    """Speak the person's language, in the space's time; pages of a guest belong to no space."""
    timezone.activate(seat.session.space.timezone)
    request.member = seat.member
    if seat.member is None:
        translation.activate(seat.language)
        request.LANGUAGE_CODE = seat.language


def no_seat(request, space, uuid, seat=None):
    """Where someone without a seat goes: to the session's page, if they may know of it at all."""
    if seat is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return redirect(seat.session if seat else visible_session(request, space, uuid))


def visible_session(request, space, uuid):
    """The session for a signed-in member of its space; 404 for everyone else, as if it did not exist."""
    mine = Session.objects.select_related("space").filter(space__members__user=request.user)
    return get_object_or_404(mine, space__slug=space, uuid=uuid)
