"""How the production server runs. HOST and PORT come from planner.settings by way of `planner serve`; WEB_CONCURRENCY is gunicorn's own."""

import os

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
accesslog = None
errorlog = "-"
loglevel = "warning"
forwarded_allow_ips = "127.0.0.1"
control_socket_disable = True
