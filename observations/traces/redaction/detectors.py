"""Rules that find French (and some English) identifiers. Pure. A valid checksum is high confidence, its shape alone is medium.

Source of the list and of its order: the table of approaches in the domain model; check digits by python-stdnum, telephone
numbers by phonenumbers. No model is used, nothing leaves the process.
"""
import re

import phonenumbers
from stdnum import iban, luhn
from stdnum.fr import nir

from . import engines
from .people import LETTER, NAME, SEP, people
from .spans import Span, without_overlap

EMAIL = re.compile(r"[\w.+%-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
URL = re.compile(r"\b(?:https?://|www\.)[^\s<>«»\"]+", re.IGNORECASE)
TOP = r"(?:fr|com|net|org|eu|be|ch|de|uk|io|info)"
LOOSE_EMAIL = re.compile(rf"[\w.+%-]{{2,}}\s?@\s?[\w-]+(?:\s?[.,]\s?[\w-]+)*?\s?[.,]\s?{TOP}\b", re.IGNORECASE)
BARE_LINK = re.compile(rf"(?<![\w@./])(?:[\w-]+\.)+{TOP}/[^\s<>«»\"]+", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z_][\w.]{2,29}")
IP = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\d|\.\d)")
IBAN = re.compile(rf"\b[A-Z]{{2}}\d{{2}}(?:{SEP}[A-Z0-9]{{4}}){{2,7}}(?:{SEP}[A-Z0-9]{{1,4}})?\b", re.IGNORECASE)
LOOSE_IBAN = re.compile(
    rf"\b(?:FR|BE|CH|DE|LU|ES|IT|MC|GB|PT|NL)\d{{2}}(?:{SEP}(?=[A-Z0-9]*\d)[A-Z0-9]{{1,5}}){{3,14}}(?![A-Z0-9])|"
    rf"\b(?:FR|BE|CH|DE|LU|ES|IT|MC|GB|PT|NL)\d(?:{SEP}\d){{10,30}}\b",
    re.IGNORECASE,
)
NIR = re.compile(
    rf"(?<!\d)[1-478]{SEP}\d{{2}}{SEP}(?:0[1-9]|1[0-2]|[2-9]\d){SEP}(?:\d{{2}}|2[AB]){SEP}\d{{3}}{SEP}\d{{3}}"
    rf"(?:{SEP}\d{{2}})?(?!\d)",
    re.IGNORECASE,
)
APART = r"(?: ?[-.] ?|[ \u00a0\u202f])?"
CARD = re.compile(rf"(?<!\d)\d{{4}}(?:{APART}\d{{4}}){{2}}{APART}\d{{1,7}}(?!\d)")
COMPANY = re.compile(rf"(?<!\d)\d{{3}}{SEP}\d{{3}}{SEP}\d{{3}}(?:{SEP}\d{{5}})?(?!\d)")
PHONE = re.compile(rf"(?<!\d)(?:(?:\+|00)33{SEP}(?:\(0\))?{SEP}[1-9]|0[1-9])(?:{SEP}\d{{2}}){{4}}(?!\d)")
PLATE = re.compile(r"\b[A-HJ-NP-TV-Z]{2}[- ]?\d{3}[- ]?[A-HJ-NP-TV-Z]{2}\b", re.IGNORECASE)
STREET = (
    r"rue|avenue|av\.?|boulevard|bd\.?|bld\.?|allée|allées|chemin|impasse|place|quai|cours|route|square|passage|faubourg|"
    r"esplanade|sentier|résidence|lotissement|hameau|street|st\.|road|rd\.|avenue|lane|drive|close|terrace"
)
ADDRESS = re.compile(
    rf"\b\d{{1,4}}(?:\s?(?i:bis|ter|quater|[a-d])\b)?,?\s+"
    rf"(?:(?i:{STREET})\b[^,.;:!?\n]{{2,50}}|{NAME}(?:\s{NAME})?\s(?i:street|road|lane|drive|avenue))"
    rf"(?:,?\s*\d{{5}}\s+{NAME}(?:[ -]{NAME})*)?"
)
UNNUMBERED = re.compile(
    rf"(?i:j[’']habite|habitons|habite|domiciliée?|demeurant|adresse|(?:je\s+suis|i\s+live)\s+(?:au|à|at|in|on))"
    rf"\s*(?:au|à|est|at|in|on|:|,)?\s*((?:\d{{1,4}}\s?(?:bis|ter|[a-d])?,?\s+)?(?i:{STREET})\s[^.;:!?\n]{{2,50}})"
)
TOWN = re.compile(rf"\b(?:0[1-9]|[1-8]\d|9[0-8])\d{{3}}\s+{NAME}(?:[ -](?:{NAME}|sur|en|le|la|les|de|du))*")
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = (
    r"\d{1,2}(?:er)?[ /.-](?:\d{1,2}|[a-zéûA-Z]{3,9}\.?)[ /.-]\d{2,4}|\d{4}-\d{2}-\d{2}|"
    rf"(?:{MONTH}) \d{{1,2}},? \d{{4}}"
)
BIRTH = re.compile(
    rf"(?:n[ée](?:e|\(e\)|·e)?\s+le|née?\s+en|date\s+(?:de\s+)?naissance\s*:?|born\s+(?:on|in)|date\s+of\s+birth\s*:?|dob\s*:?)\s*({DATE}|\d{{4}})",
    re.IGNORECASE,
)
REFERENCE = re.compile(
    r"\b(?:commande|cmde?|dossier|contrat|client|facture|devis|réclamation|incident|référence|réf|ref|ticket|colis|suivi|"
    r"abonnement|ligne|série|order|case|contract|customer|invoice|reference|tracking|booking|account|compte)"
    r"(?:\s*(?:n[°ºo]\.?|num(?:éro)?|number|no\.?|#|id|:|,|c[’']est|est|is|le|la)){0,3}\s*"
    r"((?=[\w-]*\d)[A-Z0-9][A-Z0-9/-]{3,24})\b",
    re.IGNORECASE,
)
LONG_DIGITS = re.compile(rf"(?<![\d,.])\d(?:{SEP}\d){{5,}}(?![\d,])")

