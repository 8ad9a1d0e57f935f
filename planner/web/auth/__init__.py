"""Signing in and out, language and theme, the own account."""

from flask import Blueprint

bp = Blueprint("auth", __name__)

from planner.web.auth import account, company, credential, door, factors, invitation, steps, switches  # noqa: E402,F401  the views hang themselves on bp
