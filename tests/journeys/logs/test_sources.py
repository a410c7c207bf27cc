"""Sources: choices that come back, months that follow each other, customers left out or known twice; the log's own silences."""
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from journeys.logs import actions, queries, reporting
from journeys.logs.models import EventLog, ListedCustomer, Source

from .conftest import events_of
from .test_pages import CHOICES, at, sent, walked  # noqa: F401

OCTOBER = "customer,event,at,plan\nc1,signup,2026-10-01 09:00,a\nc1,guide,2026-10-30 09:00,a\nc2,signup,2026-10-02 10:00,b\n"
NOVEMBER = "customer,event,at,plan\nc1,guide,2026-10-30 09:00,a\nc1,bill,2026-11-02 09:00,a\nc3,signup,2026-11-03 10:00,b\n"


@pytest.fixture
def shop(telecom):
    return Source.objects.create(space=telecom, name="Shop")


def test_the_choices_made_for_a_source_come_back_with_its_next_file(walked, sent, client_of, claire):  # noqa: F811
    log = walked(OCTOBER, source_name="Shop", segments=["plan"], timezone="Asia/Tokyo")
    assert log.source.name == "Shop"
    page = client_of(claire).get(at("log-mapping", sent(NOVEMBER, source=str(log.source.uuid)))).content.decode()
    assert re.search(r'value="plan"[^>]*checked', page) and 'value="Asia/Tokyo"' in page


def test_the_next_month_continues_the_log_without_repeating_events(
    walked, sent, client_of, claire, django_capture_on_commit_callbacks  # noqa: F811
):
    first = walked(OCTOBER, source_name="Shop", segments=["plan"])
    second = sent(NOVEMBER, source=str(first.source.uuid))
    with django_capture_on_commit_callbacks(execute=True):
        choices = {**CHOICES, "segments": ["plan"], "continues": str(first.uuid), "source_name": "Shop", "accept": "1"}
        assert client_of(claire).post(at("log-mapping", second), choices).status_code == 302
    second.refresh_from_db()
    assert (second.lines, second.kept, second.filtered, second.reasons) == (3, 2, 1, {"known": 1})
    assert (second.customers, second.events) == (3, 5)
    assert [row[1] for row in events_of(second)].count("guide") == 1
    assert {row[4] for row in events_of(second)} == {"a", "b"}


def test_a_file_of_the_same_columns_may_continue_a_log_of_no_named_source(walked, sent, client_of, claire):  # noqa: F811
    first = walked(OCTOBER, segments=["plan"])
    offered = f'<option value="{first.uuid}">'
    page = client_of(claire).get(at("log-mapping", sent(NOVEMBER))).content.decode()
    assert offered in page and re.search(r'value="plan"[^>]*checked', page)
    page = client_of(claire).get(at("log-mapping", sent("who,what,when\nc1,signup,2026-10-01 09:00\n"))).content.decode()
    assert offered not in page and 'name="source_name"' in page


def test_splitting_a_log_in_two_files_changes_nothing(simple, imported, file_of):
    lines = "".join(f"c{n % 7},e{n % 3},2026-10-{1 + n % 28:02} 10:{n % 60:02}\n" for n in range(200)).splitlines(True)
    whole, first = simple("".join(lines), name="whole.csv"), simple("".join(lines[:90]), name="first.csv")
    both = simple("".join(lines[90:]), name="second.csv", continues=str(first.uuid))
    assert [row[:3] for row in events_of(both)] == [row[:3] for row in events_of(whole)]
    assert (both.customers, both.first_at, both.last_at) == (whole.customers, whole.first_at, whole.last_at)


