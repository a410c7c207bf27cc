"""Files that bring traces: CSV and XLSX tables of short texts; txt, docx and odt for a long account. Bounded first.

Refuses: files over the limit, archives that inflate too much, XML with a document type, tables without a text column, lines it
cannot read (all named), so that nothing is half imported.
"""
import csv
import io
import zipfile
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

LIMIT = 5 * 2**20  # bytes of a file
INFLATED = 20 * 2**20  # bytes of its parts
ROWS = 2_000
HEADS = {
    "text": {"text", "texte", "verbatim", "comment", "commentaire", "message"},
    "where": {"where", "où", "ou", "lieu", "place", "channel", "canal"},
    "happened_on": {"date", "when", "quand", "happened_on"},
}
PARAGRAPHS = {"docx": ("word/document.xml", "{*}p", "{*}t"), "odt": ("content.xml", "{*}p", None)}


def read_table(name, data):
    """[{"text", "where", "happened_on"}] of a CSV or XLSX file (bytes); ValidationError names lines and columns."""
    bounded(data)
    rows = xlsx_rows(data) if name.lower().endswith((".xlsx", ".ods")) else csv_rows(data)
    if not rows:
        raise ValidationError(_("This file is empty."))
    heads = [str(cell or "").strip().casefold() for cell in rows[0]]
    columns = {field: next((n for n, head in enumerate(heads) if head in known), None) for field, known in HEADS.items()}
    if columns["text"] is None:
        raise ValidationError(_("No column is named “text”: name the column that holds the texts."))
    if len(rows) - 1 > ROWS:
        raise ValidationError(_("%(limit)s lines at most; this file has %(rows)s.") % {"limit": ROWS, "rows": len(rows) - 1})
    found, wrong = [], []
    for number, row in enumerate(rows[1:], 2):
        cells = {field: row[place] if place is not None and place < len(row) else "" for field, place in columns.items()}
        text = str(cells["text"] or "").strip()
        if not text:
            continue
        try:
            day = day_of(cells["happened_on"])
        except ValueError:
            said = {"line": number, "date": cells["happened_on"]}
            wrong.append(_("line %(line)s: “%(date)s” is not a date (2026-10-31)") % said)
            continue
        found.append({"text": text, "where": str(cells["where"] or "").strip(), "happened_on": day})
    if wrong:
        raise ValidationError(wrong[:10])
    return found


def csv_rows(data):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    try:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        return [row for row in csv.reader(io.StringIO(text.replace("\x00", "")), dialect) if any(row)]
    except csv.Error as error:
        raise ValidationError(_("This CSV file cannot be read: %(error)s.") % {"error": error}) from None


def xlsx_rows(data):
    archive(data)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    except CalamineError as error:
        raise ValidationError(_("This spreadsheet cannot be read: %(error)s.") % {"error": error}) from None


def day_of(value):
    """A date from a cell, None when it is empty; ValueError otherwise."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    raise ValueError(text)


def pasted(text):
    """Paragraphs separated by an empty line."""
    return [{"text": part.strip()} for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def read_account(name, data):
    """The plain text of a txt, docx or odt file (bytes)."""
    bounded(data)
    kind = name.lower().rpartition(".")[2]
    if kind == "txt":
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("cp1252", errors="replace")
    if kind not in PARAGRAPHS:
        raise ValidationError(_("Bring a txt, docx or odt file."))
    part, paragraph, run = PARAGRAPHS[kind]
    files = archive(data)
    try:
        xml = files.read(part)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise ValidationError(_("This file is not the document its name says.")) from None
    return "\n".join(paragraphs(xml, paragraph, run)).strip()


def paragraphs(xml, paragraph, run):
    if b"<!DOCTYPE" in xml[:4096]:
        raise ValidationError(_("This document holds instructions that are not read. Save it again, or paste its text."))
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except etree.XMLSyntaxError:
        raise ValidationError(_("This file is not the document its name says.")) from None
    for node in root.iter(paragraph):
        yield "".join(one.text or "" for one in node.iter(run)) if run else "".join(node.itertext())


def bounded(data):
    if len(data) > LIMIT:
        raise ValidationError(_("This file is too large: %(limit)s MB at most.") % {"limit": LIMIT // 2**20})


def archive(data):
    """The zip file, once its central directory says that it stays within bounds."""
    try:
        files = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise ValidationError(_("This file is not the document its name says.")) from None
    if len(files.infolist()) > 2_000 or sum(info.file_size for info in files.infolist()) > INFLATED:
        raise ValidationError(_("This file holds too much once it is opened."))
    return files
