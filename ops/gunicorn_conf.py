"""How the production server runs. Host and port come from `planner serve`; WEB_CONCURRENCY is gunicorn's own."""

import os
from typing import Any

wsgi_app = "wsgi:app"
worker_class = "gthread"
preload_app = True  # loaded once; no database connection is opened before the workers part
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


def post_worker_init(worker: Any) -> None:
    """Say where the product is, once somebody can use it."""
    if worker.age == 1 and os.environ.get("GREETING"):
        from planner.cli.greeting import greeting

        print(greeting(), flush=True)