@pytest.mark.parametrize("volume, found, said", [
    (lambda day: 60 if day < 40 else 24, [["1970-02-10", 0.4]], "From day 40 on, there are about 60% fewer events than before."),
    (lambda day: 30 if day < 40 else 90, [["1970-02-10", 3.0]], "about 3 times as many events as before."),
    (lambda day: 60 if day % 7 < 5 else 6, [], ""), (lambda day: 20 + day, [], ""), (lambda day: 100 - day, [], ""),
    (lambda day: min(60, 6 * day), [], ""), (lambda day: 60, [], ""),
])
def test_a_volume_that_breaks_for_good_is_told_and_one_that_changes_little_by_little_is_not(simple, volume, found, said):
    log = simple("".join(f"c{n},e,{day}\n" for day in range(80) for n in range(volume(day))), time_unit="days")
    assert log.instrument["breaks"] == found
    with override("en"):
        told = " ".join(reporting.instrument_of(log).findings)
    assert said in told and ("before" in told) == bool(said)


def test_logs_that_hold_some_of_the_same_events_are_kin(simple):
    first = simple("c1,a,2026-10-01\n", name="first.csv")
    again = simple("c1,a,2026-10-01\n", name="first.csv", timezone="Asia/Tokyo")
    second = simple("c1,a,2026-11-01\n", name="second.csv", continues=str(first.uuid))
    third = simple("c1,a,2026-12-01\n", name="third.csv", continues=str(second.uuid))
    apart = simple("c1,a,2027-01-01\n", name="apart.csv")
    family = {str(log.uuid) for log in (first, again, second, third)}
    assert all(set(queries.kin_of(log)) == family for log in (first, again, second, third))
    assert queries.kin_of(apart) == [str(apart.uuid)]


def test_listed_customers_are_left_out_and_counted_as_filtered(simple, shop, claire):
    actions.list_customers(by=claire, source=shop, text="c2\n\n c3 \n")
    log = simple("c1,a,2026-10-01\nc2,a,2026-10-01\nc3,a,2026-10-02\n", source=shop)
    assert (log.kept, log.filtered, log.reasons) == (1, 2, {"excluded": 2})


def test_customers_known_twice_are_one_even_through_a_chain(simple, shop, claire):
    actions.list_customers(by=claire, source=shop, text="visitor;c1\ncookie\tvisitor\n")
    log = simple("cookie,a,2026-10-01\nvisitor,b,2026-10-02\nc1,c,2026-10-03\n", source=shop)
    assert log.customers == 1 and [row[1] for row in events_of(log)] == ["a", "b", "c"]


def test_lists_hold_no_identifier_and_change_what_the_same_file_means(simple, shop, claire):
    before = simple("c1,a,2026-10-01\nc2,a,2026-10-01\n", source=shop)
    actions.list_customers(by=claire, source=shop, text="c2")
    assert ListedCustomer.objects.get().pseudonym != "c2" and len(ListedCustomer.objects.get().pseudonym) == 32
    assert simple("c1,a,2026-10-01\nc2,a,2026-10-01\n", source=shop).pk != before.pk


def test_the_page_of_a_source_counts_its_lists(client_of, claire, mehdi, victor, shop):
    address = reverse("log-source", args=["telecom", shop.uuid])
    assert client_of(claire).post(address, {"customers": "c1\nc2;c3\n"}).status_code == 302
    assert shop.listed.count() == 2
    assert client_of(claire).post(address, {"customers": "a;b;c"}).status_code == 422
    assert client_of(mehdi).post(address, {"customers": "c9"}).status_code == 403
    assert client_of(victor).get(address).status_code == 404
    assert client_of(claire).post(reverse("log-source-lists", args=["telecom", shop.uuid])).status_code == 302
    assert shop.listed.count() == 0
    assert client_of(claire).post(reverse("log-source-deletion", args=["telecom", shop.uuid])).status_code == 302
    assert not Source.objects.exists()


