"""Observed trajectories beside the expected path: what is taken, moved, skipped or not come to yet."""
from xml.dom.minidom import parseString

from journeys.maps.expectations import Touchpoint
from journeys.silences.drawing import variants
from journeys.silences.figures import Cell, Figure, Figures
from journeys.silences.paths import trajectories

MAP = (
    Touchpoint("a", "Signer", events=("sign*",)), Touchpoint("b", "Lire", events=("read",)),
    Touchpoint("c", "Chat", expectation="alternative", group="help", events=("chat",)),
    Touchpoint("d", "Appel", expectation="alternative", group="help", events=("call",)),
    Touchpoint("e", "Fin", terminal="yes", events=("end",)), Touchpoint("x", "Partir", terminal="exit", events=("quit",)),
)
FIGURES = Figures((
    Figure("a", "Signer", Cell(), touchpoint=MAP[0]), Figure("b", "Lire", Cell(), touchpoint=MAP[1]),
    Figure("c", "Chat", Cell(), touchpoint=MAP[2], group="help"), Figure("d", "Appel", Cell(), touchpoint=MAP[3], group="help"),
    Figure("help", "De l’aide", Cell(), group="help", is_group=True), Figure("e", "Fin", Cell(), touchpoint=MAP[4]),
    Figure("x", "Partir", Cell(), touchpoint=MAP[5])), customers=100)


def way(*steps, skipped=(), inserted=(), is_open=False, customers=40):
    return {"steps": list(steps), "skipped": list(skipped), "inserted": list(inserted), "open": is_open, "customers": customers,
            "fitness": 0.9}


def shown(*ways, **more):
    found = {"variants": 3, "exact": 20, "top": list(ways), "skipped": [], "inserted": [], "together": [], "passed_by": [],
             "loops": {"customers": 0, "pairs": []}, "absences": {}, "aligned": {"variants": 3, "customers": 90}}
    return trajectories(found | more, MAP, FIGURES)


def states_of(drawn):
    """The states of a line, read back from its dots."""
    kinds = []
    for circle in parseString(drawn).getElementsByTagName("circle"):
        dotted, filled = circle.hasAttribute("stroke-dasharray"), circle.getAttribute("fill") == "var(--ink)"
        small = float(circle.getAttribute("r")) < 2
        kinds.append("skipped" if dotted else "done" if filled else "blank" if small else "moved")
    return kinds


def test_columns_are_the_expected_path_with_a_group_once_and_no_exit():
    assert states_of(shown(way("sign up", "read", "call", "end")).ways[0].line) == ["done", "done", "done", "done"]


def test_a_step_skipped_is_dotted_and_a_step_done_elsewhere_is_hollow():
    found = shown(way("read", "sign up", "end", skipped=["help"], inserted=["sign up"])).ways[0]
    assert states_of(found.line) == ["moved", "done", "skipped", "done"]
    assert found.skipped == ("De l’aide",) and found.inserted == () and found.moved == ("Signer",) and "+1" in found.line


def test_what_an_unfinished_journey_has_not_come_to_yet_is_blank_not_skipped():
    assert states_of(shown(way("sign up", is_open=True)).ways[0].line) == ["done", "blank", "blank", "blank"]


def test_customers_on_ways_too_rare_to_show_are_counted_together():
    assert shown(way("sign up")).others == 50


def test_a_header_escapes_its_labels_and_passes_the_strictest_policy():
    svg = variants.header(["<b>", "Un libellé vraiment très très long pour une colonne"])
    parseString(svg)
    assert "<b>" not in svg and "style" not in svg and "…" in svg
