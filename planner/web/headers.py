"""Security and cache headers of every answer."""

from functools import cache

from flask import Flask, Response, g, request

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
FRAMED = "X-Planner-Framed"  # travels from a view to `finish` and is taken off there
VIEWERS = frozenset({"plans.show", "approval.show", "approval.refuse"})
"""Pages that hold the PDF itself in the browser's viewer."""
YEAR = 31_536_000
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)


def install(app: Flask) -> None:
    """Put the headers on every answer, errors included."""
    app.after_request(finish)


def allow_framing(response: Response) -> Response:
    """Let our own pages show this answer in a frame: the PDF beside the approval."""
    response.headers[FRAMED] = "1"
    return response


def as_download(response: Response) -> Response:
    """For files that people sent or that we made: nothing in them may run, whatever the browser thinks they are."""
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    return response


def finish(response: Response) -> Response:
    """Add what is missing; a header that a view has set itself stays."""
    headers = response.headers
    framed = headers.pop(FRAMED, None) is not None
    wanted = [
        ("Content-Security-Policy", _policy(framed, framed or request.endpoint in VIEWERS)),
        ("X-Frame-Options", "SAMEORIGIN" if framed else "DENY"),
        *ALWAYS,
        # what a signed-in person saw must be gone after signing out; a form holds a token that must be fresh
        ("Cache-Control", "no-store" if g.get("actor") or g.get("half") else "no-cache, private"),
    ]
    if request.is_secure:
        wanted.append(("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains"))
    given = {name.lower() for name, _ in headers}
    headers.extend(one for one in wanted if one[0].lower() not in given)
    if response.mimetype == "text/html":
        response.vary.update(("HX-Request", "Cookie", "Accept-Language"))
    return response


@cache
def _policy(framed: bool, viewer: bool) -> str:
    """The policy as a header says it: whether our own pages may frame the answer, and whether it holds a viewer."""
    own = {"frame-ancestors": "'self'"} if framed else {}
    held = {"object-src": "'self'"} if viewer else {}
    return "; ".join(f"{name} {value}" for name, value in (POLICY | own | held).items())
