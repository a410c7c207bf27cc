"""What people write: notes (private until shown), reactions, evidence for and against, groups made by hand."""
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from project.markup import render
from project.prepared import insert
from project.spaces.doors import require

from .. import rules
from ..models import Evidence, Note, NoteGroup, Reaction, Verb
from .acts import act, lead, record
from .seats import digest


class EditConflict(Exception):
    """Someone (often oneself on another device) changed the note in between; carries the note as it stands."""

    def __init__(self, note):
        super().__init__(_("This note was changed in between. Both texts are kept below."))
        self.note = note


@act
def write_note(*, by, session, text="", silence=None, answer="", step=None, key="", op_id=None):
    """Keep a note. In a step of private writing it goes to its author alone, the others get a count.

    silence: a SessionSilence or None (the whole journey); answer: "", "unknown", "not_applicable" or "declines";
    step: uuid of the step in which it was begun: text begun in private stays private, wherever the room has gone since;
    key: secret of the author's browser, needed in an anonymous session and refused in any other.
    """
    require(rules.can_write(by, session))
    text = text.strip()
    if not text and not answer:
        raise ValidationError({"text": _("Write a few words, or choose one of the answers.")})
    if session.anonymous and len(key) < 20:
        raise ValidationError(
            {"text": _("This browser cannot keep the key of an anonymous note. Reload the page and try again.")}
        )
    begun = session.steps.filter(uuid=step).first() if step else session.step
    shown = session.step.writes == "table" and (begun is None or begun.writes == "table")
    note = Note(
        session=session, step=session.step, silence=silence, text=text, html=render(text) if text else "", answer=answer,
        author=None if session.anonymous else by, key_digest=digest(key) if session.anonymous else "",
        shown_number=session.number + 1 if shown else None, side=by.side if (begun or session.step).apart else "",
    )
    insert(note)
    return record(
        Verb.NOTE_WRITTEN, session, note.author, op_id, private=not shown, note=str(note.uuid), silence=_name(silence)
    )


@act
def edit_note(*, by, session, note, text, version, answer="", key="", op_id=None):
    """Reword one's own note. version: the one the writer saw; another one raises EditConflict and overwrites nothing."""
    note = _own(by, session, note, key)
    text = text.strip()
    if not text and not answer:
        raise ValidationError({"text": _("Write a few words, or choose one of the answers.")})
    if version != note.version:
        raise EditConflict(note)
    note.text, note.html, note.answer = text, render(text) if text else "", answer
    note.version += 1
    note.save(update_fields=["text", "html", "answer", "version"])
    return record(
        Verb.NOTE_EDITED, session, note.author, op_id, private=note.is_private, note=str(note.uuid), silence=_name(note.silence)
    )


@act
def delete_note(*, by, session, note, key="", op_id=None):
    """Take one's own note away, unless it has become a hypothesis."""
    note = _own(by, session, note, key)
    if note.hypotheses.exists():
        raise ValidationError(_("This note has become a hypothesis; it stays where that came from."))
    named = {"note": str(note.uuid), "silence": _name(note.silence)}
    author, private = note.author, note.is_private
    note.delete()
    return record(Verb.NOTE_DELETED, session, author, op_id, private=private, **named)


@act
def share_note(*, by, session, note, key="", op_id=None):
    """Show one's own private note to the table; refused while the step is one of private writing."""
    note = _own(by, session, note, key)
    if session.step.writes != "table":
        raise ValidationError(_("In this step everyone writes for themselves; you can share once the notes are revealed."))
    if note.is_private:
        note.shown_number = session.number + 1
        note.save(update_fields=["shown_number"])
    return record(Verb.NOTE_SHARED, session, note.author, op_id, note=str(note.uuid), silence=_name(note.silence))


@act
def react(*, by, session, note, kind, op_id=None):
    """Put one's sign on a shown note, or take it back."""
    note = session.notes.get(pk=note.pk)
    require(rules.can_react(by, note))
    if kind not in Reaction.Kind.values:
        raise ValidationError({"kind": _("Choose one of the signs on the note.")})
    sign, made = Reaction.objects.get_or_create(note=note, participant=by, kind=kind)
    if not made:
        sign.delete()
    actor = None if session.anonymous else by
    return record(Verb.REACTED, session, actor, op_id, note=str(note.uuid), silence=_name(note.silence))


@act
def give_evidence(*, by, session, note, stance, text, op_id=None):
    """Say what speaks for or against a shown note."""
    note = session.notes.get(pk=note.pk)
    require(rules.can_react(by, note))
    if stance not in Evidence.Stance.values:
        raise ValidationError({"stance": _("Say whether it speaks for or against.")})
    if not text.strip():
        raise ValidationError({"text": _("Say what speaks for it or against it.")})
    actor = None if session.anonymous else by
    Evidence.objects.create(
        note=note, stance=stance, text=text.strip(), html=render(text), author=actor, given_number=session.number + 1
    )
    return record(Verb.EVIDENCE_GIVEN, session, actor, op_id, note=str(note.uuid), silence=_name(note.silence), stance=stance)


@act
def group_notes(*, by, session, note=None, notes=(), group=None, title="", op_id=None):
    """Lay shown notes with others: in `group`, in a new one called `title`, or (neither) each alone again.

    note: one; notes: several, about the same silence. A group left without notes is nowhere to be seen.
    """
    lead(by, session)
    keys = [one.pk for one in (note, *notes) if one]
    laid = list(session.notes.exclude(shown_number=None).filter(pk__in=keys).select_related("silence", "group"))
    if not laid or len({one.silence_id for one in laid}) > 1:
        raise ValidationError({"group": _("Group notes about the same silence.")})
    silence = laid[0].silence
    if group is None and title.strip():
        named = {"title": title.strip()[:80], "made_number": session.number + 1}
        group = NoteGroup.objects.create(session=session, silence=silence, **named)
    elif group is not None and (group.session_id, group.silence_id) != (session.pk, laid[0].silence_id):
        raise ValidationError({"group": _("Group notes about the same silence.")})
    before = {str(one.uuid): str(one.group.uuid) if one.group else "" for one in laid}
    session.notes.filter(pk__in=keys).update(group=group)
    named = str(group.uuid) if group else ""
    return record(Verb.GROUPED, session, by, op_id, notes=list(before), silence=_name(silence), group=named, before=before)


def _own(by, session, note, key):
    note = session.notes.select_related("author", "silence").get(pk=note.pk)
    note.session = session
    require(rules.can_change_note(by, note, digest(key) if key else ""))
    return note


def _name(silence):
    return str(silence.uuid) if silence else ""
