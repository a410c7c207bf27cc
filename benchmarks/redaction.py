"""What the redaction rules find and miss on 540 invented fragments, French and English.

Run: `python -m benchmarks.redaction [--names FILE] [--engine] [--misses]`. Prints recall by kind: written well, with the mistakes
people make, and in sentences that no rule was corrected with (the figure to believe); then what each rule found and cried for
nothing. Stops with status 1 under a floor: identifiers with a shape 95 %, everything 88 %, false alarms at most one for eight
fragments. A third of the people bear names that no list of the house knows. Nothing here is real.
"""
import argparse
import random
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from stdnum import iban, luhn
from stdnum.fr import nir

from observations.traces.redaction import engine_of, propose
from observations.traces.redaction.first_names import read

COUNT = 540
WELL, BADLY, UNSEEN = 0, 1, 2
SURNAMES = [
    "Delpech", "Roux", "Benhamou", "Nguyen", "Lefebvre", "Zyganova", "Ferreira", "O’Connor", "Traoré", "Petitjean", "Haddad",
    "Marchetti", "Kowalski", "Ollivier", "Le Goff", "de Sousa",
]  # fmt: skip
KNOWN = [
    "Nadia", "Kevin", "Aïcha", "Mathilde", "Thierry", "Samira", "Enzo", "Gwenaëlle", "Mohamed", "Véronique", "Jean-Luc",
    "Anne-Sophie", "Emily", "Joshua", "Rebecca",
]  # fmt: skip
UNKNOWN = ["Zofia", "Oumnia", "Tifenn", "Ilyana", "Rayhan", "Siobhan", "Wladimir", "Maëwenn"]
STREETS = ["rue des Lilas", "avenue Jean Jaurès", "impasse du Moulin", "boulevard Voltaire", "chemin des Vignes"]
TOWNS = ["69003 Lyon", "44000 Nantes", "59800 Lille", "35000 Rennes"]
MONTHS = ["janvier", "mars", "mai", "juillet", "août", "décembre"]
SHAPED = {"email", "phone", "iban", "nir", "card", "plate", "ip", "url", "handle", "birth", "reference", "address"}
PLAIN = [
    "La box clignote depuis lundi, j’ai tout débranché deux fois.", "Le guide parle d’une prise que je n’ai pas.",
    "Je suis resté 45 minutes en attente puis j’ai raccroché.", "I gave up on page 3, nobody told me what to do next.",
    "Le message était écrit, je ne l’ai pas envoyé.", "Rien à dire sur le technicien, très clair.",
    "Rose est la couleur du voyant, la pierre du mur gêne le signal.", "In May the app stopped, I will try again in June.",
    "On me demande toujours le même code à 4 chiffres.", "Mon mari a essayé aussi, madame était aimable.",
    "J’ai payé 1 250,50 € en 3 fois, le 12 du mois.", "Version 4.12.7 de l’application, écran 2/5, erreur 404.",
    "Bonjour, merci de me dire pourquoi la Fibre n’arrive pas à l’Étage.", "Suite à ma demande du 3 octobre, toujours Rien.",
    "C’est Claire comme explication, mais le Menu reste introuvable.", "The Help Centre sent me back to the Home page.",
    "Je suis Déçu et je ne suis pas le seul, la Boutique est fermée.", "Avec Internet c’était simple, avec la Box plus du tout.",
]  # fmt: skip


def digits(dice, count):
    return "".join(str(dice.randrange(10)) for _each in range(count))


def bare(words):
    """Without accents, as people type in a hurry."""
    return "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))


def slip(dice, words):
    """One letter doubled, dropped or swapped with the next one, never the first."""
    place = dice.randrange(1, len(words) - 1)
    how = dice.randrange(3)
    if how == 0:
        return words[:place] + words[place] + words[place:]
    if how == 1:
        return words[:place] + words[place + 1 :]
    return words[:place] + words[place + 1] + words[place] + words[place + 2 :]


def one_digit_off(words):
    return words[:-1] + str((int(words[-1]) + 1) % 10)


def grouped(words, size):
    return " ".join(words[place : place + size] for place in range(0, len(words), size))


