"""The pictures, judged as geometry: nothing touches, nothing leaks, and any policy lets them through."""

import re
from itertools import combinations
from xml.dom.minidom import parseString

import pytest

from journeys.silences.drawing import bars, lettering, vertical_map
from journeys.silences.drawing.curves import curve
from journeys.silences.drawing.inaction_map import folded, inaction_map
from journeys.silences.drawing.map_layout import lay_out
from journeys.silences.drawing.marks import STATES, MapWords, Mark
from journeys.silences.drawing.markup import LITERAL
from journeys.silences.drawing.paths import DESK, PHONE, paths
from journeys.silences.drawing.ring import component

from . import scratch

WORDS = MapWords("Carte d’inaction : 14 points de contact", "Clients silencieux", "Canal", "canal non précisé")


def touching(boxes):
    return [(a.what, b.what) for a, b in combinations(boxes, 2) if a.touches(b)]


@pytest.mark.parametrize("count", [1, 3, 14, 40])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_labels_and_rings_of_the_wide_map_never_touch(count, seed):
    found = scratch.marks(count, seed)
    assert touching(lay_out(found, WORDS, ribbons=scratch.ribbons(found)).boxes()) == []


@pytest.mark.parametrize("count", [1, 3, 14, 40])
def test_labels_and_rings_of_the_narrow_map_never_touch_nor_leave_the_sheet(count):
    found = scratch.marks(count)
    boxes = vertical_map.boxes(found)
    assert touching(boxes) == []
    assert max(box.right for box in boxes) <= vertical_map.SHEET


def test_the_expected_path_never_runs_through_a_label():
    found = scratch.marks(40)
    layout = lay_out(found, WORDS)
    _lanes, body = inaction_map(found, WORDS)
    path = re.search(r'<path d="([^"]+)"[^>]*class="map-expected"', body).group(1)
    labels = [box for place in layout.places for box in place.boxes() if not box.what.startswith("ring")]
    for x, top, bottom in verticals(path):
        crossed = [box.what for box in labels if box.left < x < box.right and box.top < bottom and top < box.bottom]
        assert crossed == []


def verticals(path):
    """(x, top, bottom) of each vertical run of the step path."""
    for step in re.finditer(r"M([\d.]+) ([\d.]+)H([\d.]+)q([\d.]+) 0 [\d.]+ (-?[\d.]+)V([\d.]+)", path):
        _x, y, h, bend, _turn, v = (float(value) for value in step.groups())
        yield h + bend, min(y, v), max(y, v)


def test_everything_drawn_lies_on_the_sheet():
    for count in (1, 3, 40):
        layout = lay_out(scratch.marks(count), WORDS)
        for box in layout.boxes():
            assert box.left >= 0 and box.right <= layout.width and box.top >= 0 and box.bottom <= layout.height, box


@pytest.mark.parametrize("mode", ["screen", "literal"])
def test_the_markup_is_well_formed_and_passes_the_strictest_policy(mode):
    found = scratch.marks(14)
    for svg in (
        *inaction_map(found, WORDS, scratch.ribbons(found), mode),
        vertical_map.vertical_map(found, WORDS, mode=mode),
    ):
        parseString(svg)
        assert "style" not in svg and "<script" not in svg and " id=" not in svg
        assert ("var(" in svg) == (mode == "screen")


def test_every_touchpoint_is_a_link_named_by_its_figures():
    found = scratch.marks(14)
    _lanes, body = inaction_map(found, WORDS)
    for mark in found:
        assert f'<a href="{mark.href}" aria-label="{mark.aria}"' in body
    assert f'role="group" aria-label="{WORDS.title}"' in body


def test_hostile_labels_stay_text():
    mark = Mark("x", '<script>"&', aria='"><script>', href="/a?b=1&c=2", stage="<b>", channel="&")
    for svg in inaction_map([mark], WORDS):
        parseString(svg)
        assert "<script" not in svg and "<b>" not in svg


def test_the_missing_arc_is_the_number_inside():
    svg = component(Mark("x", "X", done=0.25, silent=0.75, inside="75"), size=100)
    assert LITERAL["silence"] not in svg and 'stroke="var(--silence)"' in svg
    dotted = re.search(r'd="M([\d.]+) ([\d.]+)A[^"]+ 0 1 1 [^"]+"[^>]*stroke-dasharray="0 ', svg)
    assert dotted, "an arc of more than half a turn, dotted"
    x, y = float(dotted.group(1)), float(dotted.group(2))
    assert x > 80 and abs(y - 50) < 2, "it starts where the quarter of ink ends"


@pytest.mark.parametrize("state", [state for state in STATES if state != "counted"])
def test_what_is_not_a_rate_is_never_drawn_as_a_silence(state):
    svg = component(Mark("x", "X", state=state, silent=0.9, low=0.8, high=0.95, inside="?"))
    assert "var(--silence)" not in svg


def test_the_six_drawings_are_all_different():
    drawn = {component(Mark("x", "X", state=state, inside="9")) for state in STATES}
    assert len(drawn) == len(STATES)


def test_a_map_cut_in_rows_for_paper_keeps_every_touchpoint_once_and_the_lanes_in_order():
    found = scratch.marks(40)
    rows = folded(found, WORDS)
    assert [body.count("<a href") for _lanes, body in rows] == [10, 10, 10, 10]
    assert all(f'href="{mark.href}"' in "".join(body for _lanes, body in rows) for mark in found)


@pytest.mark.parametrize("sheet", [DESK, PHONE])
def test_expected_and_observed_paths_are_links_and_leave_out_what_cannot_be_said(sheet):
    found = scratch.marks(14)
    svg = paths(found, {"title": "t", "expected": "Attendu", "observed": "Observé"}, sheet)
    parseString(svg)
    assert "style" not in svg and svg.count("<a href") == sum(mark.state not in ("end", "exit") for mark in found)


def test_a_curve_draws_no_silence_between_two_steps():
    words = {"title": "t", "top": "100 %", "bottom": "0 %", "due": "échéance : 7 jours", "unit": "jours"}
    steps = [(3, 0.2, 0.1, 0.3), (6, 0.4, 0.3, 0.5), (9, 0.7, 0.6, 0.8)]
    assert "curve-silence" not in curve(steps, words, due=7, end=9)
    assert "curve-silence" in curve(steps, words, due=6, end=9)
    parseString(curve([], words, due=7, end=9))


@pytest.mark.parametrize("svg", [
    bars.share_bar(0.4, 0.3, 0.5), bars.share_bar(0), bars.difference_bar(-0.9, -1, 0.2, reach=0.1, expected=-0.2),
    bars.states_bar({"done": 0.5, "unknown": 0.5}), bars.states_bar({}), bars.series([0.5, None, 0.4, 0.3], (0.2, 0.4, 0.6)),
    bars.series([]),
])
def test_small_pictures_are_well_formed_and_silent_to_screen_readers(svg):
    parseString(svg)
    assert 'aria-hidden="true"' in svg and "style" not in svg


def test_wrapping_keeps_every_line_under_its_limit_and_says_when_it_cuts():
    lines = lettering.wrap("anticonstitutionnellement vôtre et encore bien davantage", 12, 90, lines=3)
    assert len(lines) == 3 and lines[-1].endswith("…")
    assert all(lettering.width(line, 12) <= 90 for line in lines)
    assert lettering.wrap("Signer", 12, 90) == ["Signer"]
    assert lettering.wrap("926 sur 2\xa0320", 10.5, 60) == ["926 sur", "2\xa0320"], "a number is never cut at its separator"
