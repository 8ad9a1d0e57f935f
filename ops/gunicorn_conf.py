"""How the production server runs. Host and port come from `planner serve`; WEB_CONCURRENCY is gunicorn's own."""

import os
from typing import Any

wsgi_app = "wsgi:app"
worker_class = "gthread"
reuse_port = True  # plain gthread can put all kept-alive connections on one worker
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60  # a submission renders and signs, each with a limit of its own well below this
graceful_timeout = 20
keepalive = 5
limit_request_line = 4094
limit_request_fields = 60
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def when_ready(_: Any) -> None:
    """Say where the product is, once somebody can go there."""
    greeting = os.environ.pop("GREETING", "")
    if greeting:
        print(greeting, flush=True)
