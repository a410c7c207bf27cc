"""The permission table: who may use each address with each method. Rows live beside the tests of their subject.

Each tests/<package>/<subject>/permissions.py has a dict ROWS: {route name: {method: least}} or {method: (least, payload)}, and
may have `arguments(world)`: {(route name, argument) or argument: value}, the things that stand at its addresses.

least     who may
--------  -----------------------------------------------------------------------------------------------
anyone    everybody, signed in or not
account   whoever is signed in, of any space
contributor, facilitator, manager, guardian, owner     members of the space with that role or a higher one
table     members of the space, and whoever sits in the open session
seat      whoever sits in the open session: its host, its participants, its guests
host      whoever facilitates the open session
nobody    nobody any more, or nobody yet
{"Mehdi"} a set of names: those alone (the author of a note, the holder of a token)

payload: a dict, or a function of the `World` that returns one; with it the request of someone who may must succeed and write,
without it an answer about the form (422, 400) is enough. A method that a row leaves out must answer 405.
"""
import importlib
import pkgutil
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.test import override_settings

import tests
from project.spaces.models import Member, User
from project.spaces.roles import ORDER
from tests import make
from workshops.demo.loading import load_example
from workshops.room import actions as room

ROLES = {
    "Claire": "owner", "Mehdi": "contributor", "Jean": "contributor", "Sophie": "facilitator", "Ana": "manager",
    "Inès": "guardian",
}  # fmt: skip
STRANGERS = dict(zip(ROLES, ("Victor", "Vera", "Vlad", "Viola", "Vanda", "Vito"), strict=True))
SEATED = {"guest", "Mehdi", "Sophie", "Claire"}
PASSERS_BY = ("guest of another session", "guest sent away")  # they hold a cookie, which only rooms look at
ACTORS = ("anonymous", "Victor", "administrator", *PASSERS_BY, "guest", *ROLES)


@dataclass
class World:
    """The example in one space, with its cast; `arguments` fills addresses (see routes.address).

    cast: {part: Member}, the parts being those of ROLES; finished, session: the closed and the open one; tokens: {actor: cookie}
    of guests; seats: {part: Participant} of the open session; users: {actor: User}.
    """

    space: object
    cast: dict
    finished: object
    session: object
    seats: dict
    tokens: dict
    users: dict = field(default_factory=dict)
    arguments: dict = field(default_factory=dict)


def subjects():
    """The permissions module of every subject."""
    found = (module.name for module in pkgutil.walk_packages(tests.__path__, "tests."))
    return [importlib.import_module(name) for name in found if name.endswith(".permissions") and name != __name__]


def rows():
    """{route name: {method: (least, payload or None)}} of every subject."""
    table = {}
    for module in subjects():
        for name, methods in module.ROWS.items():
            assert name not in table, f"two rows for {name}"
            table[name] = {
                method: value if isinstance(value, tuple) else (value, None) for method, value in methods.items()
            }
    return table


def build_worlds():
    """(the world, another space that Victor owns and that holds as many things)."""
    elsewhere = furnished(make.space("elsewhere", "Ailleurs"), STRANGERS)
    world = furnished(make.space(), {name: name for name in ROLES})
    world.users = {name: member.user for name, member in world.cast.items()}
    world.users |= {"Victor": elsewhere.cast["Claire"].user}
    world.users["administrator"] = User.objects.create_superuser("administrator@example.org", "a quiet room", name="Admin")
    world.tokens["guest of another session"] = elsewhere.tokens["guest"]
    return world, elsewhere


def furnished(space, names):
    """A World in `space`; names: {part: name}. Claire hosts, Mehdi and Sophie take part, Jean has no seat."""
    cast = {part: make.member(names[part], role, "Produit", of=space) for part, role in ROLES.items()}
    finished, session = load_example(owner=cast["Claire"], members=[cast["Mehdi"], cast["Sophie"]])
    seats = {"Claire": session.participants.get(member=cast["Claire"])}
    for part in ("Mehdi", "Sophie"):
        seats[part] = room.join_as_member(by=cast[part], session=session)
    seats["guest"], token = room.join_as_guest(session=session, name="Zoé", trade="Boutique", language="fr")
    away, dead = room.join_as_guest(session=session, name="Yann", trade="", language="fr")
    room.remove_participant(by=seats["Claire"], session=session, participant=away)
    world = World(space, cast, finished, session, seats, {"guest": token, "guest sent away": dead})
    for module in subjects():
        if hasattr(module, "arguments"):
            world.arguments |= module.arguments(world)
    return world


def may(actor, least, world):
    """Whether the table lets `actor` through."""
    if isinstance(least, set):
        return actor in least
    if least in ("anyone", "nobody"):
        return least == "anyone"
    if least in ("seat", "table") and actor in SEATED:
        return True
    if least in ("seat", "host"):
        return least == "host" and actor == "Claire"
    if actor not in world.users:
        return False
    if least == "account":
        return True
    member = Member.objects.filter(space=world.space, user=world.users[actor]).first()
    return member is not None and ORDER.index(member.role) >= ORDER.index("contributor" if least == "table" else least)


@contextmanager
def standing_worlds(blocker, folder):
    """The worlds for all tests of a file, in one transaction that is thrown away; files of theirs stay in `folder`."""
    plain = {
        "DATA_DIR": folder, "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
    }  # fmt: skip
    with blocker.unblock(), transaction.atomic():
        with override_settings(**plain):
            worlds = build_worlds()
        yield worlds
        transaction.set_rollback(True)
