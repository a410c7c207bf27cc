"""A draft tried on a silence before it is published, and what a grid did to its users, kept with the version in use."""
import pytest

from observations.grids import actions as grids
from observations.grids.library import actions as library
from observations.grids.models import ChangeRequest, GridRow, Trial
from project.sealing import SealedRevision
from project.spaces.models import AuditEvent
from tests.observations import make

pytestmark = pytest.mark.django_db
FRENCH = {"Accept-Language": "fr"}


@pytest.fixture
def template(claire):
    return library.take_in(by=claire, slug="non-demand")


def test_a_draft_is_read_on_a_silence_and_nothing_of_it_is_sealed_or_counted(template, claire, mehdi, victor, client_of):
    silence, seals = make.silence(make.journey(claire.space)), SealedRevision.objects.count()
    path = f"/telecom/grids/templates/{template.uuid}/trials/"
    page = client_of(mehdi).get(path, headers=FRENCH).content.decode()
    asked = [column for column in template.latest.columns if column.written]
    assert all(f'name="{column.key}-text"' in page for column in asked)
    assert client_of(mehdi).post(path, {"note": "x"}).status_code == 422
    answers = {f"{column.key}-base": 0 for column in asked} | {"silence": str(silence.uuid), "note": "« Vu » n’est pas clair."}
    answers |= {f"{asked[0].key}-answer": "unknown", "lens-own": "La honte", "state-text": "holds"}
    assert client_of(mehdi).post(path, answers, headers=FRENCH).status_code == 302
    trial = Trial.objects.get()
    said = dict(trial.answers)
    assert (trial.revision, trial.note) == (template.revision, "« Vu » n’est pas clair.")
    assert said[asked[0].label["fr"]] == "on ne sait pas" and "La honte" in said.values() and "tient" in said.values()
    assert (SealedRevision.objects.count(), GridRow.objects.count()) == (seals, 0)
    shown = f"/telecom/grids/templates/{template.uuid}/"
    page = client_of(claire).get(shown, headers=FRENCH).content.decode()
    assert "n’est pas clair." in page and "le brouillon a changé depuis" not in page
    library.write_node(by=claire, template=template, node={**template.draft[0], "order": 9}, base=template.revision)
    assert "le brouillon a changé depuis" in client_of(claire).get(shown, headers=FRENCH).content.decode()
    assert client_of(victor).get(path).status_code == 404


def test_what_a_grid_did_is_told_from_it_waits_visibly_and_names_the_version_that_answers(template, claire, mehdi, client_of):
    grid = grids.open_grid(by=claire, journey=make.journey(claire.space))
    path = f"/telecom/grids/{grid.uuid}/feedback/"
    assert client_of(mehdi).post(path, {"kind": "forced", "text": "x"}).status_code == 302  # no template: nothing to keep
    assert not ChangeRequest.objects.exists()
    grids.choose_template(by=claire, grid=grid, version=template.latest)
    assert "Et cette grille elle-même" in client_of(mehdi).get(f"/telecom/grids/{grid.uuid}/", headers=FRENCH).content.decode()
    client_of(mehdi).post(path, {"kind": "nothing", "text": "x"})
    client_of(mehdi).post(path, {"kind": "forced", "text": "Choisir une seule lecture."})
    told = ChangeRequest.objects.get()
    assert (told.kind, told.told_of, told.template) == ("forced", template.latest, template)
    ChangeRequest.objects.filter(pk=told.pk).update(created_at=told.created_at.replace(year=told.created_at.year - 1))
    page = client_of(claire).get(f"/telecom/grids/templates/{template.uuid}/", headers=FRENCH).content.decode()
    assert "à propos de la version 1.0.0" in page and "attend depuis 36" in page
    library.write_node(by=claire, template=template, node={**template.draft[0], "order": 9}, base=template.revision)
    template.refresh_from_db()
    version = library.publish(by=claire, template=template)
    answer = library.answer_change(by=claire, request=told, answer="Plusieurs désormais.", version=version)
    assert answer.answered_in.version == "1.0.1" and answer.days_waiting is None
    assert AuditEvent.objects.filter(verb="template.change_asked").count() == 1
