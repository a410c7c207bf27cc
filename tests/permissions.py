"""The permission table: who may use each address with each method. Rows live beside the tests of their subject.

Each tests/<package>/<subject>/permissions.py has a dict ROWS: {route name: {method: least}} or {method: (least, payload)}.

least     who may
--------  -----------------------------------------------------------------------------------------------
anyone    everybody, signed in or not
account   whoever is signed in, of any space
contributor, facilitator, manager, guardian, owner     members of the space with that role or a higher one
seat      whoever sits in the open session: its host, its participants, its guests
host      whoever facilitates the open session

payload: a dict, or a function of the `World` that returns one; with it the request of someone who may must succeed, without
it an answer about the form (422, 400) is enough. A method that a row leaves out must answer 405.
"""
import importlib
import pkgutil
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

import tests
from journeys.logs.models import Source
from journeys.maps import actions as maps
from observations.hypotheses import actions as hypotheses
from project.spaces import actions as spaces
from project.spaces.models import Member
from project.spaces.roles import ORDER
from tests import make
from workshops.demo.journey import as_csv
from workshops.demo.loading import load_example
from workshops.readback import actions as readback
from workshops.room import actions as room


@dataclass
class World:
    """The example in one space, with its cast; `arguments` fills addresses (see routes.address)."""

    space: object
    cast: dict
    finished: object  # the closed session
    session: object  # the open one
    guest_token: str
    arguments: dict = field(default_factory=dict)


def modules():
    """The permissions module of every subject."""
    names = [module.name for module in pkgutil.walk_packages(tests.__path__, "tests.") if module.name.endswith(".permissions")]
    return [importlib.import_module(name) for name in names if name != __name__]


def rows():
    """{route name: {method: (least, payload or None)}} of every subject."""
    table = {}
    for module in modules():
        for name, methods in module.ROWS.items():
            assert name not in table, f"two rows for {name}"
            table[name] = {method: value if isinstance(value, tuple) else (value, None) for method, value in methods.items()}
    return table


def build_world():
    """Claire owns the space and hosts; Mehdi takes part; Jean is a contributor without a seat; Victor owns another space."""
    space = make.space()
    people = [("Claire", "owner"), ("Mehdi", "contributor"), ("Jean", "contributor"), ("Sophie", "facilitator"),
              ("Ana", "manager"), ("Inès", "guardian")]  # fmt: skip
    cast = {name: make.member(name, role, "Produit", of=space) for name, role in people}
    cast["Victor"] = make.member("Victor", "owner", of=make.space("elsewhere", "Ailleurs"))
    finished, session = load_example(owner=cast["Claire"], members=[cast["Mehdi"], cast["Sophie"]])
    mehdi = room.join_as_member(by=cast["Mehdi"], session=session)
    guest, token = room.join_as_guest(session=session, name="Zoé", trade="Boutique", language="fr")
    world = World(space, cast, finished, session, token)
    world.arguments = example_arguments(world, mehdi, guest)
    for module in modules():  # a subject may bring its own: arguments(world) -> {(route name, argument): value}
        if hasattr(module, "arguments"):
            world.arguments |= module.arguments(world)
    return world


def example_arguments(world, mehdi, guest):
    """What fills addresses: one thing of each kind, the things of the room on the open session's table."""
    session, claire = world.session, world.cast["Claire"]
    host = session.participants.get(member=claire)
    silence = session.silences.order_by("position").first()
    room.move_step(by=host, session=session, to=session.steps.get(kind="share"))
    written = room.write_note(by=mehdi, session=session, text="Une note sur la table.", silence=silence)
    note = session.notes.get(uuid=written.payload["note"])
    brought = room.write_hypothesis(by=host, session=session, statement="Une autre lecture.", silence=silence)
    room.open_ballot(by=host, session=session)
    grid = session.journey.grid
    hypothesis = session.hypotheses.get(uuid=brought.payload["hypothesis"])
    sign = hypotheses.expect_sign(
        by=claire, hypothesis=hypothesis.hypothesis, what="Moins d’appels.", by_when=timezone.localdate() + timedelta(days=30)
    )
    dissent = hypotheses.register_dissent(by=claire, hypothesis=hypothesis.hypothesis, text="Je lis autrement.")
    upload = maps.keep_upload(by=claire, journey=None, name="map.csv", data=as_csv("fr"))
    source = Source.objects.create(space=world.space, name="Export")
    link, secret = readback.make_link(by=claire, session=world.finished)
    invitation, invited = spaces.invite(by=claire, role="contributor")
    token, _secret = spaces.make_token(by=world.cast["Mehdi"], name="script")
    arguments = {
        "number": 1, "extension": "csv", "form": "csv", "column": "disproof", "key": "guide", "code": session.code,
        "session": session.uuid, "row": grid.rows.order_by("pk").first().uuid, "kind": "silence",
        ("account_reset_password_from_key", "uidb36"): "1",
        ("account_reset_password_from_key", "key"): "none-at-all", ("invitation", "secret"): invited,
        ("readback-shared", "secret"): secret, ("readback-shared-markdown", "secret"): secret,
        ("readback-link-withdrawal", "uuid"): link.uuid, ("invitation-withdrawal", "uuid"): invitation.uuid,
        ("token-revocation", "uuid"): token.uuid, ("session-ballot-close", "uuid"): session.ballots.get().uuid,
        ("session-votes", "uuid"): session.ballots.get().uuid, ("member-role", "uuid"): world.cast["Jean"].uuid,
        ("member-removal", "uuid"): world.cast["Jean"].uuid, ("session-step-change", "uuid"): session.steps.last().uuid,
    }
    for name in ("map-preview", "map-acceptance", "map-upload-removal"):
        arguments[name, "uuid"] = upload.uuid
    for name in ("log-source", "log-source-lists", "log-source-deletion"):
        arguments[name, "uuid"] = source.uuid
    for name in ("trail", "trail-export"):
        arguments[name, "uuid"] = silence.silence.uuid
    for name in ("hypothesis", "hypothesis-sign", "hypothesis-replies"):
        arguments[name, "uuid"] = hypothesis.hypothesis.uuid
    arguments |= {("hypothesis-sign", "sign"): sign.uuid, ("hypothesis-replies", "dissent"): dissent.uuid}
    for name in ("session-note", "session-note-delete", "session-note-share", "session-note-react", "session-note-evidence",
                 "session-note-group"):  # fmt: skip
        arguments[name, "uuid"] = note.uuid
    for name in ("session-hypothesis-evidence", "session-hypothesis-dissent", "session-hypothesis-reword"):
        arguments[name, "uuid"] = hypothesis.uuid
    for name in ("session-admit", "session-remove", "session-handover", "session-mute"):
        arguments[name, "uuid"] = guest.uuid
    for name in ("readback", "readback-markdown", "readback-words", "readback-links", "readback-sending", "readback-consent"):
        arguments[name, "uuid"] = world.finished.uuid
    return arguments


ACTORS = ("anonymous", "Victor", "guest", "Mehdi", "Jean", "Sophie", "Ana", "Inès", "Claire")
SEATED = {"guest", "Mehdi", "Claire"}


def may(actor, least, world):
    """Whether the table lets `actor` through."""
    if least == "anyone":
        return True
    if least == "seat":
        return actor in SEATED
    if least == "host":
        return actor == "Claire"
    if actor in ("anonymous", "guest"):
        return False
    if least == "account":
        return True
    if actor == "Victor":
        return False
    return ORDER.index(Member.objects.get(pk=world.cast[actor].pk).role) >= ORDER.index(least)
