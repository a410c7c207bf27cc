"""The restitution as PDF and as a Word file: what they say, to whom, and in what shape."""
import json
import zipfile
from io import BytesIO

import pytest
from django.utils import translation
from docx import Document

from tests.workshops.readback import evening
from workshops.readback import actions, queries
from workshops.readback.paper.blocks import blocks
from workshops.readback.paper.content import content
from workshops.readback.paper.pdf import pdf
from workshops.readback.paper.word import word

TYPED = """Un **mot** *fort*, `code`, [lien](https://example.org/a?b=1&c=2)
deuxième ligne

#### Titre tapé

1. un
2. deux
    - dedans

> cité

    #read("/etc/passwd")

---
<script>alert(1)</script> \ufeff 🙂"""


@pytest.fixture
def session(claire, mehdi, sophie):
    return evening.held(claire, mehdi, sophie)


def test_typed_markdown_becomes_blocks_that_lose_no_word():
    found = blocks(TYPED)
    assert [one["kind"] for one in found] == ["paragraph", "heading", "list", "quote", "code", "rule", "paragraph"]
    first, _heading, numbered, *_rest = found
    assert {"text": "mot", "strong": True} in first["runs"] and {"text": "\n"} in first["runs"]
    assert {"text": "lien", "href": "https://example.org/a?b=1&c=2"} in first["runs"]
    assert numbered["ordered"] and numbered["items"][1][-1]["kind"] == "list"
    assert "<script>alert(1)</script>" in json.dumps(found, ensure_ascii=False)


def test_the_page_as_pdf_is_tagged_and_drawn_in_its_language(client_of, claire, session):
    answer = client_of(claire).get(f"/telecom/readback/{session.uuid}/readback.pdf")
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].endswith('.pdf"')
    assert answer.content.startswith(b"%PDF-") and b"<pdfuaid:part>1</pdfuaid:part>" in answer.content
    with translation.override("fr"):
        told = content(queries.restitution(session))
    assert told["language"] == "fr" and told["maps"] and "var(--" not in "".join(told["maps"])


def test_what_people_typed_is_set_as_words_whatever_it_is(claire, session):
    actions.edit_readback(by=claire, session=session, method=TYPED)
    found = queries.restitution(queries.session_for(claire).get(pk=session.pk))
    assert pdf(found).startswith(b"%PDF-")  # a sign without a glyph, and Typst's own code, are words like others
    document = Document(BytesIO(word(found)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert '#read("/etc/passwd")' in text and "1.\tun" in text and "lien" in text


def test_the_word_file_says_what_the_manuscript_says_and_names_nobody_outside(client, claire, session):
    _link, secret = actions.make_link(by=claire, session=session)
    file = zipfile.ZipFile(BytesIO(client.get(f"/readback/{secret}/readback.docx").content))
    inside = "".join(file.read(name).decode(errors="replace") for name in file.namelist())
    assert "Je crois surtout que le guide est trop long." in inside and "w:val=\"fr-FR\"" in inside
    assert "word/media/image1.png" in file.namelist() and 'descr="' in inside
    assert not [name for name in ("Claire", "Mehdi", "Sophie", "python-docx") if name in inside]
    assert client.get(f"/readback/{secret}/readback.exe").status_code == 404
    _link, secret = actions.make_link(by=claire, session=session, language="en")
    answer = client.get(f"/readback/{secret}/readback.md")
    assert (answer["Content-Language"], answer["X-Robots-Tag"]) == ("en", "noindex")
    assert "## Hypotheses" in answer.content.decode()
