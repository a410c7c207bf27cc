"""The arithmetic agrees with scipy, with the examples of the contract, and says nothing where nothing can be said."""
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from journeys.silences import statistics as s

COUNTS = [(0, 8), (3, 12), (9, 12), (4, 15), (1, 1), (0, 1), (15, 17), (500, 1000), (1000, 1000), (7, 4580)]
shares = some.integers(1, 400).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n)))


@pytest.mark.parametrize("count, total", COUNTS)
@pytest.mark.parametrize("confidence", [0.90, 0.95, 0.99])
def test_wilson_agrees_with_scipy(count, total, confidence):
    theirs = stats.binomtest(count, total).proportion_ci(confidence, method="wilson")
    assert s.wilson(count, total, confidence) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_wilson_gives_the_examples_of_the_contract():
    assert [round(100 * x, 1) for x in s.wilson(3, 12)] == [8.9, 53.2]
    assert [round(100 * x, 1) for x in s.wilson(0, 8)] == [0.0, 32.4]
    assert s.wilson(0, 0) is None


def test_an_impossible_share_is_refused():
    with pytest.raises(ValueError):
        s.wilson(3, 2)
    with pytest.raises(ValueError):
        s.p_value((1, 2), (-1, 4))


def test_newcombe_gives_the_example_of_the_contract():
    found = s.difference((4, 15), (9, 12))
    assert [round(100 * x) for x in (found.low, found.high)] == [10, 71]
    assert s.difference((0, 0), (1, 2)) is None


@pytest.mark.parametrize("first, second, low, high", [  # examples of Newcombe 1998, method 10
    ((48, 80), (56, 70), -0.3339, -0.0524), ((3, 10), (9, 10), -0.8090, -0.1705),
    ((0, 10), (10, 10), -1.0, -0.6075), ((0, 10), (0, 20), -0.1611, 0.2775),
])
def test_newcombe_gives_the_published_examples(first, second, low, high):
    found = s.difference(first, second)  # published as first minus second
    assert (-found.high, -found.low) == pytest.approx((low, high), abs=1e-4)


@given(shares, shares)
def test_a_difference_turned_round_is_its_mirror(first, second):
    one, two = s.difference(first, second), s.difference(second, first)
    assert (one.points, one.low, one.high) == pytest.approx((-two.points, -two.high, -two.low))


def test_small_groups_get_the_exact_test_and_large_ones_the_score_test():
    assert round(s.p_value((9, 12), (4, 15)), 4) == 0.0213
    chi = stats.chi2_contingency([[40, 60], [60, 40]], correction=False).pvalue
    assert s.p_value((40, 100), (60, 100)) == pytest.approx(chi, abs=1e-12)
    assert s.p_value((0, 50), (0, 60)) == 1.0 and s.p_value((0, 0), (3, 5)) == 1.0


@given(some.lists(some.floats(0, 1), min_size=1, max_size=30))
def test_the_family_is_adjusted_as_scipy_does(chances):
    assert s.benjamini_hochberg(chances) == pytest.approx(list(stats.false_discovery_control(chances)))


def test_an_empty_family_is_no_error():
    assert s.benjamini_hochberg([]) == [] and s.contrasts([]) == [] and s.family([]) == []


def test_groups_under_ten_stay_out_of_the_family_and_weigh_on_nobody():
    pairs = [((10, 100), (25, 100)), ((5, 9), (0, 900)), ((50, 100), (52, 100))]
    first, none, last = s.family(pairs)
    assert none is None and [first, last] == s.benjamini_hochberg([s.p_value(*pairs[0]), s.p_value(*pairs[2])])


def test_contrasts_say_differs_only_beyond_chance_and_too_few_when_it_cannot_be_told():
    cells = [("app", "65+", 60, 100), ("app", "18-34", 20, 100), ("app", "35-64", 41, 100), ("app", "", 3, 4)]
    answers = {c.value: c for c in s.contrasts(cells)}
    assert answers["65+"].answer == answers["18-34"].answer == "differs"
    assert answers["35-64"].answer == "no_difference"
    assert answers[""].answer == "too_few" and answers[""].chance is None
    assert answers["65+"].rest_silent == 64 and answers["65+"].rest_due == 204
    assert answers["65+"].difference.points > 0


