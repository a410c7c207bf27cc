"""Whatever people write in a map comes back from every format as it was."""
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeys.maps import formats
from journeys.maps.expectations import Count, Touchpoint
from journeys.maps.formats.mapfile import MapFile, stages_of

LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")) | st.sampled_from("=+-@'\"|\\,;*\n\t_x0041_éœ")
SPOKEN = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: text.strip()).filter(bool)
NAMES = st.lists(SPOKEN, max_size=3, unique=True).map(tuple)


@st.composite
def maps(draw):
    """A map without errors, of one to four touchpoints, with texts of every kind."""
    touchpoints = []
    for order, key in enumerate(draw(st.lists(SPOKEN, min_size=1, max_size=4, unique=True)), 1):
        due = draw(st.none() | st.integers(0, 500) | st.floats(0.1, 500))
        counts = draw(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=2))
        touchpoints.append(Touchpoint(
            key=f"k{order}-{key}", label=draw(SPOKEN), stage=draw(SPOKEN), order=order, channel=draw(SPOKEN), anchor="start",
            due_after=due, due_unit="" if due is None else "hours", start_events=draw(NAMES), events=draw(NAMES),
            intent=draw(SPOKEN), owner=draw(SPOKEN), note=draw(SPOKEN),
            counts=tuple(Count(max(pair), min(pair), "" if n == 0 else f"age={n}") for n, pair in enumerate(counts))))
    return MapFile(tuple(touchpoints), (), stages_of(touchpoints))


@pytest.mark.parametrize(("extension", "examples"), [("csv", 150), ("json", 150), ("xlsx", 15)])
def test_any_map_comes_back_whole(extension, examples):
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(maps())
    def comes_back(map_file):
        read = formats.read(f"m.{extension}", formats.write(extension, map_file))
        assert read.errors == []
        assert read.touchpoints == map_file.touchpoints

    comes_back()
