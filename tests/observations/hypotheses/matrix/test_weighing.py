"""The arithmetic of a matrix, as tables: nothing is divided, a way not to answer never becomes a number."""
import pytest

from observations.hypotheses.matrix import weighing
from observations.hypotheses.matrix.models import Value

II, I, N, C, CC = "very_inconsistent", "inconsistent", "neutral", "consistent", "very_consistent"  # noqa: E741
NONE = ["unknown", "declined", "not_applicable"]


def test_every_value_is_rated_or_a_way_not_to_answer():
    assert set(weighing.RATED) | set(weighing.UNRATED) == set(Value.values)
    assert not set(weighing.RATED) & set(weighing.UNRATED)


@pytest.mark.parametrize(
    "values, median, spread",
    [
        ([], None, "nobody"),
        (NONE, None, "nobody"),
        ([C], 1, "alone"),
        ([C, *NONE], 1, "alone"),
        ([C, C, C], 1, "together"),
        ([C, N], 0.5, "close"),
        ([C, I], 0, "apart"),
        ([II, N, C], 0, "opposed"),
        ([II, CC], 0, "opposed"),
        ([II, II, CC], -2, "opposed"),
    ],
)
def test_a_cell_says_how_far_its_readers_stand(values, median, spread):
    held = weighing.tally(values)
    assert (held.median, held.spread, held.readers) == (median, spread, len(values))
    assert sum(held.unrated.values()) == sum(value in NONE for value in values)


@pytest.mark.parametrize(
    "medians, said",
    [
        ([], "cannot_tell"),
        ([None, None], "cannot_tell"),
        ([1, None], "cannot_tell"),
        ([1, 1], "same"),
        ([-2, -2, None], "same"),
        ([1, 0.5], "little"),
        ([0, 1], "little"),
        ([-1, 1], "clearly"),
        ([-2, 2, 0], "clearly"),
    ],
)
def test_a_row_says_whether_it_tells_hypotheses_apart(medians, said):
    assert weighing.telling(medians) == said


@pytest.mark.parametrize(
    "medians, expected",
    [
        ([], None),
        ([None, None], None),
        ([2, 1, 0], (0, 3, 3)),
        ([-1, 2], (1, 2, 2)),
        ([-2, -1, None], (5, 2, 3)),
        ([-0.5, None], (0.25, 1, 2)),
    ],
)
def test_only_what_contradicts_weighs_and_only_where_somebody_rated(medians, expected):
    held = weighing.against(medians)
    assert (held and (held.amount, held.rated, held.rows)) == expected
    assert held is None or held.missing == held.rows - held.rated
