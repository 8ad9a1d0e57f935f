"""The review desk: read a submitted plan, decide its findings, return or pass it."""

from flask import Blueprint

bp = Blueprint("review", __name__, url_prefix="/review")

from planner.web.review import claims, decisions, desk_page, outcome, places, talking  # noqa: E402,F401  the views hang themselves on bp
