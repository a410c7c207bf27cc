"""Invented marks and readings for pictures and pages: seeded, of any size, with every kind of touchpoint in them."""

import random

from journeys.silences.drawing.marks import Mark, Ribbon

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
