"""Things of a space found by the name or the uuid that a file gives them; refuses what names none, or more than one."""
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from journeys.silences.models import Silence
from project.spaces.models import Member
from workshops.decisions.models import Decision

from .models import Action


def member_called(space, name):
    """The member of `space` with that e-mail or that name; None for nobody or when two share the name."""
    if not name:
        return None
    found = Member.objects.filter(space=space).filter(Q(user__email__iexact=name) | Q(user__name__iexact=name))[:2]
    return found[0] if len(found) == 1 else None


def silence_called(who, name):
    """The silence with that uuid or that label, among those `who` may see; ValidationError when it is not one alone."""
    return _called(Silence.objects.visible_to(who), name, "label", _("No silence here is called “%(name)s”."))


def decision_called(who, name):
    return _called(Decision.objects.visible_to(who), name, "title", _("No decision here is called “%(name)s”."))


def action_called(who, name):
    return _called(Action.objects.visible_to(who), name, "title", _("No action here is called “%(name)s”."))


def _called(found, name, field, complaint):
    try:
        wanted = Q(uuid=UUID(str(name)))
    except ValueError:
        wanted = Q(**{f"{field}__iexact": name})
    rows = list(found.filter(wanted)[:2])
    if len(rows) != 1:
        raise ValidationError(complaint % {"name": str(name)[:80]})
    return rows[0]
