"""A grid or a template leaves as a file and comes back without losing a word; a file that is wrong writes nothing."""
import copy
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from observations.grids import actions, queries
from observations.grids.library import actions as library
from observations.grids.library import nodes
from observations.grids.library.models import GridTemplate, TemplateVersion
from observations.grids.models import Cell, Grid, GridRow, Opinion, RowDissent
from observations.grids.transfer import files, shapes
from observations.grids.transfer.filled import bring_in_grid
from observations.grids.transfer.templates import bring_in_template
from project.sealing import SealedRevision, verify
from tests.observations import make

pytestmark = pytest.mark.django_db
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(str.strip)
SAID = TEXTS.filter(bool)
ANSWER = st.sampled_from(["given", "unknown", "not_applicable", "declined"])
ROW = st.fixed_dictionaries({
    "label": SAID, "template": st.sampled_from([None, "first", "second", "variant"]),
    "cells": st.dictionaries(st.sampled_from(["reading", "disproof", "extra"]), st.tuples(ANSWER, TEXTS)),
    "state": st.sampled_from(["", "holds", "dormant"]), "levels": st.lists(st.integers(1, 5), max_size=4),
    "silent": st.integers(0, 2), "dissents": st.lists(st.tuples(SAID, st.booleans()), max_size=2),
})  # fmt: skip


def loaded(file):
    return json.loads(json.dumps(file))


def without_names(held):
    """A content without the identifiers that another space cannot share."""
    held = copy.deepcopy(held)
    for key in ("grid", "journey", "number", "title"):
        held.pop(key)
    held["template"] = held["template"] and held["template"]["semantic"]
    for row in held["rows"]:
        row["silence"].pop("uuid")
        row["template"] = row["template"] and row["template"]["semantic"]
        for dissent in row["dissents"]:
            dissent.pop("uuid")
    return held


def forms_without_names(file):
    """The templates of a file without identifiers, seals and what says where they come from."""
    entries = [*file.get("templates", ()), *file.get("frames", ()), *file.get("versions", ())]
    return [
        {**{name: entry["content"][name] for name in ("title", "version", "team", "nodes", "notes", "format")},
         "variant": bool(entry["content"]["parent"])}
        for entry in entries
    ]  # fmt: skip


def versions_of(by):
    """Two versions of a template, and one of a variant of the second, which asks one question more."""
    template = library.take_in(by=by, slug="non-demand")
    first = template.latest
    asked = nodes.node(id="extra", label={"fr": "Et encore ?", "en": "What else?"}, order=40)
    template = library.write_node(by=by, template=GridTemplate.objects.get(pk=template.pk), node=asked, base=template.revision)
    second = library.publish(by=by, template=template, notes="Une question de plus")
    variant = library.make_variant(by=by, version=second, team="Boutiques", slug="boutiques")
    return {"first": first, "second": second, "variant": library.publish(by=by, template=variant), None: None}


def filled(by, voices, versions, rows, own):
    """A grid of a new journey with these rows. own: the name of the version the grid itself asks."""
    journey = make.journey(by.space)
    grid = actions.open_grid(by=by, journey=journey)
    for place, told in enumerate(rows):
        grid = actions.choose_template(by=by, grid=grid, version=versions[told["template"]])
        silence = make.silence(journey, told["label"], touchpoint_key=f"step{place}", kind="loop" if place % 2 else "")
        row = actions.add_row(by=by, grid=grid, silence=silence)
        asked = {column.key for column in row.columns if column.written}
        for key, (answer, text) in told["cells"].items():
            if key in asked:
                actions.write_cell(by=by, row=row, column=key, text=text, answer=answer)
        actions.write_cell(by=by, row=row, column="state", text=told["state"])
        for voice, level in zip(voices, told["levels"], strict=False):
            actions.give_confidence(by=voice, row=row, level=level)
        for voice in voices[len(told["levels"]) :][: told["silent"]]:
            actions.give_confidence(by=voice, row=row, answer="declined")
        for text, anonymous in told["dissents"]:
            actions.differ(by=by, row=row, text=text, anonymous=anonymous)
        rate = {"reading": "x", "until": "2026-10-31", "due": 40 + place, "silent": 9, "rate": 0.225, "low": 0.1, "high": 0.4}
        GridRow.objects.filter(pk=row.pk).update(brought={"before": None, "now": rate})
    return actions.choose_template(by=by, grid=grid, version=versions[own])


def elsewhere(victor, grid):
    """A journey of another space with the same steps noted silent."""
    there = make.journey(victor.space)
    for row in grid.rows.kept().select_related("silence"):
        silence = row.silence
        make.silence(there, silence.label, touchpoint_key=silence.touchpoint_key, kind=silence.kind)
    return there


@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(rows=st.lists(ROW, max_size=4), own=st.sampled_from([None, "first", "variant"]), sealed=st.booleans())
def test_a_grid_exported_and_brought_in_elsewhere_is_exported_the_same(claire, mehdi, sophie, jean, victor, rows, own, sealed):
    from django.db import transaction

    with transaction.atomic():
        there_is(claire, [claire, mehdi, sophie, jean], victor, rows, own, sealed)
        transaction.set_rollback(True)


