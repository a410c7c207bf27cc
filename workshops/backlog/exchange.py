"""The backlog as CSV, out and in. Refuses a whole file when one line is wrong, naming line and column; dates are ISO.

Cells that a spreadsheet would run as formulas go out with an apostrophe in front, and come in without it.
"""
import csv
import io
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Direction, Kind, Status

COLUMNS = (
    "uuid", "title", "kind", "status", "owner", "due", "decision", "silence", "expected_direction", "expected_size",
    "observe_from", "observe_until", "would_disprove", "details",
)  # fmt: skip
MEASURED = ("verdict", "difference", "low", "high", "read_until")
MOST_LINES = 2000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(rows):
    """CSV text of backlog rows (queries.Row), with the last measured effect in points."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow([*COLUMNS, *MEASURED])
    for row in rows:
        lines.writerow([_safe(cell) for cell in _cells(row)])
    return out.getvalue()


def read(data):
    """A list of (line, values) from the bytes of a CSV file; `values` maps column to text, dates and numbers parsed.

    Raises ValidationError with one message per mistake, each naming line and column.
    """
    text = _decoded(data)
    sample = text[:4096]
    delimiter = max(",;\t", key=lambda sign: sample.splitlines()[0].count(sign) if sample.strip() else 0)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    header = [name.strip().lower().lstrip("\ufeff") for name in next(reader, [])]
    if "title" not in header:
        raise ValidationError(_("Line 1: no “title” column. Start from the export, its columns are the ones read here."))
    found, mistakes = [], []
    for number, cells in enumerate(reader, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if number > MOST_LINES + 1:
            raise ValidationError(_("This file has more than %(most)s lines. Cut it in several.") % {"most": MOST_LINES})
        values, wrong = _parsed(dict(zip(header, cells, strict=False)))
        found.append((number, values))
        mistakes += [_("Line %(line)s, column %(column)s: %(what)s") % {"line": number, "column": name, "what": what}
                     for name, what in wrong]
    if mistakes:
        raise ValidationError(mistakes)
    return found


def _cells(row):
    action, effect = row.action, row.effect
    silence = action.silence
    cells = [
        action.uuid, action.title, action.kind, action.status, action.owner.user.email if action.owner_id else action.owner_name,
        action.due, action.decision.title if action.decision_id else "", silence.uuid if silence else "",
        action.expected_direction, action.expected_size, action.observe_from, action.observe_until, action.would_disprove,
        action.text,
    ]  # fmt: skip
    if effect is None:
        return [*cells, "", "", "", "", ""]
    return [*cells, effect.verdict, effect.difference, effect.low, effect.high, effect.after.window_to]


def _safe(cell):
    if cell is None:
        return ""
    if isinstance(cell, float):
        return repr(round(cell, 2))
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
    return "'" + text if isinstance(cell, str) and text.startswith(FORMULA) else text


def _decoded(data):
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("This file is not text. Save it as CSV, in UTF-8."))


def _parsed(cells):
    values, wrong = {}, []
    for name in COLUMNS:
        if name not in cells:
            continue
        text = cells[name].strip()
        text = text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text
        try:
            values[name] = PARSERS.get(name, str)(text)
        except ValueError as error:
            wrong.append((name, str(error)))
    if not values.get("title"):
        wrong.append(("title", _("an action needs a title")))
    return values, wrong


def _day(text):
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“%(text)s” is not a date. Write it as 2026-11-30.") % {"text": text[:40]}) from None


def _points(text):
    if not text:
        return None
    try:
        points = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise ValueError(_("“%(text)s” is not a number of points.") % {"text": text[:40]}) from None
    if not points.is_finite() or not 0 < points <= 100:
        raise ValueError(_("give between 0 and 100 points"))
    return points.quantize(Decimal("0.1"))


def _one_of(choices, empty=""):
    def parsed(text):
        if not text:
            return empty
        if text not in choices.values:
            raise ValueError(_("“%(text)s” is none of %(known)s") % {"text": text[:40], "known": ", ".join(choices.values)})
        return text

    return parsed


PARSERS = {
    "due": _day, "observe_from": _day, "observe_until": _day, "expected_size": _points,
    "kind": _one_of(Kind, Kind.OTHER), "status": _one_of(Status, Status.PROPOSED), "expected_direction": _one_of(Direction),
}  # fmt: skip