def test_the_report_names_what_stopped_began_paused_or_dipped(simple, client_of, claire):
    days = [day for day in range(100) if not 30 <= day < 40]
    lines = [f"c{day}{n},visit,{day}.{n}\n" for day in days for n in range(10 if not 60 <= day < 63 else 1)]
    lines += [f"d{day},old tag,{day}.5\n" for day in range(30)] + [f"d{day},new tag,{day}.5\n" for day in range(70, 100)]
    found = simple("".join(lines), time_unit="days").instrument
    assert [row[0] for row in found["stopped"]] == ["old tag"] and [row[0] for row in found["began"]] == ["new tag"]
    assert len(found["gaps"]) == 1 and found["gaps"][0][0].startswith("1970-01-30")
    page = client_of(claire).get(at("log", EventLog.objects.get())).content.decode()
    assert "old tag" in page and "<svg" in page


def test_the_report_says_no_number_that_the_picture_of_volumes_hides(simple):
    lines = [f"c{n},visit,{day}\n" for day in range(40) for n in range(3 if day == 20 else 60)]
    lines += [f"c1,old tag,{day}\n" for day in range(21)]
    log = simple("".join(lines), time_unit="days")
    with override("en"):
        for mask, said in ((11, ("Fewer than 11 events from day 20, where 61 are", "“old tag” stopped on day 20, after 21 occ")),
                           (50, ("Fewer than 50 events from day 20", "“old tag” stopped on day 20.")),
                           (100, ("Far fewer events than usual from day 20.", "“old tag” stopped on day 20."))):
            log.space.mask_below = mask
            told = " ".join(reporting.instrument_of(log).findings)
            assert all(sentence in told for sentence in said) and "Only 3" not in told and "Only 4" not in told, told


def test_a_regular_log_raises_no_question(simple):
    lines = "".join(f"c{day}{n},visit,{day}.{n}\n" for day in range(100) for n in range(10))
    found = simple(lines, time_unit="days").instrument
    assert found["stopped"] == found["began"] == found["gaps"] == found["dips"] == []


def test_dates_written_as_numbers_are_read_over_the_api_too(client_of, claire, django_capture_on_commit_callbacks):
    address, body = reverse("api-logs", args=["telecom"]), {"case": "customer", "activity": "event", "time": "at"}
    for more in ({}, {"time_unit": "excel"}):
        file = SimpleUploadedFile("o.csv", b"customer,event,at\nc1,signup,45931.5\nc1,call,45933\n")
        with django_capture_on_commit_callbacks(execute=True):
            answer = client_of(claire).post(address, {"file": file, **body, **more})
        log = EventLog.objects.get(uuid=answer.json()["uuid"])
        assert answer.status_code == 201 and log.first_at.isoformat() == "2025-10-01T10:00:00+00:00"
    assert EventLog.objects.count() == 1  # chosen or proposed, the same log


def test_a_file_can_be_sent_over_the_api_and_followed(client_of, claire, mehdi, victor, django_capture_on_commit_callbacks):
    address = reverse("api-logs", args=["telecom"])
    body = {"case": "customer", "activity": "event", "time": "at", "segments": "plan"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(claire).post(address, {"file": SimpleUploadedFile("o.csv", OCTOBER.encode()), **body})
    assert answer.status_code == 201, answer.content
    found = client_of(mehdi).get(reverse("api-log", args=["telecom", answer.json()["uuid"]])).json()
    assert (found["status"], found["lines"], found["attributes"]) == ("ready", 3, ["plan"])
    assert {activity["count"] for activity in found["activities"]} == {None}
    assert client_of(victor).get(address).status_code == 404
    assert client_of(mehdi).post(address, {"file": SimpleUploadedFile("o.csv", b"x"), **body}).status_code == 403
    bad = client_of(claire).post(address, {"file": SimpleUploadedFile("o.csv", OCTOBER.encode()), **body, "time": "nope"})
    assert bad.status_code == 400 and "nope" in bad.content.decode() and EventLog.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        gone = client_of(claire).delete(reverse("api-log", args=["telecom", answer.json()["uuid"]]))
    assert gone.status_code == 204 and EventLog.objects.count() == 0
