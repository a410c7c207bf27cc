"""Differences between two wordings are whole words that a reader follows, and always give both texts back."""
import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from observations.wording import changed, difference, words_of


def shown(before, after):
    signs = {"kept": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in difference(before, after))


@pytest.mark.parametrize(
    "before, after, result",
    [
        ("Trop long", "Trop long", "Trop long"),
        ("", "Neuf", "[+Neuf+]"),
        ("Vieux", "", "[-Vieux-]"),
        ("", "", ""),
        ("Le guide est trop long.", "Le guide est trop court.", "Le guide est trop [-long-][+court+]."),
        (
            "Le guide est trop long. On abandonne.",
            "Le guide demande le numéro avant. On abandonne.",
            "Le guide [-est trop long-][+demande le numéro avant+]. On abandonne.",
        ),
        ("l’aide en ligne", "l’appel en ligne", "[-l’aide-][+l’appel+] en ligne"),
        ("un été", "un été chaud", "un été[+ chaud+]"),
        ("a b c d", "x b y d", "[-a-][+x+] b [-c-][+y+] d"),
        ("deux mots", "trois signes", "[-deux mots-][+trois signes+]"),
        ("emoji 👩‍👩‍👧 ici", "emoji 👩‍👩‍👦 ici", "emoji 👩‍👩‍[-👧-][+👦+] ici"),
    ],
)
def test_a_difference_reads_as_phrases(before, after, result):
    assert shown(before, after) == result


@given(some.text(), some.text())
def test_both_texts_come_back_from_a_difference(before, after):
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert changed(pieces) == (before != after) and all(piece.text for piece in pieces)


@given(some.text())
def test_the_words_of_a_text_give_it_back(text):
    assert "".join(words_of(text)) == text


def test_two_long_texts_with_nothing_in_common_are_compared_in_bounded_time():
    start = time.process_time()
    pieces = difference(" ".join(f"a{n}" for n in range(4000)), " ".join(f"b{n}" for n in range(4000)))
    assert changed(pieces) and time.process_time() - start < 5
