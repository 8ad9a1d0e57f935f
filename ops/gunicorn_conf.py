"""How the production server runs. Host and port come from `planner serve`; WEB_CONCURRENCY is gunicorn's own."""

import os
import sys
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
    """Start the work behind the pages, then say where the product is, once somebody can use it.

    `EMBEDDED_WORKER=0` leaves that work to `planner worker` on its own.
    """
    sys.setswitchinterval(
        0.0005
    )  # who waits for the interpreter after each word from the database waits 5 ms by default, beside a signature
    if os.environ.get("EMBEDDED_WORKER", "1") != "0":
        from planner.cli.worker import start_beside

        worker.beside = start_beside(worker.wsgi.extensions["house"])
    if worker.age == 1 and os.environ.get("GREETING"):
        from planner.cli.greeting import greeting

        print(greeting(), flush=True)


def child_exit(server: Any, worker: Any) -> None:
    """What the process measured counts on; it is alive no more."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def worker_int(worker: Any) -> None:
    """The server stops at once: what works beside it stops too."""
    _stop_beside(worker)


def worker_exit(server: Any, worker: Any) -> None:
    """The server stops in peace: what works beside it stops too, and its job is put back."""
    _stop_beside(worker)


def _stop_beside(worker: Any) -> None:
    if (stop := getattr(worker, "beside", None)) is not None:
        stop.set()
