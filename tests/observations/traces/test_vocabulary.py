"""What an organisation adds to the rules: references, first names from a file, a reader of names; each is only proposed."""
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from observations.traces import actions, declaring
from observations.traces.models import Vocabulary
from observations.traces.redaction import engine_of, engines, first_names, propose
from tests.observations import make

NATIONAL = "sexe;preusuel;annais;nombre\n1;ZEPHIRIN;1990;300\n1;ZEPHIRIN;1991;400\n2;_PRENOMS_RARES;1990;9000\n2;OUMNIA;1990;20\n"
RECENT = "sexe,prenom,periode,valeur\n1,ZÉPHIRIN,1900-2024,1200\n2,ÀÏDA,1900-2024,800\n"


@pytest.mark.parametrize("data, at_least, names", [
    (NATIONAL.encode(), 500, ["zephirin"]), (NATIONAL.encode(), 1, ["oumnia", "zephirin"]), (RECENT.encode(), 1000, ["zéphirin"]),
    (b"Oumnia\nZofia\n", 500, ["oumnia", "zofia"]), (RECENT.encode("latin-1"), 1, ["zéphirin", "àïda"]),
])  # fmt: skip
def test_first_names_are_read_as_the_national_file_or_one_a_line(data, at_least, names):
    assert first_names.read(data, at_least) == names


@pytest.mark.parametrize("data", [b"", b"\0\0", b"sexe;preusuel;annais;nombre\n", b"1;2;3\n4;5;6\n"])
def test_a_file_without_names_is_refused(data):
    with pytest.raises(first_names.NotNames):
        first_names.read(data, 500)


def test_a_name_that_was_brought_is_proposed_with_a_capital_and_with_its_surname():
    names = frozenset({"zéphirin"})
    said = "Hier Zéphirin Wrona a rappelé, zéphirin du soir."
    assert [span.of(said) for span in propose(said, names=names)] == ["Zéphirin Wrona"]
    alone = "Le dossier de Zephirin attend."
    assert propose(alone) == [] and [span.of(alone) for span in propose(alone, names=frozenset({"zephirin"}))] == ["Zephirin"]


def pipeline(*found):
    """What an engine reads: a pipeline whose documents have entities."""
    ents = [SimpleNamespace(start_char=start, end_char=end, label_=label) for start, end, label in found]
    return lambda text: SimpleNamespace(ents=ents)


def test_a_reader_of_names_proposes_and_the_rules_speak_louder():
    text = "Le bureau de Wrona, à Lodz, au 06 12 34 56 78."
    engine = engines.entities(pipeline((13, 19, "PER"), (22, 26, "LOC"), (31, 45, "PER"), (0, 2, "MISC"), (10, 12, "PER")))
    found = {span.of(text): (span.kind, span.confidence) for span in propose(text, engine=engine)}
    assert found["Wrona"] == ("person", "low") and found["Lodz"] == ("address", "low")
    assert found["06 12 34 56 78"] == ("phone", "high") and "Le" not in found
    assert propose("Wrona", engine=engines.entities(pipeline((0, 0, "PER")))) == []


def test_nothing_is_needed_for_a_language_nobody_installed():
    assert engine_of("eo") is None


@pytest.mark.django_db
def test_references_and_names_count_for_every_source_from_the_next_fragment_on(claire, ines, mehdi, client_of):
    source = make.trace_source(claire, ines)
    text = "Mon dossier est le BZ/12, vu avec zephirin puis Zephirin."

    def proposed():
        fragment = actions.welcome(by=mehdi, source=source, text=text)
        return {text[span.start : span.end] for span in fragment.spans.all()}

    assert not {"BZ/12", "Zephirin"} <= proposed()
    path = "/telecom/traces/redaction/rules/"
    assert client_of(ines).post(path, {"patterns": "@@/##"}).status_code == 302
    file = SimpleUploadedFile("nat2021.csv", NATIONAL.encode())
    assert client_of(ines).post(path, {"file": file, "at_least": "500"}).status_code == 302
    assert {"BZ/12", "Zephirin"} <= proposed()
    assert "nat2021.csv" in client_of(ines).get(path).content.decode()
    assert client_of(ines).post(path, {"patterns": "tout"}).status_code == 422
    assert client_of(ines).post(path, {"file": SimpleUploadedFile("x.csv", b"\0"), "at_least": "5"}).status_code == 422
    assert client_of(ines).post(path, {"at_least": "5"}).status_code == 422
    assert Vocabulary.objects.get().patterns == ["@@/##"] and Vocabulary.objects.get().names == ["zephirin"]
    assert client_of(claire).get(path).status_code == 403
    with pytest.raises(PermissionDenied):
        declaring.write_patterns(by=claire, patterns=[])
    with pytest.raises(ValidationError):
        declaring.bring_first_names(by=ines, data=b"", called="vide.csv")
