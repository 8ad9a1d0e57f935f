"""Style sheets, scripts and icons: one address per content, compressed once, kept by browsers for a year."""

import gzip
import mimetypes
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, has_request_context, request, url_for

from planner.kernel.errors import NotFound
from planner.web.access import public

bp = Blueprint("assets", __name__, url_prefix="/assets")

STATIC = (Path(__file__).parents[2] / "static").resolve()
BUNDLE = "css/planner.css"  # every style sheet of ours in one answer, in the order of their names
SERVED = ("css/", "js/", "icons/", "vendor/", "fonts/")
TEXTS = (".css", ".js", ".svg", ".html", ".txt", ".toml", ".webmanifest")


@bp.get("/<digest>/<path:name>")
@public
def file(digest: str, name: str) -> Response:
    """One file; an address with an old digest still answers, but is not kept."""
    data, packed = _load(name)
    zipped = packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(
        packed if zipped and packed is not None else data, mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream"
    )
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    fresh = digest == _digest(name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
    return response


def asset(name: str) -> str:
    """The address of a file under planner/static; `css/planner.css` is the bundle.

    :raises NotFound: there is no such file
    """
    known = _addresses.get((request.script_root, name)) if has_request_context() else None
    if known is None:
        known = url_for("assets.file", digest=_digest(name), name=name)
        if has_request_context():
            _addresses[request.script_root, name] = known  # a page asks for dozens of icons, all in one file
    return known


_addresses: dict[tuple[str, str], str] = {}
"""Prefix of the application and name of a file → its address; both sets are small and known."""


@cache
def has_icon(name: str) -> bool:
    """True when the sprite holds that icon."""
    return f'id="{name}"'.encode() in _load("icons/sprite.svg")[0]


@cache
def _digest(name: str) -> str:
    return sha256(_load(name)[0]).hexdigest()[:10]


@cache
def _load(name: str) -> tuple[bytes, bytes | None]:
    """The bytes of a file, and the same compressed when it is a text."""
    if name == BUNDLE:
        data = b"\n".join(path.read_bytes() for path in sorted((STATIC / "css").glob("*.css")))
    else:
        path = (STATIC / name).resolve()
        if not name.startswith(SERVED) or not path.is_relative_to(STATIC) or not path.is_file():
            raise NotFound
        data = path.read_bytes()
    return data, gzip.compress(data, mtime=0) if name.endswith(TEXTS) else None
