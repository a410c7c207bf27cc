"""Stages and places: pure tables."""
import pytest

from journeys.maps import arrangement
from journeys.maps.compare import compare, words
from journeys.maps.expectations import Count, Touchpoint


def line(text):
    """"A:a b C: D:c" → touchpoints a, b in A and c in D, and stages A, C, D."""
    touchpoints, stages, stage = [], [], ""
    for word in text.replace(":", ": ").split():
        if word.endswith(":"):
            stage = word[:-1]
            stages.append(stage)
        else:
            touchpoints.append(Touchpoint(word, word.upper(), stage, len(touchpoints) + 1))
    return tuple(touchpoints), [name for name in dict.fromkeys(stages) if name]


def shown(touchpoints, stages):
    assert [t.order for t in touchpoints] == list(range(1, len(touchpoints) + 1))
    return " ".join(f"{stage}:" + " ".join(t.key for t in run) for stage, run in arrangement.runs(touchpoints, stages))


@pytest.mark.parametrize(("before", "key", "step", "after"), [
    ("A:a b B:c", "a", 1, "A:b a B:c"), ("A:a b B:c", "b", 1, "A:a B:b c"), ("A:a b B:c", "c", -1, "A:a b c B:"),
    ("A:a b B:c", "a", -1, "A:a b B:c"), ("A:a b B:c", "c", 1, "A:a b B:c"), ("A:a B: C:c", "a", 1, "A: B:a C:c"),
    ("A:a B: C:c", "c", -1, "A:a B:c C:"), (":x A:a", "x", 1, "A:x a"), ("A:a B:b A:c", "c", -1, "A:a B:b c"),
])
def test_a_touchpoint_moves_one_place_and_changes_stage_at_its_edge(before, key, step, after):
    assert shown(*arrangement.move(*line(before), key, step)) == after


@pytest.mark.parametrize(("before", "stage", "step", "after"), [
    ("A:a b B:c", "B", -1, "B:c A:a b"), ("A:a b B:c", "A", 1, "B:c A:a b"), ("A:a b B:c", "A", -1, "A:a b B:c"),
    ("A:a B: C:c", "B", 1, "A:a C:c B:"), ("A:a B:b A:c", "B", -1, "B:b A:a c"),
])
def test_a_stage_moves_whole(before, stage, step, after):
    assert shown(*arrangement.move_stage(*line(before), stage, step)) == after


@pytest.mark.parametrize(("before", "stage", "name", "after"), [
    ("A:a B:b", "A", "Z", "Z:a B:b"), ("A:a B:b", "B", "A", "A:a b"), ("A:a B:", "B", "Z", "A:a Z:")])
def test_a_stage_is_renamed_or_joins_another(before, stage, name, after):
    assert shown(*arrangement.rename_stage(*line(before), stage, name)) == after


@pytest.mark.parametrize(("before", "stage", "after"), [
    ("A:a B:b", "B", "A:a b"), ("A:a B:b", "A", "B:a b"), ("A:a", "A", ":a"), ("A:a B: C:c", "B", "A:a C:c")])
def test_touchpoints_of_a_removed_stage_join_the_one_above(before, stage, after):
    assert shown(*arrangement.remove_stage(*line(before), stage)) == after


@pytest.mark.parametrize(("before", "stage", "after"), [
    ("A:a B:b", "A", "A:a n B:b"), ("A:a B:b", "Z", "A:a B:b Z:n"), ("A:a B: C:c", "B", "A:a B:n C:c"),
    ("A:a", "", ":n A:a"), ("", "A", "A:n")])
def test_a_new_touchpoint_ends_its_stage(before, stage, after):
    touchpoints, stages = line(before)
    assert shown(*arrangement.insert(touchpoints, stages, Touchpoint("n", "N", stage))) == after


@pytest.mark.parametrize(("before", "after", "pieces"), [
    ("read the guide", "read the short guide", [("same", "read the "), ("new", "short "), ("same", "guide")]),
    ("", "new", [("new", "new")]), ("gone", "", [("gone", "gone")]),
    ("7 days", "10 days", [("gone", "7"), ("new", "10"), ("same", " days")])])
def test_differences_are_told_word_by_word(before, after, pieces):
    assert words(before, after) == pieces


@pytest.mark.parametrize(("before", "after", "changes"), [
    ("A:a b c", "A:a b c", []), ("A:a b c", "A:a c", [("removed", "b")]), ("A:a c", "A:a b c", [("added", "b")]),
    ("A:a b c", "A:c a b", [("moved", "c")]), ("A:a b", "A:a B:b", [("changed", "b")]),
    ("A:a b c", "A:x c a", [("removed", "b"), ("added", "x"), ("moved", "c")]),
])
def test_two_maps_differ_by_touchpoints(before, after, changes):
    found = compare(line(before)[0], line(after)[0])
    assert sorted((c.kind, c.key) for c in found) == sorted(changes)


def test_figures_count_as_a_change():
    before, after = Touchpoint("a", "A", counts=(Count(10, 4),)), Touchpoint("a", "A", counts=(Count(10, 5),))
    assert [field for field, _pieces in compare((before,), (after,))[0].fields] == ["counts"]
