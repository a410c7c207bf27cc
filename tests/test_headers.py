"""What every answer carries: the policy of its scripts, no caching, safe cookies, attachments that run nothing, plain errors."""
import csv
import io
import re

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.test import Client
from openpyxl import load_workbook

from journeys.maps import actions as maps
from observations.grids import actions as grids
from project.spaces import views as doors
from tests import permissions
from tests.routes import address, every_route
from tests.workshops import scene
from tests.workshops.room import table
from tests.worlds import ask, client_for
from workshops.room import actions as room

FILES = {  # kinds that a browser saves and never shows
    "text/csv", "text/markdown", "application/json", "text/calendar", "application/zip", "application/xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
ANSWERS = {"healthz", "readyz", "api-schema", "session-news"}  # machines read them; nobody saves them
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>\s*\S|<style|<[^>]+\s(?:style|on[a-z]+)=", re.IGNORECASE)
BAD = '=HYPERLINK("http://evil.example";"x")'


def directives(answer):
    policy = answer.headers["Content-Security-Policy"]
    return {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}


def answers(world, actors=("Claire", "guest", "anonymous")):
    """(route, actor, answer) of every address that can be looked at."""
    table_of_rights = permissions.rows()
    for actor in actors:
        client = client_for(actor, world)
        for route in every_route():
            least = table_of_rights[route.name].get("GET", (None,))[0]
            if least is not None and (actor == "Claire" or permissions.may(actor, least, world)):
                yield route, actor, ask(client, "GET", address(route, world.space, world.arguments), {}, route)[0]


@pytest.mark.django_db
@pytest.mark.timeout(900)
def test_every_answer_carries_what_protects_it(world):
    wrong, pages, files = [], 0, 0
    for route, actor, answer in answers(world):
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        complaints = list(missing(answer))
        if kind == "text/html" and answer.content:
            pages += 1
            complaints += unsafe(answer, allowed=("style-src",) if route.name == "api-docs" else ())
        elif answer.status_code == 200 and not route.is_api and route.name not in ANSWERS:
            files += 1
            complaints += not_saved(answer, kind)
        wrong += [f"{route.name} {actor}: {complaint}" for complaint in complaints]
    assert pages > 100 and files > 8
    assert not wrong, "\n".join(wrong)


def missing(answer):
    """Headers of an answer that are not as they should be."""
    expected = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
                "Cross-Origin-Resource-Policy": "same-origin"}  # fmt: skip
    for name, value in expected.items():
        if answer.headers.get(name) != value:
            yield f"{name} is {answer.headers.get(name)}"
    if "no-store" not in answer.headers.get("Cache-Control", ""):
        yield f"may be kept: {answer.headers.get('Cache-Control')}"
    if "geolocation=()" not in answer.headers.get("Permissions-Policy", ""):
        yield "may ask for devices"


def unsafe(answer, allowed=()):
    """What the policy of a page lets through, and what its source would need to have let through."""
    found = directives(answer)
    for name in ("default-src", "base-uri", "object-src", "frame-ancestors"):
        if found.get(name) != ["'none'"]:
            yield f"{name} is {found.get(name)}"
    for name in ("script-src", "style-src", "connect-src", "form-action"):
        if found.get(name, [])[:1] != ["'self'"]:
            yield f"{name} is {found.get(name)}"
    for name, sources in found.items():
        for source in sources:
            if (source.startswith("'unsafe") or source in ("*", "http:", "https:")) and name not in allowed:
                yield f"{name} allows {source}"
    if "style-src" not in allowed and (inline := INLINE.search(answer.content.decode())):
        yield f"holds {inline[0]!r}"


def not_saved(answer, kind):
    """Why a browser might show a file instead of saving it."""
    if not re.fullmatch(r'attachment; filename="[\w.@-]+"', answer.headers.get("Content-Disposition", "")):
        yield f"is no attachment: {answer.headers.get('Content-Disposition')}"
    if kind not in FILES:
        yield f"is of kind {kind}"


@pytest.mark.django_db
@pytest.mark.timeout(900)
def test_nothing_is_written_for_a_form_of_another_site(world):
    """Every address that takes a form refuses one without its token, before anything else."""
    signed_in, seated = (Client(enforce_csrf_checks=True, raise_request_exception=False) for _each in range(2))
    signed_in.force_login(world.users["Claire"])
    seated.cookies["seat"] = world.tokens["guest"]
    wrong = []
    for route in every_route():
        row = permissions.rows()[route.name].get("POST")
        if row is None or route.name == "tracker-hook":  # which is signed instead
            continue
        payload = row[1](world) if callable(row[1]) else row[1]
        client = seated if row[0] == "seat" else signed_in
        answer, written = ask(client, "POST", address(route, world.space, world.arguments), payload, route)
        if answer.status_code != 403 or written:
            wrong.append(f"{route.name}: {answer.status_code} {written}")
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def lou(db):
    """An account beside the worlds, in a space of its own."""
    from tests import make

    return make.member("Lou", "owner", "Produit", of=make.space("quiet", "Discret"))


def sign_in(client, member):
    return client.post("/accounts/login/", {"login": member.user.email, "password": "a quiet room"})


