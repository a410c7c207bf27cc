"""Personal data that slipped into a seal: two people take it out, the break stays visible, and nothing else can change."""
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from observations.grids import actions as grids
from project.sealing import SealedRevision, actions, pointers, queries, redactions, seal, verify
from project.sealing.models import Tombstone
from project.spaces.models import AuditEvent
from tests import make as people
from tests.observations import make
from tests.seals import tampered

pytestmark = pytest.mark.django_db
NAME = "Madame Canari"


@pytest.fixture
def version(claire):
    """A sealed grid whose reading names somebody, followed by another version."""
    journey = make.journey(claire.space)
    grid = grids.open_grid(by=claire, journey=journey)
    row = grids.add_row(by=claire, grid=grid, silence=make.silence(journey))
    column = next(column for column in row.columns if column.written and column.kind == "text").key
    grids.write_cell(by=claire, row=row, column=column, text=f"{NAME} n’a pas osé appeler.")
    first = grids.seal_version(by=claire, grid=grid, title="Octobre")
    grids.write_cell(by=claire, row=row, column=column, text="Une cliente n’a pas osé appeler.")
    grids.seal_version(by=claire, grid=grid, title="Novembre")
    first.place = pointers.places(first.content, NAME)[0][0]
    return first


def proposed(by, version, reason="Une personne est nommée."):
    return actions.propose_redaction(by=by, revision=version.revision, pointer=version.place, reason=reason)


def body_of(version):
    return SealedRevision.objects.get(pk=version.revision_id).body


def refused(sql, *params):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return True


def test_two_people_take_words_out_and_the_chain_tells(version, ines, odile, client_of):
    before = SealedRevision.objects.get(pk=version.revision_id)
    tombstone = proposed(ines, version)
    assert NAME in body_of(version) and not redactions()
    with pytest.raises(ValidationError):
        actions.confirm_redaction(by=ines, tombstone=tombstone)
    assert NAME in body_of(version)
    actions.confirm_redaction(by=odile, tombstone=tombstone)

    after = SealedRevision.objects.get(pk=version.revision_id)
    assert NAME not in after.body and pointers.TOMBSTONE in after.body and after.digest == before.digest
    assert verify() is None and [one.pk for one in redactions(version.grid.chain)] == [tombstone.pk]
    said = StringIO()
    call_command("verify_seals", stdout=said)
    assert "deux personnes" in said.getvalue() and version.grid.chain in said.getvalue()
    everywhere = [list(model.objects.values()) for model in (AuditEvent, Tombstone, SealedRevision)]
    assert NAME not in str(everywhere)
    page = client_of(ines).get(f"/telecom/grids/{version.grid.uuid}/versions/1/").content.decode()
    assert NAME not in page and pointers.TOMBSTONE in page
    left = AuditEvent.objects.filter(verb__startswith="seal.").values_list("verb", flat=True)
    assert list(left) == ["seal.redaction_proposed", "seal.redacted"]


