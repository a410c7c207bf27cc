"""A closed space is read and never written, by any door; an administrator erases a whole space, seals included, and no other."""
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from project.sealing import SealedRevision, erasing_spaces, triggers, verify
from project.sealing.beside import path_to_space
from project.spaces import api_door, closing
from project.spaces.models import AuditEvent, Space, User
from tests import permissions, routes

pytestmark = pytest.mark.django_db


def everything():
    """Every value of every table of the database, as one text."""
    return "\n".join(said(table) for table in connection.introspection.table_names())


def said(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return f"{table} {sorted(map(str, cursor.fetchall()))}"


def test_an_owner_closes_and_reopens_and_nobody_writes_in_between(odile, claire, mehdi, victor, client_of):
    settings = "/telecom/settings/"
    assert client_of(claire).post(f"{settings}closing/", {"reason": "Fini"}).status_code == 403
    assert client_of(odile).post(f"{settings}closing/", {"reason": ""}).status_code == 422
    assert client_of(odile).post(f"{settings}closing/", {"reason": "Programme terminé"}).status_code == 302
    for who in (odile, mehdi):
        page = client_of(who).get("/telecom/hypotheses/")
        assert page.status_code == 200 and "Programme terminé" in page.content.decode()
        refused = client_of(who).post("/telecom/hypotheses/new/", {"statement": "Trop long."})
        assert refused.status_code == 403 and "lecture" in refused.content.decode()
        sent = client_of(who).post("/api/telecom/hypotheses/", {"statement": "x"}, content_type="application/json")
        assert sent.status_code == 403 and client_of(who).get("/api/telecom/hypotheses/").status_code == 200
    assert client_of(victor).post("/telecom/hypotheses/new/", {"statement": "x"}).status_code == 404
    assert client_of(victor).post("/api/telecom/hypotheses/", {}, content_type="application/json").status_code == 404
    listed = client_of(odile).get("/")
    assert listed.status_code == 200 and "Télécom" in listed.content.decode()
    assert client_of(claire).post(f"{settings}reopening/").status_code == 403
    assert client_of(odile).post(f"{settings}reopening/").status_code == 302
    assert client_of(mehdi).post("/telecom/hypotheses/new/", {"statement": "Trop long."}).status_code == 302
    assert list(AuditEvent.objects.filter(verb__in=["space.closed", "space.reopened"]).values_list("verb", flat=True)) == [
        "space.closed", "space.reopened",
    ]  # fmt: skip
    with pytest.raises(PermissionDenied):
        closing.close_space(by=claire, reason="x")
    with pytest.raises(ValidationError):
        closing.close_space(by=odile, reason=" ")


def test_commands_refuse_a_closed_space_and_its_duties_go_on(claire, ines, mehdi, odile, tmp_path):
    from observations.traces import actions as traces
    from tests.observations import make

    source = make.trace_source(claire, ines)
    traces.welcome(by=mehdi, source=source, text="Une cliente a renoncé.")
    closing.close_space(by=odile, reason="Fini")
    (tmp_path / "map.csv").write_text("stage,touchpoint,label\nAccueil,guide,Guide\n")
    with pytest.raises(CommandError) as error:
        call_command("import_journey", str(tmp_path / "map.csv"), space="telecom", stdout=StringIO())
    assert "fermé" in str(error.value) or "closed" in str(error.value)
    with pytest.raises(PermissionDenied):
        traces.welcome(by=mehdi, source=source, text="Une autre.")
    call_command("purge_traces", on="2099-01-01", stdout=StringIO())
    assert AuditEvent.objects.filter(verb="traces.purged").exists()
    call_command("erase_person", "telecom", mehdi.user.email, stdout=StringIO())
    assert AuditEvent.objects.filter(verb="member.erased").exists()


def test_no_writing_address_of_a_closed_space_answers_anything_but_a_refusal(world):
    from tests.worlds import ask, client_for

    wrong, table, claire = [], permissions.rows(), client_for("Claire", world)
    for route in routes.every_route():
        for method in set(table.get(route.name, {})) - {"GET"} if route.in_a_space and route.name != closing.OPENS else ():
            path, (_least, payload) = routes.address(route, world.space, world.arguments), table[route.name][method]
            payload = payload(world) if callable(payload) else payload
            Space.objects.filter(pk=world.space.pk).update(closed_at=world.space.created_at, closed_because="Fini")
            _answer, written = ask(claire, method, path, payload, route)
            Space.objects.filter(pk=world.space.pk).update(closed_at=None)
            wrong += [(route.name, method, written)] if written else []
    assert wrong == []


def test_whatever_the_road_no_act_is_carried_out_in_a_closed_space(world, monkeypatch):
    """With the two early answers taken away (the middleware's, the API's), the acts themselves refuse, and leave nothing."""
    from tests.worlds import ask, client_for

    monkeypatch.setattr(closing.ClosedMiddleware, "process_view", lambda *_given: None)
    monkeypatch.setattr(api_door, "SAFE_METHODS", ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
    monkeypatch.setattr(api_door.TokenScope, "has_permission", lambda *_given: True)
    wrong, refused, table, claire = [], 0, permissions.rows(), client_for("Claire", world)
    Space.objects.filter(pk=world.space.pk).update(closed_at=world.space.created_at, closed_because="Fini")
    before = {table: said(table) for table in connection.introspection.table_names()}
    for route in routes.every_route():
        for method in set(table.get(route.name, {})) - {"GET"} if route.in_a_space and route.name != closing.OPENS else ():
            path, (_least, payload) = routes.address(route, world.space, world.arguments), table[route.name][method]
            payload = payload(world) if callable(payload) else payload
            answer, changed = ask(
                claire, method, path, payload, route, left=lambda tables: sorted({t for t in tables if said(t) != before[t]})
            )
            wrong += [(route.name, method, answer.status_code, changed)] if changed else []
            refused += answer.status_code == 403
    Space.objects.filter(pk=world.space.pk).update(closed_at=None, closed_because="")
    assert wrong == [] and refused > 90


def test_a_closed_space_is_read_as_before(world):
    from tests.worlds import client_for

    claire, table = client_for("Claire", world), permissions.rows()
    open_pages, closed_pages = {}, {}
    for pages, closed_at in ((open_pages, None), (closed_pages, world.space.created_at)):
        Space.objects.filter(pk=world.space.pk).update(closed_at=closed_at, closed_because="Fini" if closed_at else "")
        for route in routes.every_route():
            if route.in_a_space and "GET" in table.get(route.name, {}):
                with transaction.atomic():
                    path = routes.address(route, world.space, world.arguments)
                    pages[route.name] = claire.get(path, table[route.name]["GET"][1] or {}).status_code
                    transaction.set_rollback(True)
    assert {name: (open_pages[name], status) for name, status in closed_pages.items() if status != open_pages[name]} == {}


def test_a_whole_space_is_erased_with_its_seals_and_the_others_do_not_move(world, elsewhere):
    gone, kept = world.space.name, SealedRevision.objects.count()
    left = [str(one.digest) for one in SealedRevision.objects.filter(chain__in=erasing_spaces.queries.chains_of(elsewhere.space))]
    assert gone in everything() and kept > len(left) > 0
    with pytest.raises(CommandError):
        call_command("erase_space", "telecom", stdout=StringIO())
    assert gone in everything()
    said = StringIO()
    call_command("erase_space", "telecom", "--yes", "telecom", stdout=said)
    held = everything()
    assert gone not in held and "Télécom" not in held and "mehdi@example.org" not in held
    assert not Space.objects.filter(slug="telecom").exists() and User.objects.filter(email="administrator@example.org").exists()
    assert [str(one.digest) for one in SealedRevision.objects.all()] == left and verify() is None
    assert triggers.missing(connection) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedRevision.objects.all()._raw_delete("default")
    assert AuditEvent.objects.get(verb="space.erased").space is None
    with pytest.raises(CommandError):
        call_command("erase_space", "telecom", "--yes", "telecom", stdout=StringIO())


def test_every_table_that_leads_to_a_space_is_found():
    assert {path_to_space(model) for model in (AuditEvent, SealedRevision, User)} == {"space", None}
