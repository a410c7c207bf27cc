"""Queries written once give what the ORM gives, each time they are asked."""
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from project.prepared import Prepared, insert, update
from project.spaces.models import Member, Space
from tests import make

members = Prepared(
    lambda slug: Member.objects.select_related("space", "user").filter(space__slug=slug).order_by("pk"), slug=models.SlugField()
)
by_uuid = Prepared(lambda uuid: Space.objects.filter(uuid=uuid), uuid=models.UUIDField())
roles = Prepared(
    lambda space: Member.objects.filter(space=space).values_list("role").annotate(Count("pk")).order_by("role"),
    space=models.IntegerField(),
)


def test_rows_are_the_models_that_the_orm_gives(telecom, claire, mehdi, victor):
    for space in (telecom, victor.space, telecom):
        plain = list(Member.objects.filter(space=space).order_by("pk"))
        found = members.all(slug=space.slug)
        assert found == plain and [one.trade for one in found] == [one.trade for one in plain]
        assert {one.space for one in found} == {space} and [one.user for one in found] == [one.user for one in plain]
        assert all(one.pk and not one._state.adding and one._state.db == "default" for one in found)
    assert members.all(slug="nowhere") == []


def test_what_is_found_costs_one_query_with_its_relations(telecom, claire, mehdi):
    with CaptureQueriesContext(connection) as queries:
        assert {(one.space.name, one.user.email != "") for one in members.all(slug=telecom.slug)} == {(telecom.name, True)}
    assert len(queries) == 1


def test_values_are_written_as_the_database_keeps_them(telecom, victor):
    assert by_uuid.first(uuid=telecom.uuid) == telecom and by_uuid.first(uuid=str(victor.space.uuid)) == victor.space
    assert by_uuid.first(uuid=uuid4()) is None
    assert by_uuid.first(uuid=telecom.uuid).created_at == telecom.created_at  # converted back as well


def test_tuples_and_counts_come_too(telecom, claire, mehdi, sophie, victor):
    assert roles.all(space=telecom.pk) == [("contributor", 2), ("facilitator", 1)]
    assert roles.all(space=victor.space.pk) == [("owner", 1)]


def test_what_others_wrote_since_is_seen(telecom):
    make.member("Inès", "guardian", of=telecom)
    assert len(members.all(slug=telecom.slug)) == 1
    make.member("Ana", "manager", of=telecom)
    assert len(members.all(slug=telecom.slug)) == 2


def test_a_value_that_is_none_or_missing_is_refused(db):
    with pytest.raises(ValueError, match="slug is None"):
        members.all(slug=None)
    with pytest.raises(KeyError):
        members.all()


def test_a_hostile_value_is_a_value(telecom, claire):
    assert members.all(slug="' OR 1=1 --") == [] and members.all(slug="%s") == []


def test_a_row_is_kept_as_the_orm_would_keep_it(telecom):
    new, plain = (Space(name=name, slug=name.lower(), language="en") for name in ("Ailleurs", "Encore"))
    insert(new)
    plain.save()
    assert new.pk and not new._state.adding and new._state.db == "default"
    kept, expected = (Space.objects.filter(pk=one.pk).values().get() for one in (new, plain))
    own = {"id", "uuid", "name", "slug", "created_at"}
    assert all(kept[name] == expected[name] for name in kept if name not in own)
    assert kept["uuid"] == new.uuid and kept["created_at"] == new.created_at


def test_the_database_refuses_what_it_refuses_the_orm(telecom):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Space(name="Double", slug=telecom.slug))


def test_only_what_is_named_changes(telecom, victor):
    telecom.name, telecom.mask_below = "Autre nom", 30
    with CaptureQueriesContext(connection) as queries:
        update(telecom, "name")
    kept = Space.objects.get(pk=telecom.pk)
    assert len(queries) == 1 and (kept.name, kept.mask_below) != ("Autre nom", 30) and kept.name == "Autre nom"
    assert Space.objects.get(pk=victor.space.pk).name == victor.space.name