def test_signing_in_changes_the_key_of_the_session_and_kills_the_old_one(lou, client):
    planted = client.session
    planted["seen"] = 1
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    assert sign_in(client, lou).status_code == 302
    assert client.session.session_key != planted.session_key and client.session["_auth_user_id"] == str(lou.user.pk)
    assert not SignIn.objects.filter(session_key=planted.session_key).exists()


def test_signing_out_kills_the_session(lou, client):
    sign_in(client, lou)
    key = client.session.session_key
    client.post("/accounts/logout/")
    client.cookies["sessionid"] = key
    assert client.get("/quiet/").status_code == 302


def test_changing_the_password_ends_the_other_sessions(lou, client_class):
    here, there = client_class(), client_class()
    for client in (here, there):
        sign_in(client, lou)
    words = {"oldpassword": "a quiet room", "password1": "another quiet room", "password2": "another quiet room"}
    assert here.post("/accounts/password/change/", words).status_code == 302
    assert here.get("/quiet/").status_code == 200 and there.get("/quiet/").status_code == 302


def test_cookies_are_read_by_no_script_and_sent_by_no_other_site(lou, client):
    client.get("/accounts/login/")
    sign_in(client, lou)
    client.post("/language/", {"language": "en"})
    session = table.prepared(lou)
    room.open_session(by=table.seat(session, lou), session=session)
    guest = Client()
    guest.post("/r/", {"code": table.fresh(session).code, "name": "Zoé"})
    given = {**client.cookies, **guest.cookies}
    assert {"sessionid", "csrftoken", "seat"} <= set(given) and len(given) >= 4
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in given.values())
    assert given["seat"]["path"] == session.get_absolute_url()


@pytest.fixture
def full_of_formulas(lou):
    """A map, a log's rejects, a grid, an action: everywhere a text that a spreadsheet would run."""
    journey = scene.journey(lou.space, touchpoints=(scene.GUIDE,))
    point = scene.Touchpoint(key="bad", label=BAD, stage="@SUM(1)", order=1, note="+1", owner="-1+1", events=("=1", "b"))
    maps.add_touchpoint(by=lou, journey=journey, touchpoint=point)
    grid = grids.open_grid(by=lou, journey=journey)
    row = grids.add_row(by=lou, grid=grid, silence=scene.silence(journey))
    grids.write_cell(by=lou, row=row, column="reading", text=BAD)
    scene.action(lou, title=BAD)
    base = "/quiet/"
    drafts = [f"{base}journeys/{journey.uuid}/draft/map.csv", f"{base}grids/{grid.uuid}/draft/grid.csv"]
    return [*drafts, f"{base}actions/export.csv?show=all"], f"{base}journeys/{journey.uuid}/draft/map.xlsx"


def test_no_cell_of_a_csv_file_is_a_formula(full_of_formulas, client_of, lou):
    for path in full_of_formulas[0]:
        answer = client_of(lou).get(path)
        assert answer.status_code == 200, path
        text = answer.content.decode("utf-8-sig")
        assert "HYPERLINK" in text, path
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert [cell for cell in cells if cell.startswith(FORMULA) and not re.fullmatch(r"-?[\d.]+", cell)] == [], path


def test_cells_of_a_workbook_are_text(full_of_formulas, client_of, lou):
    book = load_workbook(io.BytesIO(client_of(lou).get(full_of_formulas[1]).content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert any("HYPERLINK" in str(cell.value) for cell in cells) and not any(cell.data_type == "f" for cell in cells)


def test_rejected_lines_are_listed_without_formulas(lou, client_of, settings):
    from journeys.logs import actions as logs
    from journeys.logs.layout import Layout

    file = settings.DATA_DIR / "log.csv"
    file.write_text("c,e,t\nc1,offer,2026-10-01\nc2,offer,=1+1\n")
    log = logs.import_file(by=lou, path=file, layout=Layout(case="c", activity=("e",), time="t", timezone="Europe/Paris"))
    answer = client_of(lou).get(f"/quiet/logs/{log.uuid}/rejects/")
    assert "'=1+1" in b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("status", [400, 403, "403_csrf", 404, 500])
def test_errors_are_pages_in_both_languages_without_a_traceback(lou, client_class, monkeypatch, language, status):
    from tests import make

    client = client_class(raise_request_exception=False, enforce_csrf_checks=status == "403_csrf")
    member = make.member("Max", "contributor", of=lou.space)
    member.user.language = language
    member.user.save()
    client.force_login(member.user)
    client.cookies["django_language"] = language
    if status == 500:
        monkeypatch.setattr(doors, "people", lambda member: 1 / 0)
    answer = {
        400: lambda: client.post("/quiet/tokens/", {f"field{number}": "x" for number in range(1001)}),
        403: lambda: client.get("/quiet/settings/"),
        "403_csrf": lambda: client.post("/quiet/tokens/", {"name": "x"}),
        404: lambda: client.get("/quiet/nothing/here/"),
        500: lambda: client.get("/quiet/members/"),
    }[status]()
    text = answer.content.decode()
    assert answer.status_code == int(str(status)[:3]) and f'<html lang="{language}"' in text and "<h1" in text
    assert not any(word in text for word in ("Traceback", "ZeroDivisionError", "DEBUG", "site-packages", "TooMany"))
    assert {"fr": "Retour à l’accueil", "en": "Back to the start"}[language] in text
    assert "no-store" in answer.headers["Cache-Control"] and not list(unsafe(answer))
