"""Times: offsets, zones, units and day orders are read as asked, and never guessed when the file does not settle them."""
from datetime import datetime

import pytest

from journeys.logs.problems import Problem
from journeys.logs.times import likely_unit

from .conftest import events_of


def moments(log):
    return [row[2] for row in events_of(log)]


def codes(log):
    return [caution["code"] for caution in log.cautions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2011-10-11 13:45:40.276000+02:00", datetime(2011, 10, 11, 11, 45, 40, 276000)),
        ("2010-12-30T11:02:00.000+01:00", datetime(2010, 12, 30, 10, 2)),
        ("2012-10-09T14:50:17+00:00", datetime(2012, 10, 9, 14, 50, 17)),
        ("2012-10-09T14:50:17Z", datetime(2012, 10, 9, 14, 50, 17)),
        ("2024-03-13 10:21:14", datetime(2024, 3, 13, 9, 21, 14)),
        ("2024-07-13", datetime(2024, 7, 12, 22)),
        ("13/07/2024 10:21", datetime(2024, 7, 13, 8, 21)),
        ("13.07.2024 10:21:05", datetime(2024, 7, 13, 8, 21, 5)),
        ("20240713", datetime(2024, 7, 12, 22)),
        ("20240713102114", datetime(2024, 7, 13, 8, 21, 14)),
    ],
)
def test_a_date_is_read_in_the_zone_it_says_or_the_one_chosen(simple, text, expected):
    assert moments(simple(f"c1,a,{text}\n")) == [expected]


@pytest.mark.parametrize(
    ("unit", "text", "expected"),
    [
        ("s", "1710325274", datetime(2024, 3, 13, 10, 21, 14)), ("s", "1710325274.5", datetime(2024, 3, 13, 10, 21, 14, 500000)),
        ("ms", "1710325274123", datetime(2024, 3, 13, 10, 21, 14, 123000)),
        ("us", "1710325274123456", datetime(2024, 3, 13, 10, 21, 14, 123456)),
        ("excel", "45931", datetime(2025, 9, 30, 22)), ("excel", "45931.5", datetime(2025, 10, 1, 10)),
        ("excel", "46023.3854166667", datetime(2026, 1, 1, 8, 15)),
        ("days", "-10", datetime(1969, 12, 22)), ("days", "3.5", datetime(1970, 1, 4, 12)),
    ],
)
def test_numbers_are_read_in_the_unit_said(simple, unit, text, expected):
    log = simple(f"c1,a,{text}\n", time_unit=unit)
    assert moments(log) == [expected]
    assert log.relative_days == (unit == "days") and (log.timezone == "UTC") == (unit == "days")


def test_a_decimal_comma_is_a_decimal_point(simple):
    assert moments(simple("c1;a;3,5\n", header="customer;event;at", time_unit="days")) == [datetime(1970, 1, 4, 12)]


def test_a_spreadsheet_s_numbers_are_dates_without_being_told_and_say_so(imported, file_of):
    """By a name that speaks of dates, or by fractions of days; text and cells alike."""
    for header, lines in (("Order date", "c1,a,45931\nc1,b,45933"), ("moment", "c1,a,45931.25\nc1,b,45933")):
        log = imported(file_of("a.csv", f"who,what,{header}\n{lines}\n"), case="who", activity="what", time=header)
        assert moments(log)[-1] == datetime(2025, 10, 2, 22) and not log.relative_days and log.timezone == "Europe/Paris"
        assert "spreadsheet_days" in codes(log)
    half = imported(file_of("b.csv", "who;what;at\nc1;a;45931,5\n"), case="who", activity="what", time="at")
    assert moments(half) == [datetime(2025, 10, 1, 10)]


@pytest.mark.parametrize(
    ("header", "values", "unit"),
    [
        ("position", "45931 45933", "excel"),  # probable, asked
        ("day", "-3 12.5", "days"), ("day", "12 45931.5", "days"), ("date", "45931 70000", "days"), ("at", "1710325274", "s"),
    ],
)
def test_other_numbers_remain_a_question(imported, file_of, header, values, unit):
    lines = "".join(f"c1,a,{value}\n" for value in values.split())
    with pytest.raises(Problem) as caught:
        imported(file_of("a.csv", f"who,what,{header}\n{lines}"), case="who", activity="what", time=header)
    assert caught.value.code == "time_unit_needed" and caught.value.details["suggestion"] == unit


