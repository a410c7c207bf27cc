"""One row of the long layout: from cells of text to a `Touchpoint`, from a `Touchpoint` to cells of text.

Pure. The file readers and the editor's form share it, so that the same mistake is told in the same words everywhere.
It judges one row alone; what needs the other rows is in `validation`.
"""
import math
import re
import unicodedata

from .expectations import DAY, EXPECTATIONS, UNITS, Count, Touchpoint, is_fixed_anchor
from .problems import Problem
from .repeats import MOST_TIMES, read_period

LIMITS = {"touchpoint": 64, "label": 200, "stage": 100, "channel": 100, "group": 64, "condition": 200, "anchor": 64,
          "start_events": 2000, "events": 2000, "intent": 2000, "owner": 200, "note": 2000, "goal": 200, "every": 40,
          "segment": 200}
TEN_YEARS = 3660 * 86400  # seconds

EXPECTATION_WORDS = {
    "": "required", "obligatoire": "required", "requis": "required", "mandatory": "required", "optionnel": "optional",
    "facultatif": "optional", "conditionnel": "conditional", **{word: word for word in EXPECTATIONS},
}
UNIT_WORDS = {
    "minute": "minutes", "min": "minutes", "hour": "hours", "h": "hours", "heure": "hours", "heures": "hours",
    "day": "days", "d": "days", "j": "days", "jour": "days", "jours": "days", "week": "weeks", "w": "weeks",
    "semaine": "weeks", "semaines": "weeks", "sem": "weeks", **{unit: unit for unit in UNITS},
}
TERMINAL_WORDS = {"": "", "no": "", "non": "", "false": "", "0": "", "yes": "yes", "oui": "yes", "true": "yes",
                  "1": "yes", "x": "yes", "exit": "exit", "sortie": "exit"}
PAIR = re.compile(r"[^=]*[^=\s][^=]*=.*\S.*", re.DOTALL)


def plain(text):
    """Lower case, no accents, single spaces: how words that people type are compared."""
    letters = unicodedata.normalize("NFKD", str(text).replace("’", "'")).casefold()
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def slug_of(text, limit=64):
    """An identifier made of a label: `Lire l’e-mail` gives `lire-l-e-mail`; empty when nothing can be kept."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")[:limit].strip("-")


def split_names(text):
    r"""Event names separated by `|`; `\|` is a bar inside a name, `\\` a backslash."""
    names, current, escaped = [], [], False
    for letter in text:
        if escaped:
            current.append(letter if letter in "|\\" else "\\" + letter)
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == "|":
            names.append("".join(current))
            current = []
        else:
            current.append(letter)
    names.append("".join(current) + ("\\" if escaped else ""))
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def join_names(names):
    """The inverse of `split_names`."""
    return "|".join(name.replace("\\", "\\\\").replace("|", "\\|") for name in names)


def number_text(value):
    """7.0 as `7`, 1.5 as `1.5`: numbers as a person writes them, empty for None."""
    return "" if value is None else str(int(value)) if float(value).is_integer() else repr(float(value))


def read_anchor(text):
    """The anchor in its one spelling: `start`, `day 30`, `2026-10-01`, a touchpoint's identifier, or nothing."""
    text = text.strip()
    day = DAY.fullmatch(text)
    if day:
        return f"day {int(day[1])}"
    return "start" if plain(text) in ("start", "debut", "depart") else text


def unstorable(text):
    """True when the text holds control characters or halves of characters, which databases and XML refuse."""
    return any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\r\t" for letter in text)


