"""Erasing a person: their stored names go from every row that can tell it was theirs, then the member goes; seals do not move.

What they said stays, said by nobody known. Sealed content holds aliases only, so that no chain breaks. Rows of protected
tables let exactly these fields change (see Protection.may_change).
"""
from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from project.audit import record

from .chains import alias_of

FORGET = []  # what subjects keep of a person besides names: functions of a member, called when they are erased
NAMES = ("author_alias", "who")  # the fields in which a model keeps the name of whoever spoke


def forgets(function):
    """Have a function called with each member who is erased, before they go."""
    FORGET.append(function)
    return function


def of_person(model, member):
    """The rows of a model that are this member's, or None when it does not say whose they are."""
    fields = {field.name: field for field in model._meta.local_fields}
    whose = Q(pk=None)
    if (link := fields.get("member")) is not None and link.related_model is type(member):
        whose |= Q(member=member)
    if "voice" in fields:
        whose |= Q(voice=alias_of(member))
    return None if whose == Q(pk=None) else models.QuerySet(model).filter(whose)


@transaction.atomic
def forget_names(member):
    """Empty the stored name in every row that is this member's. Returns how many rows changed."""
    changed = 0
    for model in apps.get_models():
        kept = [name for name in NAMES if name in {field.name for field in model._meta.local_fields}]
        rows = of_person(model, member) if kept else None
        if rows is not None:
            changed += rows.update(**dict.fromkeys(kept, ""))
    return changed


@transaction.atomic
def erase_person(*, member):
    """Forget a member's names, take them out of their space, and their account with it when it opens nothing else."""
    space, user, changed = member.space, member.user, forget_names(member)
    for forget in FORGET:
        forget(member)
    record("member.erased", space=space, rows=changed)
    member.delete()
    if not user.memberships.exists() and not user.is_superuser:
        user.delete()
    return changed
