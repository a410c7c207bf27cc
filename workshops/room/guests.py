"""The door for guests: a code, a name, a trade, no account.

Wrong codes, codes of closed sessions and codes never given answer alike, and the page with a code in its address says
nothing about a session before the form is sent. Limits are loose, because a whole company may sit behind one address.
"""
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from . import actions, entry, seats
from .models import Session

WRONG_PER_MINUTE = 30  # per address
JOINS_PER_SECOND = 20  # per session


@require_http_methods(["GET", "HEAD", "POST"])
def join(request, code=""):
    """GET shows the form (the code filled in); POST takes a seat."""
    form = entry.GuestForm(request.POST or None, initial={"code": code})
    status = 200
    if request.method == "POST":
        if form.is_valid() and (answer := sit_down(request, form)):
            return answer
        status = 429 if form.has_error("code", "slow") else 422
    return render(request, "workshops/room/guest.html", {"form": form}, status=status)


def sit_down(request, form):
    """Seat a guest and lead them to the room, or write on the form why not (and return None)."""
    address = request.META.get("REMOTE_ADDR", "")
    if too_many(f"room-wrong:{address}", WRONG_PER_MINUTE):
        form.add_error("code", ValidationError(_("Too many wrong codes from here. Wait a minute and try again."), "slow"))
        return None
    session = Session.objects.select_related("space").filter(code=form.cleaned_data["code"]).first()
    if session is None:
        count(f"room-wrong:{address}", 60)
        form.add_error("code", _("This code opens no session. Check it on the facilitator’s screen."))
        return None
    if request.user.is_authenticated and session.space.members.filter(user=request.user).exists():
        return redirect(session)  # a member sits under their own name
    if too_many(f"room-joins:{session.pk}", JOINS_PER_SECOND):
        form.add_error("code", ValidationError(_("Many people are joining at once. Try again in a second."), "slow"))
        return None
    count(f"room-joins:{session.pk}", 1)
    try:
        seat, token = actions.join_as_guest(
            session=session, name=form.cleaned_data["name"], trade=form.cleaned_data["trade"], language=get_language(),
            role="observer" if form.cleaned_data["observer"] else "participant", op_id=form.cleaned_data["op_id"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    answer = redirect(session)
    seats.remember_guest(answer, session, token)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request, space, session):
    """A guest, signed in by now, makes the seat that their browser holds the seat of their account."""
    seat = seats.guest_seat(request, space, session)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if seat is None:
        return redirect(seats.visible_session(request, space, session))
    member = seat.session.space.members.select_related("user", "space").filter(user=request.user).first()
    error = ""
    if request.method == "POST" and member:
        try:
            actions.claim_seat(by=member, seat=seat)
        except ValidationError as found:
            error = found.messages[0]
        else:
            answer = redirect(seat.session)
            seats.forget_guest(answer, seat.session)
            return answer
    context = {"session": seat.session, "seat": seat, "account": member, "error": error}
    return render(request, "workshops/room/claim.html", context, status=422 if request.method == "POST" else 200)


def too_many(key, limit):
    return (cache.get(key) or 0) >= limit


def count(key, seconds):
    """One more under this key, forgotten after so many seconds."""
    if not cache.add(key, 1, seconds):
        try:
            cache.incr(key)
        except ValueError:  # it expired in between
            cache.set(key, 1, seconds)
