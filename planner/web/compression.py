"""Pages travel compressed; a random length keeps the size from telling what is in them."""

import gzip
import io
import secrets

from flask import Flask, Response, request

SMALLEST = 2_000
LEVEL = 5
NOISE = 100  # bytes at most


def install(app: Flask) -> None:
    """Compress the pages of every area; files say themselves what they want (planner/web/assets)."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Pack a page for browsers that can unpack it.

    A page holds the form token beside words an outsider may choose (an address, a filter). Whoever
    watches sizes could guess the one through the other, so a name of random length goes into the header
    of the packed page.

    Source: "Heal the BREACH", https://ieeexplore.ieee.org/document/9754554
    """
    if response.mimetype != "text/html" or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if (response.content_length or 0) < SMALLEST or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    packed = io.BytesIO()
    name = secrets.token_hex(NOISE)[: secrets.randbelow(NOISE)]
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=LEVEL, fileobj=packed, mtime=0) as out:
        out.write(response.get_data())
    response.set_data(packed.getvalue())
    response.headers["Content-Encoding"] = "gzip"
    return response
