"""The checks that prove the design of meanings, one test each: seals, versions, quarantine, erasure, unknowns, files."""
import io
import json
import logging
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, models, transaction
from lxml import etree

from observations.grids import actions as grids
from observations.grids.library import actions as library
from observations.grids.library import nodes
from observations.hypotheses.matrix import actions as matrices
from observations.hypotheses.matrix import queries as matrix
from observations.traces import actions as traces
from observations.traces import exports, reading
from project.sealing import SealedError, SealedRevision, verify
from tests.observations import make
from tests.routes import address, every_route
from tests.seals import tampered

pytestmark = pytest.mark.django_db
CANARY = "canari-rouge-4217"


@pytest.fixture
def grid(claire):
    """A grid with one row, on the shipped reading of a non-demand."""
    version = library.take_in(by=claire, slug="non-demand").latest
    found = grids.open_grid(by=claire, journey=make.journey(claire.space))
    grids.choose_template(by=claire, grid=found, version=version)
    found.refresh_from_db()
    grids.add_row(by=claire, grid=found, silence=make.silence(found.journey))
    return found


def test_check_1_a_sealed_row_refuses_orm_bulk_raw_sql_and_admin(claire, grid):
    from django.contrib.admin import AdminSite, ModelAdmin

    version = grids.seal_version(by=claire, grid=grid, title="Octobre")
    for row in (version, version.revision):
        model = type(row)
        admin = ModelAdmin(model, AdminSite())
        for change in (
            row.save, row.delete, lambda model=model: model.objects.update(number=9), model.objects.all().delete,
            lambda model=model, row=row: model.objects.bulk_update([row], ["number"]),
            lambda admin=admin, row=row: admin.save_model(None, row, None, change=True),
            lambda admin=admin, row=row: admin.delete_model(None, row),
        ):  # fmt: skip
            with pytest.raises(SealedError):
                change()
        for sql in ("UPDATE {} SET number = number + 1", "DELETE FROM {}"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql.format(model._meta.db_table))
    assert verify() is None
    tampered(f"UPDATE sealing_sealedrevision SET body = replace(body, 'Octobre', 'octobre') WHERE id = {version.revision_id}")
    assert verify().number == version.revision.number


def test_check_2_a_fundamental_that_changes_asks_the_variant_keeps_old_words_and_breaks_the_chart(claire, ines, grid, client_of):
    first = grid.template_version
    row = grid.rows.get()
    grids.write_cell(by=claire, row=row, column="reading", text="Personne ne sait que l’aide existe.")
    grids.write_cell(by=claire, row=row, column="state", text="holds")
    sealed = grids.seal_version(by=claire, grid=grid, title="Octobre")
    variant = library.make_variant(by=claire, version=first, team="Terrain", slug="terrain")

    template = first.template
    for key, fields in {
        "reading": {"definition": {"fr": "Autre sens", "en": "Other"}, "label": {"fr": "Lecture nouvelle", "en": "New reading"}},
        "state": {"choices": [["holds", {"fr": "tient", "en": "holds"}], ["falls", {"fr": "tombe", "en": "falls"}]]},
    }.items():
        template = library.write_node(
            by=claire, template=template, node={**nodes.by_id(template.draft)[key], **fields}, base=template.revision
        )
    with pytest.raises(PermissionDenied):  # answers stand on it: those who keep the method decide
        library.publish(by=claire, template=template)
    second = library.publish(by=ines, template=template)
    assert (first.version, second.version) == ("1.0.0", "2.0.0")

    with pytest.raises(ValidationError):
        library.upgrade(by=claire, variant=variant, to=second, answers={}, base=variant.revision)

    grids.choose_template(by=claire, grid=grid, version=second)
    grid.refresh_from_db()
    other = grids.add_row(by=claire, grid=grid, silence=make.silence(grid.journey))
    grids.write_cell(by=claire, row=other, column="state", text="falls")
    grids.seal_version(by=claire, grid=grid, title="Novembre")

    base, french = f"/telecom/grids/{grid.uuid}/", {"Accept-Language": "fr"}
    old = client_of(claire).get(f"{base}versions/1/", headers=french).content.decode()
    assert "Lecture retenue" in old and "Lecture nouvelle" not in old
    assert sealed.content["rows"][0]["template"] == {
        "version": str(first.uuid), "semantic": "1.0.0", "digest": first.digest
    }  # fmt: skip
    newer = client_of(claire).get(f"{base}versions/2/", headers=french).content.decode()
    assert "Lecture retenue" in newer and "Lecture nouvelle" in newer  # the old row in its own words, beside the new

    chart = client_of(claire).get(f"{base}history/", headers=french).content.decode()
    assert "Rupture : à partir de la version 2.0.0" in chart and chart.count('class="break"') == 1
    drawn = client_of(claire).get(f"/api{base}history/").json()
    state = next(one["stretches"] for one in drawn if one["column"] == "state")
    assert [[(p["number"], p["counts"]) for p in stretch["points"]] for stretch in state] == [
        [(1, {"holds": 1}), (2, {"holds": 1})], [(2, {"falls": 1})],
    ]  # fmt: skip


