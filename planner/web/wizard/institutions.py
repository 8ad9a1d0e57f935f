"""Names of hospitals that were written before, for the list under an institution field."""

from flask import Response, request

from planner.services.lists import institutions
from planner.web.access import requires
from planner.web.extensions import reading
from planner.web.htmx import render
from planner.web.wizard import bp
from planner.workflow import Role


@bp.get("/institutions")
@requires(Role.REPRESENTATIVE)
def institution_names() -> Response:
    """Options of a datalist; the field sends itself, under whatever name it has."""
    typed = next((value for value in request.args.values() if value.strip()), "")
    return render("wizard/_institutions.html", names=institutions(reading(), typed[:200]))
