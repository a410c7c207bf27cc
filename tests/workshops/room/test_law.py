"""The law of the room: whoever only listened sees what a reload shows, for every verb, on every screen."""
import difflib
from datetime import timedelta

import pytest
from django.utils import timezone

from observations.hypotheses.actions import pose_hypothesis
from observations.hypotheses.models import Hypothesis
from tests import make
from tests.screen import following, parsed, settled
from workshops.room import actions
from workshops.room.feed import draw
from workshops.room.models import Note, Verb

from . import table

pytestmark = pytest.mark.django_db


class Act:
    """One way to bring a verb about: the steps before it, and the act itself."""

    def __init__(self, kind, before, act, sheet="full"):
        self.kind, self.before, self.act, self.sheet = kind, before, act, sheet


def note(of, text="Peut-être que le guide arrive trop tôt."):
    return of.session.notes.get(text=text)


class Stage:
    """A session with Claire (who leads) and Mehdi; `about` is its first silence."""

    def __init__(self, session, host, seat):
        self.session, self.host, self.seat = session, host, seat
        self.about = session.silences.first()

    def write(self, text="Peut-être que le guide arrive trop tôt.", by=None, **more):
        return actions.write_note(by=by or self.seat, session=self.session, text=text, silence=self.about, **more)

    def pose(self):
        actions.write_hypothesis(by=self.seat, session=self.session, note=note(self))
        return self.session.hypotheses.get()

    def vote(self):
        actions.open_ballot(by=self.host, session=self.session)
        return self.session.ballots.get()


def nothing(of):
    return None


def written(of):
    of.write()


def one_by_one(of):
    """Two private notes on a table that has entered the step where they are revealed one by one."""
    of.write()
    of.write("Peut-être que personne ne l’ouvre.")
    share = of.session.steps.get(kind="share")
    actions.change_step(by=of.host, session=of.session, step=share, one_by_one=True)
    table.go_to(of.session, of.host, "share")


def posed(of):
    of.write()
    of.pose()


def posing(of):
    """A hypothesis about the first silence, without a note."""
    actions.write_hypothesis(by=of.seat, session=of.session, statement="Le guide arrive trop tôt.", silence=of.about)


def left_open(of):
    """A hypothesis of an earlier day about the first silence, not on this table."""
    pose_hypothesis(by=of.host, statement="Le guide est trop long.", silences=[of.about.silence])


def carry(of):
    known = Hypothesis.objects.filter(versions__statement="Le guide est trop long.").last()
    return actions.bring_hypothesis(by=of.host, session=of.session, hypothesis=known)


def weighed(of):
    """A hypothesis with something against it."""
    posing(of)
    actions.weigh_hypothesis(
        by=of.host, session=of.session, hypothesis=of.session.hypotheses.get(), stance="against", text="Vu nulle part."
    )


def bring(of, by, text="Trois appels sur dix citent la page 4."):
    return actions.bring_item(by=by, session=of.session, silence=of.about, kind="account", text=text)


def judge(of, by, value="very_inconsistent", why="Je l’ai vu deux fois."):
    item, version = of.about.silence.evidence_items.first(), of.session.hypotheses.first().hypothesis.current
    return actions.judge(
        by=by, session=of.session, silence=of.about, row=item.uuid, version=version.uuid, value=value, why=why
    )


def lead(name, **given):
    return lambda of: getattr(actions, name)(by=of.host, session=of.session, **given)


def ask(kind):
    return lead("open_ballot", kind=kind, proposal="Préremplir le numéro de série.")


def newcomer(session):
    known = session.space.members.filter(user__name="Nadia").first()
    return known or make.member("Nadia", "facilitator", "Boutique", of=session.space)


def share_lead(of):
    seat = actions.join_as_member(by=newcomer(of.session), session=of.session)
    return actions.hand_over(by=of.host, session=of.session, participant=seat, together=True)


def second_lead(of):
    return of.session.participants.get(role="facilitator", name="Nadia")


def with_template(of):
    table.grid_with_template(of.session)


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


