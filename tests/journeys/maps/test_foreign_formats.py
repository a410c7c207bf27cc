"""Maps that other tools wrote, and maps proposed from a log."""
import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from journeys.maps import formats
from journeys.maps.starter import Activity, propose, read_activities, round_delay
from journeys.maps.validation import check_map

MATRIX = """Journey map;;;
Persona;Léa;;
Phase;Découvrir;Acheter;Utiliser
Actions;Lire l’offre;"• Payer
• Recevoir la facture";Brancher
Émotions;curieuse;inquiète;
Canal;web;"web
e-mail";maison
Events;offre*;payé;branché
Opportunities;;"expliquer
la facture";
"""

CJML = """<?xml version="1.0"?><CJML version="2.0"><plannedJourney><journeyID>J1</journeyID>
<journeyTitle>Open an account</journeyTitle><journeyShortSummary>From offer to card</journeyShortSummary>
<journeyPhases><journeyPhase phaseID="p1"><phaseName>Choose</phaseName></journeyPhase></journeyPhases>
<actors><endUser actorID="a1"><actorName>Customer</actorName></endUser>
<serviceProvider actorID="a2"><companyName>Bank</companyName></serviceProvider></actors>
<touchpoints><plannedCommunicationPoint><touchpointID>T1</touchpointID><belongsTo phaseIDref="p1"/>
<initiator><refersTo actorIDref="a2"/><initiatorLabel>Send the offer</initiatorLabel></initiator>
<receiver><refersTo actorIDref="a1"/><receiverLabel>Receive the offer</receiverLabel></receiver>
<channel><channelName>internetViaPC</channelName></channel></plannedCommunicationPoint>
<plannedAction><touchpointID>T2</touchpointID><initiator><refersTo actorIDref="a1"/>
<initiatorLabel>Sign</initiatorLabel></initiator><deltaTime>P2D</deltaTime></plannedAction></touchpoints></plannedJourney>
<actualJourney><touchpoints><actualAction><touchpointID>D1</touchpointID></actualAction></touchpoints></actualJourney></CJML>"""

BPMN = """<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" name="Declarations">
<process id="P"><laneSet><lane name="Employee"><flowNodeRef>a</flowNodeRef></lane>
<lane name="Supervisor"><flowNodeRef>b</flowNodeRef></lane><lane name="Director"><flowNodeRef>c</flowNodeRef></lane></laneSet>
<startEvent id="s"/><userTask id="c" name="approve"/><task id="a" name="submit"/><task id="b" name="approve"/>
<exclusiveGateway id="g"/><endEvent id="e"/><sequenceFlow sourceRef="s" targetRef="a"/><sequenceFlow sourceRef="a" targetRef="b"/>
<sequenceFlow sourceRef="b" targetRef="g"/><sequenceFlow sourceRef="g" targetRef="c"/><sequenceFlow sourceRef="g" targetRef="e"/>
<sequenceFlow sourceRef="c" targetRef="e"/></process></definitions>"""


def test_a_matrix_is_read_with_a_guess_per_lane():
    read = formats.read("map.csv", MATRIX.encode())
    assert [(q.about, q.value) for q in read.questions] == [
        ("Persona", "skip"), ("Phase", "stages"), ("Actions", "touchpoints"), ("Émotions", "skip"), ("Canal", "channel"),
        ("Events", "events"), ("Opportunities", "note")]
    assert [(t.key, t.stage, t.label, t.channel, t.events) for t in read.touchpoints] == [
        ("lire-l-offre", "Découvrir", "Lire l’offre", "web", ("offre*",)),
        ("payer", "Acheter", "Payer", "web", ("payé",)),
        ("recevoir-la-facture", "Acheter", "Recevoir la facture", "e-mail", ("payé",)),
        ("brancher", "Utiliser", "Brancher", "maison", ("branché",))]
    assert not read.errors and read.stages == ("Découvrir", "Acheter", "Utiliser")


