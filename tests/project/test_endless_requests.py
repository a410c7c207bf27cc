"""A request without an end is cut, whoever sends it: it would fill the memory before anybody could ask who it is."""
import socket
from urllib.parse import urlsplit

import pytest

MOST = 8 * 2**20  # bytes, the kernel's own buffers included


@pytest.mark.parametrize("begun, more", [
    (b"GET /", b"a" * 50_000), (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", b"a" * 50_000),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X-B: b\r\n" * 5_000),
], ids=["address", "one header", "many headers"])
def test_an_endless_request_is_cut(site, begun, more):
    address = urlsplit(site)
    with socket.create_connection((address.hostname, address.port), timeout=30) as line, pytest.raises(ConnectionError):
        line.sendall(begun)
        for _part in range(MOST // len(more)):
            line.sendall(more)
