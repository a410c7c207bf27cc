"""The road of a file through the pages: sent, looked at, mapped, imported, read, deleted; and who may walk it."""
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from journeys.logs.models import EventLog
from journeys.logs.running import carry_out

from .conftest import CSV
from .test_xes import event, xes

CHOICES = {"case": "customer", "activity": "event", "time": "at", "timezone": "Europe/Paris", "time_unit": "", "day_first": ""}


@pytest.fixture
def sent(client_of, claire):
    """Send a file as Claire and return its log: sent("text") -> EventLog."""

    def send(content=CSV, name="october.csv", member=claire, **fields):
        data = content.encode() if isinstance(content, str) else content
        address = reverse("log-new", args=[member.space.slug])
        answer = client_of(member).post(address, {"file": SimpleUploadedFile(name, data), **fields})
        assert answer.status_code == 302, answer.content.decode()
        return EventLog.objects.latest("pk")

    return send


@pytest.fixture
def walked(sent, client_of, claire, django_capture_on_commit_callbacks):
    """Send, map and import a file as Claire; returns the log kept."""

    def walk(content=CSV, **choices):
        log = sent(content)
        with django_capture_on_commit_callbacks(execute=True):
            answer = client_of(claire).post(at("log-mapping", log), {**CHOICES, **choices, "accept": "1"})
        assert answer.status_code == 302, answer.content.decode()
        return EventLog.objects.get(uuid=re.search(r"logs/([0-9a-f-]{36})/", answer.url)[1])

    return walk


def at(name, log):
    return reverse(name, args=[log.space.slug, log.uuid])


def test_the_empty_list_teaches(client_of, claire, mehdi):
    page = client_of(claire).get(reverse("logs", args=["telecom"])).content.decode()
    assert reverse("log-new", args=["telecom"]) in page and "<table" in page
    assert reverse("log-new", args=["telecom"]) not in client_of(mehdi).get(reverse("logs", args=["telecom"])).content.decode()


def test_the_columns_are_guessed_and_the_period_shown_before_anything_is_accepted(sent, client_of, claire):
    log = sent()
    page = client_of(claire).get(at("log-mapping", log)).content.decode()
    assert '<option value="customer" selected>' in page and '<option value="at" selected>' in page
    assert "1er octobre 2026" in page and "2 octobre 2026" in page
    log.refresh_from_db()
    assert log.needs_mapping


def test_the_name_of_an_xes_trace_is_who_and_never_a_segment(sent, client_of, claire):
    traces = [(name, event("Sign") + event("Pay", more='<string key="channel" value="web"/>')) for name in ("anna", "bob")]
    log = sent(xes(*traces), name="log.xes")
    page = client_of(claire).get(at("log-mapping", log)).content.decode()
    who, segments = page.split('name="case"')[1].split("</select>")[0], page.split('name="segments"', 1)[1]
    assert re.search(r'value="concept:name" selected[^>]*>case:concept:name<', who) and who.count("concept:name<") == 1
    offered = set(re.findall(r'name="segments" value="([^"]+)"', 'name="segments"' + segments))
    assert "channel" in offered and not offered & {"concept:name", "case:concept:name", "time:timestamp"}


def test_what_a_product_names_its_events_by_is_chosen_already_and_can_be_emptied(sent, client_of, claire):
    rows = "uuid,event,timestamp,distinct_id\n" + "u1,open,2026-10-01T09:00:00Z,d\n" * 2
    log, client = sent(rows, name="posthog.csv"), client_of(claire)
    assert '<option value="uuid" selected>' in client.get(at("log-mapping", log)).content.decode().split('name="event_id"')[1]
    posted = {**CHOICES, "case": "distinct_id", "time": "timestamp", "event_id": ""}
    for chosen, kept in (("uuid", "1 événement,"), ("", "2 événements,")):
        assert kept in client.get(at("log-check", log), posted | {"event_id": chosen}).content.decode()


