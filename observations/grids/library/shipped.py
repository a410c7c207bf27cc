"""The three templates that come with the house, in French and English, as data; a space takes them in when it wants them."""
from ..columns import STATES
from .nodes import node

CHOICES = [[key, words] for key, words in STATES]
LENSES = [
    ["expectation", {"fr": "attente", "en": "expectation"}],
    ["misunderstanding", {"fr": "incompréhension", "en": "misunderstanding"}],
    ["giving_up", {"fr": "renoncement", "en": "giving up"}],
    ["not_known", {"fr": "non-connaissance", "en": "not known"}],
    ["not_asked", {"fr": "non-demande", "en": "not asked for"}],
    ["not_received", {"fr": "non-réception", "en": "not received"}],
    ["not_offered", {"fr": "non-proposition", "en": "not offered"}],
]


def said(fr, en):
    return {"fr": fr, "en": en}


def ending(start):
    """The part that every shipped template keeps: how sure we are, where it stands, who differs."""
    return [
        node(id="standing", kind="section", label=said("Où en est le groupe", "Where the group stands"), order=start),
        node(
            id="disproof", parent="standing", order=1, policy="fundamental",
            label=said("Ce qui nous ferait changer d’avis", "What would change our mind"),
            definition=said(
                "Ce que nous verrions si cette lecture était fausse.", "What we would see if this reading were wrong."
            ),
        ),
        node(
            id="confidence", kind="confidence", parent="standing", order=2, policy="fundamental",
            label=said("Confiance du groupe", "Confidence of the group"),
            definition=said("Un avis par personne, jamais une moyenne.", "One opinion per person, never an average."),
        ),
        node(id="state", kind="choice", parent="standing", order=3, label=said("État", "State"), choices=CHOICES),
        node(
            id="dissent", kind="dissent", parent="standing", order=4, policy="fundamental",
            label=said("Voix dissidentes", "Dissent"),
            definition=said("Gardées et montrées à la même taille.", "Kept, and shown at the same size."),
        ),
    ]  # fmt: skip


SHIPPED = {
    "non-demand": {
        "title": said("Lecture d’une non-demande", "Reading of a non-demand"),
        "nodes": [
            node(id="seen", kind="section", label=said("Ce que l’on voit", "What is seen"), order=1),
            node(
                id="expected", parent="seen", order=1, policy="fundamental",
                label=said("Ce qui était attendu", "What was expected"),
                definition=said("L’usage que ce point de contact devait permettre.", "The use this touchpoint was meant for."),
            ),
            node(
                id="lens", kind="choice", parent="seen", order=2, choices=LENSES, open_category=True,
                label=said("Prisme de lecture", "Lens"),
                definition=said("Pourquoi l’on ne demande pas.", "Why people do not ask."),
            ),
            node(
                id="reading", parent="seen", order=3, policy="fundamental",
                label=said("Lecture retenue", "Reading retained"),
                definition=said("Une lecture possible, sans forcer l’explication.", "One possible reading, without forcing it."),
            ),
            *ending(2),
        ],
    },
    "interrupted-attempt": {
        "title": said("Essai interrompu", "Interrupted attempt"),
        "nodes": [
            node(id="attempt", kind="section", label=said("L’essai", "The attempt"), order=1),
            node(
                id="stopped_at", parent="attempt", order=1, policy="fundamental",
                label=said("Où l’essai s’arrête", "Where the attempt stops"),
                definition=said("Le dernier geste observé.", "The last thing that was observed."),
            ),
            node(
                id="instead", parent="attempt", order=2, label=said("Ce qui est fait à la place", "What is done instead"),
                definition=said("Le détour, s’il y en a un.", "The detour, if there is one."),
            ),
            node(
                id="reading", parent="attempt", order=3, policy="fundamental",
                label=said("Lecture retenue", "Reading retained"),
                definition=said("Ce qui a pu arrêter.", "What may have stopped them."),
            ),
            *ending(2),
        ],
    },
    "journey-review": {
        "title": said("Revue de parcours", "Journey review"),
        "nodes": [
            node(id="moment", kind="section", label=said("Le moment sans contact", "The moment without contact"), order=1),
            node(
                id="meaning", kind="choice", parent="moment", order=1, policy="fundamental",
                label=said("Que vaut ce silence ?", "What is this silence worth?"),
                definition=said("Sain, aveugle, ou on ne sait pas.", "Healthy, blind, or we do not know."),
                choices=[
                    ["healthy", said("sain : rien n’était à demander", "healthy: nothing needed asking")],
                    ["blind", said("aveugle : nous ne verrions rien", "blind: we would not see anything")],
                    ["costly", said("coûteux : un besoin reste sans réponse", "costly: a need stays unanswered")],
                ],
            ),
            node(
                id="reading", parent="moment", order=2, policy="fundamental",
                label=said("Lecture retenue", "Reading retained"),
                definition=said("Ce que ce silence peut vouloir dire ici.", "What this silence may mean here."),
            ),
            node(
                id="watch", parent="moment", order=3, label=said("Ce que nous guettons", "What we watch for"),
                definition=said("Le repère qui nous ferait agir.", "The mark that would make us act."),
            ),
            *ending(2),
        ],
    },
}  # fmt: skip
