"""Time to activation by group: steps laid on the due day, curves compared as scipy compares them, groups masked as anywhere."""
import numpy
import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import assume, given, settings
from hypothesis import strategies as some
from scipy import stats

from journeys.silences import pages
from journeys.silences.engine import read
from journeys.silences.masking import masked
from journeys.silences.paces import chance, logrank, paces

from .scratch import make_reading
from .small_logs import days, golden_log, golden_map, place, write_log

ROWS = some.lists(some.tuples(some.integers(0, 12), some.integers(0, 6), some.integers(0, 3), some.integers(0, 3)), min_size=1,
                  max_size=14)


def censored(table):
    times = numpy.array([time for time, *ends in table for _ in range(sum(ends))])
    ended = numpy.array([done for _, did, left, still in table for done in [True] * did + [False] * (left + still)])
    return stats.CensoredData.right_censored(times, ~ended)


@settings(max_examples=150, deadline=None)
@given(ROWS, ROWS)
def test_two_curves_are_as_far_apart_as_scipy_says(first, second):
    assume(all(any(sum(row[1:]) for row in table) for table in (first, second)))
    z = logrank(first, second)
    with numpy.errstate(all="ignore"):
        known = stats.logrank(censored(first), censored(second))
    if numpy.isfinite(known.statistic):
        assert abs(z) == pytest.approx(abs(known.statistic), abs=1e-9)
        assert chance(z) == pytest.approx(known.pvalue, abs=1e-9)
    assert logrank(second, first) == pytest.approx(-z, abs=1e-9)


def test_a_group_that_acts_sooner_is_told_apart_and_a_small_one_is_not_judged():
    fast, slow = [(1, 40, 0, 0), (5, 5, 0, 5)], [(1, 5, 0, 0), (5, 40, 0, 5)]
    groups = [("app", "young", fast), ("app", "old", slow), ("app", "few", [(2, 3, 0, 1)]), ("bill", "young", fast)]
    found = {(pace.touchpoint, pace.value): pace.answer for pace in paces(groups)}
    assert found == {("app", "young"): "sooner", ("app", "old"): "later", ("app", "few"): "too_few", ("bill", "young"): "too_few"}
    same = paces([("app", "a", fast), ("app", "b", fast)])
    assert {pace.answer for pace in same} == {"no_difference"}


@pytest.fixture
def followed(tmp_path):
    def answer(log, touchpoints, attributes=(), **more):
        path = write_log(tmp_path / "log.parquet", log, attributes)
        return read([path], touchpoints, attributes, relative_days=True, **more)

    return answer


@pytest.mark.parametrize("due", [5, 7, 11.5, 30])
def test_a_step_ends_exactly_when_the_delay_is_over_however_long_the_log(followed, due):
    log = [event for n in range(1, 150) for event in days(("start", 0), ("app", 2 * n), customer=f"c{n}")]
    found = followed(log, (place("start", 1, anchor="start"), place("app", 2, anchor="start", due_after=due, due_unit="days")))
    curve = next(curve for curve in found["curves"] if curve["touchpoint"] == "app")
    at_due = [share for time, share, *_ in curve["steps"] if time == due]
    entry = next(entry for entry in found["touchpoints"] if entry["touchpoint"] == "app")
    by_then = [share for time, share, *_ in curve["steps"] if time <= due]
    assert curve["due"] == due and (at_due or not entry["activated"])
    assert (by_then[-1] if by_then else 0) == pytest.approx(entry["activated"] / 149, abs=1e-6)
    assert len(curve["steps"]) <= 62


def test_a_day_of_the_calendar_is_over_when_the_day_is(followed):
    log = [event for n in range(20) for event in days(("start", 0), ("app", 3 + n / 10), customer=f"c{n}")]
    log += days(("start", 0), ("end", 9), customer="last")
    found = followed(log, (place("start", 1, anchor="start"), place("app", 2, anchor="day 0", due_after=3, due_unit="days")))
    curve = next(curve for curve in found["curves"] if curve["touchpoint"] == "app")
    entry = found["touchpoints"][1]
    assert entry["activated"] == 10 and curve["due"] == 4
    assert max(step[1] for step in curve["steps"] if step[0] <= 4) == pytest.approx(10 / 21, abs=0.05)


def test_groups_add_up_to_everybody_and_too_many_values_have_no_curves(followed):
    log = [event for n in range(60) for event in days(
        ("start", 0), ("app", n % 9), customer=f"c{n}", age="old" if n % 2 else "young", shop=f"s{n % 20}")]
    found = followed(log, (place("start", 1, anchor="start"), place("app", 2, anchor="start")), ("age", "shop"))
    for curve in found["curves"]:
        assert {part["by"] for part in curve["segments"]} == {"age"}
        assert sum(part["customers"] for part in curve["segments"]) == curve["customers"] == 60


def test_masked_groups_have_no_curve_and_the_last_few_customers_are_not_followed(tmp_path):
    path = write_log(tmp_path / "log.parquet", golden_log(), ("access", "age"))
    result = read([path], golden_map(), ("access", "age"), relative_days=True)
    assert any(curve["segments"] for curve in result["curves"])
    shown = masked(result, 5)
    cells = {(entry["touchpoint"], part["by"], part["value"]) for entry in shown["touchpoints"] for part in entry["segments"]
             if not part.get("masked")}
    for curve in shown["curves"]:
        for part in curve["segments"]:
            assert (curve["touchpoint"], part["by"], part["value"]) in cells
            at_risk = part["customers"]
            for _time, did, left, still in part["table"]:
                assert at_risk >= 5 or not (did or left)
                at_risk -= did + left + still
            assert at_risk == 0


@pytest.mark.django_db
def test_curves_are_split_without_reloading_the_page_and_have_their_table(page, claire, telecom):
    reading = make_reading(telecom)
    whole = page(claire, "reading-times", reading.uuid, HTTP_ACCEPT_LANGUAGE="en")
    part = page(claire, "reading-times", reading.uuid, query="?by=%C3%A2ge", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="times",
                HTTP_ACCEPT_LANGUAGE="en")
    assert part.lstrip().startswith('<section id="times"') and "<html" not in part
    assert "curve-beside" in part and "curve-beside" not in whole and "The same curves as a table" in whole
    assert "later than the others, beyond chance" in part or "sooner than the others, beyond chance" in part
    assert 'id="times"' in page(claire, "reading-times", reading.uuid, query="?by=shoe")


@pytest.mark.django_db
def test_a_curve_costs_no_query_of_its_own(claire, telecom, client_of, django_assert_num_queries):
    reading = make_reading(telecom)
    with override("en"), django_assert_num_queries(0):
        rows = pages.page_of(reading, claire, "", by="accès").times
    assert rows and all(len(row.curves) <= 2 for row in rows)
    assert client_of(claire).get(reverse("reading-times", args=["telecom", reading.uuid])).status_code == 200
