"""Notices: the list behind the bell, how somebody wants mail, what could not be sent."""

from flask import Blueprint

bp = Blueprint("notices", __name__, url_prefix="/notices")

from planner.web.notices import pages  # noqa: E402,F401  the views hang themselves on bp
