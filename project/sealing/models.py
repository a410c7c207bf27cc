"""Sealed rows: written once, then refused every change, here with a clear word and in the database by triggers."""
import json
import uuid

from django.db import IntegrityError, models
from django.db.models import Q
from django.utils import timezone

from .protection import protect


class SealedError(IntegrityError):
    """Somebody tried to change what is sealed; the same kind of error as the database's own refusal."""

    def __init__(self, model):
        super().__init__(f"{model._meta.label} is sealed: its rows are never changed or deleted; write a new one")


class SealedQuerySet(models.QuerySet):
    """Rows can be added and read, nothing else."""

    def update(self, **values):
        raise SealedError(self.model)

    def delete(self):
        raise SealedError(self.model)

    def bulk_update(self, *args, **options):
        raise SealedError(self.model)

    def bulk_create(self, objs, *args, update_conflicts=False, **options):
        if update_conflicts:
            raise SealedError(self.model)
        return super().bulk_create(objs, *args, **options)

    update.alters_data = delete.alters_data = True
    delete.queryset_only = True


class Sealed(models.Model):
    """Base of models whose rows are written once; `protect` them too, so that raw SQL is refused as well.

    The only place of the house that overrides save and delete: to refuse, never to do more.
    """

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **options):
        if not self._state.adding:
            raise SealedError(type(self))
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args, **options):
        raise SealedError(type(self))


@protect
class SealedRevision(Sealed):
    """One link of a chain. `body` is the canonical JSON (RFC 8785) of the content, the very text that was hashed.

    digest = SHA-256 of the previous digest followed by the canonical JSON of the whole row (see chains.digest_of).
    Holds no personal data: content is made of released text, `sealed_by` is an alias such as `member:<uuid>`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chain = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    body = models.TextField()
    digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64, blank=True)
    sealed_by = models.CharField(max_length=120)
    sealed_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="sealed_once_per_number"),
            models.UniqueConstraint(fields=["digest"], name="sealed_digest_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="sealed_from_one"),
            models.CheckConstraint(
                condition=Q(number=1, previous_digest="") | Q(number__gt=1) & ~Q(previous_digest=""),
                name="sealed_first_alone_has_no_previous",
            ),
        ]

    def __str__(self):
        return f"{self.chain} {self.number}"

    @property
    def content(self):
        return json.loads(self.body)
