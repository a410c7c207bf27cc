"""What each act refuses and promises: once per operation, in order, by those who may, and nothing twice."""
import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from workshops.rituals.sheets.shipped import SHIPPED
from workshops.room import actions, agenda
from workshops.room.models import Note, Reaction, Vote

from . import table

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    return session, host, seat


REPEATED = {
    "a note": lambda s, h, p, **op: actions.write_note(by=p, session=s, text="une fois", **op),
    "a sign": lambda s, h, p, **op: actions.react(by=p, session=s, note=shown(s, p), kind="holds", **op),
    "evidence": lambda s, h, p, **op: actions.give_evidence(by=p, session=s, note=shown(s, p), stance="for", text="x", **op),
    "a hypothesis": lambda s, h, p, **op: actions.write_hypothesis(by=p, session=s, statement="Peut-être.", **op),
    "one minute": lambda s, h, p, **op: actions.change_clock(by=h, session=s, act="minute", **op),
    "a step": lambda s, h, p, **op: actions.move_step(by=h, session=s, to=s.steps.get(kind="tension"), **op),
    "a dot": lambda s, h, p, **op: actions.vote(by=p, session=s, ballot=ballot(s, h), note=shown(s, p), **op),
    "being done": lambda s, h, p, **op: actions.say_done(by=p, session=s, **op),
    "closing": lambda s, h, p, **op: actions.close_session(by=h, session=s, **op),
}


def shown(session, seat):
    return session.notes.first() or written(session, seat)


def written(session, seat):
    actions.write_note(by=seat, session=session, text="sur la table")
    return session.notes.get()


def ballot(session, host):
    if not session.ballots.exists():
        actions.open_ballot(by=host, session=session)
    return session.ballots.get()


@pytest.mark.parametrize("name", REPEATED)
def test_a_repeat_returns_the_first_answer_and_changes_nothing(shared, name):
    session, host, seat = shared
    written(session, seat)
    ballot(session, host)
    op = uuid.uuid4()
    first = REPEATED[name](session, host, seat, op_id=op)
    state = snapshot(session)
    for _ in range(3):
        again = REPEATED[name](session, host, seat, op_id=op)
        assert (again.pk, again.number) == (first.pk, first.number)
    assert snapshot(session) == state


def snapshot(session):
    fresh = table.fresh(session)
    return (
        fresh.number, fresh.state, fresh.ends_at, fresh.step_id, session.notes.count(), Reaction.objects.count(),
        Vote.objects.count(), session.hypotheses.count(), session.events.count(),
    )  # fmt: skip


def test_events_are_numbered_without_gaps(shared):
    session, host, seat = shared
    for n in range(5):
        actions.write_note(by=seat, session=session, text=str(n))
    numbers = list(session.events.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)) and table.fresh(session).number == numbers[-1]


def test_a_double_click_on_the_next_step_moves_once(shared):
    session, host, _seat = shared
    seen, to = session.step.uuid, session.steps.get(kind="tension")
    actions.move_step(by=host, session=session, to=to, seen=seen)
    actions.move_step(by=host, session=session, to=session.steps.get(kind="decide"), seen=seen)
    assert table.fresh(session).step.kind == "tension"


