"""Rules that find names of people, French and English: after a cue, by a known first name, by how they stand. Pure.

The surer the sign, the higher the confidence. A word with a capital that nothing explains is left to the second look of a person
(`leftovers`).
"""
import re

from .names import ALSO_WORDS, BARE, KNOWN, SURE_IN_LOWER_CASE
from .spans import Span, bare

SEP = r"[ .\-\u00a0\u202f]?"
LETTER = r"[^\W\d_]"
UPPER = r"[A-ZÀ-ÖØ-Þ]"
NAME = rf"{UPPER}{LETTER}*(?:[-’'](?:{LETTER})+)*"
ANY = rf"{LETTER}+(?:[-’']{LETTER}+)*"

TITLE = r"(?:(?i:m\.|mr\.?|mme|mlle|mmes|dr\.?|monsieur|madame|mademoiselle|mrs\.?|ms\.?|miss)|MM\.|Me|Pr\.?|Sir)"
TITLED = re.compile(rf"(?<!\w)(?:{TITLE}\s+|(?i:m\.|mr\.|dr\.))((?:{ANY})(?:\s+{NAME}){{0,2}})")
CALLED = re.compile(
    rf"(?:je\s+m[’']app?el+e|mon\s+nom\s+(?:est|c[’']est)|my\s+name\s+is|my\s+name[’']s|s[’']app?el+e|nommée?|prénommée?)\s*:?\s+"
    rf"({ANY}(?:\s+{ANY}){{0,3}})",
    re.IGNORECASE,
)
PARTICLES = {"le", "la", "de", "du", "des", "van", "von", "ben", "el", "al", "da", "dos"}
SIGNED = re.compile(
    rf"(?:cordialement|bien\s+à\s+vous|sincerely|regards|signé|signed)\s*[,:]?\s+({ANY}(?:\s+{ANY}){{0,3}})(?=\s*(?:[.!\n]|$))",
    re.IGNORECASE,
)
CUED = re.compile(
    rf"(?:(?i:cliente?|madame,?\s+monsieur|cordialement|regards|sincerely|signé|hello|dear|cher|chère|de\s+la\s+part\s+de|"
    rf"conseill(?:er|ère)|technicien(?:ne)?|voisine?|mari|femme|fils|fille|mère|père|frère|sœur|collègue))\s*,?\s+"
    rf"({NAME}(?:\s+{NAME}){{0,2}})"
)
HINTED = re.compile(  # words that come before many other things than names
    rf"(?:(?i:je\s+suis|ici|c[’']est|i\s+am|i[’']m|this\s+is|merci|bonjour|avec|par|chez))\s*,?\s+({NAME}(?:\s+{NAME}){{0,2}})"
)
SPEAKING = re.compile(rf"(?<![\w’'])({NAME})(?=\s+(?:m[’']a|nous\s+a|told\s+me|called\s+me|said\s+to\s+me)\b)")
PAIR = re.compile(rf"(?<=[\w,;]\s)({NAME}\s+(?:(?:[Ll]e|[Ll]a|de|du|van|ben|el)\s+)?{NAME})(?=\s+{LETTER}|\s*[,.;])")
LIKE_A_WORD = re.compile(r"(?:é|ée|és|ées|eux|euse|ive|able|ible|ue|ant|ante|oire|ique|tion|age|ment|ing|ed|[çtnrdl]u)$")
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
    "ce", "cette", "personne", "quelqu’un", "rien", "fibre", "étage", "boutique", "menu", "accueil", "aide", "home", "help",
    "centre", "center", "page", "agence", "magasin", "livraison", "facture", "contrat", "espace", "compte", "chat", "mail",
    "orange", "free", "sfr", "google", "apple", "android", "windows", "facebook", "whatsapp", "noël", "europe", "support",
    "account", "app", "store", "shop", "order", "team", "claire", "clair", "carte", "bleue", "forum", "guide", "video", "vidéo",
    "conseiller", "conseillère", "technicien", "technicienne", "they", "he", "she", "someone", "nobody", "tv", "wi-fi", "gmail",
}  # fmt: skip


