"""Released traces as files: REFI-QDA project (.qdpx) and codebook (.qdc) for other qualitative tools, CSV for spreadsheets.

Source of the format: REFI-QDA 1.0 (Project and Codebook exchange). Positions count Unicode code points of the plain text.
"""
import csv
import io
import zipfile
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from lxml import etree

from journeys.maps.formats.formulas import guard

from .models import Fragment, Label, Motif

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
ORIGIN = "Silences"


def released(member):
    found = Fragment.objects.visible_to(member).released().select_related("source", "narrator").order_by("captured_at", "pk")
    return list(found.prefetch_related("marks__label__merged_into"))


def labels(member):
    return list(Label.objects.visible_to(member).filter(merged_into__isnull=True).order_by("name", "pk"))


def code_elements(parent, namespace, found):
    codes = etree.SubElement(parent, f"{{{namespace}}}Codes")
    for label in found:
        etree.SubElement(codes, f"{{{namespace}}}Code", guid=str(label.uuid), name=label.name, isCodable="true")


def codebook(member):
    """The .qdc file: the labels, nothing of the texts."""
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", nsmap={None: CODEBOOK}, origin=ORIGIN)
    code_elements(root, CODEBOOK, labels(member))
    return xml(root)


def project(member):
    """The .qdpx file: released texts, labels, marked passages, memos, motifs as sets of texts; people are aliases."""
    fragments, found = released(member), labels(member)
    root = etree.Element(f"{{{PROJECT}}}Project", nsmap={None: PROJECT}, name=member.space.name, origin=ORIGIN)
    users = etree.SubElement(root, f"{{{PROJECT}}}Users")
    voices = {mark.voice for fragment in fragments for mark in fragment.marks.all()}
    guids = {voice: str(uuid5(NAMESPACE_URL, voice)) for voice in sorted(voices)}
    for number, guid in enumerate(guids.values(), 1):
        etree.SubElement(users, f"{{{PROJECT}}}User", guid=guid, name=f"Reader {number}")
    if found:
        code_elements(etree.SubElement(root, f"{{{PROJECT}}}CodeBook"), PROJECT, found)
    memos = []
    sources = etree.SubElement(root, f"{{{PROJECT}}}Sources")
    for number, fragment in enumerate(fragments, 1):
        source = etree.SubElement(
            sources, f"{{{PROJECT}}}TextSource", guid=str(fragment.uuid), name=f"{number:04d} {fragment.source.name}",
            plainTextPath=f"internal://{fragment.uuid}.txt", creationDateTime=stamp(fragment.captured_at),
        )  # fmt: skip
        for mark in fragment.marks.all():
            selected(source, mark, guids, memos)
    notes = etree.SubElement(root, f"{{{PROJECT}}}Notes") if memos else None
    for mark in memos:
        note = etree.SubElement(
            notes, f"{{{PROJECT}}}Note", guid=memo_guid(mark), name=mark.exact[:60], plainTextPath=f"internal://{memo_guid(mark)}.txt"
        )
        note.set("creatingUser", guids[mark.voice])
    gathered(root, member, fragments)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml(root))
        for fragment in fragments:
            archive.writestr(f"sources/{fragment.uuid}.txt", fragment.text)
        for mark in memos:
            archive.writestr(f"sources/{memo_guid(mark)}.txt", mark.memo)
    return held.getvalue()


def gathered(root, member, fragments):
    """Each motif as a set of the texts it holds, and a second one of its counter-examples, where it has some."""
    held, sets = {fragment.pk: fragment for fragment in fragments}, []
    for motif in Motif.objects.visible_to(member).prefetch_related("items"):
        items = [item for item in motif.items.all() if item.fragment_id in held]
        against = _("%(motif)s: counter-examples") % {"motif": motif.title}
        for name, counter in ((motif.title, False), (against, True)):
            if found := [held[item.fragment_id] for item in items if item.counter_example is counter]:
                sets.append((str(uuid5(motif.uuid, str(counter))), name, found))
    parent = etree.SubElement(root, f"{{{PROJECT}}}Sets") if sets else None
    for guid, name, found in sets:
        one = etree.SubElement(parent, f"{{{PROJECT}}}Set", guid=guid, name=name)
        for fragment in found:
            etree.SubElement(one, f"{{{PROJECT}}}MemberSource", targetGUID=str(fragment.uuid))


def selected(source, mark, guids, memos):
    """One marked passage, coded with its label and with its memo as a note."""
    selection = etree.SubElement(
        source, f"{{{PROJECT}}}PlainTextSelection", guid=str(mark.uuid), name=mark.exact[:60], startPosition=str(mark.start),
        endPosition=str(mark.end), creatingUser=guids[mark.voice], creationDateTime=stamp(mark.created_at),
    )  # fmt: skip
    if mark.shown_label:
        coding = etree.SubElement(
            selection, f"{{{PROJECT}}}Coding", guid=str(uuid5(mark.uuid, "coding")), creatingUser=guids[mark.voice]
        )
        etree.SubElement(coding, f"{{{PROJECT}}}CodeRef", targetGUID=str(mark.shown_label.uuid))
    if mark.memo:
        etree.SubElement(selection, f"{{{PROJECT}}}NoteRef", targetGUID=memo_guid(mark))
        memos.append(mark)


def memo_guid(mark):
    return str(uuid5(mark.uuid, "memo"))


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def xml(root):
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", standalone=True)


def table(member):
    """CSV of the released fragments, one a line, guarded against formulas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["uuid", "kind", "source", "text", "where", "happened_on", "precision", "language", "marginal", "labels"])
    for fragment in released(member):
        names = sorted({mark.shown_label.name for mark in fragment.marks.all() if mark.shown_label})
        cells = [
            str(fragment.uuid), fragment.kind, fragment.source.name, fragment.text, fragment.where,
            str(fragment.happened_on or ""), fragment.precision, fragment.language, "yes" if fragment.marginal else "",
            " | ".join(names),
        ]  # fmt: skip
        writer.writerow([guard(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


FORMS = {
    "qdpx": ("traces.qdpx", "application/zip", project),
    "qdc": ("traces.qdc", "application/xml", codebook),
    "csv": ("traces.csv", "text/csv; charset=utf-8", table),
}

