"""Two spaces that each hold one thing of everything, and everyone who may knock at their doors: fixtures of the tests of rights.

They are built once per file, in one transaction that is thrown away. What is the same in every one of them is worked out once:
the customers of the example, and what the engine answers about them.
"""
import functools
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from journeys.silences import computing
from project.spaces.models import User
from tests import make, permissions
from workshops.demo import customers
from workshops.demo.loading import load_example
from workshops.room import actions as room

ROLES = {
    "Claire": "owner", "Mehdi": "contributor", "Jean": "contributor", "Sophie": "facilitator", "Ana": "manager",
    "Inès": "guardian",
}  # fmt: skip
STRANGERS = dict(zip(ROLES, ("Victor", "Vera", "Vlad", "Viola", "Vanda", "Vito"), strict=True))
PASSERS_BY = ("guest of another session", "guest sent away")  # they hold a cookie, which only rooms look at
ACTORS = ("anonymous", "Victor", "administrator", *PASSERS_BY, "guest", *ROLES)
WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session|spaces_apitoken)', re.IGNORECASE)


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


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker, tmp_path_factory):
    """(the world, another space that Victor owns and that holds as many things, the folder of their files)."""
    folder = tmp_path_factory.mktemp("worlds")
    plain = {
        "DATA_DIR": folder, "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
    }  # fmt: skip
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**plain), worked_out_once():
            both = build_worlds()
        yield (*both, folder)
        transaction.set_rollback(True)


@pytest.fixture
def world(worlds, settings):
    """The world in which the cast acts, its files at hand and nobody slowed down."""
    settings.DATA_DIR = worlds[2]
    settings.WAREHOUSE_URL = f"duckdb://{worlds[2]}/warehouse.duckdb"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
    return worlds[0]


@pytest.fixture
def elsewhere(worlds, world):
    """The other world."""
    return worlds[1]


as_csv, count, counted = functools.cache(customers.as_csv), computing._count, {}


@contextmanager
def worked_out_once():
    """While the example is loaded: its files are generated, and readings of the same file with the same map counted, once."""

    def counted_once(reading, attempt):
        log = reading.log
        about = json.dumps([log.file_digest, log.options, reading.version.content, reading.parameters], sort_keys=True)
        if about not in counted:
            answer = count(reading, attempt)
            if "result" not in answer:
                return answer
            counted[about] = json.dumps(answer)
        return json.loads(counted[about])

    with mock.patch.object(customers, "as_csv", as_csv), mock.patch.object(computing, "_count", counted_once):
        yield


def build_worlds():
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
    for module in permissions.subjects():
        if hasattr(module, "arguments"):
            world.arguments |= module.arguments(world)
    return world


def client_for(actor, world):
    """A browser of `actor`: signed in, holding a guest's cookie, or neither."""
    client = Client(raise_request_exception=False)
    if actor in world.tokens:
        client.cookies["seat"] = world.tokens[actor]
    elif actor != "anonymous":
        client.force_login(world.users[actor])
    return client


def ask(client, method, path, payload, route, left=None):
    """(response, tables written) of one request, undone afterwards. left: what to ask of these tables before it is undone."""
    written, cookies = [], client.cookies.copy()

    def watch(execute, sql, params, many, context):
        if WRITES.match(sql):
            written.append(sql.split('"')[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        response = getattr(client, method.lower())(path, **sent(method, payload or {}, route))
        told = left(written) if left else sorted(set(written))
        transaction.set_rollback(True)
    client.cookies = cookies
    return response, told


def sent(method, payload, route):
    """How a request carries its payload: JSON to the API, forms elsewhere; a room is spoken to as its scripts do."""
    if method == "GET":
        return {"data": payload}
    if route.is_api and not any(hasattr(value, "read") for value in payload.values()):
        return {"data": json.dumps(payload), "content_type": "application/json"}
    return {"data": payload, "headers": {"HX-Request": "true"} if route.name.startswith("session-") else {}}
