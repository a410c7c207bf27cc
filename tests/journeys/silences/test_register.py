"""The register of silences: noted once, kept, set aside or merged by members of the space, never published by itself."""
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from journeys.silences import actions
from journeys.silences.models import Silence
from project.spaces.models import AuditEvent

from .small_logs import place
from .test_readings import make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(telecom):
    """A journey with two touchpoints and a choice between two ways to get help."""
    ways = [place(key, order, expectation="alternative", group="help") for order, key in enumerate(("chat", "phone"), 3)]
    return make_version(telecom, [place("app", 1), place("guide", 2), *ways]).journey


def test_a_silence_is_noted_once_and_bears_the_name_people_know(mehdi, claire, box):
    noted = actions.note_silence(by=mehdi, journey=box, touchpoint_key="guide")
    assert noted.label == "Guide" and noted.status == "accepted" and noted.created_by == mehdi
    assert actions.note_silence(by=claire, journey=box, touchpoint_key="guide") == noted
    assert actions.note_silence(by=claire, journey=box, touchpoint_key="help").label == "help"
    apart = actions.note_silence(by=claire, journey=box, touchpoint_key="guide", segment_by="age", segment_value="65+")
    assert apart != noted and AuditEvent.objects.filter(verb="silence.noted").count() == 3


def test_a_stranger_notes_nothing(victor, box):
    with pytest.raises(PermissionDenied):
        actions.note_silence(by=victor, journey=box, touchpoint_key="guide")


def test_a_silence_has_a_keeper_a_date_and_what_would_make_us_act(claire, mehdi, victor, box):
    noted = actions.note_silence(by=mehdi, journey=box, touchpoint_key="guide")
    kept = actions.keep_silence(by=claire, silence=noted, keeper=mehdi, review_on="2026-12-01", would_act="above half")
    assert kept.keeper == mehdi and kept.would_act == "above half" and kept.status == "accepted"
    with pytest.raises(ValidationError):
        actions.keep_silence(by=claire, silence=noted, keeper=victor)
    with pytest.raises(PermissionDenied):
        actions.keep_silence(by=victor, silence=noted)


def test_setting_a_silence_aside_needs_a_reason_and_can_be_undone(claire, box):
    noted = actions.note_silence(by=claire, journey=box, touchpoint_key="guide")
    with pytest.raises(ValidationError):
        actions.dismiss_silence(by=claire, silence=noted, reason=" ")
    with pytest.raises(ValidationError):
        actions.keep_silence(by=claire, silence=noted, status="dismissed", reason=" ")
    assert actions.dismiss_silence(by=claire, silence=noted, reason="the guide was withdrawn").status == "dismissed"
    assert actions.accept_silence(by=claire, silence=noted).status == "accepted"


def test_merged_silences_follow_the_one_they_became(claire, box):
    one, two, three = (actions.note_silence(by=claire, journey=box, touchpoint_key=key) for key in ("app", "guide", "chat"))
    actions.merge_silences(by=claire, silence=one, into=two)
    actions.merge_silences(by=claire, silence=two, into=three)
    one.refresh_from_db()
    assert one.merged_into == three and one.status == "merged"
    for into in (three, two):
        with pytest.raises(ValidationError):
            actions.merge_silences(by=claire, silence=three, into=into)
    kept = actions.keep_silence(by=claire, silence=one, status="merged", keeper=claire)
    assert kept.merged_into == three and kept.keeper == claire
    with pytest.raises(ValidationError):
        actions.keep_silence(by=claire, silence=three, status="merged")
    back = actions.keep_silence(by=claire, silence=one, status="accepted")
    assert back.merged_into is None


def test_a_candidate_stays_one_until_somebody_accepts_it(claire, box):
    noted = actions.note_silence(by=claire, journey=box, touchpoint_key="app", kind="loop", status="candidate")
    assert noted.status == "candidate"
    assert actions.accept_silence(by=claire, silence=noted).status == "accepted"


@pytest.mark.parametrize("wrong", [
    {"touchpoint_key": ""}, {"label": ""}, {"segment_value": "65+"}, {"status": "merged"},
])
def test_the_database_refuses_a_silence_that_says_nothing(box, wrong):
    values = {"space": box.space, "journey": box, "touchpoint_key": "app", "label": "App"} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Silence.objects.create(**values)


def test_the_database_refuses_the_same_place_twice_and_a_silence_merged_into_itself(box):
    values = {"space": box.space, "journey": box, "touchpoint_key": "app", "label": "App"}
    made = Silence.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Silence.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Silence.objects.filter(pk=made.pk).update(status="merged", merged_into=made)
