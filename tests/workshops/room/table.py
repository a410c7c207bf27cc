"""A reading session with people around its table, for tests of the room."""
import re
from datetime import date

from observations.grids import actions as grids
from observations.grids.library import actions as library
from tests.workshops import scene
from workshops.room import actions
from workshops.room.models import Participant, Session

CELLS = {"guide": (2590, 1630, {"low": 0.61, "high": 0.65, "attempted": 210}), "help": (2590, 410, {"low": 0.14, "high": 0.18})}


def prepared(by, title="Lecture d’octobre", **fields):
    """A session in draft on two silences; `by` (a Member who may) facilitates."""
    journey = scene.Journey.objects.filter(space=by.space).first() or scene.journey(by.space)
    reading = scene.reading(journey, date(2026, 10, 1), date(2026, 10, 31), CELLS)
    silences = [noted(journey, key, label) for key, label in (("guide", "Brancher (guide)"), ("help", "Ouvrir l’aide"))]
    return actions.prepare_session(by=by, reading=reading, silences=silences, title=title, **fields)


def noted(journey, key, label):
    made, _new = scene.Silence.objects.get_or_create(
        space=journey.space, journey=journey, touchpoint_key=key, defaults={"label": label}
    )
    return made


def opened(by, *others, kind="recall", **fields):
    """(session, [seat of by, seats of the others]), open at its first step of this kind."""
    session = prepared(by, **fields)
    host = seat(session, by)
    seats = [actions.join_as_member(by=member, session=session) for member in others]
    actions.open_session(by=host, session=session)
    if kind != "recall":
        go_to(session, host, kind)
    return fresh(session), [fresh(one) for one in (host, *seats)]


def go_to(session, host, kind):
    return actions.move_step(by=host, session=session, to=session.steps.get(kind=kind))


def seat(session, member):
    return fresh(session.participants.get(member=member))


def guest(session, name="Karim", trade="Boutique"):
    """(seat, token) of someone without an account."""
    return actions.join_as_guest(session=session, name=name, trade=trade, language="fr")


def fresh(thing):
    if isinstance(thing, Participant):
        return Participant.objects.select_related("session__space", "member__space", "member__user").get(pk=thing.pk)
    return Session.objects.select_related("space", "step", "focus", "journey", "reading__version").get(pk=thing.pk)


def here(session, path=""):
    return f"/{session.space.slug}/sessions/{session.uuid}/{path}"


def guest_client(client_class, session, token):
    """A test client that holds a guest's seat."""
    client = client_class()
    client.cookies["seat"] = token
    return client


def plain(response):
    """A page without what differs at every request: its tokens and its own address."""
    text = re.sub(r"[A-Za-z0-9]{64}", "token", response.content.decode())
    return re.sub(r'name="next" value="[^"]*"', "", text)


def grid_with_template(session):
    """The grid of the session's journey, on a template that the space took in. Returns the version it stands on."""
    host = session.participants.filter(role="facilitator").first().member
    version = library.take_in(by=host, slug="non-demand").latest
    grids.choose_template(by=host, grid=grids.open_grid(by=host, journey=session.journey), version=version)
    return version
