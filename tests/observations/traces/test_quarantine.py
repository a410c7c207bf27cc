"""What is in quarantine is read by nobody who may not: no page, list, search, export, log line or error says a word of it."""
import io
import json
import logging
import sys
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.core.signals import got_request_exception
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.views.debug import ExceptionReporter

from observations.traces import actions, exports, reading, vault
from observations.traces.models import Fragment, Narrator, Original, Placeholder, RedactionSpan, Source
from observations.traces.originals import original_of
from project.sealing import seal, verify
from project.spaces.models import AuditEvent
from tests.observations import make

pytestmark = pytest.mark.django_db
SECRET = "Mme Zyganova a le 06 12 34 56 78"
TEXT = f"{SECRET}, elle n’a pas fini d’installer sa box."


@pytest.fixture
def source(claire, ines):
    source = actions.add_source(by=claire, name="Appels", basis="consent", bias="Ceux qui n’appellent pas.")
    return actions.approve_source(by=ines, source=source)


@pytest.fixture
def fragment(mehdi, source):
    return actions.welcome(by=mehdi, source=source, text=TEXT, where="chez Mme Zyganova")


def all_decided(fragment, decision="accepted"):
    return {span.pk: (decision, "") for span in fragment.spans.all()}


def confirm(by, fragment, **fields):
    values = {"decisions": all_decided(fragment), "residual": "no", "where": "chez elle", **fields}
    return actions.confirm_redaction(by=by, fragment=fragment, **values)


def released(by, fragment, **fields):
    return actions.release(by=by, fragment=confirm(by, fragment, **fields))


