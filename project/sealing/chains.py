"""Sealing and checking chains of revisions; refuses what JSON cannot say and chains that would fork."""
import hashlib
import json
from datetime import UTC
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import protection
from .models import SealedRevision, Tombstone
from .pointers import canonical


class BrokenLink(NamedTuple):
    """The first link that does not hold: which chain, which number, and what is wrong, in the reader's language."""

    chain: str
    number: int
    what: str


def alias_of(who):
    """The name someone seals under: `member:<uuid>`, never a person's own; text passes, nobody is `system`."""
    if who is None:
        return "system"
    return who if isinstance(who, str) else f"{who._meta.model_name}:{who.uuid}"


def voice_of(who):
    """The key under which one person speaks, wherever they sit: their member's in a room too, else the participant's own."""
    return alias_of(getattr(who, "member", None) or who)


def digest_of(revision):
    """SHA-256, in hexadecimal, of the previous digest followed by the canonical JSON of everything the row says."""
    row = {
        "chain": revision.chain,
        "number": revision.number,
        "content": json.loads(revision.body),
        "sealed_by": revision.sealed_by,
        "sealed_at": revision.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "reason": revision.reason,
    }
    return hashlib.sha256((revision.previous_digest + canonical(row)).encode()).hexdigest()


@transaction.atomic
def seal(chain, content, by=None, reason=""):
    """Append `content` (JSON values without personal data) to `chain`, for example "grid:<uuid>"; returns the revision.

    Two seals of one chain wait for each other: on SQLite every transaction holds the writer's lock, on PostgreSQL
    an advisory lock per chain is kept until commit. The unique (chain, number) refuses whatever would slip through.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"seal {chain}"])
    last = SealedRevision.objects.filter(chain=chain).order_by("-number").first()
    revision = SealedRevision(
        chain=chain,
        number=last.number + 1 if last else 1,
        body=canonical(content),
        previous_digest=last.digest if last else "",
        sealed_by=alias_of(by),
        sealed_at=timezone.now(),
        reason=reason,
    )
    revision.digest = digest_of(revision)
    revision.save()
    return revision


def verify(chain=None):
    """The first BrokenLink of one chain, or of all chains and the tables that repeat them; None when all hold."""
    revisions = SealedRevision.objects.order_by("chain", "number")
    if chain is not None:
        revisions = revisions.filter(chain=chain)
    last = None
    for revision in revisions.iterator(chunk_size=500):
        if last is not None and last.chain != revision.chain:
            last = None
        broken = broken_link(revision, last)
        if broken:
            return BrokenLink(revision.chain, revision.number, broken)
        last = revision
    return broken_witness(chain)


def broken_link(revision, last):
    """What is wrong between a revision and the one before it (None for the first); "" when the link holds."""
    expected = last.number + 1 if last else 1
    if revision.number != expected:
        return _("revision %(number)s is missing") % {"number": expected}
    if revision.previous_digest != (last.digest if last else ""):
        return _("it does not follow the revision before it: the previous digest differs")
    try:
        if canonical(json.loads(revision.body)) != revision.body:
            return _("its content is no longer canonical: it was altered")
    except ValueError:
        return _("its content is no longer JSON: it was altered")
    now = digest_of(revision)
    if now != revision.digest and now != redacted_digest(revision):
        return _("its digest does not match what it says: it was altered")
    return ""


def redacted_digest(revision):
    """The digest that a revision has since its last tombstone, or None when nothing was taken out of it."""
    last = Tombstone.objects.filter(revision=revision, state=Tombstone.State.CONFIRMED).order_by("sealed_as").last()
    return last and last.redacted_digest


def redactions(chain=None):
    """The tombstones that stand in one chain, or in all: the visible breaks that `verify` lets pass."""
    found = Tombstone.objects.filter(state=Tombstone.State.CONFIRMED).select_related("revision", "space")
    return found.filter(revision__chain=chain) if chain is not None else found


def broken_witness(chain=None):
    """The first row of a protected table that contradicts the revision it repeats (see Protection.witness), or None."""
    for guarded in list(protection.PROTECTIONS.values()):
        if guarded.witness is None:
            continue
        for row in guarded.model._base_manager.order_by("pk").iterator(chunk_size=200):
            witnessed = guarded.witness(row)
            if witnessed is None or (chain is not None and witnessed[0] != chain):
                continue
            name, number, content = witnessed
            revision = SealedRevision.objects.filter(chain=name, number=number).first()
            if revision is None:
                what = _("%(row)s names it, and it is missing")
                return BrokenLink(name, number, what % {"row": f"{guarded.model._meta.label} {row.pk}"})
            if revision.body != canonical(content):
                what = _("%(row)s no longer says what was sealed")
                return BrokenLink(name, number, what % {"row": f"{guarded.model._meta.label} {row.pk}"})
    return None
