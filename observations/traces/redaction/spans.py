"""Spans of a text to hide, and the text once they are hidden. Pure; refuses spans that overlap or leave the text."""
import re
import unicodedata
from dataclasses import dataclass, replace

KINDS = {  # kind -> the word of its placeholder, in capitals as it is read in the text
    "person": {"fr": "PERSONNE", "en": "PERSON"},
    "email": {"fr": "COURRIEL", "en": "EMAIL"},
    "phone": {"fr": "TÉLÉPHONE", "en": "PHONE"},
    "iban": {"fr": "IBAN", "en": "IBAN"},
    "nir": {"fr": "SÉCU", "en": "SOCIAL_SECURITY"},
    "card": {"fr": "CARTE", "en": "CARD"},
    "company": {"fr": "SIRET", "en": "COMPANY_NUMBER"},
    "plate": {"fr": "IMMATRICULATION", "en": "PLATE"},
    "address": {"fr": "ADRESSE", "en": "ADDRESS"},
    "ip": {"fr": "ADRESSE_IP", "en": "IP_ADDRESS"},
    "url": {"fr": "LIEN", "en": "LINK"},
    "handle": {"fr": "COMPTE", "en": "HANDLE"},
    "birth": {"fr": "NAISSANCE", "en": "BIRTH"},
    "reference": {"fr": "RÉFÉRENCE", "en": "REFERENCE"},
    "number": {"fr": "NUMÉRO", "en": "NUMBER"},
    "other": {"fr": "MASQUÉ", "en": "HIDDEN"},
}
RANK = {"high": 3, "medium": 2, "low": 1}
CAPITALISED = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w’'-]+")


@dataclass(frozen=True)
class Span:
    """Characters [start, end) of a text. confidence: high, medium or low; instead: words put in their place."""

    start: int
    end: int
    kind: str
    detector: str
    confidence: str = "high"
    instead: str = ""

    def of(self, text):
        return text[self.start : self.end]


def without_overlap(spans):
    """The spans kept when several claim the same characters: the surest first, then the longest; in the order of the text."""
    kept = []
    for span in sorted(spans, key=lambda s: (-RANK[s.confidence], s.start - s.end, s.start)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def apply(text, spans, number_of):
    """The redacted text. number_of(kind, words) gives the number of a placeholder: the same words, the same number."""
    checked(text, spans)
    parts, place = [], 0
    for span in spans:
        parts += [text[place : span.start], span.instead or number_of(span.kind, normal(span.kind, span.of(text)))]
        place = span.end
    return "".join([*parts, text[place:]])


def checked(text, spans):
    end = 0
    for span in spans:
        if span.start < end or span.end > len(text) or span.end <= span.start:
            raise ValueError("spans must follow one another inside the text")
        end = span.end


def placeholder(kind, number, language):
    """“[PERSONNE_1]”."""
    return f"[{KINDS[kind].get(language, KINDS[kind]['fr'])}_{number}]"


def bare(words):
    """The words without their accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", words) if not unicodedata.combining(sign))


def normal(kind, words):
    """The same thing written in several ways comes to one: case and separators are left out."""
    folded = words.casefold()
    if kind in ("person", "address", "url", "other"):
        return " ".join(folded.split())
    return re.sub(r"[^\w@.+-]|(?<=\d)[.-]", "", folded)


def every(text, words, kind="other"):
    """A span at each place where a person's own choice of words stands, whatever the case."""
    words = words.strip()
    if not words:
        return []
    found = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)
    return [Span(match.start(), match.end(), kind, "person", "high") for match in found]


def leftovers(text, spans):
    """Other words with a capital, not at the start of a sentence: what a second look should rest on."""
    found = []
    for match in CAPITALISED.finditer(text):
        before = text[: match.start()].rstrip()
        begins = not before or before[-1] in ".!?…\n:«»“”"
        hidden = any(span.start < match.end() and match.start() < span.end for span in spans)
        if not begins and not hidden and match.group() not in found:
            found.append(match.group())
    return found


def renamed(span, **fields):
    return replace(span, **fields)
