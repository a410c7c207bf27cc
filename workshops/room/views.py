"""The room's pages and the commands that its screens send."""
from contextlib import suppress

from django.db import DatabaseError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from project import live
from project.live.frames import PROTOCOL, build
from project.spaces.doors import member_view, require

from . import actions, entry, forms, often, rules, seats
from .doors import obey
from .feed import feed, seat_for
from .lenses import every_lens
from .models import Session
from .own import answers_under, facilitators_away, own
from .queries import Board, offers
from .replay import scene


@require_safe
@member_view
def sessions(request, member):
    """Every session of the space, latest first."""
    found = Session.objects.visible_to(member).select_related("journey", "space").order_by("-created_at")[:200]
    return render(request, "workshops/room/sessions.html", {"sessions": found, "may_prepare": rules.can_prepare(member)})


@require_safe
def session(request, space, session):
    """The room, for whoever has a seat in it; for a member without one, the chair to take."""
    seat = seats.seat_of(request, space, session)
    if seat is None and (gone := seats.sent_away(request, space, session)):
        return render(request, "workshops/room/removed.html", {"gone": gone}, status=403)
    if seat is None and not request.user.is_authenticated:
        return seats.no_seat(request, space, session)
    if seat is None or seat.waiting:
        return at_the_door(request, space, session, seat)
    seats.come_in(request, seat)
    return room(request, seat, "host" if seat.facilitates else "table")


@require_safe
@seats.room_view
def screen(request, seat):
    """The projector: large type, no controls, nothing private."""
    return room(request, seat, "screen")


def room(request, seat, audience):
    """One of the three screens. The number is read before the state, so that the socket replays what came in between."""
    if seat.language != translation.get_language():
        with suppress(DatabaseError):  # a database that takes no writes shows the page all the same
            actions.speak(by=seat, language=translation.get_language())
    found = often.sessions.first(uuid=seat.session.uuid)
    board = Board(found)
    context = {
        "board": board, "session": found, "me": seat, "audience": audience, "number": found.number,
        "build": build(), "protocol": PROTOCOL, "may_take_over": may_take_over(seat, found),
        "may_lead_too": not found.is_closed and not seat.facilitates and seat.at_least("facilitator"),
    }  # fmt: skip
    if audience != "screen":
        context["own"] = own(board, [seat])[seat.pk]
        context["lenses"] = every_lens()
        context |= composers(found, seat, request.GET)
    template = "screen" if audience == "screen" else "session"
    return render(request, f"workshops/room/{template}.html", context)


def composers(session, seat, asked):
    """The forms that sit outside every swapped part; `?compose=` opens one without a script."""
    forms_of = {
        "note_form": forms.NoteForm(session=session, initial={"silence": session.focus and session.focus.uuid}),
        "evidence_form": forms.EvidenceForm(session=session, initial={"stance": asked.get("stance")}),
        "hypothesis_form": forms.HypothesisForm(session=session),
        "dissent_form": forms.DissentForm(session=session),
        "reword_form": forms.RewordForm(session=session), "opinion_form": forms.OpinionForm(session=session),
        "bring_form": forms.BringForm(session=session), "tool_form": entry.ToolForm(session=session),
    }
    if seat.facilitates:
        forms_of |= {"ballot_form": forms.BallotForm(session=session), "step_form": forms.StepForm(session=session)}
        forms_of |= {"decision_form": forms.DecisionForm(session=session), "plan_form": forms.PlanForm(session=session)}
    return {**forms_of, "compose": asked.get("compose", ""), "about": asked.get("about", "")}


def may_take_over(seat, session):
    return rules.can_take_over(seat, session, facilitators_away(session) or [seat], timezone.now()) and bool(
        facilitators_away(session)
    )


def at_the_door(request, space, uuid, seat):
    """A member takes a seat; a guest waits for approval."""
    if seat is not None:
        seats.come_in(request, seat)
        return render(request, "workshops/room/waiting.html", {"session": seat.session, "me": seat})
    found = seats.visible_session(request, space, uuid)
    request.member = member = found.space.members.select_related("user", "space").get(user=request.user)
    timezone.activate(found.space.timezone)
    if found.is_closed:
        return render(request, "workshops/room/closed.html", {"session": found, "board": Board(found), "audience": "screen"})
    form = entry.SeatForm(initial={"trade": member.trade})
    return render(request, "workshops/room/join.html", {"session": found, "form": form})


