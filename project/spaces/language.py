"""Which language a page speaks: the person's choice, else the browser's, else French."""
from django.conf import settings
from django.utils import translation

SPOKEN = {code for code, _name in settings.LANGUAGES}


def language_of(request):
    """The language code for this request."""
    chosen = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in SPOKEN else translation.get_language_from_request(request)


class LanguageMiddleware:
    """Activates it for the time of the request; stands after authentication, which knows the person."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response
