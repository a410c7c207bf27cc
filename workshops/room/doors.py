"""How a command enters the room and is answered: load through the person, validate, one action, fragments back."""
import re

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from project import live

from . import actions, often, screens
from .feed import own_fragments
from .queries import Board

COMPOSER = re.compile(r"[a-z-]{1,30}")


def obey(request, seat, form, action, **about):
    """Run one action on what the form holds and answer with what it changed on the author's own screen.

    form: a bound Command; action: called with by, session, the cleaned data and `about`. Returns an HttpResponse: 200 with
    fragments (none for a page that says its line is up: it hears them there, like everyone else), 422 what is wrong with what
    was typed, 403 may not, 409 changed in between; a plain form is led back.
    """
    if not form.is_valid():
        return refuse(request, seat, [error for errors in form.errors.values() for error in errors], 422)
    try:
        event = action(by=seat, session=seat.session, **form.cleaned_data, **about)
    except ValidationError as error:
        return refuse(request, seat, error.messages, 422)
    except actions.EditConflict as conflict:
        return refuse(request, seat, [str(conflict)], 409, theirs=conflict.note)
    except PermissionDenied:
        return refuse(request, seat, [why_not(seat)], 403)
    except ObjectDoesNotExist:
        raise Http404 from None
    about = event.payload.get("note", "")
    fragments = [] if request.headers.get("Room-Line") == "up" else drawn_for(seat, event)
    return live.reply(request, fragments, page=seat.session, number=event.number, about=about)


def drawn_for(seat, event):
    """What the author of an event sees of it: the shared fragments of their audience, and their own."""
    board = Board(often.sessions.first(uuid=seat.session.uuid))
    fragments = screens.changed_by(board, event, "host" if seat.facilitates else "table")
    event.actor = seat if event.actor_id == seat.pk else event.actor
    for _person, own in own_fragments(board, [event], {str(seat.uuid): seat.language}):
        fragments += own
    return fragments


def refuse(request, seat, errors, status, theirs=None):
    """Say what is wrong beside the form it came from; a plain form is led back with a message."""
    composer = request.POST.get("composer", "")
    if request.headers.get("HX-Request") != "true":
        for error in errors:
            messages.error(request, error)
    name = f"problem-{composer}" if COMPOSER.fullmatch(composer) else "problem"
    fragment = live.Fragment(
        name, "workshops/room/_problem.html", {"name": name, "errors": errors, "theirs": theirs, "status": status}
    )
    return live.reply(request, [fragment], page=seat.session, status=status)


def why_not(seat):
    """Why someone may not do this now, in words that say what to do."""
    session = seat.session
    if session.is_closed:
        return _("This session is closed; nothing can be added to it.")
    if seat.muted:
        return _("The facilitator has asked you to listen for now.")
    if not session.is_open:
        return _("The session has not begun yet.")
    if session.frozen:
        return _("The facilitator has paused the writing. What you typed is kept here; send it once it goes on.")
    return _("You may not do this in this session.")
