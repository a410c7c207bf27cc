"""Seats at the table: guests let in together, in order, once; a lead that ends, never the last one."""
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from workshops.room import actions

from . import table

pytestmark = pytest.mark.django_db


def test_everyone_at_the_door_comes_in_at_once_in_the_order_they_knocked(client_of, claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    actions.change_door(by=host, session=session, act="approve")
    address = table.here(session, "admissions/")
    table.guest(session)
    assert address not in client_of(claire).get(table.here(session)).content.decode()  # one guest has a button already
    table.guest(session, "Zoé")
    away, _token = table.guest(session, "Parti")
    actions.remove_participant(by=host, session=session, participant=away)
    assert "Faire entrer les 2" in client_of(claire).get(table.here(session)).content.decode()
    before, once = table.fresh(session).number, str(uuid.uuid4())
    with pytest.raises(PermissionDenied):
        actions.admit_all(by=seat, session=session)
    for _sent_twice in range(2):
        assert client_of(claire).post(address, {"op_id": once}).status_code == 302
    told = session.events.filter(number__gt=before)
    assert list(told.values_list("verb", flat=True)) == ["participant.admitted"] * 2
    seated = session.participants.filter(member=None, waiting=False).order_by("joined_number")
    assert list(seated.values_list("name", "joined_number")) == [("Karim", before + 1), ("Zoé", before + 2)]
    assert [event.payload["participant"] for event in told] == [str(one.uuid) for one in seated]
    away.refresh_from_db()
    assert away.waiting and away.removed_at
    with pytest.raises(ValidationError):
        actions.admit_all(by=host, session=session)


def test_one_of_those_who_lead_steps_down_or_is_taken_back_and_the_last_one_never(client_of, claire, mehdi, ana):
    session, (host, seat, manager) = table.opened(claire, mehdi, ana, kind="share")
    page = lambda: client_of(claire).get(table.here(session)).content.decode()  # noqa: E731
    with pytest.raises(ValidationError):
        actions.end_lead(by=host, session=session, participant=host)
    assert "Ne plus animer" not in page()
    actions.hand_over(by=host, session=session, participant=manager, together=True)
    assert page().count("Ne plus animer") == 2
    with pytest.raises(PermissionDenied):
        actions.end_lead(by=seat, session=session, participant=manager)
    with pytest.raises(PermissionDenied):
        actions.end_lead(by=host, session=session, participant=seat)  # who does not lead
    before = table.fresh(session).rights
    actions.end_lead(by=host, session=session, participant=manager)
    assert not table.fresh(manager).facilitates and table.fresh(session).rights > before  # what only a host hears goes no further
    with pytest.raises(PermissionDenied):
        actions.freeze(by=manager, session=session, frozen=True)

    actions.hand_over(by=host, session=session, participant=manager, together=True)
    assert client_of(claire).post(table.here(session, f"participants/{host.uuid}/relief/")).status_code == 302
    assert [one.member for one in session.participants.filter(role="facilitator")] == [ana]
    with pytest.raises(ValidationError):
        actions.end_lead(by=manager, session=session, participant=manager)


def test_a_lead_who_was_sent_away_does_not_count(claire, ana):
    session, (host, manager) = table.opened(claire, ana, kind="share")
    actions.hand_over(by=host, session=session, participant=manager, together=True)
    actions.remove_participant(by=host, session=session, participant=manager)
    with pytest.raises(ValidationError):
        actions.end_lead(by=host, session=session, participant=host)