def identifiers(dice, wrong):
    """[(kind, words, sentence)]: what may be told in one fragment, written well or (wrong) as people mistype it."""
    first = dice.choice(UNKNOWN if dice.randrange(3) == 0 else KNOWN)
    last, town, street = dice.choice(SURNAMES), dice.choice(TOWNS), dice.choice(STREETS)
    mail = bare(f"{first}.{last}".lower()).replace("’", "").replace(" ", "")
    pairs = ["0" + dice.choice("1234679"), *(digits(dice, 2) for _each in range(4))]
    account = f"30006000011234567{digits(dice, 6)}"
    bank = f"FR{iban.calc_check_digits(f'FR00{account}')}{account}"
    social = f"{dice.choice('12')}{digits(dice, 2)}{dice.randrange(1, 13):02}69{digits(dice, 3)}{digits(dice, 3)}"
    social += nir.calc_check_digits(social)
    card = digits(dice, 15)
    card += luhn.calc_check_digit(card)
    day, month, year = dice.randrange(1, 28), dice.randrange(1, 13), 1940 + dice.randrange(60)
    number, code = dice.randrange(1, 90), digits(dice, 6)
    if not wrong:
        return [
            ("email", f"{mail}@exemple.fr", "mon mail {}"),
            ("phone", dice.choice([" ", ".", "", "-"]).join(pairs), "rappelez-moi au {}"),
            ("iban", grouped(bank, 4), "voici mon IBAN {}"), ("nir", social, "numéro de sécu {}"),
            ("card", grouped(card, 4), "payé avec la carte {}"), ("plate", f"AB-{digits(dice, 3)}-CD", "garé devant, {}"),
            ("address", f"{number} {street}, {town}", "j’habite {}"),
            ("ip", f"192.168.{dice.randrange(255)}.{dice.randrange(255)}", "connecté depuis {}"),
            ("url", f"https://exemple.fr/suivi?client={code}", "le lien {} ne marche pas"),
            ("handle", f"@{mail.split('.')[0].replace('-', '_')}_{digits(dice, 2)}", "mon compte {}"),
            ("birth", f"{day:02}/{month:02}/{year}", "né le {}"), ("reference", f"CMD{code}", "ma commande n° {} est perdue"),
            ("person", last, "Mme {} n’a pas rappelé"), ("person", f"{first} {last}", "je m’appelle {}"),
            ("person", f"{first} {last}", "my name is {}"), ("person", first, "{} m’a dit d’attendre"),
            ("person", f"{first} {last}", "signé {}"), ("person", f"{first} {last}", "hier {} est passé chez nous"),
        ]  # fmt: skip
    person = dice.choice([str.lower, bare, lambda words: slip(dice, words), str.upper])
    return [
        ("email", f"{mail}{dice.choice([' @exemple.fr', '@ exemple.fr', '@exemple,fr', '(at)exemple.fr'])}", "mon mail {}"),
        ("phone", f"{pairs[0]} {pairs[1]}.{pairs[2]}-{pairs[3]} {pairs[4]}", "rappelez-moi au {}"),
        ("phone", f"{pairs[0]}{pairs[1]} {pairs[2]}{pairs[3]} {pairs[4]}", "mon tel c’est {}"),
        ("phone", f"{pairs[0]} {pairs[1]} {pairs[2]} {pairs[3]}", "rappelez au {}"),
        ("iban", one_digit_off(bank).lower(), "mon iban {}"), ("iban", grouped(one_digit_off(bank), 3), "RIB : {}"),
        ("nir", one_digit_off(social), "numéro de sécu {}"), ("nir", f"{social[0]} {grouped(social[1:13], 3)}", "sécu {}"),
        ("card", one_digit_off(card), "payé avec la carte {}"), ("card", grouped(card, 4).replace(" ", " - "), "carte {}"),
        ("plate", f"ab{digits(dice, 3)}cd", "immatriculée {}"), ("plate", f"ab {digits(dice, 3)} cd", "garé, {}"),
        ("address", f"{number}{dice.choice([' bis', 'b', ','])} {bare(street).lower()} {town.lower()}", "j’habite {}"),
        ("address", f"{street.lower()} à {town.split()[1]}", "je suis au {}"),
        ("url", f"exemple.fr/suivi?client={code}", "le lien {} ne marche pas"),
        ("birth", f"{day} {dice.choice(MONTHS)} {year}", "nee le {}"), ("birth", f"{day}.{month}.{year % 100:02}", "ne le {}"),
        ("birth", f"{day}/{month}/{year}", "date naissance {}"),
        ("reference", code, "cmde {} perdue"), ("reference", f"ab-{code}", "mon dossier c’est le {}"),
        ("reference", code, "ticket:{}"), ("person", person(last), "mme {} n’a pas rappelé"),
        ("person", person(f"{first} {last}"), "je m’apelle {}"), ("person", person(first), "{} m’a dit d’attendre"),
        ("person", person(f"{first} {last}"), "cordialement, {}"), ("person", person(last), "M.{} est venu"),
    ]  # fmt: skip


