"""A disk that is nearly full takes no file, says so in words, and goes on taking notes."""
import shutil
from collections import namedtuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from project import uploads
from tests.workshops.room import table
from workshops.room.models import Note

pytestmark = pytest.mark.django_db
Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def disk(monkeypatch, settings):
    """A disk used up to so many percent."""
    settings.UPLOADS_UNTIL_PERCENT = 90

    def used(percent):
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Disk(1000, percent * 10, 1000 - percent * 10))

    return used


def a_map(client, **more):
    return client.post(reverse("map-upload", args=["telecom"]), {"file": SimpleUploadedFile("m.csv", b"label\nA\n")}, **more)


@pytest.mark.parametrize(("percent", "refused"), [(50, False), (89, False), (90, True), (100, True)])
def test_files_are_refused_from_ninety_percent(disk, client_of, claire, percent, refused):
    disk(percent)
    answer = a_map(client_of(claire), headers={"Accept": "text/html", "Accept-Language": "fr"})
    assert (answer.status_code == 507) is refused
    assert ("le disque de ce serveur est presque plein" in answer.content.decode()) is refused


def test_the_threshold_is_a_setting(disk, client_of, claire, settings):
    settings.UPLOADS_UNTIL_PERCENT = 70
    disk(75)
    assert a_map(client_of(claire)).status_code == 507


def test_a_program_is_told_in_one_sentence(disk, client_of, claire):
    disk(95)
    sent = {"file": SimpleUploadedFile("l.csv", b"a,b\n")}
    answer = client_of(claire).post("/api/telecom/logs/", sent, headers={"Accept-Language": "en"})
    assert answer.status_code == 507 and "nearly full" in answer.json()["detail"]


def test_a_note_needs_no_file_and_is_kept(disk, client_of, claire, mehdi):
    disk(95)
    session, _seats = table.opened(claire, mehdi, kind="share")
    sent = client_of(mehdi).post(
        table.here(session, "notes/"), "text=Peut-être", content_type="application/x-www-form-urlencoded",
        headers={"HX-Request": "true"},
    )
    assert sent.status_code == 200 and Note.objects.get().text == "Peut-être"


async def test_the_body_of_a_refused_file_is_read_and_dropped(disk):
    disk(95)
    parts, heard = [b"one", b"two", b"three"], {}

    async def receive():
        body = parts.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(parts)}

    async def inner(scope, receive, send):
        heard.update(scope=scope, message=await receive())

    scope = {"type": "http", "headers": [(b"content-type", b"multipart/form-data; boundary=x")]}
    await uploads.Sparing(inner)(scope, receive, None)
    assert parts == [] and heard["message"]["body"] == b"" and heard["scope"]["silences.refused"]
