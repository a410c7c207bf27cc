"""This machine's address on its own network, for links and QR codes that a phone in the same room can open."""
import socket
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}  # names that mean another machine on every other machine


@cache
def lan_address():
    """The IPv4 address other machines of the network reach us at, or 127.0.0.1 without a network. Sends no packet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: a datagram socket only picks a route
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def site_address(request):
    """What a link that is given away begins with: BASE_URL, else the address by which the asker reached us, never localhost."""
    host = request.get_host()
    asked = settings.LAN_URL if urlsplit(f"//{host}").hostname in THIS_MACHINE else f"{request.scheme}://{host}"
    return settings.BASE_URL or asked
