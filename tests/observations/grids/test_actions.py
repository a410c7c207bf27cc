"""A grid is filled without anything being overwritten, and sealed without anything changing any more."""
import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from observations.grids import actions, content, exports, lines, queries
from observations.grids.models import Cell, Grid, GridVersion, Opinion, RowDissent
from observations.grids.transfer import files
from observations.hypotheses import actions as hypotheses
from project.sealing import SealedError, SealedRevision, verify
from tests.observations import make
from tests.seals import tampered

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid(mehdi):
    return actions.open_grid(by=mehdi, journey=make.journey(mehdi.space))


@pytest.fixture
def row(mehdi, grid):
    return actions.add_row(by=mehdi, grid=grid, silence=make.silence(grid.journey))


def write(by, row, text="Trop long", column="reading", **fields):
    return actions.write_cell(by=by, row=row, column=column, text=text, **fields)


def test_a_journey_has_one_grid_and_a_silence_one_row(mehdi, grid, row):
    assert actions.open_grid(by=mehdi, journey=grid.journey) == grid
    assert actions.add_row(by=mehdi, grid=grid, silence=row.silence) == row
    with pytest.raises(ValidationError):
        actions.add_row(by=mehdi, grid=grid, silence=make.silence(make.journey(mehdi.space)))


def test_a_cell_is_written_with_its_revision(mehdi, claire, row):
    assert write(mehdi, row, base=0).revision == 1
    assert write(mehdi, row, base=0).revision == 1  # the same words twice
    assert write(claire, row, "Trop lent", base=1).revision == 2
    with pytest.raises(actions.Conflict) as conflict:
        write(mehdi, row, "Trop court", base=1)
    assert (conflict.value.theirs.text, conflict.value.mine) == ("Trop lent", "Trop court")
    cell = Cell.objects.get()
    assert (cell.text, cell.revision, cell.author_alias) == ("Trop lent", 2, "Claire") and "<p>" in cell.html


@pytest.mark.parametrize(
    "fields",
    [
        {"column": "nothing"}, {"column": "confidence"}, {"column": "state", "text": "nowhere"}, {"answer": "neutral"},
        {"text": "[" * 200}, {"text": "x" * 21000},
    ],
)  # fmt: skip
def test_what_a_column_does_not_ask_is_refused(mehdi, row, fields):
    with pytest.raises(ValidationError):
        write(mehdi, row, **fields)
    assert not Cell.objects.exists()


def test_three_ways_not_to_answer_are_kept_and_counted(mehdi, claire, sophie, jean, row):
    assert write(mehdi, row, "ignored", answer="unknown").text == ""
    assert row.values == {"reading": "unknown"}
    for member, level, answer in [(mehdi, 5, "given"), (claire, 1, "given"), (sophie, None, "unknown"), (jean, None, "declined")]:
        actions.give_confidence(by=member, row=row, level=level, answer=answer)
    actions.give_confidence(by=mehdi, row=row, level=4)
    counted = content.confidence_of(row.opinions.all())
    assert counted == {"levels": [1, 0, 0, 1, 0], "unknown": 1, "declined": 1, "not_applicable": 0}
    bars = lines.bars(counted)
    assert bars.people == 4 and bars.spread and bars.heights == [100, 0, 0, 100, 0]
    for wrong in ({"level": 6}, {"level": None}, {"level": 3, "answer": "unknown"}, {"level": 0}):
        with pytest.raises(ValidationError):
            actions.give_confidence(by=mehdi, row=row, **wrong)


def test_only_unknowns_draw_no_bar_and_divide_by_nothing(mehdi, row):
    actions.give_confidence(by=mehdi, row=row, answer="unknown")
    bars = lines.bars(content.confidence_of(row.opinions.all()))
    assert bars.heights == [0] * 5 and bars.people == 1 and not bars.spread


def test_a_withdrawn_row_comes_back_with_what_was_said(mehdi, claire, row):
    write(mehdi, row)
    actions.differ(by=mehdi, row=row, text="Pas d’accord")
    with pytest.raises(PermissionDenied):
        actions.withdraw_row(by=mehdi, row=row)
    actions.withdraw_row(by=claire, row=row)
    assert queries.draft_rows(row.grid) == []
    assert actions.add_row(by=mehdi, grid=row.grid, silence=row.silence) == row
    assert queries.draft_rows(row.grid)[0].values == {"reading": "Trop long"} and row.dissents.count() == 1


