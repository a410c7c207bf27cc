"""Word-level differences between two texts, made to be read by people; pure, refuses nothing but gives up after a second."""
import re
from typing import NamedTuple

from diff_match_patch import diff_match_patch

WORD = re.compile(r"\w+(?:[’'‐-]\w+)*[’']?|\s+|[^\w\s]", re.UNICODE)
KINDS = {-1: "removed", 0: "kept", 1: "added"}
SECONDS = 1.0
FIRST_PRIVATE = 0xE000  # word numbers are coded as characters, away from surrogates


class Piece(NamedTuple):
    """A run of text: kind is "kept", "removed" or "added"."""

    kind: str
    text: str


def words_of(text):
    """The words, spaces and signs of a text, in order; joined together they give the text back."""
    return WORD.findall(text)


def difference(before, after):
    """The pieces that turn `before` into `after`: kept + removed give back `before`, kept + added give back `after`.

    Whole words only; a removal always stands before the addition that replaces it, and a lone space between two changes
    joins them, so that a reader sees phrases and not confetti. Source: diff-match-patch in word mode.
    """
    codes = {}
    coded = [
        "".join(chr(code_of(word, codes)) for word in words_of(text)) for text in (before, after)
    ]
    words = {chr(code): word for word, code in codes.items()}
    engine = diff_match_patch()
    engine.Diff_Timeout = SECONDS
    runs = engine.diff_main(coded[0], coded[1], checklines=False)
    pieces = [(KINDS[sign], [words[character] for character in run]) for sign, run in runs]
    return joined(bridged(pieces))


def code_of(word, codes):
    if word not in codes:
        number = len(codes)
        codes[word] = number + 1 if number < 0xD7FF else number + FIRST_PRIVATE - 0xD7FF
    return codes[word]


def bridged(pieces):
    """Runs where a kept stretch without any letter or digit, between two changes, becomes part of both."""
    result = []
    for place, (kind, words) in enumerate(pieces):
        between = 0 < place < len(pieces) - 1 and "kept" not in (pieces[place - 1][0], pieces[place + 1][0])
        thin = kind == "kept" and between and not any(any(c.isalnum() for c in word) for word in words)
        result += [("removed", words), ("added", words)] if thin else [(kind, words)]
    return result


def joined(runs):
    """Neighbouring changes gathered as one removal followed by one addition."""
    pieces, removed, added = [], [], []

    def flush():
        if removed:
            pieces.append(Piece("removed", "".join(removed)))
        if added:
            pieces.append(Piece("added", "".join(added)))
        removed.clear()
        added.clear()

    for kind, words in runs:
        if kind == "kept":
            flush()
            pieces.append(Piece("kept", "".join(words)))
        else:
            (removed if kind == "removed" else added).extend(words)
    flush()
    return pieces


def changed(pieces):
    """Whether anything differs."""
    return any(piece.kind != "kept" for piece in pieces)
