"""Pages of readings and silences: what a person sees, what a mask hides, what a stranger meets, and how many queries it costs."""
import csv
import json
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from journeys.maps.expectations import Touchpoint
from journeys.maps.models import JourneyVersion
from journeys.silences import pictures, queries, wording
from journeys.silences.figures import STATUSES, Cell, Figure
from journeys.silences.models import Reading, Silence
from journeys.silences.statistics import wilson

from .scratch import make_reading

GOLDEN = Path(__file__).parents[1] / "golden"
COLUMNS = ("due", "silent", "attempted", "activated", "late", "not_yet_due", "left_before_due", "not_reached", "not_applicable",
           "not_observable")

pytestmark = pytest.mark.django_db


def words_of(html):
    """The page as a reader has it: no tags, single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def french(html):
    return html.replace("\u202f", " ").replace("\xa0", " ").replace("&#x27;", "'")


def test_the_reading_says_one_headline_and_every_rate_with_its_numerator_denominator_and_interval(page, claire, telecom):
    reading = make_reading(telecom)
    figures = queries.figures(reading, claire)
    html = page(claire, "reading", reading.uuid, HTTP_ACCEPT_LANGUAGE="en")
    with override("en"):
        assert html.count("<h1") == 1 and wording.headline(figures) in words_of(html)
        for figure in figures:
            if figure.state == "counted":
                assert f'aria-label="{figure.label}: ' in html
                assert f"{wording.count(figure.cell.silent)} of the {wording.count(figure.cell.due)} customers" in html
                assert f"95% interval {wording.interval(figure.cell.low, figure.cell.high)}" in html


def test_the_golden_figures_are_on_the_page_as_they_were_checked_by_hand(page, claire, telecom):
    telecom.mask_below = 5
    telecom.save()
    expected = json.loads((GOLDEN / "expected.json").read_text())
    rows = {row["touchpoint"]: row for row in csv.DictReader((GOLDEN / "map.csv").open())}
    reading = make_reading(telecom, 3)
    touchpoints = [Touchpoint(key, row["label"], row["stage"], int(row["order"]), row["channel"], row["expectation"],
                              row["group"], row["condition"], terminal=row["terminal"]).as_dict() for key, row in rows.items()]
    content = {"stages": ["Join", "Use", "End"], "touchpoints": touchpoints}
    version = JourneyVersion.objects.create(journey=reading.version.journey, number=2, digest="g", content=content)
    for entry in expected["touchpoints"]:
        entry["label"] = rows.get(entry["touchpoint"], {"label": "Any help"})["label"]
        for cell in (entry, *entry["segments"]):
            cell["low"], cell["high"] = wilson(cell["silent"], cell["due"]) or (None, None)
    Reading.objects.filter(pk=reading.pk).update(version=version, result=expected)
    html = page(claire, "reading", reading.uuid, HTTP_ACCEPT_LANGUAGE="en")
    table = html[html.index('<table class="counts"'):]
    table = table[:table.index("</table>")]
    shown = 0
    with override("en"):
        for figure in queries.figures(Reading.objects.get(), claire):
            if figure.cell.masked:
                continue
            entry = next(entry for entry in expected["touchpoints"] if entry["touchpoint"] == figure.key)
            row = next(row for row in table.split("<tr>") if f">{figure.label}</a>" in row)
            numbers = [int(number) for number in re.findall(r'<td class="num">(\d+)</td>', row)]
            assert numbers == [entry[name] for name in COLUMNS], figure.key
            if figure.state == "counted":
                assert f'{round(100 * entry["rate"])}%</td>' in row
            shown += 1
    assert shown >= 10
    assert words_of(html).count("check the instrument") >= 2, "the gift that nobody ever claimed"


def test_the_headline_is_a_french_sentence(page, claire, telecom):
    reading = make_reading(telecom, seed=3)
    loud = len(queries.figures(reading, claire).loud)
    claire.user.language = "fr"
    claire.user.save()
    html = words_of(french(page(claire, "reading", reading.uuid)))
    number = {1: "Un point de contact attendu reste muet", 2: "Deux points de contact attendus restent muets"}.get(loud, "muets")
    assert f"{number} pour plus d’un client sur deux." in html or "points de contact attendus restent muets" in html


def test_every_page_of_a_reading_passes_the_content_policy(page, claire, telecom):
    reading = make_reading(telecom)
    for name in ("reading", "reading-behaviours", "reading-times", "reading-paths"):
        html = page(claire, name, reading.uuid)
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*src=)|\son\w+=", html), name


def test_masked_cells_are_absent_from_the_page_not_hidden_in_it(page, claire, telecom):
    reading = make_reading(telecom, 6, state="masked", customers=40)
    for entry in reading.result["touchpoints"]:  # figures that occur nowhere else
        for cell in (entry, *entry["segments"]):
            if cell["due"]:
                cell |= {"silent": 7, "due": 8, "rate": 0.871234, "low": 0.52, "high": 0.97, "activated": 1, "attempted": 0,
                         "late": 0, "not_yet_due": 0, "left_before_due": 0}
    reading.save()
    html = page(claire, "reading", reading.uuid, HTTP_ACCEPT_LANGUAGE="en")
    body = html[html.index("<main"):]
    assert "masked (&lt; 11)" in body and "87%" not in body and "7 of 8" not in body and ">87<" not in body
    assert "there are too few customers" in words_of(body).lower()


def test_behaviours_say_each_share_with_its_interval_and_of_how_many_customers(page, claire, telecom):
    reading = make_reading(telecom)
    html = words_of(page(claire, "reading-behaviours", reading.uuid, HTTP_ACCEPT_LANGUAGE="en"))
    figure = next(figure for figure in queries.figures(reading, claire) if figure.state == "counted")
    with override("en"):
        for cell in (figure.cell, *figure.segments):
            if not cell.masked:
                low, high = wilson(cell.counts["silent"], cell.total)
                share = wording.percent(cell.states["avoided"])
                assert f"avoided {share}" in html and f"{share} ({wording.interval(low, high)})" in html
                assert f" {wording.count(cell.total)} " in html


@pytest.mark.parametrize("counts, said", [
    ({"not_yet_due": 9, "not_reached": 3}, "time not up yet"), ({"activated": 20, "not_reached": 12}, "time not up yet"),
    ({"not_applicable": 40}, "not concerned"), ({"not_reached": 40, "not_yet_due": 2}, "never got that far"),
    ({"left_before_due": 40}, "left before their time was up"), ({"not_observable": 40}, "out of sight of this log"),
    ({}, "nobody here"),
])
def test_where_nobody_is_due_the_reason_is_said(counts, said):
    cell = Cell("offer", "fibre", dict.fromkeys(STATUSES, 0) | counts, 0)
    with override("en"):
        assert wording.undue(cell) == said
        assert pictures.mark(Figure("app", "App", Cell()), cell).under == said
        assert render_to_string("journeys/silences/_cell.html", {"cell": cell}).count(said) == 1
        assert wording.statement(Figure("app", "App", cell)).startswith(f"nobody is counted: {said}.")


def test_an_end_that_few_customers_came_to_is_masked_like_the_rest(page, claire, telecom):
    reading = make_reading(telecom, 8, values=())
    reading.result["touchpoints"][6] |= {"activated": 4, "not_reached": 0}
    reading.save()
    for name in ("reading", "reading-behaviours"):
        assert "masked (&lt; 11)" in page(claire, name, reading.uuid, HTTP_ACCEPT_LANGUAGE="en"), name
    assert page(claire, "reading-paths", reading.uuid)


@pytest.mark.parametrize("name", ["reading", "reading-behaviours", "reading-times", "reading-paths", "reading-table"])
def test_a_reading_outlives_its_log(name, client_of, claire, telecom):
    reading = make_reading(telecom)
    reading.log.delete()
    bare = {key: reading.result[key] for key in ("customers", "touchpoints")}  # as a map that came with figures has it
    for result in (reading.result, bare):
        Reading.objects.update(result=result)
        assert client_of(claire).get(reverse(name, args=["telecom", reading.uuid])).status_code == 200


def test_the_downloaded_table_is_masked_like_the_page_and_runs_no_formula(client_of, claire, telecom):
    reading = make_reading(telecom)
    version = JourneyVersion.objects.create(
        journey=reading.version.journey, number=2, digest="f", content=reading.version.content)
    result = reading.result
    result["touchpoints"][0]["label"] = "=cmd()"
    Reading.objects.filter(pk=reading.pk).update(version=version, result=result)
    answer = client_of(claire).get(reverse("reading-table", args=["telecom", reading.uuid]))
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert rows[0]["label"] == "'=cmd()"
    figures = queries.figures(Reading.objects.get(), claire)
    cells = [(figure, cell) for figure in figures for cell in (figure.cell, *figure.segments)]
    assert len(rows) == len(cells)
    for row, (figure, cell) in zip(rows, cells, strict=True):
        for name, number in (("silent", cell.silent), ("out_of_place", cell.out_of_place), ("due", cell.due)):
            assert row[name] == ("masked" if cell.masked else str(number)), figure.key
        assert row["rate"] == "" or figure.instrument == "ok"


def test_a_broken_instrument_stands_apart_and_is_never_called_a_silence(page, claire, telecom):
    reading = make_reading(telecom, 5, state="check")
    html = page(claire, "reading", reading.uuid, HTTP_ACCEPT_LANGUAGE="en")
    assert "Check the instrument" in html and 'id="to-read"' not in html
    assert "var(--silence)" not in re.search(r'class="map-body".*?</svg>', html, re.S).group(0).replace(
        re.search(r'<g class="map-bars".*?</g>', html, re.S).group(0), "")


def test_optional_touchpoints_are_in_no_headline_and_in_no_list(claire, telecom):
    figures = queries.figures(make_reading(telecom), claire)
    assert any(figure.expectation == "optional" for figure in figures)
    assert all(figure.expectation != "optional" for figure in (*figures.to_read, *figures.loud, *figures.measured))


def test_a_segment_with_one_value_is_compared_with_nobody(page, claire, telecom):
    reading = make_reading(telecom)
    for entry in reading.result["touchpoints"]:
        mine = [one for one in entry["segments"] if one["by"] == "âge"][:1]
        entry["segments"] = [one | {"value": "tous"} for one in mine] + [one for one in entry["segments"] if one["by"] != "âge"]
    reading.save()
    cells = [cell for figure in queries.figures(reading, claire) for cell in figure.segments]
    assert {cell.answer for cell in cells if cell.by == "âge"} == {""}
    assert {"differs", "no_difference"} & {cell.answer for cell in cells if cell.by != "âge"}


def test_a_comparison_counts_no_optional_touchpoint_in_its_headline(claire, telecom):
    before, after = make_reading(telecom), make_reading(telecom, seed=5)
    changes = queries.compare(before, after, claire)
    optional = {figure.label for figure in queries.figures(after, claire)
                if figure.expectation == "optional" and figure.state not in ("end", "exit")}
    assert optional and {change.label for change in changes if not change.expected} == optional
    with override("en"):
        for change in changes:
            said = wording.comparison([change])
            assert ("no difference" in said) == (not change.expected or change.verdict not in ("fell", "rose")), change


def test_a_long_map_calls_no_silence_receded_by_the_chance_of_one_touchpoint(page, claire, telecom):
    """Forty touchpoints, one of which truly changed; three others stand outside their own interval, as chance has it."""
    before, after = make_reading(telecom, 42, state="counted"), make_reading(telecom, 42, state="counted")
    moved = {"t1": 300, "t5": 445, "t9": 447, "t20": 553}
    for reading in (before, after):
        for entry in reading.result["touchpoints"]:
            if entry["due"]:
                entry |= {"silent": moved.get(entry["touchpoint"], 500) if reading is after else 500, "due": 1000, "rate": 0.5}
        reading.save()
    found = queries.compare(before, after, claire)
    apart = [change for change in found if change.difference and not change.difference.holds_zero]
    assert len(apart) == 4 and [change.verdict for change in found if change.verdict != "unknown"].count("same") == 39
    assert [change.verdict for change in apart] == ["fell", "same", "same", "same"]
    html = page(claire, "reading-comparison", after.uuid, query=f"?with={before.uuid}", HTTP_ACCEPT_LANGUAGE="en")
    assert "One silence receded." in html and "false finds kept under 10%" in html and html.count("less silent") == 1


def test_a_touchpoint_compared_alone_keeps_the_word_of_its_interval(claire, telecom):
    for silent, verdict in ((446, "fell"), (463, "same"), (554, "rose")):
        before, after = make_reading(telecom, 42, state="check"), make_reading(telecom, 42, state="check")
        for reading, number in ((before, 500), (after, silent)):
            reading.result["touchpoints"][0] |= {"instrument": "ok", "silent": number, "due": 1000, "rate": number / 1000}
        assert queries.compare(before, after, claire)[0].verdict == verdict


def test_attempts_are_no_silence_but_the_headline_does_not_say_that_everybody_did_it(claire, telecom):
    reading = make_reading(telecom)
    for entry in reading.result["touchpoints"]:
        entry |= {"silent": 0, "attempted": entry["silent"] + entry["attempted"], "rate": 0.0 if entry["due"] else None}
    with override("en"):
        assert wording.headline(queries.figures(reading, claire)) == "No silence, but some customers began and did not finish."


def test_only_what_the_headline_counts_is_drawn_loud(claire, telecom):
    figures = queries.figures(make_reading(telecom, 40), claire)
    loud = [mark.key for mark in pictures.marks(figures) if mark.loud]
    assert loud == [figure.key for figure in figures.loud]


def test_silences_to_read_keep_the_order_of_the_journey(claire, telecom):
    figures = queries.figures(make_reading(telecom, 40), claire)
    order = [figure.key for figure in figures]
    assert [figure.key for figure in figures.to_read] == sorted(
        (figure.key for figure in figures.to_read), key=order.index)


def test_the_readings_to_compare_with_are_told_apart_by_their_days(page, claire, telecom):
    reading, other = make_reading(telecom), make_reading(telecom, seed=5)
    other.result["window"] = {"from": "2026-09-01T00:00:00+02:00", "to": "2026-09-30T23:59:59+02:00"}
    other.log = reading.log
    other.save()
    html = page(claire, "reading", reading.uuid, HTTP_ACCEPT_LANGUAGE="en")
    assert f'<option value="{other.uuid}">1 September 2026 to 30 September 2026, Octobre 2026, v1</option>' in html


def test_what_the_log_says_of_itself_stands_before_any_silence(page, claire, telecom):
    reading = make_reading(telecom)
    log = reverse("log", args=["telecom", reading.log.uuid])
    html = page(claire, "reading", reading.uuid)
    assert 0 < html.index('href="#checks"') < html.index('id="inaction-map"') and f'href="{log}"' not in html
    reading.log.cautions = [{"code": "excel_cut", "count": 1_048_575}]
    reading.log.save()
    html = page(claire, "reading", reading.uuid)
    assert 0 < html.index(f'href="{log}"') < html.index('id="inaction-map"')
    whole = make_reading(telecom, state="counted")
    assert 'class="doubts"' not in page(claire, "reading", whole.uuid)


def test_filtering_by_segment_answers_with_the_map_alone(page, claire, telecom):
    reading = make_reading(telecom)
    whole = page(claire, "reading", reading.uuid)
    part = page(claire, "reading", reading.uuid, query="?segment=%C3%A2ge%3D65%2B",
                HTTP_HX_REQUEST="true", HTTP_HX_TARGET="inaction-map")
    assert part.lstrip().startswith('<section id="inaction-map"') and "<html" not in part
    assert "65+" in part and part.count("aria-label") < whole.count("aria-label")


def test_an_unknown_segment_shows_everybody(page, claire, telecom):
    reading = make_reading(telecom)
    assert 'id="map-title"' in page(claire, "reading", reading.uuid, query="?segment=shoe%3Dlarge")


def test_a_stranger_meets_a_404_on_every_page(client_of, victor, telecom):
    reading = make_reading(telecom)
    silence = Silence.objects.create(space=telecom, journey=reading.version.journey, touchpoint_key="t1", label="Signer")
    for name, uid in (("reading", reading.uuid), ("reading-times", reading.uuid), ("silence", silence.uuid)):
        for slug in ("telecom", "elsewhere"):
            assert client_of(victor).get(reverse(name, args=[slug, uid])).status_code == 404


def test_a_touchpoint_page_says_what_was_meant_and_what_happened(page, claire, telecom):
    reading = make_reading(telecom)
    html = page(claire, "reading-touchpoint", reading.uuid, "t5", HTTP_ACCEPT_LANGUAGE="en")
    assert "Rendre l’installation possible" in html and "What was meant" in html and "Note this silence" in html
    assert page(claire, "reading-touchpoint", reading.uuid, "t5", HTTP_HX_REQUEST="true").lstrip().startswith("<article")


def test_a_touchpoint_that_is_not_on_the_map_is_a_404(client_of, claire, telecom):
    address = reverse("reading-touchpoint", args=["telecom", make_reading(telecom).uuid, "nowhere"])
    assert client_of(claire).get(address).status_code == 404


def test_event_names_without_a_touchpoint_are_offered_for_mapping(page, claire, telecom):
    html = page(claire, "reading", make_reading(telecom).uuid, HTTP_ACCEPT_LANGUAGE="en")
    assert "<code>clic inconnu</code>" in html and "<code>event 1</code></li>" not in html


def test_a_reading_under_way_asks_again_by_itself_and_can_be_left(page, claire, telecom):
    reading = make_reading(telecom, status="computing")
    assert 'hx-trigger="every 1s"' in page(claire, "reading", reading.uuid)


def test_a_failed_reading_says_why_and_stops_asking(page, claire, telecom):
    reading = make_reading(telecom, status="failed")
    Reading.objects.update(problem={"message": "Ce journal ne contient aucun événement.", "values": {}})
    html = page(claire, "reading", reading.uuid)
    assert "aucun événement" in html and "every 1s" not in html


def test_readings_of_two_journeys_are_not_compared(client_of, claire, telecom):
    one, other = make_reading(telecom), make_reading(telecom, name="Autre")
    address = reverse("reading-comparison", args=["telecom", one.uuid])
    assert client_of(claire).get(address, {"with": other.uuid}).status_code == 404


def test_two_readings_are_compared_in_words(page, claire, telecom):
    before, after = make_reading(telecom), make_reading(telecom, seed=5)
    html = page(claire, "reading-comparison", after.uuid, query=f"?with={before.uuid}", HTTP_ACCEPT_LANGUAGE="en")
    assert "less silent" in html or "more silent" in html
    assert "cannot be compared" in html, "a broken instrument is not compared"
