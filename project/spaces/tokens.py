"""API tokens: shown once, stored as a digest, listed before session sign-in so that a bad token answers 401."""
import hashlib
import secrets

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from .models import ApiToken

PREFIX = "sil_"


def new_secret(prefix=""):
    """A fresh secret of 256 bits."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret):
    """What is stored of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer sil_…`; the request's user is the member's account, `request.auth` the token."""

    def authenticate(self, request):
        header = get_authorization_header(request).split()
        if len(header) != 2 or header[0].lower() != b"bearer":
            return None
        token = (
            ApiToken.objects.select_related("member__user", "member__space")
            .filter(digest=digest(header[1].decode("latin-1")))
            .first()
        )
        now = timezone.now()
        if token is None or not token.is_live(now) or not token.member.user.is_active:
            raise AuthenticationFailed
        if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 60:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token.member.user, token

    def authenticate_header(self, request):
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}