def there_is(claire, voices, victor, rows, own, sealed):
    grid = filled(claire, voices, versions_of(claire), rows, own)
    version = actions.seal_version(by=claire, grid=grid, title="Octobre") if sealed else None
    file = files.grid_file(version.content, version.revision) if sealed else files.grid_file(queries.draft_content(grid))
    brought = bring_in_grid(by=victor, file=loaded(file), journey=elsewhere(victor, grid))
    assert brought.rows == len(rows) and brought.holds is (True if sealed else None)
    again = files.grid_file(queries.draft_content(Grid.objects.get(pk=brought.grid.pk)))
    assert without_names(again["content"]) == without_names(file["content"])
    assert sorted(forms_without_names(again), key=str) == sorted(forms_without_names(file), key=str)
    edits = Grid.objects.get(pk=brought.grid.pk).edits
    assert bring_in_grid(by=victor, file=loaded(file), journey=brought.grid.journey).rows == 0
    assert Grid.objects.get(pk=brought.grid.pk).edits == edits and verify() is None


def test_a_template_exported_and_brought_in_elsewhere_is_exported_the_same(claire, victor):
    variant = versions_of(claire)["variant"].template
    variant = library.write_node(
        by=claire, template=variant, base=variant.revision,
        node=nodes.node(id="ours", label={"fr": "Chez nous ?"}, policy="local", order=50),
    )  # fmt: skip
    file = files.template_file(variant)
    brought = bring_in_template(by=victor, file=loaded(file))
    again = files.template_file(brought)
    assert brought.team == "Boutiques" and brought.parent.version == "1.1.0"
    assert again["template"]["nodes"] == file["template"]["nodes"]
    assert forms_without_names(again) == forms_without_names(file)
    count = TemplateVersion.objects.count()
    assert bring_in_template(by=victor, file=loaded(file)) == brought and TemplateVersion.objects.count() == count
    assert verify() is None


def test_later_versions_follow_those_already_here_and_earlier_ones_are_refused_when_they_cannot(claire, victor):
    versions = versions_of(claire)
    both = files.template_file(GridTemplate.objects.get(pk=versions["first"].template_id))
    first_alone = {**both, "versions": both["versions"][:1], "template": {**both["template"], "nodes": versions["first"].nodes}}
    begun = bring_in_template(by=victor, file=loaded(first_alone))
    assert begun.latest.version == "1.0.0"
    whole = bring_in_template(by=victor, file=loaded(both))
    assert whole == begun and whole.latest.version == "1.1.0" and whole.draft == whole.latest.nodes
    earlier = loaded(first_alone)
    earlier["versions"][0]["content"]["version"] = "0.9.0"
    with pytest.raises(ValidationError, match="0.9.0"):
        bring_in_template(by=victor, file=earlier)
    changed = library.write_node(by=victor, template=whole, node={**whole.draft[0], "help": {"fr": "x"}}, base=whole.revision)
    with pytest.raises(ValidationError):  # a draft changed here is not replaced
        bring_in_template(by=victor, file=loaded(both))
    assert GridTemplate.objects.get(pk=whole.pk).draft == changed.draft


@pytest.fixture
def grid(claire, mehdi):
    told = {"label": "Brancher", "template": "second", "cells": {"reading": ("given", "Trop long"), "extra": ("unknown", "")},
            "state": "holds", "levels": [2, 5], "silent": 0, "dissents": [("Je lis autrement.", False)]}  # fmt: skip
    return filled(claire, [claire, mehdi], versions_of(claire), [told], "second")


@pytest.fixture
def file(grid):
    return loaded(files.grid_file(queries.draft_content(grid)))


def counted():
    models = (Grid, GridRow, Cell, Opinion, RowDissent, GridTemplate, TemplateVersion, SealedRevision)
    return [model.objects.count() for model in models]


def row(file):
    return file["content"]["rows"][0]


def reading(file):
    return row(file)["cells"]["reading"]


def template(file):
    return file["templates"][0]["content"]


