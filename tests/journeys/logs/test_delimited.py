"""CSV and its cousins: every line is kept, filtered or rejected, whatever the quotes, separators and encodings."""
import csv
import io
from datetime import datetime

import pytest

from journeys.logs.problems import Problem
from journeys.logs.readers import scanning

from .conftest import events_of


def refusal(run, *args, **choices):
    with pytest.raises(Problem) as caught:
        run(*args, **choices)
    return caught.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(imported, file_of, delimiter):
    text = "customer,event,at\nc1,sign up,2026-10-01\nc2,guide,2026-10-02\n".replace(",", delimiter)
    log = imported(file_of("log.txt", text), case="customer", activity="event", time="at")
    assert (log.lines, log.kept, log.customers) == (2, 2, 2)


def test_a_semicolon_file_with_commas_inside_values_is_read(imported, file_of):
    text = "customer;event;at;price\nc1;a, b;2026-10-01;1,5\nc2;c, d;2026-10-02;2,5\n"
    log = imported(file_of("log.csv", text), case="customer", activity="event", time="at")
    assert [name for name, _count in log.activities] == ["a, b", "c, d"]


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8"), lambda text: text.encode("utf-8-sig"), lambda text: text.encode("cp1252"),
        lambda text: text.encode("utf-16"), lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "mark", "cp1252", "utf-16", "windows", "old mac"],
)
def test_encodings_and_line_ends_give_the_same_log(imported, file_of, encode):
    text = "client,événement,at\nc1,résilié,2026-10-01\nc2,été,2026-10-02\n"
    log = imported(file_of("log.csv", encode(text)), case="client", activity="événement", time="at")
    assert sorted(name for name, _count in log.activities) == ["résilié", "été"]
    assert log.lines == log.kept == 2


def test_a_gzipped_file_is_read(imported, file_of):
    log = imported(file_of("log.csv.gz", "customer,event,at\nc1,a,2026-10-01\n"), case="customer", activity="event", time="at")
    assert log.kept == 1


def test_quoted_values_may_hold_separators_quotes_and_newlines(simple):
    log = simple('c1,"a, ""b""\nc",2026-10-01\nc2,d,2026-10-02\n')
    assert [name for name, _count in log.activities] == ['a, "b"\nc', "d"]
    assert (log.lines, log.kept) == (2, 2)


def test_blank_lines_are_not_lines(simple):
    assert simple("c1,a,2026-10-01\n\n\nc2,b,2026-10-02\n\n").lines == 2


def test_rejected_lines_are_counted_with_their_rows_and_reasons(simple):
    log = simple(
        "c1,a,2026-10-01\n,a,2026-10-01\nc2,,2026-10-01\nc3,a,\nc4,a,yesterday\nc5,a\nc6,a,2026-10-02,x,y\n"
        "c7,a,1066-10-14\nc8,a,2026-10-03\n"
    )
    assert (log.lines, log.kept, log.filtered, log.rejected) == (9, 2, 0, 7)
    rows = list(csv.reader(log.rejects_path.open()))[1:]
    assert [row[:2] for row in rows] == [
        ["3", "no_customer"], ["4", "no_activity"], ["5", "no_time"], ["6", "bad_time"], ["7", "missing_columns"],
        ["8", "too_many_columns"], ["9", "time_out_of_range"],
    ]
    assert rows[3][2:] == ["at", "yesterday"]


def test_quotes_left_open_do_not_swallow_the_file(simple):
    lines = [f"c{n},{'a' if n % 500 else chr(34) + 'open'},2026-10-01 10:{n % 60:02}" for n in range(3000)]
    log = simple("\n".join(lines) + "\n")
    assert log.lines == 3000
    assert log.kept + log.rejected == 3000 and log.kept >= 2990
    assert "quoting_off" in [caution["code"] for caution in log.cautions]


def test_values_lose_their_quotes_when_quoting_had_to_be_switched_off(simple):
    lines = ['"c0","wel ""come""",2026-10-01']
    lines += [f'c{n},"open,2026-10-01' if n == 7 else f'c{n},"shut",2026-10-01' for n in range(1, 300)]
    names = [name for name, _count in simple("\n".join(lines) + "\n").activities]
    assert "shut" in names and 'wel "come"' in names and '"open' in names


def test_names_are_trimmed_and_their_case_is_pointed_out(simple):
    log = simple("c1, Sign up ,2026-10-01\nc2,sign up,2026-10-01\nc3,Sign up,2026-10-02\n")
    assert log.activities == [["Sign up", 2], ["sign up", 1]]
    assert [caution["code"] for caution in log.cautions if caution["code"] == "names_differ_by_case"]


def test_ties_keep_the_order_of_the_file(simple):
    log = simple("c1,b,2026-10-01\nc1,a,2026-10-01\nc1,c,2026-10-01\n")
    assert [row[1] for row in events_of(log)] == ["b", "a", "c"]


