"""What an operator can ask the running product: how long things take, and how much waits at this moment.

Names follow Prometheus: seconds, `_total` for counters. No label holds a person, a plan or a text.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.models import Job, Revision
from planner.services import bell, checkpoints, proof
from planner.services.house import House
from planner.services.job_kinds import NAMES
from planner.services.jobs import OPEN
from planner.services.rules.precision import precision
from planner.services.timings import CHECK_SECONDS, REQUEST_SECONDS
from planner.workflow import State

_WAITING = (State.IN_REVIEW, State.IN_APPROVAL)


def now_waiting(session: Session, house: House) -> Iterator[Metric]:
    """Gauges, counted when asked: plans that wait and for how long, jobs, the trail."""
    now = house.clock()
    plans = GaugeMetricFamily("planner_plans_waiting", "Plans that wait for somebody", labels=["state"])
    oldest = GaugeMetricFamily("planner_plans_waiting_oldest_seconds", "How long the longest waiting plan has waited", labels=["state"])
    waiting = {
        state: (count, since)
        for state, count, since in session.execute(
            select(Revision.state, func.count(), func.min(Revision.state_since))
            .where(Revision.state.in_([state.value for state in _WAITING]))
            .group_by(Revision.state)
        )
    }
    for state in _WAITING:
        count, since = waiting.get(state.value, (0, None))
        plans.add_metric([state.value], count)
        oldest.add_metric([state.value], _seconds(now, since))
    yield plans
    yield oldest
    jobs = GaugeMetricFamily("planner_jobs", "Work behind the pages", labels=["state"])
    counted = {row[0]: row[1] for row in session.execute(select(Job.state, func.count()).group_by(Job.state))}
    for name in ("queued", "running", "done", "failed", "cancelled"):
        jobs.add_metric([name], counted.get(name, 0))
    yield jobs
    waited = oldest_waiting(session, house)
    yield GaugeMetricFamily("planner_job_oldest_seconds", "How long the oldest job has waited to be taken", value=waited)
    ages = GaugeMetricFamily("planner_job_age_seconds", "Age of the oldest job that waits or runs", labels=["kind"])
    begun = select(Job.kind, func.min(Job.created_at)).where(Job.state.in_(OPEN)).group_by(Job.kind)
    asked = {row[0]: row[1] for row in session.execute(begun)}
    for kind in NAMES:
        ages.add_metric([kind], _seconds(now, asked.get(kind)))
    yield ages
    proved = proof.last(session)
    if proved is not None:
        yield GaugeMetricFamily("planner_proof_whole", "1 when the last nightly proof found nothing wrong", value=float(proved.whole))
        yield GaugeMetricFamily("planner_proof_age_seconds", "How long ago the last nightly proof ended", value=_seconds(now, proved.at))
    away = bell.standing(house.bell) == "away"
    yield GaugeMetricFamily("planner_queue_up", "0 while the queue that wakes workers does not answer", value=float(not away))
    whole = checkpoints.standing(session, house) is checkpoints.Standing.WHOLE
    yield GaugeMetricFamily("planner_trail_whole", "1 when the trail fits its checkpoint outside the database", value=float(whole))


def oldest_waiting(session: Session, house: House) -> float:
    """Seconds for which the oldest job has waited to be taken, 0 when none waits."""
    return _seconds(house.clock(), session.scalar(select(func.min(Job.created_at)).where(Job.state == "queued")))


def how_often_right(session: Session, house: House) -> Iterator[Metric]:
    """Gauges over every decision there is; not for every scrape."""
    right = GaugeMetricFamily("planner_rule_precision", "Share of a rule's decided findings that were right", labels=["rule"])
    decided = GaugeMetricFamily("planner_rule_decided", "Findings of a rule that officers decided", labels=["rule"])
    for rule_id, found in precision(session, house).items():
        if found.share is not None:
            right.add_metric([rule_id], found.share)
            decided.add_metric([rule_id], found.decided)
    yield right
    yield decided


def exposition(now: Iterable[Metric]) -> bytes:
    """Everything measured as Prometheus reads it, of all server processes where they share a folder for it.

    :param now: gauges counted for this answer
    """
    registry = CollectorRegistry()
    try:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    except ValueError:  # one process alone
        registry.register(REQUEST_SECONDS)
        registry.register(CHECK_SECONDS)
    registry.register(_Counted(tuple(now)))
    return generate_latest(registry)


class _Counted(Collector):
    """Gauges that were counted already."""

    def __init__(self, metrics: tuple[Metric, ...]) -> None:
        self._metrics = metrics

    def collect(self) -> tuple[Metric, ...]:
        """As the library asks for them."""
        return self._metrics


def _seconds(now: datetime, since: datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0
