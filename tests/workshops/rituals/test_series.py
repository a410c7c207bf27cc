"""Series of sessions: days, framing, calendars, attendance by trade, what is carried over, and who may touch them."""
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from observations.hypotheses import actions as hypotheses
from tests.workshops.readback import evening
from tests.workshops.room import table
from workshops.rituals import actions, feed, queries
from workshops.rituals.dates import absent_lately, days_of, next_day
from workshops.rituals.models import Meeting, Series

FIRST = date.today() + timedelta(days=7)


def started(by, **fields):
    given = {"title": "Lecture du mardi", "question": "Que disent ces silences ?", "rhythm": "weekly", "first_on": FIRST,
             "at": time(14, 0), "minutes": 75, "scope": "L’installation.", "out_of_scope": "Les *résiliations*."}  # fmt: skip
    return actions.start_series(by=by, **(given | fields))


def form(**fields):
    start = {"title": "Lecture", "question": "Quoi ?", "first_on": FIRST.isoformat(), "at": "14:00", "minutes": "60"}
    return start | fields


def at(name, *args):
    return reverse(name, args=["telecom", *args])


@pytest.mark.parametrize(
    ("first", "rhythm", "days"),
    [
        (date(2026, 1, 5), "once", [date(2026, 1, 5)]),
        (date(2026, 1, 5), "weekly", [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)]),
        (date(2026, 1, 5), "fortnightly", [date(2026, 1, 5), date(2026, 1, 19), date(2026, 2, 2)]),
        (date(2026, 1, 13), "monthly", [date(2026, 1, 13), date(2026, 2, 10), date(2026, 3, 10)]),  # second Tuesdays
        (date(2026, 1, 29), "monthly", [date(2026, 1, 29), date(2026, 2, 26), date(2026, 3, 26)]),  # fifth Thursday: the last
        (date(2026, 11, 3), "quarterly", [date(2026, 11, 3), date(2027, 2, 2), date(2027, 5, 4)]),
    ],
)
def test_days_keep_their_weekday(first, rhythm, days):
    assert days_of(first, rhythm, 3) == days


def test_the_next_day_follows_the_last_even_when_that_one_was_moved():
    assert next_day(date(2026, 1, 15), date(2026, 1, 5), "weekly") == date(2026, 1, 19)
    assert next_day(date(2026, 1, 15), date(2026, 1, 5), "once") is None


@pytest.mark.parametrize(
    ("tables", "absent"),
    [
        ([], []),
        ([{"A": 1}, {"A": 2}], []),
        ([{"B": 1}, {"A": 1}, {"A": 1}, {"A": 1}], [("B", 3)]),
        ([{"A": 1}, {"A": 1}, {"A": 1}, {"A": 1, "B": 1}], []),
        ([{}, {}, {}, {}], [("A", 4), ("B", 4)]),
    ],
)
def test_a_trade_missing_three_times_in_a_row_is_told(tables, absent):
    assert absent_lately(tables, {"A", "B"}) == absent


def test_a_series_plans_its_meetings_at_the_hour_of_the_space(claire):
    series = started(claire)
    first = series.meetings.first()
    assert series.meetings.count() == actions.AHEAD
    assert first.starts_at == datetime.combine(FIRST, time(14), tzinfo=ZoneInfo("Europe/Paris"))
    assert series.out_of_scope_html == "<p>Les <em>résiliations</em>.</p>"


def test_only_facilitators_plan(client_of, mehdi, victor, claire):
    series = started(claire)
    for other in (mehdi, victor):
        for act in (actions.end_series, actions.plan_more, actions.renew_feed):
            with pytest.raises(PermissionDenied):
                act(by=other, series=series)
    with pytest.raises(PermissionDenied):
        started(mehdi)
    assert client_of(mehdi).get(at("series-new")).status_code == 403
    assert client_of(mehdi).get(at("series-one", series.uuid)).status_code == 200
    assert client_of(mehdi).get(at("meeting", series.meetings.first().uuid)).status_code == 403
    assert client_of(victor).get(at("series-one", series.uuid)).status_code == 404
    assert client_of(victor).get(at("meeting-ics", series.meetings.first().uuid)).status_code == 404


def test_meetings_move_and_are_cancelled_with_a_reason(claire):
    meeting = started(claire).meetings.first()
    with pytest.raises(ValidationError):
        actions.cancel_meeting(by=claire, meeting=meeting, reason=" ")
    actions.cancel_meeting(by=claire, meeting=meeting, reason="Grève.")
    later = meeting.starts_at + timedelta(hours=2)
    moved = actions.move_meeting(by=claire, meeting=meeting, starts_at=later, minutes=30)
    assert (moved.cancelled_at, moved.revision, moved.minutes) == (None, 2, 30)
    with pytest.raises(ValidationError):
        actions.move_meeting(by=claire, meeting=meeting, starts_at=timezone.now() - timedelta(days=1), minutes=30)
    with pytest.raises(ValidationError):
        actions.move_meeting(by=claire, meeting=meeting, starts_at=later + timedelta(days=7) - timedelta(hours=2), minutes=30)


