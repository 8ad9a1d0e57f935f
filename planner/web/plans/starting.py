"""Starting a plan: blank, from the last period's, or from a file whose kind is confirmed first."""

from typing import Any

from flask import Response, g, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from planner.documents.intake import MOST_BYTES, SUFFIXES
from planner.kernel.errors import Invalid, PlannerError, Unavailable
from planner.kernel.i18n import Text
from planner.services import intake
from planner.web import errors
from planner.web.access import load_actor, requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.plans import bp
from planner.workflow import Role

FORM_ROOM = 64 * 1024
"""Room for the other fields and the multipart borders around the file."""
READ_FILE = "plans.read_file"
NO_FILE = Text("请先选一个文件。", "Choose a file first.")
TOO_LARGE = Text(
    "这个文件超过 {n} MB，没有读。去掉里面的图片再试一次。",
    "This file is larger than {n} MB and was not read. Take its pictures out and try again.",
).with_(n=MOST_BYTES // 1024 // 1024)


@bp.url_value_preprocessor
def limit_upload(endpoint: str | None, values: object) -> None:
    """A file that is too large is refused before it is read, and before the form token is looked for."""
    if endpoint == READ_FILE:
        request.max_content_length = MOST_BYTES + FORM_ROOM


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Response:
    """The page the file was chosen on, with a plain word; elsewhere the usual page."""
    if "actor" not in g:  # the size is seen before the guard has looked who is there
        g.actor = g.token = None
        load_actor()
    if request.endpoint != READ_FILE or g.actor is None or not g.actor.has(Role.REPRESENTATIVE):
        return errors.http_error(error)
    return _page(TOO_LARGE, 413)


@bp.get("/new")
@requires(Role.REPRESENTATIVE)
def new() -> Response:
    """The kinds of plan there are, each with its promise, and the three ways to start one."""
    return _page()


@bp.post("/new/file")
@requires(Role.REPRESENTATIVE)
def read_file() -> Response:
    """Read the file, then ask which kind of plan it becomes; a file that cannot be taken is refused beside the button."""
    file = request.files.get("file")
    if file is None or not (file.filename or "").strip():
        return _page(NO_FILE, 422)
    with file.stream as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return _page(TOO_LARGE, 413)
    try:
        offer = intake.offer(transaction, house(), g.actor, data, file.filename or "")
    except (Invalid, Unavailable) as problem:
        return _page(problem, 422, intake.plain_name(file.filename or ""))
    return go_to(url_for("plans.choose_kind", offer=offer))


@bp.get("/new/file/<offer>")
@requires(Role.REPRESENTATIVE)
def choose_kind(offer: str) -> Response:
    """What was read, and which kind of plan it looks like."""
    return _kinds_page(offer)


@bp.post("/new/file/<offer>")
@requires(Role.REPRESENTATIVE)
def begin(offer: str) -> Response:
    """A new draft with the file's text in it, and the page that says where everything went."""
    kind = request.form.get("kind", "")
    try:
        number = intake.begin(transaction, house(), g.actor, offer, kind)
    except Invalid as problem:
        return _kinds_page(offer, problem)
    return go_to(url_for("plans.taken_in", number=number))


def _page(problem: Text | PlannerError | None = None, status: int = 200, name: str = "") -> Response:
    said = problem.message if isinstance(problem, PlannerError) else problem
    return render("plans/new.html", None, status, kinds=_kinds(), problem=said, name=name, **_limits())


def _kinds_page(offer: str, problem: Invalid | None = None) -> Response:
    found = intake.open_offer(reading(), house(), g.actor, offer)
    best = max(found.shares, key=lambda slug: found.shares[slug])
    return render(
        "plans/new_file.html",
        None,
        422 if problem else 200,
        offer=found,
        kinds=_kinds(),
        chosen=request.form.get("kind") or found.suggested or "",
        best=best,
        problem=problem.message if problem else None,
    )


def _kinds() -> list[Any]:
    return list(house().plan_types.values())


def _limits() -> dict[str, Any]:
    return {"most": MOST_BYTES, "megabytes": MOST_BYTES // 1024 // 1024, "suffixes": ",".join(SUFFIXES)}
