"""Hypotheses stay open, keep every wording, every piece of evidence and every voice that differs."""
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from observations.hypotheses import actions, queries
from observations.hypotheses.models import Evidence, Hypothesis, HypothesisVersion, Status
from project.sealing import SealedError
from project.spaces.models import AuditEvent
from tests.observations import make

pytestmark = pytest.mark.django_db


class Guest:
    """What a room hands over for someone without an account."""

    member, trade = None, "Facturation"

    def __init__(self, space):
        self.space, self.uuid = space, uuid4()
        self._meta = type("Meta", (), {"model_name": "participant"})

    def __str__(self):
        return "Lina"


def test_a_hypothesis_is_born_open_with_a_review_in_ninety_days(mehdi):
    silence = make.silence(make.journey(mehdi.space))
    posed = make.hypothesis(mehdi, silences=[silence], lenses=["giving_up", "our own"], origin="Lecture d’octobre")
    assert posed.status == Status.OPEN and posed.review_on == timezone.localdate() + timedelta(days=90)
    assert posed.statement == "Le guide est trop long." and "<p>" in posed.html and posed.number == 1
    assert list(posed.silences.all()) == [silence] and posed.lenses == ["giving_up", "our own"]
    assert posed.current.author_alias == "Mehdi" and posed.current.trade == "Service client"


def test_a_guest_of_a_room_poses_one_too(telecom):
    posed = make.hypothesis(Guest(telecom))
    assert posed.current.author_alias == "Lina" and posed.current.member is None


def test_the_same_request_twice_writes_once(mehdi):
    key = uuid4()
    assert make.hypothesis(mehdi, uuid=key) == make.hypothesis(mehdi, uuid=key)
    posed = Hypothesis.objects.get()
    for _twice in range(2):
        actions.give_evidence(by=mehdi, hypothesis=posed, stance="for", text="Vu", uuid=key)
        actions.register_dissent(by=mehdi, hypothesis=posed, text="Non", uuid=key)
    assert posed.evidence.count() == posed.dissents.count() == 1


def test_an_identifier_of_another_space_is_refused(mehdi, victor):
    key = make.hypothesis(victor).uuid
    with pytest.raises(ValidationError):
        make.hypothesis(mehdi, uuid=key)


def test_a_stranger_touches_nothing(mehdi, victor):
    posed = make.hypothesis(mehdi)
    for act in (
        lambda: actions.reword(by=victor, hypothesis=posed, statement="x", reason="y"),
        lambda: actions.give_evidence(by=victor, hypothesis=posed, stance="for", text="x"),
        lambda: actions.register_dissent(by=victor, hypothesis=posed, text="x"),
        lambda: actions.reopen(by=victor, hypothesis=posed, reason="x"),
        lambda: actions.change_status(by=victor, hypothesis=posed, status="dormant", reason="x"),
        lambda: actions.say_confidence(by=victor, hypothesis=posed, evidence="limited", agreement="low"),
        lambda: actions.expect_sign(by=victor, hypothesis=posed, what="x", by_when=timezone.localdate()),
    ):
        with pytest.raises(PermissionDenied):
            act()
    foreign = make.silence(make.journey(victor.space))
    with pytest.raises(ValidationError):
        make.hypothesis(mehdi, silences=[foreign])
    assert not Hypothesis.objects.visible_to(victor).exists()


def test_rewording_keeps_the_chain_with_its_reasons(mehdi, claire):
    posed = make.hypothesis(mehdi)
    actions.reword(by=claire, hypothesis=posed, statement="Le guide demande le numéro trop tôt.", reason="Vu sur le terrain")
    assert [row.number for row in posed.versions.all()] == [1, 2] and posed.statement.endswith("trop tôt.")
    with pytest.raises(ValidationError):
        actions.reword(by=claire, hypothesis=posed, statement="Autre", reason="  ")
    last = posed.versions.last()
    assert actions.reword(by=claire, hypothesis=posed, statement=last.statement, reason="") == last
    for change in (last.save, last.delete, HypothesisVersion.objects.all().delete):
        with pytest.raises(SealedError):
            change()


def test_the_second_writer_gets_both_texts_and_overwrites_nothing(mehdi, claire):
    posed = make.hypothesis(mehdi)
    actions.reword(by=claire, hypothesis=posed, statement="Une", reason="r", base_number=1)
    with pytest.raises(actions.Conflict) as conflict:
        actions.reword(by=mehdi, hypothesis=posed, statement="Deux", reason="r", base_number=1)
    assert (conflict.value.theirs, conflict.value.mine) == ("Une", "Deux") and posed.versions.count() == 2


def test_no_status_goes_without_a_reason_and_a_date_to_come(mehdi, claire):
    posed = make.hypothesis(mehdi)
    with pytest.raises(PermissionDenied):
        actions.change_status(by=mehdi, hypothesis=posed, status="dormant", reason="Rien de neuf")
    with pytest.raises(ValidationError):
        actions.change_status(by=claire, hypothesis=posed, status="dormant", reason=" ")
    with pytest.raises(ValidationError):
        actions.change_status(
            by=claire, hypothesis=posed, status="dormant", reason="Rien", review_on=timezone.localdate()
        )
    actions.change_status(by=claire, hypothesis=posed, status="set_aside", reason="Rien de neuf")
    actions.reopen(by=mehdi, hypothesis=posed, reason="Un signe est venu")
    posed.refresh_from_db()
    assert posed.status == Status.OPEN
    assert [(row.before, row.after) for row in posed.changes.all()] == [("open", "set_aside"), ("set_aside", "open")]


