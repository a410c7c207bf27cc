"""The five roles of a space, from the least to the most."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    CONTRIBUTOR = "contributor", _("contributor")
    FACILITATOR = "facilitator", _("facilitator")
    MANAGER = "manager", _("manager")
    GUARDIAN = "guardian", _("guardian")
    OWNER = "owner", _("owner")


ORDER = [role.value for role in Role]
