"""Full-text search in French and English, the same on every database. Pure: words in, stems out.

A text is kept as its stems between spaces; a question matches when each of its stems begins one of them. Accents and case
do not count. The stemmer is light (plurals, feminines, common verb endings): it finds too much rather than too little.
"""
import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
ENDINGS = (
    "issements", "issement", "ements", "ations", "ation", "ement", "ments", "ment", "aient", "erait", "erions", "ities",
    "ions", "ance", "ence", "ness", "ity", "ies", "ion", "ait", "ant", "ent", "ing", "ees", "ez", "er", "ee", "es", "ed", "ir",
    "if", "ive", "ifs", "aux", "al", "ux", "s", "e", "x",
)  # fmt: skip
SHORTEST = 3
SILENT = {
    "le", "la", "les", "un", "une", "des", "de", "du", "et", "the", "a", "an", "of", "to", "and", "l", "d", "j", "c", "n", "s",
    "qu",
}  # fmt: skip


def folded(text):
    """Small letters without accents."""
    text = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(character for character in text if not unicodedata.combining(character))


def stem(word):
    """The word without its plural, then without its ending, when enough of it is left."""
    if word[-1] in "sx" and len(word) > SHORTEST:
        word = word[:-1]
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)]
    return word


def stems(text):
    return [stem(word) for word in WORD.findall(folded(text)) if word not in SILENT]


def indexed(text):
    """What is kept beside a text to be searched."""
    return f" {' '.join(stems(text))} "


def asked(question):
    """The stems that a text must hold, each as it is looked for (the beginning of a word)."""
    return [f" {one}" for one in dict.fromkeys(stems(question))][:12]
