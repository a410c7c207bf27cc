"""Traces come from files and leave in files that other tools open; nothing in them runs, nothing half-written remains."""
import csv
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from lxml import etree

from observations.traces import actions, exports, files, reading
from observations.traces.models import Fragment
from tests.observations import make

pytestmark = pytest.mark.django_db


def test_another_tool_opens_the_project(fragment, mehdi, ines):
    mark = reading.mark_passage(by=mehdi, fragment=fragment, exact="renoncer", label="abandon", memo="le mot même")
    archive = zipfile.ZipFile(io.BytesIO(exports.project(ines)))
    root = etree.fromstring(archive.read("project.qde"))
    ns = {"q": exports.PROJECT}
    source = root.find("q:Sources/q:TextSource", ns)
    text = archive.read(source.get("plainTextPath").replace("internal://", "sources/")).decode()
    selection = source.find("q:PlainTextSelection", ns)
    start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
    code = root.find("q:CodeBook/q:Codes/q:Code", ns)
    assert text == fragment.text and text[start:end] == "renoncer" and code.get("name") == "abandon"
    assert selection.find("q:Coding/q:CodeRef", ns).get("targetGUID") == code.get("guid") == str(mark.label.uuid)
    note = root.find("q:Notes/q:Note", ns)
    assert selection.find("q:NoteRef", ns).get("targetGUID") == note.get("guid")
    assert archive.read(f"sources/{note.get('guid')}.txt").decode() == "le mot même"
    assert "Mehdi" not in archive.read("project.qde").decode()
    assert etree.fromstring(exports.codebook(ines)).find(f".//{{{exports.CODEBOOK}}}Code").get("name") == "abandon"


def test_the_table_runs_nothing(ines, source):
    make.trace(ines, source, "=1+1 et rien d’autre")
    assert next(csv.reader(io.StringIO(exports.table(ines).splitlines()[1])))[3] == "'=1+1 et rien d’autre"


def docx(text, part="word/document.xml"):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(part, text)
    return held.getvalue()


W = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
ODT = (
    '<o:content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><t:p>Un</t:p><t:p>De<t:span>ux</t:span></t:p></o:content>'
)


def test_accounts_come_as_text_or_documents():
    body = W.format("<w:p><w:r><w:t>Un</w:t></w:r></w:p><w:p><w:r><w:t>Deux</w:t></w:r></w:p>")
    assert files.read_account("a.docx", docx(body)) == files.read_account("a.odt", docx(ODT, "content.xml")) == "Un\nDeux"
    assert files.read_account("a.txt", "déjà".encode("cp1252")) == "déjà"


@pytest.mark.parametrize(
    "name, data",
    [
        ("a.pdf", b"x"), ("a.docx", b"x"), ("a.docx", docx("<a>", "autre.xml")), ("a.docx", docx("<a>")),
        ("a.txt", b"x" * 6_000_000), ("a.docx", docx("x" * 30_000_000)),
        ("a.docx", docx('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
    ],
    ids=["unknown kind", "no archive", "no document in it", "torn", "too large", "a bomb", "entities"],  # archives hold the time
)  # fmt: skip
def test_documents_that_are_not_what_they_say_are_refused(name, data):
    with pytest.raises(ValidationError):
        files.read_account(name, data)


def test_tables_name_what_is_wrong_and_take_in_all_or_nothing(mehdi, source):
    good = "Verbatim;Où;Date\nTrop long;guide;31/10/2026\n;;\nMuet;;\n".encode("cp1252")
    rows = files.read_table("a.csv", good)
    assert [row["text"] for row in rows] == ["Trop long", "Muet"] and rows[0]["happened_on"].isoformat() == "2026-10-31"
    actions.welcome_many(by=mehdi, source=source, rows=rows)
    assert Fragment.objects.count() == 2
    with pytest.raises(ValidationError) as refused:
        files.read_table("a.csv", b"text,date\nx,hier\ny,2026-13-45\n")
    assert len(refused.value.messages) == 2 and "2" in refused.value.messages[0]
    for name, data in (("a.csv", b"a,b\n1,2\n"), ("a.csv", b""), ("a.xlsx", b"PK"), ("a.csv", b"text\n" + b"x\n" * 2001)):
        with pytest.raises(ValidationError):
            files.read_table(name, data)
    with pytest.raises(ValidationError):
        actions.welcome_many(by=mehdi, source=source, rows=[{"text": "bon"}, {"text": "x" * 30000}])
    assert Fragment.objects.count() == 2
