"""What the people of the example wrote, in French and in English: notes, readings, dissent, decisions and actions.

Names of silences are the keys of `journey.STEPS`. Nothing here is drawn from a real person.
"""

PEOPLE = [  # name, trade (fr, en), role in the demo space
    ("Claire Besson", ("Produit", "Product"), "owner"),
    ("Mehdi Daoud", ("Service client", "Customer service"), "contributor"),
    ("Sophie Lambert", ("Terrain", "Field"), "facilitator"),
    ("Jean Roussel", ("Marketing", "Marketing"), "contributor"),
    ("Ana Nogueira", ("Facturation", "Billing"), "manager"),
    ("Inès Garnier", ("Protection des données", "Data protection"), "guardian"),
]

SILENCES = ["guide", "wifi", "parental", "welcome", "delivery", "checkin"]

# The evidence matrix of the guide: one row per item, as it was brought; one column per hypothesis about it. Each letter is the
# answer of one reader: contradicts much (--) or a little (-), neutral (=), agrees a little (+) or much (++), unknown (?).
READERS = ("Mehdi", "Sophie", "Jean", "Ana")
ANSWERS = [
    (("++", "+", "++", "+"), ("=", "=", "?", "=")),
    (("-", "=", "-", "-"), ("=", "+", "=", "=")),
    (("=", "-", "=", "="), ("++", "++", "+", "++")),
    (("+", "=", "=", "?"), ("-", "=", "--", "-")),
]

