"""The rulebook: every rule as an article, a box to try a text, and the desk where officers keep the company's own rules."""

from flask import Blueprint

bp = Blueprint("rulebook", __name__, url_prefix="/rulebook")

from planner.web.rulebook import desk, drafts, names, pages, previews, proposals  # noqa: E402,F401  the views hang themselves on bp
