"""The team board: where the plans of others stand, what ends soon, and their signed files."""

from flask import Blueprint

bp = Blueprint("team", __name__, url_prefix="/team")

from planner.web.team import pages  # noqa: E402,F401  the views hang themselves on bp
