"""How django-allauth behaves here: accounts come by invitation or first run, never by open sign-up."""
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.cache import cache

TRIES_PER_MINUTE = 10


class Accounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def populate_username(self, request, user):
        """There are no user names."""

    def authenticate(self, request, **credentials):
        """Demo accounts open nothing once DEMO is off: their password is in the README."""
        user = super().authenticate(request, **credentials)
        return None if user and user.is_demo and not settings.DEMO else user


def sign_in_limited(request):
    """Whether this address has used up its tries of this minute on the first-run code."""
    key = f"first-run:{request.META.get('REMOTE_ADDR')}"
    cache.add(key, 0, 60)
    return cache.incr(key) > TRIES_PER_MINUTE
