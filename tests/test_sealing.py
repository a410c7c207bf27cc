"""Seals hold: the model and the database refuse every change, the chain names the first link that was altered."""
import json
import re
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from project.sealing import SealedError, SealedRevision, alias_of, canonical, digest_of, seal, triggers, verify
from tests.seals import tampered

pytestmark = pytest.mark.django_db
TABLE = "sealing_sealedrevision"
HELD = {"rows": [{"silence": "guide", "reading": "Trop long"}]}


def refused_by_database(sql, *params):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return True


@pytest.fixture
def revision():
    return seal("grid:1", HELD, by="member:claire", reason="Octobre")


def test_a_seal_follows_the_one_before_it(revision):
    second = seal("grid:1", {"rows": []}, by="member:claire")
    other = seal("grid:2", {"rows": []})
    assert (revision.number, second.number, other.number) == (1, 2, 1)
    assert revision.previous_digest == other.previous_digest == ""
    assert second.previous_digest == revision.digest == digest_of(revision)
    assert revision.content == HELD and verify() is None


@pytest.mark.parametrize(
    "content, text",
    [
        ({"b": 1, "a": [True, None, 1.0, 1e21, 0.1]}, '{"a":[true,null,1,1e+21,0.1],"b":1}'),
        ({"é": "«\u2028»", "\u20ac": "\x00"}, '{"é":"«\u2028»","€":"\\u0000"}'),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'),
    ],
)
def test_content_is_written_in_one_way_only(content, text):
    assert canonical(content) == text
    assert seal("any", content).body == text and verify() is None


@pytest.mark.parametrize("content", [{"n": float("nan")}, {"n": 2**60}, {"n": {1, 2}}, {"n": "\ud800"}])
def test_what_json_cannot_say_is_not_sealed(content):
    with pytest.raises(ValueError):
        seal("any", content)
    assert not SealedRevision.objects.exists()


def test_a_member_seals_under_an_alias(claire):
    assert seal("any", {}, by=claire).sealed_by == f"member:{claire.uuid}"
    assert str(claire) not in seal("any", {}, by=claire).sealed_by
    assert alias_of(None) == "system"


def test_the_model_refuses_to_change_or_delete(revision):
    revision.body = "{}"
    for change in (revision.save, revision.delete):
        with pytest.raises(SealedError):
            change()


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(reason="autre"),
        lambda rows: rows.update(number=F("number") + 1),
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_update(list(rows), ["reason"]),
        lambda rows: rows.bulk_create(
            list(rows), update_conflicts=True, update_fields=["reason"], unique_fields=["chain", "number"]
        ),
        lambda rows: rows.update_or_create(defaults={"reason": "autre"}, chain="grid:1", number=1),
    ],
)
def test_querysets_refuse_in_bulk(revision, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change(SealedRevision.objects.all())
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedRevision.objects.all()._raw_delete("default")
    assert SealedRevision.objects.get().content == HELD and verify() is None


def test_raw_sql_is_refused_by_the_database(revision):
    assert refused_by_database(f"UPDATE {TABLE} SET body = '{{}}'")
    assert refused_by_database(f"UPDATE {TABLE} SET reason = reason WHERE id = %s", revision.pk)
    assert refused_by_database(f"DELETE FROM {TABLE}")
    if connection.vendor == "postgresql":
        assert refused_by_database(f"TRUNCATE {TABLE} CASCADE")
        assert refused_by_database(f"SET LOCAL session_replication_role = replica; DELETE FROM {TABLE}")
    else:
        columns = "id, uuid, chain, number, body, digest, previous_digest, sealed_by, sealed_at, reason"
        copy = columns.replace("body", "'{}'")
        assert refused_by_database(f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {copy} FROM {TABLE}")
        other = copy.replace("id,", "id + 9,", 1).replace("uuid", "'0'").replace(" digest", " 'd'")
        assert refused_by_database(f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {other} FROM {TABLE}")
    assert SealedRevision.objects.get().content == HELD and verify() is None


def test_an_administration_site_is_refused_too(revision):
    from django.contrib.admin import AdminSite, ModelAdmin

    admin = ModelAdmin(SealedRevision, AdminSite())
    revision.reason = "autre"
    for act in (
        lambda: admin.save_model(None, revision, None, change=True),
        lambda: admin.delete_model(None, revision),
        lambda: admin.delete_queryset(None, SealedRevision.objects.all()),
    ):
        with pytest.raises(SealedError):
            act()


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 1},  # a fork
        {"number": 0},
        {"number": 3, "previous_digest": ""},
        {"chain": "grid:2", "number": 1, "previous_digest": "ab"},
    ],
)
def test_the_database_refuses_links_that_cannot_be(revision, fields):
    row = {"chain": "grid:1", "number": 2, "body": "{}", "digest": "x" * 64, "previous_digest": revision.digest}
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedRevision.objects.create(**{**row, **fields})
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedRevision.objects.create(**{**row, "digest": revision.digest})


