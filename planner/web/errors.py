"""Kind of error → status code and a page (or a message for htmx) that says what happened and what to do."""

import secrets
from contextlib import suppress

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from planner.kernel import errors as kinds
from planner.kernel.i18n import Text
from planner.web import outages
from planner.web.access import load_actor
from planner.web.extensions import db
from planner.web.htmx import into_toasts, wants_fragment
from planner.workflow import STATE_NAMES, State

STATUS: dict[type[kinds.PlannerError], int] = {
    kinds.NotFound: 404,
    kinds.NotAllowed: 403,
    kinds.WrongState: 409,
    kinds.Stale: 409,
    kinds.Invalid: 422,
    kinds.Locked: 429,
    kinds.Unavailable: 503,
}

TITLES: dict[int, Text] = {
    400: Text("这次提交没有被接受", "This was not accepted"),
    403: Text("这一步不由你来做", "This is not yours to do"),
    404: Text("没有这个页面", "No such page"),
    405: Text("这个地址不能这样打开", "This address cannot be opened like that"),
    409: Text("情况已经变了", "Things have changed"),
    413: Text("内容太大了", "That is too large"),
    422: Text("有几处还不能保存", "Some entries cannot be saved yet"),
    429: Text("试的次数太多了", "Too many tries"),
    500: Text("这里出了问题", "Something went wrong here"),
    503: Text("现在做不了这件事", "This cannot be done right now"),
}

ADVICE: dict[int, Text] = {
    400: Text("没有写入任何内容。回到上一页，刷新后再试一次。", "Nothing was written. Go back, reload the page and try again."),
    404: Text("没有这个页面，或者它不对你开放。", "This page does not exist, or it is not open to you."),
    405: Text("没有写入任何内容。从“今天”重新进入。", "Nothing was written. Start again from the first page."),
    413: Text("没有写入任何内容。分几次保存，或换一个小一点的文件。", "Nothing was written. Save in parts, or choose a smaller file."),
    500: Text(
        "没有写入任何内容。再试一次；如果还不行，把下面的编号告诉管理员。",
        "Nothing was written. Try again; if it still fails, tell your administrator the number below.",
    ),
}
PLANS = frozenset({"plans", "wizard", "review", "approval"})
"""Blueprints whose addresses name a plan."""
OTHER = Text("没有写入任何内容。", "Nothing was written.")


