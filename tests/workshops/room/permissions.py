"""Who may do what in a reading session (see tests/permissions.py). Claire hosts, Mehdi, Sophie and a guest sit there."""
from datetime import date, timedelta

from django.utils import timezone

from journeys.silences.models import Reading
from observations.hypotheses.matrix.models import EvidenceItem
from workshops.room import actions, weighing

LATER = (date.today() + timedelta(days=60)).isoformat()


def arguments(world):
    """On the table: a note of Mehdi's, a hypothesis, a ballot; Zoé, a guest, whom the host may send away."""
    session, host = world.session, world.seats["Claire"]
    silence = session.silences.order_by("position").first()
    session.participants.update(side="a")
    actions.move_step(by=host, session=session, to=session.steps.get(kind="share"))
    written = actions.write_note(by=world.seats["Mehdi"], session=session, text="Une note sur la table.", silence=silence)
    brought = actions.write_hypothesis(by=host, session=session, statement="Une autre lecture.", silence=silence)
    actions.open_ballot(by=host, session=session)
    actions.focus(by=host, session=session, silence=silence)
    session.refresh_from_db()
    note, hypothesis = session.notes.get(uuid=written.payload["note"]), session.hypotheses.get(uuid=brought.payload["hypothesis"])
    waiting, _token = actions.join_as_guest(session=session, name="Xavier", trade="", language="fr")
    type(waiting).objects.filter(pk=waiting.pk).update(waiting=True)
    ballot, guest = session.ballots.get(), world.seats["guest"]
    at = {"session": session.uuid, "code": session.code, ("session-step-change", "uuid"): session.steps.last().uuid}
    at[("session-admit", "uuid")] = waiting.uuid
    for name in ("note", "note-delete", "note-share", "note-react", "note-evidence", "note-group"):
        at[f"session-{name}", "uuid"] = note.uuid
    for name in ("hypothesis-evidence", "hypothesis-dissent", "hypothesis-reword", "hypothesis-lens"):
        at[f"session-{name}", "uuid"] = hypothesis.uuid
    item = EvidenceItem.objects.create(silence=silence.silence, kind="account", text="Trois appels.", html="<p>Trois appels.</p>")
    for name in ("items", "evidence", "answers", "reveal"):
        at[f"session-matrix-{name}", "uuid"] = silence.uuid
    at["item of the matrix"] = item.uuid
    for name in ("ballot-close", "votes", "opinions"):
        at[f"session-{name}", "uuid"] = ballot.uuid
    for name in ("remove", "mute", "side"):
        at[f"session-{name}", "uuid"] = guest.uuid
    at["session-end-lead", "uuid"] = session.participants.create(name="Yann", role="facilitator").uuid
    for name in ("api-session", "api-session-notes"):
        at[name, "uuid"] = session.uuid
    return at | {("session-handover", "uuid"): world.seats["Sophie"].uuid}


def on_the_table(world):
    return str(world.session.silences.order_by("position").first().uuid)


def note(world):
    return {"text": "Le guide arrive après la box.", "silence": on_the_table(world)}


def hypothesis(world):
    return {"statement": "Une troisième lecture.", "silence": on_the_table(world)}


def left_open(world):
    """A hypothesis about the journey that an earlier session left open."""
    return {"hypothesis": str(weighing.left_open(world.session)[0].uuid)}


def answer(world):
    known = world.session.hypotheses.get(uuid=world.arguments["session-hypothesis-reword", "uuid"]).hypothesis
    return {"row": str(world.arguments["item of the matrix"]), "version": str(known.current.uuid), "value": "neutral"}


def vote(world):
    return {"hypothesis": str(world.arguments["session-hypothesis-reword", "uuid"])}


def step(world):
    return {"to": str(world.session.steps.order_by("position").last().uuid)}


def together(world):
    return {"notes": [str(world.arguments["session-note", "uuid"])], "title": "Trop tôt"}


def focus(world):
    return {"silence": on_the_table(world)}


def just_acted(world):
    """The last act can still be taken back, however long the test has lasted."""
    world.session.events.update(happened_at=timezone.now())
    return SURE


def a_new_session(world):
    reading = Reading.objects.filter(space=world.space).order_by("pk").first()
    return {"reading": str(reading.uuid), "silence": ["guide", "wifi"], "title": "Suite", "sheet": "express"}


def decision(world):
    words = {"title": "Préremplir", "what": "On préremplit.", "why": "Pour aider.", "review_on": LATER}
    return words | {"hypothesis": str(world.arguments["session-hypothesis-reword", "uuid"])}


