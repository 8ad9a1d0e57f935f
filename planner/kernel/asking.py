"""Asking a server elsewhere: one whole answer, bounded in time and size, from the address given and from nowhere it points to."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener


class _Stay(HTTPRedirectHandler):
    """Follows nobody: what is sent goes to the address that was chosen."""

    def redirect_request(self, *args: object) -> None:
        return None


_OPENER = build_opener(_Stay)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole.

    :param kind: media type, in lower case
    """

    kind: str
    data: bytes


def ask(url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, *, seconds: float, most: int) -> Answer:
    """Ask once; a body makes it a POST.

    :param seconds: for connecting, and again for the whole answer: one that drips must not hold a process up
    :param most: bytes of the longest answer
    :raises ValueError: the address is none of the web, or the answer is too long or too slow
    :raises OSError: no answer, or one that refuses (`urllib.error.HTTPError`, with its code)
    :raises http.client.HTTPException: no HTTP
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("not an address of the web")
    end, data = time.monotonic() + seconds, b""
    with _OPENER.open(Request(url, body, dict(headers or {})), timeout=seconds) as answer:  # noqa: S310 - looked at above
        while piece := answer.read1(8192):
            data += piece
            if len(data) > most or time.monotonic() > end:
                raise ValueError("too long or too slow")
        return Answer(answer.headers.get_content_type(), data)