def install(app: Flask) -> None:
    """Catch every kind of error."""
    app.register_error_handler(kinds.PlannerError, planner_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(IntegrityError, raced)
    app.register_error_handler(DataError, no_value)
    for kind in outages.OF_THE_DATABASE:
        app.register_error_handler(kind, away)
    app.register_error_handler(OSError, no_room)
    app.register_error_handler(Exception, surprise)


def status_of(error: kinds.PlannerError) -> int:
    """The status of the nearest kind the error inherits from; 400 for none."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def planner_error(error: kinds.PlannerError) -> Response:
    """An error of ours: its own words, and the present state where the state is in the way; who was refused is logged."""
    if isinstance(error, kinds.NotFound | kinds.NotAllowed) and (actor := g.get("actor")):
        current_app.logger.warning("refused %s %s to person %s", request.method, request.path, actor.person_id)
    if isinstance(error, kinds.Locked | kinds.WrongState):
        current_app.logger.warning("%s: %s %s", type(error).__name__, request.method, request.endpoint)
    state = State(error.state) if isinstance(error, kinds.WrongState) else None
    items = list(error.errors.values()) if isinstance(error, kinds.Invalid) else []
    return answer(status_of(error), error.message, items=items, state=state)


def csrf_error(_: CSRFError) -> Response:
    """A form without a valid token: the typed text comes back where the session is the reason, and scripts get a fresh token."""
    current_app.logger.warning("no valid form token: %s %s", request.method, request.endpoint)
    if "actor" not in g:  # the token is checked before the guard has looked who is there
        g.actor = g.token = g.half = None
        load_actor()
    if g.actor is None and request.endpoint and not _is_public() and not wants_fragment():
        from planner.web.auth.resume import keep_and_ask  # the page imports access, which loads after this module

        return keep_and_ask(400)
    if g.actor is not None and request.form.get("resume"):  # signed in meanwhile in another window: showing what was kept writes nothing
        from planner.web.auth.entering import show_kept

        if (kept := show_kept(request.form["resume"])) is not None:
            return kept
    response = answer(
        400,
        Text(
            "这个页面开得太久，凭证已经过期。没有写入任何内容；刷新后再试一次。",
            "This page was open for too long and its token has expired. Nothing was written; reload and try again.",
        ),
    )
    response.headers["X-CSRFToken"] = generate_csrf()
    return response


def http_error(error: HTTPException) -> Response:
    """Flask's own refusals, in our words; redirects pass."""
    code = error.code or 500
    if code < 400:
        return make_response(error.get_response())
    if isinstance(error, SecurityError):  # a foreign host name: no address of ours can be built under it
        return Response(f"{TITLES[400].zh} {TITLES[400].en}\n", 400, mimetype="text/plain")
    response = answer(code, ADVICE.get(code, OTHER))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def raced(error: IntegrityError) -> Response:
    """Two people did the same thing at the same moment and the database let one win."""
    current_app.logger.warning("a constraint stopped %s %s", request.method, request.endpoint, exc_info=error)
    db.session.rollback()
    return answer(
        409,
        Text(
            "别人刚刚做了同一件事。没有写入任何内容，刷新看看现在的情况。",
            "Somebody did the same just now. Nothing was written; reload to see how it stands.",
        ),
    )


def no_value(error: DataError) -> Response:
    """Something no column can hold, such as a number of twenty digits or a NUL; nobody types that, and no address of ours has it."""
    current_app.logger.warning("no value for the database: %s %s", request.method, request.endpoint, exc_info=error)
    db.session.rollback()
    if request.method == "GET":
        return answer(404, ADVICE[404])
    return answer(
        400,
        Text(
            "有一项里的数字太大，或者带有存不下的字符。没有写入任何内容；改好后再试一次。",
            "A number is too large, or a text holds a character that cannot be stored. Nothing was written; change it and try again.",
        ),
    )


def away(error: DBAPIError) -> Response:
    """The database is locked for longer than we wait, full, read-only, or not there."""
    current_app.logger.error("database: %s %s", request.method, request.endpoint, exc_info=error)
    return _later(outages.of_database(error))


def no_room(error: OSError) -> Response:
    """A file could not be written for want of room; anything else is a surprise."""
    said = outages.of_system(error)
    if said is None:
        return surprise(error)
    current_app.logger.error("disk: %s %s", request.method, request.endpoint, exc_info=error)
    return _later(said)


def _later(message: Text) -> Response:
    with suppress(SQLAlchemyError):  # a connection that is gone has nothing to roll back
        db.session.rollback()
    try:
        response = answer(503, message)
    except SQLAlchemyError:  # the frame of the page asks the database too
        response = Response(f"{TITLES[503].zh}。{message.zh}\n{TITLES[503].en}. {message.en}\n", 503, mimetype="text/plain")
    response.headers["Retry-After"] = "5"
    return response


def surprise(error: Exception) -> Response:
    """Anything else: logged with a number, never shown."""
    number = secrets.token_hex(4)
    current_app.logger.error("error %s at %s %s", number, request.method, request.endpoint, exc_info=error)
    db.session.rollback()
    try:
        return answer(500, ADVICE[500], number=number)
    except Exception:  # the page itself is what fails: say it without one
        current_app.logger.exception("error %s: no page for it", number)
        return Response(f"{TITLES[500].zh} {TITLES[500].en} ({number})\n", 500, mimetype="text/plain")


def answer(
    status: int, message: Text, *, items: list[Text] | None = None, state: State | None = None, number: str | None = None
) -> Response:
    """The page or the message for htmx.

    :param items: what exactly is wrong, one line each
    :param state: present state of the plan
    :param number: to look the error up in the log
    """
    context = {
        "status": status,
        "title": TITLES.get(status, TITLES[400]),
        "message": message,
        "items": items or [],
        "state": STATE_NAMES[state] if state else None,
        "number": number,
        "plan": _plan() if status == 409 else None,
    }
    if wants_fragment():
        response = into_toasts(make_response(render_template("errors/_message.html", **context), status))
    else:
        response = make_response(render_template("errors/page.html", **context), status)
    response.vary.add("HX-Request")
    return response


def _plan() -> str | None:
    """Number of the plan that things have changed for, so that one can look how it stands; None outside of plans."""
    here = g.get("actor") and request.blueprint in PLANS
    return (request.view_args or {}).get("number") if here else None


def _is_public() -> bool:
    access = getattr(current_app.view_functions[request.endpoint or ""], "access", None)
    return bool(access and access.public)