def people(text, names=frozenset()):
    """Names after a cue, known first names with the capitalised words that follow them, words that stand as names do."""
    cues = ((TITLED, "title", "high"), (CALLED, "called", "high"), (SIGNED, "signed", "medium"), (CUED, "cue", "medium"))
    for expression, detector, confidence in cues:
        for match in expression.finditer(text):
            start, end = trimmed(text, *match.span(1), lower=detector != "cue")
            likely = detector in ("title", "called") or not begins_like_word(text[start:end])
            if end > start and likely:
                yield Span(start, end, "person", detector, confidence)
    for expression, detector in ((HINTED, "hint"), (SPEAKING, "speaks"), (PAIR, "pair")):
        for match in expression.finditer(text):
            if stands_as_name(match.group(1)):
                yield Span(*match.span(1), "person", detector, "low")
    for match in WORD.finditer(text):
        word = match.group().casefold()
        parts = re.split(r"[-’']", word)
        capital = match.group()[0].isupper()
        known = word in KNOWN or (word in BARE and word not in NOT_NAMES) or len(parts) > 1 and all(p in KNOWN for p in parts)
        if known and capital and (word not in ALSO_WORDS or followed_by_name(text, match.end())):
            yield Span(match.start(), surname_end(text, match.end()), "person", "first-name", "medium")
        elif known and not capital and (word in SURE_IN_LOWER_CASE or len(parts) > 1):
            yield Span(match.start(), match.end(), "person", "first-name-lower", "low")
        elif names and capital and not known and word not in NOT_NAMES and word not in ALSO_WORDS and listed(word, parts, names):
            yield Span(match.start(), surname_end(text, match.end()), "person", "first-name-listed", "low")


def stands_as_name(words):
    """Whether no word of these is one of the language's own, as far as a list and endings can tell."""
    found = [word.casefold() for word in words.split()]
    return bool(set(found) - PARTICLES) and all(word in PARTICLES or like_a_name(word) for word in found)


def like_a_name(word):
    """A word of three letters or more that is none of the language’s, by the list of those that come often and by its ending."""
    return len(word) > 2 and word not in NOT_NAMES | ALSO_WORDS and (word in KNOWN or not LIKE_A_WORD.search(word))


def listed(word, parts, names):
    """Whether a word is one of the names that were brought, written with its accents or without."""
    return word in names or bare(word) in names or len(parts) > 1 and all(part in names or part in KNOWN for part in parts)


def begins_like_word(words):
    return words.split()[0].casefold() in NOT_NAMES if words.split() else True


def trimmed(text, start, end, *, lower):
    """The span cut before the first word that cannot be part of a name."""
    last, after_capital, words = start, False, list(re.finditer(r"\S+", text[start:end]))
    for place, match in enumerate(words):
        word = match.group().strip(",.;:!?").casefold()
        capital = match.group()[0].isupper()
        follows = words[place + 1].group()[0] if place + 1 < len(words) else ""
        if word in PARTICLES and follows.isupper():
            continue
        if word in NOT_NAMES and (last == start or not capital):
            break
        if last > start and not capital and (after_capital or not lower):
            break
        last, after_capital = start + match.start() + len(match.group().rstrip(",.;:!?")), capital
    return start, last


def followed_by_name(text, place):
    return re.match(rf"\s+(?!{TITLE}\b){UPPER}{LETTER}+", text[place:]) is not None


def surname_end(text, place):
    """The end of the capitalised words that follow a first name on the same line."""
    particle = r"(?:(?:de|du|le|la|van|ben|el)[ ]|d[’'])?"
    match = re.match(rf"(?:[ \u00a0]{particle}{UPPER}{LETTER}*(?:[-’']{LETTER}+)*){{1,2}}", text[place:])
    said = [word for word in match.group().split() if word not in PARTICLES] if match else []
    if not said or said[0].casefold() in NOT_NAMES or len(said[0]) < 2:
        return place
    return place + match.end()
