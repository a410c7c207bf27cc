"""Whoever holds the server's own command line: may do everything in one space, and is nobody in particular."""
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from project.audit import record

from .doors import CLOSED
from .models import Space


class Operator:
    """Stands where a Member stands (`by=`) when a command runs; audit rows and seals name nobody."""

    member = pk = None

    def __init__(self, space):
        self.space = space

    def __str__(self):
        return "system"

    def at_least(self, role):
        return True

    @classmethod
    @transaction.atomic
    def of(cls, slug):
        """The operator of the space `slug`, which is created when it does not exist. ValidationError for a bad slug, or when
        it is closed."""
        from .forms import RESERVED

        space = Space.objects.filter(slug=slug).first()
        if space is None:
            validate_slug(slug)
            if slug in RESERVED - {"demo"} or len(slug) > 60:  # `demo` is one page, which a space may stand beside
                raise ValidationError(f"{slug}: this address is taken by a page of the house. Choose another.")
            space = Space.objects.create(slug=slug, name=slug)
            record("space.created", space=space, about=space)
        if space.closed_at is not None:
            raise ValidationError(_(CLOSED))
        return cls(space)
