"""What the redaction of sealed content shows: a space's chains, where words stand in them, what waits, what was done."""
from dataclasses import dataclass

from django.apps import apps

from . import beside, wording
from .models import SealedRevision, Tombstone


@dataclass(frozen=True)
class Place:
    """One sealed text: of which thing, in which revision of it, where in its content."""

    title: str
    revision: SealedRevision
    pointer: str
    text: str

    @property
    def spot(self):
        """Where, as a page says it."""
        return wording.spot(self.pointer)


def chains_of(space):
    """{chain: what it seals, in words} of everything in a space that has a chain of its own."""
    found = {}
    for model in apps.get_models():
        if isinstance(getattr(model, "chain", None), property) and hasattr(model, "space"):
            found |= {thing.chain: f"{thing._meta.verbose_name} · {thing}" for thing in model._base_manager.filter(space=space)}
    return found


def places(space, words):
    """Every Place of a space's seals where `words` stand, oldest revision first."""
    titles = chains_of(space)
    revisions = SealedRevision.objects.filter(chain__in=titles).order_by("chain", "number")
    return [
        Place(titles[revision.chain], revision, pointer, text)
        for revision in revisions.iterator(chunk_size=200)
        for pointer, text in revision.texts()
        if beside.said(text, words)
    ]


def tombstones_of(who):
    """Tombstones of the space of `who`: proposed ones first, then those that stand, latest first."""
    found = Tombstone.objects.filter(space=who.space).exclude(state=Tombstone.State.DECLINED)
    return found.select_related("revision").order_by("-state", "-proposed_at")
