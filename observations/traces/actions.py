"""Everything that changes traces before they are read: sources, capture, redaction, release, purge, erasure.

`by` is a Member, or a room's Participant. What was typed is encrypted before anything is stored; nothing is released without a
person who looked at every span and answered the residual-risk question. Refuses: sources nobody approved, spans left undecided.
"""
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from project.audit import record
from project.sealing import alias_of
from project.spaces.doors import require, require_open

from . import redaction, rules, searching, vault
from .models import (
    Decision,
    Fragment,
    Logbook,
    Narrator,
    Original,
    Precision,
    RedactionSpan,
    Residual,
    Source,
    State,
    Vocabulary,
)  # fmt: skip
from .originals import original_of, redacted
from .patterns import checked_patterns
from .redaction.spans import every

LONGEST = 20_000  # characters of one fragment


@transaction.atomic
def add_source(*, by, name, basis, bias, channel="", permission="", retention_days=365, purge_days=30, patterns=()):
    """A road by which fragments come, to be approved by a guardian before anything of it is released. Returns the Source."""
    require(rules.can_manage_sources(by, by.space))
    if Source.objects.filter(space=by.space, name=name.strip()).exists():
        raise ValidationError({"name": _("This space already has a source of that name.")})
    source = Source(
        space=by.space, name=name.strip(), channel=channel.strip(), basis=basis, permission=permission.strip(), bias=bias.strip(),
        retention_days=retention_days, purge_days=purge_days, patterns=checked_patterns(patterns),
    )  # fmt: skip
    source.full_clean(exclude=["space"])
    source.save()
    record("source.added", by=by, space=by.space, about=source)
    return source


@transaction.atomic
def approve_source(*, by, source):
    """A guardian has read the basis, the permission and the retention. Returns the Source."""
    require(rules.can_approve(by, source))
    if source.approved_at is None:
        source.approved_at, source.approved_by = timezone.now(), alias_of(by)
        source.save(update_fields=["approved_at", "approved_by"])
        record("source.approved", by=by, space=source.space, about=source)
    return source


@transaction.atomic
def open_logbook(*, by, title, prompt=""):
    """A diary in which anyone of the space may write under an alias. Returns the Logbook."""
    require(rules.can_manage_sources(by, by.space))
    if Logbook.objects.filter(space=by.space, title=title.strip()).exists():
        raise ValidationError({"title": _("This space already has a logbook of that title.")})
    logbook = Logbook.objects.create(space=by.space, title=title.strip()[:120], prompt=prompt.strip()[:300])
    record("logbook.opened", by=by, space=by.space, about=logbook)
    return logbook


@transaction.atomic
def take_alias(*, by, logbook):
    """The alias of `by` in one logbook, made at first; who it is stays encrypted, apart. Returns the Narrator."""
    require(rules.belongs(by, logbook.space))
    require_open(logbook.space)
    who = alias_of(getattr(by, "member", None) or by)
    voice = vault.fingerprint(logbook.space, "voice", logbook.uuid, who)
    narrator = Narrator.objects.filter(logbook=logbook, voice=voice).first()
    if narrator is None:
        Logbook.objects.select_for_update().get(pk=logbook.pk)
        number = logbook.narrators.count() + 1
        narrator = Narrator.objects.create(
            logbook=logbook, alias=_("Voice %(number)s") % {"number": number}, voice=voice,
            identity=vault.lock(logbook.space, {"who": who}),
        )  # fmt: skip
    return narrator


