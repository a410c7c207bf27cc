"""Typed text: what holds only words takes the short road, and comes out as from the long one."""
from hypothesis import given
from hypothesis import strategies as st

from project.markup import PLAIN, cleaned, render

LINES = st.text("abé Zß東9 ,;:.?!'’«»…()/%-", max_size=60)


@given(st.one_of(LINES, st.from_regex(PLAIN, fullmatch=True).map(lambda text: text[:300].rstrip(" "))))
def test_plain_words_are_drawn_as_the_parser_draws_them(text):
    assert render(text) == cleaned(text)


def test_only_words_take_the_short_road():
    assert PLAIN.fullmatch("On nous dit : « rappelez demain » (deux fois) !")
    for signs in "<>&*_`[]\\#~+=|{}$@^\"\0\n\t\u00a0\u202e":
        assert not PLAIN.fullmatch(f"mot{signs}mot"), repr(signs)
    for start in ("1. un", "- un", "(c", " un", ": un", "> un"):
        assert not PLAIN.fullmatch(start)
    assert not PLAIN.fullmatch("") and not PLAIN.fullmatch("mot ")
