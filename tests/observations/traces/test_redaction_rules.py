"""What the rules find in a text, and what they leave alone."""
import pytest

from observations.traces.redaction import apply, leftovers, propose
from observations.traces.redaction.spans import Span, every, normal, placeholder

FOUND = [
    ("Écrivez à jean.dupont@exemple.fr vite", "email", "jean.dupont@exemple.fr"),
    ("mon tel 06 12 34 56 78 merci", "phone", "06 12 34 56 78"),
    ("appelez le +33 6 12 34 56 78.", "phone", "+33 6 12 34 56 78"),
    ("IBAN FR76 3000 6000 0112 3456 7890 189", "iban", "FR76 3000 6000 0112 3456 7890 189"),
    ("IBAN FR76 3000 6000 0112 3456 7890 188", "iban", "FR76 3000 6000 0112 3456 7890 188"),
    ("sécu 2 55 08 14 168 025 38", "nir", "2 55 08 14 168 025 38"),
    ("sécu 2 55 08 2A 168 025 38", "nir", "2 55 08 2A 168 025 38"),
    ("carte 4539 1488 0343 6467", "card", "4539 1488 0343 6467"),
    ("carte 4539 1488 0343 6468", "card", "4539 1488 0343 6468"),
    ("SIRET 732 829 320 00074", "company", "732 829 320 00074"),
    ("immatriculée AB-123-CD hier", "plate", "AB-123-CD"),
    ("j’habite 12 bis rue des Lilas, 69003 Lyon depuis", "address", "12 bis rue des Lilas, 69003 Lyon"),
    ("je suis au 44000 Nantes", "address", "44000 Nantes"),
    ("depuis l’adresse 192.168.1.20 hier", "ip", "192.168.1.20"),
    ("voir https://exemple.fr/suivi?id=123 svp", "url", "https://exemple.fr/suivi?id=123"),
    ("mon compte @lea_du_75 bloqué", "handle", "@lea_du_75"),
    ("née le 12/03/1961 à", "birth", "12/03/1961"),
    ("born on March 3, 1961 in", "birth", "March 3, 1961"),
    ("commande n° CMD45871 jamais reçue", "reference", "CMD45871"),
    ("dossier 2024-88123 clos", "reference", "2024-88123"),
    ("M. Dupont m’a dit", "person", "Dupont"),
    ("mme lefebvre n’a pas rappelé", "person", "lefebvre"),
    ("Madame Anne-Sophie De Brux", "person", "Anne-Sophie De Brux"),
    ("je m’appelle aïcha benali et", "person", "aïcha benali"),
    ("je suis Nadia Haddad, cliente", "person", "Nadia Haddad"),
    ("Marie-Claude a rappelé", "person", "Marie-Claude"),
    ("hier aïcha a rappelé", "person", "aïcha"),
    ("Pierre Martin est passé", "person", "Pierre Martin"),
    ("My name is Emily Watson and", "person", "Emily Watson"),
    ("mon numéro 88712345 ne marche pas", "number", "88712345"),
]
LEFT = [
    "Le guide est trop long, je me suis arrêté à la page 3.",
    "La box rose est sur la pierre, c’est clair.",
    "En mai dernier, la France entière était en panne.",
    "Je suis content mais rien ne marche, elle est coupée.",
    "Il y a 12 jours que j’attends, et 3 appels sans réponse.",
    "Merci pour votre aide, bonne journée.",
    "On me demande le numéro de série pr rien, monsieur est passé, madame a signé.",
    "La page d’accueil affiche une erreur 404 depuis 2024.",
    "Orange ou Free, c’est pareil.",
    "I am waiting for the technician since Monday.",
    "Le prix est passé de 29,99 à 34,99 euros.",
]


@pytest.mark.parametrize("text, kind, words", FOUND)
def test_identifiers_are_found_by_kind(text, kind, words):
    assert (kind, words) in [(span.kind, span.of(text)) for span in propose(text)], propose(text)


@pytest.mark.parametrize("text", LEFT)
def test_plain_sentences_are_left_alone(text):
    assert [span.of(text) for span in propose(text)] == []


def test_an_organisation_adds_its_own_references():
    assert [s.of("box SN-AB12 ici") for s in propose("box SN-AB12 ici", ["SN-@@##"])] == ["SN-AB12"]


def test_checksums_tell_sure_from_likely():
    sure, likely = (propose(f"carte 4539 1488 0343 646{digit}")[0].confidence for digit in (7, 8))
    assert (sure, likely) == ("high", "medium")


def test_the_same_words_get_the_same_placeholder():
    text = "Mme Durand a le 06 12 34 56 78, oui Mme DURAND, le 06.12.34.56.78."
    numbers = {}

    def number_of(kind, words):
        return placeholder(kind, numbers.setdefault((kind, words), len([k for k in numbers if k[0] == kind]) + 1), "fr")

    hidden = apply(text, propose(text), number_of)
    assert hidden == "Mme [PERSONNE_1] a le [TÉLÉPHONE_1], oui Mme [PERSONNE_1], le [TÉLÉPHONE_1]."


def test_a_person_may_generalise_and_hide_words_of_their_own():
    text = "Vu à Villeurbanne par le voisin du 3e."
    spans = [Span(5, 17, "other", "person", instead="une ville du Rhône"), *every(text, "voisin")]
    assert apply(text, spans, lambda *_: "[…]") == "Vu à une ville du Rhône par le […] du 3e."


@pytest.mark.parametrize("places", [[(3, 2)], [(0, 99)], [(0, 4), (2, 6)]])
def test_spans_that_overlap_or_leave_the_text_are_refused(places):
    spans = [Span(start, end, "other", "x") for start, end in places]
    with pytest.raises(ValueError):
        apply("un texte court", spans, lambda *_: "")


def test_the_second_look_rests_on_other_capitals():
    assert leftovers("Hier. Vu avec Kandjafa et Lyon", []) == ["Kandjafa", "Lyon"]
    assert normal("phone", "06 12.34-56 78") == "0612345678" and normal("person", " Mme  X ") == "mme x"
