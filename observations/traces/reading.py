"""What people do with released traces: mark passages, label, gather into motifs, confront with counted silences.

`by` is a Member, or a room's Participant. Refuses: marking what is not released, passages that are not in the text.
"""
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from project.audit import record
from project.sealing import alias_of
from project.spaces.doors import require, require_open

from . import rules
from .models import Confrontation, Feeling, Label, LabelMove, Mark, Motif, MotifItem, SecondReading, Stability, Verdict

AROUND = 30  # characters kept before and after a passage, to find it again


def who_says(by):
    return {"author_alias": str(by)[:80], "voice": alias_of(getattr(by, "member", None) or by)}


@transaction.atomic
def mark_passage(*, by, fragment, exact, label="", memo="", feeling="", start=None):
    """Mark a passage with a free label, a memo or an emotional moment. start: which occurrence, when there are several."""
    require(rules.can_read(by, fragment))
    exact, label, memo = exact.strip(), " ".join(label.split())[:80], memo.strip()
    place = fragment.text.find(exact, start or 0) if exact else -1
    if place < 0:
        raise ValidationError({"exact": _("Copy the passage exactly as it stands in the text.")})
    if feeling and feeling not in Feeling.values:
        raise ValidationError({"feeling": _("Choose one of the answers of the list.")})
    if not (label or memo or feeling):
        raise ValidationError({"label": _("Give the passage a label, a memo or an emotional moment.")})
    end, text = place + len(exact), fragment.text
    mark = Mark.objects.create(
        fragment=fragment, start=place, end=end, exact=exact, prefix=text[max(0, place - AROUND) : place],
        suffix=text[end : end + AROUND], label=label_of(fragment.space, label), memo=memo, feeling=feeling, **who_says(by),
    )  # fmt: skip
    if fragment.stability == Stability.UNSETTLED:
        settle(fragment, Stability.READ)
    record("fragment.marked", by=by, space=fragment.space, about=fragment)
    return mark


def label_of(space, name):
    """The label of that name, new if need be."""
    if not name:
        return None
    return Label.objects.get_or_create(space=space, name=name)[0]


@transaction.atomic
def unmark(*, by, mark):
    """Take back one's own mark."""
    require(rules.can_read(by, mark.fragment) and mark.voice == who_says(by)["voice"])
    require_open(mark.fragment.space)
    mark.delete()


@transaction.atomic
def read_again(*, by, mark, feeling):
    """What a second reader sees in an emotional moment; again replaces it. Returns the SecondReading."""
    require(rules.can_read(by, mark.fragment))
    require_open(mark.fragment.space)
    who = who_says(by)
    if not mark.feeling or feeling not in Feeling.values:
        raise ValidationError({"feeling": _("Choose one of the answers of the list.")})
    if who["voice"] == mark.voice:
        raise ValidationError(_("A second reading is somebody else’s."))
    values = {"feeling": feeling, "author_alias": who["author_alias"]}
    reading, _new = SecondReading.objects.update_or_create(mark=mark, voice=who["voice"], defaults=values)
    return reading


def moved(label, what, before, after, by):
    """Keep what happened to a label, and by whom."""
    LabelMove.objects.create(label=label, what=what, before=before, after=after, author_alias=str(by)[:80], member=by.member)


@transaction.atomic
def merge_labels(*, by, label, into):
    """Show one label's marks under another, as long as it stays merged. Returns the label that stays."""
    require(rules.can_manage_sources(by, label.space))
    if into.space_id != label.space_id or into == label or into.merged_into_id or label.merged_into_id:
        raise ValidationError({"into": _("Choose another label of this space.")})
    label.merged_into = into
    label.save(update_fields=["merged_into"])
    moved(label, "merged", label.name, into.name, by)
    record("label.merged", by=by, space=label.space, about=label)
    return into


@transaction.atomic
def split_label(*, by, label):
    """Take a merged label apart again: its marks come back under it."""
    require(rules.can_manage_sources(by, label.space))
    if label.merged_into is None:
        raise ValidationError(_("This label was not merged."))
    before = label.merged_into.name
    moved(label, "split", before, label.name, by)
    label.merged_into = None
    label.save(update_fields=["merged_into"])
    record("label.split", by=by, space=label.space, about=label)
    return label


@transaction.atomic
def part_label(*, by, label, name, marks):
    """Split a label in two: these of its marks go under another, of that name. Returns the other label.

    marks: Marks that were given this label; the others stay. Refuses to move none or all of them: that would be a renaming.
    """
    require(rules.can_manage_sources(by, label.space))
    name = " ".join(name.split())[:80]
    own = set(label.marks.values_list("pk", flat=True))
    moving = [mark for mark in marks if mark.pk in own]
    if not name or name == label.name:
        raise ValidationError({"name": _("Name the other label.")})
    if not moving or len(moving) == len(own):
        raise ValidationError({"marks": _("Choose some of its passages, and leave some.")})
    other = label_of(label.space, name)
    if other.merged_into_id:
        raise ValidationError({"name": _("This label is merged into another: choose another name.")})
    Mark.objects.filter(pk__in=[mark.pk for mark in moving]).update(label=other)
    moved(label, "parted", label.name, other.name, by)
    record("label.parted", by=by, space=label.space, about=label, marks=len(moving))
    return other


@transaction.atomic
def gather(*, by, fragment, motif, counter_example=False):
    """Put a fragment under a motif (its title, new if need be), or beside it as a counter-example. Returns the MotifItem."""
    require(rules.can_read(by, fragment))
    title = " ".join(motif.split())[:160]
    if not title:
        raise ValidationError({"motif": _("Name the motif.")})
    found, _new = Motif.objects.get_or_create(space=fragment.space, title=title)
    item, _new = MotifItem.objects.update_or_create(
        motif=found, fragment=fragment, defaults={"counter_example": counter_example}
    )
    settle(fragment, Stability.GATHERED)
    record("fragment.gathered", by=by, space=fragment.space, about=fragment)
    return item


@transaction.atomic
def confront(*, by, fragment, silence, verdict, note=""):
    """Say how a story stands to a counted silence: resonates, contradicts, cannot tell. Again replaces it."""
    require(rules.can_read(by, fragment))
    if silence.space_id != fragment.space_id or verdict not in Verdict.values:
        raise ValidationError({"verdict": _("Choose one of the answers of the list.")})
    who = who_says(by)
    values = {"verdict": verdict, "note": note.strip()[:500], "author_alias": who["author_alias"]}
    said, _new = Confrontation.objects.update_or_create(
        fragment=fragment, silence=silence, voice=who["voice"], defaults=values
    )
    fragment.silences.add(silence)
    record("fragment.confronted", by=by, space=fragment.space, about=fragment, verdict=str(verdict))
    return said


@transaction.atomic
def keep_on_purpose(*, by, fragment, marginal):
    """Protect a rare fragment from being left out for being rare, or stop doing so."""
    require(rules.can_read(by, fragment))
    fragment.marginal = bool(marginal)
    fragment.save(update_fields=["marginal"])
    record("fragment.marginal", by=by, space=fragment.space, about=fragment, kept=bool(marginal))
    return fragment


def settle(fragment, stability):
    fragment.stability = stability
    fragment.save(update_fields=["stability"])
