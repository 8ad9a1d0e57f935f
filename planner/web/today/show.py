"""The first page of every role."""

from flask import Response

from planner.web.access import signed_in
from planner.web.htmx import render
from planner.web.today import bp


@bp.get("/")
@signed_in
def show() -> Response:
    """What today asks of this person."""
    return render("today/show.html")
