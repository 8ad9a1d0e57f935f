"""A number for every request, how long it took, and a line about it in the log; nothing of a person or a plan in any of them."""

import json
import logging
import re
import secrets
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

from planner.services.timings import REQUEST_SECONDS

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = logging.getLogger("planner.requests")


def install(app: Flask) -> None:
    """Measure every request; first in, last out."""
    app.before_request(_begin)
    app.after_request(_end)
    if app.config["LOG_FORMAT"] == "json":
        _say_json()


def _begin() -> None:
    g.begun = time.perf_counter()
    given = request.headers.get(HEADER, "")
    g.request_id = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("begun", time.perf_counter())
    view = request.endpoint or "none"
    REQUEST_SECONDS.labels(view, request.method, str(response.status_code)).observe(seconds)
    response.headers[HEADER] = g.get("request_id", "")
    _log.info(
        "%s %s %d",
        request.method,
        view,
        response.status_code,
        extra={"milliseconds": round(seconds * 1000, 1), "request": g.get("request_id", "")},
    )
    return response


def _say_json() -> None:
    """All that is logged as lines of JSON on standard error, from information upwards."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("weasyprint", "fontTools", "pyhanko", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class Lines(logging.Formatter):
    """One object a line: when, how bad, which request, what."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": getattr(record, "request", g.get("request_id", "") if has_request_context() else ""),
            "message": record.getMessage(),
        }
        if (milliseconds := getattr(record, "milliseconds", None)) is not None:
            line["milliseconds"] = milliseconds
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
