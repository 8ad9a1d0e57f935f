"""The plan as its paper will read: a page of its own, and one section beside the form that is being filled in."""

from flask import Response, g, request, url_for

from planner.documents.preview import preview_html, screen_css, screen_digest
from planner.kernel.errors import NotFound
from planner.services.preview import open_preview
from planner.web.access import signed_in
from planner.web.extensions import house, reading
from planner.web.headers import POLICY, allow_framing
from planner.web.htmx import render
from planner.web.wizard import bp

SEALED = POLICY | {
    "script-src": "'none'",
    "connect-src": "'none'",
    "frame-src": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
}


@bp.get("/plans/<number>/preview")
@signed_in
def preview(number: str) -> Response:
    """The whole document, with the way back to writing."""
    view, plan = open_preview(reading(), house(), g.actor, number)
    step = request.args.get("step", "")
    known = {section.slug for section in plan.sections}
    return render("plans/preview.html", plan=view, number=number, sections=plan.sections, step=step if step in known else None)


@bp.get("/plans/<number>/preview/paper")
@signed_in
def preview_paper(number: str) -> Response:
    """The document itself, or one section of it, for a frame; nothing in it can run."""
    _, plan = open_preview(reading(), house(), g.actor, number)
    style = url_for("wizard.preview_style", digest=screen_digest())
    try:
        response = Response(preview_html(plan, style, request.args.get("step")))
    except KeyError as error:
        raise NotFound from error
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in SEALED.items())
    return allow_framing(response)


@bp.get("/paper/<digest>.css")
@signed_in
def preview_style(digest: str) -> Response:
    """The look of the paper on a screen; one address per content."""
    response = Response(screen_css(), mimetype="text/css")
    fresh = digest == screen_digest()
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable" if fresh else "no-cache"
    return response
