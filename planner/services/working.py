"""What a worker does: take a job, do it, look after what is due by the clock; then look again."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planner.kernel.errors import PlannerError
from planner.kernel.i18n import Text
from planner.services import bundles, jobs
from planner.services.bundles import Stopping
from planner.services.house import House, Transaction
from planner.services.jobs import Lost, Taken

log = logging.getLogger(__name__)

Make = Callable[[Transaction, House, Taken, Callable[[], bool]], None]

KINDS: dict[str, Make] = {bundles.KIND: bundles.make}
"""Kind of job → what makes it."""

PAUSE = 1.0
"""Seconds between two looks for work."""

TEND_EVERY = 30
"""Seconds between two looks at what is due by the clock."""

_BROKE = Text("没有做成。再试一次；还不行就告诉系统管理员。", "It was not made. Try again, and tell the administrator if it fails again.")


def work(
    engine: Engine,
    transaction: Transaction,
    house: House,
    stop: threading.Event,
    *,
    until_idle: bool = False,
    tend: Callable[[], object] | None = None,
) -> None:
    """Work until asked to stop.

    :param engine: to look whether anything waits, without the lock of a writer
    :param stop: set from outside; a job under way is put back
    :param until_idle: end as soon as nothing waits
    :param tend: called at the start and then every `TEND_EVERY` seconds: what is due by the clock, such as mails
    """
    tended = None
    while not stop.is_set():
        if tend is not None and (tended is None or time.monotonic() - tended >= TEND_EVERY):
            _tend(tend)
            tended = time.monotonic()
        try:
            with Session(engine) as session:
                waits = jobs.anything_to_take(session, house)
            if waits and work_one(transaction, house, stop.is_set):
                continue
        except OperationalError:
            log.warning("the database is away or busy; looking again", exc_info=True)
        if until_idle:
            return
        stop.wait(PAUSE)


def _tend(tend: Callable[[], object]) -> None:
    """Whatever goes wrong there is written down and tried again next time; the jobs go on."""
    try:
        tend()
    except Exception:
        log.exception("what is due by the clock was not done; again in %d seconds", TEND_EVERY)


def work_one(transaction: Transaction, house: House, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Take one job and do it; False when none waits. Whatever goes wrong in it ends the job, not the worker.

    :raises OperationalError: the database is away; the job falls silent and is taken again
    """
    taken = jobs.take(transaction, house)
    if taken is None:
        return False
    try:
        with suppress(Lost):
            KINDS[taken.kind](transaction, house, taken, stopping)
    except Stopping:
        jobs.put_back(transaction, taken)
    except OperationalError:
        raise
    except PlannerError as error:
        jobs.fail(transaction, house, taken, error.message)
    except Exception:
        log.exception("job %s failed", taken.id)
        jobs.fail(transaction, house, taken, _BROKE)
    return True