ACTS = {
    "opening": Act("draft", nothing, lead("open_session")),
    "step forward": Act("recall", nothing, lambda of: table.go_to(of.session, of.host, "read")),
    "step that reveals": Act("write", written, lambda of: table.go_to(of.session, of.host, "share")),
    "step that reveals one by one": Act("write", nothing, one_by_one),
    "a note is revealed alone": Act("write", one_by_one, lead("reveal", one=True)),
    "the last private note is revealed": Act(
        "write", lambda of: (one_by_one(of), lead("reveal", one=True)(of)), lead("reveal", one=True)
    ),
    "a step puts down what is held up": Act(
        "share", lambda of: (of.write(), actions.spotlight(by=of.host, session=of.session, note=note(of))),
        lambda of: table.go_to(of.session, of.host, "tension"),
    ),
    "that step taken back": Act(
        "share", lambda of: (of.write(), actions.spotlight(by=of.host, session=of.session, note=note(of)),
                             table.go_to(of.session, of.host, "tension")),
        lead("undo"),
    ),
    "step back": Act("share", written, lambda of: table.go_to(of.session, of.host, "write")),
    "step skipped": Act(
        "read", nothing,
        lambda of: actions.change_step(by=of.host, session=of.session, step=of.session.steps.get(kind="share"), skipped=True),
    ),
    "step moved in the run sheet": Act(
        "read", nothing,
        lambda of: actions.reorder_step(by=of.host, session=of.session, step=of.session.steps.get(kind="share"), down=True),
    ),
    "one minute more": Act("read", nothing, lead("change_clock", act="minute")),
    "pause": Act("read", nothing, lead("change_clock", act="pause")),
    "focus": Act(
        "share", written, lambda of: actions.focus(by=of.host, session=of.session, silence=of.session.silences.last())
    ),
    "writing paused": Act("share", nothing, lead("freeze", frozen=True)),
    "a note held up": Act("share", written, lambda of: actions.spotlight(by=of.host, session=of.session, note=note(of))),
    "a note held up is reworded": Act(
        "share", lambda of: (of.write(), actions.spotlight(by=of.host, session=of.session, note=note(of))),
        lambda of: actions.edit_note(by=of.seat, session=of.session, note=note(of), text="Autrement.", version=1),
    ),
    "a note held up is deleted": Act(
        "share", lambda of: (of.write(), actions.spotlight(by=of.host, session=of.session, note=note(of))),
        lambda of: actions.delete_note(by=of.seat, session=of.session, note=note(of)),
    ),
    "names hidden on a note held up": Act(
        "share", lambda of: (of.write(), actions.spotlight(by=of.host, session=of.session, note=note(of))),
        lead("hide_names", hidden=True),
    ),
    "a step taken back": Act("read", lambda of: table.go_to(of.session, of.host, "write"), lead("undo")),
    "a focus taken back": Act(
        "share", lambda of: actions.focus(by=of.host, session=of.session, silence=of.session.silences.last()), lead("undo")
    ),
    "names taken back": Act("share", lambda of: (of.write(), lead("hide_names", hidden=True)(of)), lead("undo")),
    "a pause taken back": Act("share", lead("freeze", frozen=True), lead("undo")),
    "a spotlight taken back": Act(
        "share", lambda of: (of.write(), actions.spotlight(by=of.host, session=of.session, note=note(of))), lead("undo")
    ),
    "a grouping taken back": Act(
        "share", lambda of: (of.write(), lead("group_notes", note=note(of), title="Trop tôt")(of)), lead("undo")
    ),
    "names hidden": Act("share", posed, lead("hide_names", hidden=True)),
    "new code": Act("share", nothing, lead("change_door", act="rotate")),
    "door locked": Act("share", nothing, lead("change_door", act="lock")),
    "a guest joins": Act("share", nothing, lambda of: table.guest(of.session)[0] and of.session.events.last()),
    "a guest waits": Act(
        "share", lead("change_door", act="approve"), lambda of: table.guest(of.session)[0] and of.session.events.last()
    ),
    "a guest is let in": Act(
        "share", lambda of: (lead("change_door", act="approve")(of), table.guest(of.session)),
        lambda of: actions.admit(by=of.host, session=of.session, participant=of.session.participants.get(waiting=True)),
    ),
    "guests are let in together": Act(
        "share", lambda of: (lead("change_door", act="approve")(of), table.guest(of.session), table.guest(of.session, "Zoé")),
        lead("admit_all"),
    ),
    "guests are let in together to two groups": Act(
        "read", lambda of: (lead("change_door", act="approve")(of), table.guest(of.session), table.guest(of.session, "Zoé")),
        lead("admit_all"), "cross",
    ),
    "a guest is removed": Act(
        "share", lambda of: table.guest(of.session),
        lambda of: actions.remove_participant(
            by=of.host, session=of.session, participant=of.session.participants.get(member=None)
        ),
    ),
    "a guest keeps the seat": Act(
        "share", lambda of: table.guest(of.session),
        lambda of: actions.claim_seat(by=newcomer(of.session), seat=of.session.participants.get(member=None)),
    ),
    "someone is muted": Act(
        "share", nothing, lambda of: actions.mute(by=of.host, session=of.session, participant=of.seat, muted=True)
    ),
    "the lead is shared": Act("share", nothing, share_lead),
    "one of those who lead stops": Act(
        "share", share_lead, lambda of: actions.end_lead(by=of.host, session=of.session, participant=second_lead(of))
    ),
    "one of those who lead is sent away": Act(
        "share", share_lead, lambda of: actions.remove_participant(by=of.host, session=of.session, participant=second_lead(of))
    ),
    "two groups are made": Act("recall", nothing, lambda of: table.go_to(of.session, of.host, "read"), "cross"),
    "a guest joins two groups": Act(
        "read", nothing, lambda of: table.guest(of.session)[0] and of.session.events.last(), "cross"
    ),
    "someone goes to the other group": Act(
        "read", nothing, lambda of: actions.change_side(by=of.host, session=of.session, participant=of.seat), "cross"
    ),
    "two groups are compared": Act(
        "write", lambda of: (of.write(), of.write("", answer="unknown", by=of.host)),
        lambda of: table.go_to(of.session, of.host, "share"), "cross",
    ),
    "a compared note is deleted": Act(
        "write", lambda of: (of.write(), table.go_to(of.session, of.host, "share")),
        lambda of: actions.delete_note(by=of.seat, session=of.session, note=note(of)), "cross",
    ),
    "someone is done": Act("write", nothing, lambda of: actions.say_done(by=of.seat, session=of.session)),
    "a private note": Act("write", nothing, lambda of: of.write()),
    "a note on the table": Act("share", nothing, lambda of: of.write()),
    "a second note": Act("share", written, lambda of: of.write("Et pour les 65 ans et plus ?")),
    "an answer": Act("share", nothing, lambda of: of.write("", answer="unknown")),
    "a note about the journey": Act(
        "share", nothing, lambda of: actions.write_note(by=of.seat, session=of.session, text="Partout le même trou.")
    ),
    "a private note reworded": Act(
        "write", written,
        lambda of: actions.edit_note(by=of.seat, session=of.session, note=note(of), text="Autrement.", version=1),
    ),
    "a shown note reworded": Act(
        "share", written,
        lambda of: actions.edit_note(by=of.seat, session=of.session, note=note(of), text="Autrement.", version=1),
    ),
    "a private note deleted": Act(
        "write", written, lambda of: actions.delete_note(by=of.seat, session=of.session, note=note(of))
    ),
    "a shown note deleted": Act(
        "share", written, lambda of: actions.delete_note(by=of.seat, session=of.session, note=note(of))
    ),
    "a private note shared later": Act(
        "write", lambda of: (of.write(), table.go_to(of.session, of.host, "tension")),
        lambda of: actions.share_note(by=of.seat, session=of.session, note=note(of)),
    ),
    "a reveal": Act("write", lambda of: (of.write(), of.write("deux", by=of.host)), lead("reveal")),
    "a note laid with others": Act("share", written, lambda of: lead("group_notes", note=note(of), title="Trop tôt")(of)),
    "notes that look alike laid together": Act(
        "share", lambda of: (of.write(), of.write("Le guide arrive trop tôt, vraiment.")),
        lambda of: lead("group_notes", notes=list(of.session.notes.all()), title="Trop tôt")(of),
    ),
    "a note laid alone again": Act(
        "share", lambda of: (of.write(), lead("group_notes", note=note(of), title="Trop tôt")(of)),
        lambda of: lead("group_notes", note=note(of))(of),
    ),
    "a sign": Act("share", written, lambda of: actions.react(by=of.host, session=of.session, note=note(of), kind="holds")),
    "evidence": Act(
        "tension", written,
        lambda of: actions.give_evidence(by=of.host, session=of.session, note=note(of), stance="against", text="pas vu"),
    ),
    "a hypothesis from a note": Act(
        "tension", written, lambda of: actions.write_hypothesis(by=of.seat, session=of.session, note=note(of))
    ),
    "a second hypothesis": Act(
        "tension", posed, lambda of: actions.write_hypothesis(by=of.host, session=of.session, statement="Autre chose.")
    ),
    "an earlier hypothesis is put on the table": Act("recall", left_open, carry),
    "an earlier hypothesis while weighing": Act("matrix", lambda of: (posing(of), bring(of, of.seat), left_open(of)), carry),
    "closing with a hypothesis left open": Act("close", left_open, lead("close_session")),
    "evidence on a hypothesis": Act(
        "tension", posed,
        lambda of: actions.weigh_hypothesis(
            by=of.host, session=of.session, hypothesis=of.session.hypotheses.get(), stance="for", text="trois appels"
        ),
    ),
    "a dissent": Act(
        "tension", posed,
        lambda of: actions.dissent(
            by=of.seat, session=of.session, hypothesis=of.session.hypotheses.get(), text="Je lis l’inverse."
        ),
    ),
    "a lens": Act(
        "tension", posed,
        lambda of: actions.change_lens(by=of.seat, session=of.session, hypothesis=of.session.hypotheses.get(), lens="giving_up"),
    ),
    "a rewording": Act(
        "tension", posed,
        lambda of: actions.reword_hypothesis(
            by=of.seat, session=of.session, hypothesis=of.session.hypotheses.get(), statement="Mieux dit.", reason="plus clair"
        ),
    ),
    "evidence becomes a row of the matrix": Act(
        "tension", weighed, lambda of: table.go_to(of.session, of.host, "matrix")
    ),
    "an item is brought": Act("matrix", posing, lambda of: bring(of, of.seat)),
    "evidence is brought in": Act("matrix", weighed, lambda of: lead("bring_evidence", silence=of.about)(of)),
    "a hypothesis while weighing": Act("matrix", lambda of: (posing(of), bring(of, of.seat)), lambda of: actions.write_hypothesis(
        by=of.host, session=of.session, statement="Autre chose.", silence=of.about
    )),
    "an answer to the matrix": Act("matrix", lambda of: (posing(of), bring(of, of.seat)), lambda of: judge(of, of.seat)),
    "an answer changed": Act(
        "matrix", lambda of: (posing(of), bring(of, of.seat), judge(of, of.seat)), lambda of: judge(of, of.seat, "unknown")
    ),
    "a matrix is revealed": Act(
        "matrix", lambda of: (posing(of), bring(of, of.seat), judge(of, of.seat), judge(of, of.host, "consistent")),
        lambda of: lead("reveal_matrix", silence=of.about)(of),
    ),
    "an answer after the reveal": Act(
        "matrix", lambda of: (posing(of), bring(of, of.seat), lead("reveal_matrix", silence=of.about)(of)),
        lambda of: judge(of, of.seat, "very_consistent"),
    ),
    "an item after the reveal": Act(
        "matrix", lambda of: (posing(of), bring(of, of.seat), lead("reveal_matrix", silence=of.about)(of)),
        lambda of: bring(of, of.host, "Un autre élément."),
    ),
    "names hidden on a revealed matrix": Act(
        "matrix", lambda of: (posing(of), bring(of, of.seat), judge(of, of.seat), lead("reveal_matrix", silence=of.about)(of)),
        lead("hide_names", hidden=True),
    ),
    "the step after a revealed matrix": Act(
        "matrix", lambda of: (posing(of), bring(of, of.seat), judge(of, of.seat), lead("reveal_matrix", silence=of.about)(of)),
        lambda of: table.go_to(of.session, of.host, "decide"),
    ),
    "the step after a matrix that stays private": Act(
        "matrix", lambda of: (posing(of), bring(of, of.seat), judge(of, of.seat)),
        lambda of: table.go_to(of.session, of.host, "decide"),
    ),
    "closing with a revealed matrix": Act(
        "matrix", lambda of: (posing(of), bring(of, of.seat), judge(of, of.seat), lead("reveal_matrix", silence=of.about)(of)),
        lead("close_session"),
    ),
    "a vote opens on notes": Act("share", written, lead("open_ballot")),
    "a vote opens on hypotheses": Act("tension", posed, lead("open_ballot")),
    "a dot": Act(
        "share", written, lambda of: actions.vote(by=of.seat, session=of.session, ballot=of.vote(), note=note(of))
    ),
    "an answer in place of dots": Act(
        "share", lambda of: (of.write(), actions.vote(by=of.seat, session=of.session, ballot=of.vote(), note=note(of))),
        lambda of: actions.give_opinion(by=of.seat, session=of.session, ballot=of.session.ballots.get(), answer="declines"),
    ),
    "a vote closes in which one declined": Act(
        "share",
        lambda of: (of.write(), actions.give_opinion(by=of.seat, session=of.session, ballot=of.vote(), answer="declines")),
        lambda of: actions.close_ballot(by=of.host, session=of.session, ballot=of.session.ballots.get()),
    ),
    "a vote closes": Act(
        "share",
        lambda of: (of.write(), actions.vote(by=of.seat, session=of.session, ballot=of.vote(), note=note(of))),
        lambda of: actions.close_ballot(by=of.host, session=of.session, ballot=of.session.ballots.get()),
    ),
    "a vote opens on a proposal": Act("decide", nothing, ask("positions")),
    "a position": Act(
        "decide", ask("positions"),
        lambda of: actions.give_opinion(by=of.seat, session=of.session, ballot=of.session.ballots.get(), stance="consent"),
    ),
    "a vote on a proposal closes": Act(
        "decide",
        lambda of: (ask("positions")(of), actions.give_opinion(
            by=of.seat, session=of.session, ballot=of.session.ballots.get(), stance="objection", reason="Trop cher."
        )),
        lambda of: actions.close_ballot(by=of.host, session=of.session, ballot=of.session.ballots.get()),
    ),
    "a place on both scales": Act(
        "decide", ask("placing"),
        lambda of: actions.give_opinion(by=of.seat, session=of.session, ballot=of.session.ballots.get(), impact=4, effort=2),
    ),
    "a placing closes": Act(
        "decide",
        lambda of: (ask("placing")(of), actions.give_opinion(
            by=of.seat, session=of.session, ballot=of.session.ballots.get(), impact=4, effort=2
        )),
        lambda of: actions.close_ballot(by=of.host, session=of.session, ballot=of.session.ballots.get()),
    ),
    "a vote on a proposal follows one with dots": Act(
        "share", lambda of: (of.write(), actions.vote(by=of.seat, session=of.session, ballot=of.vote(), note=note(of)),
                             actions.close_ballot(by=of.host, session=of.session, ballot=of.session.ballots.get())),
        ask("positions"),
    ),
    "a decision": Act(
        "decide", posed,
        lambda of: lead(
            "decide", title="Préremplir", what="On préremplit.", why="Pour voir.", review_on=in_days(90),
            hypothesis=of.session.hypotheses.get(),
        )(of),
    ),
    "an action": Act("decide", nothing, lambda of: lead("plan", title="Appeler dix clients", silence=of.about.silence)(of)),
    "what the tool did is told": Act("close", with_template, lambda of: actions.tell_tool(
        by=of.seat, session=of.session, kind="forced", text="Une colonne de trop."
    )),
    "closing": Act("close", posed, lead("close_session")),
}  # fmt: skip


