"""Map files: each mistake is told at its row and column, and what is written is read back whole."""
import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from journeys.maps import formats
from journeys.maps.expectations import LONG_COLUMNS, Count, Touchpoint
from journeys.maps.formats.formulas import guard, unguard
from journeys.maps.formats.mapfile import MapFile
from journeys.maps.rows import join_names, split_names

GOLDEN = Path(__file__).parents[1] / "golden" / "map.csv"
HEADER = "stage,order,touchpoint,label,expectation,group,condition,anchor,due_after,due_unit,events,terminal"


def short(value):
    """A parameter's name in reports: files are not repeated there."""
    return value if isinstance(value, str) and len(value) < 40 else "file"


def told(text, name="map.csv"):
    """The problems of a text file as (code, row, column)."""
    return [(p.code, p.row, p.column) for p in formats.read(name, text.encode()).problems]


def one(row, header=HEADER):
    """The problems of a right row and this one."""
    return told(f"{header}\nJoin,1,signup,Sign up,required,,,start,7,days,signup,\n{row}\n")


def test_the_golden_map_is_read_without_a_remark():
    golden = formats.read("map.csv", GOLDEN.read_bytes())
    assert golden.problems == ()
    assert [t.key for t in golden.touchpoints] == [
        "signup", "app", "guide", "fibre", "chat", "phone", "bill", "gift", "survey", "done", "quit"]
    assert golden.stages == ("Join", "Use", "End")
    fibre = golden.touchpoints[3]
    assert (fibre.condition, fibre.anchor, fibre.due_seconds) == ("access=fibre", "signup", 14 * 86400)
    assert golden.touchpoints[1].start_events == ("app start",) and golden.touchpoints[6].anchor == "day 30"


@pytest.mark.parametrize(("row", "problem"), [
    ("Join,2,app,App,maybe,,,,7,days,app,", ("unknown_expectation", 3, "expectation")),
    ("Join,2,app,App,alternative,,,,7,days,app,", ("alternative_without_group", 3, "group")),
    ("Join,2,app,App,alternative,help,,,7,days,app,", ("lonely_alternative", 3, "group")),
    ("Join,2,app,App,alternative,app,,,7,days,app,", ("group_like_touchpoint", 3, "group")),
    ("Join,2,app,App,conditional,,,,7,days,app,", ("conditional_without_condition", 3, "condition")),
    ("Join,2,app,App,conditional,,fibre,,7,days,app,", ("bad_condition", 3, "condition")),
    ("Join,2,app,App,conditional,,=fibre,,7,days,app,", ("bad_condition", 3, "condition")),
    ("Join,2,app,App,required,,access=fibre,,7,days,app,", ("unused_condition", 3, "condition")),
    ("Join,2,app,App,required,help,,,7,days,app,", ("unused_group", 3, "group")),
    ("Join,2,app,App,required,,,nowhere,7,days,app,", ("unknown_anchor", 3, "anchor")),
    ("Join,2,app,App,required,,,Signup,7,days,app,", ("close_anchor", 3, "anchor")),
    ("Join,2,app,App,required,,,2026-13-01,7,days,app,", ("unknown_anchor", 3, "anchor")),
    ("Join,2,app,App,required,,,day soon,7,days,app,", ("unknown_anchor", 3, "anchor")),
    ("Join,2,app,App,required,,,app,7,days,app,", ("anchor_cycle", 3, "anchor")),
    ("Join,2,app,App,required,,,start,soon,days,app,", ("bad_number", 3, "due_after")),
    ("Join,2,app,App,required,,,start,nan,days,app,", ("bad_number", 3, "due_after")),
    ("Join,2,app,App,required,,,start,1e999,days,app,", ("bad_number", 3, "due_after")),
    ("Join,2,app,App,required,,,start,-1,days,app,", ("negative_delay", 3, "due_after")),
    ("Join,2,app,App,required,,,start,600,weeks,app,", ("huge_delay", 3, "due_after")),
    ("Join,2,app,App,required,,,start,1,months,app,", ("unknown_unit", 3, "due_unit")),
    ("Join,2,app,App,required,,,start,1,,app,", ("unit_missing", 3, "due_unit")),
    ("Join,2,app,App,required,,,start,,days,app,", ("unit_alone", 3, "due_unit")),
    ("Join,two,app,App,required,,,start,1,days,app,", ("bad_order", 3, "order")),
    ("Join,2.5,app,App,required,,,start,1,days,app,", ("bad_order", 3, "order")),
    ("Join,1,app,App,required,,,start,1,days,app,", ("same_order", 3, "order")),
    ("Join,2,app,,required,,,start,1,days,app,", ("missing_label", 3, "label")),
    ("Join,2,,App,required,,,start,1,days,app,", ("made_id", 3, "touchpoint")),
    ("Join,2,,,required,,,start,1,days,app,", ("missing_id", 3, "touchpoint")),
    ("Join,2,signup,Again,required,,,start,1,days,app,", ("duplicate_id", 3, "touchpoint")),
    ("Join,2,start,App,required,,,start,1,days,app,", ("reserved_id", 3, "touchpoint")),
    ("Join,2,day 3,App,required,,,start,1,days,app,", ("reserved_id", 3, "touchpoint")),
    ("Join,2,app,App,required,,,start,1,days,app,maybe", ("unknown_terminal", 3, "terminal")),
    ("Join,2,app,App,required,,,start,1,days,,", ("events_missing", 3, "events")),
    ("Join,2,app,App,required,,,start,1,days,*,", ("catch_all", 3, "events")),
    ("Join,2,app,A\x07pp,required,,,start,1,days,app,", ("control_character", 3, "label")),
    (f"Join,2,app,{'A' * 201},required,,,start,1,days,app,", ("too_long", 3, "label")),
    ("Join,2,app,App,required,,,start,1,days,app,,,more", ("extra_cells", 3, "")),
])
def test_a_mistake_is_told_at_its_row_and_column(row, problem):
    assert problem in one(row)


