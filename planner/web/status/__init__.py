"""Whether the product can serve."""

from flask import Blueprint, Response
from sqlalchemy import text

from planner.web.access import public
from planner.web.extensions import reading

bp = Blueprint("status", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """200 when the database answers; any error is turned into 503 by the caller's time-out or into 500 here."""
    reading().execute(text("select 1"))
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
