"""How an organisation writes the shape of its references: # for a digit, @ for a letter. Refuses what would match anything."""
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PATTERN = re.compile(r"[\w#@/ .-]{3,40}")


def checked_patterns(patterns):
    found = [pattern.strip() for pattern in patterns if pattern.strip()]
    wrong = [pattern for pattern in found if not PATTERN.fullmatch(pattern) or not set("#@") & set(pattern)]
    if wrong or len(found) > 20:
        raise ValidationError(
            {"patterns": _("Write references as CMD-######: # for a digit, @ for a letter; 20 at most.")}
        )
    return found
