"""Every address, every method, everyone: who may is let in, who may not is refused, and a refusal writes nothing."""
import pytest
from django.conf import settings

from tests import permissions
from tests.routes import METHODS, address, every_route
from tests.worlds import ACTORS, PASSERS_BY, ask, client_for

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
OUTSIDERS = ("Victor", "administrator")  # signed in, and nobody here


def test_every_route_has_a_row_and_no_row_is_stale():
    known, listed = {route.name for route in every_route()}, set(permissions.rows())
    assert sorted(known - listed) == []
    assert sorted(listed - known) == []


@pytest.mark.parametrize("subject", ["project", *settings.SUBJECTS])
def test_everyone_meets_what_the_table_says(subject, world):
    clients, table, wrong = {actor: client_for(actor, world) for actor in ACTORS}, permissions.rows(), []
    for route in every_route():
        if route.subject != subject:
            continue
        path = address(route, world.space, world.arguments)
        assert path, f"the world holds nothing at {route.name}: {route.pattern}"
        for method in METHODS:
            least, payload = table.get(route.name, {}).get(method, (None, None))
            for actor in actors_of(route) if least else ("Claire",):
                answer, written = ask(clients[actor], method, path, payload(world) if callable(payload) else payload, route)
                said = (answer.status_code, answer.headers.get("Location", ""), written)
                if complaint := judge(route, actor, least, payload is not None, said, world):
                    wrong.append(f"{route.name} {method} {actor}: {complaint} (table: {least}, answer: {said})")
    assert not wrong, "\n".join(wrong)


ODD = {"nothing": {}, "odd values": dict.fromkeys(
    ("text", "statement", "title", "name", "status", "silence", "note", "to", "version", "uuid", "op_id", "review_on"), "\x00 é"
)}  # fmt: skip


@pytest.mark.parametrize("sent", ODD)
def test_a_form_with_nothing_or_odd_values_in_it_breaks_nothing(sent, world):
    claire, wrong = client_for("Claire", world), []
    for route in every_route():
        path = address(route, world.space, world.arguments)
        for method in permissions.rows()[route.name]:
            if method != "GET" and (status := ask(claire, method, path, ODD[sent], route)[0].status_code) >= 500:
                wrong.append(f"{route.name} {method}: {status}")
    assert not wrong, "\n".join(wrong)


def actors_of(route):
    """Everyone who is someone there."""
    return [actor for actor in ACTORS if actor not in PASSERS_BY or "/sessions/" in route.pattern]


def judge(route, actor, least, has_payload, said, world):
    """What is wrong with an answer (status, where to, tables written), or None."""
    status, location, written = said
    sent_to_sign_in = "/accounts/login/" in location
    if status >= 500:
        return "broke"
    if least is None:
        a_library_page = "accounts/" in route.pattern
        return None if (status in (404, 405) or a_library_page) and not written else "a method without a row is answered"
    if permissions.may(actor, least, world):
        if status in (401, 403, 404, 405) or sent_to_sign_in:
            return "is refused"
        if has_payload and status >= 400:
            return "is sent back by the form"
        return "succeeds without writing" if has_payload and not written else None
    if written:
        return f"is refused but writes {written}"
    if actor in OUTSIDERS and route.in_a_space:
        return None if status == 404 else "is told that there is something"
    at_the_door = status == 302 and (sent_to_sign_in or least in ("seat", "host") or isinstance(least, set))
    return None if at_the_door or status in (401, 403, 404) else "is let in"