def test_only_who_facilitates_leads(shared):
    session, _host, seat = shared
    for act in (
        lambda: actions.move_step(by=seat, session=session, to=session.steps.last()),
        lambda: actions.reveal(by=seat, session=session),
        lambda: actions.change_clock(by=seat, session=session, act="minute"),
        lambda: actions.hide_names(by=seat, session=session, hidden=True),
        lambda: actions.change_door(by=seat, session=session, act="rotate"),
        lambda: actions.close_session(by=seat, session=session),
        lambda: actions.open_ballot(by=seat, session=session),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_nobody_writes_once_it_is_closed(shared):
    session, host, seat = shared
    actions.close_session(by=host, session=session)
    with pytest.raises(PermissionDenied):
        actions.write_note(by=seat, session=session, text="trop tard")
    assert not session.notes.exists()


def test_nobody_writes_before_it_is_open(claire):
    session = table.prepared(claire)
    with pytest.raises(PermissionDenied):
        actions.write_note(by=table.seat(session, claire), session=session, text="trop tôt")


def test_whoever_is_removed_does_nothing_more_and_their_private_notes_are_gone(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="write")
    actions.write_note(by=seat, session=session, text="privé")
    actions.remove_participant(by=host, session=session, participant=seat)
    assert not session.notes.exists()
    with pytest.raises(PermissionDenied):
        actions.write_note(by=seat, session=session, text="encore")


def test_only_its_author_changes_a_note(shared):
    session, host, seat = shared
    note = written(session, seat)
    for act in (actions.delete_note, actions.share_note):
        with pytest.raises(PermissionDenied):
            act(by=host, session=session, note=note)
    with pytest.raises(PermissionDenied):
        actions.edit_note(by=host, session=session, note=note, text="volé", version=1)


def test_two_devices_of_one_person_do_not_overwrite_each_other(shared, client_of, mehdi):
    session, _host, seat = shared
    note = written(session, seat)
    actions.edit_note(by=seat, session=session, note=note, text="depuis le téléphone", version=1)
    answer = client_of(mehdi).post(
        table.here(session, f"notes/{note.uuid}/"), {"text": "depuis l’ordinateur", "version": 1, "composer": "edit"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 409
    assert "depuis le téléphone" in answer.content.decode() and 'id="problem-edit"' in answer.content.decode()
    assert Note.objects.get().text == "depuis le téléphone"


def test_the_votes_of_one_person_never_pass_the_cap(shared):
    session, host, seat = shared
    note, vote = written(session, seat), ballot(session, host)
    for _ in range(3):
        actions.vote(by=seat, session=session, ballot=vote, note=note)
    with pytest.raises(ValidationError):
        actions.vote(by=seat, session=session, ballot=vote, note=note)
    actions.vote(by=seat, session=session, ballot=vote, note=note, back=True)
    actions.vote(by=seat, session=session, ballot=vote, note=note)
    assert Vote.objects.count() == 3


def test_the_reveal_shows_everything_at_once(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="write")
    for by in (host, seat):
        actions.write_note(by=by, session=session, text="privé")
    event = table.go_to(session, host, "share")
    assert set(session.notes.values_list("shown_number", flat=True)) == {event.number}


def test_one_by_one_each_repeat_reveals_one_and_only_who_facilitates_does(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="write")
    for text in ("un", "deux", "trois"):
        actions.write_note(by=seat, session=session, text=text)
    share = session.steps.get(kind="share")
    with pytest.raises(ValidationError):
        actions.change_step(by=host, session=session, step=session.step, reveals=True)
    actions.change_step(by=host, session=session, step=share, one_by_one=True)
    table.go_to(session, host, "share")
    op = uuid.uuid4()
    first, again = (actions.reveal(by=host, session=session, one=True, op_id=op) for _try in range(2))
    assert first == again and session.notes.exclude(shown_number=None).count() == 1
    with pytest.raises(PermissionDenied):
        actions.reveal(by=seat, session=session, one=True)
    actions.reveal(by=host, session=session)
    assert not session.notes.filter(shown_number=None).exists(), "or all that is left"


def test_one_press_on_two_screens_reveals_one_note(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="write")
    for text in ("un", "deux", "trois"):
        actions.write_note(by=seat, session=session, text=text)
    actions.change_step(by=host, session=session, step=session.steps.get(kind="share"), one_by_one=True)
    table.go_to(session, host, "share")
    shown = session.notes.exclude(shown_number=None)
    for _press in range(2):
        actions.reveal(by=host, session=session, one=True, seen="none")
    assert shown.count() == 1
    for _press in range(2):
        actions.reveal(by=host, session=session, one=True, seen=str(shown.first().uuid))
    assert shown.count() == 2


def test_a_second_click_on_the_page_that_revealed_reveals_nothing_more(claire, mehdi, client_of):
    session, (host, seat) = table.opened(claire, mehdi, kind="write")
    for text in ("un", "deux", "trois"):
        actions.write_note(by=seat, session=session, text=text)
    actions.change_step(by=host, session=session, step=session.steps.get(kind="share"), one_by_one=True)
    table.go_to(session, host, "share")
    client, here = client_of(claire), table.here(session)
    for shown in (1, 2):
        page = client.get(here).content.decode()
        seen = re.search(r'revelation/"[^>]*><input type="hidden" name="seen" value="([^"]+)"', page)[1]
        for _click in range(2):
            assert client.post(f"{here}revelation/", {"one": "yes", "seen": seen}).status_code == 302
        assert session.notes.exclude(shown_number=None).count() == shown


def test_going_back_hides_nothing_and_a_new_note_is_private_again(claire, mehdi):
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    actions.write_note(by=seat, session=session, text="montré")
    table.go_to(session, host, "write")
    actions.write_note(by=seat, session=session, text="privé")
    assert list(session.notes.filter(shown_number=None).values_list("text", flat=True)) == ["privé"]


def test_closing_seals_the_grid_with_the_hypotheses(shared):
    session, host, seat = shared
    actions.write_hypothesis(
        by=seat, session=session, statement="Le guide arrive trop tôt.", silence=session.silences.first()
    )
    actions.write_note(by=seat, session=session, answer="unknown", silence=session.silences.last())
    actions.close_session(by=host, session=session)
    version = table.fresh(session).grid_version
    assert version.title == session.title and "trop tôt" in str(version.content)


def test_facilitators_away_can_be_replaced_and_not_before(claire, ana, mehdi):
    session, (host, manager, seat) = table.opened(claire, ana, mehdi)
    session.participants.filter(pk=host.pk).update(seen_at=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.take_over(by=manager, session=session)
    session.participants.filter(pk=host.pk).update(seen_at=timezone.now() - timezone.timedelta(seconds=31))
    with pytest.raises(PermissionDenied):
        actions.take_over(by=seat, session=session)  # a contributor never leads
    actions.take_over(by=manager, session=session)
    assert table.fresh(manager).facilitates


def test_the_lead_goes_to_someone_else_at_the_table_never_to_nobody(claire, ana):
    session, (host, manager) = table.opened(claire, ana)
    with pytest.raises(host.DoesNotExist):
        actions.hand_over(by=host, session=session, participant=host)
    actions.remove_participant(by=host, session=session, participant=manager)
    with pytest.raises(host.DoesNotExist):
        actions.hand_over(by=host, session=session, participant=manager)
    assert table.fresh(host).facilitates and session.participants.filter(role="facilitator").count() == 1


def test_a_guest_may_write_decisions_nowhere_but_takes_part_in_everything_else(claire):
    session, (host,) = table.opened(claire, kind="share")
    guest, _token = table.guest(session)
    actions.write_note(by=guest, session=session, text="en boutique")
    actions.write_hypothesis(by=guest, session=session, note=session.notes.get())
    one = session.hypotheses.get()
    actions.weigh_hypothesis(by=guest, session=session, hypothesis=one, stance="against", text="non")
    actions.dissent(by=guest, session=session, hypothesis=one, text="autrement")
    with pytest.raises(PermissionDenied):
        actions.decide(by=guest, session=session, title="x", what="x", why="x", review_on=timezone.localdate())


def test_the_clock_is_arithmetic():
    now = timezone.now()
    clock = agenda.start(5, now)
    assert clock.seconds_left(now) == 300
    assert agenda.add(clock, 1, now).seconds_left(now) == 360
    late = now + timezone.timedelta(minutes=9)
    assert clock.seconds_left(late) == -240 and agenda.add(clock, 1, late).seconds_left(late) == 60
    held = agenda.pause(clock, now + timezone.timedelta(seconds=60))
    assert held.left == 240 and held.seconds_left(late) == 240
    assert agenda.resume(held, late).seconds_left(late) == 240
    assert agenda.add(held, 1, late).left == 300 and agenda.pause(held, late) == held


@pytest.mark.parametrize(("current", "expected"), [(0, (None, 2)), (2, (0, 3)), (3, (2, None)), (1, (0, 2))])
def test_skipped_steps_are_walked_over(current, expected):
    class Step:
        def __init__(self, place, skipped):
            self.place, self.skipped = place, skipped

    steps = [Step(0, False), Step(1, True), Step(2, False), Step(3, False)]
    before, after = agenda.neighbours(steps, steps[current])
    assert (before and before.place, after and after.place) == expected


@pytest.mark.parametrize("sheet", SHIPPED)
def test_every_run_sheet_makes_a_session(claire, sheet):
    session = table.prepared(claire, sheet=sheet)
    actions.open_session(by=table.seat(session, claire), session=session)
    assert session.steps.count() == len(SHIPPED[sheet][1])
