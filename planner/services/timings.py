"""Times that are measured as things happen, in seconds; `planner.services.meters` hands them out."""

from prometheus_client import Histogram

REQUEST_SECONDS = Histogram(
    "planner_request_seconds",
    "Time to answer, by the view that answered",
    ("view", "method", "status"),
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
CHECK_SECONDS = Histogram(
    "planner_check_seconds",
    "Time to check what was just written",
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1),
)