def one_by_one(table):
    times = numpy.concatenate([[t] * sum(row) for t, *row in table])
    ended = numpy.concatenate([[True] * row[0] + [False] * (row[1] + row[2]) for _, *row in table]).astype(bool)
    return times, ended


@pytest.mark.parametrize("table", [
    [(1, 3, 0, 1), (2, 2, 0, 0), (4, 1, 0, 5), (9, 4, 0, 2)],
    [(t, (7 * t) % 5, 0, t % 3) for t in range(1, 40)],
])
def test_without_leavers_time_to_activation_is_kaplan_meier_with_greenwood(table):
    times, ended = one_by_one(table)
    curve = stats.ecdf(stats.CensoredData.right_censored(times, ~ended)).sf
    bands = curve.confidence_interval(method="log-log")
    for step in s.time_to_activation(table):
        assert step.share == pytest.approx(1 - curve.evaluate(step.time))
        if step.low is not None:
            assert step.low == pytest.approx(1 - bands.high.evaluate(step.time), abs=1e-9)
            assert step.high == pytest.approx(1 - bands.low.evaluate(step.time), abs=1e-9)


def test_with_leavers_the_share_is_lower_than_kaplan_meier_says():
    table = [(1, 10, 10, 0), (2, 10, 10, 0), (3, 10, 10, 40)]
    whole = s.time_to_activation(table)
    assert [round(step.share, 6) for step in whole] == [0.1, 0.2, 0.3]  # nobody is censored early: plain shares
    naive = s.time_to_activation([(t, a, 0, left + still) for t, a, left, still in table])
    assert naive[-1].share > whole[-1].share
    low, high = s.wilson(30, 100)  # without censoring the variance is the binomial one
    assert whole[-1].low == pytest.approx(low, abs=0.02) and whole[-1].high == pytest.approx(high, abs=0.02)


def test_the_variance_with_leavers_is_binomial_when_nobody_is_censored():
    table = [(t, 5, 3, 0) for t in range(1, 10)] + [(20, 0, 0, 28)]
    for step in s.time_to_activation(table):
        error = (step.share * (1 - step.share) / 100) ** 0.5
        assert (step.low, step.high) == pytest.approx(s._log_log(step.share, error, 1.959963984540054), abs=1e-9)


def test_nobody_at_all_gives_no_curve():
    assert s.time_to_activation([]) == [] and s.time_to_activation([(3, 0, 0, 12)]) == []


@pytest.mark.parametrize("before, after, size, direction, expected", [
    ((60, 100), (30, 100), 0.2, "down", "changed"),
    ((30, 100), (60, 100), 0.2, "down", "worse"),
    ((30, 100), (60, 100), 0.2, "up", "changed"),
    ((600, 1000), (598, 1000), 0.2, "down", "unchanged"),
    ((6, 10), (5, 10), 0.2, "down", "undecidable"),
    ((600, 1000), (598, 1000), None, "down", "undecidable"),
    ((0, 0), (5, 10), 0.2, "down", "undecidable"),
])
def test_a_verdict_follows_rule_fifteen(before, after, size, direction, expected):
    assert s.verdict(before, after, size, direction)[0] == expected


def test_a_verdict_refuses_an_unknown_direction():
    with pytest.raises(ValueError):
        s.verdict((1, 2), (1, 2), 0.1, "sideways")


def test_process_limits_tell_noise_from_signal_and_ask_for_five_points():
    assert s.process_limits([0.1, 0.2, 0.1, 0.2]) is None
    limits = s.process_limits([0.50, 0.52, 0.49, 0.51, 0.50, 0.30], baseline=5)
    assert limits.signals == (5,) and limits.low < 0.5 < limits.high
    assert limits.high - limits.centre == pytest.approx(2.66 * (0.02 + 0.03 + 0.02 + 0.01) / 4)
