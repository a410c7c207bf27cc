"""The API: described without a gap, opened by live tokens of its own space alone, unbroken by odd values, and masked."""
import copy
import re
from datetime import date, timedelta

import pytest
import schemathesis
from django.core import signals
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis import settings as examples

from project.spaces import actions
from project.spaces.models import ApiToken
from tests import make, permissions
from tests.routes import address, arguments_of, every_route
from tests.workshops import scene
from tests.worlds import ask

WRITING = {"POST", "PATCH", "PUT", "DELETE"}


def api_routes():
    return [route for route in every_route() if route.is_api]


def with_token(secret, **more):
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"}, **more)


def test_its_document_is_complete_and_without_a_warning(tmp_path):
    file = tmp_path / "schema.yml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))
    described = set(re.findall(r"^  (/api/\S+):$", file.read_text(), re.MULTILINE))
    assert {template(route) for route in api_routes()} <= described


def template(route):
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route.pattern)


@pytest.fixture
def secret(mehdi):
    return actions.make_token(by=mehdi, name="reads")[1]


@pytest.mark.parametrize("bad", ["", "sil_nothing", "é", "x" * 5000])
def test_a_token_that_is_none_is_refused(db, telecom, bad):
    answer = with_token(bad).get("/api/telecom/journeys/")
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "fields", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(minutes=1)}], ids=["revoked", "expired"]
)
def test_a_dead_token_opens_nothing(secret, fields):
    assert with_token(secret).get("/api/telecom/journeys/").status_code == 200
    ApiToken.objects.update(**fields)
    assert with_token(secret).get("/api/telecom/journeys/").status_code == 401


def test_a_token_dies_with_its_membership_and_with_its_account(secret, mehdi):
    mehdi.user.is_active = False
    mehdi.user.save()
    assert with_token(secret).get("/api/telecom/journeys/").status_code == 401
    mehdi.user.is_active = True
    mehdi.user.save()
    mehdi.delete()
    assert with_token(secret).get("/api/telecom/journeys/").status_code == 401


def test_a_token_is_never_taken_from_an_address(secret, client):
    assert client.get(f"/api/telecom/journeys/?token={secret}&access_token={secret}").status_code == 401


def test_a_token_opens_no_other_space_even_of_the_same_person(secret, mehdi):
    elsewhere = make.space("elsewhere", "Ailleurs")
    type(mehdi).objects.create(space=elsewhere, user=mehdi.user, role="owner")
    assert with_token(secret).get("/api/elsewhere/journeys/").status_code == 404


def test_a_token_opens_no_page(secret):
    assert with_token(secret).get("/telecom/").status_code == 302


def test_a_browser_that_writes_proves_that_it_is_ours(claire):
    client = Client(enforce_csrf_checks=True)
    client.force_login(claire.user)
    assert client.post("/api/telecom/journeys/", {"name": "x"}, content_type="application/json").status_code == 403


SMALL = (7, 3)  # customers due, silent: under the threshold of eleven
ODD = 0.4231597


@pytest.fixture
def reading(telecom):
    """2,590 customers, among whom 7 of one group: their figures are canaries, and so is what the others leave of the whole."""
    journey = scene.journey(telecom)
    others = (2590 - SMALL[0], 1630 - SMALL[1])
    groups = [("age", "65+", *SMALL), ("age", "18-64", *others)]
    found = scene.reading(journey, date(2026, 10, 1), date(2026, 10, 31), {"guide": (2590, 1630)}, segments=groups)
    result = copy.deepcopy(found.result)
    result["touchpoints"][0]["segments"][0] |= {"low": ODD, "high": ODD + 0.1}
    type(found).objects.filter(pk=found.pk).update(result=result)
    return found


@pytest.mark.parametrize("role", ["contributor", "owner"])
def test_a_small_group_is_in_no_answer_and_cannot_be_subtracted(reading, telecom, role, client_of):
    member = make.member("Lou", role, of=telecom)
    one = f"readings/{reading.uuid}/"
    addresses = [f"/api/telecom/{one}", "/api/telecom/readings/", f"/telecom/{one}", f"/telecom/{one}?segment=age%3D65%2B"]
    addresses += [f"/telecom/{one}behaviours/", f"/telecom/{one}touchpoints/guide/"]
    for path in addresses:
        answer = client_of(member).get(path)
        assert answer.status_code == 200, path
        text = answer.content.decode()
        told = [canary for canary in ("0.42315", "0,42315", "42.3", "42,3", "2583", "1627", "0.428571") if canary in text]
        assert told == [], path
    entry = client_of(member).get(addresses[0]).json()["touchpoints"][0]
    assert entry["due"] == 2590
    assert entry["segments"] == [{"by": "age", "value": value, "masked": True} for value in ("65+", "18-64")]


@pytest.mark.django_db
def test_every_address_asks_for_a_live_token_and_a_reading_one_writes_nothing(world):
    claire, table, wrong = world.cast["Claire"], permissions.rows(), []
    reads, writes = (actions.make_token(by=claire, name="t", can_write=can)[1] for can in (False, True))
    for route in api_routes():
        path = address(route, world.space, world.arguments)
        for method, (least, payload) in table[route.name].items():
            for kind, secret in (("dead", "sil_dead"), ("reading", reads), ("writing", writes)):
                sent = payload(world) if callable(payload) else payload
                answer, written = ask(with_token(secret), method, path, sent, route)
                refused = {"dead": 401, "reading": 403}.get(kind) if kind == "dead" or method in WRITING else None
                fine = answer.status_code == refused and not written if refused else lets_in(answer, payload, least)
                if not fine:
                    wrong.append(f"{route.name} {method} with a {kind} token: {answer.status_code} {written}")
    assert not wrong, "\n".join(wrong)


def lets_in(answer, payload, least):
    return answer.status_code < (300 if payload else 500) and answer.status_code not in (401, 403, 404, 405)


@pytest.fixture
def document(world):
    """The schema over the real application; what is called is undone, and the test's connection is left open."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application())
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
@examples(
    max_examples=6, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.django_db
def test_no_value_breaks_it(case, world):
    """Real things stand at the addresses, so that odd bodies and parameters reach the actions."""
    route = next((route for route in api_routes() if template(route) == case.operation.path), None)
    if route is None:
        return
    case.path_parameters = {name: str(value) for name, value in arguments_of(route, world.space, world.arguments).items()}
    with transaction.atomic():
        secret = actions.make_token(by=world.cast["Claire"], name="t", can_write=True)[1]
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=[schemathesis.checks.not_a_server_error])
        transaction.set_rollback(True)