@pytest.fixture
def tampering():
    """Changes made by someone who could drop the triggers: the chain is what tells."""

    return tampered


@pytest.mark.parametrize(
    "altered, number",
    [
        ("UPDATE {} SET body = replace(body, 'Trop long', 'Trop lent') WHERE chain = 'a' AND number = 2", 2),
        ("UPDATE {} SET body = ' ' || body WHERE chain = 'a' AND number = 1", 1),
        ("UPDATE {} SET body = 'x' WHERE chain = 'a' AND number = 3", 3),
        ("UPDATE {} SET reason = 'autre' WHERE chain = 'a' AND number = 2", 2),
        ("UPDATE {} SET sealed_by = 'member:jean' WHERE chain = 'a' AND number = 3", 3),
        ("UPDATE {} SET sealed_at = '2020-01-01 00:00:00' WHERE chain = 'a' AND number = 1", 1),
        ("DELETE FROM {} WHERE chain = 'a' AND number = 2", 3),
        ("UPDATE {} SET chain = 'c' WHERE chain = 'a' AND number = 3", 3),
    ],
)
def test_the_verifier_names_the_first_broken_link(tampering, altered, number):
    for chain in ("a", "b"):
        for count in range(3):
            seal(chain, {**HELD, "count": count})
    tampering(altered.format(TABLE))
    broken = verify()
    assert broken.number == number and broken.what
    assert broken.chain == ("c" if "'c'" in altered else "a") and verify("b") is None
    with pytest.raises(CommandError, match=re.escape(f"{broken.chain}") + f".*{number}"):
        call_command("verify_seals", stdout=StringIO())
    call_command("verify_seals", chain="b", stdout=StringIO())


def test_one_byte_of_an_exported_copy_is_enough(revision):
    copy = SealedRevision.objects.get()
    for place in range(len(copy.body)):
        altered = copy.body[:place] + chr(ord(copy.body[place]) ^ 1) + copy.body[place + 1 :]
        try:
            json.loads(altered)
        except ValueError:
            continue
        copy.body = altered
        assert digest_of(copy) != copy.digest
    copy.body = canonical(HELD)
    assert digest_of(copy) == copy.digest


def test_the_verifier_says_when_the_database_stopped_refusing(revision):
    answer = StringIO()
    call_command("verify_seals", stdout=answer)
    assert "1 " in answer.getvalue()
    triggers.drop(connection)
    with pytest.raises(CommandError, match="sealed_sealing_sealedrevision_delete"):
        call_command("verify_seals")
    triggers.create(connection)


@pytest.mark.django_db(transaction=True)
def test_two_seals_at_once_do_not_fork_the_chain():
    def seal_and_leave(count):
        try:
            return seal("grid:1", {"count": count}).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        numbers = list(people.map(seal_and_leave, range(12)))
    assert sorted(numbers) == list(range(1, 13)) and verify() is None
