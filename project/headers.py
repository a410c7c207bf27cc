"""Headers that every answer carries and no other middleware sets, and addresses that no database can be asked about."""
from django.core.exceptions import BadRequest


class NoNulMiddleware:
    """PostgreSQL refuses the NUL character in any text: an address that holds one is a bad request, not a breakdown."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, named):
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            raise BadRequest("NUL character in the address")


class HeadersMiddleware:
    """Pages with data are not kept by shared caches; nothing here may be embedded or asks for a device."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response