def staged(claire, mehdi, given):
    kind = given.kind
    if kind == "draft":
        session = table.prepared(claire)
        stage = Stage(session, table.seat(session, claire), actions.join_as_member(by=mehdi, session=session))
    else:
        session, (host, seat) = table.opened(claire, mehdi, kind=kind, sheet=given.sheet)
        stage = Stage(session, host, seat)
    given.before(stage)
    return stage


AUDIENCES = {"author": "table", "host": "host", "other": "table", "screen": "screen"}


def pushed(session, before, people):
    """{screen: what the hub of this room would send to it}; before: {screen: the last event it knows of}."""
    events = list(session.events.filter(number__gt=min(before.values())).select_related("actor").order_by("number"))
    sent = {}
    for screen, audience in AUDIENCES.items():
        person = people[screen]
        unheard = [event for event in events if event.number > before[screen]]
        shared, personal = draw(session, unheard, {(audience, person.language)}, {str(person.uuid): person.language})
        own = "" if audience == "screen" else personal.get(str(person.uuid), "")
        sent[screen] = shared.get((audience, person.language), "") + own
    return sent


@pytest.mark.parametrize("name", ACTS)
def test_whoever_only_listened_sees_what_a_reload_shows(name, claire, mehdi, sophie, client_of):
    """On four screens at once: the author's, the host's, someone else's, and the one that all look at."""
    given = ACTS[name]
    stage = staged(claire, mehdi, given)
    people = {"author": stage.seat, "host": stage.host, "other": actions.join_as_member(by=sophie, session=stage.session)}
    people["screen"] = people["other"]
    clients = {"author": client_of(mehdi), "host": client_of(claire), "other": client_of(sophie)}
    clients["screen"] = clients["other"]

    def look(screen):
        return clients[screen].get(table.here(stage.session, "screen/" if screen == "screen" else "")).content.decode()

    pages, known = {}, {}
    for screen in AUDIENCES:
        pages[screen], known[screen] = look(screen), table.fresh(stage.session).number

    given.act(stage)

    sent = pushed(table.fresh(stage.session), known, {screen: table.fresh(person) for screen, person in people.items()})
    wrong = {screen: difference(following(pages[screen], sent[screen]), look(screen), screen) for screen in AUDIENCES}
    assert not any(wrong.values()), "\n".join(wrong.values())