def test_hours_without_a_day_and_1899_are_rejected(simple):
    log = simple("c1,a,0.5\nc1,b,1\nc1,c,2.5\nc1,d,45931\n", time_unit="excel")
    assert (log.kept, log.reasons) == (2, {"time_out_of_range": 2})


def test_a_spreadsheet_s_clock_is_that_of_the_chosen_zone(simple):
    assert moments(simple("c1,a,45931.5\n", time_unit="excel", timezone="America/New_York")) == [datetime(2025, 10, 1, 16)]


def test_numbers_without_a_unit_are_refused_with_a_suggestion(simple):
    with pytest.raises(Problem) as caught:
        simple("c1,a,1710325274\nc2,a,1710325275\n")
    assert caught.value.code == "time_unit_needed" and caught.value.details["suggestion"] == "s"


def test_a_unit_for_dates_is_refused(simple):
    with pytest.raises(Problem) as caught:
        simple("c1,a,2026-10-01\n", time_unit="ms")
    assert caught.value.code == "not_numbers"


@pytest.mark.parametrize(("size", "unit"), [(300, "days"), (1.7e9, "s"), (1.7e12, "ms"), (1.7e15, "us")])
def test_the_suggested_unit_goes_by_magnitude(size, unit):
    assert likely_unit(0, size) == unit


def test_day_or_month_first_is_not_guessed_when_no_line_settles_it(simple):
    with pytest.raises(Problem) as caught:
        simple("c1,a,03/04/2026\nc2,a,05/06/2026\n")
    assert caught.value.code == "ambiguous_dates"
    assert moments(simple("c1,a,03/04/2026\n", day_first=True)) == [datetime(2026, 4, 2, 22)]
    assert moments(simple("c1,a,03/04/2026\n", day_first=False)) == [datetime(2026, 3, 3, 23)]


def test_one_line_far_down_settles_the_order(simple):
    lines = "".join(f"c{n},a,03/04/2026\n" for n in range(500)) + "c500,a,05/13/2026\n"
    assert moments(simple(lines))[0] == datetime(2026, 3, 3, 23)


def test_dates_that_contradict_each_other_are_refused(simple):
    with pytest.raises(Problem) as caught:
        simple("c1,a,13/04/2026\nc2,a,05/13/2026\n")
    assert caught.value.code == "contradictory_dates"


def test_two_offsets_come_to_one_clock_with_a_caution(simple):
    log = simple("c1,a,2026-07-01T10:00:00+02:00\nc1,b,2026-12-01T10:00:00+01:00\n")
    assert moments(log) == [datetime(2026, 7, 1, 8), datetime(2026, 12, 1, 9)] and "mixed_offsets" in codes(log)


def test_one_offset_written_in_several_ways_is_one_offset(simple):
    log = simple("c1,a,2026-07-01T10:00:00+02:00\nc1,b,2026-07-01T10:00:00+0200\nc1,c,2026-07-01T10:00:00+02\n")
    assert set(moments(log)) == {datetime(2026, 7, 1, 8)} and not {"mixed_offsets", "zoned_and_naive"} & set(codes(log))


def test_offsets_on_some_lines_only_are_pointed_out(simple):
    log = simple("c1,a,2026-07-01T10:00:00+00:00\nc1,b,2026-07-01T11:00:00\n")
    assert moments(log) == [datetime(2026, 7, 1, 9), datetime(2026, 7, 1, 10)] and "zoned_and_naive" in codes(log)


def test_1970_and_the_future_are_pointed_out(simple):
    log = simple("c1,a,1970-01-01 00:00:00\nc1,b,2150-01-01 10:00:00\nc1,c,2026-01-01 10:00:00\n")
    assert {"dated_1970", "in_the_future"} <= set(codes(log))


def test_whole_days_are_pointed_out(simple):
    log = simple("c1,a,2026-01-01\nc1,b,2026-01-01\n")
    caution = next(caution for caution in log.cautions if caution["code"] == "whole_days")
    assert caution["ties"] == 1


def test_summer_time_is_followed_in_the_chosen_zone(simple):
    log = simple("c1,a,2026-03-28 12:00\nc1,b,2026-03-29 12:00\n", timezone="America/New_York")
    assert moments(log) == [datetime(2026, 3, 28, 16), datetime(2026, 3, 29, 16)]
