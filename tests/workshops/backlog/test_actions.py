"""The backlog: who proposes, accepts and moves; what must be said before; what the database refuses; files in and out."""
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from tests.workshops import scene
from workshops.backlog import actions, exchange, queries, rules
from workshops.backlog.models import Action, MeasuredEffect, Status

FIGURES = {"difference": 5, "low": 4, "high": 6}


@pytest.fixture
def box(telecom):
    return scene.journey(telecom)


@pytest.fixture
def guide(box):
    return scene.silence(box)


def stated(guide, **fields):
    start = {"silence": guide, "expected_direction": "less", "expected_size": 10, "observe_from": date(2026, 11, 1),
             "observe_until": date(2026, 12, 31), "would_disprove": "Le taux ne bouge pas."}  # fmt: skip
    return start | fields


def test_anyone_proposes_and_the_owner_alone_accepts(mehdi, claire, ana, guide):
    action = scene.action(mehdi, owner=ana, **stated(guide))
    for other in (mehdi, claire):
        with pytest.raises(PermissionDenied):
            actions.accept_action(by=other, action=action)
    assert actions.accept_action(by=ana, action=action).status == Status.ACCEPTED


def test_whoever_facilitates_accepts_for_an_owner_without_an_account(mehdi, claire, guide):
    action = scene.action(mehdi, owner_name="L’atelier de Lyon", **stated(guide))
    with pytest.raises(PermissionDenied):
        actions.accept_action(by=mehdi, action=action)
    assert actions.accept_action(by=claire, action=action).status == Status.ACCEPTED


def test_nobody_accepts_what_nobody_owns(claire, guide):
    with pytest.raises(PermissionDenied):
        actions.accept_action(by=claire, action=scene.action(claire, **stated(guide)))


@pytest.mark.parametrize(
    "missing", ["silence", "expected_direction", "expected_size", "observe_from", "observe_until", "would_disprove"]
)
def test_the_expected_effect_is_stated_before_anybody_accepts(ana, guide, missing):
    fields = stated(guide)
    del fields[missing]
    action = scene.action(ana, owner=ana, **fields)
    with pytest.raises(ValidationError, match="dites quel effet|say what effect"):
        actions.accept_action(by=ana, action=action)
    assert Action.objects.get().status == Status.PROPOSED


def test_an_accepted_action_cannot_lose_its_expected_effect(ana, guide):
    action = scene.announced(ana, guide)
    with pytest.raises(ValidationError):
        actions.edit_action(by=ana, action=action, would_disprove="")


def test_another_owner_has_not_accepted_yet(ana, claire, guide):
    action = scene.announced(ana, guide)
    given = actions.edit_action(by=claire, action=action, owner=claire)
    assert (given.status, given.accepted_at) == (Status.PROPOSED, None)


def test_strangers_do_nothing_and_things_of_elsewhere_are_refused(victor, claire, ana, guide):
    action = scene.announced(ana, guide)
    attempts = ((actions.edit_action, {"title": "…"}), (actions.move_action, {"status": "done"}), (actions.accept_action, {}))
    for act, values in attempts:
        with pytest.raises(PermissionDenied):
            act(by=victor, action=action, **values)
    with pytest.raises(ValidationError):
        scene.action(victor, silence=guide)
    with pytest.raises(ValidationError):
        scene.action(claire, owner=victor)


@pytest.mark.parametrize(
    ("now", "following", "allowed"),
    [
        ("proposed", "accepted", True), ("proposed", "done", False), ("accepted", "in_progress", True),
        ("accepted", "done", True), ("waiting", "in_progress", True), ("done", "in_progress", True), ("done", "proposed", False),
        ("abandoned", "proposed", True), ("abandoned", "accepted", False),
    ],
)  # fmt: skip
def test_statuses_follow_one_another(now, following, allowed):
    assert rules.may_follow(now, following) is allowed


def test_abandoning_and_reopening_say_why(ana, guide):
    action = scene.announced(ana, guide)
    with pytest.raises(ValidationError):
        actions.move_action(by=ana, action=action, status="abandoned")
    actions.move_action(by=ana, action=action, status="done")
    with pytest.raises(ValidationError):
        actions.move_action(by=ana, action=action, status="in_progress")
    reopened = actions.move_action(by=ana, action=action, status="in_progress", reason="Revenu en amont.")
    assert reopened.done_at is None
    assert [change.status for change in action.changes.all()] == ["proposed", "accepted", "done", "in_progress"]