def test_a_right_row_says_nothing():
    assert one("Join,2,app,App,required,,,signup,7,days,app,") == []


@pytest.mark.parametrize(("rows", "problems"), [
    ("a,10,12", [("count_above", 2, "activated_count"), ("events_missing", 2, "events")]),
    ("a,10,", [("half_count", 2, "activated_count"), ("events_missing", 2, "events")]),
    ("a,ten,1", [("bad_count", 2, "expected_count"), ("events_missing", 2, "events")]),
    ("a,,,age=65+", [("segment_without_count", 2, "segment"), ("events_missing", 2, "events")]),
    ("a,10,5,old", [("bad_segment", 2, "segment")]),
    ("a,10,5,age=65+\na,8,5,age=65+", [("duplicate_id", 3, "touchpoint")]),
    ("a,10,5\na,8,5,age=65+", []),
])
def test_figures_are_checked_too(rows, problems):
    header = "touchpoint,expected_count,activated_count,segment,label,terminal\n"
    lines = "\n".join(row + "," * (3 - row.count(",")) + ",A,yes" for row in rows.split("\n"))
    assert told(header + lines) == problems


def test_figures_of_segments_gather_on_one_touchpoint():
    text = ("touchpoint,label,expected_count,activated_count,segment\n"
            "guide,Guide,100,40,\nguide,,60,30,age=18-34\nguide,Guide,40,10,age=65+\n")
    read = formats.read("map.csv", text.encode())
    assert read.problems == ()
    assert read.touchpoints[0].counts == (Count(100, 40), Count(60, 30, "age=18-34"), Count(40, 10, "age=65+"))


def test_a_repeated_row_that_says_something_else_is_refused():
    text = ("touchpoint,label,channel,expected_count,activated_count,segment\n"
            "guide,Guide,web,100,40,\nguide,Guide,mail,60,30,age=18-34\n")
    assert told(text) == [("conflicting_row", 3, "channel")]


def test_anchors_in_a_circle_are_named_once():
    text = ("touchpoint,label,anchor,due_after,due_unit,events\na,A,b,1,days,a\nb,B,c,1,days,b\nc,C,a,1,days,c\n"
            "d,D,a,1,days,d\n")
    problems = formats.read("m.csv", text.encode()).problems
    assert [(p.code, p.row) for p in problems] == [("anchor_cycle", 2)]
    assert "a → b → c → a" in problems[0].message


@pytest.mark.parametrize(("rows", "warned"), [
    ("a,A,,,a,", True), ("a,A,3,days,a,", False), ("a,A,,,a,yes", False), ("a,A,,,a,exit", True)])
def test_a_map_in_which_nothing_will_ever_be_due_warns(rows, warned):
    codes = [code for code, _row, _column in told("touchpoint,label,due_after,due_unit,events,terminal\n" + rows)]
    assert ("never_due" in codes) is warned


def test_a_stage_that_comes_back_is_told():
    text = "stage,touchpoint,label,events,terminal\nA,a,A,a,\nB,b,B,b,\nA,c,C,c,yes\n"
    assert told(text) == [("split_stage", 4, "stage")]


