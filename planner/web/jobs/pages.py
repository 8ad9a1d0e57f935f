"""Ask for a zip of signed plans, watch it being made, stop it, fetch it."""

from base64 import b64encode
from collections.abc import Iterator

from flask import Response, current_app, flash, g, request, url_for
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.models import Job
from planner.services import bundles, job_desk, jobs
from planner.web.access import requires
from planner.web.extensions import db, house, reading, transaction
from planner.web.headers import as_download
from planner.web.htmx import go_to, render
from planner.web.jobs import bp
from planner.web.language import t
from planner.web.team import filters
from planner.workflow import Role


@bp.get("")
@requires(Role.MANAGER)
def index() -> Response:
    """Files of one's own, the newest first."""
    made = job_desk.own_jobs(reading(), g.actor, bundles.KIND)
    return render("jobs/index.html", None, 200, made=made, **_words())


@bp.post("")
@requires(Role.MANAGER)
def start() -> Response:
    """Ask for a zip of what the team board shows."""
    wanted = bundles.Range(filters.of_query(request.form).wanted, request.form.get("range") == "ever")
    try:
        with transaction() as session:
            job = bundles.ask(session, house(), g.actor, wanted).id
    except Invalid as problem:
        flash(t(next(iter(problem.errors.values()))))
        return go_to(url_for("team.show"))
    return go_to(url_for("jobs.show", number=job))


@bp.get("/<int:number>")
@requires(Role.MANAGER)
def show(number: int) -> Response:
    """How far it is; the page asks again by itself."""
    return _page(number)


@bp.post("/<int:number>/cancel")
@requires(Role.MANAGER)
def cancel(number: int) -> Response:
    """Stop it; nothing is kept."""
    with transaction() as session:
        job_desk.cancel(session, house(), g.actor, number)
    return _page(number)


@bp.get("/<int:number>/file")
@requires(Role.MANAGER)
def file(number: int) -> Response:
    """The zip, piece by piece; noted in the trail."""
    with transaction() as session:
        row = bundles.fetch(session, house(), g.actor, number)
        name, size, sha256 = row.name, row.size, row.sha256
    response = Response(_streamed(number), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(size)
    response.headers["Repr-Digest"] = f"sha-256=:{_base64(sha256)}:"
    return as_download(response)


def _streamed(number: int) -> Iterator[bytes]:
    """With a session of its own: the request's is closed before the last piece is sent."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy is gone while the answer is sent

    def pieces() -> Iterator[bytes]:
        with app.app_context():
            engine = db.engine
        with Session(engine) as session:
            yield from jobs.pieces(session, number)

    return pieces()


def _base64(sha256: str) -> str:
    return b64encode(bytes.fromhex(sha256)).decode()


def _page(number: int) -> Response:
    return render("jobs/show.html", "jobs/_job.html", 200, job=job_desk.own(reading(), g.actor, number), **_words())


def _words() -> dict[str, object]:
    return {"offered": lambda job: jobs.offered(job, house().clock()), "why": why, "megabytes": megabytes}


def why(job: Job) -> str:
    """Why a job failed, in the language of the reader."""
    zh, _, en = job.failure.partition("\n")
    return t(Text(zh, en))


def megabytes(size: int) -> str:
    """1.4 MB."""
    return f"{max(size, 50_000) / 1_000_000:.1f} MB"