@sensitive_variables()
@transaction.atomic
def welcome(
    *, by, source, text, kind="verbatim", where="", happened_on=None, precision=None, language="fr", logbook=None, silences=(),
    valid_until=None, shown=None, uuid=None,
):  # fmt: skip
    """Take a fragment in: its words are encrypted, the rules propose what to hide. Returns the Fragment, without words.

    logbook: under its alias, and then nothing says who brought it. shown: the ProtocolVersion
    that its teller had before their eyes. uuid: the same one twice is one fragment.
    """
    require(rules.can_capture(by, source))
    found = Fragment.objects.filter(uuid=uuid, space=source.space).first() if uuid else None
    if found:
        return found
    text = clean(text)
    if not text:
        raise ValidationError({"text": _("Write what was seen, heard or told.")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("%(limit)s characters at most. Cut it in two.") % {"limit": LONGEST}})
    if shown is not None and shown.protocol.space_id != source.space_id:
        raise ValidationError({"shown": _("Choose a protocol of this space.")})
    words = Vocabulary.objects.filter(space=source.space).first() or Vocabulary()
    narrator = take_alias(by=by, logbook=logbook) if logbook else None
    today = timezone.localdate()
    precision = precision or (Precision.DAY if happened_on else Precision.UNKNOWN)
    fragment = Fragment(
        space=source.space, source=source, kind=kind, language=language, happened_on=happened_on, precision=precision,
        valid_until=valid_until, shown=shown, narrator=narrator, captured_by=None if narrator else getattr(by, "member", None),
        purge_on=today + timedelta(days=source.retention_days), **({"uuid": uuid} if uuid else {}),
    )  # fmt: skip
    fragment.full_clean(exclude=["space", "source", "narrator", "captured_by"], validate_constraints=False)
    if (precision == Precision.UNKNOWN) != (happened_on is None):
        raise ValidationError({"happened_on": _("Give a date, or say that it is unknown.")})
    fragment.save()
    fragment.silences.set([silence for silence in silences if silence.space_id == source.space_id])
    token = vault.lock(source.space, {"text": text, "where": where.strip()[:200]})
    Original.objects.create(fragment=fragment, token=token, purge_on=today + timedelta(days=source.purge_days))
    RedactionSpan.objects.bulk_create(
        RedactionSpan(
            fragment=fragment, start=span.start, end=span.end, kind=span.kind, detector=span.detector,
            ruleset=redaction.RULESET, confidence=span.confidence,
        )
        for span in redaction.propose(
            text, [*source.patterns, *words.patterns], frozenset(words.names), redaction.engine_of(language)
        )
    )  # fmt: skip
    record("fragment.welcomed", by=None if narrator else by, space=source.space, about=fragment, kind=str(kind))
    return fragment


@sensitive_variables()
@transaction.atomic
def welcome_many(*, by, source, rows, kind="verbatim", language="fr"):
    """Take in a list of {"text", "where", "happened_on"}; all of them, or none. Returns the Fragments."""
    return [welcome(by=by, source=source, kind=kind, language=language, **row) for row in rows]


@sensitive_variables()
@transaction.atomic
def confirm_redaction(*, by, fragment, decisions, residual, hide=(), where=""):
    """A person decided every span. Returns the Fragment, redacted, waiting for its release.

    decisions: {span id: ("accepted", "") or ("edited", words put there) or ("rejected", "")}; hide: other words to hide wherever
    they stand; where: the place as it may be read; residual: could someone who knows this person recognise them?
    """
    fragment = locked(fragment)
    require(rules.can_redact(by, fragment.space))
    if fragment.state == State.RELEASED:
        raise ValidationError(_("This fragment is already released: its text no longer changes."))
    if residual not in Residual.values:
        raise ValidationError({"residual": _("Answer the question: could someone recognise them?")})
    text = original_of(fragment)["text"]
    spans = list(fragment.spans.exclude(decision=Decision.ADDED))
    for span in spans:
        decision, instead = decisions.get(span.pk, ("", ""))
        if decision not in (Decision.ACCEPTED, Decision.EDITED, Decision.REJECTED):
            raise ValidationError(_("Decide each of the proposed passages: hide it, make it less precise, or leave it."))
        if decision == Decision.EDITED and not instead.strip():
            raise ValidationError(_("Write what stands in place of what you make less precise."))
        span.decision, span.instead = decision, instead.strip()[:120] if decision == Decision.EDITED else ""
    fragment.spans.filter(decision=Decision.ADDED).delete()
    RedactionSpan.objects.bulk_update(spans, ["decision", "instead"])
    added(fragment, text, spans, hide)
    fragment.residual, fragment.confirmed_by, fragment.state = residual, alias_of(by), State.CONFIRMED
    fragment.save(update_fields=["residual", "confirmed_by", "state"])
    Original.objects.filter(fragment=fragment).update(
        token=vault.lock(fragment.space, {**original_of(fragment), "shown_where": where.strip()[:200]})
    )
    record("fragment.redaction_confirmed", by=by, space=fragment.space, about=fragment, residual=str(residual))
    return fragment