@pytest.mark.parametrize(("text", "code"), [
    ("", "empty_file"), ("\n \n", "empty_file"), ("hello\nworld\n", "no_header"),
    ("customer,event,time\n1,a,2\n", "no_header"), ("touchpoint,stage\na,b\n", "missing_column"),
    ("touchpoint,label,label\na,b,c\n", "repeated_column"), ("touchpoint,label\n", "no_rows"),
    ('touchpoint,label\na,"b\n', "csv_broken"), ('touchpoint,label\na,"b"c\n', "csv_broken"),
    ("touchpoint,label,weather\na,b,c\n", "unknown_column"), ("touchpoint,label,chanel\na,b,c\n", "close_column"),
    ("touchpoint,label\n" + "".join(f"t{n},T\n" for n in range(201)), "too_many_touchpoints"),
    ("touchpoint,label\n" + "a,b\n" * 5001, "too_many_rows"),
], ids=short)
def test_a_file_that_is_not_a_map_says_why(text, code):
    assert code in [c for c, _row, _column in told(text)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_delimiter_is_read(encoding, delimiter):
    text = delimiter.join(["Touchpoint", " LABEL ", "Due After", "due-unit", "events"]) + "\r\n"
    text += delimiter.join(["reçu", "Reçu d’achat, œuvre", '"1,5"', "jours", "a"]) + "\r\n"
    if delimiter == ",":
        text = text.replace("Reçu d’achat, œuvre", '"Reçu d’achat, œuvre"')
    read = formats.read("carte.csv", text.encode(encoding))
    assert read.problems == ()
    assert (read.touchpoints[0].label, read.touchpoints[0].due_after) == ("Reçu d’achat, œuvre", 1.5)


def test_french_headers_and_words_are_understood():
    text = ("Étape;Ordre;Identifiant;Libellé;Canal;Attente;Ancre;Délai;Unité;Événements;Fin\n"
            "Installer;1;guide;Lire le guide;web;obligatoire;départ;10;jours;guide*;non\n"
            "Installer;2;fin;Installé;web;facultatif;jour 30;;;fini;oui\n")
    read = formats.read("carte.csv", text.encode())
    assert read.problems == ()
    guide, end = read.touchpoints
    assert (guide.expectation, guide.anchor, guide.due_after, guide.due_unit) == ("required", "start", 10, "days")
    assert (end.expectation, end.anchor, end.terminal) == ("optional", "day 30", "yes")


def test_the_header_may_stand_under_a_title():
    assert told("Our map\n\ntouchpoint,label,events,terminal\na,A,a,yes\nb,,b,\n") == [("missing_label", 5, "label")]


NASTY = MapFile((
    Touchpoint("a", "=1+1", stage="@home", order=1, channel="-web", owner="+33 1", events=("x|y", "a\\b", "\\"),
               intent="'=already", note="line 1\nline 2 _x0041_ __x000D__", terminal="yes"),
    Touchpoint("b", "Œuf « frais »; “quoted, \"twice\"\"", stage="＝twin", order=2, due_after=1.5, due_unit="hours",
               anchor="a", start_events=("=cmd|'/C calc'!A0",), events=("guide*",), note="'quoted' and ''=two",
               counts=(Count(10, 4), Count(5, 1, "age=65+"))),
    Touchpoint("007", "2026-10-01", order=3, expectation="conditional", condition="a b=c=d", anchor="day -10",
               due_after=0, due_unit="weeks", events=("1e5", "TRUE")),
), stages=("@home", "＝twin"))


@pytest.mark.parametrize("extension", formats.WRITERS)
@pytest.mark.parametrize("map_file", [NASTY, formats.read("m.csv", GOLDEN.read_bytes())], ids=["nasty", "golden"])
def test_what_is_written_is_read_back_whole(extension, map_file):
    read = formats.read(f"map.{extension}", formats.write(extension, map_file))
    assert read.errors == []
    assert read.touchpoints == map_file.touchpoints and read.stages == map_file.stages


def test_json_keeps_what_is_around_the_touchpoints():
    kept = MapFile(NASTY.touchpoints, (), ("Empty", "@home", "＝twin"), "A name", "a-name", "Why", "fr")
    assert formats.read("m.json", formats.write("json", kept)) == kept


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "'=1", "''=1", "'a", "a", "", "＝1", "-"])
def test_no_exported_text_is_a_formula_and_each_comes_back(text):
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(tuple("=+-@\t\r＝＋－＠"))


@pytest.mark.parametrize("names", [(), ("a",), ("a|b", "c"), ("\\",), ("a\\", "b"), ("\\|", "|")])
def test_event_names_may_hold_bars_and_backslashes(names):
    assert split_names(join_names(names)) == names