def test_the_database_still_refuses_every_other_change(version, ines, odile):
    table, pk = "sealing_sealedrevision", version.revision_id
    tombstone = proposed(ines, version)
    assert refused(f"UPDATE {table} SET body = '{{}}' WHERE id = %s", pk)  # proposed is not confirmed
    actions.confirm_redaction(by=odile, tombstone=tombstone)
    assert refused(f"UPDATE {table} SET body = '{{}}' WHERE id = %s", pk)
    assert refused(f"UPDATE {table} SET body = '' WHERE id = %s", pk)
    assert refused(f"UPDATE {table} SET reason = 'autre' WHERE id = %s", pk)
    assert refused(f"UPDATE {table} SET body = body, digest = 'x' WHERE id = %s", pk)
    assert refused(f"DELETE FROM {table} WHERE id = %s", pk)
    changes = ("body = 'x'", "decided_by = 'member:x'", "state = 'proposed'", "pointer = '/title'", "reason = 'x', body = ''")
    for change in changes:
        assert refused(f"UPDATE sealing_tombstone SET {change} WHERE id = %s", tombstone.pk), change
    assert refused("DELETE FROM sealing_tombstone WHERE id = %s", tombstone.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tombstone.objects.create(
            space=ines.space, revision=version.revision, pointer="/title", reason="x", state="confirmed", proposed_by="a",
            decided_by="a", redacted_digest="x", sealed_as=1, decided_at=tombstone.decided_at, body="{}",
        )  # fmt: skip
    assert verify() is None


def test_what_was_redacted_cannot_be_altered_further_in_secret(version, ines, odile):
    actions.confirm_redaction(by=odile, tombstone=proposed(ines, version))
    tampered(f"UPDATE sealing_sealedrevision SET body = replace(body, 'redacted', 'Redacted') WHERE id = {version.revision_id}")
    assert verify().number == version.number
    with pytest.raises(CommandError):
        call_command("verify_seals", stdout=StringIO())


def test_a_second_redaction_of_the_same_revision_leaves_nothing_of_the_first(version, ines, odile):
    actions.confirm_redaction(by=odile, tombstone=proposed(ines, version))
    version.place = "/rows/0/silence/label"
    label = version.revision.text_at(version.place)
    actions.confirm_redaction(by=ines, tombstone=proposed(odile, version, "Le libellé désigne quelqu’un."))
    assert verify() is None and len(redactions()) == 2 and body_of(version).count(pointers.TOMBSTONE) == 2
    assert label not in body_of(version) and not Tombstone.objects.exclude(body="").exists()


def test_the_reason_of_a_seal_is_taken_out_too_and_verifying_still_names_any_other_change(version, ines, odile):
    revision = seal("grid:" + str(version.grid.uuid), {"x": 1}, odile, f"Relu avec {NAME}")
    place = [found for found in queries.places(ines.space, NAME) if found.revision == revision]
    assert [found.pointer for found in place] == [pointers.REASON]
    tombstone = actions.propose_redaction(by=ines, revision=revision, pointer=pointers.REASON, reason="Une personne est nommée.")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE sealing_sealedrevision SET reason = %s WHERE id = %s", [pointers.TOMBSTONE, revision.pk])
    actions.confirm_redaction(by=odile, tombstone=tombstone)
    revision.refresh_from_db()
    assert revision.reason == pointers.TOMBSTONE and revision.content == {"x": 1} and verify() is None
    for change in ("reason = ''", "reason = 'autre'", "body = '{}'", "sealed_by = 'system'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE sealing_sealedrevision SET {change} WHERE id = {revision.pk}")
    tampered(f"UPDATE sealing_sealedrevision SET reason = 'autre' WHERE id = {revision.pk}")
    assert verify().number == revision.number


def test_what_a_published_row_repeats_is_not_redacted_by_halves(version, ines):
    version.place = "/title"
    with pytest.raises(ValidationError, match="repeats|répète"):
        proposed(ines, version)


def test_only_guardians_of_the_space_propose_and_a_reason_never_repeats_the_words(version, mehdi, ana, ines, victor):
    for who in (mehdi, ana, victor):
        with pytest.raises((PermissionDenied, ValidationError)):
            proposed(who, version)
    for reason in ("", "  ", f"Enlever : {NAME} n’a pas osé appeler."):
        with pytest.raises(ValidationError):
            proposed(ines, version, reason)
    for place in ("/format", "/nulle/part", "/rows", "/rows/0/silence/uuid"):
        version.place = place
        with pytest.raises(ValidationError):
            proposed(ines, version)
    foreign = seal("grid:of-nobody", {"title": NAME})
    with pytest.raises(ValidationError):
        actions.propose_redaction(by=ines, revision=foreign, pointer="/title", reason="x")
    assert not Tombstone.objects.exists()


def test_a_declined_proposal_changes_nothing_and_may_be_made_again(version, ines, odile):
    tombstone = proposed(ines, version)
    assert proposed(ines, version) == tombstone
    actions.decline_redaction(by=odile, tombstone=tombstone)
    with pytest.raises(ValidationError):
        actions.confirm_redaction(by=odile, tombstone=tombstone)
    assert NAME in body_of(version) and proposed(odile, version) != tombstone


def test_guardians_find_the_words_propose_and_confirm_on_one_page(version, ines, odile, mehdi, client_of):
    path = "/telecom/seals/redactions/"
    assert client_of(mehdi).get(path).status_code == 403
    found = client_of(ines).post(path, {"words": "madame canari"})
    assert found.status_code == 200 and NAME in found.content.decode()
    given = {"revision": version.revision.uuid, "pointer": version.place, "reason": "Une personne est nommée."}
    assert client_of(ines).post(f"{path}proposals/", given).status_code == 302
    tombstone = Tombstone.objects.get()
    assert client_of(ines).post(f"{path}{tombstone.uuid}/confirmation/").status_code == 422
    assert client_of(odile).post(f"{path}{tombstone.uuid}/confirmation/").status_code == 302
    page = client_of(odile).get(path).content.decode()
    assert NAME not in page and "Inès" in page and "Odile" in page
    stranger = people.member("Vera", "guardian", of=people.space("other", "Autre"))
    assert client_of(stranger).post(f"/other/seals/redactions/{tombstone.uuid}/declination/").status_code == 404


@pytest.mark.parametrize("content, words, pointer", [
    ({"a": [{"b/c": "mot"}]}, "MOT", "/a/0/b~1c"), ({"~": "un mot"}, "mot", "/~0"), (["x", "mot"], "mot", "/1"),
])  # fmt: skip
def test_places_are_json_pointers(content, words, pointer):
    assert [place for place, _text in pointers.places(content, words)] == [pointer]
    assert pointers.places(pointers.without(content, pointer), words) == [] and pointers.places(content, words)
