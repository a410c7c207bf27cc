"""Loads the example into a space through the same actions that people use: nothing on its screens is painted.

A map, the log of October, a finished session with its sealed grid, decisions and actions; the log of November, which judges
them; and a second session, open, to join at once. Refuses to load twice into one space.
"""
import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from journeys.logs import actions as logs
from journeys.logs.layout import Layout
from journeys.maps import actions as maps
from journeys.maps import formats
from journeys.silences import actions as readings
from workshops.backlog import actions as backlog
from workshops.decisions import actions as decisions
from workshops.room import actions as room

from . import customers, journey
from .filling import fill_grid, fill_matrix
from .story import PEOPLE, SILENCES, STORY

SEGMENTS = ("access", "age", "household")


def load_example(*, owner, members=(), language="fr"):
    """The whole example in `owner`'s space; returns its two sessions, the finished one and the open one.

    owner: a Member who facilitates; members: others of the space whose first names are those of the story (whoever is missing
    comes as a guest).
    """
    with translation.override(language):
        if owner.space.journeys.filter(slug="example").exists():
            raise ValidationError(_("The example is already in this space."))
        year = last_full_november()
        version = load_map(owner, language)
        october, november = (load_log(owner, year, month, language) for month in (10, 11))
        before = read(owner, version, october)
        finished = hold_session(owner, members, before, language, year)
        after = read(owner, version, november)
        backlog.measure_effects(reading=after, by=owner)
        return finished, open_next(owner, after, language)


def last_full_november():
    """The year of the latest November that is over: the example never shows days to come."""
    today = timezone.localdate()
    return today.year if today.month == 12 else today.year - 1


def load_map(owner, language):
    found = formats.read("example.csv", journey.as_csv(language))
    made = maps.accept_file(by=owner, map_file=found, slug="example", name=journey.WORDS[language]["name"])
    return maps.publish_version(by=owner, journey=made)[0]