def test_saying_it_twice_does_it_once(ana, guide):
    action = scene.announced(ana, guide)
    actions.accept_action(by=ana, action=action)
    for _twice in range(2):
        actions.move_action(by=ana, action=action, status="done")
    assert action.changes.count() == 3


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"status": "maybe"}, "action_status_known"), ({"kind": "magic"}, "action_kind_known"),
        ({"would_disprove": ""}, "action_accepted_states_its_effect"), ({"silence": None}, "action_accepted_states_its_effect"),
        ({"accepted_at": None}, "action_under_way_was_accepted"), ({"expected_size": 0}, "action_size_in_points"),
        ({"observe_until": date(2020, 1, 1)}, "action_observed_forwards"), ({"owner_name": "Un autre"}, "action_one_owner"),
    ],
)  # fmt: skip
def test_the_database_refuses(ana, guide, values, name):
    action = scene.announced(ana, guide)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"verdict": "maybe"} | FIGURES, "effect_verdict_known"), ({"verdict": "changed"}, "effect_verdict_has_interval"),
        ({"verdict": "undecidable", "difference": 5, "low": 6, "high": 7}, "effect_difference_within_interval"),
    ],
)  # fmt: skip
def test_the_database_refuses_verdicts_without_figures(ana, box, guide, values, name):
    action = scene.announced(ana, guide)
    reading = scene.reading(box, date(2026, 11, 1), date(2026, 12, 1), {"guide": (100, 50)})
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        MeasuredEffect.objects.create(action=action, before=reading, after=reading, **values)


def test_the_database_refuses_two_verdicts_of_one_reading_and_unknown_changes(ana, box, guide):
    action = scene.announced(ana, guide)
    reading = scene.reading(box, date(2026, 11, 1), date(2026, 12, 1), {"guide": (100, 50)})
    MeasuredEffect.objects.create(action=action, after=reading, verdict="undecidable", obstacle="few")
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasuredEffect.objects.create(action=action, after=reading, verdict="undecidable", obstacle="few")
    with pytest.raises(IntegrityError, match="action_change_status_known"), transaction.atomic():
        action.changes.update(status="maybe")


def test_the_backlog_is_filtered_by_mine_late_and_silence(ana, claire, box, guide):
    today = timezone.localdate()
    scene.announced(ana, guide, title="en retard", due=today - timedelta(days=1))
    scene.announced(claire, guide, title="à venir", due=today + timedelta(days=9))
    other = scene.silence(box, "help")
    done = scene.announced(ana, other, title="faite")
    actions.move_action(by=ana, action=done, status="done")

    def titles(**filters):
        return [row.action.title for row in queries.backlog(ana, **filters).rows]

    assert titles() == ["en retard", "à venir"]
    assert titles(show="mine") == titles(show="late") == ["en retard"]
    assert titles(show="all", silence=other.uuid) == titles(show="done") == ["faite"]
    assert queries.backlog(ana).counts == {"mine": 1, "late": 1, "open": 2, "done": 1, "all": 3}
    assert [len(group.rows) for group in queries.backlog(ana, show="all").groups] == [2, 1]


def test_what_goes_out_comes_back_in(claire, ana, guide):
    scene.announced(ana, guide, title="=2+2", text="- un\n- deux")
    scene.action(claire, title="Sans silence", owner_name="Lyon")
    text = exchange.write(queries.backlog(claire, show="all").rows)
    assert "'=2+2" in text  # a spreadsheet will not run it
    kept = Action.objects.order_by("pk").values_list("title", "text", "silence", "owner", "owner_name", "expected_size")
    before = list(kept)
    counts = actions.import_backlog(by=claire, lines=exchange.read(text.encode()))
    assert counts == (0, 2)
    assert list(kept.all()) == before


def test_new_lines_propose_actions(claire, guide):
    header = "title;silence;expected_direction;expected_size;due;owner"
    text = f"{header}\nImprimer le numéro;Brancher (guide);less;7,5;2026-12-01;Lyon\n"
    assert actions.import_backlog(by=claire, lines=exchange.read(text.encode("cp1252"))) == (1, 0)
    action = Action.objects.get()
    assert (action.silence, float(action.expected_size), action.owner_name, action.status) == (guide, 7.5, "Lyon", "proposed")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nom\nx\n", "title"),
        ("", "title"),
        ("title,due\nA,demain\n", "ligne 2, colonne due"),
        ("title,kind\nA,magie\n", "ligne 2, colonne kind"),
        ("title,expected_size\nA,400\n", "ligne 2, colonne expected_size"),
        ("title,expected_size\nA,nan\n", "ligne 2, colonne expected_size"),
        ("title,due\n,2026-01-01\n", "ligne 2, colonne title"),
        ("title\n" + "A\n" * 2001, "2000|2.000"),
    ],
)  # fmt: skip
def test_a_wrong_file_says_where_and_writes_nothing(claire, text, told):
    with translation.override("fr"), pytest.raises(ValidationError) as error:
        actions.import_backlog(by=claire, lines=exchange.read(text.encode()))
    assert re.search(told, " ".join(error.value.messages), re.IGNORECASE)
    assert not Action.objects.exists()


def test_one_wrong_line_leaves_nothing_behind(claire, guide):
    text = "title,silence\nBon,Brancher (guide)\nMauvais,Silence inconnu\n"
    with pytest.raises(ValidationError, match="3"):
        actions.import_backlog(by=claire, lines=exchange.read(text.encode()))
    assert not Action.objects.exists()


def test_contributors_do_not_import(mehdi):
    with pytest.raises(PermissionDenied):
        actions.import_backlog(by=mehdi, lines=[])
