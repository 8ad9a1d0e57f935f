"""Requests that no browser sends: the server draws the line between one request and the next in one way only."""

import re
import socket
from urllib.parse import urlsplit

import pytest

from tests.browser.server import Site

SMUGGLED = b"0\r\n\r\nGET /admin HTTP/1.1\r\nX: x"
TWO_LENGTHS = b"Content-Length: 6\r\nContent-Length: 5\r\n"
BOTH = b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(SMUGGLED)


def answers(site: Site, head: bytes, body: bytes) -> list[int]:
    """The status of every answer that comes back for what was sent at once."""
    parts = urlsplit(site.url)
    with socket.create_connection((str(parts.hostname), int(parts.port or 80)), timeout=10) as line:
        line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head + b"\r\n" + body)
        line.shutdown(socket.SHUT_WR)
        got = b""
        while piece := line.recv(65536):
            got += piece
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3})", got)]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (BOTH, SMUGGLED),
        (TWO_LENGTHS, b"abcdef"),
        (b"Transfer-Encoding: xchunked\r\n", SMUGGLED),
        (b"Transfer-Encoding : chunked\r\n", SMUGGLED),
        (b"Content-Length: +6\r\n", b"abcdef"),
        (b"Transfer-Encoding: chunked\r\n", b"zz\r\nabcdef\r\n0\r\n\r\n"),
    ],
)
def test_a_request_whose_end_can_be_read_in_two_ways_is_refused_and_nothing_after_it_is_served(
    site: Site, head: bytes, body: bytes
) -> None:
    found = answers(site, head, body)
    assert all(code in (400, 501) for code in found), found  # never a page, nor the 404 or 302 of the one that was smuggled
