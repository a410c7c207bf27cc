"""Run sheets: what can be run, local copies, sealed versions, the sessions that keep the one they were opened with."""
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from project.sealing import verify
from tests.workshops.room import table
from workshops.rituals.models import RunSheet, RunSheetVersion
from workshops.rituals.rules import can_edit_sheet
from workshops.rituals.sheets import actions, plans, queries
from workshops.rituals.sheets.plans import StepPlan
from workshops.rituals.sheets.shipped import SHIPPED, every_step

READ, WRITE, CLOSE = StepPlan("read", "", 10), StepPlan("write", "", 5, "private"), StepPlan("close", "", 5)


def at(name, *args):
    return reverse(name, args=["telecom", *args])


def local(by, name="express"):
    return actions.copy_sheet(by=by, sheet=actions.sheet_named(space=by.space, name=name))


def form(steps, base=1, title="À nous", **more):
    said = {"title": title, "base": base, "step-TOTAL_FORMS": len(steps), "step-INITIAL_FORMS": len(steps), **more}
    for place, step in enumerate(steps):
        values = {name: value for name, value in step.as_dict().items() if value is not False}
        said |= {f"step-{place}-{name}": value for name, value in values.items()}
    return said


@pytest.mark.parametrize(
    ("steps", "wrong"),
    [
        ([], [(0, "number")]),
        ([READ] * 21, [(0, "number")]),
        ([READ, StepPlan("dance", "", 5)], [(2, "unknown")]),
        ([StepPlan("read", "", 5, "everyone")], [(1, "unknown")]),
        ([StepPlan("read", "", 0)], [(1, "minutes")]),
        ([StepPlan("read", "x" * 301, 5)], [(1, "long")]),
        ([StepPlan("share", "", 5, "private", reveals=True)], [(1, "reveals")]),
        ([StepPlan("share", "", 5, "table", one_by_one=True)], [(1, "one")]),
        ([StepPlan("share", "", 5, "table", reveals=True, one_by_one=True)], []),
        ([StepPlan("write", "", 5, "table", apart=True)], [(1, "apart")]),
        ([READ, WRITE, CLOSE], []),
    ],
)
def test_what_cannot_be_run_is_named(steps, wrong):
    assert plans.problems(steps) == wrong


def test_steps_are_moved_taken_out_and_added_before_the_close():
    steps = [READ, WRITE, CLOSE]
    assert plans.moved(steps, 0, down=True) == [WRITE, READ, CLOSE]
    assert plans.moved(steps, 0, down=False) == plans.moved(steps, 2, down=True) == steps
    assert plans.without(steps, 1) == [READ, CLOSE] and plans.without(steps, 9) == steps
    grown = plans.with_new(steps, "share", every_step())
    assert [step.kind for step in grown] == ["read", "write", "share", "close"] and grown[2].reveals and not grown[2].note


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("key", SHIPPED)
def test_every_shipped_sheet_can_be_run(key, language):
    with translation.override(language):
        steps = [StepPlan.from_dict(step.as_dict()) for step in SHIPPED[key][1]]
    assert plans.problems(steps) == [] and all(step.title for step in steps)


def test_a_session_keeps_the_sealed_version_it_was_prepared_with(claire):
    sheet = local(claire)
    first = actions.publish_sheet(by=claire, sheet=sheet)
    session = table.prepared(claire, sheet=sheet.name)
    actions.write_draft(by=claire, sheet=sheet, title="Autrement", steps=[READ, CLOSE], base=1)
    second = actions.publish_sheet(by=claire, sheet=sheet, reason="plus court")
    later = table.prepared(claire, title="La suivante", sheet=sheet.name)
    assert session.sheet_version == first and later.sheet_version == second and second.number == 2
    assert session.steps.count() == len(first.steps) and later.steps.count() == 2
    assert [step.title for step in later.steps.all()] == ["Lire la carte", "Clore"]
    assert verify(sheet.chain) is None and len(second.digest) == 64


def test_the_opening_names_version_and_hash(claire):
    session, _seats = table.opened(claire)
    payload = session.events.get(verb="session.opened").payload
    assert payload["sheet"] == str(session.sheet_version.uuid) and payload["digest"] == session.sheet_version.digest


def test_the_facilitators_note_of_a_step_reaches_the_desk(claire, mehdi, client_of):
    session, _seats = table.opened(claire, mehdi, kind="share")
    note = session.steps.get(kind="share").desk_note
    assert note and note in client_of(claire).get(table.here(session)).content.decode()
    assert note not in client_of(mehdi).get(table.here(session)).content.decode()


@pytest.mark.django_db
def test_one_by_one_is_said_only_where_it_is_so_and_earlier_seals_hold(claire, client_of):
    assert "one_by_one" not in StepPlan("share", "", 5, "table", reveals=True).as_dict()
    sheet = local(claire)
    steps = [WRITE, StepPlan("share", "", 5, "table", reveals=True, one_by_one=True), CLOSE]
    client_of(claire).post(at("run-sheet-edit", sheet.uuid), form(steps, then="publish"))
    assert sheet.latest.steps[1].one_by_one and not sheet.latest.steps[2].one_by_one
    assert "une à une" in client_of(claire).get(at("run-sheet", sheet.uuid)).content.decode()
    session = table.prepared(claire, sheet=sheet.name)
    assert [step.one_by_one for step in session.steps.all()] == [False, True, False]


def test_the_same_draft_published_twice_is_one_version(claire):
    sheet = local(claire)
    assert actions.publish_sheet(by=claire, sheet=sheet) == actions.publish_sheet(by=claire, sheet=sheet)
    assert actions.take_in(space=claire.space, key="full") == actions.take_in(space=claire.space, key="full")
    assert RunSheet.objects.get(shipped="full").versions.count() == 1


