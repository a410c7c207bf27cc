"""Erasing a person: no row keeps their name, what they said stays, no seal moves."""
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.utils import timezone

from observations.grids import actions as grids
from observations.grids.library import actions as library
from observations.hypotheses import actions as hypotheses
from observations.hypotheses.matrix import actions as matrices
from observations.traces import reading
from project.sealing import verify
from project.spaces.models import User
from tests.observations import make
from workshops.backlog import actions as backlog
from workshops.decisions import actions as decisions

pytestmark = pytest.mark.django_db
NAME = "Canaria"


@pytest.fixture
def canaria(telecom):
    from tests import make as people

    return people.member(NAME, "facilitator", "Terrain", of=telecom)


def leave_words_everywhere(by, guardian):
    """One word of `by` in every place of the meanings where a name is kept."""
    journey = make.journey(by.space)
    silence = make.silence(journey)
    posed = make.hypothesis(by, silences=[silence])
    hypotheses.reword(by=by, hypothesis=posed, statement="Trop lent.", reason="Relu")
    hypotheses.give_evidence(by=by, hypothesis=posed, stance="for", text="Vu.")
    dissent = hypotheses.register_dissent(by=by, hypothesis=posed, text="Autrement.")
    hypotheses.answer_dissent(by=by, dissent=dissent, text="Entendu.")
    hypotheses.change_status(by=by, hypothesis=posed, status="dormant", reason="Rien")
    hypotheses.expect_sign(by=by, hypothesis=posed, what="Moins d’appels", by_when=timezone.localdate())
    matrices.bring_item(by=by, silence=silence, kind="account", text="Vu.")
    source = make.trace_source(by, guardian)
    fragment = make.trace(guardian, source, make.TEXT)
    mark = reading.mark_passage(by=by, fragment=fragment, exact="renoncer", label="abandon", memo="le mot")
    other = reading.mark_passage(by=by, fragment=fragment, exact="long", label="longueur")
    reading.merge_labels(by=by, label=mark.label, into=other.label)
    mark.label.refresh_from_db()
    reading.split_label(by=by, label=mark.label)
    reading.confront(by=by, fragment=fragment, silence=silence, verdict="resonates")
    grid = grids.open_grid(by=by, journey=journey)
    row = grids.add_row(by=by, grid=grid, silence=silence)
    grids.write_cell(by=by, row=row, column="reading", text="Trop long")
    grids.differ(by=by, row=row, text="Autrement.")
    grids.seal_version(by=by, grid=grid, title="Octobre")
    template = library.make_template(by=by, slug="form", title={"fr": "Formulaire"})
    library.ask_change(by=by, template=template, text="Une question de plus.")
    decision = decisions.propose_decision(by=by, title="Préremplir", what="Le numéro", why="On s’y arrête",
                                          review_on=timezone.localdate() + timedelta(days=30))
    decisions.take_position(by=by, decision=decision, stance="consent")
    decisions.register_dissent(by=by, decision=decision, text="Autrement.")
    action = backlog.propose_action(by=by, title="Préremplir", silence=silence, expected_direction="less", expected_size=5)
    backlog.close_loop(by=by, action=action, untold_because="Trop tôt")


def places_of(words):
    """Every "table.column" of the database that holds these words."""
    found = set()
    for model in apps.get_models():
        texts = [field for field in model._meta.local_concrete_fields if isinstance(field, (models.CharField, models.TextField))]
        for field in texts:
            with connection.cursor() as cursor:
                quote = connection.ops.quote_name
                table, column = quote(model._meta.db_table), quote(field.column)
                cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {column} LIKE %s", [f"%{words}%"])
                if cursor.fetchone()[0]:
                    found.add(f"{model._meta.label}.{field.name}")
    return found


def test_no_row_keeps_the_name_of_whoever_was_erased(canaria, ines):
    leave_words_everywhere(canaria, ines)
    assert len(places_of(NAME)) >= 12
    said = StringIO()
    call_command("erase_person", "telecom", canaria.user.email.upper(), stdout=said)
    assert places_of(NAME) == set() and places_of(NAME.lower()) == set()
    assert verify() is None and not User.objects.filter(email__istartswith=NAME).exists()
    assert places_of("Trop lent") and places_of("Autrement")
    assert "lignes" in said.getvalue() or "rows" in said.getvalue()


def test_nobody_else_loses_a_name_and_a_space_keeps_an_owner(canaria, mehdi, ines, odile):
    posed = make.hypothesis(mehdi)
    leave_words_everywhere(canaria, ines)
    call_command("erase_person", "telecom", canaria.user.email, stdout=StringIO())
    assert posed.current.author_alias == "Mehdi"
    for wrong in ("nobody@example.org", odile.user.email):
        with pytest.raises(CommandError):
            call_command("erase_person", "telecom", wrong, stdout=StringIO())