def test_check_3_a_quarantined_text_is_reached_by_no_road(claire, ines, mehdi, sophie, client_of, caplog):
    caplog.set_level(logging.DEBUG)
    source = make.trace_source(claire, ines)
    words = f"Je m’appelle {CANARY}, j’ai renoncé."
    waiting = traces.welcome(by=mehdi, source=source, text=words, where=f"Agence {CANARY}")
    confirmed = traces.welcome(by=mehdi, source=source, text=words)
    decided = {span.pk: ("accepted", "") for span in confirmed.spans.all()}
    traces.confirm_redaction(by=ines, fragment=confirmed, decisions=decided, residual="no", hide=[CANARY])
    arguments = {"uuid": waiting.uuid, "form": "csv", ("trace-export", "form"): "csv"}
    asked = 0
    for who in (sophie, claire, mehdi):
        client = client_of(who)
        client.raise_request_exception = False
        for route in every_route():
            path = address(route, who.space, arguments) if route.in_a_space else ""
            if path:
                answer = client.get(path, {"q": CANARY.split("-")[0]})
                read = b"".join(answer) if answer.streaming else answer.content
                assert CANARY.encode() not in read, route.name
                asked += 1
        for form in exports.FORMS:
            read = client.get(f"/telecom/traces/export/{form}/").content
            assert CANARY.encode() not in read and CANARY.encode() not in unzipped(read)
    assert asked > 100 and CANARY not in caplog.text
    assert stands_in_database(CANARY) == set() and stands_in_files(CANARY) == set()


