"""Reading an original and writing what may be read of it. For redactors only: actions and pages ask `rules.can_redact` first."""
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from . import redaction, vault
from .models import Decision, Original, Placeholder
from .redaction.spans import Span, placeholder, without_overlap


def original_of(fragment):
    """What was typed, decrypted; ValidationError when it was purged or its key is lost. For redactors only."""
    original = Original.objects.filter(fragment=fragment).first()
    if original is None:
        raise ValidationError(_("The original was purged: nothing is left to redact."))
    try:
        return vault.unlock(fragment.space, original.token)
    except vault.Lost:
        raise ValidationError(_("The key of the originals is lost: nothing can be read any more.")) from None


def redacted(fragment, text):
    """The text with the decided spans hidden."""
    chosen = [
        Span(span.start, span.end, span.kind, span.detector, span.confidence, span.instead)
        for span in fragment.spans.exclude(decision__in=[Decision.REJECTED, Decision.PROPOSED])
    ]
    return redaction.apply(text, without_overlap(chosen), lambda kind, words: numbered(fragment, kind, words))


def numbered(fragment, kind, words):
    """“[PERSONNE_1]”: the same words have the same number everywhere in the space."""
    mark = vault.fingerprint(fragment.space, "words", kind, words)
    found = Placeholder.objects.filter(space=fragment.space, kind=kind, fingerprint=mark).first()
    if found is None:
        last = Placeholder.objects.filter(space=fragment.space, kind=kind).aggregate(last=Max("number"))["last"] or 0
        found = Placeholder.objects.create(space=fragment.space, kind=kind, fingerprint=mark, number=last + 1)
    return placeholder(kind, found.number, fragment.language)
