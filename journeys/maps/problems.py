"""What can be wrong with a map, as values: a place, a code, and the sentences a person reads.

Readers and checks only name a code and its values; the sentences live here, once, so that they can be translated.
Nothing here decides whether a map is right. The only thing taken from Django is the translation of sentences.
"""
from dataclasses import dataclass, field

from django.utils.translation import gettext


def _(text):
    """Marks a sentence for translation; it is translated when it is read, so that this module needs no settings."""
    return text


# code: (what is wrong, what to do)
ERRORS = {
    "empty_file": (_("The file is empty."), _("Choose a file with a header line, then one line per touchpoint.")),
    "too_big": (_("The file is larger than %(limit)s kB."),
                _("A map is a small file: remove other sheets and pictures, then try again.")),
    "unknown_format": (_("This is not a map file that can be read here: %(name)s."),
                       _("Save it as CSV, XLSX or JSON. CJML (.xml) and BPMN (.bpmn) are read too.")),
    "encoding": (_("Line %(line)s holds characters that cannot be read."), _("Save the file again as UTF-8.")),
    "csv_broken": (_("Line %(line)s is not well-formed CSV: a quotation mark is missing or is in the wrong place."),
                   _("Open the file in a spreadsheet and save it as CSV again.")),
    "workbook_broken": (_("This workbook cannot be opened."),
                        _("Open it in a spreadsheet, remove its password if it has one, and save it as .xlsx.")),
    "workbook_too_big": (_("This workbook is too large once unpacked."),
                         _("Copy the cells of the map alone into a new workbook and save it as .xlsx.")),
    "json_broken": (_("Line %(line)s, character %(character)s: this is not well-formed JSON."),
                    _("Correct that line, or download a map from here to see the expected shape.")),
    "json_shape": (_("The JSON holds no list of touchpoints."),
                   _("Give an object with a list named “touchpoints”, as in the files downloaded from here.")),
    "xml_broken": (_("Line %(line)s: this is not well-formed XML."), _("Export the file again from its tool.")),
    "xml_doctype": (_("The file declares a document type (DOCTYPE), which is refused for safety."),
                    _("Remove the line that begins with <!DOCTYPE, or export the file again.")),
    "xml_empty": (_("The file holds no planned touchpoint."), _("Choose a file that describes a planned journey.")),
    "no_header": (_("No header line was found: none of the expected columns is named."),
                  _("Name the columns on one line: %(columns)s.")),
    "lanes_unknown": (_("No header line was found, and no lane has a name that is known here."),
                      _("If each column is a stage, say above what each lane holds; else name the columns on one line: "
                        "%(columns)s.")),
    "no_touchpoint_lane": (_("No lane says what customers are expected to do."),
                           _("Above, say which lane holds the touchpoints.")),
    "missing_column": (_("The column “%(name)s” is missing."), _("Add a column with this name.")),
    "repeated_column": (_("The column “%(name)s” is there twice."), _("Keep one of them.")),
    "no_rows": (_("There is no touchpoint under the header line."), _("Write one line per touchpoint.")),
    "too_many_rows": (_("There are more than %(limit)s lines."),
                      _("Is this an event log? A map has one line per touchpoint. Load logs under “Logs”.")),
    "too_many_touchpoints": (_("There are more than %(limit)s touchpoints."), _("Split this journey in two.")),
    "extra_cells": (_("This line has more cells than the header line."),
                    _("Put quotation marks around texts that hold the separator.")),
    "control_character": (_("This text holds a character that cannot be shown or stored."),
                          _("Type the text again instead of pasting it.")),
    "too_long": (_("This text is longer than %(limit)s characters."), _("Shorten it.")),
    "missing_id": (_("The touchpoint has neither an identifier nor a label."),
                   _("Give it a short identifier, such as “guide”, and a label.")),
    "missing_label": (_("The touchpoint “%(key)s” has no label."), _("Write the name that people will read.")),
    "reserved_id": (_("“%(value)s” cannot be an identifier: it has a meaning of its own in the anchor column."),
                    _("Choose another identifier.")),
    "duplicate_id": (_("The identifier “%(key)s” is already used on line %(first)s."),
                     _("Give each touchpoint its own identifier. Lines repeat only to give figures per segment.")),
    "conflicting_row": (_("“%(key)s” was described differently on line %(first)s."),
                        _("On repeated lines, repeat the same values or leave the cells empty.")),
    "unknown_expectation": (_("“%(value)s” is not a kind of expectation."),
                            _("Write required, optional, conditional or alternative.")),
    "alternative_without_group": (_("An alternative needs the name of its group."),
                                  _("Give all the alternatives of one choice the same name in the group column.")),
    "conditional_without_condition": (_("A conditional touchpoint needs a condition."),
                                      _("Write attribute=value, for example access=fibre.")),
    "bad_condition": (_("“%(value)s” is not a condition."), _("Write attribute=value, for example access=fibre.")),
    "bad_segment": (_("“%(value)s” is not a segment."), _("Write attribute=value, for example age=65+.")),
    "unknown_anchor": (_("The anchor “%(value)s” is not a touchpoint of this map, nor a date."),
                       _("Write start, the identifier of a touchpoint, a date such as 2026-10-01, or day 30.")),
    "close_anchor": (_("The anchor “%(value)s” is not a touchpoint of this map, nor a date."),
                     _("Did you mean “%(guess)s”?")),
    "anchor_cycle": (_("These anchors go round in a circle: %(path)s."),
                     _("Anchor one of them on start, on a date or on an earlier touchpoint.")),
    "bad_number": (_("“%(value)s” is not a number."), _("Write a number, such as 7 or 1.5.")),
    "bad_order": (_("“%(value)s” is not a place in the order."), _("Write a whole number, such as 3.")),
    "negative_delay": (_("A delay cannot be negative: %(value)s."),
                       _("Write the time that customers have after the anchor.")),
    "huge_delay": (_("This delay is longer than ten years."), _("Check the number and its unit.")),
    "unknown_unit": (_("“%(value)s” is not a unit of time here."),
                     _("Write minutes, hours, days or weeks. A month is written 30 days.")),
    "unknown_terminal": (_("“%(value)s” is not a kind of ending."),
                         _("Write yes where the journey ends well, exit where the customer leaves, or nothing.")),
    "bad_every": (_("“%(value)s” is not a rhythm."), _("Write 7 days, 2 weeks or 1 month.")),
    "bad_times": (_("“%(value)s” is not a number of times."), _("Write a whole number, from 2 to 60.")),
    "half_rhythm": (_("A repeated touchpoint says both its rhythm and how many times; one is missing."),
                    _("Write both, such as 1 month and 12 times, or neither.")),
    "rhythm_without_anchor": (_("“%(key)s” is repeated, but nothing says from when."),
                              _("Write start, the identifier of a touchpoint, a date such as 2026-10-01, or day 30.")),
    "rhythm_of_months": (_("Months are those of the calendar: “%(key)s” needs a date to count them from."),
                         _("Anchor it on a date, or write the rhythm in days or weeks, such as 30 days.")),
    "rhythm_of_an_end": (_("“%(key)s” is repeated: it can be neither an end, nor an alternative, nor given with figures."),
                         _("Make it required, optional or conditional, without figures, or empty its rhythm.")),
    "rhythm_too_short": (_("The delay of “%(key)s” is longer than its rhythm: two of its times would overlap."),
                         _("Give a delay no longer than the rhythm, or none: the whole period then counts.")),
    "anchor_repeated": (_("“%(value)s” is repeated: nothing can be counted from it."),
                        _("Anchor it on start, on a date or on a touchpoint that happens once.")),
    "bad_minimum": (_("“%(value)s” is not a number of events."), _("Write a whole number, such as 4.")),
    "bad_count": (_("“%(value)s” is not a number of customers."), _("Write a whole number, 0 or more.")),
    "half_count": (_("One of the two figures is missing."),
                   _("Give both expected_count and activated_count, or neither.")),
    "count_above": (_("More customers activated (%(activated)s) than were expected (%(expected)s)."),
                    _("Check the two figures.")),
    "segment_without_count": (_("A segment is named without figures."),
                              _("Give expected_count and activated_count, or empty the segment cell.")),
}
WARNINGS = {
    "two_stage_lanes": (_("Two lanes name stages; the first one was used, not “%(label)s”."),
                        _("Above, say what this lane holds.")),
    "unknown_column": (_("The column “%(name)s” is not known and was left out."), _("Known columns: %(columns)s.")),
    "close_column": (_("The column “%(name)s” is not known and was left out."), _("Did you mean “%(guess)s”?")),
    "made_id": (_("The touchpoint had no identifier; it was given “%(key)s”."),
                _("Write identifiers yourself, so that they stay the same from one version to the next.")),
    "same_order": (_("Two touchpoints have the place %(order)s in the order; the order of the lines was kept."),
                   _("Give each touchpoint its own number.")),
    "split_stage": (_("The stage “%(stage)s” is interrupted by another stage."),
                    _("The order column decides: give the touchpoints of one stage numbers that follow each other.")),
    "lonely_alternative": (_("“%(group)s” has only one alternative."),
                           _("Give another touchpoint the same group, or make this one required or optional.")),
    "group_like_touchpoint": (_("“%(group)s” names both a group and a touchpoint: readings could not tell them apart."),
                              _("Give the group another name.")),
    "unused_group": (_("A group is read only on alternatives."),
                     _("Set the expectation to alternative, or empty the group.")),
    "unused_condition": (_("A condition is read only on conditional touchpoints."),
                         _("Set the expectation to conditional, or empty the condition.")),
    "unit_missing": (_("The delay has no unit; days were understood."), _("Write the unit beside the number.")),
    "unit_alone": (_("There is a unit of time but no delay."), _("Write the delay, or empty the unit.")),
    "events_missing": (_("No event name says that “%(key)s” happened: it could never be seen in a log."),
                       _("Write the names of its events, separated by |.")),
    "catch_all": (_("“*” alone matches every event."), _("Write the beginning of the name, such as guide*.")),
    "half_goal": (_("A goal and its least number of events are read together; one is missing for “%(key)s”."),
                  _("Write both, or neither.")),
    "goal_without_start": (_("“%(key)s” has a goal, but no event says that somebody begins to look for it."),
                           _("Write the events that begin it: an attempt is measured from there.")),
    "never_due": (_("No touchpoint has a delay and none ends the journey: nothing will ever be due."),
                  _("Give at least one touchpoint a delay, or mark where the journey ends.")),
}


