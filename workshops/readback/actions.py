"""What changes a restitution: its added words, links that expire, the consent to be named.

Refuses links to a session that is not closed, and lifetimes over ninety days.
"""
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.markup import render
from project.spaces.doors import require
from project.spaces.tokens import digest, new_secret

from . import rules
from .models import Link, NameConsent, Readback

LONGEST = 90  # days
MOST_ADDRESSES = 50


@transaction.atomic
def edit_readback(*, by, session, headline="", method="", unknown=""):
    """Replace the words that a facilitator adds. Returns the Readback."""
    require(rules.can_edit(by, session))
    values = {"headline": headline.strip(), "method": method, "unknown": unknown, "edited_at": timezone.now()}
    for name in ("method", "unknown"):
        try:
            values[f"{name}_html"] = render(values[name]) if values[name].strip() else ""
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from None
    found, _created = Readback.objects.update_or_create(session=session, defaults=values)
    record("readback.edited", by=by, space=session.space, about=session)
    return found


@transaction.atomic
def make_link(*, by, session, days=30, language="fr", sent_to=""):
    """A public address of the restitution. Returns (Link, secret); the secret is not stored and not shown again."""
    require(rules.can_share(by, session))
    if not 1 <= days <= LONGEST:
        raise ValidationError({"days": _("Between 1 and %(most)s days.") % {"most": LONGEST}})
    secret = new_secret()
    link = Link.objects.create(
        session=session, digest=digest(secret), language=language, sent_to=sent_to, created_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    record("readback.shared", by=by, space=session.space, about=session, days=days, language=language)
    return link, secret


@transaction.atomic
def make_links(*, by, session, addresses, days=30, language="fr"):
    """One link per address, so that one knows who opened it. Returns [(Link, secret)]."""
    if len(addresses) > MOST_ADDRESSES:
        raise ValidationError({"addresses": _("%(most)s addresses at most.") % {"most": MOST_ADDRESSES}})
    return [make_link(by=by, session=session, days=days, language=language, sent_to=address) for address in addresses]


@transaction.atomic
def withdraw_link(*, by, link):
    """Make a link open nothing any more."""
    require(rules.can_edit(by, link.session))
    Link.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    record("readback.withdrawn", by=by, space=link.session.space, about=link.session)
    return link


def note_opening(*, link):
    """Count one opening of a link."""
    Link.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=timezone.now())


@transaction.atomic
def agree_to_be_named(*, by, participant, agreed):
    """Let one's own name appear outside the space, or take that back."""
    require(rules.can_agree(by, participant))
    if agreed:
        NameConsent.objects.get_or_create(participant=participant)
    else:
        NameConsent.objects.filter(participant=participant).delete()
    record("readback.name_agreed" if agreed else "readback.name_withdrawn", by=by, space=by.space, about=participant.session)
    return agreed
