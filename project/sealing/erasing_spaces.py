"""Erasing a whole space with its seals: the one switch that takes triggers off outside tests, and it is logged.

Everything happens in one transaction that keeps every other writer out: the triggers go, the rows that lead to the space go with
its chains, nothing may be left pointing at them, the triggers come back, and every other seal is verified before the commit.
"""
import logging
import shutil

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from project.audit import record
from project.spaces.models import Space, User

from . import queries, triggers
from .beside import path_to_space
from .chains import verify
from .models import SealedRevision


class StillSealed(Exception):
    """Another seal no longer holds: nothing was erased. `broken` says which."""

    def __init__(self, broken):
        super().__init__(str(broken))
        self.broken = broken


@transaction.atomic
def erase_space(*, space):
    """Erase a space, its seals, its files and the accounts that open nothing else. Returns {table: rows}; raises StillSealed."""
    doomed, folders = rows_of(space), folders_of(space)
    alone = User.objects.filter(memberships__space=space, is_superuser=False).exclude(memberships__in=others(space))
    accounts = list(alone.values_list("pk", flat=True))
    connection.check_constraints()  # PostgreSQL alters no table while checks are still waiting
    triggers.drop(connection)
    counts = {model._meta.db_table: gone(model, keys) for model, keys in doomed.items() if keys}
    gone(Space, [space.pk])
    User.objects.filter(pk__in=accounts).delete()
    connection.check_constraints()
    triggers.create(connection)
    if broken := verify():
        raise StillSealed(broken)
    record("space.erased", rows=sum(counts.values()), seals=counts.get(SealedRevision._meta.db_table, 0))
    told = "A space was erased with its seals: %s rows of %s tables"
    logging.getLogger(__name__).warning(told, sum(counts.values()), len(counts))
    transaction.on_commit(lambda: files_gone(space, folders))
    return counts


def others(space):
    from project.spaces.models import Member

    return Member.objects.exclude(space=space)


def rows_of(space):
    """{model: keys} of every row that leads to the space, and of the revisions of its chains."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        path = path_to_space(model)
        if path:
            found[model] = list(model._base_manager.filter(**{path: space}).values_list("pk", flat=True))
    chains = {*queries.chains_of(space), f"redactions:{space.uuid}"}
    found[SealedRevision] = list(SealedRevision.objects.filter(chain__in=chains).values_list("pk", flat=True))
    return found


def gone(model, keys):
    """Delete rows by key, without looking at what points to them: that goes too, and is checked at the end."""
    for start in range(0, len(keys), 500):
        rows = models.QuerySet(model).filter(pk__in=keys[start : start + 500])
        rows._raw_delete(connection.alias)
    return len(keys)


def folders_of(space):
    """The folders that rows of the space keep under DATA_DIR."""
    held = [model for model in apps.get_models() if isinstance(getattr(model, "folder", None), property) and path_to_space(model)]
    return [row.folder for model in held for row in model._base_manager.filter(**{path_to_space(model): space})]


def files_gone(space, folders):
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    for key in (settings.DATA_DIR / "keys").glob(f"*{space.uuid}*"):
        key.unlink(missing_ok=True)
