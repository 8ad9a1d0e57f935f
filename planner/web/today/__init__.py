"""The first page: what today asks of this person."""

from flask import Blueprint

bp = Blueprint("today", __name__)

from planner.web.today import show  # noqa: E402,F401  the views hang themselves on bp
