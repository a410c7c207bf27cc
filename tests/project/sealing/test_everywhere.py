"""Words that must go leave the whole space at once, by two people: seals, published rows, drafts, drawings, searching, rooms."""
import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from journeys.maps.models import DraftTouchpoint, JourneyVersion
from observations.grids import actions as grids
from observations.grids.models import GridVersion, RowDissent
from observations.hypotheses import actions as hypotheses
from observations.hypotheses.models import Evidence, HypothesisVersion
from observations.traces import reading
from observations.traces.models import Fragment, Mark
from project.sealing import actions, beside, everywhere, pointers, verify, wording
from project.sealing.models import RedactedPlace, Redaction, Tombstone
from project.spaces.models import AuditEvent
from tests.observations import make
from tests.seals import tampered
from workshops.room.models import Event, Note

pytestmark = pytest.mark.django_db
CANARY = "Zyganova"
WHY = "Une personne est nommée."


def everything():
    """Every value of every table of the database, as one text."""
    with connection.cursor() as cursor:
        held = []
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            held.append(f"{table} {cursor.fetchall()}")
    return "\n".join(held)


@pytest.fixture
def named(world):
    """The example, in which somebody is named in every kind of place."""
    claire, ines = world.cast["Claire"], world.cast["Inès"]
    hypothesis = hypotheses.pose_hypothesis(by=claire, statement=f"Mme {CANARY} n’a pas *osé*.")
    hypotheses.give_evidence(by=claire, hypothesis=hypothesis, stance="for", text=f"Dit par {CANARY.lower()}.")
    hypotheses.register_dissent(by=claire, hypothesis=hypothesis, text=f"Et {CANARY} ?", anonymous=True)
    grid = GridVersion.objects.filter(grid__space=world.space).first().grid
    row = grid.rows.kept().first()
    grids.differ(by=claire, row=row, text=f"Pas d’accord avec {CANARY}.")
    column = next(column.key for column in row.columns if column.kind == "text")
    grids.write_cell(by=claire, row=row, column=column, text=f"La cliente {CANARY} a renoncé.")
    grids.seal_version(by=claire, grid=grid, title=f"Après {CANARY}")
    fragment = make.trace(ines, make.trace_source(claire, ines, "Courriers"), "Le guide est trop long, dit la cliente.")
    said = f"Le guide est trop long, dit {CANARY}. Elle renonce."
    Fragment.objects.filter(pk=fragment.pk).update(text=said, words=" guid zyganova ")
    fragment.refresh_from_db()
    reading.mark_passage(by=claire, fragment=fragment, exact=f"dit {CANARY}.", memo=f"{CANARY}, encore")
    reading.mark_passage(by=claire, fragment=fragment, exact="renonce", label="abandon")
    note = Note.objects.filter(step__session=world.finished).first()
    Note.objects.filter(pk=note.pk).update(text=f"{CANARY} l’a dit", html=f"<p>Zyga<em>nova</em> et {CANARY}</p>")
    event = Event.objects.filter(session=world.finished).first()
    Event.objects.filter(pk=event.pk).update(payload={**event.payload, "said": [f"{CANARY} parle"]})
    return fragment


def test_two_people_empty_every_place_and_the_whole_database_forgets(named, world, client_of):
    ines, claire = world.cast["Inès"], world.cast["Claire"]
    assert CANARY in everything()
    redaction = everywhere.propose(by=ines, words=CANARY, reason=WHY)
    listed = {(what, column) for what, column, _n in everywhere.named_places(redaction)}
    assert {what for what, _column in listed} >= {
        "la formulation d’une hypothèse", "un fragment libéré", "un passage marqué", "le déroulé d’une séance",
    }  # fmt: skip
    kept = [list(model.objects.values()) for model in (Redaction, RedactedPlace, AuditEvent)]
    assert CANARY.casefold() not in str(kept).casefold()
    with pytest.raises(ValidationError):
        everywhere.confirm(by=ines, redaction=redaction)
    everywhere.confirm(by=claire, redaction=redaction)

    left = everything().casefold()
    assert CANARY.casefold() not in left and "zyga" not in left
    assert verify() is None
    named.refresh_from_db()
    assert named.text == f"Le guide est trop long, dit {beside.BAR * len(CANARY)}. Elle renonce."
    assert all(named.text[mark.start : mark.end] == mark.exact for mark in Mark.objects.filter(fragment=named))
    assert "renonc" in named.words
    assert GridVersion.objects.filter(title=pointers.TOMBSTONE).exists()
    assert not redaction.places.exclude(value="", mark="").exists()
    assert beside.found(world.space, CANARY) == []
    page = client_of(claire).get("/telecom/seals/redactions/")
    assert page.status_code == 200
    assert everywhere.confirm(by=claire, redaction=redaction).state == "confirmed"  # again is nothing more


def test_a_published_map_keeps_saying_what_its_seal_says(world):
    claire, ines = world.cast["Claire"], world.cast["Inès"]
    from journeys.maps import actions as maps

    version = JourneyVersion.objects.filter(journey__space=world.space).first()
    touchpoint = DraftTouchpoint.objects.filter(journey=version.journey).first()
    DraftTouchpoint.objects.filter(pk=touchpoint.pk).update(note=f"Voir {CANARY}")
    maps.publish_version(by=claire, journey=version.journey)
    version = version.journey.latest
    assert CANARY in str(version.content)
    everywhere.confirm(by=claire, redaction=everywhere.propose(by=ines, words=CANARY, reason=WHY))
    assert CANARY not in everything() and verify() is None
    assert pointers.TOMBSTONE in str(JourneyVersion.objects.get(pk=version.pk).content)