def database_dump():
    """Everything the database holds, as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [repr([bytes(c) if isinstance(c, memoryview) else c for c in row]) for row in cursor.fetchall()]
    return "\n".join(rows)


def test_words_are_encrypted_before_anything_is_stored(fragment, settings):
    assert fragment.text == fragment.where == fragment.words == "" and fragment.state == "proposed"
    assert "Zyganova" not in database_dump() and "06 12" not in database_dump()
    for path in settings.DATA_DIR.rglob("*"):
        assert not path.is_file() or b"Zyganova" not in path.read_bytes()
    key = vault.key_path(fragment.space)
    assert key.stat().st_mode & 0o777 == 0o600
    assert original_of(fragment)["text"] == TEXT
    assert {span.kind for span in fragment.spans.all()} == {"person", "phone"}


def test_only_a_person_releases_and_only_after_looking(fragment, ines, mehdi, claire):
    for who in (mehdi, claire):
        with pytest.raises(PermissionDenied):
            confirm(who, fragment)
        with pytest.raises(PermissionDenied):
            actions.release(by=who, fragment=fragment)
    with pytest.raises(ValidationError):
        actions.release(by=ines, fragment=fragment)
    for wrong in ({"decisions": {}}, {"residual": ""}, {"decisions": {s.pk: ("edited", " ") for s in fragment.spans.all()}}):
        with pytest.raises(ValidationError):
            confirm(ines, fragment, **wrong)
    found = released(ines, fragment, hide=["installer"])
    assert found.text == "Mme [PERSONNE_1] a le [TÉLÉPHONE_1], elle n’a pas fini d’[MASQUÉ_1] sa box."
    assert found.where == "chez elle" and found.residual == "no" and found.released_by == f"member:{ines.uuid}"
    with pytest.raises(ValidationError):
        confirm(ines, found)
    assert actions.release(by=ines, fragment=found).text == found.text


def test_a_source_nobody_approved_releases_nothing(claire, mehdi, ines):
    source = actions.add_source(by=claire, name="Forum", basis="legitimate_interest", bias="Les silencieux.")
    fragment = actions.welcome(by=mehdi, source=source, text="Rien à cacher ici.")
    with pytest.raises(ValidationError):
        released(ines, fragment)
    with pytest.raises(PermissionDenied):
        actions.approve_source(by=claire, source=source)


def test_the_same_person_has_one_number_in_the_whole_space(mehdi, ines, source, fragment):
    other = actions.welcome(by=mehdi, source=source, text="mme zyganova rappelle, puis M. Delpech.")
    released(ines, fragment)
    assert released(ines, other).text == "mme [PERSONNE_1] rappelle, puis M. [PERSONNE_2]."


def test_less_precise_words_and_words_left_alone(mehdi, ines, source):
    fragment = actions.welcome(by=mehdi, source=source, text="Née le 12/03/1961, appelle le 06 12 34 56 78.")
    birth, phone = fragment.spans.order_by("start")
    decisions = {birth.pk: ("edited", "en 1961"), phone.pk: ("rejected", "")}
    assert released(ines, fragment, decisions=decisions).text == "Née le en 1961, appelle le 06 12 34 56 78."


@pytest.mark.parametrize("state", ["proposed", "confirmed"])
def test_no_road_leads_to_a_quarantined_text(client_of, claire, mehdi, ana, victor, ines, odile, source, fragment, state, caplog):
    """The third check of the domain model: every address, with the identifier in hand."""
    caplog.set_level(logging.DEBUG)
    if state == "confirmed":
        confirm(ines, fragment)
    base, one = "/telecom/traces/", f"/telecom/traces/{fragment.uuid}/"
    paths = [
        base, f"{base}?q=Zyganova", f"{base}?q=installer", f"{base}new/", f"{base}import/", f"{base}labels/", f"{base}sources/",
        f"{base}redaction/", f"{base}export/csv/", f"{base}export/qdpx/", f"{base}export/qdc/", one, f"{one}redaction/",
        "/api/telecom/traces/", "/api/telecom/traces/?q=Zyganova", f"/api/telecom/traces/{fragment.uuid}/",
    ]  # fmt: skip
    posts = ["marks/", "motifs/", "confrontations/", "marginal/", "redaction/", "release/", "refusal/"]
    for member in (claire, mehdi, ana, victor):
        client = client_of(member, raise_request_exception=False)
        answers = [client.get(path) for path in paths]
        answers += [client.post(one + path, {"exact": "Zyganova", "label": "x", "reason": "x"}) for path in posts]
        for answer in answers:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if body[:2] == b"PK":
                files = zipfile.ZipFile(io.BytesIO(body))
                body = b"".join(files.read(name) for name in files.namelist())
            said = body.replace(b"q=Zyganova", b"").replace(b'value="Zyganova"', b"")
            assert answer.status_code in (200, 403, 404), answer.request["PATH_INFO"]
            assert b"Zyganova" not in said and b"06 12 34" not in said, answer.request["PATH_INFO"]
        assert client.get(f"{one}redaction/").status_code == (404 if member == victor else 403)
        assert client.get(one).status_code == client.get(f"/api/telecom/traces/{fragment.uuid}/").status_code == 404
    assert "Zyganova" not in caplog.text and "Zyganova" not in json.dumps(list(AuditEvent.objects.values("details", "about")))
    assert client_of(ines).get(f"{one}redaction/").status_code == client_of(odile).get(f"{one}redaction/").status_code == 200
    assert "Zyganova" in client_of(ines).get(f"{one}redaction/").content.decode()
    assert "no-store" in client_of(ines).get(f"{one}redaction/")["Cache-Control"]


def test_error_pages_and_reports_hide_what_was_typed(client_of, mehdi, source, monkeypatch):
    reports = []

    def report(sender, request, **_rest):
        reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_html())

    got_request_exception.connect(report)
    monkeypatch.setattr(vault, "Fernet", None)
    client = client_of(mehdi, raise_request_exception=False)
    answer = client.post("/telecom/traces/new/", {"text": SECRET, "source": source.uuid, "kind": "verbatim"})
    got_request_exception.disconnect(report)
    assert answer.status_code == 500 and b"Zyganova" not in answer.content
    assert "AttributeError" in reports[0] and "Zyganova" not in reports[0]


def test_erasing_a_narrator_leaves_the_chain_and_no_occurrence(mehdi, ines, claire, source, settings):
    """The fourth check of the domain model."""
    logbook = actions.open_logbook(by=claire, title="Carnet d’octobre")
    first = actions.welcome(by=mehdi, source=source, text=TEXT, logbook=logbook)
    second = actions.welcome(by=mehdi, source=source, text="Je suis Anastasia Zyganova.", logbook=logbook)
    assert first.narrator == second.narrator and first.captured_by is None
    assert not AuditEvent.objects.filter(verb="fragment.welcomed", member=mehdi).exists()
    kept = released(ines, first)
    seal("readback:1", {"text": kept.text})
    narrator = Narrator.objects.get()
    assert vault.unlock(narrator.logbook.space, narrator.identity) == {"who": f"member:{mehdi.uuid}"}
    with pytest.raises(PermissionDenied):
        actions.erase_narrator(by=claire, narrator=narrator)
    assert actions.erase_narrator(by=ines, narrator=narrator) == 2
    narrator.refresh_from_db()
    assert narrator.identity is None and narrator.voice == "" and not Original.objects.exists()
    assert list(Fragment.objects.all()) == [kept] and verify() is None
    assert "Zyganova" not in database_dump() and "06 12 34" not in database_dump()
    for path in settings.DATA_DIR.rglob("*"):
        assert not path.is_file() or b"Zyganova" not in path.read_bytes()
    again = actions.take_alias(by=mehdi, logbook=logbook)
    assert again != narrator


def test_aliases_of_two_logbooks_cannot_be_joined(mehdi, claire):
    books = [actions.open_logbook(by=claire, title=title) for title in ("Un", "Deux")]
    first, second = (actions.take_alias(by=mehdi, logbook=book) for book in books)
    assert first.voice != second.voice and bytes(first.identity) != bytes(second.identity)
    assert actions.take_alias(by=mehdi, logbook=books[0]) == first


def test_originals_and_fragments_are_purged_with_proof(mehdi, ines, source, fragment):
    other = released(ines, actions.welcome(by=mehdi, source=source, text="Rien à cacher ici."))
    today = timezone.localdate()
    out = io.StringIO()
    call_command("purge_traces", stdout=out)
    assert Original.objects.count() == 2
    call_command("purge_traces", on=(today + timedelta(days=source.purge_days)).isoformat(), stdout=out)
    assert not Original.objects.exists() and list(Fragment.objects.all()) == [other]
    assert AuditEvent.objects.get(verb="traces.purged").details["originals"] == 2
    call_command("purge_traces", on=(today + timedelta(days=source.retention_days)).isoformat(), stdout=out)
    assert not Fragment.objects.exists()
    with pytest.raises(CommandError):
        call_command("purge_traces", on="demain")


def test_without_its_key_an_original_is_lost_and_says_so(fragment, ines, client_of):
    vault.key_path(fragment.space).unlink()
    with pytest.raises(ValidationError):
        original_of(fragment)
    vault.key_of(fragment.space, make=True)
    with pytest.raises(ValidationError):
        original_of(fragment)
    assert client_of(ines).get(f"/telecom/traces/{fragment.uuid}/redaction/").status_code == 302


def test_the_same_request_twice_is_one_fragment(mehdi, source):
    key = "7d0a9f9e-7f4b-4a52-8a3d-0d3a6f1f9b11"
    fragments = {actions.welcome(by=mehdi, source=source, text="Une fois", uuid=key).pk for _twice in range(2)}
    assert len(fragments) == 1


@pytest.mark.parametrize(
    "fields",
    [{"text": " "}, {"text": "x" * 20001}, {"kind": "x"}, {"precision": "day"}, {"precision": "unknown", "happened_on": 1}],
)
def test_what_cannot_be_taken_in_leaves_nothing(mehdi, source, fields):
    if "happened_on" in fields:
        fields["happened_on"] = timezone.localdate()
    with pytest.raises(ValidationError):
        actions.welcome(by=mehdi, source=source, **{"text": "Un texte", **fields})
    assert not Fragment.objects.exists() and not Original.objects.exists()


@pytest.mark.parametrize("pattern", ["(a+)+$", "abc", "#" * 50])
def test_references_are_not_regular_expressions(claire, pattern):
    with pytest.raises(ValidationError):
        actions.add_source(by=claire, name="x", basis="consent", bias="x", patterns=[pattern])


def test_strangers_bring_nothing(victor, source, fragment, ines):
    with pytest.raises(PermissionDenied):
        actions.welcome(by=victor, source=source, text="x")
    kept = released(ines, fragment)
    with pytest.raises(PermissionDenied):
        reading.mark_passage(by=victor, fragment=kept, exact="box", memo="x")
    assert not Fragment.objects.visible_to(victor).exists()
    assert b"box" not in exports.table(victor).encode()


@pytest.mark.parametrize(
    "make_row",
    [
        lambda f: Fragment.objects.filter(pk=f.pk).update(text="mot"),
        lambda f: Fragment.objects.filter(pk=f.pk).update(where="lieu"),
        lambda f: Fragment.objects.filter(pk=f.pk).update(words="mot"),
        lambda f: Fragment.objects.filter(pk=f.pk).update(state="released", released_at=timezone.now(), text="mot"),
        lambda f: Fragment.objects.filter(pk=f.pk).update(state="confirmed"),
        lambda f: Fragment.objects.filter(pk=f.pk).update(kind="x"),
        lambda f: Fragment.objects.filter(pk=f.pk).update(precision="day"),
        lambda f: RedactionSpan.objects.filter(fragment=f).update(end=0),
        lambda f: RedactionSpan.objects.filter(fragment=f).update(decision="x"),
        lambda f: Source.objects.filter(pk=f.source_id).update(bias=""),
        lambda f: Source.objects.filter(pk=f.source_id).update(basis="x"),
        lambda f: Source.objects.filter(pk=f.source_id).update(retention_days=0),
        lambda f: Source.objects.create(space=f.space, name=f.source.name, basis="consent", bias="x"),
        lambda f: Placeholder.objects.create(space=f.space, kind="person", fingerprint="b", number=1),
        lambda f: Placeholder.objects.create(space=f.space, kind="person", fingerprint="a", number=2),
        lambda f: Original.objects.create(fragment=f, token=b"x", purge_on=timezone.localdate()),
    ],
)
def test_the_database_refuses_what_cannot_be(fragment, make_row):
    Placeholder.objects.create(space=fragment.space, kind="person", fingerprint="a", number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_row(fragment)


@pytest.mark.parametrize(
    "fields", [{"destroyed_at": timezone.now(), "voice": "x"}, {"alias": "Voix 1"}, {"alias": "Voix 2", "voice": "v"}]
)
def test_the_database_refuses_aliases_that_cannot_be(claire, fields):
    logbook = actions.open_logbook(by=claire, title="Carnet")
    Narrator.objects.create(logbook=logbook, alias="Voix 1", voice="v")
    with pytest.raises(IntegrityError), transaction.atomic():
        Narrator.objects.create(logbook=logbook, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(logbook).objects.create(space=claire.space, title="Carnet")


def test_silences_of_the_space_come_along(mehdi, source, victor):
    mine, foreign = make.silence(make.journey(mehdi.space)), make.silence(make.journey(victor.space))
    fragment = actions.welcome(by=mehdi, source=source, text="Un texte", silences=[mine, foreign])
    assert list(fragment.silences.all()) == [mine]
