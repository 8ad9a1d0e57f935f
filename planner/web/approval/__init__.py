"""Approval: one page to decide on, the very PDF, and the manager's signature."""

from flask import Blueprint

bp = Blueprint("approval", __name__, url_prefix="/approval")

from planner.web.approval import pages  # noqa: E402,F401  the views hang themselves on bp
