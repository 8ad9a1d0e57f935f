"""The plan workspace: one step at a time, then check and submit."""

from flask import Blueprint

bp = Blueprint("wizard", __name__)

from planner.web.wizard import converter, institutions, pictures, preview, step, submit  # noqa: E402,F401  the views hang themselves on bp
