"""Who may do what to decisions (see tests/permissions.py)."""
from datetime import date, timedelta

from workshops.decisions import actions

LATER = date.today() + timedelta(days=60)
WORDS = {"title": "Préremplir", "what": "On préremplit.", "why": "Pour aider.", "review_on": LATER.isoformat()}
FORM = WORDS | {"reversibility": "easy", "evasion": "removes"}
REVIEW = {"status": "to_review", "reason": "À revoir.", "review_on": LATER.isoformat()}
DISSENT = {"text": "Je vois autre chose."}


def other_decision(world):
    return {"successor": str(world.arguments["decision-edit", "uuid"]), "reason": "Mieux."}


def arguments(world):
    """The example's decisions are taken; this one is still a proposal, and another was abandoned."""
    host = world.cast["Claire"]
    given = {"what": "…", "why": "…", "review_on": LATER}
    proposed = actions.propose_decision(by=host, title="Proposée", **given)
    abandoned = actions.propose_decision(by=host, title="Abandonnée", **given)
    actions.review_decision(by=host, decision=abandoned, status="abandoned", reason="Non.", review_on=LATER)
    actions.register_dissent(by=host, decision=proposed, **DISSENT)
    names = ("decision-edit", "decision-positions", "decision-taking")
    names += ("api-decision", "api-decision-positions", "api-decision-taking")
    return {(name, "uuid"): proposed.uuid for name in names} | {("decision-reopening", "uuid"): abandoned.uuid}


ROWS = {
    "decisions": {"GET": "contributor"},
    "decision-new": {"GET": "contributor", "POST": ("contributor", FORM)},
    "decision": {"GET": "contributor"},
    "decision-edit": {"GET": "facilitator", "POST": ("facilitator", FORM)},  # and its author, while it is a proposal
    "decision-positions": {"POST": ("contributor", {"stance": "consent"})},
    "decision-dissents": {"POST": ("contributor", DISSENT)},
    "decision-taking": {"POST": ("facilitator", {"answer": "decided", "review_on": LATER.isoformat()})},
    "decision-review": {"POST": ("facilitator", REVIEW)},
    "decision-succession": {"POST": ("facilitator", other_decision)},
    "decision-reopening": {"POST": ("contributor", {"reason": "À nouveau.", "review_on": LATER.isoformat()})},
    "api-decisions": {"GET": "contributor", "POST": ("contributor", WORDS)},
    "api-decision": {"GET": "contributor", "PATCH": ("facilitator", {"title": "Autre"})},
    "api-decision-positions": {"POST": ("contributor", {"stance": "consent"})},
    "api-decision-dissents": {"POST": ("contributor", DISSENT)},
    "api-decision-taking": {"POST": ("facilitator", {"answer": "decided"})},
    "api-decision-review": {"POST": ("facilitator", REVIEW)},
}
