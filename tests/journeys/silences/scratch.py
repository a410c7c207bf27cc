"""Invented marks and readings for pictures and pages: seeded, of any size, with every kind of touchpoint in them."""

import random
import uuid

from django.utils.timezone import now

from journeys.logs.models import EventLog
from journeys.maps.expectations import Touchpoint
from journeys.maps.models import Journey, JourneyVersion
from journeys.silences.drawing.marks import Mark, Ribbon
from journeys.silences.models import Reading
from journeys.silences.statistics import wilson

LABELS = (
    "Choisir l’offre",
    "Signer",
    "Lire l’e-mail de bienvenue",
    "Créer le compte",
    "Suivre la livraison",
    "Brancher (guide pas à pas)",
    "Valider la ligne",
    "Régler le Wi-Fi",
    "Contrôle parental",
    "Première facture expliquée",
    "Répondre à l’enquête J+30",
    "Ouvrir l’aide en ligne",
    "Demander un rappel",
    "Appeler le service client",
    "Télécharger l’attestation d’assurance anticonstitutionnellementresponsable",
)
STAGES = ("Souscrire", "Installer", "Utiliser", "Se faire aider")
CHANNELS = ("Site web", "Application", "E-mail", "Téléphone", "Boutique et points relais partenaires")


def marks(count, seed=1, state=None):
    """`count` marks in map order; `state` forces the same drawing on all of them."""
    chance = random.Random(seed)
    found = []
    for index in range(count):
        silent = chance.random() * 0.9
        attempted = chance.random() * (1 - silent) * 0.4
        late = chance.random() * 0.1 * (1 - silent - attempted)
        due = chance.randint(400, 2900)
        kind = state or {7: "check", 10: "masked", 11: "waiting", 12: "end"}.get(index % 14, "counted")
        counted = kind == "counted"
        label = LABELS[index % len(LABELS)]
        found.append(
            Mark(
                key=f"t{index}",
                label=label,
                state=kind,
                stage=STAGES[index * len(STAGES) // count],
                channel=CHANNELS[chance.randrange(len(CHANNELS))],
                silent=silent if counted else 0.0,
                done=1 - silent - attempted - late if counted else 0.0,
                late=late if counted else 0.0,
                attempted=attempted if counted else 0.0,
                pending=chance.random() * 0.5 if index % 3 == 0 else 0.0,
                low=max(0.0, silent - 0.04) if counted else None,
                high=min(1.0, silent + 0.04) if counted else None,
                weight=due / 2900,
                inside=str(round(silent * 100)) if counted else "…",
                under=f"{round(silent * due)} sur {due}" if counted else "",
                bar=silent * due / 2900 if counted else None,
                bar_text=str(round(silent * due)) if counted else "",
                href=f"/x/t{index}/",
                aria=f"{label} : {index}",
            )
        )
    return tuple(found)


def ribbons(found):
    """A few detours between marks, one of them long."""
    keys = [mark.key for mark in found]
    pairs = ((0, 2, 1.0), (1, len(keys) - 1, 0.5))
    return tuple(
        Ribbon(keys[start], keys[end], weight, "412", "412 clients")
        for start, end, weight in pairs
        if max(start, end) < len(keys)
    )


def touchpoints(count):
    """A map of `count` touchpoints, the last two an end and an exit when there are more than five."""
    found = []
    for index in range(count):
        ends = {count - 2: "yes", count - 1: "exit"}.get(index, "") if count > 5 else ""
        found.append(Touchpoint(
            f"t{index}", LABELS[index % len(LABELS)], STAGES[index * len(STAGES) // count], index + 1,
            CHANNELS[(index * 7 + index // 3) % len(CHANNELS)], "optional" if index % 9 == 4 else "required",
            due_after=None if ends else 7, due_unit="" if ends else "days", events=(f"event {index}",), terminal=ends,
            intent="Rendre l’installation possible sans appel ni technicien." if index % 2 else ""))
    return tuple(found)


def counts(chance, due, silent=None):
    """One cell as the engine writes it, of about `due` customers."""
    silent = chance.betavariate(1.2, 2) if silent is None else silent
    missing = round(due * silent)
    attempted = round((due - missing) * chance.random() * 0.3)
    late = round((due - missing - attempted) * chance.random() * 0.15)
    early, waiting, left = round(due * 0.05), round(due * 0.08 * chance.random()), round(due * 0.03)
    interval = wilson(missing, due) if due else (None, None)
    return {
        "activated": due - missing - attempted - late + early, "late": late, "silent": missing, "attempted": attempted,
        "not_yet_due": waiting, "left_before_due": left, "not_reached": 0, "not_applicable": 0, "not_observable": 0,
        "out_of_place": 0, "due": due, "rate": round(missing / due, 6) if due else None, "low": interval[0],
        "high": interval[1]}


SEGMENTS = (("accès", ("ADSL", "Fibre")), ("âge", ("18-34", "35-64", "65+")))


def result(count=14, customers=3120, seed=1, state=None, values=SEGMENTS):
    """A whole reading of `count` touchpoints; `state` forces "check" or "masked" (few customers) everywhere."""
    chance, entries, curves = random.Random(seed), [], []
    for index, touchpoint in enumerate(touchpoints(count)):
        kind = state or {8: "check", 11: "masked"}.get(index % 14, "counted")
        due = chance.randint(3, 9) if kind == "masked" else round(customers * (0.95 - 0.5 * index / count))
        whole = counts(chance, due)
        split = [{"by": by, "value": value, **counts(chance, max(0, due // len(names) - 11 * place))}
                 for by, names in values for place, value in enumerate(names)]
        if touchpoint.terminal:
            zero = dict.fromkeys(("late", "silent", "attempted", "not_yet_due", "left_before_due", "due"), 0)
            whole |= zero | {"rate": None, "low": None, "high": None, "not_reached": customers - whole["activated"]}
            split = []
        if kind == "check":
            whole |= {"activated": 0, "late": 0, "attempted": 0, "silent": due, "rate": None, "low": None, "high": None}
            split = [cell | {"activated": 0, "late": 0, "attempted": 0, "silent": cell["due"]} for cell in split]
        total = whole["silent"] + whole["attempted"]
        entries.append({
            "touchpoint": touchpoint.key, "label": touchpoint.label, **whole, "segments": split,
            "instrument": "check" if kind == "check" else "ok",
            "instead": {"bypassed": total // 2, "elsewhere": total // 3, "gone": total - total // 2 - total // 3}})
        if kind == "counted" and not touchpoint.terminal:
            share = 1 - (whole["rate"] or 0)
            steps = [[day, share * (1 - 0.6 ** day), share * (1 - 0.6 ** day) * 0.95, min(1, share * (1 - 0.6 ** day) * 1.05),
                      due] for day in range(1, 13)]
            tables = [{"by": by, "value": value, "customers": 12 * 12 + 40, "table": [
                *([day, 12 if place else 25 - 2 * day, 0, 0] for day in range(1, 13)), [13, 0, 0, 40]]}
                for by, names in values for place, value in enumerate(names)]
            curves.append({"touchpoint": touchpoint.key, "unit": "days", "due": 7, "customers": due, "steps": steps,
                           "segments": tables})
    detours = [{"from": f"t{start}", "to": f"t{end}", "customers": number}
               for start, end, number in ((2, 4, 800), (4, 6, 310), (5, 9, 420), (1, 2, 60)) if end < count]
    return {"window": {"from": "2026-10-01T00:00:00+02:00", "to": "2026-10-31T23:59:59+01:00"}, "customers": customers,
            "touchpoints": entries, "detours": detours, "curves": curves, "cautions": []}


def make_reading(space, count=14, name="Installer sa box", status="ready", **choices):
    """A stored reading of an invented map, without any engine."""
    slug = f"{name.lower().replace(' ', '-')}-{count}"
    journey, _made = Journey.objects.get_or_create(space=space, slug=slug, defaults={"name": name})
    content = {"stages": list(STAGES), "touchpoints": [one.as_dict() for one in touchpoints(count)]}
    version = journey.latest or JourneyVersion.objects.create(
        journey=journey, number=1, content=content, digest=uuid.uuid4().hex)
    log = EventLog.objects.create(
        space=space, title="Octobre 2026", status="ready", digest=uuid.uuid4().hex, attributes=["accès", "âge"],
        activities=[["event 1", 300], ["clic inconnu", 5000]], first_at=now(), last_at=now())
    found = result(count, **choices) if status == "ready" else {}
    return Reading.objects.create(space=space, version=version, log=log, digest=uuid.uuid4().hex, status=status, result=found,
                                  customers=found.get("customers", 0), window_to=now())
