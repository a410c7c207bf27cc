"""Sealed rows: written once, then refused every change, here with a clear word and in the database by triggers."""
import json
import uuid
from copy import copy

from django.db import IntegrityError, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from . import pointers, wording
from .pointers import canonical
from .protection import agreed, protect


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
    """SQL that is true of the one change of a revision that is let through: what a confirmed tombstone says just now, of its
    content (the body that the tombstone holds) or of its reason."""
    tombstone = (
        f"EXISTS (SELECT 1 FROM {quote('sealing_tombstone')} AS t WHERE t.revision_id = OLD.id AND t.state = 'confirmed'"
        " AND t.decided_by <> t.proposed_by AND "
    )
    content = f"({same(quote, 'reason')} AND {tombstone} t.body <> '' AND t.body = NEW.body))"
    reason = (
        f"({same(quote, 'body')} AND NEW.{quote('reason')} = '{pointers.TOMBSTONE}'"
        f" AND {tombstone} t.pointer = '{pointers.REASON}'))"
    )
    kept = same(quote, "id uuid chain number digest previous_digest sealed_by sealed_at")
    return f"{kept} AND ({content} OR {reason})"


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

    def texts(self):
        """(pointer, text) of every text that two people may take out: those of its content, and its reason."""
        yield from pointers.texts(self.content)
        if self.reason and self.reason != pointers.TOMBSTONE:
            yield pointers.REASON, self.reason

    def text_at(self, pointer):
        """The text at a pointer; None when there is none that may be redacted."""
        return next((text for place, text in self.texts() if place == pointer), None)

    def without(self, pointer):
        """The same revision, in memory, with a tombstone at `pointer`."""
        reason = pointer == pointers.REASON
        changed = copy(self)
        changed.body = self.body if reason else canonical(pointers.without(self.content, pointer))
        changed.reason = pointers.TOMBSTONE if reason else self.reason
        return changed


class Proposal(models.Model):
    """What one person proposes to take out of seals and another confirms: why, by whom, when, and its seal once it is done."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("redaction of a seal", "proposed")
        CONFIRMED = "confirmed", pgettext_lazy("redaction of a seal", "confirmed")
        DECLINED = "declined", pgettext_lazy("redaction of a seal", "declined")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="+")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    sealed_as = models.PositiveIntegerField(null=True, blank=True)  # its number in the chain of redactions

    class Meta:
        abstract = True
        ordering = ["pk"]

    @property
    def chain(self):
        """Name of the chain that seals the redactions of its space."""
        return f"redactions:{self.space.uuid}"

    @property
    def waiting(self):
        return self.state == self.State.PROPOSED


def witnessed(proposal):
    """What `verify` compares with the chain of redactions: nothing while nobody has confirmed."""
    if proposal.state != Proposal.State.CONFIRMED:
        return None
    return proposal.chain, proposal.sealed_as, proposal.as_dict()


def applied(quote):
    """SQL that is true of the changes of a confirmed tombstone that are let through: once the revision has its body, it forgets
    it; and its own reason gives way when two other people take words out of that."""
    names = "id uuid space_id revision_id pointer state proposed_by proposed_at decided_by decided_at redacted_digest sealed_as"
    group = f"COALESCE(NEW.{quote('redaction_id')}, 0) = COALESCE(OLD.{quote('redaction_id')}, 0)"
    forgets = f"({same(quote, 'reason')} AND NEW.{quote('body')} = '')"
    reason = f"({same(quote, 'body')} AND {agreed(quote, 'sealing_tombstone', 'id', 'reason')})"
    return f"{same(quote, names)} AND {group} AND ({forgets} OR {reason})"


@protect(once=("state", "confirmed"), witness=witnessed, unless=applied)
class Tombstone(Proposal):
    """A text of a sealed revision that two people took out. Confirmed, it is sealed itself.

    `body` holds what the revision will say, for the moment of the change alone: kept, it would repeat what a later tombstone
    takes out. Nothing here holds the words, nor a digest of them alone (short texts would be guessed from it).
    """

    revision = models.ForeignKey(SealedRevision, models.PROTECT, related_name="tombstones")
    pointer = models.CharField(max_length=300)  # RFC 6901, or REASON
    redaction = models.ForeignKey("Redaction", models.PROTECT, null=True, blank=True, related_name="tombstones")
    body = models.TextField(blank=True)
    redacted_digest = models.CharField(max_length=64, blank=True)

    class Meta(Proposal.Meta):
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
    def spot(self):
        """Its place, as a page says it."""
        return wording.spot(self.pointer)

    def as_dict(self):
        """What its own seal says."""
        return {
            "chain": self.revision.chain, "number": self.revision.number, "digest": self.revision.digest,
            "pointer": self.pointer, "redacted_digest": self.redacted_digest, "proposed_by": self.proposed_by,
            "confirmed_by": self.decided_by, "on": self.decided_at.date().isoformat(),
        }  # fmt: skip


@protect(once=("state", "confirmed"), witness=witnessed)
class Redaction(Proposal):
    """The same words taken out everywhere at once by two people: tombstones in seals, and the values beside them.

    Nothing here holds the words: a place knows where they stand and what will stand there instead.
    """

    class Meta(Proposal.Meta):
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