def test_an_ended_series_takes_back_its_plans_and_can_start_again(claire):
    series = started(claire)
    actions.end_series(by=claire, series=series)
    assert series.meetings.count() == 0 and series.ended_at
    assert len(actions.plan_more(by=claire, series=series, number=2)) == 2
    series.refresh_from_db()
    assert series.ended_at is None


def test_what_was_held_tells_who_came_and_what_is_carried_over(claire, mehdi, sophie, ana):
    session = evening.held(claire, mehdi, sophie)
    series = started(claire)
    meeting, other = series.meetings.all()[:2]
    actions.say_held(by=claire, meeting=meeting, session=session)
    page = queries.series_page(series, timezone.now())
    assert page.held == [meeting] and page.due == 1
    assert dict(page.attendance.rows) == {"Facturation": [0], "Produit": [1], "Service client": [1], "Terrain": [1]}
    assert [action.title for action in page.actions] == ["Préremplir"]
    assert [hypothesis.number for hypothesis in page.hypotheses] == [1]
    with pytest.raises(ValidationError):
        actions.say_held(by=claire, meeting=other, session=session)


def test_a_session_prepared_from_its_meeting_is_the_one_held_there_once_it_opens(client_of, claire, mehdi, victor):
    series, client = started(claire), client_of(claire)
    meeting, other = series.meetings.all()[:2]
    reading = table.prepared(claire).reading
    page = client.get(at("series-one", series.uuid)).content.decode()
    assert page.count(f'{at("session-new")}?meeting={meeting.uuid}"') == 2  # the large button, and beside the meeting itself
    address = f"{at('session-new')}?meeting={meeting.uuid}"
    assert f"&amp;meeting={meeting.uuid}" in client.get(address).content.decode()
    offered = client.get(f"{address}&reading={reading.uuid}")
    title = offered.context["form"]["title"].value()
    assert title.startswith("Lecture du mardi, ") and str(timezone.localdate(meeting.starts_at).day) in title
    given = {"reading": str(reading.uuid), "silence": ["guide"], "title": "Mardi", "sheet": "express"}
    assert client.post(address, given).status_code == 302
    meeting.refresh_from_db()
    session = meeting.session
    assert session.title == "Mardi"
    prepared = queries.series_page(series, timezone.now())
    assert (prepared.held, prepared.coming[0], prepared.to_prepare) == ([], meeting, other)
    assert "préparée" in client.get(at("series-one", series.uuid)).content.decode()
    again = client.post(address, given)
    assert again.status_code == 422 and "déjà été préparée" in again.content.decode()
    assert client_of(victor).get(f"/{victor.space.slug}/sessions/new/?meeting={meeting.uuid}").status_code == 404

    host = table.seat(session, claire)
    table.actions.join_as_member(by=mehdi, session=session)
    table.actions.open_session(by=host, session=session)
    held = queries.series_page(series, timezone.now())
    assert (held.held, held.due, held.coming[0]) == ([meeting], 1, other)
    assert ("Service client", [1]) in held.attendance.rows and queries.series_of(claire, timezone.now())[0][0].held_count == 1


def test_a_meeting_that_is_only_prepared_is_moved_cancelled_or_taken_back(client_of, claire):
    series = started(claire)
    meeting, other = series.meetings.all()[:2]
    for one in (meeting, other):
        actions.prepare_meeting(by=claire, meeting=one, session=table.prepared(claire))
        one.refresh_from_db()
    shown = client_of(claire).get(at("meeting", meeting.uuid)).context["held_form"]
    assert meeting.session in shown.fields["session"].queryset  # saving the form as it is keeps the link
    actions.move_meeting(by=claire, meeting=meeting, starts_at=meeting.starts_at + timedelta(hours=1), minutes=30)
    session = meeting.session
    actions.cancel_meeting(by=claire, meeting=meeting, reason="Grève.")
    meeting.refresh_from_db()
    assert meeting.session is None and meeting.cancelled_at and type(session).objects.filter(pk=session.pk).exists()
    assert other in queries.next_meetings(claire, timezone.now(), other.starts_at)
    actions.end_series(by=claire, series=series)
    assert list(series.meetings.all()) == [meeting]


def test_readings_that_were_reopened_or_reworded_are_told(client_of, claire, mehdi, sophie):
    series = started(claire)
    actions.say_held(by=claire, meeting=series.meetings.first(), session=evening.held(claire, mehdi, sophie))
    page = queries.series_page(series, timezone.now())
    assert (page.reopened, page.reworded) == (0, 0)
    held = page.hypotheses[0]
    hypotheses.change_status(by=claire, hypothesis=held, status="dormant", reason="Rien de neuf.")
    hypotheses.reopen(by=claire, hypothesis=held, reason="Le journal suivant l’a rouverte.")
    hypotheses.reword(by=mehdi, hypothesis=held, statement="Le guide vient après la box.", reason="Plus précis.")
    page = queries.series_page(series, timezone.now())
    assert (page.reopened, page.reworded) == (1, 1)
    shown = client_of(mehdi).get(at("series-one", series.uuid)).content.decode()
    assert "Une hypothèse mise au repos a été rouverte." in shown


