"""The words of problems, rejects, cautions and phases, in the language of whoever reads; the codes come from the readers.

Each problem says what, and what to do. An unknown code says itself rather than nothing.
"""
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext


def _(text):
    """Marks a sentence for translation; it is translated when it is read."""
    return text


PROBLEMS = {
    "empty_file": _("The file is empty. Choose a file with a header line and one line per event."),
    "binary_file": _("This is not a text file. Give a CSV, TSV or XES file (.gz accepted)."),
    "unknown_format": _("This kind of file cannot be read as an event log. Give CSV, TSV, XES, XLSX, ODS, JSON "
                        "Lines, Parquet or OCEL."),
    "unknown_xml": _("This XML file is not an event log in XES or OCEL. Export it again in one of these formats."),
    "doctype": _("The file declares a document type (DOCTYPE), which is refused for safety. Remove the line that "
                 "begins with <!DOCTYPE."),
    "xml_broken": _("Line %(line)s of the file is not well-formed XML. Export the log again from its tool."),
    "json_broken": _("This is not well-formed JSON. Export the log again from its tool."),
    "json_shape": _("The JSON holds no list of events. Give one JSON object per line, or a list of objects."),
    "gzip_broken": _("The compressed file is damaged or cut. Compress it again and send it again."),
    "zip_broken": _("The workbook is damaged. Open it in a spreadsheet and save it again."),
    "zip_hostile": _("The workbook unpacks into far more than it should, or holds unsafe names. It was refused."),
    "workbook_broken": _("The workbook cannot be opened. Remove its password if it has one, and save it as .xlsx "
                         "again."),
    "workbook_empty": _("The sheet “%(sheet)s” has no header line with lines under it. Choose another sheet."),
    "no_sheet": _("The workbook has no sheet named “%(sheet)s”. It has: %(sheets)s."),
    "parquet_broken": _("The Parquet file is damaged or uses something that cannot be read here: %(reason)s."),
    "sqlite_broken": _("The OCEL database is damaged, or lacks its tables. Export it again as JSON."),
    "ocel_shape": _("The OCEL file lacks its events or objects. Export it again from its tool."),
    "object_type_needed": _("Which object is the customer? This log has: %(types)s. Choose one of these object types."),
    "no_object_type": _("The log has no object type “%(object_type)s”. It has: %(types)s."),
    "too_big_inflated": _("Once unpacked the file is larger than %(megabytes)s MB, and was refused. Split it, or "
                          "raise LOG_INFLATED_MB."),
    "one_column": _("The first line has a single column: no comma, semicolon, tab or | separates the names. Check "
                    "the separator."),
    "no_column": _("There is no column named “%(column)s”. The file has: %(columns)s."),
    "column_missing": _("No column is chosen for: %(role)s. Choose one."),
    "same_column": _("The column “%(column)s” cannot be both the time and something else. Choose another one."),
    "id_is_role": _("The column “%(column)s” says who, what or when: it cannot name events one by one as well. Choose another "
                    "one."),
    "segment_is_customer": _("The column “%(column)s” is the customer: it cannot be a segment as well. Remove it "
                             "from the segments."),
    "bad_zone": _("“%(zone)s” is not a time zone. Write one such as Europe/Paris."),
    "bad_unit": _("“%(unit)s” is not a unit of time. Write s, ms, us, excel or days."),
    "no_lifecycle_column": _("There is no lifecycle column to filter by “%(lifecycle)s”. Name one "
                             "lifecycle:transition, or drop the filter."),
    "no_times": _("No line has a time: without it nothing can be late or silent. Choose another column for the time."),
    "not_numbers": _("The times are not numbers, so their unit cannot be “%(unit)s”. Leave the unit empty."),
    "time_unit_needed": _("The times are numbers, from %(lowest)s to %(highest)s. Say their unit: s, ms, us, "
                          "excel or days (probably %(suggestion)s)."),
    "ambiguous_dates": _("Dates such as 03/04 can be read as day/month or month/day, and no line settles it. Say "
                         "which comes first."),
    "contradictory_dates": _("Some dates only read as day/month and others only as month/day. Say which comes first: "
                             "the others will be rejected."),
    "does_not_add_up": _("The file has %(lines)s lines but %(read)s could be accounted for, so nothing was imported. "
                         "Quotation marks are probably broken: save the file again."),
    "nothing_kept": _("No line could be kept (lines read: %(lines)s): %(reasons)s. Check the columns chosen."),
    "no_previous": _("The log that this one continues is no longer there. Import this file on its own."),
    "out_of_memory": _("Reading this file took more memory than allowed, so it was stopped. Split the file, or raise "
                       "LOG_ENGINE_MEMORY_MB."),
    "too_long": _("Reading this file took more time than allowed, so it was stopped. Split the file, or raise "
                  "LOG_CPU_SECONDS."),
    "disk_full": _("There is not enough room on the disk to import this file."),
    "reader_died": _("Reading this file was stopped by an error of ours (%(status)s). Nothing was imported. Try "
                     "again, or send the file in another format."),
    "upload_gone": _("The file received is no longer here: it is removed after a day. Send it again."),
    "too_big": _("The file is larger than %(megabytes)s MB. Compress it (.gz), split it, or raise LOG_UPLOAD_MB."),
    "unreadable": _("The file cannot be read: %(reason)s."),
}  # fmt: skip

