"""Whether mail leaves this server, and the addresses that people type.

Until whoever runs it names a mail server, letters are printed on the console and reach nobody: pages say so.
"""
import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

NOWHERE = ("console", "dummy")  # backends of Django that give letters to nobody


def leaves():
    return settings.EMAIL_BACKEND.split(".")[-2] not in NOWHERE


def addresses_in(text):
    """The addresses of a text, each once, in their order; raises ValidationError that names the first which is none."""
    found = list(dict.fromkeys(part for part in re.split(r"[\s,;]+", text) if part))
    for address in found:
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError(_("“%(address)s” is not an e-mail address.") % {"address": address[:80]}) from None
    return found