def load_log(owner, year, month, language):
    layout = Layout(
        case="customer", activity=("event",), time="time", segments=SEGMENTS, timezone="Europe/Paris", delimiter=","
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{year}-{month}.csv"
        file.write_bytes(customers.as_csv(year, month))
        title = STORY[language]["logs"][month - 10]
        return logs.import_file(by=owner, path=file, layout=layout, title=title)


def read(owner, version, log):
    return readings.ask_reading(by=owner, version=version, log=log, parameters={"segments": list(SEGMENTS)}, wait=True)


def hold_session(owner, members, reading, language, year):
    """The October session, from the first note to the sealed grid."""
    story = STORY[language]
    noted = {name: note(owner, reading, name, language) for name in SILENCES}
    session = room.prepare_session(
        by=owner, reading=reading, silences=list(noted.values()), title=story["session"], question=story["question"]
    )
    voices = seat_everyone(owner, members, session, language)
    host = voices["Claire"]
    placed = dict(zip(SILENCES, session.silences.order_by("position"), strict=True))
    room.open_session(by=host, session=session)
    go_to(host, session, "write")
    notes = [
        made(room.write_note(by=voices[who], session=session, text=text or "", answer="" if text else "unknown",
                             silence=placed[name]), session)
        for who, name, text in story["notes"]
    ]  # fmt: skip
    go_to(host, session, "share")
    for who, number, kind in (("Sophie", 0, "holds"), ("Jean", 0, "holds"), ("Claire", 1, "surprises"), ("Ana", 2, "doubtful")):
        room.react(by=voices[who], session=session, note=notes[number], kind=kind)
    go_to(host, session, "tension")
    against, backing = story["against"]
    room.give_evidence(by=voices["Ana"], session=session, note=notes[0], stance="against", text=against)
    room.give_evidence(by=voices["Mehdi"], session=session, note=notes[0], stance="for", text=backing)
    hypotheses = [weigh(session, voices, notes, *row) for row in story["hypotheses"]]
    who, number, text = story["dissent"]
    room.dissent(by=voices[who], session=session, hypothesis=hypotheses[number], text=text)
    fill_matrix(voices, noted["guide"], story)
    vote(session, voices, hypotheses)
    go_to(host, session, "decide")
    taken = decide(session, voices, hypotheses, story)
    plan(session, voices, members, taken, noted, story, year)
    fill_grid(session, voices, noted, story)
    go_to(host, session, "close")
    room.close_session(by=host, session=session)
    return refreshed(session)


def note(owner, reading, name, language):
    """The silence at a touchpoint of the example, or at its group of alternatives."""
    key = journey.WORDS[language]["group"] if name == "checkin" else name
    return readings.note_silence(by=owner, journey=reading.version.journey, touchpoint_key=key)


def seat_everyone(owner, members, session, language):
    """{first name: Participant}; the owner plays Claire."""
    here = {str(member).split()[0]: member for member in members}
    voices = {"Claire": session.participants.get(member=owner)}
    for name, trades, _role in PEOPLE[1:]:
        first, trade = name.split()[0], trades[language == "en"]
        if first in here:
            voices[first] = room.join_as_member(by=here[first], session=session, trade=trade)
        else:
            voices[first], _token = room.join_as_guest(session=session, name=name, trade=trade, language=language)
    return voices


def go_to(host, session, kind):
    step = session.steps.filter(kind=kind).first()
    room.move_step(by=host, session=refreshed(session), to=step)


def refreshed(session):
    return type(session).objects.select_related("space", "journey", "reading", "step").get(pk=session.pk)


def made(event, session):
    """The note that an event wrote."""
    return session.notes.get(uuid=event.payload["note"])


def weigh(session, voices, notes, number, backing, against):
    """Turn a note into a hypothesis and give it evidence both ways."""
    event = room.write_hypothesis(by=voices["Claire"], session=session, note=notes[number])
    link = session.hypotheses.get(uuid=event.payload["hypothesis"])
    for who, stance, text in (("Mehdi", "for", backing), ("Ana", "against", against)):
        if text:
            room.weigh_hypothesis(by=voices[who], session=session, hypothesis=link, stance=stance, text=text)
    return link


def vote(session, voices, hypotheses):
    """Three dots each, then the ballot closes."""
    room.open_ballot(by=voices["Claire"], session=session)
    ballot = session.ballots.get()
    for who, numbers in (("Mehdi", (0, 0, 1)), ("Sophie", (2, 1, 2)), ("Jean", (1, 0)), ("Ana", (0, 2)), ("Claire", (0,))):
        for number in numbers:
            room.vote(by=voices[who], session=session, ballot=ballot, hypothesis=hypotheses[number])
    room.close_ballot(by=voices["Claire"], session=session, ballot=ballot)


def decide(session, voices, hypotheses, story):
    """Two decisions, each with its positions before it is taken."""
    taken = []
    for number, (title, what, why, customer, business) in enumerate(story["decisions"]):
        event = room.decide(
            by=voices["Claire"], session=session, title=title, what=what, why=why, hypothesis=hypotheses[(0, 2)[number]],
            review_on=timezone.localdate() + timedelta(days=(9, 60)[number]), impact_customer=customer,
            impact_business=business, taken=False,
        )  # fmt: skip
        decision = session.decisions.get(decision__uuid=event.payload["decision"]).decision
        decisions.take_position(by=voices["Mehdi"], decision=decision, stance="consent")
        if number == 0:
            who, text = story["objection"]
            decisions.take_position(by=voices[who], decision=decision, stance="objection", reason=text)
        taken.append(decisions.take_decision(by=voices["Claire"], decision=decision))
    return taken


def plan(session, voices, members, taken, noted, story, year):
    """The three actions, accepted with the effect they announce; one is done, one is late."""
    here = {str(member).split()[0]: member for member in members}
    for title, decision, name, points, disproof, who, days, status in story["actions"]:
        owner = here.get(who) or (voices["Claire"].member if who == "Claire" else None)
        event = room.plan(
            by=voices["Claire"], session=session, title=title, decision=taken[decision] if decision is not None else None,
            silence=noted[name], owner=owner, owner_name="" if owner else str(voices[who]),
            due=timezone.localdate() + timedelta(days=days), expected_direction="less", expected_size=points,
            observe_from=date(year, 11, 1), observe_until=date(year, 11, 30), would_disprove=disproof,
        )  # fmt: skip
        action = session.actions.get(action__uuid=event.payload["action"]).action
        backlog.accept_action(by=owner or voices["Claire"], action=action)
        if status != "accepted":
            backlog.move_action(by=owner or voices["Claire"], action=action, status=status)


def open_next(owner, reading, language):
    """The November session, open, its code ready to share."""
    story = STORY[language]
    session = room.prepare_session(
        by=owner, reading=reading, silences=[note(owner, reading, name, language) for name in SILENCES],
        title=story["next_session"], question=story["question"],
    )
    host = session.participants.get(member=owner)
    room.open_session(by=host, session=session)
    room.change_clock(by=host, session=session, act="pause")  # it waits for whoever joins
    return refreshed(session)
