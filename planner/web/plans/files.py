"""The signed PDF and the review record: to look at in the page, as pictures, and to take away; copies to work with."""

from functools import lru_cache

from flask import Response, g, request

from planner.documents import bounded
from planner.kernel.errors import NotFound
from planner.models import IssuedFile
from planner.services import copies, files
from planner.services.copies import Copy
from planner.web.access import signed_in
from planner.web.extensions import house, reading, transaction
from planner.web.headers import allow_framing, as_download
from planner.web.plans import bp

WIDTHS = (240, 780, 1240)
"""Pictures are drawn in these widths only, so that each is drawn once."""


@bp.get("/<number>/plan.pdf")
@signed_in
def pdf(number: str) -> Response:
    """The bytes that were signed, shown in the page."""
    file = files.plan_pdf(reading(), house(), g.actor, number, _revision())
    return allow_framing(_sent(file, number, "inline"))


@bp.get("/<number>/review-record.pdf")
@signed_in
def record_pdf(number: str) -> Response:
    """The review record, shown in the browser."""
    file = files.record_pdf(reading(), house(), g.actor, number, _revision())
    return allow_framing(_sent(file, number, "inline"))


@bp.get("/<number>/download")
@signed_in
def download(number: str) -> Response:
    """The plan as a file; noted in the trail."""
    return _taken(number, files.plan_pdf(reading(), house(), g.actor, number, _revision()))


@bp.get("/<number>/download-record")
@signed_in
def download_record(number: str) -> Response:
    """The review record as a file; noted in the trail."""
    return _taken(number, files.record_pdf(reading(), house(), g.actor, number, _revision()))


@bp.get("/<number>/word")
@signed_in
def word(number: str) -> Response:
    """A copy as a Word document, for whoever may read the plan; noted in the trail."""
    return _copied(number, copies.as_word(reading(), house(), g.actor, number, _revision()))


@bp.get("/<number>/tables")
@signed_in
def tables(number: str) -> Response:
    """The plan's tables as a workbook; noted in the trail."""
    return _copied(number, copies.as_tables(reading(), house(), g.actor, number, _revision()))


@bp.get("/<number>/pages/<int:page>")
@signed_in
def page_picture(number: str, page: int) -> Response:
    """One page of the plan as a PNG, for browsers that show no PDF."""
    file = files.plan_pdf(reading(), house(), g.actor, number, _revision())
    if not 1 <= page <= file.pages:
        raise NotFound
    asked = request.args.get("width", "")
    width = min(WIDTHS, key=lambda w: abs(w - int(asked))) if asked.isdecimal() and len(asked) < 6 else WIDTHS[1]
    return Response(_picture(_Bytes(file.sha256, file.data), page, width), mimetype="image/png")


class _Bytes:
    """A file that is told apart by its digest, so that the cache need not compare megabytes."""

    def __init__(self, sha256: str, data: bytes) -> None:
        self.sha256 = sha256
        self.data = data

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes) and other.sha256 == self.sha256


@lru_cache(maxsize=48)
def _picture(file: _Bytes, page: int, width: int) -> bytes:
    return bounded.run("picture", {"page": page, "width": width}, file.data)[1]


def _revision() -> int | None:
    asked = request.args.get("revision", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else None


def _taken(number: str, file: IssuedFile) -> Response:
    with transaction() as session:
        files.note_download(session, house(), g.actor, number, file)
    return as_download(_sent(file, number, "attachment"))


def _copied(number: str, copy: Copy) -> Response:
    with transaction() as session:
        copies.note_copy(session, house(), g.actor, number, copy)
    response = Response(copy.data, mimetype=copy.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{copy.name}"'
    return as_download(response)


def _sent(file: IssuedFile, number: str, how: str) -> Response:
    name = f"{number}-{'record' if file.kind == 'record' else 'plan'}.pdf"
    response = Response(file.data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return response