def added(fragment, text, spans, hide):
    """Spans for the words a person chose, where nothing is hidden yet."""
    hidden = [span for span in spans if span.decision != Decision.REJECTED]
    for words in hide:
        for span in every(text, words):
            if all(span.end <= other.start or span.start >= other.end for other in hidden):
                hidden.append(
                    RedactionSpan.objects.create(
                        fragment=fragment, start=span.start, end=span.end, kind="other", detector="person",
                        ruleset=redaction.RULESET, confidence="high", decision=Decision.ADDED,
                    )  # fmt: skip
                )


@sensitive_variables()
@transaction.atomic
def release(*, by, fragment):
    """Let a redacted fragment be read: its text is written once, and never changes. Returns the Fragment."""
    fragment = locked(fragment)
    require(rules.can_redact(by, fragment.space))
    if fragment.state == State.RELEASED:
        return fragment
    if fragment.state != State.CONFIRMED:
        raise ValidationError(_("Confirm what is hidden first."))
    if fragment.source.approved_at is None:
        raise ValidationError(_("Its source is not approved yet: a guardian reads its legal basis and retention first."))
    held = original_of(fragment)
    fragment.text = redacted(fragment, held["text"])
    fragment.where = held.get("shown_where", "")
    fragment.words = searching.indexed(f"{fragment.text} {fragment.where}")
    fragment.state, fragment.released_by, fragment.released_at = State.RELEASED, alias_of(by), timezone.now()
    fragment.save()
    record("fragment.released", by=by, space=fragment.space, about=fragment)
    return fragment


@transaction.atomic
def turn_away(*, by, fragment, reason):
    """Refuse a fragment that must not be kept: it goes with its original. Returns nothing."""
    fragment = locked(fragment)
    require(rules.can_redact(by, fragment.space))
    if fragment.state == State.RELEASED:
        raise ValidationError(_("This fragment is already released: its text no longer changes."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a few words.")})
    record("fragment.turned_away", by=by, space=fragment.space, about=fragment)
    fragment.delete()


@transaction.atomic
def erase_narrator(*, by, narrator):
    """Destroy who an alias was, and every original it brought. What was released stays: it was redacted. Returns the count."""
    require(rules.can_redact(by, narrator.logbook.space))
    waiting = narrator.fragments.exclude(state=State.RELEASED)
    count = Original.objects.filter(fragment__narrator=narrator).count()
    Original.objects.filter(fragment__narrator=narrator).delete()
    waiting.delete()
    narrator.voice, narrator.identity, narrator.destroyed_at = "", None, timezone.now()
    narrator.save(update_fields=["voice", "identity", "destroyed_at"])
    record("narrator.erased", by=by, space=narrator.logbook.space, about=narrator, originals=count)
    return count


@transaction.atomic
def purge(*, today):
    """Delete originals and fragments whose time is over; leaves one audit row per space as proof. Returns the two counts."""
    originals = Original.objects.filter(purge_on__lte=today)
    fragments = Fragment.objects.filter(purge_on__lte=today)
    spaces = {original.fragment.space for original in originals.select_related("fragment__space")}
    spaces |= {fragment.space for fragment in fragments.select_related("space")}
    total = [0, 0]
    for space in sorted(spaces, key=lambda space: space.pk):
        lost = Fragment.objects.filter(space=space, original__purge_on__lte=today).exclude(state=State.RELEASED)
        gone = Original.objects.filter(fragment__space=space, purge_on__lte=today)
        over = Fragment.objects.filter(space=space, purge_on__lte=today)
        counts = (gone.count(), (lost | over).distinct().count())
        gone_ids, over_ids = list(gone.values_list("pk", flat=True)), list((lost | over).distinct().values_list("pk", flat=True))
        Fragment.objects.filter(pk__in=over_ids).delete()
        Original.objects.filter(pk__in=gone_ids).delete()
        record("traces.purged", space=space, originals=counts[0], fragments=counts[1], on=today.isoformat())
        total = [total[0] + counts[0], total[1] + counts[1]]
    return tuple(total)


def locked(fragment):
    return Fragment.objects.select_for_update(of=("self",)).select_related("space", "source").get(pk=fragment.pk)


def clean(text):
    """The text without control characters, its line ends all alike."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in text if character in "\n\t" or character >= " ").strip()
