"""What machines ask for: whether the product serves, its measurements, revoked certificates, the company's root certificates."""

import hmac
from datetime import timedelta

from flask import Blueprint, Response, current_app, jsonify, request
from prometheus_client.core import Metric
from sqlalchemy import text

from planner.kernel.errors import NotFound
from planner.services import bell
from planner.services.authority import public_pems, publish, revocation_list
from planner.services.checkpoints import standing
from planner.services.database import newest, revision_of, serves
from planner.services.meters import exposition, how_often_right, now_waiting, oldest_waiting
from planner.web.access import public
from planner.web.extensions import house, reading, transaction

bp = Blueprint("status", __name__)

SELDOM = timedelta(minutes=10)
FRESH = timedelta(minutes=1)  # signing the list opens the authority's key, which is slow on purpose


@bp.get("/healthz")
@public
def healthz() -> Response:
    """200 when the database answers, 503 when it does not."""
    reading().execute(text("select 1"))
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@bp.get("/readyz")
@public
def readyz() -> Response:
    """200 when this process can serve: the database answers and its tables are not those of an earlier version; 503 otherwise.

    Tables of a later version will do: migrations only add while versions change, so a process goes on until it is replaced.
    A queue that is away makes nothing unready: work waits a few seconds longer, and is done.
    """
    session = reading()
    found = revision_of(session.connection())
    ready = serves(found)
    tables = "current" if found == newest() else "of a later version" if ready else "of an earlier version"
    said: dict[str, object] = {"tables": tables, "trail": standing(session, house()).value}
    if ready:
        said |= {"queue": bell.standing(house().bell), "oldest_job_seconds": round(oldest_waiting(session, house()))}
    response = jsonify(said)
    response.status_code = 200 if ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Measurements for Prometheus, for whoever brings the token of the setting `METRICS_TOKEN`.

    :raises NotFound: no token is set, or another one came
    """
    token, given = current_app.config["METRICS_TOKEN"], request.authorization
    if not token or given is None or given.type != "bearer" or not hmac.compare_digest((given.token or "").encode(), token.encode()):
        raise NotFound
    said = exposition([*now_waiting(reading(), house()), *_rules()])
    return Response(said, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _rules() -> tuple[Metric, ...]:
    """How often rules are right, counted over all decisions at most every ten minutes."""
    now = house().clock()
    counted = current_app.extensions.get("rules counted")
    if counted is None or now - counted[0] >= SELDOM or now < counted[0]:
        counted = current_app.extensions["rules counted"] = (now, tuple(how_often_right(reading(), house())))
    found: tuple[Metric, ...] = counted[1]
    return found


@bp.get("/crl")
@public
def crl() -> Response:
    """The list whose address stands in every certificate, DER; made anew at most once a minute. `?of=2`: of the second root.

    :raises NotFound: there were not so many roots
    """
    now, of = house().clock(), request.args.get("of", 1, int)
    kept = current_app.extensions.setdefault("crl", {})
    made = kept.get(of)
    if made is None or now - made[0] >= FRESH or now < made[0]:
        publish(transaction, house())
        with transaction() as writing:
            made = kept[of] = (now, revocation_list(writing, house(), of))
    return Response(made[1], mimetype="application/pkix-crl", headers={"Cache-Control": "public, max-age=60"})


@bp.get("/root-certificates")
@public
def roots() -> Response:
    """Every authority the company has had with what stands above it, PEM, newest first: what a reader of a PDF must trust."""
    return Response(
        b"".join(public_pems(reading())),
        mimetype="application/x-pem-file",
        headers={"Content-Disposition": 'attachment; filename="company-root.pem"', "Cache-Control": "public, max-age=60"},
    )
