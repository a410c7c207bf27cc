"""Decisions: who may do what, what is sealed, and dissent that nobody takes away."""
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from project.sealing import SealedRevision, verify
from tests.workshops import scene
from workshops.decisions import actions, queries, rules
from workshops.decisions.models import Decision, Dissent, Position, Status

LATER = date.today() + timedelta(days=60)


@pytest.fixture
def prefill(claire):
    return scene.decision(claire)


def test_anyone_of_the_space_proposes_and_whoever_facilitates_decides(mehdi, claire):
    decision = scene.decision(mehdi)
    assert decision.status == Status.PROPOSED
    with pytest.raises(PermissionDenied):
        actions.take_decision(by=mehdi, decision=decision)
    assert actions.take_decision(by=claire, decision=decision).status == Status.TAKEN


def test_a_stranger_can_do_nothing(victor, prefill):
    for act, values in (
        (actions.take_position, {"stance": "consent"}), (actions.register_dissent, {"text": "Non."}),
        (actions.edit_decision, {"title": "Autre"}), (actions.take_decision, {}),
        (actions.reopen_decision, {"reason": "…", "review_on": LATER}),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act(by=victor, decision=prefill, **values)


def test_hypotheses_of_another_space_are_refused(claire, victor):
    with pytest.raises(ValidationError):
        scene.decision(claire, hypotheses=[scene.hypothesis(victor)])


def test_what_was_taken_is_sealed_with_its_voices_and_without_names(claire, mehdi, sophie, prefill):
    actions.take_position(by=mehdi, decision=prefill, stance="consent")
    actions.take_position(by=sophie, decision=prefill, stance="objection", reason="Rien ne changera.")
    actions.take_decision(by=claire, decision=prefill)
    [seal] = SealedRevision.objects.filter(chain=prefill.chain)
    assert [position["stance"] for position in seal.content["positions"]] == ["consent", "objection"]
    assert seal.content["positions"][1] == {"voice": 2, "trade": "Terrain", "stance": "objection", "reason": "Rien ne changera."}
    assert "Mehdi" not in seal.body and "Sophie" not in seal.body and "Claire" not in seal.body
    assert verify(prefill.chain) is None


def test_a_taken_decision_is_no_longer_reworded(claire, prefill):
    actions.take_decision(by=claire, decision=prefill)
    with pytest.raises(PermissionDenied):
        actions.edit_decision(by=claire, decision=prefill, title="Autre chose")


def test_declining_to_decide_is_an_answer(claire, prefill):
    taken = actions.take_decision(by=claire, decision=prefill, answer="declined")
    assert (taken.status, taken.answer) == ("taken", "declined")
    assert SealedRevision.objects.get(chain=prefill.chain).content["answer"] == "declined"


def test_a_concern_or_an_objection_says_why(mehdi, prefill):
    for stance in ("concern", "objection"):
        with pytest.raises(ValidationError) as error:
            actions.take_position(by=mehdi, decision=prefill, stance=stance, reason="  ")
        assert "reason" in error.value.message_dict


def test_a_person_has_one_position_and_may_change_it(mehdi, prefill):
    actions.take_position(by=mehdi, decision=prefill, stance="consent")
    actions.take_position(by=mehdi, decision=prefill, stance="concern", reason="À voir.")
    assert [position.stance for position in prefill.positions.all()] == ["concern"]


def test_silence_is_not_consent(mehdi, prefill):
    counted = queries.voices(prefill.positions.all())
    assert counted.total == 0 and {number for _stance, _label, number in counted.counts} == {0}


def test_positions_wait_for_the_next_review_once_taken(claire, mehdi, prefill):
    actions.take_decision(by=claire, decision=prefill)
    with pytest.raises(PermissionDenied):
        actions.take_position(by=mehdi, decision=prefill, stance="consent")


def test_dissent_is_kept_after_the_decision_and_sealed_after_it(claire, sophie, prefill):
    actions.take_decision(by=claire, decision=prefill)
    actions.register_dissent(by=sophie, decision=prefill, text="Je vois autre chose.")
    first, second = SealedRevision.objects.filter(chain=prefill.chain)
    assert first.content["dissents"] == []
    assert second.content["dissents"] == [{"text": "Je vois autre chose.", "trade": "Terrain"}]


def test_anonymous_dissent_stores_nothing_of_its_author(sophie, prefill):
    dissent = actions.register_dissent(by=sophie, decision=prefill, text="Je n’ose pas le dire.", anonymous=True)
    assert (dissent.who, dissent.trade) == ("", "")


def test_dissent_is_never_changed_nor_deleted(sophie, prefill):
    dissent = actions.register_dissent(by=sophie, decision=prefill, text="Non.")
    for attempt in (dissent.delete, Dissent.objects.all().delete, lambda: Dissent.objects.update(text="Oui.")):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_no_status_is_final(claire, mehdi, prefill):
    actions.take_decision(by=claire, decision=prefill)
    actions.review_decision(by=claire, decision=prefill, status="abandoned", reason="Trop cher.", review_on=LATER)
    reopened = actions.reopen_decision(by=mehdi, decision=prefill, reason="Moins cher.", review_on=LATER)
    assert reopened.status == Status.PROPOSED
    assert [change.status for change in prefill.changes.all()] == ["proposed", "taken", "abandoned", "proposed"]


@pytest.mark.parametrize(
    ("now", "following", "allowed"),
    [
        ("proposed", "taken", True), ("proposed", "superseded", False), ("proposed", "to_review", False),
        ("taken", "to_review", True), ("taken", "superseded", True), ("taken", "proposed", False),
        ("to_review", "taken", True), ("superseded", "proposed", True), ("abandoned", "taken", False),
    ],
)  # fmt: skip
def test_statuses_follow_one_another(now, following, allowed):
    assert rules.may_follow(now, following) is allowed


def test_a_review_needs_a_reason_and_a_date_to_come(claire, prefill):
    actions.take_decision(by=claire, decision=prefill)
    for reason, day in (("", LATER), ("Toujours vrai.", timezone.localdate())):
        with pytest.raises(ValidationError):
            actions.review_decision(by=claire, decision=prefill, status="taken", reason=reason, review_on=day)


def test_a_decision_is_replaced_by_another_of_the_same_space(claire, victor, prefill):
    actions.take_decision(by=claire, decision=prefill)
    with pytest.raises(ValidationError):
        actions.supersede_decision(by=claire, decision=prefill, successor=scene.decision(victor), reason="…")
    other = scene.decision(claire, title="Imprimer le numéro")
    done = actions.supersede_decision(by=claire, decision=prefill, successor=other, reason="Mieux.")
    assert (done.status, done.superseded_by) == ("superseded", other)


def test_saying_it_twice_does_it_once(claire, mehdi):
    from uuid import uuid4

    name = uuid4()
    first, second = scene.decision(claire, uuid=name), scene.decision(claire, uuid=name)
    assert first == second
    actions.take_decision(by=claire, decision=first)
    actions.take_decision(by=claire, decision=first)
    for _twice in range(2):
        actions.review_decision(by=claire, decision=first, status="taken", reason="Tient.", review_on=LATER)
        actions.register_dissent(by=mehdi, decision=first, text="Non.", uuid=name)
    assert (SealedRevision.objects.filter(chain=first.chain).count(), first.dissents.count()) == (3, 1)


def test_text_that_would_stall_the_parser_is_refused_beside_its_field(claire):
    with pytest.raises(ValidationError) as error:
        scene.decision(claire, why="[" * 500)
    assert "why" in error.value.message_dict


def test_reviews_come_soonest_first_and_those_due_on_top(claire, telecom):
    today = timezone.localdate()
    late, soon, far = (scene.decision(claire, title=title) for title in ("late", "soon", "far"))
    for decision, days in ((late, 3), (soon, 10), (far, 90)):
        actions.take_decision(by=claire, decision=decision, review_on=today + timedelta(days=days))
    found = queries.decisions_of(claire, today + timedelta(days=5))
    assert ([d.title for d in found.waiting], [d.title for d in found.others]) == (["late"], ["soon", "far"])


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"status": "maybe", "taken_at": timezone.now()}, "decision_status_known"),
        ({"answer": "maybe"}, "decision_answer_known"),
        ({"impact_customer": 6}, "decision_impact_customer_1_5"), ({"impact_business": 0}, "decision_impact_business_1_5"),
        ({"status": "taken", "taken_at": None}, "decision_standing_was_taken"),
    ],
)  # fmt: skip
def test_the_database_refuses(prefill, values, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Decision.objects.filter(pk=prefill.pk).update(**values)


def test_the_database_refuses_a_decision_that_replaces_itself(prefill):
    with pytest.raises(IntegrityError, match="decision_not_its_own_successor"), transaction.atomic():
        Decision.objects.filter(pk=prefill.pk).update(superseded_by=prefill)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"stance": "maybe", "reason": "…"}, "position_stance_known"),
        ({"stance": "objection", "reason": ""}, "position_against_says_why"),
    ],
)  # fmt: skip
def test_the_database_refuses_positions(prefill, values, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Position.objects.create(decision=prefill, voice="member:1", **values)


def test_the_database_refuses_two_positions_of_one_voice_and_an_empty_dissent(prefill):
    Position.objects.create(decision=prefill, voice="member:1", stance="consent")
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.create(decision=prefill, voice="member:1", stance="consent")
    with pytest.raises(IntegrityError, match="decision_dissent_says_something"), transaction.atomic():
        Dissent.objects.create(decision=prefill, text="", html="")
    with pytest.raises(IntegrityError, match="decision_change_status_known"), transaction.atomic():
        prefill.changes.update(status="maybe")


def test_by_impact_what_nobody_knows_comes_last(claire):
    known = {"small": (1, 1), "large": (5, 2), "unknown": (None, None), "both": (5, 4)}
    for title, (customer, business) in known.items():
        scene.decision(claire, title=title, impact_customer=customer, impact_business=business)
    found = queries.decisions_of(claire, timezone.localdate(), by_impact=True)
    assert [decision.title for decision in found.others] == ["both", "large", "small", "unknown"]
