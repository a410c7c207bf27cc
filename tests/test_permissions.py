"""Every address, every method, everyone: who may is let in, who may not is refused, and a refusal writes nothing."""
import json
import re

import pytest
from django.db import connection, transaction
from django.test import Client

from tests import permissions
from tests.routes import METHODS, address, every_route

WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session|spaces_apitoken)', re.IGNORECASE)


def test_every_route_has_a_row_and_no_row_is_stale():
    known, listed = {route.name for route in every_route()}, set(permissions.rows())
    assert sorted(known - listed) == []
    assert sorted(listed - known) == []


@pytest.mark.timeout(600)
def test_everyone_meets_what_the_table_says(db, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
    world, table, wrong = permissions.build_world(), permissions.rows(), []
    clients = {actor: client_for(actor, world) for actor in permissions.ACTORS}
    for route in every_route():
        path = address(route, world.space, world.arguments)
        assert path, f"the world holds nothing at {route.name}: {route.pattern}"
        for method in METHODS:
            least, payload = table.get(route.name, {}).get(method, (None, None))
            for actor in permissions.ACTORS if least else ("Claire",):
                said = meet(clients[actor], method, path, payload(world) if callable(payload) else payload, route.is_api)
                expected = least and permissions.may(actor, least, world)
                if complaint := judge(said, least, expected, bool(payload), route):
                    wrong.append(f"{route.name} {method} {actor}: {complaint} (table: {least}, answer: {said})")
    assert wrong == []


def client_for(actor, world):
    client = Client(raise_request_exception=False)
    if actor == "guest":
        client.cookies["seat"] = world.guest_token
    elif actor != "anonymous":
        client.force_login(world.cast[actor].user)
    return client


def meet(client, method, path, payload, is_api):
    """(status, where to, tables written) of one request, undone afterwards."""
    written = []

    def watch(execute, sql, params, many, context):
        if WRITES.match(sql):
            written.append(sql.split('"')[1])
        return execute(sql, params, many, context)

    sent = {"data": json.dumps(payload or {}), "content_type": "application/json"} if is_api else {"data": payload or {}}
    if method in ("GET",):
        sent = {}
    cookies = client.cookies.copy()
    with transaction.atomic(), connection.execute_wrapper(watch):
        response = getattr(client, method.lower())(path, **sent)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code, response.headers.get("Location", ""), sorted(set(written))


def judge(said, least, expected, has_payload, route):
    """What is wrong with an answer, or None."""
    status, location, written = said
    if status >= 500:
        return "broke"
    if least is None:
        return None if status in (405, 404, 403, 401, 302) and not written else "a method without a row is answered"
    if expected:
        if status in (401, 403, 404, 405) or "/accounts/login/" in location:
            return "is refused"
        return "is sent back by the form" if has_payload and status in (400, 422) else None
    if written:
        return f"is refused but writes {written}"
    sent_away = status == 302 and ("/accounts/login/" in location or least in ("seat", "host"))
    return None if sent_away or status in (401, 403, 404, 400, 422) else "is let in"
