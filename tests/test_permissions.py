"""Every address, every method, everyone: who may is let in, who may not is refused, and a refusal writes nothing."""
import json
import re

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from tests import permissions
from tests.routes import METHODS, address, every_route

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session|spaces_apitoken)', re.IGNORECASE)


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("worlds")
    with permissions.standing_worlds(django_db_blocker, folder) as both:
        yield (*both, folder)


@pytest.fixture
def world(worlds, settings):
    """The world in which the cast acts; the other one is `worlds[1]`."""
    settings.DATA_DIR = worlds[2]
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
    return worlds[0]


def test_every_route_has_a_row_and_no_row_is_stale():
    known, listed = {route.name for route in every_route()}, set(permissions.rows())
    assert sorted(known - listed) == []
    assert sorted(listed - known) == []


@pytest.mark.parametrize("subject", ["project", *settings.SUBJECTS])
def test_everyone_meets_what_the_table_says(subject, world):
    clients, table, wrong = {actor: client_for(actor, world) for actor in permissions.ACTORS}, permissions.rows(), []
    for route in every_route():
        if route.subject != subject:
            continue
        path = address(route, world.space, world.arguments)
        assert path, f"the world holds nothing at {route.name}: {route.pattern}"
        for method in METHODS:
            least, payload = table.get(route.name, {}).get(method, (None, None))
            for actor in actors_of(route) if least else ("Claire",):
                said = meet(clients[actor], method, path, payload(world) if callable(payload) else payload, route)
                expected = least and permissions.may(actor, least, world)
                if complaint := judge(said, least, expected, payload is not None, route):
                    wrong.append(f"{route.name} {method} {actor}: {complaint} (table: {least}, answer: {said})")
    assert not wrong, "\n".join(wrong)


def actors_of(route):
    """Everyone who is someone there: seats are cookies, which only rooms look at."""
    return [actor for actor in permissions.ACTORS if actor not in permissions.PASSERS_BY or "/sessions/" in route.pattern]


def client_for(actor, world):
    client = Client(raise_request_exception=False)
    if actor in world.tokens:
        client.cookies["seat"] = world.tokens[actor]
    elif actor != "anonymous":
        client.force_login(world.users[actor])
    return client


def meet(client, method, path, payload, route):
    """(status, where to, tables written) of one request, undone afterwards."""
    written, cookies = [], client.cookies.copy()

    def watch(execute, sql, params, many, context):
        if WRITES.match(sql):
            written.append(sql.split('"')[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        response = getattr(client, method.lower())(path, **sent(method, payload or {}, route))
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code, response.headers.get("Location", ""), sorted(set(written))


def sent(method, payload, route):
    """How a request carries its payload: JSON to the API, forms elsewhere; a room is spoken to as its scripts do."""
    if method == "GET":
        return {}
    if route.is_api and not any(hasattr(value, "read") for value in payload.values()):
        return {"data": json.dumps(payload), "content_type": "application/json"}
    return {"data": payload, "headers": {"HX-Request": "true"} if route.name.startswith("session-") else {}}


def judge(said, least, expected, has_payload, route):
    """What is wrong with an answer, or None."""
    status, location, written = said
    sent_to_sign_in = "/accounts/login/" in location
    if status >= 500:
        return "broke"
    if least is None:
        a_library_page = "accounts/" in route.pattern
        return None if (status in (404, 405) or a_library_page) and not written else "a method without a row is answered"
    if expected:
        if status in (401, 403, 404, 405) or sent_to_sign_in:
            return "is refused"
        if has_payload and status >= 400:
            return "is sent back by the form"
        return "succeeds without writing" if has_payload and not written else None
    if written:
        return f"is refused but writes {written}"
    at_the_door = status == 302 and (sent_to_sign_in or least in ("seat", "host") or isinstance(least, set))
    return None if at_the_door or status in (401, 403, 404) else "is let in"