@dataclass(frozen=True)
class Problem:
    """One thing to correct (`error`) or to know (`warning`); `row` counts as spreadsheets do, header included."""

    code: str
    row: int | None = None
    column: str = ""
    values: dict = field(default_factory=dict, hash=False)

    @property
    def is_error(self):
        return self.code in ERRORS

    @property
    def message(self):
        """What is wrong, in the language of the reader."""
        return gettext((ERRORS.get(self.code) or WARNINGS[self.code])[0]) % self.values

    @property
    def fix(self):
        """What to do about it, in the language of the reader."""
        return gettext((ERRORS.get(self.code) or WARNINGS[self.code])[1]) % self.values

    @property
    def place(self):
        """Where it is, in words; empty when it is about the whole map."""
        values = {"row": self.row, "column": self.column}
        if self.row and self.column:
            return gettext("row %(row)s, column %(column)s") % values
        if self.row:
            return gettext("row %(row)s") % values
        return gettext("column %(column)s") % values if self.column else ""

    def __str__(self):
        return ": ".join(part for part in (self.place, f"{self.message} {self.fix}") if part)

    def as_dict(self):
        """JSON-ready, sentences included."""
        return {"level": "error" if self.is_error else "warning", "code": self.code, "row": self.row,
                "column": self.column, "message": self.message, "fix": self.fix}


def errors(problems):
    """Those that forbid to go on."""
    return [problem for problem in problems if problem.is_error]


def warnings(problems):
    """Those that a person should know."""
    return [problem for problem in problems if not problem.is_error]