def test_json_of_a_published_version_is_read_too():
    content = {"stages": [], "touchpoints": [NASTY.touchpoints[1].as_dict() | {"anchor": "start"}]}
    read = formats.read("v.json", json.dumps(content).encode())
    assert read.errors == [] and read.touchpoints[0].events == ("guide*",)
    assert read.touchpoints[0].counts == NASTY.touchpoints[1].counts


@pytest.mark.parametrize(("data", "code"), [
    (b"{", "json_broken"), (b"[" * 100_000, "json_broken"), (b'{"touchpoints": NaN}', "json_broken"),
    (b'{"touchpoints": 3}', "json_shape"), (b'["a"]', "json_shape"), (b"[]", "no_rows"),
    (b'[{"touchpoint": "a", "label": "\\ud800", "events": ["a"]}]', "control_character"),
    (b'[{"touchpoint": "a", "label": "A\\u0000", "events": ["a"]}]', "control_character"),
    (b'[{"label": {"deep": 1}, "due_after": true}]', "bad_number"), (b"[" + b"1" * 5000 + b"]", "json_broken"),
    (b"PK\x03\x04 nothing", "workbook_broken"), (b"\xd0\xcf\x11\xe0\x00old", "unknown_format"),
    (b"%PDF-1.4 \x00", "unknown_format"), (b"touchpoint,label\na,\xff\x81\n", "encoding"),
    (b"x" * (formats.SIZE_LIMIT + 1), "too_big"), (b"a,b\n" * 900_000, "no_header"),
    (b"touchpoint,label\n" + b"a,b\n" * 900_000, "too_many_rows"), (b"a," * 2_000_000, "no_header"),
    (b'[{"touchpoint": "a", "label": "A", "counts": [' + b"{}," * 900_000 + b"{}]}]", "too_many_rows"),
    (b'<definitions xmlns="x">' + b'<task id="a" name="b"/>' * 100_000 + b"</definitions>", "never_due"),
    (b'<definitions xmlns="x">' + b"".join(b'<task id="a%d"/>' % n for n in range(9000)) + b"</definitions>",
     "too_many_touchpoints"),
    (b"<CJML><plannedJourney><touchpoints>" + b"<plannedAction/>" * 9000 + b"</touchpoints></plannedJourney></CJML>",
     "too_many_rows"),
], ids=short)
def test_a_broken_or_hostile_file_gets_a_named_error(data, code):
    assert code in [problem.code for problem in formats.read("map.csv", data).problems]


def zipped(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(("entries", "code"), [
    ([("xl/worksheets/sheet1.xml", b"0" * 40_000_000)], "workbook_too_big"),
    ([(f"xl/{n}.xml", b"") for n in range(600)], "workbook_too_big"),
    ([("../../escape.xml", b"x")], "workbook_broken"),
    ([("[Content_Types].xml", b"<not xml")], "workbook_broken"),
])
def test_a_workbook_bomb_is_refused_before_it_is_parsed(entries, code):
    assert [p.code for p in formats.read("m.xlsx", zipped(entries)).problems] == [code]


def test_a_workbook_that_claims_every_cell_there_is_stays_in_bounded_memory():
    workbook = Workbook()
    workbook.active["A1"], workbook.active["XFD1048576"] = "touchpoint", "label"
    out = io.BytesIO()
    workbook.save(out)
    codes = [p.code for p in formats.read("m.xlsx", out.getvalue()).problems]
    assert codes in (["workbook_too_big"], ["workbook_broken"], ["no_header"])


def test_a_workbook_is_read_where_its_map_is_dates_and_numbers_included():
    from datetime import date

    workbook = Workbook()
    workbook.active["A1"] = "How to use this file"
    sheet = workbook.create_sheet("Carte")
    sheet.append(list(LONG_COLUMNS))
    sheet.append(["Use", 1, "bill", "Bill", "mail", "required", None, None, date(2026, 10, 1), 1.5, "days", None, 42,
                  True])
    sheet.append(["Use", 2, "no", None, None, None, None, None, None, "soon", None, None, "e"])
    out = io.BytesIO()
    workbook.save(out)
    read = formats.read("m.xlsx", out.getvalue())
    bill = read.touchpoints[0]
    assert (bill.anchor, bill.due_after, bill.events, bill.terminal) == ("2026-10-01", 1.5, ("42",), "yes")
    assert [(p.code, p.row, p.column) for p in read.problems] == [
        ("bad_number", 3, "due_after"), ("missing_label", 3, "label")]