def test_strangers_write_nothing(victor, row):
    for act in (
        lambda: write(victor, row),
        lambda: actions.give_confidence(by=victor, row=row, level=1),
        lambda: actions.differ(by=victor, row=row, text="x"),
        lambda: actions.add_row(by=victor, grid=row.grid, silence=row.silence),
        lambda: actions.withdraw_row(by=victor, row=row),
        lambda: actions.seal_version(by=victor, grid=row.grid, title="x"),
        lambda: actions.open_grid(by=victor, journey=row.grid.journey),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Grid.objects.visible_to(victor).exists() and not GridVersion.objects.visible_to(victor).exists()


def test_a_version_never_changes_and_the_draft_goes_on_from_it(mehdi, claire, row):
    write(mehdi, row)
    dissent = actions.differ(by=mehdi, row=row, text="Je lis autrement")
    actions.give_confidence(by=mehdi, row=row, level=4)
    with pytest.raises(PermissionDenied):
        actions.seal_version(by=mehdi, grid=row.grid, title="Octobre")
    first = actions.seal_version(by=claire, grid=row.grid, title="Octobre")
    assert actions.seal_version(by=claire, grid=row.grid, title="Octobre") == first
    held = first.content
    assert held["rows"][0]["cells"]["reading"]["text"] == "Trop long" and held["rows"][0]["confidence"]["levels"][3] == 1
    assert held["rows"][0]["dissents"] == [{"uuid": str(dissent.uuid), "text": "Je lis autrement", "trade": "Service client"}]
    write(mehdi, row, "Trop lent")
    second = actions.seal_version(by=claire, grid=row.grid, title="Novembre")
    assert (second.number, GridVersion.objects.get(number=1).content) == (2, held) and verify() is None
    for name in ("Mehdi", "Claire"):
        assert not any(name in revision.body + revision.sealed_by for revision in SealedRevision.objects.all())
    assert queries.sealer(first) == "Claire"
    call_command("verify_seals", stdout=io.StringIO())


def test_voices_that_differ_about_a_hypothesis_stand_beside_its_silence(mehdi, claire, row):
    posed = make.hypothesis(mehdi, silences=[row.silence])
    said = hypotheses.register_dissent(by=mehdi, hypothesis=posed, text="Autrement")
    actions.differ(by=claire, row=row, text="Moi aussi")
    version = actions.seal_version(by=claire, grid=row.grid, title="Octobre")
    dissents = version.content["rows"][0]["dissents"]
    assert [dissent["text"] for dissent in dissents] == ["Autrement", "Moi aussi"] and dissents[0]["uuid"] == str(said.uuid)
    assert [dissent["who"] for dissent in queries.compared_lines(None, version.content, claire.space)[0].dissents] == [
        "Mehdi", "Claire"
    ]  # fmt: skip


def test_versions_and_dissents_refuse_every_road(mehdi, claire, row):
    actions.differ(by=mehdi, row=row, text="Non")
    version = actions.seal_version(by=claire, grid=row.grid, title="Octobre")
    for thing, table in ((version, "grids_gridversion"), (RowDissent.objects.get(), "grids_rowdissent")):
        for act in (thing.save, thing.delete, type(thing).objects.all().delete, lambda t=thing: type(t).objects.update(pk=9)):
            with pytest.raises(SealedError):
                act()
        word = "title" if table == "grids_gridversion" else "text"
        for sql in (f"UPDATE {table} SET {word} = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)


def test_the_verifier_names_a_version_that_no_longer_says_what_was_sealed(mehdi, claire, row):
    version = actions.seal_version(by=claire, grid=row.grid, title="Octobre")
    tampered("UPDATE grids_gridversion SET title = 'Novembre'")
    broken = verify()
    assert (broken.chain, broken.number) == (version.grid.chain, 1)
    with pytest.raises(CommandError, match=str(version.grid.uuid)):
        call_command("verify_seals")


def test_erasing_a_member_leaves_the_seals_whole(mehdi, claire, row):
    write(mehdi, row)
    actions.differ(by=mehdi, row=row, text="Non")
    version = actions.seal_version(by=claire, grid=row.grid, title="Octobre")
    claire.delete()
    assert verify() is None and queries.sealer(version) == ""


@pytest.mark.parametrize(
    "make_row",
    [
        lambda row: Cell.objects.create(row=row, column="reading"),
        lambda row: Cell.objects.create(row=row, column="x", answer="neutral"),
        lambda row: Cell.objects.create(row=row, column="x", answer="unknown", text="mais"),
        lambda row: Cell.objects.create(row=row, column="x", revision=0),
        lambda row: Opinion.objects.create(row=row, voice="a", level=6),
        lambda row: Opinion.objects.create(row=row, voice="a", level=None),
        lambda row: Opinion.objects.create(row=row, voice="a", level=3, answer="unknown"),
        lambda row: Opinion.objects.create(row=row, voice="a", level=None, answer="neutral"),
        lambda row: Opinion.objects.create(row=row, voice="mine", level=2),
        lambda row: RowDissent.objects.create(row=row, text=""),
        lambda row: RowDissent.objects.create(row=row, text="x", anonymous=True, author_alias="Mehdi"),
        lambda row: type(row).objects.create(grid=row.grid, silence=row.silence),
        lambda row: Grid.objects.create(space=row.grid.space, journey=row.grid.journey),
        lambda row: GridVersion.objects.create(grid=row.grid, number=1, title="x", revision=SealedRevision.objects.first()),
        lambda row: GridVersion.objects.create(grid=row.grid, number=2, title="", revision=SealedRevision.objects.first()),
    ],
)
def test_the_database_refuses_what_cannot_be(mehdi, claire, row, make_row):
    write(mehdi, row)
    Opinion.objects.create(row=row, voice="mine", level=1)
    actions.seal_version(by=claire, grid=row.grid, title="Octobre")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_row(row)


def test_files_say_what_the_grid_says_and_run_nothing(mehdi, claire, row):
    write(mehdi, row, "=1+1")
    write(mehdi, row, answer="declined", column="disproof")
    write(mehdi, row, "holds", column="state")
    actions.differ(by=mehdi, row=row, text="@SUM(A1)")
    version = actions.seal_version(by=claire, grid=row.grid, title="Octobre")
    lines = list(csv.reader(io.StringIO(exports.as_csv(version.content, "fr"))))
    assert "'=1+1" in lines[1] and "tient" in lines[1] and "'@SUM(A1)" in lines[1] and len(lines[0]) == len(lines[1])
    sealed = json.loads(exports.as_json(files.grid_file(version.content, version.revision)))
    assert sealed["content"] == version.content and sealed["seal"]["digest"] == version.digest
    text = exports.as_markdown(version.content, "en")
    assert "=1+1" in text and "> @SUM(A1)" in text and "holds" in text


@pytest.mark.django_db(transaction=True)
def test_many_people_write_at_once_and_no_word_is_lost(telecom):
    """Twenty people, one grid: every text is either kept in a cell, or given back to its writer with what stands there."""
    from tests import make as cast

    people = [cast.member(f"P{n}", "facilitator", "Terrain", of=telecom) for n in range(6)]
    grid = actions.open_grid(by=people[0], journey=make.journey(telecom))
    rows = [actions.add_row(by=people[0], grid=grid, silence=make.silence(grid.journey)) for _each in range(4)]

    def fill(person):
        kept, returned = set(), set()
        try:
            for row in rows:
                for column in ("reading", "disproof"):
                    text = f"{person} {row.pk} {column}"
                    try:
                        write(person, row, text, column, base=0)
                        kept.add(text)
                    except actions.Conflict as conflict:
                        returned.add(conflict.mine)
            return kept, returned
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(fill, people))
    standing = set(Cell.objects.values_list("text", flat=True))
    assert set.union(*(kept for kept, _returned in answers)) == standing and len(standing) == 8
    assert sum(len(kept) + len(returned) for kept, returned in answers) == 48
    assert Grid.objects.get().edits == 4 + 8
