"""Missed-interaction density: what is added up, what is left out and said to be, and where people read it."""
import re

import pytest

from journeys.maps.expectations import Touchpoint
from journeys.silences.density import Stage, Sum, density
from journeys.silences.figures import Cell, Figure, Figures

from .scratch import make_reading


def cell(silent, due, *place):
    counts = dict.fromkeys(("late", "attempted", "not_yet_due", "left_before_due", "not_reached", "not_applicable",
                            "not_observable"), 0) | {"silent": silent, "activated": due - silent}
    return Cell(*(place or ("", "")), counts, due, silent / due if due else None)


def figure(key, stage, found, terminal="", **more):
    return Figure(key, key, found, touchpoint=Touchpoint(key, key, stage, 1, terminal=terminal), stage=stage, **more)


def test_expected_touchpoints_that_are_shown_are_added_up_and_groups_count_once():
    few = Cell("plan", "b")
    optional, alternative = {"expectation": "optional"}, {"expectation": "alternative", "group": "help"}
    found = Figures((
        figure("sign", "Join", cell(20, 100), segments=(cell(15, 50, "plan", "a"), few)),
        figure("read", "Join", cell(30, 80), segments=(cell(2, 40, "plan", "a"), cell(28, 40, "plan", "b"))),
        figure("tour", "Join", cell(70, 80), **optional), figure("left", "Join", cell(0, 0), terminal="exit"),
        figure("chat", "Help", cell(50, 60), **alternative), figure("call", "Help", cell(55, 60), **alternative),
        figure("help", "Help", cell(45, 60), group="help", is_group=True), figure("form", "Help", Cell()),
        figure("bill", "Help", cell(60, 60), instrument="check"), figure("soon", "Help", cell(0, 0)),
        figure("done", "", Cell(), terminal="yes")))
    assert density(found) == [Stage("Join", 2, Sum(50, 180)), Stage("Help", 1, Sum(45, 60), masked=1, checks=1)]
    assert density(found, ("plan", "b")) == [Stage("Join", 1, Sum(28, 40), masked=1)]
    assert Sum(50, 180).share == 50 / 180 and Sum(0, 0).share is None
    earlier = Figures((
        figure("read", "Elsewhere", cell(8, 20)), figure("sign", "Join", Cell()), figure("help", "Help", cell(5, 9))))
    assert density(found, before=earlier) == [
        Stage("Join", 1, Sum(30, 80), Sum(8, 20), apart=1), Stage("Help", 1, Sum(45, 60), Sum(5, 9), masked=1, checks=1)]


@pytest.mark.django_db
def test_the_page_and_the_comparison_show_every_sum_with_its_denominator_and_what_is_left_out(page, claire, telecom):
    before, after = make_reading(telecom, seed=1), make_reading(telecom, seed=2)

    def rows(name, query=""):
        html = page(claire, name, after.uuid, query=query, HTTP_ACCEPT_LANGUAGE="en")
        table = html[html.index("Missed-interaction density"):]
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", table[table.index("<tbody>"):table.index("</tbody>")], re.DOTALL)
        return " | ".join(" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in cells)

    assert rows("reading") == (
        "Souscrire | 36% 4,003 of 11,188 | 4 | Installer | 44% 2,079 of 4,702 | 2 | "
        "Utiliser | 44% 2,614 of 5,995 | 3 left out: one instrument to check | Se faire aider | – | 0 left out: one masked")
    assert rows("reading", "?segment=accès=Fibre").startswith("Souscrire | 44% 2,424 of 5,549 | 4 | ")
    both = rows("reading-comparison", f"?with={before.uuid}")
    assert both.startswith("Souscrire | 31% 3,443 of 11,188 | 36% 4,003 of 11,188 | 4 | ")