class Row:
    """The cells of one row while they are read; collects problems, never raises."""

    def __init__(self, cells, row, names):
        self.cells = {name: str(value).replace("\r\n", "\n").strip() for name, value in cells.items()}
        self.row, self.names, self.problems = row, names, []

    def wrong(self, code, column="", **values):
        self.problems.append(Problem(code, self.row, self.names.get(column, column), values))

    def text(self, column):
        value = self.cells.get(column, "")
        if unstorable(value):
            self.wrong("control_character", column)
            return ""
        if len(value) > LIMITS.get(column, 200):
            self.wrong("too_long", column, limit=LIMITS.get(column, 200))
            return value[:LIMITS.get(column, 200)]
        return value

    def word(self, column, words, code, default):
        value = self.cells.get(column, "")
        if plain(value) not in words:
            self.wrong(code, column, value=value[:40])
            return default
        return words[plain(value)]

    def whole(self, column, code):
        """A whole number, or None when the cell is empty or wrong."""
        value = self.cells.get(column, "")
        if re.fullmatch(r"\d{1,9}(?:[.,]0+)?", value):
            return int(re.split(r"[.,]", value)[0])
        if value:
            self.wrong(code, column, value=value[:40])
        return None

    def delay(self):
        """(number or None, unit)."""
        value = self.cells.get("due_after", "")
        unit = self.word("due_unit", {"": "", **UNIT_WORDS}, "unknown_unit", "")
        if not value:
            if unit:
                self.wrong("unit_alone", "due_unit")
            return None, ""
        try:
            number = float(value.replace(",", ".").replace("\u202f", "").replace("\xa0", ""))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.wrong("bad_number", "due_after", value=value[:40])
            return None, ""
        if number < 0:
            self.wrong("negative_delay", "due_after", value=number_text(number))
            return None, ""
        if not unit and not self.cells.get("due_unit"):
            self.wrong("unit_missing", "due_unit")
        unit = unit or "days"
        if number * UNITS[unit] > TEN_YEARS:
            self.wrong("huge_delay", "due_after")
            return None, ""
        return (int(number) if number.is_integer() else number), unit

    def rhythm(self):
        """(every, times) of a repeated touchpoint, ("", None) of others."""
        typed, times = self.text("every"), self.whole("times", "bad_times")
        every = read_period(plain(typed))
        if typed and not every:
            self.wrong("bad_every", "every", value=typed)
        if times is not None and not 2 <= times <= MOST_TIMES:
            self.wrong("bad_times", "times", value=times, limit=MOST_TIMES)
            return "", None
        if bool(typed) != bool(self.cells.get("times")):
            self.wrong("half_rhythm", "times" if typed else "every")
        return (every, times) if every and times else ("", None)

    def pair(self, column, code):
        value = self.text(column)
        if value and not PAIR.fullmatch(value):
            self.wrong(code, column, value=value[:40])
            return ""
        name, _equals, held = value.partition("=")
        return f"{name.strip()}={held.strip()}" if value else ""

    def count(self):
        """The figures of this row, or None."""
        segment = self.pair("segment", "bad_segment")
        given = [self.cells.get(name, "") for name in ("expected_count", "activated_count")]
        if not any(given):
            if segment:
                self.wrong("segment_without_count", "segment")
            return None
        if not all(given):
            self.wrong("half_count", "expected_count" if not given[0] else "activated_count")
            return None
        expected, activated = (self.whole(name, "bad_count") for name in ("expected_count", "activated_count"))
        if expected is None or activated is None:
            return None
        if activated > expected:
            self.wrong("count_above", "activated_count", activated=activated, expected=expected)
            return None
        return Count(expected, activated, segment)


def read_row(cells, row=None, names=None):
    """Cells of text by column name → (Touchpoint or None, its order as written or None, problems).

    `names` gives the spelling of the columns in the file. Figures of the row are in `touchpoint.counts`.
    None comes back only when neither identifier nor label says which touchpoint this is.
    """
    reader = Row(cells, row, names or {})
    key, label = reader.text("touchpoint"), reader.text("label")
    order = reader.whole("order", "bad_order")
    if not key and not slug_of(label):
        reader.wrong("missing_id", "touchpoint")
        return None, order, reader.problems
    if not key:
        key = slug_of(label)
        reader.wrong("made_id", "touchpoint", key=key)
    if is_fixed_anchor(read_anchor(key)):
        reader.wrong("reserved_id", "touchpoint", value=key)
    due_after, due_unit = reader.delay()
    count = reader.count()
    every, times = reader.rhythm()
    touchpoint = Touchpoint(
        key=key, label=label, stage=reader.text("stage"), order=order or 0, channel=reader.text("channel"),
        expectation=reader.word("expectation", EXPECTATION_WORDS, "unknown_expectation", "required"),
        group=reader.text("group"), condition=reader.pair("condition", "bad_condition"),
        anchor=read_anchor(reader.text("anchor")), due_after=due_after, due_unit=due_unit,
        start_events=split_names(reader.text("start_events")), events=split_names(reader.text("events")),
        terminal=reader.word("terminal", TERMINAL_WORDS, "unknown_terminal", ""), intent=reader.text("intent"),
        owner=reader.text("owner"), note=reader.text("note"),
        goal=reader.text("goal"), minimum=reader.whole("minimum", "bad_minimum") or None, every=every, times=times,
        counts=(count,) if count else (),
    )
    return touchpoint, order, reader.problems


def write_row(touchpoint, count=None):
    """A touchpoint, with one of its counts, as cells of text by column name: the inverse of `read_row`."""
    cells = {name: getattr(touchpoint, name, "") for name in (
        "stage", "label", "channel", "expectation", "group", "condition", "anchor", "due_unit", "terminal", "intent",
        "owner", "note", "goal", "every")}
    cells |= {"touchpoint": touchpoint.key, "order": number_text(touchpoint.order),
              "due_after": number_text(touchpoint.due_after), "start_events": join_names(touchpoint.start_events),
              "events": join_names(touchpoint.events), "minimum": number_text(touchpoint.minimum),
              "times": number_text(touchpoint.times)}
    if count:
        cells |= {"expected_count": str(count.expected), "activated_count": str(count.activated),
                  "segment": count.segment}
    return cells