def propose(text, patterns=(), names=frozenset(), engine=None):
    """Spans to hide, in order, without overlap.

    patterns: an organisation's own references, as `pattern` reads them; names: first names it knows besides, in small letters;
    engine: see engines.py.
    """
    found = [*shapes(text), *references(text, patterns), *numbers(text), *people(text, names)]
    found += engines.spans(engine, text) if engine else ()
    return without_overlap(span for span in found if span.end > span.start)


def shapes(text):
    for expression, kind in ((EMAIL, "email"), (URL, "url"), (HANDLE, "handle"), (IP, "ip")):
        yield from (Span(*match.span(), kind, kind) for match in expression.finditer(text))
    for match in LOOSE_EMAIL.finditer(text):
        yield Span(*match.span(), "email", "email-loose")
    for match in BARE_LINK.finditer(text):
        yield Span(*match.span(), "url", "url-bare", "medium")
    for match in UNNUMBERED.finditer(text):
        yield Span(match.start(1), match.start(1) + len(match.group(1).rstrip()), "address", "street-cue", "medium")
    for match in BIRTH.finditer(text):
        yield Span(*match.span(1), "birth", "birth-cue")
    for match in ADDRESS.finditer(text):
        yield Span(match.start(), match.start() + len(match.group().rstrip()), "address", "street")
    for match in TOWN.finditer(text):
        yield Span(*match.span(), "address", "postcode", "medium")
    for match in PLATE.finditer(text):
        yield Span(*match.span(), "plate", "plate", "high" if match.group().isupper() else "medium")


def numbers(text):
    """Identifiers with check digits, then telephone numbers, then whatever is long enough to be one."""
    checks = (
        (IBAN, "iban", iban.is_valid), (NIR, "nir", valid_nir), (CARD, "card", luhn.is_valid),
        (COMPANY, "company", luhn.is_valid),
    )  # fmt: skip
    for expression, kind, valid in checks:
        for match in expression.finditer(text):
            bare = re.sub(r"[^0-9A-Za-z]", "", match.group()).upper()
            sure = valid(bare)
            if kind == "company" and not sure and len(bare) == 9:
                continue
            yield Span(*match.span(), kind, f"{kind}-checksum" if sure else f"{kind}-shape", "high" if sure else "medium")
    for match in LOOSE_IBAN.finditer(text):
        yield Span(*match.span(), "iban", "iban-loose", "medium")
    for match in phonenumbers.PhoneNumberMatcher(text, "FR", leniency=phonenumbers.Leniency.POSSIBLE):
        valid = phonenumbers.is_valid_number(match.number)
        if match.raw_string.lstrip().startswith(("0", "+", "(0")):
            yield Span(match.start, match.end, "phone", "phone", "high" if valid else "medium")
    for match in PHONE.finditer(text):
        yield Span(*match.span(), "phone", "phone-shape", "medium")
    for match in LONG_DIGITS.finditer(text):
        yield Span(*match.span(), "number", "long-digits", "low")


def valid_nir(bare):
    return len(bare) == 15 and nir.is_valid(bare)


def references(text, patterns):
    for match in REFERENCE.finditer(text):
        yield Span(*match.span(1), "reference", "reference-cue")
    for written in patterns:
        for match in pattern(written).finditer(text):
            yield Span(*match.span(), "reference", "organisation")


def pattern(written):
    """An organisation's reference: # stands for a digit, @ for a letter, everything else for itself (CMD-######)."""
    signs = {"#": r"\d", "@": LETTER}
    return re.compile(rf"(?<!\w){''.join(signs.get(c, re.escape(c)) for c in written)}(?!\w)", re.IGNORECASE)