def test_dates_that_a_spreadsheet_wrote_as_numbers_are_chosen_already_and_can_be_corrected(sent, client_of, claire):
    rows = "client;étape;prix;Date de commande\nc1;achat;45931,9;45931,5\nc1;appel;45800,1;45933\n"
    log, client = sent(rows, name="ventes.csv"), client_of(claire)
    page = client.get(at("log-mapping", log)).content.decode()
    assert '<option value="Date de commande" selected>' in page and '<option value="excel" selected>' in page
    assert "1er octobre 2025" in page and "3 octobre 2025" in page
    posted = {**CHOICES, "case": "client", "activity": "étape", "time": "Date de commande"}
    emptied = client.get(at("log-check", log), posted).content.decode()
    assert "errors" in emptied and "excel" in emptied
    assert "1er octobre 2025" in client.get(at("log-check", log), posted | {"time_unit": "excel"}).content.decode()


def test_accepting_the_columns_imports_the_log_and_forgets_the_file(walked, client_of, claire):
    log = walked(segments=["plan"])
    assert (log.status, log.lines, log.kept, log.customers, log.attributes) == ("ready", 3, 3, 2, ["plan"])
    assert not log.has_upload
    page = client_of(claire).get(at("log", log))
    assert page.status_code == 200 and "guide" in page.content.decode()


def test_no_raw_identifier_is_left_under_the_data_folder(walked, settings, client_of, claire):
    canary = "CANARY-7731"
    lines = "".join(f"{canary}-{n},{'signup' if n % 3 else ''},2026-10-01 09:00,a\n" for n in range(50))
    log = walked("customer,event,at,plan\n" + lines + f"{canary}-77,x\n{canary}-78,x,never,a\n")
    assert log.rejected == 19
    client_of(claire).get(at("log", log))
    found = [path for path in settings.DATA_DIR.rglob("*") if path.is_file() and canary.encode() in path.read_bytes()]
    assert found == []
    assert canary not in client_of(claire).get(at("log", log)).content.decode()
    assert canary.encode() not in b"".join(client_of(claire).get(at("log-rejects", log)).streaming_content)


def test_the_same_file_with_the_same_choices_is_the_same_log(walked):
    first, again, other = walked(), walked(), walked(segments=["plan"])
    assert first.pk == again.pk != other.pk
    assert EventLog.objects.count() == 2


def test_wrong_choices_say_what_they_would_give_and_import_nothing(sent, client_of, claire):
    log = sent()
    answer = client_of(claire).post(at("log-mapping", log), {**CHOICES, "time": "event", "activity": "at", "accept": "1"})
    assert answer.status_code == 422
    log.refresh_from_db()
    assert log.needs_mapping


def test_the_check_follows_the_choices(sent, client_of, claire):
    log = sent()
    fragment = client_of(claire).get(at("log-check", log), CHOICES).content.decode()
    assert fragment.lstrip().startswith('<section id="log-check"') and "2 octobre 2026" in fragment
    assert "errors" in client_of(claire).get(at("log-check", log), {**CHOICES, "time_unit": "ms"}).content.decode()


def test_a_file_that_cannot_be_read_says_why(sent, client_of, claire):
    log = sent("<!DOCTYPE log []><log></log>", name="log.xes")
    assert "DOCTYPE" in client_of(claire).get(at("log-mapping", log)).content.decode()


def test_a_file_over_the_limit_is_refused(client_of, claire, settings):
    settings.LOG_UPLOAD_LIMIT = 10
    answer = client_of(claire).post(reverse("log-new", args=["telecom"]), {"file": SimpleUploadedFile("a.csv", b"x" * 11)})
    assert answer.status_code == 422 and EventLog.objects.count() == 0