def test_sessions_of_elsewhere_are_refused(claire, victor):
    meeting = started(claire).meetings.first()
    with pytest.raises(ValidationError):
        actions.say_held(by=claire, meeting=meeting, session=table.prepared(victor))


def test_calendars_read_the_feed_without_an_account(client, claire):
    series = started(claire, place="Salle Ampère")
    gone = series.meetings.last()
    actions.cancel_meeting(by=claire, meeting=gone, reason="Fermeture.")
    answer = client.get(reverse("series-feed", args=[feed.key_of(series)]))
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == actions.AHEAD
    assert str(events[0]["SUMMARY"]) == "Lecture du mardi" and str(events[0]["LOCATION"]) == "Salle Ampère"
    assert events[0].decoded("DTSTART") == series.meetings.first().starts_at
    assert events[0].decoded("DURATION") == timedelta(minutes=75)
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED"] * 5 + ["CANCELLED"]
    assert int(events[-1]["SEQUENCE"]) == 1 and "Hors périmètre" in str(events[0]["DESCRIPTION"])


def test_a_renewed_or_forged_feed_opens_nothing(client, claire):
    series = started(claire)
    old = feed.key_of(series)
    actions.renew_feed(by=claire, series=series)
    for key in (old, old[:-2] + "xx", "nonsense"):
        assert client.get(reverse("series-feed", args=[key])).status_code == 404
    assert client.get(reverse("series-feed", args=[feed.key_of(series)])).status_code == 200


def test_each_page_and_act_has_its_address(client_of, claire, mehdi, sophie):
    client = client_of(claire)
    fields = form(rhythm="monthly")
    assert "Pas encore d’habitude" in client.get(at("series")).content.decode()
    answer = client.post(at("series-new"), fields)
    series = Series.objects.get()
    assert answer.status_code == 302 and client.get(at("series")).status_code == 200
    assert client.post(at("series-new"), fields | {"first_on": "2020-01-01"}).status_code == 422
    assert client.post(at("series-edit", series.uuid), fields | {"title": "Autre"}).status_code == 302
    meeting = series.meetings.first()
    assert client.get(at("meeting", meeting.uuid)).status_code == 200
    moved = (meeting.starts_at + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(at("meeting-move", meeting.uuid), {"starts_at": moved, "minutes": 45}).status_code == 302
    assert client.post(at("meeting-cancellation", meeting.uuid), {"reason": "Pont."}).status_code == 302
    assert client.post(at("meeting-cancellation", meeting.uuid), {}).status_code == 422
    session = evening.held(claire, mehdi, sophie)
    held = series.meetings.all()[1]
    assert client.post(at("meeting-session", held.uuid), {"session": str(session.uuid)}).status_code == 302
    assert client.get(at("meeting-ics", held.uuid))["Content-Type"].startswith("text/calendar")
    for name in ("series-planning", "series-feed-renewal", "series-ending"):
        assert client.get(at(name, series.uuid)).status_code == 405
        assert client.post(at(name, series.uuid)).status_code == 302
    page = client.get(at("series-one", series.uuid)).content.decode()
    assert "Pont." in page and "Terrain" in page and "Préremplir" in page


def test_the_same_form_twice_starts_one_series(client_of, claire):
    fields = form(rhythm="once", uuid="5b0a5dbb-5a35-4b63-8a5d-0dbb5a354b63")
    for _twice in range(2):
        client_of(claire).post(at("series-new"), fields)
    assert Series.objects.count() == 1 and Meeting.objects.count() == 1


def test_the_database_refuses(claire, mehdi, sophie):
    series = started(claire)
    for values, name in (
        ({"rhythm": "daily"}, "series_rhythm_known"), ({"minutes": 1}, "series_minutes_in_a_day"),
        ({"question": ""}, "series_is_framed"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Series.objects.filter(pk=series.pk).update(**values)
    meeting = series.meetings.first()
    with pytest.raises(IntegrityError, match="meeting_cancelled_says_why"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(series=series, starts_at=meeting.starts_at, minutes=5)
    session = evening.held(claire, mehdi, sophie)
    with pytest.raises(IntegrityError, match="meeting_cancelled_was_not_held"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(session=session, cancelled_at=timezone.now(), reason="…")


@pytest.mark.parametrize("name", ["series", "series-one"])
def test_pages_take_the_same_number_of_queries_for_one_and_for_three(client_of, claire, mehdi, sophie, name):
    client, counts = client_of(claire), []
    series = started(claire, title="Une")
    for number in (1, 3):
        while Series.objects.count() < number:
            started(claire, title="Autre")
        while series.meetings.exclude(session=None).count() < number:
            meeting = series.meetings.filter(session=None).first()
            actions.say_held(by=claire, meeting=meeting, session=evening.held(claire, mehdi, sophie))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(at(name, *([series.uuid] if name == "series-one" else []))).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1], counts
