"""Who may do what with hypotheses (see tests/permissions.py). Reopening and dissent belong to everybody."""
from datetime import date, timedelta

from journeys.silences.models import Silence
from observations.hypotheses import actions
from observations.hypotheses.circulation.actions import circulate
from observations.hypotheses.matrix.actions import bring_item
from observations.hypotheses.models import Hypothesis

SOON = (date.today() + timedelta(days=30)).isoformat()


def arguments(world):
    """The example's first hypothesis, with a sign to look for and a dissent to answer."""
    claire = world.cast["Claire"]
    hypothesis = Hypothesis.objects.filter(space=world.space).order_by("pk").first()
    sign = actions.expect_sign(by=claire, hypothesis=hypothesis, what="Moins d’appels.", by_when=date.fromisoformat(SOON))
    dissent = actions.register_dissent(by=claire, hypothesis=hypothesis, text="Je lis autrement.")
    silence = hypothesis.silences.first() or Silence.objects.filter(space=world.space).first()
    hypothesis.silences.add(silence)
    item = bring_item(by=claire, silence=silence, kind="account", text="Trois appels sur dix.")
    other = Hypothesis.objects.filter(space=world.space).order_by("pk").last()
    passing = circulate(by=claire, hypothesis=other, trade="Produit", question="Le voyez-vous aussi ?")
    return {
        ("hypothesis-receipt", "uuid"): other.uuid, "passing": passing.uuid, ("api-receipt", "uuid"): other.uuid,
        ("hypothesis-sign", "sign"): sign.uuid, ("hypothesis-replies", "dissent"): dissent.uuid,
        **{(name, "uuid"): silence.uuid for name in OF_SILENCES}, **{(name, "item"): item.uuid for name in OF_SILENCES},
    }  # fmt: skip


OF_SILENCES = (
    "matrix", "matrix-items", "matrix-evidence", "matrix-revelation", "matrix-item", "matrix-item-withdrawal",
    "api-matrix", "api-matrix-items", "api-matrix-answers", "api-matrix-revelation",
)  # fmt: skip


def a_silence(world):
    return {"silences": [str(Silence.objects.filter(space=world.space).order_by("pk").last().uuid)]}


def posed(world):
    return {"statement": "Personne ne sait où est le guide."} | a_silence(world)


def another_hypothesis(world):
    return {"kind": "rival", "other": str(Hypothesis.objects.filter(space=world.space).order_by("pk").last().uuid)}


def an_answer(world):
    """The item of the matrix beside the hypothesis's wording, as the page sends it."""
    return {f"value-{first(world).current.uuid}": "consistent"}


def answers(world):
    return {"answers": [{"version": str(first(world).current.uuid), "value": "consistent"}]}


def first(world):
    return Hypothesis.objects.filter(space=world.space).order_by("pk").first()


ITEM = {"kind": "account", "text": "Deux visites sur trois."}
WORDS = {"statement": "Le guide vient trop tard.", "reason": "Plus précis.", "base_number": 1}
STATUS = {"status": "dormant", "reason": "Rien de neuf.", "review_on": SOON}
EVIDENCE = {"stance": "for", "text": "Trois appels sur dix.", "kind": "account", "weight": "unknown"}
DISSENT = {"text": "Je lis autrement."}

ROWS = {
    "hypotheses": {"GET": "contributor"},
    "hypothesis-new": {"GET": "contributor", "POST": ("contributor", posed)},
    "hypothesis": {"GET": "contributor"},
    "hypothesis-versions": {"POST": ("contributor", WORDS)},
    "hypothesis-silences": {"POST": ("contributor", a_silence)},
    "hypothesis-status": {"POST": ("facilitator", STATUS)},
    "hypothesis-reopening": {"POST": ("contributor", {"reason": "Un nouvel appel."})},
    "hypothesis-evidence": {"POST": ("contributor", EVIDENCE)},
    "hypothesis-dissents": {"POST": ("contributor", DISSENT)},
    "hypothesis-replies": {"POST": ("contributor", {"text": "Nous en tenons compte."})},
    "hypothesis-confidence": {"POST": ("contributor", {"evidence": "medium", "agreement": "low"})},
    "hypothesis-signs": {"POST": ("contributor", {"what": "Moins d’appels.", "by_when": SOON})},
    "hypothesis-sign": {"POST": ("contributor", {"seen": "yes", "note": "Vu."})},
    "hypothesis-relations": {"POST": ("contributor", another_hypothesis)},
    "hypothesis-circulations": {"POST": ("contributor", {"trade": "Produit", "question": "Et chez vous ?"})},
    "hypothesis-receipt": {"POST": ("contributor", {"said": "Vu."})},  # all of the example's cast have that trade
    "matrices": {"GET": "contributor"},
    "matrix": {"GET": "contributor"},
    "matrix-items": {"POST": ("contributor", ITEM)},
    "matrix-evidence": {"POST": "contributor"},
    "matrix-revelation": {"POST": ("facilitator", {})},
    "matrix-item": {"GET": "contributor", "POST": ("contributor", an_answer)},
    "matrix-item-withdrawal": {"POST": ("facilitator", {"reason": "Hors sujet."})},
    "api-matrix": {"GET": "contributor"},
    "api-matrix-items": {"POST": ("contributor", ITEM)},
    "api-matrix-answers": {"POST": ("contributor", answers)},
    "api-matrix-revelation": {"POST": ("facilitator", {})},
    "api-circulations-waiting": {"GET": "contributor"},
    "api-circulations": {"GET": "contributor", "POST": ("contributor", {"trade": "Produit", "question": "Et chez vous ?"})},
    "api-receipt": {"POST": ("contributor", {"said": "Vu."})},
    "api-hypotheses": {"GET": "contributor", "POST": ("contributor", posed)},
    "api-hypothesis": {"GET": "contributor"},
    "api-hypothesis-versions": {"POST": ("contributor", WORDS)},
    "api-hypothesis-status": {"POST": ("facilitator", STATUS)},
    "api-evidence": {"GET": "contributor", "POST": ("contributor", EVIDENCE)},
    "api-dissents": {"GET": "contributor", "POST": ("contributor", DISSENT)},
}