@require_safe
def replay(request, space, session):
    """A closed session, moment by moment (`?at=` the number of an event), for its space and for whoever sat in it."""
    seat = seats.seat_of(request, space, session)
    if seat is None and not request.user.is_authenticated or seat is not None and seat.waiting:
        return seats.no_seat(request, space, session, seat)
    found = seat.session if seat else seats.visible_session(request, space, session)
    if not found.is_closed:
        return redirect(found)
    if seat:
        seats.come_in(request, seat)
    else:
        request.member = found.space.members.select_related("user", "space").get(user=request.user)
        timezone.activate(found.space.timezone)
    at = request.GET.get("at", "")
    context = {"session": found, "scene": scene(found, int(at) if at.isdecimal() and len(at) < 10 else None)}
    return render(request, "workshops/room/replay.html", context)


@require_safe
@seats.room_view
def alike(request, seat):
    """For whoever leads: the notes on the table that look alike, offered, never laid together by themselves."""
    require(rules.can_lead(seat, seat.session))
    return render(request, "workshops/room/alike.html", {"session": seat.session, "offers": offers(seat.session)})


@require_POST
@member_view
def join(request, member, session):
    """A member takes a seat."""
    found = get_object_or_404(Session.objects.visible_to(member), uuid=session)
    form = entry.SeatForm(request.POST)
    if not form.is_valid():
        return render(request, "workshops/room/join.html", {"session": found, "form": form}, status=422)
    role = "observer" if form.cleaned_data["observer"] else "participant"
    actions.join_as_member(by=member, session=found, trade=form.cleaned_data["trade"], role=role)
    return redirect(found)


@require_safe
@seats.room_view
def news(request, seat):
    """What a screen that cannot open a socket has missed since `?seen=`: the same news, asked for every few seconds."""
    seat_now = seat_for(seat, request.GET.get("as", ""))
    try:
        seen = int(request.GET.get("seen", ""))
    except ValueError:
        seen = -1
    look, html, again = live.catch_up(feed, seat_now, seen) if seen >= 0 else (feed.look(seat_now.room), "", True)
    here = feed.seen(seat_now.room, {seat_now.person}, timezone.now().timestamp())
    return JsonResponse(
        {
            "type": "refresh" if again else "news", "since": seen, "number": look.number, "epoch": look.epoch, "html": html,
            "people": sorted(here), "now": int(timezone.now().timestamp() * 1000), "build": build(), "protocol": PROTOCOL,
        }
    )  # fmt: skip


@require_POST
@seats.room_view
def mine(request, seat):
    """In an anonymous session: one's own notes, for the browser that holds their keys (sent in the body, kept nowhere)."""
    keys = [actions.digest(key) for key in request.POST.getlist("key")[:200]]
    board = Board(seat.session)
    theirs = own(board, [seat])[seat.pk]
    theirs.notes = list(seat.session.notes.filter(author=None, key_digest__in=keys).select_related("silence").order_by("pk"))
    theirs.answers = answers_under(request.POST.get("voice", ""), seat.session)
    context = {"board": board, "session": seat.session, "audience": "table", "me": seat, "own": theirs}
    drawn = [live.Fragment(name, f"workshops/room/_{name}.html", context) for name in ("mine", "judged")]
    return live.reply(request, drawn, page=seat.session)


def command(form_class, action, name=None, lookup=None):
    """The door of one command: POST /<space>/sessions/<session>/…, the same for members, guests and the outbox.

    name, lookup: for commands about one thing of the session, the keyword of the action and the relation it is found in.
    """

    @require_POST
    @seats.room_view
    def door(request, seat, uuid=None):
        about = {name: get_object_or_404(getattr(seat.session, lookup), uuid=uuid)} if name else {}
        form = form_class(request.POST, session=seat.session)
        with translation.override(seat.language):
            return obey(request, seat, form, action, **about)

    return door


@require_POST
@seats.room_view
def change_step(request, seat, uuid):
    """Reword, time, skip or move one step."""
    step = get_object_or_404(seat.session.steps, uuid=uuid)
    form = forms.StepForm(request.POST, session=seat.session)

    def change(*, by, session, op_id, place, **_typed):
        if place:
            return actions.reorder_step(by=by, session=session, step=step, down=place == "down", op_id=op_id)
        return actions.change_step(by=by, session=session, step=step, op_id=op_id, **form.changes())

    return obey(request, seat, form, change)
