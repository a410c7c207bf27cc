"""Rules that find French (and some English) identifiers. Pure. A valid checksum is high confidence, its shape alone is medium.

Source of the list and of its order: the table of approaches in the domain model; check digits by python-stdnum, telephone
numbers by phonenumbers. No model is used, nothing leaves the process.
"""
import re

import phonenumbers
from stdnum import iban, luhn
from stdnum.fr import nir

from .names import ALSO_WORDS, KNOWN, SURE_IN_LOWER_CASE
from .spans import Span, without_overlap

SEP = r"[ .\-\u00a0\u202f]?"
LETTER = r"[^\W\d_]"
UPPER = r"[A-ZÀ-ÖØ-Þ]"
NAME = rf"{UPPER}{LETTER}*(?:[-’'](?:{LETTER})+)*"
ANY = rf"{LETTER}+(?:[-’']{LETTER}+)*"

EMAIL = re.compile(r"[\w.+%-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
URL = re.compile(r"\b(?:https?://|www\.)[^\s<>«»\"]+", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z_][\w.]{2,29}")
IP = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\d|\.\d)")
IBAN = re.compile(rf"\b[A-Z]{{2}}\d{{2}}(?:{SEP}[A-Z0-9]{{4}}){{2,7}}(?:{SEP}[A-Z0-9]{{1,4}})?\b", re.IGNORECASE)
NIR = re.compile(
    rf"(?<!\d)[1-478]{SEP}\d{{2}}{SEP}(?:0[1-9]|1[0-2]|[2-9]\d){SEP}(?:\d{{2}}|2[AB]){SEP}\d{{3}}{SEP}\d{{3}}"
    rf"(?:{SEP}\d{{2}})?(?!\d)",
    re.IGNORECASE,
)
CARD = re.compile(rf"(?<!\d)\d{{4}}(?:{SEP}\d{{4}}){{2}}{SEP}\d{{1,7}}(?!\d)")
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
TOWN = re.compile(rf"\b(?:0[1-9]|[1-8]\d|9[0-8])\d{{3}}\s+{NAME}(?:[ -](?:{NAME}|sur|en|le|la|les|de|du))*")
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = (
    r"\d{1,2}(?:er)?[ /.-](?:\d{1,2}|[a-zéûA-Z]{3,9}\.?)[ /.-]\d{2,4}|\d{4}-\d{2}-\d{2}|"
    rf"(?:{MONTH}) \d{{1,2}},? \d{{4}}"
)
BIRTH = re.compile(
    rf"(?:né(?:e|\(e\)|·e)?\s+le|née?\s+en|date\s+de\s+naissance\s*:?|born\s+(?:on|in)|date\s+of\s+birth\s*:?|dob\s*:?)\s*({DATE}|\d{{4}})",
    re.IGNORECASE,
)
REFERENCE = re.compile(
    r"\b(?:commande|dossier|contrat|client|facture|référence|réf|ref|ticket|colis|suivi|abonnement|ligne|série|order|case|contract|"
    r"customer|invoice|reference|tracking|booking|account|compte)\s*(?:n[°ºo]\.?|num(?:éro)?|number|no\.?|#|id)?\s*[:#]?\s*"
    r"((?=[\w-]*\d)[A-Z0-9][A-Z0-9/-]{3,24})\b",
    re.IGNORECASE,
)
LONG_DIGITS = re.compile(rf"(?<![\d,.])\d(?:{SEP}\d){{5,}}(?![\d,])")

