"""The trail across all plans, for those who audit."""

from flask import Blueprint

bp = Blueprint("trail", __name__, url_prefix="/trail")

from planner.web.trail import pages  # noqa: E402, F401
