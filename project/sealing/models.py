"""Sealed rows: written once, then refused every change, here with a clear word and in the database by triggers."""
import json
import uuid

from django.db import IntegrityError, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

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


def same(quote, names):
    return " AND ".join(f"NEW.{quote(name)} = OLD.{quote(name)}" for name in names.split())


def redacted(quote):
    """SQL that is true of the one change of a revision that is let through: to the body a confirmed tombstone holds just now."""
    return (
        f"{same(quote, 'id uuid chain number digest previous_digest sealed_by sealed_at reason')}"
        f" AND EXISTS (SELECT 1 FROM {quote('sealing_tombstone')} AS t WHERE t.revision_id = OLD.id"
        " AND t.state = 'confirmed' AND t.body <> '' AND t.body = NEW.body AND t.decided_by <> t.proposed_by)"
    )


@protect(unless=redacted)
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


def told(tombstone):
    """What `verify` compares with the chain of redactions: nothing while nobody has confirmed."""
    if tombstone.state != Tombstone.State.CONFIRMED:
        return None
    return tombstone.chain, tombstone.sealed_as, tombstone.as_dict()


def applied(quote):
    """SQL that is true of the one change of a confirmed tombstone: once the revision has its body, it forgets it."""
    names = "id uuid space_id revision_id pointer reason state proposed_by proposed_at decided_by decided_at"
    group = f"COALESCE(NEW.{quote('redaction_id')}, 0) = COALESCE(OLD.{quote('redaction_id')}, 0)"
    return f"{same(quote, names + ' redacted_digest sealed_as')} AND {group} AND NEW.{quote('body')} = ''"


@protect(once=("state", "confirmed"), witness=told, unless=applied)
class Tombstone(models.Model):
    """A text of a sealed revision that two people took out. Confirmed, it is sealed itself.

    `body` holds what the revision will say, for the moment of the change alone: kept, it would repeat what a later tombstone
    takes out. Nothing here holds the words, nor a digest of them alone (short texts would be guessed from it).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("redaction of a seal", "proposed")
        CONFIRMED = "confirmed", pgettext_lazy("redaction of a seal", "confirmed")
        DECLINED = "declined", pgettext_lazy("redaction of a seal", "declined")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="+")
    revision = models.ForeignKey(SealedRevision, models.PROTECT, related_name="tombstones")
    pointer = models.CharField(max_length=300)  # RFC 6901
    redaction = models.ForeignKey("Redaction", models.PROTECT, null=True, blank=True, related_name="tombstones")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    body = models.TextField(blank=True)
    redacted_digest = models.CharField(max_length=64, blank=True)
    sealed_as = models.PositiveIntegerField(null=True, blank=True)  # its number in the chain of redactions

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="tombstone_says_why"),
            models.UniqueConstraint(
                fields=["revision", "pointer"], condition=Q(state="proposed"), name="tombstone_proposed_once_per_place"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by="", body="")
                | Q(state="declined", body="") & ~Q(decided_by="")
                | Q(state="confirmed", sealed_as__isnull=False, decided_at__isnull=False)
                & ~Q(redacted_digest="") & ~Q(decided_by="") & ~Q(decided_by=F("proposed_by")),
                name="tombstone_confirmed_by_another_person",
            ),
        ]  # fmt: skip

    @property
    def chain(self):
        """Name of the chain that seals the redactions of its space."""
        return f"redactions:{self.space.uuid}"

    @property
    def waiting(self):
        return self.state == self.State.PROPOSED

    def as_dict(self):
        """What its own seal says."""
        return {
            "chain": self.revision.chain, "number": self.revision.number, "digest": self.revision.digest,
            "pointer": self.pointer, "redacted_digest": self.redacted_digest, "proposed_by": self.proposed_by,
            "confirmed_by": self.decided_by, "on": self.decided_at.date().isoformat(),
        }  # fmt: skip


def listed(redaction):
    """What `verify` compares with the chain of redactions: nothing while nobody has confirmed."""
    if redaction.state != Tombstone.State.CONFIRMED:
        return None
    return redaction.chain, redaction.sealed_as, redaction.as_dict()


@protect(once=("state", "confirmed"), witness=listed)
class Redaction(models.Model):
    """The same words taken out everywhere at once by two people: tombstones in seals, and the values beside them.

    Nothing here holds the words: a place knows where they stand and what will stand there instead.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="+")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=Tombstone.State, default=Tombstone.State.PROPOSED)
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    sealed_as = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="redaction_says_why"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by="")
                | Q(state="declined") & ~Q(decided_by="")
                | Q(state="confirmed", sealed_as__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by="") & ~Q(decided_by=F("proposed_by")),
                name="redaction_confirmed_by_another_person",
            ),
        ]  # fmt: skip

    @property
    def chain(self):
        """Name of the chain that seals the redactions of its space."""
        return f"redactions:{self.space.uuid}"

    @property
    def waiting(self):
        return self.state == Tombstone.State.PROPOSED

    def as_dict(self):
        """What its own seal says: which values gave way, by table, row and column."""
        return {
            "places": [[place.table, place.key, place.column] for place in self.places.order_by("pk")],
            "proposed_by": self.proposed_by, "confirmed_by": self.decided_by, "on": self.decided_at.date().isoformat(),
        }  # fmt: skip


class RedactedPlace(models.Model):
    """One value beside the seals. `value` is what it will say, `mark` a keyed digest of what it said; both go once it is done."""

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="places")
    table = models.CharField(max_length=80)
    key = models.BigIntegerField()
    column = models.CharField(max_length=80)
    value = models.TextField(blank=True)
    mark = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["redaction", "table", "key", "column"], name="redacted_place_once")]
