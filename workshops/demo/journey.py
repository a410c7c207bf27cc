"""The journey of the example, « Installer sa box », as a file in the long layout that one could also import by hand."""
import csv
import io

from journeys.maps.expectations import LONG_COLUMNS

# key, stage, channel, expectation, group, condition, anchor, due, unit, start events, events, terminal, owner
STEPS = [
    ("offer", 0, "web", "required", "", "", "start", 1, "days", "", "offer_chosen", "", 0),
    ("sign", 0, "web", "required", "", "", "offer", 2, "days", "sign_opened", "contract_signed", "", 0),
    ("welcome", 0, "mail", "required", "", "", "sign", 5, "days", "", "welcome_opened", "", 1),
    ("account", 1, "app", "required", "", "", "sign", 5, "days", "account_started", "account_created", "", 2),
    ("delivery", 1, "app", "required", "", "", "sign", 5, "days", "", "delivery_tracked", "", 2),
    ("guide", 1, "app", "required", "", "", "sign", 9, "days", "guide_opened", "guide_finished", "", 2),
    ("line", 1, "web", "required", "", "", "sign", 12, "days", "", "line_validated", "", 2),
    ("wifi", 2, "app", "required", "", "", "line", 5, "days", "wifi_opened", "wifi_set", "", 2),
    ("parental", 2, "app", "conditional", "", "household=children", "line", 7, "days", "", "parental_set", "", 1),
    ("speed", 2, "web", "required", "", "", "line", 5, "days", "", "speedtest_done", "", 2),
    ("bill", 2, "mail", "required", "", "", "line", 10, "days", "", "bill_opened", "", 3),
    ("checkin_mail", 3, "mail", "alternative", "checkin", "", "line", 10, "days", "", "checkin_mail_answered", "", 4),
    ("checkin_call", 3, "phone", "alternative", "checkin", "", "line", 10, "days", "", "checkin_call_taken", "", 4),
    ("call", 3, "phone", "optional", "", "", "sign", 12, "days", "", "call_*", "", 4),
    ("cancel", 3, "phone", "optional", "", "", "", "", "", "", "cancelled", "exit", 4),
]

WORDS = {
    "fr": {
        "name": "Installer sa box",
        "stages": ["Souscrire", "Installer", "Utiliser", "Se faire aider"],
        "channels": {"web": "Site web", "app": "Application", "mail": "E-mail", "phone": "Téléphone"},
        "owners": ["Vente en ligne", "Marketing", "Produit", "Facturation", "Service client"],
        "group": "Suivi de mise en service",
        "labels": {
            "offer": ("Choisir l’offre", "Trouver une offre adaptée sans conseiller."),
            "sign": ("Signer", "Signer en ligne le jour même."),
            "welcome": ("Lire l’e-mail de bienvenue", "Dire ce qui va se passer, et quand."),
            "account": ("Créer le compte", "Ouvrir l’application avant l’arrivée de la box."),
            "delivery": ("Suivre la livraison", "Éviter un appel pour savoir où est le colis."),
            "guide": ("Brancher avec le guide pas à pas", "Rendre l’installation possible sans appel ni technicien."),
            "line": ("Valider la ligne", "Confirmer que tout fonctionne."),
            "wifi": ("Régler le Wi-Fi", "Choisir un nom de réseau et un mot de passe à soi."),
            "parental": ("Régler le contrôle parental", "Protéger les enfants dès le premier jour."),
            "speed": ("Tester le débit", "Vérifier que la vitesse promise est là."),
            "bill": ("Lire la première facture expliquée", "Éviter la surprise du prorata."),
            "checkin_mail": ("Répondre au suivi par e-mail", "Savoir si tout va bien, dix jours après."),
            "checkin_call": ("Répondre au suivi par téléphone", "Joindre celles et ceux qui n’écrivent pas."),
            "call": ("Appeler le service client", "Rester joignable ; un appel n’est pas attendu."),
            "cancel": ("Résilier", ""),
        },
    },
    "en": {
        "name": "Set up the box",
        "stages": ["Subscribe", "Set up", "Use", "Get help"],
        "channels": {"web": "Website", "app": "Application", "mail": "E-mail", "phone": "Telephone"},
        "owners": ["Online sales", "Marketing", "Product", "Billing", "Customer service"],
        "group": "Check-in after set-up",
        "labels": {
            "offer": ("Choose an offer", "Find a fitting offer without an adviser."),
            "sign": ("Sign", "Sign online the same day."),
            "welcome": ("Read the welcome e-mail", "Say what happens next, and when."),
            "account": ("Create the account", "Open the application before the box arrives."),
            "delivery": ("Track the delivery", "Save a call about where the parcel is."),
            "guide": ("Plug in with the step-by-step guide", "Make set-up possible without a call or a technician."),
            "line": ("Confirm the line", "Confirm that everything works."),
            "wifi": ("Set up the Wi-Fi", "Choose one’s own network name and password."),
            "parental": ("Set the parental controls", "Protect children from the first day."),
            "speed": ("Test the speed", "Check that the promised speed is there."),
            "bill": ("Read the first bill explained", "Avoid the surprise of the part month."),
            "checkin_mail": ("Answer the check-in by e-mail", "Know whether all is well, ten days later."),
            "checkin_call": ("Answer the check-in by telephone", "Reach those who do not write."),
            "call": ("Call customer service", "Stay within reach; a call is not expected."),
            "cancel": ("Cancel", ""),
        },
    },
}


def as_csv(language):
    """The map as a CSV file in the long layout, bytes in UTF-8."""
    words = WORDS[language]
    out = io.StringIO()
    writer = csv.DictWriter(out, LONG_COLUMNS)
    writer.writeheader()
    for order, step in enumerate(STEPS, 1):
        key, stage, channel, expectation, group, condition, anchor, due, unit, starts, names, terminal, owner = step
        label, intent = words["labels"][key]
        writer.writerow(
            {
                "stage": words["stages"][stage], "order": order, "touchpoint": key, "label": label,
                "channel": words["channels"][channel], "expectation": expectation, "group": group and words["group"],
                "condition": condition, "anchor": anchor, "due_after": due, "due_unit": unit, "start_events": starts,
                "events": names, "terminal": terminal, "intent": intent, "owner": words["owners"][owner], "note": "",
            }
        )  # fmt: skip
    return out.getvalue().encode()
