"""What a worker does: take a job, do it, look at the clock; then wait until it is woken, or a few seconds."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planner.kernel.errors import PlannerError
from planner.kernel.i18n import Text
from planner.services import bell, bundles, chores, job_kinds, jobs, proof, retention
from planner.services.house import House, Transaction
from planner.services.jobs import SILENT, Lost, Stopping, Taken
from planner.services.postman import Postman
from planner.services.rules import preview

log = logging.getLogger(__name__)

Make = Callable[[Transaction, House, Taken, Callable[[], bool]], None]


def kinds(postman: Postman | None = None) -> Mapping[str, Make]:
    """Kind of job → what does it.

    :param postman: who takes mails, None for nobody
    """
    return {
        job_kinds.BUNDLE: bundles.make,
        job_kinds.PREVIEW: preview.make,
        job_kinds.MAIL: partial(chores.send_mails, postman=postman),
        job_kinds.LENGTHEN: chores.lengthen,
        job_kinds.PROOF: proof.make,
        job_kinds.RETENTION: retention.make,
    }


PAUSE = 3.0
"""Seconds after which a worker looks for work although nobody rang."""

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
    postman: Postman | None = None,
    tend: Callable[[], object] | None = None,
    silent: timedelta = SILENT,
) -> None:
    """Work until asked to stop.

    :param engine: to look whether anything waits, without the lock of a writer
    :param stop: set from outside; a job under way is put back
    :param until_idle: end as soon as nothing waits
    :param tend: called at the start and then every `TEND_EVERY` seconds: what is due by the clock
    :param silent: a worker that said nothing for so long has lost its job
    """
    tended, makers = None, kinds(postman)
    while not stop.is_set():
        if tend is not None and (tended is None or time.monotonic() - tended >= TEND_EVERY):
            _tend(tend)
            tended = time.monotonic()
        try:
            with Session(engine) as session:
                waits = jobs.anything_to_take(session, house, silent)
            if waits and work_one(transaction, house, stop.is_set, makers, silent):
                continue
        except OperationalError:
            log.warning("the database is away or busy; looking again", exc_info=True)
        if until_idle:
            return
        bell.wait(house.bell, stop, PAUSE)


def _tend(tend: Callable[[], object]) -> None:
    """Whatever goes wrong there is written down and tried again next time; the jobs go on."""
    try:
        tend()
    except Exception:
        log.exception("what is due by the clock was not done; again in %d seconds", TEND_EVERY)


def work_one(
    transaction: Transaction,
    house: House,
    stopping: Callable[[], bool] = lambda: False,
    makers: Mapping[str, Make] | None = None,
    silent: timedelta = SILENT,
) -> bool:
    """Take one job and do it; False when none waits. Whatever goes wrong in it ends the job, not the worker.

    :raises OperationalError: the database is away; the job falls silent and is taken again
    """
    taken = jobs.take(transaction, house, silent)
    if taken is None:
        return False
    try:
        with suppress(Lost):
            (makers or kinds())[taken.kind](transaction, house, taken, stopping)
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