def difference(followed, reloaded, screen="this screen"):
    """How a page that only listened differs from the reloaded one, line by line; nothing where it does not."""
    lines = settled(followed), settled(parsed(reloaded))
    if lines[0] == lines[1]:
        return ""
    return "\n".join(difflib.unified_diff(*lines, f"{screen}, followed", f"{screen}, reloaded", n=2, lineterm=""))


def test_every_verb_is_brought_about_by_some_act(claire, mehdi):
    seen = set()
    for given in ACTS.values():
        stage = staged(claire, mehdi, given)
        given.act(stage)
        seen |= set(stage.session.events.values_list("verb", flat=True))
        Note.objects.all().update(text="another room")
    assert seen == set(Verb.values)


def test_a_replay_of_everything_from_an_empty_room_shows_the_room(claire, mehdi, client_of):
    """Someone who fell asleep at the opening and hears every event at once sees the same room."""
    stage = staged(claire, mehdi, Act("draft", nothing, nothing))
    look = lambda: client_of(mehdi).get(table.here(stage.session)).content.decode()  # noqa: E731
    page, known = look(), table.fresh(stage.session).number
    actions.open_session(by=stage.host, session=stage.session)
    table.go_to(stage.session, stage.host, "write")
    stage.write()
    stage.write("deux")
    table.go_to(stage.session, stage.host, "share")
    stage.write("trois")
    actions.react(by=stage.host, session=stage.session, note=note(stage), kind="doubtful")
    stage.pose()
    actions.delete_note(by=stage.seat, session=stage.session, note=note(stage, "deux"))
    people = dict.fromkeys(AUDIENCES, table.fresh(stage.seat))
    sent = pushed(table.fresh(stage.session), dict.fromkeys(AUDIENCES, known), people)
    assert not (wrong := difference(following(page, sent["author"]), look(), "author")), wrong