def test_lanes_named_after_channels_hold_what_customers_do():
    read = formats.read("m.csv", "Étapes,Découvrir,Acheter\nWeb,Lire,Payer\nTéléphone,,Appeler\n".encode())
    assert [(t.stage, t.label, t.channel) for t in read.touchpoints] == [
        ("Découvrir", "Lire", "Web"), ("Acheter", "Payer", "Web"), ("Acheter", "Appeler", "Téléphone")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_matrix_is_read_whatever_separates_its_cells(delimiter):
    rows = (("Étapes", "Découvrir", "Acheter"), ("Actions du client", "Lire l’offre", "Payer"), ("Canaux", "site", "boutique"))
    read = formats.read("carte.csv", "\n".join(map(delimiter.join, rows)).encode())
    assert not read.errors and [(t.stage, t.label, t.channel) for t in read.touchpoints] == [
        ("Découvrir", "Lire l’offre", "site"), ("Acheter", "Payer", "boutique")]


OWN = (
    ("Mon parcours",), ("Moments", "Découvrir", "Acheter"),
    ("Gestes", "Lire, comparer", "Payer"), ("Humeur", "curieux", "inquiet"),
)  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_matrix_whose_lanes_have_names_of_their_own_is_asked_about(delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(OWN)
    read = formats.read("m.csv", text.getvalue().encode())
    assert [p.code for p in read.errors] == ["lanes_unknown"] and "stage" in read.errors[0].values["columns"]
    assert [(q.about, q.value) for q in read.questions] == [("Moments", "stages"), ("Gestes", "skip"), ("Humeur", "skip")]
    answers = {question.name: role for question, role in zip(read.questions, ("stages", "touchpoints", "skip"), strict=True)}
    read = formats.read("m.csv", text.getvalue().encode(), choices=answers)
    assert not read.errors and [(t.stage, t.label) for t in read.touchpoints] == [
        ("Découvrir", "Lire, comparer"), ("Acheter", "Payer")]


@pytest.mark.parametrize("text", [
    "client;date;prix\nc1;2026-10-01;4\nc1;2026-10-02;5\n", "1;a;b\n2;c;d\n", "Moments;Découvrir\nGestes;Lire\n",
    "nom;sujet;lieu\n" + "".join(f"point {'x' * n};a;b\n" for n in range(1, 25)),
])
def test_other_tables_without_a_header_are_not_taken_for_a_matrix(text):
    read = formats.read("m.csv", text.encode())
    assert [p.code for p in read.errors] == ["no_header"] and not read.questions


def test_answers_change_what_a_matrix_says():
    answers = {"lane-3": "stages", "lane-4": "skip", "lane-5": "touchpoints"}
    read = formats.read("map.csv", MATRIX.encode(), choices=answers)
    assert [t.label for t in read.touchpoints] == ["curieuse", "inquiète"]
    read = formats.read("map.csv", MATRIX.encode(), choices={"lane-3": "stages", "lane-4": "skip"})
    assert [p.code for p in read.errors] in (["no_touchpoint_lane"], []) and read.questions


def test_two_touchpoints_of_a_matrix_never_share_an_identifier():
    read = formats.read("m.csv", b"Phase,One,Two\nActions,Call,Call\n")
    assert [t.key for t in read.touchpoints] == ["call", "call-2"] and not read.errors


def test_a_planned_journey_in_cjml_is_read_and_the_actual_one_left_out():
    read = formats.read("j.xml", CJML.encode())
    assert (read.name, read.description, read.stages) == ("Open an account", "From offer to card", ("Choose",))
    assert [(t.key, t.label, t.stage, t.channel, t.owner, t.due_after, t.due_unit) for t in read.touchpoints] == [
        ("T1", "Send the offer", "Choose", "web", "Bank", None, ""), ("T2", "Sign", "", "", "Customer", 2, "days")]
    assert not read.errors


def workbook(**sheets):
    """An XLSX file of these sheets, rows of text."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_spreadsheet_template_of_cjml_is_read_below_its_title_and_without_what_is_not_included():
    head = ["TP ID", "Phase", "Initiator’s label", "Actor who initiated", "Actor who received", "Receiver’s label", "Channel",
            "Comment", "UX description", "Include"]
    rows = [["Customer journey"], [], ["End user", "C-17"], [], [], head,
            ["T1", "Choose", "Sends the offer", "Shop", "Customer", "Gets the offer", "E-mail", "by night", "clear", "Yes"],
            ["T2", "Choose", "", "Customer", "Shop", "Gets the order", "self service machine", "", "", ""],
            ["T3", "Use", "Old reminder", "Shop", "Customer", "", "sms", "", "", "Nei"], []]
    read = formats.read("journey.xlsx", workbook(Channels=[head, ["X"]], Journey=rows))
    assert not read.errors and [one.label for one in read.touchpoints] == ["Sends the offer", "Gets the order"]
    first, second = read.touchpoints
    assert (first.stage, first.channel, first.owner) == ("Choose", "e-mail", "Shop")
    assert (first.note, first.intent) == ("by night", "clear")
    assert second.channel == "self-service machine" and read.stages == ("Choose",)
    empty = formats.read("journey.xlsx", workbook(Journey=rows[:6]))
    assert [problem.code for problem in empty.errors] == ["no_rows"]


def test_tasks_of_bpmn_come_in_flow_order_with_a_question_each():
    read = formats.read("d.bpmn", BPMN.encode())
    assert [(q.name, q.about, q.sample) for q in read.questions] == [
        ("task-a", "submit", "Employee"), ("task-b", "approve", "Supervisor"), ("task-c", "approve", "Director")]
    assert [(t.key, t.label, t.channel, t.expectation) for t in read.touchpoints] == [
        ("submit", "submit", "Employee", "required"),
        ("approve-supervisor", "approve (Supervisor)", "Supervisor", "required"),
        ("approve-director", "approve (Director)", "Director", "optional")]


def test_event_names_of_bpmn_tasks_are_a_persons_answer():
    answers = {"task-a": "Declaration SUBMITTED*", "task-b": "APPROVED by SUPERVISOR|FINAL_APPROVED", "task-c": ""}
    read = formats.read("d.bpmn", BPMN.encode(), choices=answers)
    assert [t.events for t in read.touchpoints] == [
        ("Declaration SUBMITTED*",), ("APPROVED by SUPERVISOR", "FINAL_APPROVED")]


@pytest.mark.parametrize(("text", "code"), [
    ("<CJML><plannedJourney/></CJML>", "xml_empty"), ("<CJML", "xml_broken"), ("<html></html>", "unknown_format"),
    ("<!DOCTYPE x [<!ENTITY a 'b'>]><CJML>&a;</CJML>", "xml_doctype"),
    ('<definitions xmlns="x"><process/></definitions>', "xml_empty"),
    ("<CJML>" + "<a>" * 5000 + "</a>" * 5000 + "</CJML>", "xml_broken"),
])
def test_a_hostile_or_empty_xml_gets_a_named_error(text, code):
    assert [p.code for p in formats.read("x.xml", text.encode()).problems] == [code]


def test_a_map_is_proposed_from_what_customers_did():
    activities = [
        Activity("sign up", 100, 0.0), Activity("Pay", 60, 0.5, usual_delay=6.2 * 86400), Activity("pay ", 10, 0.5),
        Activity("read guide", 20, 0.3, usual_delay=3600), Activity("done", 80, 0.95, ended=75), Activity("rare", 2, 0.4)]
    read = propose(activities, customers=100)
    assert [(t.key, t.expectation, t.due_after, t.due_unit, t.terminal) for t in read.touchpoints] == [
        ("sign-up", "required", None, "", ""), ("read-guide", "optional", 1, "hours", ""),
        ("pay", "required", 7, "days", ""), ("done", "required", None, "", "yes")]
    assert read.touchpoints[2].events == ("Pay", "pay")
    assert propose([], customers=0).touchpoints == ()


@pytest.mark.parametrize(("seconds", "delay"), [
    (1, (5, "minutes")), (50 * 60, (1, "hours")), (3 * 3600, (3, "hours")), (40 * 3600, (2, "days")),
    (4 * 86400, (5, "days")), (100 * 86400, (15, "weeks"))])
def test_delays_are_proposed_as_people_say_them(seconds, delay):
    assert round_delay(seconds) == delay


def test_a_map_is_proposed_from_the_golden_log():
    import duckdb

    log = Path(__file__).parents[1] / "golden" / "log.csv"
    events = (f"(SELECT customer, event AS activity, make_timestamp(day * 86400000000) AS \"at\", row_number() OVER () AS seq "
              f"FROM read_csv('{log}'))")
    activities, customers = read_activities(duckdb.connect(), events)
    read = propose(activities, customers)
    assert customers == 22 and {a.name: a.customers for a in activities}["signup"] == 21
    keys = [t.key for t in read.touchpoints]
    assert keys[0] == "signup" and keys.index("app-done") < keys.index("bill") < keys.index("done")
    assert [t.key for t in read.touchpoints if t.terminal] and not check_map(read.touchpoints)
