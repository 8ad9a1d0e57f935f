"""What machines ask for: whether the product serves, the list of revoked certificates, the company's root certificates."""

from datetime import timedelta

from flask import Blueprint, Response, current_app
from sqlalchemy import text

from planner.services.authority import revocation_list, root_pems
from planner.web.access import public
from planner.web.extensions import house, reading, transaction

bp = Blueprint("status", __name__)

FRESH = timedelta(minutes=1)  # signing the list opens the authority's key, which is slow on purpose


@bp.get("/healthz")
@public
def healthz() -> Response:
    """200 when the database answers, 503 when it does not."""
    reading().execute(text("select 1"))
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@bp.get("/crl")
@public
def crl() -> Response:
    """The list whose address stands in every certificate, DER; made anew at most once a minute."""
    now = house().clock()
    made = current_app.extensions.get("crl")
    if made is None or now - made[0] >= FRESH or now < made[0]:
        with transaction() as writing:
            made = current_app.extensions["crl"] = (now, revocation_list(writing, house()))
    return Response(made[1], mimetype="application/pkix-crl", headers={"Cache-Control": "public, max-age=60"})


@bp.get("/root-certificates")
@public
def roots() -> Response:
    """Every root the company has had, PEM, newest first: what a reader of a PDF must trust to see its signatures as valid."""
    return Response(
        b"".join(root_pems(reading())),
        mimetype="application/x-pem-file",
        headers={"Content-Disposition": 'attachment; filename="company-root.pem"', "Cache-Control": "public, max-age=60"},
    )
