"""The public verify page: is this file genuine, and does it still count?"""

from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from planner.kernel.errors import Locked
from planner.kernel.i18n import Text
from planner.services import verification
from planner.services.verification import Verdict
from planner.web.access import public
from planner.web.extensions import house, transaction
from planner.web.htmx import render, wants_fragment
from planner.web.verify.answers import answers
from planner.web.verify.upload import FORM_ROOM, MOST_BYTES, NOTHING, TOO_LARGE, UNKNOWN_CODE, Upload, upload_of

bp = Blueprint("verify", __name__)


@bp.url_value_preprocessor
def limit_upload(endpoint: str | None, values: object) -> None:
    """A file this page cannot take is refused before it is read, and before the form token is looked for."""
    request.max_content_length = MOST_BYTES + FORM_ROOM


@bp.get("/verify")
@public
def index() -> Response:
    """The empty page."""
    return _page()


@bp.post("/verify")
@public
def check() -> Response:
    """A file is checked in memory and let go; a code leads to its own address."""
    upload = upload_of(request)
    code = request.form.get("code", "").strip()
    if upload is None and code and not wants_fragment():
        return redirect(url_for("verify.code", code=code[:40]), 303)  # type: ignore[return-value]
    if upload is None:
        return _by_code(code[:40]) if code else _page(problem=NOTHING, status=422)
    if upload.problem is not None:
        return _page(problem=upload.problem, upload=upload, status=422)
    try:
        verdict = verification.verify_file(transaction, house(), upload.data, address=request.remote_addr or "")
    except Locked as locked:
        return _page(problem=locked.message, upload=upload, status=429)
    return _page(upload=upload, verdict=verdict)


@bp.get("/v/<code>")
@public
def code(code: str) -> Response:
    """What the QR code on the cover leads to."""
    return _by_code(code[:40])


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> tuple[Response, int]:
    """The same page with a plain word, not an error page."""
    g.setdefault("actor", None)
    return _page(problem=TOO_LARGE), 413


def _by_code(code: str) -> Response:
    try:
        verdict = verification.verify_by_code(transaction, house(), code, request.remote_addr or "")
    except Locked as locked:
        return _page(problem=locked.message, code=code, status=429)
    if verdict is None:
        return _page(problem=UNKNOWN_CODE, code=code, status=404)
    return _page(code=code, verdict=verdict)


def _page(
    *, upload: Upload | None = None, code: str = "", verdict: Verdict | None = None, problem: Text | None = None, status: int = 200
) -> Response:
    said = answers(verdict) if verdict is not None else ()
    return render(
        "verify/show.html",
        "verify/_result.html",
        status,
        upload=upload,
        code=code,
        verdict=verdict,
        answers=said,
        problem=problem,
        most=MOST_BYTES,
    )
