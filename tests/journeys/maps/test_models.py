"""What the database refuses, and what the actions on journeys do."""
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from journeys.maps import actions, formats
from journeys.maps.expectations import Touchpoint
from journeys.maps.models import DraftTouchpoint, Journey, JourneyVersion
from project.sealing.chains import verify
from project.sealing.models import SealedRevision
from project.spaces.models import AuditEvent, Member, Space

GOLDEN = Path(__file__).parents[1] / "golden" / "map.csv"


@pytest.fixture
def box(claire):
    return actions.accept_file(by=claire, map_file=formats.read("map.csv", GOLDEN.read_bytes()), name="Setting up")


@pytest.mark.parametrize("values", [{"slug": "setting-up"}, {"slug": ""}, {"slug": "x", "name": ""}])
def test_the_database_refuses_a_journey_without_a_name_of_its_own(values, box):
    with pytest.raises(IntegrityError), transaction.atomic():
        Journey.objects.create(**{"space": box.space, "name": "Other", **values})


@pytest.mark.parametrize("values", [
    {"key": "guide"}, {"key": ""}, {"label": ""}, {"expectation": "maybe"}, {"terminal": "no"},
    {"due_after": 3, "due_unit": "moons"}, {"due_after": -1, "due_unit": "days"}, {"due_after": 3, "due_unit": ""},
    {"due_after": None, "due_unit": "days"}])
def test_the_database_refuses_a_row_that_says_nothing_clear(values, box):
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftTouchpoint.objects.create(**{"journey": box, "key": "new", "label": "New", "order": 1, **values})