def unseen(dice):
    """[(kind, words, sentence)] in sentences that no rule was written or corrected with."""
    first, last = dice.choice(UNKNOWN + KNOWN), dice.choice(SURNAMES)
    pairs = [digits(dice, 2) for _each in range(4)]
    return [
        ("person", f"{first} {last}", "au guichet, {} m’a promis un rappel"), ("person", last, "la famille {} attend toujours"),
        ("person", first, "demandez à {} de vérifier"), ("person", f"{first} {last}", "contrat au nom de {}"),
        ("person", first.lower(), "c’est {} qui s’en occupe"), ("person", f"{last.upper()} {first}", "dossier de {}"),
        ("person", last, "I spoke to Mr. {} twice"), ("person", first, "thanks to {} for trying"),
        ("phone", f"+33 (0)6 {' '.join(pairs)}", "joignable au {}"), ("phone", f"06{''.join(pairs)}", "mon portable:{}"),
        ("email", f"{bare(last.lower()).replace(' ', '').replace('’', '')}@exemple.co.uk", "write to {}"),
        ("address", f"{dice.randrange(1, 90)} {dice.choice(STREETS)}", "livrez au {}"),
        ("address", dice.choice(TOWNS), "{}, merci"), ("reference", f"C{digits(dice, 8)}", "numéro client : {}"),
        ("birth", f"{dice.randrange(1, 28)} {dice.choice(MONTHS)} 19{digits(dice, 2)}", "ma fille est née le {}"),
        ("reference", f"{digits(dice, 4)}-{digits(dice, 4)}", "colis {}"),
        ("plate", f"BC {digits(dice, 3)} DE", "voiture {}"), ("url", f"www.exemple.org/u/{digits(dice, 6)}", "voir {}"),
        ("iban", f"BE{digits(dice, 14)}", "virement sur {}"), ("card", digits(dice, 16), "CB {}"),
    ]  # fmt: skip


def fragment(dice, wrong):
    """(text, [(kind, start, end)]): one to three identifiers among plain sentences."""
    told = unseen(dice) if wrong == UNSEEN else identifiers(dice, wrong)
    chosen = dice.sample(told, dice.randrange(1, 4))
    sentences = [(sentence.format(words), (kind, words)) for kind, words, sentence in chosen]
    parts = [dice.choice(PLAIN)]
    parts += [(said if wrong == BADLY else f"{said[0].upper()}{said[1:]}") + "." for said, _found in sentences]
    places, start = [], len(parts[0]) + 1
    for said, (sentence, (kind, words)) in zip(parts[1:], sentences, strict=True):
        at = start + sentence.index(words)
        places.append((kind, at, at + len(words)))
        start += len(said) + 1
    return " ".join([*parts, dice.choice(PLAIN)]), places


def measured(names, engine):
    """Counters: there and found by (kind, wrong), found and false alarms by rule; the misses as (kind, words, text)."""
    dice = random.Random(20261031)
    there, found, rules, alarms, misses = Counter(), Counter(), Counter(), Counter(), []
    for number in range(COUNT):
        wrong = number % 3
        text, expected = fragment(dice, wrong)
        spans, places = propose(text, names=names, engine=engine), []
        for kind, start, end in expected:
            there[kind, wrong] += 1
            hidden = {place for s in spans for place in range(s.start, s.end)}
            whole = all(place in hidden for place in range(start, end) if text[place].isalnum())
            found[kind, wrong] += whole
            rules.update({s.detector for s in spans if whole and s.start < end and start < s.end})
            misses += [] if whole else [(kind, text[start:end], text)]
            places.append((start, end))
        for span in spans:
            if not any(span.start < end and start < span.end for start, end in places):
                alarms[span.detector] += 1
                misses.append((f"alarm {span.detector}", span.of(text), text))
    return there, found, rules, alarms, misses


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--names", type=Path, help="a file of first names, as the page of the rules takes it")
    parser.add_argument("--engine", action="store_true", help="with the reader of names that is installed")
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was cried for nothing")
    asked = parser.parse_args()
    names = frozenset(read(asked.names.read_bytes(), 500)) if asked.names else frozenset()
    there, found, rules, alarms, misses = measured(names, engine_of("fr") if asked.engine else None)
    print(f"{'kind':12}{'well written':>18}{'with mistakes':>18}{'never seen':>18}")
    for kind in sorted({kind for kind, _wrong in there}):
        parts = [f"{found[kind, w]:4}/{there[kind, w]:<4}{found[kind, w] / there[kind, w]:5.0%}" if there[kind, w] else "–"
                 for w in (WELL, BADLY, UNSEEN)]  # fmt: skip
        print(f"{kind:12}{parts[0]:>18}{parts[1]:>18}{parts[2]:>18}")
    print(f"{'rule':18}{'found':>8}{'false alarms':>14}")
    for rule in sorted({*rules, *alarms}, key=lambda rule: -rules[rule]):
        print(f"{rule:18}{rules[rule]:8}{alarms[rule]:14}")
    shaped = sum(found[key] for key in there if key[0] in SHAPED) / sum(there[key] for key in there if key[0] in SHAPED)
    everything = found.total() / there.total()
    print(f"with a shape {shaped:.1%}, everything {everything:.1%}, false alarms {alarms.total()} in {COUNT} fragments")
    if asked.misses:
        print(*(f"{kind}: {words!r} in {text!r}" for kind, words, text in misses), sep="\n")
    return 0 if shaped >= 0.95 and everything >= 0.88 and alarms.total() <= COUNT / 8 else 1


if __name__ == "__main__":
    sys.exit(main())
