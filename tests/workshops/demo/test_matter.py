"""The matter of the example: redacted by the rules and a person, read, with something left to do for each role."""
import pytest

from journeys.silences.models import Silence
from observations.grids.models import GridTemplate
from observations.traces.models import Fragment, Mark
from project.sealing import verify
from workshops.demo.matter import load_matter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_was_told_is_redacted_and_something_waits_for_each(language, world):
    noted = {silence.touchpoint_key: silence for silence in Silence.objects.filter(space=world.space)}
    before = set(Fragment.objects.filter(space=world.space).values_list("pk", flat=True))
    load_matter(members=world.cast, silences=noted, language=language)
    told = Fragment.objects.filter(space=world.space).exclude(pk__in=before)
    assert sorted(told.values_list("state", flat=True)) == ["confirmed", "proposed", *["released"] * 7]
    said = " ".join(told.values_list("text", flat=True))
    assert not any(name in said for name in ("Armandin", "12 34 56", "Vauquier", "Tessandier")) and "[" in said
    assert Mark.objects.filter(fragment__in=told).count() == 7 and told.filter(marginal=True).count() == 1
    variant = GridTemplate.objects.get(space=world.space, slug__in=["non-demand-terrain", "non-demand-field"])
    latest = variant.parent.template.latest
    assert latest.version == "2.0.0" and latest.number > variant.parent.number and verify() is None
    assert variant.parent.template.requests.filter(answered_in=latest, told_of__isnull=False).exists()