def test_the_database_refuses_two_versions_with_one_number_or_number_nought(box, claire):
    version, _warnings = actions.publish_version(by=claire, journey=box)
    for number in (1, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            JourneyVersion.objects.create(journey=box, number=number, content=version.content, digest="x")


def test_a_published_version_never_changes(box, claire):
    version, _warnings = actions.publish_version(by=claire, journey=box)
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        JourneyVersion.objects.filter(pk=version.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE maps_journeyversion SET digest = 'x'")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM maps_journeyversion")
    assert verify() is None
    assert SealedRevision.objects.get(chain=f"journey:{box.uuid}").content == version.content


def test_whoever_published_may_leave_the_space(box, claire):
    actions.publish_version(by=claire, journey=box)
    Member.objects.get(pk=claire.pk).delete()
    assert box.latest.published_by is None and verify() is None


def test_the_same_map_again_is_the_same_version(box, claire):
    first, _w = actions.publish_version(by=claire, journey=box)
    assert actions.publish_version(by=claire, journey=box)[0] == first
    row = box.draft.get(key="guide")
    actions.move_touchpoint(by=claire, row=row, step=1)
    second, _w = actions.publish_version(by=claire, journey=box)
    actions.move_touchpoint(by=claire, row=row, step=-1)
    third, _w = actions.publish_version(by=claire, journey=box)
    assert (second.number, third.number, third.digest) == (2, 3, first.digest)


def test_publishing_refuses_a_draft_with_errors_and_tells_cautions(box, claire):
    box.draft.filter(key="app").update(anchor="nowhere")
    with pytest.raises(actions.MapRefused) as refused:
        actions.publish_version(by=claire, journey=box)
    assert [p.code for p in refused.value.problems] == ["unknown_anchor"]
    box.draft.exclude(key="survey").delete()
    box.draft.update(anchor="start")
    _version, warnings = actions.publish_version(by=claire, journey=box)
    assert [p.code for p in warnings] == ["never_due"]


def test_a_version_can_be_put_back_into_the_draft(box, claire, mehdi):
    version, _w = actions.publish_version(by=claire, journey=box)
    actions.remove_stage(by=claire, journey=box, stage="Use")
    actions.remove_touchpoint(by=claire, row=box.draft.get(key="guide"))
    with pytest.raises(PermissionDenied):
        actions.restore_version(by=mehdi, version=version)
    actions.restore_version(by=claire, version=version)
    assert actions.publish_version(by=claire, journey=box)[0] == version


def test_an_empty_draft_cannot_be_published(claire):
    with pytest.raises(actions.MapRefused):
        actions.publish_version(by=claire, journey=actions.create_journey(by=claire, name="Empty"))


def test_a_changed_identifier_is_followed_by_the_anchors_on_it(box, claire):
    row = box.draft.get(key="signup")
    touchpoint = Touchpoint("subscribe", "Subscribe", "Join", events=("signup",), anchor="start")
    actions.edit_touchpoint(by=claire, row=row, touchpoint=touchpoint, revision=row.revision)
    assert not box.draft.filter(anchor="signup").exists() and box.draft.filter(anchor="subscribe").count() == 6


def test_a_touchpoint_sent_to_another_stage_ends_it(box, claire):
    row = box.draft.get(key="guide")
    from dataclasses import replace
    actions.edit_touchpoint(by=claire, row=row, touchpoint=replace(row.touchpoint, stage="Use"), revision=1)
    assert [r.key for r in box.draft.all()][2:8] == ["fibre", "chat", "phone", "bill", "gift", "guide"]


def test_names_are_free_or_refused(box, claire):
    assert actions.create_journey(by=claire, name="Setting up").slug == "setting-up-2"
    assert actions.create_journey(by=claire, name="∎").slug == "journey"
    with pytest.raises(ValidationError):
        actions.create_journey(by=claire, name="Again", slug="setting-up")
    guide = box.draft.get(key="guide")
    with pytest.raises(ValidationError):
        actions.add_touchpoint(by=claire, journey=box, touchpoint=guide.touchpoint)


def test_unmatched_event_names_are_given_to_touchpoints(box, claire):
    changed = actions.name_events(by=claire, journey=box, names={"guide": "guide", "call back": "phone", "call": "phone"})
    assert [row.key for row in changed] == ["guide", "phone"]
    assert box.draft.get(key="phone").events == ["call", "call back"]
    with pytest.raises(ValidationError):
        actions.name_events(by=claire, journey=box, names={"x": "nowhere"})


def test_only_those_who_may_change_a_journey(box, mehdi, victor):
    guide = box.draft.get(key="guide")
    map_file = formats.read("map.csv", GOLDEN.read_bytes())
    for who in (mehdi, victor):
        for act in (
            lambda by: actions.publish_version(by=by, journey=box), lambda by: actions.remove_journey(by=by, journey=box),
            lambda by: actions.change_journey(by=by, journey=box, name="Mine"),
            lambda by: actions.add_touchpoint(by=by, journey=box, touchpoint=Touchpoint("n", "N")),
            lambda by: actions.edit_touchpoint(by=by, row=guide, touchpoint=guide.touchpoint, revision=1),
            lambda by: actions.move_touchpoint(by=by, row=guide, step=1),
            lambda by: actions.remove_touchpoint(by=by, row=guide),
            lambda by: actions.add_stage(by=by, journey=box, stage="Z"),
            lambda by: actions.rename_stage(by=by, journey=box, stage="Use", name="Z"),
            lambda by: actions.move_stage(by=by, journey=box, stage="Use", step=1),
            lambda by: actions.remove_stage(by=by, journey=box, stage="Use"),
            lambda by: actions.accept_file(by=by, map_file=map_file, journey=box),
            lambda by: actions.name_events(by=by, journey=box, names={"x": "guide"}),
            lambda by: actions.keep_upload(by=by, journey=box, name="m.csv", data=b"x"),
        ):
            with pytest.raises(PermissionDenied):
                act(who)
    with pytest.raises(PermissionDenied):
        actions.create_journey(by=mehdi, name="Mine")


def test_each_change_leaves_one_line_in_the_audit_trail(box, claire):
    AuditEvent.objects.all().delete()
    actions.add_stage(by=claire, journey=box, stage="After")
    actions.move_touchpoint(by=claire, row=box.draft.get(key="guide"), step=1)
    actions.publish_version(by=claire, journey=box)
    assert [event.verb for event in AuditEvent.objects.order_by("pk")] == ["stage.added", "touchpoint.moved",
                                                                         "journey.published"]


def loaded(file, *options, space="fresh"):
    out, err = StringIO(), StringIO()
    call_command("import_journey", file, "--space", space, *options, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def test_a_map_is_loaded_from_the_command_line_into_a_space_that_is_made(db):
    assert loaded(GOLDEN, "--publish") == ({"journey": "map", "version": 1}, "")
    assert loaded(GOLDEN, "--publish") == ({"journey": "map", "version": 1}, "")
    version = JourneyVersion.objects.get()
    assert (version.journey.space.slug, len(version.touchpoints)) == ("fresh", 11) and verify() is None


def test_loading_without_publishing_only_changes_the_draft(db):
    assert loaded(GOLDEN)[0] == {"journey": "map", "version": None}
    loaded(GOLDEN, "--publish")
    assert loaded(GOLDEN)[0] == {"journey": "map", "version": 1}


def test_the_same_journey_loaded_again_is_updated(db, tmp_path):
    loaded(GOLDEN, "--publish")
    other = tmp_path / "map.json"
    golden = formats.read("map.csv", GOLDEN.read_bytes())
    other.write_bytes(formats.write("json", formats.MapFile(golden.touchpoints[:10], name="Renamed", slug="map")))
    assert loaded(other, "--publish")[0] == {"journey": "map", "version": 2}
    assert Journey.objects.count() == 1


def test_a_wrong_map_is_refused_at_its_row_and_column_and_nothing_is_written(db, tmp_path, capsys):
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes(GOLDEN.read_bytes().replace(b"7,days", b"x,days"))
    err = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("import_journey", wrong, "--space", "fresh", "--publish", stdout=StringIO(), stderr=err)
    assert stop.value.code == 1 and "3" in err.getvalue() and "due_after" in err.getvalue()
    assert not Space.objects.exists() and not Journey.objects.exists()
    with pytest.raises(CommandError):
        call_command("import_journey", tmp_path / "absent.csv", "--space", "fresh")
    with pytest.raises(CommandError):
        call_command("import_journey", GOLDEN, "--space", "not a slug")
    assert not Space.objects.exists()
