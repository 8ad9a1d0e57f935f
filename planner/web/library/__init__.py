"""The company's library: approved phrases and materials, to read for everybody and to keep for some."""

from flask import Blueprint

bp = Blueprint("library", __name__, url_prefix="/library")

from planner.web.library import keeping, lists, offers  # noqa: E402,F401  the views hang themselves on bp
