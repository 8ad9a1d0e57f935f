"""Security and cache headers of every answer."""

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
    framed = response.headers.pop(FRAMED, None) is not None
    policy = POLICY | ({"frame-ancestors": "'self'"} if framed else {})
    if framed or request.endpoint in VIEWERS:
        policy |= {"object-src": "'self'"}
    response.headers.setdefault("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in policy.items()))
    response.headers.setdefault("X-Frame-Options", "SAMEORIGIN" if framed else "DENY")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    if "Cache-Control" not in response.headers:
        # what a signed-in person saw must be gone after signing out; a form holds a token that must be fresh
        response.headers["Cache-Control"] = "no-store" if g.get("actor") or g.get("half") else "no-cache, private"
    if response.mimetype == "text/html":
        response.vary.update(("HX-Request", "Cookie", "Accept-Language"))
    return response
