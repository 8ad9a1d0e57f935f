"""Own plans, the record of one plan, and its files."""

from flask import Blueprint

bp = Blueprint("plans", __name__, url_prefix="/plans")

from planner.web.plans import differences, files, lists, moves, record, renewal, starting, story, tables, tray  # noqa: E402,F401  the views hang themselves on bp
