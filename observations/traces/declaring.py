"""What is said of and around traces: the word that each corpus deserves, the prompts that people may be shown, what the rules of
redaction know of the organisation.

A guardian answers three questions, and every page calls a source by the word that follows; a prompt never changes once shown.
"""
import csv

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.sealing import alias_of
from project.spaces.doors import require

from . import rules
from .anonymity import AnonymityCheck, Risk, word_for
from .models import Protocol, ProtocolVersion, Source, Vocabulary
from .patterns import checked_patterns
from .redaction import first_names

MOST_PROMPTS = 12
LONGEST_NAMES = 40 * 2**20  # bytes of a file of first names


@transaction.atomic
def check_anonymity(*, by, source, individualisation, correlation, inference, why):
    """The three answers of a guardian about what a source holds today. Returns the AnonymityCheck."""
    require(rules.can_approve(by, source))
    answers = {"individualisation": individualisation, "correlation": correlation, "inference": inference}
    wrong = {name: _("Choose one of the answers of the list.") for name, value in answers.items() if value not in Risk.values}
    if not why.strip():
        wrong["why"] = _("Say how it was checked: the word “anonymous” rests on it.")
    if wrong:
        raise ValidationError(wrong)
    check = AnonymityCheck.objects.create(source=source, why=why.strip(), checked_by=alias_of(by), **answers)
    record("source.anonymity_checked", by=by, space=source.space, about=source, passes=check.passes)
    return check


def words_of(sources):
    """{source pk: Word} of several sources: two queries whatever their number."""
    last = {check.source_id: check for check in AnonymityCheck.objects.filter(source__in=sources)}
    living = Q(fragments__narrator__isnull=False, fragments__narrator__destroyed_at__isnull=True)
    facts = Source.objects.filter(pk__in=[source.pk for source in sources]).annotate(
        last_release=Max("fragments__released_at"), keys=Count("fragments", filter=living, distinct=True),
        originals=Count("fragments__original", distinct=True),
    )  # fmt: skip
    found = {}
    for source in facts:
        check = last.get(source.pk)
        found[source.pk] = word_for(
            passes=bool(check and check.passes), checked_at=check and check.checked_at, released_at=source.last_release,
            keys=source.keys, originals=source.originals,
        )  # fmt: skip
    return found


@transaction.atomic
def write_patterns(*, by, patterns):
    """The references of the organisation, for every source: # for a digit, @ for a letter. Returns the Vocabulary."""
    require(rules.can_redact(by, by.space))
    vocabulary = Vocabulary.objects.get_or_create(space=by.space)[0]
    vocabulary.patterns, vocabulary.changed_at = checked_patterns(patterns), timezone.now()
    vocabulary.save(update_fields=["patterns", "changed_at"])
    record("vocabulary.patterns_written", by=by, space=by.space, count=len(vocabulary.patterns))
    return vocabulary


@transaction.atomic
def bring_first_names(*, by, data, called, at_least=500):
    """First names from a file (see redaction/first_names.py), in the place of those brought before. Returns the Vocabulary."""
    require(rules.can_redact(by, by.space))
    if len(data) > LONGEST_NAMES:
        raise ValidationError({"file": _("This file is larger than 40 MiB.")})
    try:
        names = first_names.read(data, at_least)
    except (first_names.NotNames, csv.Error):
        words = _("No first name was found: give a CSV with a column “preusuel”, “prenom” or “name”, or one name a line.")
        raise ValidationError({"file": words}) from None
    vocabulary = Vocabulary.objects.get_or_create(space=by.space)[0]
    vocabulary.names, vocabulary.names_from, vocabulary.names_on = names, called[:120], timezone.localdate()
    vocabulary.changed_at = timezone.now()
    vocabulary.save()
    record("vocabulary.names_brought", by=by, space=by.space, count=len(names))
    return vocabulary


@transaction.atomic
def write_protocol(*, by, title, prompts):
    """The prompts of a title: a first version, or the next when they differ. Returns the ProtocolVersion."""
    require(rules.can_manage_sources(by, by.space))
    title, prompts = title.strip()[:120], [prompt.strip() for prompt in prompts if prompt.strip()]
    if not title:
        raise ValidationError({"title": _("Give it a title.")})
    if not 1 <= len(prompts) <= MOST_PROMPTS or any(len(prompt) > 300 for prompt in prompts):
        raise ValidationError({"prompts": _("Write one to twelve prompts, one a line, 300 characters each at most.")})
    protocol = Protocol.objects.get_or_create(space=by.space, title=title)[0]
    last = Protocol.objects.select_for_update().get(pk=protocol.pk).versions.last()
    if last is not None and last.prompts == prompts:
        return last
    version = ProtocolVersion(protocol=protocol, number=last.number + 1 if last else 1, prompts=prompts)
    version.save()
    record("protocol.written", by=by, space=by.space, about=protocol, number=version.number)
    return version
