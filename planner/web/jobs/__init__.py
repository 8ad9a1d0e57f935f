"""Files made behind the pages, for whoever asked for them."""

from flask import Blueprint

bp = Blueprint("jobs", __name__, url_prefix="/downloads")

from planner.web.jobs import pages  # noqa: E402,F401  the views hang themselves on bp