TITLE = r"(?:(?i:m\.|mr\.?|mme|mlle|mmes|dr\.?|monsieur|madame|mademoiselle|mrs\.?|ms\.?|miss)|MM\.|Me|Pr\.?|Sir)"
TITLED = re.compile(rf"(?<!\w){TITLE}\s+((?:{ANY})(?:\s+{NAME}){{0,2}})")
CALLED = re.compile(
    rf"(?:je\s+m[’']appelle|mon\s+nom\s+(?:est|c[’']est)|my\s+name\s+is|my\s+name[’']s|s[’']appelle|nommée?|prénommée?)\s*:?\s+"
    rf"({ANY}(?:\s+{ANY})?)",
    re.IGNORECASE,
)
CUED = re.compile(
    rf"(?:(?i:je\s+suis|ici|c[’']est|i\s+am|i[’']m|this\s+is|cliente?|madame,?\s+monsieur|cordialement|regards|sincerely|signé|merci|"
    rf"bonjour|hello|dear|cher|chère|avec|par|chez|à|de\s+la\s+part\s+de|conseill(?:er|ère)|technicien(?:ne)?|voisine?|mari|femme|"
    rf"fils|fille|mère|père|frère|sœur|collègue))\s*,?\s+({NAME}(?:\s+{NAME}){{0,2}})"
)
WORD = re.compile(rf"(?<![\w@]){ANY}")
NOT_NAMES = {
    "le", "la", "les", "un", "une", "des", "de", "du", "et", "ou", "mais", "qui", "que", "je", "il", "elle", "nous", "vous",
    "on", "au", "aux", "en", "dans", "pour", "par", "sur", "avec", "sans", "ne", "pas", "plus", "est", "suis", "ai", "a",
    "the", "and", "of", "to", "from", "is", "was", "i", "we", "you", "it", "madame", "monsieur", "mme", "mr", "bonjour",
    "merci", "service", "client", "clients", "cliente", "internet", "box", "sav", "sms", "adsl", "wifi", "france", "paris",
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "toujours", "encore", "alors", "très", "bien", "j", "c", "l", "d", "n", "s", "qu",
    "cela", "ça", "this", "that", "était", "sera", "avait", "fait", "dit", "peut", "veut", "doit", "vient", "avez", "avons",
    "sont", "ont", "font", "vont", "va", "peuvent", "m’a", "n’a", "s’est", "aimable", "svp", "aussi", "lui", "moi", "déjà",
    "jamais", "rappelle", "attend", "has", "had", "will", "said", "calling", "just", "not", "so", "very", "waiting",
    "trying", "depuis", "quand", "comme", "tout", "toute", "votre", "mon", "ma", "mes", "son", "sa", "ses", "notre", "leur",
    "ce", "cette",
}  # fmt: skip


def propose(text, patterns=()):
    """Spans to hide, in order, without overlap. patterns: an organisation's own references, as `pattern` reads them."""
    found = [*shapes(text), *references(text, patterns), *numbers(text), *people(text)]
    return without_overlap(span for span in found if span.end > span.start)


def shapes(text):
    for expression, kind in ((EMAIL, "email"), (URL, "url"), (HANDLE, "handle"), (IP, "ip")):
        yield from (Span(*match.span(), kind, kind) for match in expression.finditer(text))
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


def people(text):
    """Names after a cue, then first names that are known, with the capitalised words that follow them."""
    for expression, detector, confidence in ((TITLED, "title", "high"), (CALLED, "called", "high"), (CUED, "cue", "medium")):
        for match in expression.finditer(text):
            start, end = trimmed(text, *match.span(1), lower=detector != "cue")
            likely = detector != "cue" or not begins_like_word(text[start:end])
            if end > start and likely:
                yield Span(start, end, "person", detector, confidence)
    for match in WORD.finditer(text):
        word = match.group().casefold()
        parts = re.split(r"[-’']", word)
        capital = match.group()[0].isupper()
        known = word in KNOWN or len(parts) > 1 and all(part in KNOWN for part in parts)
        if known and capital and (word not in ALSO_WORDS or followed_by_name(text, match.end())):
            yield Span(match.start(), surname_end(text, match.end()), "person", "first-name", "medium")
        elif known and not capital and (word in SURE_IN_LOWER_CASE or len(parts) > 1):
            yield Span(match.start(), match.end(), "person", "first-name-lower", "low")


def begins_like_word(words):
    return words.split()[0].casefold() in NOT_NAMES if words.split() else True


def trimmed(text, start, end, *, lower):
    """The span cut before the first word that cannot be part of a name."""
    last = start
    for match in re.finditer(r"\S+", text[start:end]):
        word = match.group().strip(",.;:!?").casefold()
        capital = match.group()[0].isupper()
        if (word in NOT_NAMES and (last == start or not capital)) or (last > start and not capital and not lower):
            break
        last = start + match.start() + len(match.group().rstrip(",.;:!?"))
    return start, last


def followed_by_name(text, place):
    return re.match(rf"\s+(?!{TITLE}\b){UPPER}{LETTER}+", text[place:]) is not None


def surname_end(text, place):
    """The end of the capitalised words that follow a first name on the same line."""
    particle = r"(?:(?:de|du|le|la|van|ben|el)[ ]|d[’'])?"
    match = re.match(rf"(?:[ \u00a0]{particle}{UPPER}{LETTER}+(?:[-’']{LETTER}+)*){{1,2}}", text[place:])
    if match is None or match.group().split()[0].casefold() in NOT_NAMES:
        return place
    return place + match.end()
