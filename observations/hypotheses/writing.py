"""How what people say about hypotheses is checked, rendered and signed before it is written; no rights are asked here."""
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.markup import render

from .models import Hypothesis, HypothesisVersion, StatusChange, in_ninety_days

LONGEST_STATEMENT = 2_000  # characters


def locked(hypothesis):
    return Hypothesis.objects.select_for_update(of=("self",)).select_related("space").get(pk=hypothesis.pk)


def again(model, uuid, **scope):
    """What the same request already wrote, or None; a uuid taken elsewhere is refused."""
    found = model.objects.filter(uuid=uuid).first() if uuid else None
    if found and any(getattr(found, name) != value for name, value in scope.items()):
        raise ValidationError({"uuid": _("This identifier is already used. Reload the page and try again.")})
    return found


def named(uuid):
    return {"uuid": uuid} if uuid else {}


def typed(text, field, limit=LONGEST_STATEMENT):
    text = text.strip()
    if not text:
        raise ValidationError({field: _("Write a few words.")})
    if len(text) > limit:
        raise ValidationError({field: _("%(limit)s characters at most.") % {"limit": limit}})
    return text


def said(text, by, anonymous=False):
    """What was typed, its HTML, and who said it."""
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Write a few words.")})
    try:
        html = render(text)
    except ValidationError as error:
        raise ValidationError({"text": error.messages}) from None
    return {"text": text, "html": html, **author(by, anonymous)}


def author(by, anonymous=False):
    if anonymous:
        return {"author_alias": "", "trade": "", "member": None}
    return {"author_alias": str(by)[:80], "trade": (by.trade or "")[:60], "member": getattr(by, "member", None)}


def wording(hypothesis, number, text, reason, by, anonymous=False):
    version = HypothesisVersion(
        hypothesis=hypothesis, number=number, statement=text, html=render(text), reason=reason, **author(by, anonymous)
    )
    version.save()
    return version


def moved(by, hypothesis, status, reason, review_on, verb):
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a few words.")})
    before, review_on = hypothesis.status, to_come(review_on)
    hypothesis.status, hypothesis.status_reason, hypothesis.review_on = status, reason.strip(), review_on
    hypothesis.save(update_fields=["status", "status_reason", "review_on"])
    change = StatusChange(
        hypothesis=hypothesis, before=before, after=status, reason=reason.strip(), review_on=review_on, **author(by)
    )
    change.save()
    record(verb, by=by, space=hypothesis.space, about=hypothesis, status=str(status))
    return hypothesis


def to_come(review_on):
    if review_on is None:
        return in_ninety_days()
    if review_on <= timezone.localdate():
        raise ValidationError({"review_on": _("Give a date to come: nothing is settled for ever.")})
    return review_on


def of_space(silences, space):
    found = list(silences)
    if any(silence.space_id != space.pk for silence in found):
        raise ValidationError({"silences": _("Choose silences of this space.")})
    return found


def known_words(lenses):
    return list(dict.fromkeys(lens.strip()[:40] for lens in lenses if lens.strip()))[:12]


def one_of(choices, value, field):
    if value not in choices.values:
        raise ValidationError({field: _("Choose one of the answers of the list.")})
