"""Released traces are marked, labelled, gathered, confronted, searched and taken elsewhere."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from observations.traces import actions, queries, reading, searching
from observations.traces.models import Fragment, Label, Mark, Motif
from tests.observations import make

pytestmark = pytest.mark.django_db


def test_passages_are_anchored_in_a_text_that_never_changes(fragment, mehdi):
    mark = reading.mark_passage(by=mehdi, fragment=fragment, exact="renoncer", label="abandon  discret", memo="le mot même")
    assert fragment.text[mark.start : mark.end] == "renoncer"
    assert mark.prefix.endswith("fini par ") and mark.suffix.startswith(",")
    second = reading.mark_passage(by=mehdi, fragment=fragment, exact="Le guide", memo="encore", start=5)
    assert second.start > 50 and mark.label.name == "abandon discret" and fragment.stability == "read"
    pieces = queries.marked_pieces(fragment.text, [mark, second])
    assert "".join(piece.text for piece in pieces) == fragment.text and sum(bool(piece.marks) for piece in pieces) == 2
    absent, empty = {"exact": "absent", "memo": "x"}, {"exact": "", "memo": "x"}
    for wrong in (absent, empty, {"exact": "guide"}, {"exact": "guide", "feeling": "x"}):
        with pytest.raises(ValidationError):
            reading.mark_passage(by=mehdi, fragment=fragment, **wrong)


def test_overlapping_marks_each_keep_their_part(fragment, mehdi, claire):
    one = reading.mark_passage(by=mehdi, fragment=fragment, exact="est trop long", memo="a")
    two = reading.mark_passage(by=claire, fragment=fragment, exact="trop long. J’ai", memo="b")
    shared = [piece for piece in queries.marked_pieces(fragment.text, [one, two]) if len(piece.marks) == 2]
    assert [piece.text for piece in shared] == ["trop long"]
    with pytest.raises(PermissionDenied):
        reading.unmark(by=claire, mark=one)
    reading.unmark(by=mehdi, mark=one)


def test_labels_merge_and_come_apart_with_their_history(fragment, mehdi, claire):
    mark = reading.mark_passage(by=mehdi, fragment=fragment, exact="renoncer", label="abandon")
    reading.mark_passage(by=mehdi, fragment=fragment, exact="trop long", label="renoncement")
    small, large = Label.objects.get(name="abandon"), Label.objects.get(name="renoncement")
    with pytest.raises(PermissionDenied):
        reading.merge_labels(by=mehdi, label=small, into=large)
    for wrong in (small,):
        with pytest.raises(ValidationError):
            reading.merge_labels(by=claire, label=small, into=wrong)
    reading.merge_labels(by=claire, label=small, into=large)
    mark.refresh_from_db()
    assert mark.shown_label == large and queries.fragments_of(mehdi, label="renoncement").count() == 1
    reading.split_label(by=claire, label=small)
    mark.refresh_from_db()
    assert mark.shown_label.name == "abandon" and [move.what for move in small.moves.all()] == ["merged", "split"]


def test_a_second_reader_may_read_the_moment_otherwise(fragment, mehdi, claire):
    mark = reading.mark_passage(by=mehdi, fragment=fragment, exact="renoncer", feeling="break")
    with pytest.raises(ValidationError):
        reading.read_again(by=mehdi, mark=mark, feeling="repair")
    reading.read_again(by=claire, mark=mark, feeling="repair")
    reading.read_again(by=claire, mark=mark, feeling="reassurance")
    assert queries.disagreement(queries.marks_of(fragment)) == (1, 1) and queries.disagreement([]) == (0, 0)


def test_motifs_keep_their_counter_examples(fragment, ines, source, mehdi):
    other = make.trace(ines, source, "Le guide m’a suffi.")
    reading.gather(by=mehdi, fragment=fragment, motif="Le guide décourage")
    reading.gather(by=mehdi, fragment=other, motif="Le guide décourage", counter_example=True)
    motif = queries.motifs_of(mehdi).get()
    assert (motif.examples, motif.counters) == (1, 1)
    assert queries.fragments_of(mehdi, motif=motif.uuid).count() == 2


def test_a_story_beside_a_figure_resonates_contradicts_or_cannot_tell(fragment, mehdi, claire, victor):
    silence = make.silence(make.journey(mehdi.space))
    reading.confront(by=mehdi, fragment=fragment, silence=silence, verdict="resonates")
    reading.confront(by=mehdi, fragment=fragment, silence=silence, verdict="cannot_tell", note="On ne sait pas")
    reading.confront(by=claire, fragment=fragment, silence=silence, verdict="contradicts")
    ((found, said, mine),) = queries.confronted(fragment, mehdi)
    assert found == silence and len(said) == 2 and mine.verdict == "cannot_tell"
    with pytest.raises(ValidationError):
        reading.confront(by=mehdi, fragment=fragment, silence=make.silence(make.journey(victor.space)), verdict="resonates")


@pytest.mark.parametrize(
    "question, found",
    [
        ("guides", True), ("GUIDE", True), ("renoncement", True), ("rappeler", True), ("longs guides", True), ("zèbre", False),
        ("guide zèbre", False), ("", True), ("fini renonce", True), ("%", True), ("appele", False),
    ],
)  # fmt: skip
def test_words_are_found_whatever_their_form(fragment, mehdi, question, found):
    assert queries.fragments_of(mehdi, words=question).exists() == found


def test_accents_case_and_english_forms_do_not_count():
    assert searching.stems("Éléphants étourdis") == searching.stems("elephant etourdi")
    assert searching.stems("waiting")[0] == searching.stems("waited")[0] and searching.stems("l’œuf") == ["oeuf"]


def test_pages_go_from_bringing_to_reading(client_of, claire, mehdi, ines, victor):
    client, base = client_of(mehdi), "/telecom/traces/"
    assert client.get(base).status_code == client.get(f"{base}new/").status_code == 200
    given = {"name": "Appels", "basis": "consent", "bias": "x", "retention_days": 90, "purge_days": 9, "patterns": "CMD-####"}
    assert client_of(mehdi).post(f"{base}sources/", given).status_code == 403
    assert client_of(claire).post(f"{base}sources/", given).status_code == 302
    assert client_of(claire).post(f"{base}sources/", given).status_code == 422
    source = claire.space.trace_sources.get()
    assert client_of(claire).post(f"{base}sources/{source.uuid}/approval/").status_code == 403
    assert client_of(ines).post(f"{base}sources/{source.uuid}/approval/").status_code == 302
    assert client_of(claire).post(f"{base}logbooks/", {"title": "Carnet"}).status_code == 302
    bad = client.post(f"{base}new/", {"text": "", "source": source.uuid, "kind": "verbatim"})
    assert bad.status_code == 422
    file = SimpleUploadedFile("a.txt", "Le colis CMD-1234 de Mme Roux est resté fermé.".encode())
    sent = client.post(f"{base}new/", {"source": source.uuid, "kind": "narrative", "file": file})
    assert sent.status_code == 302
    pasted = {"source": source.uuid, "kind": "verbatim", "language": "fr", "pasted": "Un\n\nDeux"}
    assert client.post(f"{base}import/", pasted).status_code == 302
    assert client.post(f"{base}import/", {"pasted": ""}).status_code == 422

    redactor, fragment = client_of(ines), Fragment.objects.order_by("pk").first()
    one = f"{base}{fragment.uuid}/"
    assert redactor.get(f"{base}redaction/").status_code == redactor.get(f"{one}redaction/").status_code == 200
    decisions = {f"span-{span.pk}": "accepted" for span in fragment.spans.all()}
    assert redactor.post(f"{one}redaction/", decisions).status_code == 422
    assert redactor.post(f"{one}redaction/", {**decisions, "residual": "no", "hide": "colis"}).status_code == 302
    assert "[RÉFÉRENCE_1]" in redactor.get(f"{one}redaction/").content.decode()
    assert redactor.post(f"{one}release/").url == one
    other = Fragment.objects.exclude(pk=fragment.pk).first()
    assert redactor.post(f"{base}{other.uuid}/refusal/", {"reason": "Trop personnel"}).status_code == 302

    page = client.get(one).content.decode()
    assert "[PERSONNE_1]" in page and "Roux" not in page
    for act, data in {
        "marks/": {"exact": "fermé", "label": "clos", "feeling": "break"}, "motifs/": {"motif": "Rester fermé"},
        "confrontations/": {"silence": make.silence(make.journey(mehdi.space)).uuid, "verdict": "resonates"},
        "marginal/": {"marginal": "1"},
    }.items():  # fmt: skip
        assert client.post(one + act, data).status_code == 302, act
        assert client_of(victor).post(one.replace("telecom", "elsewhere") + act, data).status_code == 404
    assert client.post(f"{one}marks/", {"exact": "absent"}).status_code == 422
    mark = Mark.objects.get()
    assert client_of(claire).post(f"{one}marks/{mark.uuid}/readings/", {"feeling": "repair"}).status_code == 302
    page = client.get(one).content.decode()
    assert "clos" in page and "Rester fermé" in page and "<mark>fermé</mark>" in page
    asked = f"{base}?q=fermer&marginal=1&motif={Motif.objects.get().uuid}&label=clos"
    assert client.get(asked).content.decode().count("fermé") > 0
    assert client.get(f"{base}?motif=x").status_code == 404 and client.get(f"{base}labels/").status_code == 200
    assert client_of(mehdi).get(f"{base}export/csv/").status_code == 403
    for form in ("csv", "qdpx", "qdc"):
        assert client_of(claire).get(f"{base}export/{form}/").status_code == 200
    assert client_of(claire).get(f"{base}export/exe/").status_code == 404
    assert client.post(f"{one}marks/{mark.uuid}/removal/").status_code == 302


def test_the_api_takes_in_and_gives_back_what_is_released(client_of, mehdi, source, fragment, victor):
    client, base = client_of(mehdi), "/api/telecom/traces/"
    sent = client.post(base, {"source": str(source.uuid), "text": "Mme Roux attend"}, content_type="application/json")
    assert sent.status_code == 201 and sent.json()["state"] == "proposed" and "text" not in sent.json()
    listed = client.get(base).json()["results"]
    assert [one["text"] for one in listed] == [make.TEXT] and client.get(f"{base}{fragment.uuid}/").json()["text"] == make.TEXT
    assert client.get(f"{base}{sent.json()['uuid']}/").status_code == 404
    wrong = client.post(base, {"source": str(source.uuid), "text": "x", "precision": "day"}, content_type="application/json")
    assert wrong.status_code == 400 and "happened_on" in wrong.json()
    assert client_of(victor).get("/api/elsewhere/traces/").json()["results"] == []
    assert client_of(victor).get(base).status_code == 404


@pytest.mark.parametrize("path", ["", "one", "redaction/", "labels/", "sources/"])
def test_pages_ask_the_same_number_of_questions_whatever_they_show(client_of, ines, source, fragment, path):
    silence, client, asked = make.silence(make.journey(ines.space)), client_of(ines), []

    def fill(count):
        for number in range(count):
            other = make.trace(ines, source, f"Encore un texte {Fragment.objects.count()}", silences=[silence])
            actions.welcome(by=ines, source=source, text="Mme Roux attend")
            target = fragment if path == "one" else other
            place = target.text.split()[number % 3]
            reading.mark_passage(by=ines, fragment=target, exact=place, label=f"mot {Label.objects.count()}", feeling="break")
            reading.gather(by=ines, fragment=target, motif=f"motif {number}")

    for count in (2, 3):
        fill(count)
        with CaptureQueriesContext(connection) as queries_made:
            address = f"/telecom/traces/{fragment.uuid}/" if path == "one" else f"/telecom/traces/{path}"
            assert client.get(address).status_code == 200
        asked.append(len(queries_made))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    "make_row",
    [
        lambda f, m: Mark.objects.filter(pk=m.pk).update(end=0),
        lambda f, m: Mark.objects.filter(pk=m.pk).update(label=None, memo="", feeling=""),
        lambda f, m: Label.objects.create(space=f.space, name="mot"),
        lambda f, m: Label.objects.filter(pk=m.label_id).update(merged_into=m.label_id),
        lambda f, m: Motif.objects.create(space=f.space, title="Motif"),
        lambda f, m: Motif.objects.get().items.create(fragment=f),
        lambda f, m: m.readings.create(voice="a", feeling="break"),
    ],
)
def test_the_database_refuses_what_cannot_be(fragment, mehdi, make_row):
    mark = reading.mark_passage(by=mehdi, fragment=fragment, exact="guide", label="mot")
    reading.gather(by=mehdi, fragment=fragment, motif="Motif")
    mark.readings.create(voice="a", feeling="break")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_row(fragment, mark)


def test_a_label_is_split_in_two_and_the_move_is_kept(claire, ines, mehdi, client_of):
    fragment = make.trace(ines, make.trace_source(claire, ines), make.TEXT)
    words = [word for word in make.TEXT.split() if len(word) > 3][:3]
    marks = [reading.mark_passage(by=mehdi, fragment=fragment, exact=word, label="peur") for word in words]
    label = marks[0].label
    path = f"/telecom/traces/labels/{label.uuid}/parting/"
    for name, chosen in (("", marks[:1]), ("peur", marks[:1]), ("honte", []), ("honte", marks)):
        with pytest.raises(ValidationError):
            reading.part_label(by=claire, label=label, name=name, marks=chosen)
    with pytest.raises(PermissionDenied):
        reading.part_label(by=mehdi, label=label, name="honte", marks=marks[:1])
    assert client_of(claire).post(path, {"name": "honte", "marks": [str(marks[0].uuid)]}).status_code == 302
    assert sorted(mark.label.name for mark in Mark.objects.filter(fragment=fragment)) == ["honte", "peur", "peur"]
    page = client_of(claire).get("/telecom/traces/labels/", headers={"Accept-Language": "fr"}).content.decode()
    assert "partagée en deux" in page and "honte" in page
    assert client_of(claire).post(path, {"name": "honte"}).status_code == 302  # nothing chosen: said, and nothing moves
    assert label.marks.count() == 2