REASONS = {
    "lifecycle": _("other lifecycle status"),
    "left_out": _("line left out by one of its values"),
    "excluded": _("customer left out on purpose"),
    "repeated": _("event sent twice"),
    "known": _("event already known"),
    "no_customer": _("no customer"),
    "no_activity": _("no event name"),
    "no_time": _("no time"),
    "bad_time": _("time that cannot be read"),
    "time_out_of_range": _("time before 1900 or after 2199"),
    "missing_columns": _("too few columns (found/expected)"),
    "too_many_columns": _("too many columns (found/expected)"),
    "open_quote": _("quotation mark left open"),
    "bad_quotes": _("misplaced quotation mark"),
    "line_too_long": _("line too long"),
    "bad_encoding": _("characters that cannot be read"),
    "unreadable_line": _("line that cannot be read"),
    "outside_case": _("event outside any case"),
    "not_json": _("line that is not a JSON object"),
    "no_object": _("event about no object of the chosen type"),
}

CAUTIONS = {
    "excel_cut": _("The file has exactly %(count)s lines, the most that a spreadsheet can hold: it was probably cut, "
                   "and later events are missing."),
    "quoting_off": _("Quotation marks in this file are broken. It was read without them, line by line."),
    "unreadable_bytes": _("Some characters belong to no known encoding and were replaced."),
    "no_lifecycle": _("No event has a lifecycle status: the filter changed nothing."),
    "mixed_offsets": _("Times carry %(offsets)s different offsets, as happens with summer time. All were brought to "
                       "the same clock."),
    "zoned_and_naive": _("Times that say their offset where others do not, or the reverse: %(count)s. Those "
                         "without one were read in %(zone)s."),
    "dated_1970": _("Events dated 1970, the date that a missing clock gives: %(count)s. Check them before reading."),
    "in_the_future": _("Events later than today: %(count)s. A clock, a zone or a unit may be wrong."),
    "spreadsheet_days": _("Times are numbers, read as a spreadsheet’s dates (45931 is 1 October 2025). If they come out four "
                          "years early, the workbook counts from 1904: have it write its dates in words."),
    "whole_days": _("All times are whole days. Events of one day keep the order of the file (%(ties)s ties)."),
    "many_ties": _("Events at the same time as another one of the same customer: %(count)s. They keep the "
                   "order of the file."),
    "names_differ_by_case": _("Event names that differ only by capital letters count as different: %(examples)s."),
    "one_event_each": _("Each customer has a single event. Is the customer column a session or a line number?"),
    "many_activities": _("There are %(count)s different event names: they may hold addresses or numbers. Only the "
                         "most frequent are listed."),
    "missing_values": _("Lines without a customer, an event name or a time: %(count)s."),
    "segment_is_identifier": _("The column “%(column)s” repeats the customer’s identifier: it was not kept."),
    "segment_many_values": _("The segment “%(column)s” has about %(count)s values: groups will be too small to show."),
    "segment_empty": _("The segment “%(column)s” is empty on every line."),
    "unnamed_cases": _("Cases without a name, each named by its place in the file: %(count)s."),
    "shared_events": _("Events about several customers: %(count)s. Each is counted once for each of them."),
    "nested_left": _("Nested values were kept as text: %(columns)s."),
}  # fmt: skip

PHASES = {
    "": _("waiting for its turn"),
    "reading": _("reading the file"),
    "understanding": _("understanding times and names"),
    "writing": _("putting events in order"),
}

ROLES = {"case": _("customer"), "activity": _("event name"), "time": _("time"),
         "left_out": _("lines left out")}


def problem(found):
    """The sentence of {"problem", "details"}."""
    code, details = found.get("problem", ""), dict(found.get("details", {}))
    if "columns" in details:
        details["columns"] = listed(details["columns"])
    if "reasons" in details:
        details["reasons"] = ", ".join(f"{reason(code)} ({said(count)})" for code, count in details["reasons"].items())
    if "role" in details:
        details["role"] = gettext(ROLES.get(details["role"], details["role"]))
    for name in ("sheets", "types"):
        if name in details:
            details[name] = listed(details[name])
    return _filled(PROBLEMS, code, details)


def caution(found):
    """The sentence of {"code", …}."""
    details = {name: value for name, value in found.items() if name != "code"}
    if "examples" in details:
        details["examples"] = listed(details["examples"])
    if isinstance(details.get("columns"), list):
        details["columns"] = listed(details["columns"])
    return _filled(CAUTIONS, found["code"], details)


def reason(code):
    """Why a line was not kept."""
    return gettext(REASONS[code]) if code in REASONS else code


def phase(code):
    return gettext(PHASES.get(code, PHASES[""]))


def said(value):
    """A number as people of this language write it; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if isinstance(value, float):
        return number_format(int(value) if value.is_integer() else round(value, 3), use_l10n=True, force_grouping=True)
    return number_format(value, use_l10n=True, force_grouping=True)


def _filled(sentences, code, details):
    if code not in sentences:
        return code or gettext("Something went wrong.")
    try:
        return gettext(sentences[code]) % {name: said(value) for name, value in details.items()}
    except KeyError:
        return gettext(sentences[code])


def listed(names, most=12):
    """The first names, and how many more."""
    names = [str(name)[:60] for name in names]
    more = len(names) - most
    text = ", ".join(names[:most])
    return text if more <= 0 else ngettext("%(names)s and %(more)s other", "%(names)s and %(more)s others", more) % {
        "names": text, "more": more}