@pytest.mark.django_db
def test_a_shipped_sheet_that_the_house_rewords_gets_a_new_version(claire, monkeypatch):
    kept = actions.take_in(space=claire.space, key="express")
    monkeypatch.setitem(SHIPPED, "express", ("Autre titre", (READ, CLOSE)))
    assert actions.take_in(space=claire.space, key="express").latest.number == 2
    assert kept.versions.get(number=1).title != "Autre titre"


@pytest.mark.django_db
def test_nobody_writes_over_what_another_wrote_in_between(claire):
    sheet = local(claire)
    actions.write_draft(by=claire, sheet=sheet, title="Une", steps=[READ], base=1)
    with pytest.raises(ValidationError, match="entre-temps|in between"):
        actions.write_draft(by=claire, sheet=sheet, title="Deux", steps=[CLOSE], base=1)
    assert RunSheet.objects.get(pk=sheet.pk).title == "Une"


@pytest.mark.django_db
def test_a_shipped_sheet_is_copied_and_never_edited(claire, mehdi, victor):
    shipped = actions.take_in(space=claire.space, key="full")
    with pytest.raises(PermissionDenied):
        actions.write_draft(by=claire, sheet=shipped, title="À nous", steps=[READ], base=1)
    copy = local(claire, "full")
    assert copy.parent == shipped.latest and copy.draft == shipped.draft
    assert can_edit_sheet(claire, copy) and not can_edit_sheet(mehdi, copy) and not can_edit_sheet(victor, copy)


@pytest.mark.django_db
def test_a_draft_without_version_opens_no_session(claire):
    sheet = local(claire)
    with pytest.raises(ValidationError):
        actions.version_named(space=claire.space, name=sheet.name)
    assert sheet.name not in dict(queries.choices(claire.space))
    for name in ("nothing", "00000000-0000-4000-8000-000000000000", ""):
        with pytest.raises(ValidationError):
            actions.sheet_named(space=claire.space, name=name)


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"shipped": "full", "title": "Deux"}, {"title": ""}], ids=["shipped twice", "no title"])
def test_the_database_refuses(claire, fields):
    actions.take_in(space=claire.space, key="full")
    with pytest.raises(IntegrityError), transaction.atomic():
        RunSheet.objects.create(space=claire.space, **fields)


@pytest.mark.django_db
def test_the_database_refuses_two_versions_of_one_number_and_any_change_of_a_sealed_one(claire):
    version = actions.take_in(space=claire.space, key="full").latest
    other = actions.take_in(space=claire.space, key="express").latest
    with pytest.raises(IntegrityError), transaction.atomic():
        RunSheetVersion(sheet=version.sheet, number=version.number, revision=other.revision).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        RunSheetVersion.objects.filter(pk=version.pk).update(number=9)


def test_a_copy_is_written_reordered_and_published_in_its_form(claire, client_of):
    client = client_of(claire)
    answer = client.post(at("run-sheet-copies"), {"name": "express"})
    sheet = RunSheet.objects.get(shipped="")
    assert answer.url == at("run-sheet-edit", sheet.uuid) and "step-6" in client.get(answer.url).content.decode()
    moved = client.post(answer.url, form([READ, WRITE, CLOSE], then="down:0"))
    assert moved.url.endswith("?at=2#step-2")
    sheet.refresh_from_db()
    assert [step.kind for step in sheet.steps] == ["write", "read", "close"]
    added = client.post(answer.url, form(sheet.steps, base=2, then="add", kind="tension"))
    assert added.url.endswith("?at=3#step-3")
    sheet.refresh_from_db()
    client.post(answer.url, form(sheet.steps, base=3, then="remove:0"))
    sheet.refresh_from_db()
    done = client.post(answer.url, form(sheet.steps, base=4, then="publish", reason="première"))
    assert done.url == at("run-sheet", sheet.uuid)
    page = client.get(done.url).content.decode()
    assert "première" in page and sheet.latest.digest[:12] in page


def test_what_is_wrong_in_the_form_is_said_and_nothing_is_written(claire, client_of):
    sheet = local(claire)
    address = at("run-sheet-edit", sheet.uuid)
    wrong = form([StepPlan("share", "", 5, "private", reveals=True)])
    answer = client_of(claire).post(address, wrong)
    assert answer.status_code == 422 and "dévoiler" in answer.content.decode()
    assert client_of(claire).post(address, {}).status_code == 422
    assert RunSheet.objects.get(pk=sheet.pk).title == sheet.title


def test_the_page_of_a_sheet_lists_its_sessions(claire, mehdi, client_of):
    session = table.prepared(claire, title="Lecture d’octobre", sheet="express")
    page = client_of(mehdi).get(at("run-sheet", session.sheet_version.sheet.uuid)).content.decode()
    assert "Lecture d’octobre" in page and session.sheet_version.digest[:12] in page


def test_the_list_costs_the_same_with_one_or_three_local_sheets(claire, client_of):
    client = client_of(claire)
    counts = []
    for more in (1, 2):
        for _turn in range(more):
            actions.publish_sheet(by=claire, sheet=local(claire))
        with CaptureQueriesContext(connection) as asked:
            client.get(at("run-sheets"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_series_gives_its_sessions_their_run_sheet_question_and_title(claire, client_of):
    from .test_series import started

    session = table.prepared(claire)
    series = started(claire, sheet="express")
    page = client_of(claire).get(f"/telecom/sessions/new/?reading={session.reading.uuid}&series={series.uuid}").content.decode()
    assert series.question in page and '<option value="express" selected>' in page and "Lecture du mardi," in page