BREAKS = {
    "not a file of ours": (lambda f: f.clear(), ""),
    "no rows": (lambda f: f["content"].pop("rows"), "content.rows"),
    "an answer nobody can give": (lambda f: reading(f).update(answer="neutral"), "rows[0].cells.reading"),
    "a number for a text": (lambda f: reading(f).update(text=3), "rows[0].cells.reading.text"),
    "a text no database keeps": (lambda f: reading(f).update(text="a\0b"), "rows[0].cells.reading.text"),
    "half a character": (lambda f: row(f)["dissents"][0].update(text="\ud800"), "rows[0].dissents[0].text"),
    "a question nobody asked": (lambda f: row(f)["cells"].update(odd={"answer": "given", "text": "x"}), "rows[0].cells.odd"),
    "a choice that is not one": (lambda f: row(f)["cells"]["state"].update(text="won"), "rows[0].cells.state"),
    "four levels": (lambda f: row(f)["confidence"]["levels"].pop(), "rows[0].confidence.levels"),
    "a crowd": (lambda f: row(f)["confidence"].update(unknown=10**8), "rows[0].confidence"),
    "a rate above one": (lambda f: row(f)["rates"]["now"].update(rate=2), "rows[0].rates.now.rate"),
    "a step elsewhere": (lambda f: row(f)["silence"].update(touchpoint="nowhere"), "rows[0]"),
    "the same silence twice": (lambda f: f["content"]["rows"].append(row(f)), "rows[1]"),
    "a version that is not there": (lambda f: f.update(templates=[]), "content.template"),
    "a template that asks nothing": (lambda f: template(f).update(nodes=[]), "templates[0].content"),
    "a version with no number": (lambda f: template(f).update(version="one"), "templates[0].content.version"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_a_file_that_is_wrong_says_where_and_writes_nothing(victor, grid, file, name, client_of):
    spoil, where = BREAKS[name]
    there = elsewhere(victor, grid)
    spoil(file)
    before = counted()
    sent = {"file": file, "journey": str(there.uuid)}
    answer = client_of(victor).post("/api/elsewhere/grid-imports/", json.dumps(sent), content_type="application/json")
    assert answer.status_code == 400 and where in answer.content.decode(), answer.content
    assert counted() == before


@pytest.mark.parametrize("data", [b"\xff\xfe", b"{", b"[1, NaN]", b"[" * 100_000, b'"' + b"x" * shapes.LONGEST_FILE])
def test_what_is_not_json_is_refused_in_words(client_of, claire, data):
    sent = {"file": SimpleUploadedFile("grid.json", data)}
    answer = client_of(claire).post("/telecom/grids/import/", sent)
    assert answer.status_code == 422 and answer.context["form"].errors["__all__"]


def test_a_draft_is_not_written_over_unless_it_is_asked_and_then_dissents_stay(claire, mehdi, sophie, grid, file):
    row = grid.rows.get()
    actions.write_cell(by=mehdi, row=row, column="reading", text="Autre chose")
    actions.differ(by=sophie, row=row, text="Restons-en là.")
    with pytest.raises(ValidationError, match="Brancher"):
        bring_in_grid(by=claire, file=file)
    assert Cell.objects.get(row=row, column="reading").text == "Autre chose"
    assert bring_in_grid(by=claire, file=file, replace=True).rows == 1
    cell = Cell.objects.get(row=row, column="reading")
    assert (cell.text, cell.revision) == ("Trop long", 3)
    assert {dissent.text for dissent in row.dissents.all()} == {"Je lis autrement.", "Restons-en là."}
    with pytest.raises(actions.Conflict):  # whoever was writing meanwhile sees both texts
        actions.write_cell(by=mehdi, row=row, column="reading", text="Encore", base=2)


def test_who_does_not_lead_brings_nothing_in(mehdi, file):
    with pytest.raises(PermissionDenied):
        bring_in_grid(by=mehdi, file=file)


def test_the_page_brings_in_what_the_page_exports(client_of, claire, grid):
    client = client_of(claire)
    exported = client.get(f"/telecom/grids/{grid.uuid}/draft/grid.json").content
    row = grid.rows.get()
    actions.withdraw_row(by=claire, row=row)
    answer = client.post("/telecom/grids/import/", {"file": SimpleUploadedFile("grid.json", exported)}, follow=True)
    assert answer.status_code == 200 and "Trop long" in answer.content.decode()
    assert client.get(f"/telecom/grids/{grid.uuid}/draft/grid.json").content == exported
    template = grid.template_version.template
    exported = client.get(f"/telecom/grids/templates/{template.uuid}/template.json").content
    answer = client.post("/telecom/grids/import/", {"file": SimpleUploadedFile("template.json", exported)})
    assert answer["Location"] == f"/telecom/grids/templates/{template.uuid}/"


def test_the_api_gives_the_file_it_takes(client_of, claire, victor, grid):
    version = actions.seal_version(by=claire, grid=grid, title="Octobre")
    path = f"/api/telecom/grids/{grid.uuid}/file/"
    client = client_of(claire)
    assert client.get(path).json()["seal"] is None and client.get(f"{path}?version=9").status_code == 404
    file = client.get(f"{path}?version={version.number}").json()
    sent = {"file": file, "journey": str(elsewhere(victor, grid).uuid)}
    answer = client_of(victor).post("/api/elsewhere/grid-imports/", sent, content_type="application/json")
    assert answer.status_code == 201 and answer.json()["rows"] == 1 and answer.json()["seal_holds"] is True
    template = client.get(f"/api/telecom/grid-templates/{grid.template_version.template.uuid}/file/").json()
    answer = client_of(victor).post("/api/elsewhere/grid-imports/", {"file": template}, content_type="application/json")
    assert answer.status_code == 201 and answer.json()["kind"] == "template"