def test_the_database_lets_that_change_through_and_no_other(named, world):
    ines, claire = world.cast["Inès"], world.cast["Claire"]
    row = HypothesisVersion.objects.get(statement__contains=CANARY)
    table = HypothesisVersion._meta.db_table

    def refused(change, *params):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {change} WHERE id = %s", [*params, row.pk])
        return True

    redaction = everywhere.propose(by=ines, words=CANARY, reason=WHY)
    wanted = RedactedPlace.objects.get(redaction=redaction, table=table, key=row.pk, column="statement").value
    assert refused("statement = %s", wanted)  # proposed is not confirmed
    everywhere.confirm(by=claire, redaction=redaction)
    assert HypothesisVersion.objects.get(pk=row.pk).statement == wanted
    for change in ("statement = 'autre'", "reason = 'autre'", "statement = statement", "statement = ''"):
        assert refused(change), change
    for model in (RowDissent, Evidence):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {model._meta.db_table} SET text = 'autre'")
    tampered(f"INSERT INTO sealing_redactedplace (redaction_id, \"table\", \"key\", \"column\", value, mark) "
             f"VALUES ({redaction.pk}, 'x', 1, 'y', 'z', '')")  # fmt: skip
    assert verify() is not None  # a place nobody agreed to is told


def test_a_place_that_changed_in_between_stops_it_and_declining_leaves_the_words(named, world):
    ines, claire, mehdi = (world.cast[name] for name in ("Inès", "Claire", "Mehdi"))
    redaction = everywhere.propose(by=ines, words=CANARY, reason=WHY)
    Mark.objects.filter(memo__contains=CANARY).update(memo="Autre chose, sans nom")
    with pytest.raises(ValidationError):
        everywhere.confirm(by=claire, redaction=redaction)
    assert CANARY in everything() and Mark.objects.filter(memo="Autre chose, sans nom").exists()
    everywhere.decline(by=claire, redaction=redaction)
    assert CANARY in everything() and not Tombstone.objects.filter(redaction=redaction, state="proposed").exists()
    with pytest.raises(ValidationError):
        everywhere.confirm(by=claire, redaction=redaction)
    for words, reason in ((CANARY, ""), (CANARY, f"Retirer {CANARY}"), ("Nulle part ici", WHY), ("x", WHY)):
        with pytest.raises(ValidationError):
            everywhere.propose(by=ines, words=words, reason=reason)
    with pytest.raises(PermissionDenied):
        everywhere.propose(by=mehdi, words=CANARY, reason=WHY)


def test_the_page_names_the_places_and_two_people_do_it(named, world, client_of):
    ines, claire, mehdi = (world.cast[name] for name in ("Inès", "Claire", "Mehdi"))
    path = "/telecom/seals/redactions/"
    found = client_of(ines).post(path, {"words": CANARY}).content.decode()
    assert "le déroulé d’une séance" in found and "énoncé" in found
    assert client_of(mehdi).post(f"{path}everywhere/", {"words": CANARY, "reason": WHY}).status_code == 403
    assert client_of(ines).post(f"{path}everywhere/", {"words": CANARY, "reason": CANARY}).status_code == 422
    assert client_of(ines).post(f"{path}everywhere/", {"words": CANARY, "reason": WHY}).status_code == 302
    redaction = Redaction.objects.filter(reason=WHY).get()
    assert client_of(ines).post(f"{path}everywhere/{redaction.uuid}/confirmation/").status_code == 422
    assert "ce qui a été dit" in client_of(claire).get(path).content.decode()
    assert client_of(claire).post(f"{path}everywhere/{redaction.uuid}/confirmation/").status_code == 302
    assert CANARY not in everything()


def test_words_in_the_reasons_of_seals_and_of_earlier_redactions_go_too(world):
    claire, ines = world.cast["Claire"], world.cast["Inès"]
    grid = GridVersion.objects.filter(grid__space=world.space).first().grid
    grids.write_cell(by=claire, row=grid.rows.kept().first(), column="reading", text="La cliente Brumeau a renoncé.")
    grids.seal_version(by=claire, grid=grid, title="Encore", reason=f"À la demande de {CANARY}")
    slip = everywhere.propose(by=ines, words="Brumeau", reason=f"{CANARY} l’a demandé.")
    everywhere.confirm(by=claire, redaction=slip)
    assert CANARY in everything()
    redaction = everywhere.propose(by=ines, words=CANARY, reason=WHY)
    assert {one.pointer for one in redaction.tombstones.all()} == {pointers.REASON}
    assert "une expurgation antérieure" in str(everywhere.named_places(redaction))
    everywhere.confirm(by=claire, redaction=redaction)
    assert CANARY not in everything() and "Brumeau" not in everything() and verify() is None
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE sealing_tombstone SET reason = 'autre'")


def test_every_place_that_may_be_emptied_has_a_name_of_its_own_in_french():
    nameless = [
        (model._meta.label_lower, column)
        for model in apps.get_models()
        if beside.path_to_space(model)
        for column in beside.columns(model)
        if model._meta.label_lower not in wording.THINGS or column not in wording.COLUMNS
    ]
    assert nameless == []


def test_one_place_alone_is_still_refused_by_halves(named, world):
    version = GridVersion.objects.get(title__contains=CANARY)
    with pytest.raises(ValidationError):
        actions.propose_redaction(by=world.cast["Inès"], revision=version.revision, pointer="/title", reason=WHY)
