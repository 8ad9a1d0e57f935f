"""The company: people, territories, products, policy. Administrators write; some of it others may read."""

from flask import Blueprint

bp = Blueprint("company", __name__, url_prefix="/company")

from planner.web.company import certificates, credentials, leavers, people, places, policy, products, retention, roles, work  # noqa: E402,F401  the views hang themselves on bp
