"""A restitution as a Word file (.docx), in the styles of Word itself, so that a house gives it its own look."""
from io import BytesIO

from .content import content
from .pdf import png

TEXT_WIDTH = 16  # cm
DEEPEST = 3  # Word has three styles for lists in lists
FONT_STYLES = {"strong": "bold", "em": "italic", "strike": "strike"}


def word(found):
    """The bytes of the Word file of a queries.Restitution, in the active language."""
    from docx import Document  # loaded when first asked for: it weighs on the start of every process
    from docx.shared import Cm

    told, document = content(found), Document()
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = told["title"], told["language"], "", ""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - TEXT_WIDTH) / 2)
    _speak(document, told["language"])
    document.add_heading(told["title"], 0)
    _write(document, told["head"])
    if told["maps"]:
        document.add_heading(told["map_title"], 1)
    for svg in told["maps"]:
        picture = document.add_picture(BytesIO(png(svg)), width=Cm(TEXT_WIDTH))
        picture._inline.docPr.set("descr", told["map_words"])
    for part in told["sections"]:
        document.add_heading(part["title"], 1)
        _write(document, part["blocks"])
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _speak(document, language):
    """The language in which Word reads and spells the text."""
    from docx.oxml.ns import qn

    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), {"fr": "fr-FR", "en": "en-GB"}.get(language, language))


def _write(document, blocks, style=None):
    for block in blocks:
        kind = block["kind"]
        if kind == "heading":
            _runs(document.add_heading(level=2), block["runs"])
        elif kind == "paragraph":
            _runs(document.add_paragraph(style=style), block["runs"])
        elif kind == "code":
            document.add_paragraph(style=style).add_run(block["text"]).font.name = "Courier New"
        elif kind == "quote":
            _write(document, block["inside"], "Quote")
        elif kind == "list":
            _list(document, block, 1)
        else:
            document.add_paragraph("―――", style=style)


def _list(document, block, depth):
    """Word's own bullets; a number is written out, since a number style would count on from one list to the next."""
    rank = "" if depth == 1 else f" {min(depth, DEEPEST)}"
    for number, inside in enumerate(block["items"], 1):
        first, *rest = inside or [{"kind": "paragraph", "runs": []}]
        if first["kind"] == "paragraph":
            paragraph = document.add_paragraph(style=("List" if block["ordered"] else "List Bullet") + rank)
            if block["ordered"]:
                paragraph.add_run(f"{number}.\t")
            _runs(paragraph, first["runs"])
        else:
            rest = inside
        for one in rest:
            if one["kind"] == "list":
                _list(document, one, depth + 1)
            else:
                _write(document, [one], f"List Continue{rank}")


def _runs(paragraph, runs):
    for told in runs:
        if told.get("href"):
            _link(paragraph, told)
        else:
            _run(paragraph.add_run(told["text"]), told)


def _run(run, told):
    for name, attribute in FONT_STYLES.items():
        if told.get(name):
            setattr(run.font, attribute, True)
    if told.get("code"):
        run.font.name = "Courier New"
    return run


def _link(paragraph, told):
    """A link that opens: Word keeps its address apart from the text."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = _run(paragraph.add_run(told["text"]), told)
    run.font.underline = True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(told["href"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    paragraph._p.append(link)
    link.append(run._r)
