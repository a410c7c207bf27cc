"""Everything that changes who is in the house."""
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record

from . import rules
from .doors import require
from .models import ApiToken, Invitation, Member, Role, SetupCode, Space, User
from .tokens import PREFIX, digest, new_secret

INVITATION_DAYS = 14
TOKEN_DAYS = 365
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L


@transaction.atomic
def print_setup_code():
    """A fresh one-time code for the first administrator (XXXX-XXXX-XXXX), or None once somebody has an account."""
    if User.objects.exists():
        return None
    code = "-".join("".join(secrets.choice(CODE_ALPHABET) for _n in range(4)) for _group in range(3))
    SetupCode.objects.all().delete()
    SetupCode.objects.create(digest=digest(code))
    return code


@transaction.atomic
def create_first_administrator(*, code, email, name, password):
    """The account that owns the house, against the code that the server printed; the code works once."""
    known = SetupCode.objects.select_for_update().filter(digest=digest(code.strip().upper())).first()
    if known is None or User.objects.exists():
        raise ValidationError({"code": _("This code is not the one the server printed when it started.")})
    known.delete()
    user = User.objects.create_superuser(email, password, name=name)
    record("administrator.created")
    return user


@transaction.atomic
def create_space(*, user, name, slug, language="fr", is_demo=False):
    """A new space whose owner is `user`; returns the owner's Member."""
    require(rules.can_create_space(user))
    space = Space.objects.create(name=name, slug=slug, language=language, is_demo=is_demo)
    owner = Member.objects.create(space=space, user=user, role=Role.OWNER)
    record("space.created", by=owner, about=space)
    return owner


@transaction.atomic
def change_space(*, by, **fields):
    """Change the name, language, time zone or masking threshold of `by`'s space."""
    require(rules.can_change_space(by))
    for name, value in fields.items():
        setattr(by.space, name, value)
    by.space.full_clean()
    by.space.save(update_fields=list(fields))
    record("space.changed", by=by, about=by.space, fields=sorted(fields))
    return by.space


@transaction.atomic
def invite(*, by, role, note=""):
    """An invitation and the secret of its link, which is shown once."""
    require(rules.can_invite(by, role))
    secret = new_secret()
    invitation = Invitation.objects.create(
        space=by.space, role=role, note=note, digest=digest(secret), created_by=by,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    record("invitation.made", by=by, about=invitation, role=role)
    return invitation, secret


@transaction.atomic
def withdraw_invitation(*, by, invitation):
    require(rules.can_invite(by, invitation.role))
    record("invitation.withdrawn", by=by, about=invitation)
    invitation.delete()


@transaction.atomic
def accept_invitation(*, user, secret, trade=""):
    """Make `user` a member; a link works once, and whoever is already a member keeps their role."""
    invitation = Invitation.objects.select_for_update().filter(digest=digest(secret)).first()
    if invitation is None or not invitation.is_open(timezone.now()):
        raise ValidationError(_("This invitation was already used or has expired. Ask for a new link."))
    member, _created = Member.objects.get_or_create(
        space=invitation.space, user=user, defaults={"role": invitation.role, "trade": trade}
    )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record("invitation.accepted", by=member, about=invitation)
    return member


@transaction.atomic
def create_account(*, email, name, password, secret, trade=""):
    """An account made by someone holding an open invitation, and their membership."""
    if User.objects.filter(email=email.lower()).exists():
        raise ValidationError({"email": _("An account with this e-mail exists: sign in first, then open the link again.")})
    user = User.objects.create_user(email, password, name=name)
    return user, accept_invitation(user=user, secret=secret, trade=trade)


@transaction.atomic
def change_role(*, by, member, role):
    require(rules.can_change_role(by, member, role))
    require_another_owner(member, keeps=role == Role.OWNER)
    member.role = role
    member.save(update_fields=["role"])
    record("member.role_changed", by=by, about=member, role=role)


@transaction.atomic
def remove_member(*, by, member):
    """Take someone out of the space: their tokens stop at once, their words stay under their name."""
    require(rules.can_remove(by, member))
    require_another_owner(member, keeps=False)
    record("member.removed", by=by, about=member)
    member.delete()


def require_another_owner(member, *, keeps):
    """A space never loses its last owner."""
    others = Member.objects.filter(space=member.space, role=Role.OWNER).exclude(pk=member.pk)
    if member.role == Role.OWNER and not keeps and not others.exists():
        raise ValidationError(_("This is the last owner of the space. Name another owner first."))


@transaction.atomic
def change_profile(*, user, member=None, trade=None, **fields):
    """A person's own name and language, and their trade in one space."""
    for name, value in fields.items():
        setattr(user, name, value)
    user.save(update_fields=list(fields))
    if member is not None and trade is not None:
        member.trade = trade
        member.save(update_fields=["trade"])


@transaction.atomic
def make_token(*, by, name, can_write=False):
    """A token of this member and its secret, which is shown once."""
    secret = new_secret(PREFIX)
    token = ApiToken.objects.create(
        member=by, name=name, can_write=can_write, digest=digest(secret),
        expires_at=timezone.now() + timedelta(days=TOKEN_DAYS),
    )
    record("token.made", by=by, about=token)
    return token, secret


@transaction.atomic
def revoke_token(*, by, token):
    require(token.member_id == by.pk or rules.can_change_space(by))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("token.revoked", by=by, about=token)