def action(world):
    return {"title": "Préremplir", "owner": str(world.cast["Jean"].uuid), "silence": on_the_table(world)}


EVIDENCE = {"stance": "for", "text": "Trois appels sur dix."}
SURE = {"sure": "yes"}

ROWS = {
    "join": {"GET": "anyone", "POST": "anyone"},
    "join-code": {"GET": "anyone", "POST": "anyone"},
    "sessions": {"GET": "contributor"},
    "session-new": {"GET": "facilitator", "POST": ("facilitator", a_new_session)},
    "session": {"GET": "table"},
    "session-screen": {"GET": "seat"},
    "session-join": {"POST": "contributor"},
    "session-claim": {"GET": set(), "POST": set()},  # whoever holds a guest's cookie and an account: see test_claims
    "session-replay": {"GET": "table"},
    "session-news": {"GET": "seat"},
    "session-mine": {"POST": "seat"},
    "session-step-change": {"POST": ("host", {"minutes": 7})},
    "session-open": {"POST": ("host", SURE)},
    "session-close": {"POST": ("host", SURE)},
    "session-step": {"POST": ("host", step)},
    "session-clock": {"POST": ("host", {"act": "minute"})},
    "session-reveal": {"POST": ("host", SURE)},
    "session-focus": {"POST": ("host", focus)},
    "session-names": {"POST": ("host", {"hidden": "yes"})},
    "session-freeze": {"POST": ("host", {"frozen": "yes"})},
    "session-spotlight": {"POST": ("host", lambda world: {"note": str(world.arguments["session-note", "uuid"])})},
    "session-undo": {"POST": ("host", just_acted)},
    "session-door": {"POST": ("host", {"act": "lock"})},
    "session-done": {"POST": ("seat", {"done": "yes"})},
    "session-takeover": {"POST": ({"Sophie"}, SURE)},  # who could prepare a session, while the host is away
    "session-notes": {"POST": ("seat", note)},
    "session-note": {"POST": ({"Mehdi"}, {"text": "Autrement dit.", "version": 1})},  # its author
    "session-note-delete": {"POST": ({"Mehdi"}, SURE)},
    "session-note-share": {"POST": ({"Mehdi"}, SURE)},
    "session-note-react": {"POST": ("seat", {"kind": "holds"})},
    "session-note-evidence": {"POST": ("seat", EVIDENCE)},
    "session-note-group": {"POST": ("host", {"title": "Le guide"})},
    "session-groups": {"POST": ("host", together)},
    "session-alike": {"GET": "host"},
    "session-hypotheses": {"POST": ("seat", hypothesis)},
    "session-carry": {"POST": ("host", left_open)},
    "session-hypothesis-evidence": {"POST": ("seat", EVIDENCE)},
    "session-hypothesis-dissent": {"POST": ("seat", {"text": "Je lis autrement."})},
    "session-hypothesis-reword": {"POST": ("seat", {"statement": "Le guide vient tard.", "reason": "Plus précis."})},
    "session-hypothesis-lens": {"POST": ("seat", {"lens": "giving_up"})},
    "session-matrix-items": {"POST": ("seat", {"kind": "figure", "text": "Trois appels sur dix."})},
    "session-matrix-evidence": {"POST": ("host", SURE)},
    "session-matrix-answers": {"POST": ("seat", answer)},
    "session-matrix-reveal": {"POST": ("host", SURE)},
    "session-ballots": {"POST": ("host", {"dots": 3})},
    "session-ballot-close": {"POST": ("host", SURE)},
    "session-votes": {"POST": ("seat", vote)},
    "session-opinions": {"POST": "seat"},  # the vote going on is one with dots
    "session-tool": {"POST": ("seat", {"kind": "helped", "text": "Nous avons parlé des mêmes silences."})},
    "session-decisions": {"POST": ("host", decision)},
    "session-actions": {"POST": ("host", action)},
    "session-admit": {"POST": ("host", SURE)},
    "session-admit-all": {"POST": ("host", SURE)},
    "session-remove": {"POST": ("host", SURE)},
    "session-handover": {"POST": ("host", SURE)},
    "session-end-lead": {"POST": ("host", SURE)},
    "session-side": {"POST": ("host", SURE)},
    "session-mute": {"POST": ("host", {"muted": "yes"})},
    "api-sessions": {"GET": "contributor"},
    "api-session": {"GET": "contributor"},
    "api-session-notes": {"GET": "contributor", "POST": ({"Claire", "Mehdi", "Sophie"}, {"text": "Par un programme."})},
}
