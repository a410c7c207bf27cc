"""A grid as a file: CSV that no spreadsheet runs, JSON with its seal, Markdown to read. Pure: contents in, text out."""
import csv
import io
import json

from django.utils.translation import gettext as _

from journeys.maps.formats.formulas import guard

from .columns import column_from, said_in
from .models import Answer

CONFIDENCE = ("1", "2", "3", "4", "5", "unknown", "declined", "not_applicable")


def as_json(held):
    """A file of our own as text, indented, for people too; see transfer/files.py for what it holds."""
    return json.dumps(held, ensure_ascii=False, indent=2)


def as_csv(held, language):
    """One line per silence; text cells guarded against formulas, voices counted one column each."""
    columns = [column_from(data) for data in held["columns"]]
    written = [column for column in columns if column.written]
    out = io.StringIO()
    writer = csv.writer(out)
    head = [_("Silence"), _("Segment"), _("Rate before"), _("Rate now")]
    head += [said_in(column.label, language) for column in written]
    head += [_("Confidence %(level)s") % {"level": level} for level in range(1, 6)]
    head += [str(Answer(name).label) for name in CONFIDENCE[5:]] + [_("Dissent")]
    writer.writerow([guard(cell) for cell in head])
    for row in held["rows"]:
        silence, confidence = row["silence"], row["confidence"]
        segment = f"{silence['by']}={silence['value']}" if silence["by"] else ""
        line = [silence["label"], segment, *(figure(row["rates"][when]) for when in ("before", "now"))]
        line += [said(column, row["cells"].get(column.key), language) for column in written]
        line += [*confidence["levels"], *(confidence[name] for name in CONFIDENCE[5:])]
        line.append("\n".join(dissent["text"] for dissent in row["dissents"]))
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in line])
    return out.getvalue()


def figure(rate):
    return round(rate["rate"], 4) if rate and "rate" in rate else ""


def said(column, cell, language):
    """What a cell says, in words: a choice by its label, a way not to answer by its name."""
    if not cell:
        return ""
    if cell["answer"] != Answer.GIVEN:
        return str(Answer(cell["answer"]).label)
    if column.kind == "choice":
        choices = dict(column.choices)
        under = f" → {said_in(choices[cell['under']], language)}" if cell.get("under") in choices else ""
        return said_in(choices.get(cell["text"], {"": cell["text"]}), language) + under
    return cell["text"]


def as_markdown(held, language):
    """A title, then one part per silence, each question followed by its answer."""
    columns = [column_from(data) for data in held["columns"]]
    parts = [f"# {held['journey']['name']}: {held['title']}"]
    for row in held["rows"]:
        silence = row["silence"]
        segment = f" ({silence['by']}: {silence['value']})" if silence["by"] else ""
        parts.append(f"## {silence['label']}{segment}")
        rates = [percent(row["rates"][when]) for when in ("before", "now")]
        if any(rates):
            parts.append(_("Silent share: %(before)s → %(now)s") % {"before": rates[0] or "–", "now": rates[1] or "–"})
        for column in columns:
            title = said_in(column.label, language)
            if column.written:
                parts.append(f"**{title}**\n\n{said(column, row['cells'].get(column.key), language) or '–'}")
            elif column.kind == "confidence":
                parts.append(f"**{title}**\n\n{counted(row['confidence'])}")
            else:
                dissents = "\n".join(f"> {line}" for d in row["dissents"] for line in [*d["text"].splitlines(), ""])
                parts.append(f"**{title}**\n\n{dissents.strip() or '–'}")
    return "\n\n".join(parts) + "\n"


def percent(rate):
    return f"{rate['rate'] * 100:.0f} %" if rate and "rate" in rate else ""


def counted(confidence):
    levels = ", ".join(f"{level}: {count}" for level, count in enumerate(confidence["levels"], 1))
    others = ", ".join(f"{Answer(name).label}: {confidence[name]}" for name in CONFIDENCE[5:] if confidence[name])
    return f"{levels}; {others}" if others else levels
