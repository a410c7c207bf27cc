"""A whole session, from notes to a sealed grid, on which restitutions, trails and the home are tested."""
from datetime import date, timedelta

from tests.workshops import scene
from tests.workshops.room import table
from workshops.backlog import actions as backlog
from workshops.decisions import actions as decisions
from workshops.room import actions as room

PRIVATE = "Ce que je n’ai dit à personne"
LATER = date.today() + timedelta(days=90)


def held(claire, *others, close=True, **fields):
    """A session with a hypothesis, a dissent, a decision with an objection, and an action."""
    session, seats = table.opened(claire, *others, kind="write", **fields)
    host, other = seats[0], seats[-1]
    about = session.silences.first()
    key = {"key": "a secret of one browser alone"} if session.anonymous else {}
    room.write_note(by=host, session=session, silence=about, text="Le guide demande le **numéro** trop tôt.", **key)
    room.write_note(by=other, session=session, silence=about, answer="unknown", **key)
    table.go_to(session, host, "share")
    session = table.fresh(session)
    note = session.notes.exclude(text="").first()
    room.write_hypothesis(by=host, session=session, note=note)
    link = session.hypotheses.get()
    room.weigh_hypothesis(by=other, session=session, hypothesis=link, stance="for", text="Neuf appels sur dix le disent.")
    room.dissent(by=other, session=session, hypothesis=link, text="Je crois surtout que le guide est trop long.")
    room.decide(
        by=host, session=session, title="Préremplir le numéro", what="On préremplit.", why="Pour ne plus le demander.",
        review_on=LATER, hypothesis=link, taken=False,
    )  # fmt: skip
    decision = session.decisions.get().decision
    decisions.take_position(by=other, decision=decision, stance="objection", reason="Cela ne suffira pas.")
    decisions.take_decision(by=host, decision=decision)
    room.plan(
        by=host, session=session, title="Préremplir", decision=decision, silence=about.silence, owner=claire, due=LATER,
        expected_direction="less", expected_size=10, observe_from=date(2026, 11, 1), observe_until=date(2026, 12, 31),
        would_disprove="Rien ne bouge.",
    )  # fmt: skip
    backlog.accept_action(by=claire, action=session.actions.get().action)
    if close:
        room.close_session(by=host, session=table.fresh(session))
    return table.fresh(session)


def november(session, silent=1300):
    """The reading of the next month."""
    return scene.reading(session.journey, date(2026, 11, 1), date(2026, 12, 1), {"guide": (2600, silent), "help": (2600, 400)})
