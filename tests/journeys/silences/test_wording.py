"""Numbers as people read them: no rounding to nothing or to all, and the plural of each language."""
import pytest
from django.utils.translation import override

from journeys.maps.wording import delay_words
from journeys.silences import wording


@pytest.mark.parametrize("share, said, short", [
    (0, "0%", "0"), (1 / 200, "under 1%", "<1"), (0.004, "under 1%", "<1"), (0.006, "1%", "1"), (0.994, "99%", "99"),
    (199 / 200, "over 99%", ">99"), (0.999, "over 99%", ">99"), (1, "100%", "100"),
])
def test_a_share_is_never_rounded_to_nothing_nor_to_all(share, said, short):
    with override("en"):
        assert (wording.percent(share), wording.short_percent(share)) == (said, short)


@pytest.mark.parametrize("language, share, said", [
    ("en", -0.01, "−1 point"), ("en", 0.015, "+1.5 points"), ("en", 0.004, "+0.4 points"), ("en", -0.0096, "−1 point"),
    ("en", 0.0, "0 points"), ("fr", 0.015, "+1,5 point"), ("fr", 0.02, "+2 points"), ("fr", -0.004, "−0,4 point"),
])
def test_points_are_singular_where_the_language_has_it_so(language, share, said):
    with override(language):
        assert wording.points(share) == said


@pytest.mark.parametrize("language, number, said", [
    ("en", 1, "1 day"), ("en", 1.5, "1.5 days"), ("en", 0.5, "0.5 days"), ("fr", 1.5, "1,5 jour"), ("fr", 2.5, "2,5 jours")])
def test_delays_are_singular_where_the_language_has_it_so(language, number, said):
    with override(language):
        assert delay_words(number, "days") == said