def unzipped(data):
    """Everything a ZIP holds, or nothing."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return b""
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return b"".join(held.read(name) for name in held.namelist())


def stands_in_database(words):
    """Every table of the database in which some row holds the words."""
    found = set()
    for model in apps.get_models():
        for values in models.QuerySet(model).values_list():
            if words in " ".join(map(str, values)):
                found.add(model._meta.label)
    return found


def stands_in_files(words):
    folder = Path(settings.DATA_DIR)
    return {str(path) for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()}


def test_check_4_an_erased_narrator_leaves_nothing_but_a_valid_chain(claire, ines, mehdi):
    source = make.trace_source(claire, ines)
    logbook = traces.open_logbook(by=claire, title="Carnet")
    entry = traces.welcome(by=mehdi, source=source, text=f"{CANARY} a renoncé deux fois.", logbook=logbook)
    traces.confirm_redaction(by=ines, fragment=entry, decisions={}, residual="no", hide=[CANARY])
    entry = traces.release(by=ines, fragment=entry)
    assert CANARY not in entry.text and "renoncé deux fois" in entry.text
    journey = make.journey(claire.space)
    grid = grids.open_grid(by=claire, journey=journey)
    row = grids.add_row(by=claire, grid=grid, silence=make.silence(journey))
    grids.write_cell(by=claire, row=row, column="reading", text=entry.text)
    sealed = grids.seal_version(by=claire, grid=grid, title="Octobre")

    traces.erase_narrator(by=ines, narrator=entry.narrator)
    entry.narrator.refresh_from_db()
    assert entry.narrator.identity is None and entry.narrator.voice == "" and not hasattr(entry.refresh_from_db(), "original")
    assert verify() is None and SealedRevision.objects.get(pk=sealed.revision_id).digest == sealed.digest
    assert stands_in_database(CANARY) == set() and stands_in_files(CANARY) == set()


def test_check_9_a_matrix_of_unknowns_shows_no_score_and_says_so(claire, mehdi, client_of):
    silence = make.silence(make.journey(claire.space))
    versions = [make.hypothesis(claire, words, silences=[silence]).current for words in ("Trop long.", "Trop tard.")]
    item = matrices.bring_item(by=mehdi, silence=silence, kind="document", text="Le guide.")
    matrices.judge_item(by=mehdi, item=item, answers={str(version.uuid): ("unknown", "") for version in versions})
    matrices.reveal(by=claire, silence=silence)
    held = matrix.table(silence)
    assert held.only_unrated and all(column.against is None for column in held.columns) and not held.telling
    page = client_of(mehdi).get(f"/telecom/matrices/{silence.uuid}/", headers={"Accept-Language": "fr"}).content.decode()
    assert "n’a pas de score. C’est un constat." in page and "pèse contre elle :" not in page
    drawn = client_of(mehdi).get(f"/api/telecom/matrices/{silence.uuid}/").json()
    assert drawn["only_unrated"] and {column["against"] for column in drawn["columns"]} == {None}


def test_check_10_codes_texts_passages_and_memos_leave_whole_and_a_grid_as_it_was_sealed(claire, ines, mehdi, grid):
    fragment = make.trace(ines, make.trace_source(claire, ines), make.TEXT)
    other = make.trace(ines, fragment.source, "Chez nous tout s’est bien passé.")
    reading.mark_passage(by=mehdi, fragment=fragment, exact="renoncer", label="abandon", memo="le mot même")
    reading.gather(by=mehdi, fragment=fragment, motif="renoncements")
    reading.gather(by=mehdi, fragment=other, motif="renoncements", counter_example=True)
    with zipfile.ZipFile(io.BytesIO(exports.FORMS["qdpx"][2](ines))) as project:
        root = etree.fromstring(project.read("project.qde"))
        names = {"q": root.nsmap[None]}
        assert [code.get("name") for code in root.iterfind(".//q:Code", names)] == ["abandon"]
        source = root.find(".//q:TextSource", names)
        text = project.read(source.get("plainTextPath").replace("internal://", "sources/")).decode()
        passage = source.find("q:PlainTextSelection", names)
        assert text == make.TEXT
        assert text[int(passage.get("startPosition")) : int(passage.get("endPosition"))] == "renoncer"
        memos = [project.read(f"sources/{note.get('guid')}.txt").decode() for note in root.iterfind(".//q:Note", names)]
        assert memos == ["le mot même"]
        motifs = {one.get("name"): [member.get("targetGUID") for member in one] for one in root.iterfind(".//q:Set", names)}
        assert list(motifs.values()) == [[str(fragment.uuid)], [str(other.uuid)]] and list(motifs)[0] == "renoncements"

    grids.write_cell(by=claire, row=grid.rows.get(), column="reading", text="Une lecture.")
    sealed = grids.seal_version(by=claire, grid=grid, title="Octobre")
    from observations.grids.exports import as_json
    from observations.grids.transfer.files import grid_file

    assert json.loads(as_json(grid_file(sealed.content, sealed.revision)))["content"] == sealed.content