def test_a_failed_import_keeps_the_file_so_that_other_columns_can_be_chosen(sent, client_of, claire, settings):
    log = sent()
    settings.LOG_INFLATED_MB, settings.LOG_INFLATED_FACTOR = 0, 0
    EventLog.objects.filter(pk=log.pk).update(options={"case": "customer", "activity": ["event"], "time": "at"})
    log.refresh_from_db()
    failed = carry_out(log)
    assert failed.status == "failed" and failed.has_upload
    page = client_of(claire).get(at("log", failed)).content.decode()
    assert at("log-mapping", failed) in page and at("log-restart", failed) in page


def test_progress_is_shown_and_leads_to_the_log_once_over(sent, client_of, claire):
    log = sent()
    EventLog.objects.filter(pk=log.pk).update(status="importing", progress=42, phase="reading", options={"case": "customer"})
    assert "42 %" in client_of(claire).get(at("log", log)).content.decode()
    assert 'value="42"' in client_of(claire).get(at("log-progress", log)).content.decode()
    EventLog.objects.filter(pk=log.pk).update(status="ready")
    assert client_of(claire).get(at("log-progress", log))["HX-Redirect"] == log.get_absolute_url()


def test_rejects_come_as_a_file_that_runs_nothing_in_a_spreadsheet(walked, client_of, claire):
    log = walked(CSV + "c3,x,=HYPERLINK(1),a\nc4,x,@SUM(A1),a\nc5,x,+1+1,a\nc6,x,-2,a\n")
    answer = client_of(claire).get(at("log-rejects", log))
    text = b"".join(answer.streaming_content).decode()
    assert "attachment" in answer["Content-Disposition"]
    assert not re.search(r"(^|,)\"?[=+\-@]", text, re.MULTILINE) and text.count("'") == 4


def test_deleting_removes_the_files_and_with_the_last_log_the_key(
    walked, client_of, claire, settings, django_capture_on_commit_callbacks
):
    log = walked()
    assert "<form" in client_of(claire).get(at("log-deletion", log)).content.decode() and log.folder.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of(claire).post(at("log-deletion", log)).status_code == 302
    assert not log.folder.exists() and not list((settings.DATA_DIR / "keys").glob("*"))
    assert client_of(claire).get(at("log", log)).status_code == 404


def test_small_counts_are_hidden_and_cannot_be_found_by_subtraction(walked, client_of, claire):
    lines = "".join(f"c{n},often,2026-10-01,a\n" for n in range(60)) + "".join(f"c{n},less,2026-10-02,a\n" for n in range(20))
    log = walked("customer,event,at,plan\n" + lines + "c1,rare,2026-10-03,a\n")
    page = client_of(claire).get(at("log", log)).content.decode()
    assert ">60<" in page and ">20<" not in page and ">1</td>" not in page


@pytest.mark.parametrize("who", ["claire", "mehdi", "victor"])
def test_facilitators_import_contributors_see_and_strangers_find_nothing(who, walked, sent, client_of, request):
    ready, waiting = walked(), sent(CSV + "c9,signup,2026-11-01 09:00,b\n")
    member = request.getfixturevalue(who)
    get = client_of(member).get
    expected = {"claire": (200, 200, 200, 200), "mehdi": (200, 404, 403, 403), "victor": (404, 404, 404, 404)}[who]
    found = (
        get(at("log", ready)).status_code, get(at("log-mapping", waiting)).status_code,
        get(reverse("log-new", args=["telecom"])).status_code, client_of(member).post(at("log-deletion", ready)).status_code,
    )
    assert found[:3] == expected[:3] and found[3] == {"claire": 302, "mehdi": 403, "victor": 404}[who]


def test_the_list_asks_the_database_as_often_for_three_logs_as_for_one(walked, client_of, claire):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("logs", args=["telecom"])).status_code == 200
        return len(queries)

    client = client_of(claire)
    walked()
    one = asked()
    walked(segments=["plan"])
    walked(CSV + "c9,signup,2026-11-01 09:00,b\n")
    assert asked() == one
