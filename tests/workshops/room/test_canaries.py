"""Canaries in every cage: what one person keeps to themselves is read by nobody else, in any step, at any address of the site.

Mehdi writes a private note, another he takes back, a reason for an objection, and why he answers so in the matrix; Claire keeps
notes on her desk. Everyone else then opens everything there is: pages, frames, polls, the API, exports, readbacks, mails.
"""
import json
import logging
from contextlib import contextmanager

import pytest
from django.core import mail
from django.db import transaction

from project.spaces.models import AuditEvent
from tests.routes import address, every_route
from tests.worlds import client_for
from workshops.room import actions
from workshops.room.feed import draw
from workshops.room.models import Event

from . import table

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
SECRETS = {
    "note": "CANARI-note", "gone": "CANARI-retirée", "reason": "CANARI-raison", "why": "CANARI-matrice", "desk": "CANARI-pupitre"
}  # fmt: skip
BACKWARDS = ("close", "decide", "matrix", "tension", "share", "write", "read", "recall")  # going back reveals nothing
READERS = ("anonymous", "Victor", "guest of another session", "guest", "Jean", "Sophie", "Ana", "Inès", "Claire")
WIDEST = ("guest", "Sophie", "Claire")  # of those who sit there: without an account, with one, leading; Claire owns the space


def about(world):
    return world.session.silences.order_by("position").first()


def plant(world):
    """Everything that must stay where it is; the room stands at its last step."""
    session, host, mehdi = world.session, world.seats["Claire"], world.seats["Mehdi"]
    begun = session.steps.get(kind="write")
    for step in session.steps.all():
        actions.change_step(by=host, session=session, step=step, desk_note=SECRETS["desk"])
    if ballot := session.ballots.filter(closed_at=None).first():
        actions.close_ballot(by=host, session=session, ballot=ballot)
    table.go_to(session, host, "close")
    actions.open_ballot(by=host, session=session, kind="positions", proposal="Préremplir le numéro.")
    actions.give_opinion(
        by=mehdi, session=session, ballot=session.ballots.get(closed_at=None), stance="objection", reason=SECRETS["reason"]
    )
    item, link = about(world).silence.evidence_items.last(), session.hypotheses.filter(silence=about(world)).last()
    actions.judge(
        by=mehdi, session=session, silence=about(world), row=item.uuid, version=link.hypothesis.current.uuid,
        value="very_inconsistent", why=SECRETS["why"],
    )  # fmt: skip
    for text in (SECRETS["note"], SECRETS["gone"]):
        actions.write_note(by=mehdi, session=session, text=text, silence=about(world), step=begun.uuid)
    actions.delete_note(by=mehdi, session=session, note=session.notes.get(text=SECRETS["gone"]))
    note = session.notes.get(text=SECRETS["note"])
    actions.edit_note(by=mehdi, session=session, note=note, text=f"{SECRETS['note']}, redite", version=note.version)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def heard(text, reader):
    """The secrets in `text` that are not the reader's own: the desk is Claire's."""
    return [name for name, words in SECRETS.items() if words in text and (reader, name) != ("Claire", "desk")]


def room_of(world, reader, client):
    """{road: text} of what the room itself answers to a reader."""
    paths = ["", "screen/", "replay/"] + [f"news/?seen=0&as={audience}" for audience in ("host", "table", "screen")]
    return {path: client.get(table.here(world.session, path), follow=True).content.decode() for path in paths}


def frames(world):
    """{road: text} of the frames of everything that has happened, on every screen and in both languages."""
    session, found = table.fresh(world.session), {}
    events = list(session.events.select_related("actor").order_by("number"))
    people = {str(seat.uuid): "fr" for name, seat in world.seats.items() if name != "Mehdi"}
    for language in ("fr", "en"):
        for audience in ("table", "screen"):
            shared, personal = draw(session, events, {(audience, language)}, people)
            found[f"frame {audience} {language}"] = "".join([*shared.values(), *personal.values()])
    found["events"] = json.dumps([event.payload for event in Event.objects.filter(session=session)])
    found["audit"] = json.dumps([str(vars(event)) for event in AuditEvent.objects.all()])
    return found


def test_in_every_step_a_secret_stays_with_who_keeps_it(world, caplog):
    caplog.set_level(logging.DEBUG)
    clients = {reader: client_for(reader, world) for reader in READERS}
    leaks = []
    with undone():
        plant(world)
        for kind in BACKWARDS:
            table.go_to(world.session, world.seats["Claire"], kind)
            for reader, client in clients.items():
                leaks += [(kind, reader, road, found) for road, text in room_of(world, reader, client).items()
                          if (found := heard(text, reader))]
            leaks += [(kind, road, found) for road, text in frames(world).items() if (found := heard(text, ""))]
        own = client_for("Mehdi", world).get(table.here(world.session)).content.decode()
    assert leaks == [] and not any(words in caplog.text for words in SECRETS.values())
    assert SECRETS["note"] in own, "the canary sings where it may"


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_at_every_address_of_the_site_a_secret_stays_with_who_keeps_it(world, caplog, closed):
    caplog.set_level(logging.DEBUG)
    leaks, seen = [], 0
    with undone():
        plant(world)
        if closed:
            actions.close_session(by=world.seats["Claire"], session=world.session)
            world.session.ballots.last().opinions.update(reason="")  # a vote that is closed shows its reasons
        arguments = world.arguments | {(name, "uuid"): world.session.uuid for name in ("readback", "readback-file")}
        for reader in WIDEST:
            client = client_for(reader, world)
            for route in every_route():
                path = address(route, world.space, arguments) if "GET" in route.methods else None
                if path is None:
                    continue
                answer = client.get(path)
                text = answer.getvalue().decode(errors="replace")
                seen += answer.status_code == 200
                leaks += [(reader, path, found)] if (found := heard(text, reader)) else []
        if closed:  # what is still going on is sent to nobody
            link = {"addresses": "a@example.org", "days": 7, "language": "fr"}
            client_for("Claire", world).post(f"/{world.space.slug}/readback/{world.session.uuid}/sending/", link)
        leaks += [("mail", one.subject) for one in mail.outbox if heard(one.subject + one.body + str(one.alternatives), "")]
    assert leaks == [] and not any(words in caplog.text for words in SECRETS.values())
    assert seen > 100 and bool(mail.outbox) is closed, "somebody opened something"
