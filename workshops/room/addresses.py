"""The addresses people type, scan or receive: never localhost, so that a phone of the same network opens them too."""
import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe


def join_address(session):
    """Where guests join: BASE_URL when it is set, else this machine's own address on its network. The code stands behind the #,
    which browsers keep to themselves: no log of a server or a proxy holds it.
    """
    return f"{settings.BASE_URL or settings.LAN_URL}{reverse('join')}#{session.code}"


def shown_address():
    """The same without the code, short enough to read aloud."""
    return f"{settings.BASE_URL or settings.LAN_URL}/r/".split("://")[-1]


def qr_svg(session):
    """The QR code of the join address as inline SVG: dark on a light ground in every theme, so that cameras read it."""
    drawn = segno.make(join_address(session), error="m")
    return mark_safe(drawn.svg_inline(border=2, omitsize=True, dark="#1d2733", light="#ffffff"))  # noqa: S308 - digits only
