"""A look at a file before it is imported: its columns and first rows, what each column probably is, what choices would give.

Rows hold customers' own identifiers: they are shown to whoever sent the file and never stored.
"""
import re
import tempfile

from django.conf import settings
from django.utils import timezone

from . import child
from .layout import LIFECYCLE_NAMES, XES_DEFAULTS, Layout
from .problems import Problem
from .times import NUMBER, numbered_days

NAMES = {
    "case": r"case:concept:name|case[ _-]?id|customer([ _-]?id)?|client([ _-]?id)?|user([ _-]?(pseudo[ _-]?)?id)?|person[ _-]?id|"
            r"id[ _-]?(client|customer|user|student)|visitor[ _-]?id|distinct[ _-]?id|num(é|e)ro[ _-]?client|case|user|dossier",
    "activity": r"concept:name|activity|event([ _-]?(name|type))?|action|activit(é|e)|(é|e)v(é|e)nement|task|step|(é|e)tape",
    "time": r"time:timestamp|(complete[ _-]?)?timestamp|event[ _-]?time(stamp)?|date([ _-]?time)?|time|at|day|jour|horodatage|"
            r"heure|created[ _-]?at|occurred[ _-]?at",
}  # fmt: skip
DATED = r"date|time|jour|heure|horodat|(^|[ _-])(at|on|le|day|when|quand)$"  # somewhere in the name of a column of times
LIFECYCLE = {"schedule", "assign", "reassign", "start", "suspend", "resume", "complete", "autoskip", "manualskip", "withdraw",
             "ate_abort", "pi_abort", "unknown"}  # of the XES standard


def look(path, layout=None, segments=True):
    """What the file holds (format, columns, rows) and, once a time column is chosen, a check of the choices. Raises Problem."""
    options = layout.as_options() if layout else {}
    scratch = settings.DATA_DIR / "uploads"
    scratch.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="look-") as out:
        return child.run({"task": "describe", "path": str(path), "out": out, "options": options,
                          "now": timezone.now().replace(tzinfo=None).isoformat()})


def completed(layout, found, zone="UTC"):
    """`layout` with what the format settles by itself (standard keys, joined activities, lifecycle column, the unit of a
    spreadsheet's dates), else `zone`.

    Raises Problem("no_column" | "no_lifecycle_column") for names that the file does not have.
    """
    columns, values = found["columns"], {name: getattr(layout, name) for name in Layout.__dataclass_fields__}
    if found["format"] == "xes":
        for role, name in XES_DEFAULTS.items():
            values[role] = values[role] or name
        columns = [*columns, "concept:name", *(f"case:{name}" for name in columns)]
    roles = found.get("roles", {})
    if not values["case"] or values["case"] == roles.get("case"):
        for role, name in roles.items():
            values[role] = values[role] or (tuple(name) if isinstance(name, list) else name)
    values["timezone"] = values["timezone"] or zone
    values["time_unit"] = values["time_unit"] or unit_of(found, values["time"])
    if len(values["activity"]) == 1 and values["activity"][0] not in columns and "+" in values["activity"][0]:
        values["activity"] = tuple(values["activity"][0].split("+"))
    if values["lifecycle"] and not values["lifecycle_column"]:
        known = {name.lower(): name for name in columns}
        values["lifecycle_column"] = next((known[name] for name in LIFECYCLE_NAMES if name in known), "")
        if not values["lifecycle_column"]:
            if found["format"] != "xes":
                raise Problem("no_lifecycle_column", lifecycle=values["lifecycle"])
            values["lifecycle_column"] = LIFECYCLE_NAMES[0]
    if found.get("complete", True) and found["format"] != "xes":
        for name in (values["case"], values["fallback"], *values["activity"], values["time"], values["left_out_column"],
                     values["event_id"], *values["segments"]):
            if name and name not in columns:
                raise Problem("no_column", column=name, columns=found["columns"])
    return Layout(**values)


def guess(found):
    """The layout that the column names and first values suggest, for people to correct."""
    if found["format"] == "xes":
        return _guess_xes(found)
    columns, rows = found["columns"], found["rows"]
    chosen = {}
    for role, pattern in NAMES.items():
        fits = [name for name in columns if re.fullmatch(pattern, name.strip(), re.IGNORECASE) and name not in chosen.values()]
        chosen[role] = fits[0] if fits else ""
    chosen["time"] = chosen["time"] or next((name for i, name in enumerate(columns) if _looks_dated(i, rows)), "") or next(
        (name for name in columns if re.search(DATED, name, re.IGNORECASE) and unit_of(found, name)), "")
    roles = found.get("roles") or {}
    if roles:
        return completed(Layout(), found, "")
    return Layout(
        case=chosen["case"], activity=tuple(filter(None, [chosen["activity"]])), time=chosen["time"],
        time_unit=unit_of(found, chosen["time"]), sheet=found.get("sheet", ""), object_type=found.get("object_type", ""),
    )


def _guess_xes(found):
    """The standard keys. Where steps are also scheduled or started, only what is complete happened; where the lifecycle has
    words of its own (an incident “In Progress”, then “Awaiting Assignment”), they are a part of what happened.
    """
    name, columns = LIFECYCLE_NAMES[0], found["columns"]
    said = {row[columns.index(name)].lower() for row in found["rows"]} - {""} if name in columns else set()
    own = len(said) > 1 and not said <= LIFECYCLE
    kept = "complete" if len(said) > 1 and not own and "complete" in said else ""
    activity = XES_DEFAULTS["activity"] + ((name,) if own else ())
    return Layout(**XES_DEFAULTS | {"activity": activity}, lifecycle=kept, lifecycle_column=name if kept else "")


def _looks_dated(place, rows):
    values = [row[place] for row in rows if row[place]]
    return bool(values) and all(re.match(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", value) for value in values)


def unit_of(found, time):
    """“excel” for a column of dates that a spreadsheet wrote as numbers (45931.5), else nothing.

    Whole numbers under a name that speaks of no date stay a question for people.
    """
    place = found["columns"].index(time) if time in found["columns"] else None
    values = [row[place].strip() for row in found["rows"] if row[place].strip()] if place is not None else []
    if not values or not all(re.match(NUMBER, value) for value in values):
        return ""
    numbers = [float(value.replace(",", ".")) for value in values]
    told = re.search(DATED, time.strip(), re.IGNORECASE) or not all(number.is_integer() for number in numbers)
    return "excel" if told and numbered_days(numbers) else ""


def few_values(found, most=12):
    """Columns that make sensible segments: few different values in the rows looked at."""
    fits = []
    for place, name in enumerate(found["columns"]):
        values = {row[place] for row in found["rows"] if row[place]}
        if 1 < len(values) <= most:
            fits.append(name)
    return fits
