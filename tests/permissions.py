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
import functools
import importlib
import pkgutil

import tests
from project.spaces.models import Member
from project.spaces.roles import ORDER


@functools.cache
def subjects():
    """The permissions module of every subject."""
    found = (module.name for module in pkgutil.walk_packages(tests.__path__, "tests."))
    return [importlib.import_module(name) for name in found if name.endswith(".permissions") and name != __name__]


@functools.cache
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


def may(actor, least, world):
    """Whether the table lets `actor` (see worlds.ACTORS) through."""
    if isinstance(least, set):
        return actor in least
    if least in ("anyone", "nobody"):
        return least == "anyone"
    if least in ("seat", "table") and (actor == "guest" or actor in world.seats):
        return True
    if least in ("seat", "host"):
        return least == "host" and actor == "Claire"
    if actor not in world.users:
        return False
    if least == "account":
        return True
    member = Member.objects.filter(space=world.space, user=world.users[actor]).first()
    return member is not None and ORDER.index(member.role) >= ORDER.index("contributor" if least == "table" else least)


def build_world():
    """One space that holds one thing of everything, with its cast (see worlds.World)."""
    from tests import make, worlds

    return worlds.furnished(make.space(), {part: part for part in worlds.ROLES})
