"""Say something in a thread, end it, take a proposed wording back; open the paper of an exception."""

from io import BytesIO

from flask import Response, g, request, send_file

from planner.kernel.errors import Invalid
from planner.services import exceptions, proposals, threads
from planner.web.access import requires, signed_in
from planner.web.extensions import house, transaction
from planner.web.headers import as_download
from planner.web.review import bp
from planner.web.review.desk_page import OFFICERS, back, page


@bp.post("/<number>/threads/<about>/say")
@requires(*OFFICERS)
def say(number: str, about: str) -> Response:
    """An officer's message; the author reads it once the plan is returned."""
    try:
        with transaction() as session:
            threads.say(session, house(), g.actor, number, about, request.form.get("text", ""))
    except Invalid as problem:
        return page(number, at=_card(about), problem=problem, problem_at=f"talk-{about}")
    return back(number, at=_card(about))


@bp.post("/<number>/threads/<about>/resolve")
@requires(*OFFICERS)
def resolve(number: str, about: str) -> Response:
    """`done` 1 ends the thread, 0 opens it again."""
    with transaction() as session:
        threads.resolve(session, house(), g.actor, number, about, done=request.form.get("done") != "0")
    return back(number, at=_card(about))


@bp.post("/<number>/proposals/<int:proposal_id>/withdraw")
@requires(*OFFICERS)
def withdraw_proposal(number: str, proposal_id: int) -> Response:
    """Only before the plan is returned."""
    with transaction() as session:
        proposals.withdraw(session, house(), g.actor, number, proposal_id)
    return back(number)


@bp.get("/<number>/papers/<digest>")
@signed_in
def paper(number: str, digest: str) -> Response:
    """The attachment of an exception, as a download; that it was opened is on record."""
    with transaction() as session:
        found = exceptions.open_paper(session, house(), g.actor, number, digest)
        data, kind, name = found.data, found.media_type, found.name
    return as_download(send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=name))


def _card(about: str) -> str:
    return "" if about.startswith("remark-") else about[:32]