def test_events_are_sorted_by_customer_time_and_place_in_the_file(simple):
    rows = events_of(simple("c2,b,2026-10-02\nc1,a,2026-10-03\nc2,a,2026-10-01\nc1,a,2026-10-01\n"))
    assert rows == sorted(rows, key=lambda row: (row[0], row[2], row[3])) and len(rows) == 4


def test_segments_are_kept_in_the_order_asked_and_nothing_else(simple):
    log = simple("c1,a,2026-10-01,fibre,Lille\n", header="customer,event,at,access,city", segments=["city", "access"])
    assert log.attributes == ["city", "access"]
    assert events_of(log)[0][4:] == ("Lille", "fibre")


def test_a_segment_that_repeats_the_customer_is_not_kept(simple):
    log = simple("c1,a,2026-10-01,C 1\nc2,a,2026-10-01,C 2\n", header="customer,event,at,copy", segments=["copy"])
    assert log.attributes == [] and log.cautions[-1]["code"] in ("segment_is_identifier", "whole_days")
    assert "segment_is_identifier" in [caution["code"] for caution in log.cautions]


def test_a_lifecycle_filter_counts_what_it_leaves_out(simple):
    log = simple("c1,a,2026-10-01,START\nc1,a,2026-10-02,COMPLETE\nc1,a,x,start\n", header="customer,event,at,lifecycle",
                 lifecycle="complete")
    assert (log.lines, log.kept, log.filtered, log.rejected) == (3, 1, 2, 0)


def test_a_lifecycle_filter_needs_its_column(simple):
    assert refusal(simple, "c1,a,2026-10-01\n", lifecycle="complete").code == "no_lifecycle_column"


def test_a_file_cut_by_a_spreadsheet_is_pointed_out(simple):
    text = io.StringIO()
    for n in range(1_048_575):
        text.write(f"c{n % 1000},a,{n % 50}\n")
    log = simple(text.getvalue(), time_unit="days")
    assert log.lines == 1_048_575 and "excel_cut" in [caution["code"] for caution in log.cautions]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty_file"), ("\n\n", "empty_file"), ("customer\nc1\n", "one_column"),
        ("customer,event,at\nc1,a,\nc2,b,\n", "no_times"), ("customer,event,at\n,a,2026-10-01\n", "nothing_kept"),
        (b"\x00\x01\x02\x03,\x00\n\x05", "binary_file"), ("who,what,when\nc1,a,2026-10-01\n", "no_column"),
        (b"\x1f\x8b\x08\x00broken", "gzip_broken"), (b"PK\x03\x04broken", None),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary_file"),
    ],
)
def test_a_wrong_file_gets_a_named_problem_and_leaves_nothing(imported, file_of, settings, content, code):
    problem = refusal(imported, file_of("log.csv", content), case="customer", activity="event", time="at")
    assert code is None or problem.code == code
    assert not list((settings.DATA_DIR / "logs").glob("*")) if (settings.DATA_DIR / "logs").exists() else True


def test_a_gzip_bomb_stops_at_the_cap(imported, file_of, settings):
    settings.LOG_INFLATED_MB, settings.LOG_INFLATED_FACTOR = 2, 10
    bomb = "customer,event,at\n" + "c1,a,2026-10-01\n" * 2_000_000
    path = file_of("bomb.csv.gz", bomb)
    assert refusal(imported, path, case="customer", activity="event", time="at").code == "too_big_inflated"


def test_columns_with_the_same_name_are_told_apart(simple):
    log = simple("c1,a,2026-10-01,x,y\n", header="customer,event,at,plan,plan", segments=["plan (2)"])
    assert events_of(log)[0][4] == "y"


def test_a_path_with_strange_characters_is_read(imported, file_of):
    path = file_of("l'été [1]*?.csv", "customer,event,at\nc1,a,2026-10-01\n")
    log = imported(path, case="customer", activity="event", time="at")
    assert log.kept == 1


def test_splitting_hairs_about_time_zones(simple):
    assert events_of(simple("c1,a,2026-01-15 12:00\n"))[0][2] == datetime(2026, 1, 15, 11)


@pytest.mark.parametrize("data, lines, filled", [
    (b"", 0, 0), (b"a", 1, 1), (b"a\n", 1, 1), (b"a\n\n\n\nb\n", 5, 2), (b"\n\na\n", 3, 1), (b"a\r\n\r\n\r\nb\r\n", 4, 2),
    (b"\r\na\r\n\r\n", 3, 1), (b"a\n\n", 2, 1), (b"a\n\nb", 3, 2),
])
@pytest.mark.parametrize("block", [1, 2, 3, 2**20])
def test_lines_that_hold_something_are_counted_wherever_the_blocks_are_cut(tmp_path, monkeypatch, data, lines, filled, block):
    monkeypatch.setattr(scanning, "CHUNK", block)
    (tmp_path / "log.csv").write_bytes(data)
    looked = scanning.look_over(tmp_path / "log.csv", tmp_path, 2**20)
    assert (looked.lines, looked.filled) == (lines, filled)