STORY = {
    "fr": {
        "space": "Service client · Télécom (exemple)",
        "logs": ("Événements d’octobre", "Événements de novembre"),
        "session": "Lecture d’octobre",
        "next_session": "Lecture de novembre",
        "question": "Que peuvent vouloir dire ces silences, et qu’est-ce qui nous ferait changer d’avis ?",
        "notes": [  # author, silence, text or None for "we do not know"
            ("Mehdi", "guide", "Le guide demande le **numéro de série** avant de montrer où il se trouve. On abandonne avant d’avoir commencé."),
            ("Sophie", "guide", "Le technicien dit souvent « laissez, je m’en occupe » : le guide n’est plus attendu par personne."),
            ("Claire", "guide", "Peut-être que ne pas ouvrir le guide est une réussite : la box marche seule dans la majorité des cas."),
            ("Jean", "wifi", "Les 65 ans et plus reçoivent un lien vers une application qu’ils n’ont pas installée."),
            ("Mehdi", "wifi", "On nous appelle pour le Wi-Fi sans dire « Wi-Fi » : *« ça ne marche pas dans la chambre »*."),
            ("Ana", "parental", None),
            ("Sophie", "parental", "Régler le contrôle parental, c’est dire à son enfant qu’on ne lui fait pas confiance. On remet à plus tard."),
            ("Jean", "welcome", "L’objet du message ressemble à une publicité."),
            ("Claire", "delivery", "Le transporteur envoie déjà un SMS : suivre la livraison chez nous ne sert à rien."),
            ("Ana", "checkin", "Répondre au suivi, c’est rouvrir un dossier. On préfère se taire quand ça marche à peu près."),
        ],
        "against": ("Le temps médian avant abandon est de quatre minutes : on ne peut pas avoir tout lu.", "La moitié des abandons se fait à l’écran du numéro de série."),
        "hypotheses": [  # from the note number, evidence for, evidence against
            (0, "Trois enregistrements d’appels sur dix commencent par « où est ce numéro ? ».", "Les 18-34 ans s’arrêtent au même écran sans jamais appeler."),
            (3, "Un quart des plus de 65 ans n’a pas créé de compte.", "Certains ont l’application et ne règlent rien quand même."),
            (6, "En boutique, la question n’est jamais posée devant l’enfant.", ""),
            (1, "Le guide reste plus souvent fermé les jours où un technicien est venu.", ""),
        ],
        "absence": (  # what is missing, what should have happened, where it was looked for
            "Aucun appel ne cite un technicien qui aurait déconseillé le guide.",
            "Des clients rappellent en citant ce que le technicien leur a dit.", "Les appels d’octobre au service client",
        ),
        "doubt": "On ne demande jamais au client si quelqu’un est venu.",
        "dissent": ("Sophie", 0, "Sur le terrain, je vois surtout des gens à qui l’on a dit de ne pas toucher. Le numéro de série est un prétexte commode."),
        "differs": ("Mehdi", "parental", "Au téléphone, des parents disent l’avoir réglé sur l’appareil de l’enfant, pas chez nous."),
        "readings": {  # grid: reading retained, what would change our mind, confidence, state, dissent
            "guide": ("", "Le taux ne bouge pas quand le numéro est prérempli."),
            "wifi": ("", "Les réglages faits par téléphone restent aussi rares."),
            "parental": ("", "Des parents nous disent qu’ils ne connaissaient pas le réglage."),
            "welcome": ("Le message n’est pas reconnu comme venant de nous.", "Un autre objet ne change rien."),
        },
        "decisions": [
            ("Préremplir le numéro de série dans le guide", "Le guide lit le numéro sur la commande et ne le demande plus.", "C’est l’écran où l’on s’arrête ; le préremplir ne coûte rien au client.", 5, 3),
            ("Ne pas relancer les parents pour l’instant", "Aucune relance sur le contrôle parental avant d’avoir écouté dix familles.", "Nous ne savons pas si le silence est un refus. Une mention sur la facture suffit pour l’instant.", 2, 1),
        ],
        "objection": ("Sophie", "Préremplir ne changera rien si le technicien continue de dire « laissez »."),
        "actions": [  # title, decision, silence, points, disproof, owner, days to due, where it stands
            ("Préremplir le numéro de série", 0, "guide", 8, "Le silence du guide ne recule pas d’au moins 5 points.", "Claire", -6, "done"),
            ("Changer l’objet de l’e-mail de bienvenue", None, "welcome", 8, "Le taux d’ouverture reste le même.", "Jean", -2, "in_progress"),
            ("Mentionner le contrôle parental sur la première facture", 1, "parental", 5, "Aucune famille de plus ne le règle.", "Ana", 12, "accepted"),
        ],
        "live_note": "Le guide recule en novembre, mais chez qui ?",
    },
    "en": {
        "space": "Customer service · Telecom (example)",
        "logs": ("October events", "November events"),
        "session": "October reading",
        "next_session": "November reading",
        "question": "What may these silences mean, and what would change our mind?",
        "notes": [
            ("Mehdi", "guide", "The guide asks for the **serial number** before showing where it is. People drop out before they begin."),
            ("Sophie", "guide", "Technicians often say “leave it, I will do it”: nobody expects the guide any more."),
            ("Claire", "guide", "Perhaps not opening the guide is a success: the box works by itself most of the time."),
            ("Jean", "wifi", "People over 65 get a link to an application they have not installed."),
            ("Mehdi", "wifi", "They call about Wi-Fi without saying “Wi-Fi”: *“it does not work in the bedroom”*."),
            ("Ana", "parental", None),
            ("Sophie", "parental", "Setting parental controls is telling your child that you do not trust them. It is put off."),
            ("Jean", "welcome", "The subject line looks like an advertisement."),
            ("Claire", "delivery", "The carrier already sends a text message: tracking with us is of no use."),
            ("Ana", "checkin", "Answering the check-in is reopening a case. One keeps quiet when things more or less work."),
        ],
        "against": ("The median time before dropping out is four minutes: nobody can have read it all.", "Half of those who drop out do so on the serial-number screen."),
        "hypotheses": [
            (0, "Three recorded calls out of ten begin with “where is that number?”.", "People of 18 to 34 stop at the same screen and never call."),
            (3, "A quarter of those over 65 have not created an account.", "Some have the application and set nothing all the same."),
            (6, "In shops, the question is never asked in front of the child.", ""),
            (1, "The guide stays closed more often on the days when a technician came.", ""),
        ],
        "absence": (
            "No call mentions a technician who advised against the guide.",
            "Customers call back and quote what the technician told them.", "The calls of October to customer service",
        ),
        "doubt": "Nobody ever asks the customer whether someone came.",
        "dissent": ("Sophie", 0, "In the field I mostly see people who were told not to touch anything. The serial number is a handy excuse."),
        "differs": ("Mehdi", "parental", "On the phone, parents say they set it on the child’s own device, not with us."),
        "readings": {
            "guide": ("", "The rate does not move once the number is filled in."),
            "wifi": ("", "Settings made by telephone stay as rare."),
            "parental": ("", "Parents tell us they did not know of the setting."),
            "welcome": ("The message is not recognised as ours.", "Another subject line changes nothing."),
        },
        "decisions": [
            ("Fill in the serial number in the guide", "The guide reads the number from the order and no longer asks for it.", "It is the screen where people stop; filling it in costs the customer nothing.", 5, 3),
            ("Do not remind parents for now", "No reminder about parental controls before we have listened to ten families.", "We do not know whether the silence is a refusal. A line on the bill is enough for now.", 2, 1),
        ],
        "objection": ("Sophie", "Filling it in changes nothing as long as technicians say “leave it”."),
        "actions": [
            ("Fill in the serial number", 0, "guide", 8, "The silence of the guide does not recede by 5 points or more.", "Claire", -6, "done"),
            ("Change the subject of the welcome e-mail", None, "welcome", 8, "The opening rate stays the same.", "Jean", -2, "in_progress"),
            ("Mention parental controls on the first bill", 1, "parental", 5, "Not one more family sets them.", "Ana", 12, "accepted"),
        ],
        "live_note": "The guide recedes in November, but among whom?",
    },
}