def test_provisionally_stable_asks_for_two_trades_contrary_evidence_and_answers(mehdi, claire, sophie):
    posed = make.hypothesis(mehdi)
    dissent = actions.register_dissent(by=mehdi, hypothesis=posed, text="Je ne crois pas.")

    def stabilise():
        return actions.change_status(by=claire, hypothesis=posed, status="provisionally_stable", reason="Assez bon")

    for lacks, step in [
        (["trades", "contrary", "dissent"], lambda: actions.answer_dissent(by=mehdi, dissent=dissent, text="Entendu.")),
        (["trades", "contrary"], lambda: actions.give_evidence(by=sophie, hypothesis=posed, stance="for", text="Vu.")),
        (["contrary"], lambda: actions.give_evidence(by=mehdi, hypothesis=posed, stance="sought", text="Appels : rien.")),
    ]:
        assert actions.lacking(posed) == lacks
        with pytest.raises(ValidationError):
            stabilise()
        step()
    assert stabilise().status == Status.STABLE


def test_an_absence_says_whether_it_would_have_been_seen(mehdi):
    posed = make.hypothesis(mehdi)
    with pytest.raises(ValidationError) as refused:
        actions.give_evidence(by=mehdi, hypothesis=posed, stance="for", text="Aucun appel", kind="absence")
    assert "would_have_seen" in refused.value.message_dict
    given = actions.give_evidence(
        by=mehdi, hypothesis=posed, stance="for", text="Aucun appel", kind="absence", would_have_seen="maybe"
    )
    assert given.would_have_seen == "maybe"
    other = actions.give_evidence(by=mehdi, hypothesis=posed, stance="for", text="Un appel", would_have_seen="yes")
    assert other.would_have_seen == ""


def test_an_anonymous_dissent_leaves_nothing_about_its_author(mehdi):
    posed = make.hypothesis(mehdi)
    dissent = actions.register_dissent(by=mehdi, hypothesis=posed, text="Autrement.", anonymous=True)
    assert (dissent.author_alias, dissent.trade, dissent.member) == ("", "", None)
    assert AuditEvent.objects.get(verb="hypothesis.dissent_registered").member is None


def test_erasing_a_person_keeps_what_they_said(mehdi):
    posed = make.hypothesis(mehdi)
    actions.give_evidence(by=mehdi, hypothesis=posed, stance="for", text="Vu.")
    mehdi.delete()
    assert Evidence.objects.get().member is None and posed.versions.get().member is None


def test_confidence_is_two_words_and_the_others_are_shown_after_ones_own(mehdi, claire):
    posed = make.hypothesis(mehdi)
    actions.say_confidence(by=mehdi, hypothesis=posed, evidence="limited", agreement="high")
    actions.say_confidence(by=mehdi, hypothesis=posed, evidence="unknown", agreement="high")
    hidden = queries.confidences(posed, claire)
    assert hidden.people == 1 and not hidden.evidence and not hidden.agreement
    shown = queries.confidences(posed, mehdi)
    assert {bar.label: bar.count for bar in shown.evidence if bar.count} and sum(bar.count for bar in shown.agreement) == 1


def test_only_unknowns_divide_by_nothing(mehdi):
    posed = make.hypothesis(mehdi)
    assert queries.bars(queries.EvidenceLevel, []) and queries.confidences(posed, mehdi).people == 0
    actions.say_confidence(by=mehdi, hypothesis=posed, evidence="unknown", agreement="declined")
    assert [bar.share for bar in queries.confidences(posed, mehdi).evidence] == [0, 0, 0, 100, 0]


def test_an_expected_sign_is_looked_for(mehdi):
    posed = make.hypothesis(mehdi)
    sign = actions.expect_sign(by=mehdi, hypothesis=posed, what="Moins d’appels", by_when=timezone.localdate())
    with pytest.raises(ValidationError):
        actions.look_for_sign(by=mehdi, sign=sign, seen="waiting")
    assert actions.look_for_sign(by=mehdi, sign=sign, seen="unknown", note="Journal coupé").looked_at


def test_relations_are_typed_and_between_two(mehdi, victor):
    one, two, foreign = make.hypothesis(mehdi), make.hypothesis(mehdi, "Autre"), make.hypothesis(victor)
    relation = actions.relate(by=mehdi, hypothesis=one, other=two, kind="rival")
    assert actions.relate(by=mehdi, hypothesis=one, other=two, kind="rival") == relation
    for other in (one, foreign):
        with pytest.raises(ValidationError):
            actions.relate(by=mehdi, hypothesis=one, other=other, kind="rival")
    assert [outgoing for _words, _other, outgoing in queries.links(two)] == [False]
