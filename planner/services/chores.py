"""What is due by the clock, as jobs: mails to send, timestamps that signed files lack, the nightly proof, what was kept long enough.

Any worker looks at the clock; the row of a job decides that only one of them begins it (`jobs.enqueue_due`).
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text
from planner.services import jobs, lengthening, mailing, proof, retention
from planner.services.house import House, Transaction
from planner.services.job_kinds import LENGTHEN, MAIL, PROOF, RETENTION
from planner.services.jobs import Stopping, Taken
from planner.services.postman import Postman
from planner.signing.stamping import Profile

MAILS, FILES = 100, 20
"""So many of one job at most; what is left is the next one's, after the work of people that waits meanwhile."""
SLOW = timedelta(seconds=100)
"""What a mail server or a timestamp server may take for one of them, beyond `jobs.SILENT`."""
PATIENCE = {MAIL: timedelta(minutes=1), LENGTHEN: timedelta(minutes=5), PROOF: timedelta(hours=12), RETENTION: timedelta(hours=1)}
"""So long work that failed is not begun again by the clock."""

_DOWN = Text("邮件服务器用不了：{why}", "The mail server cannot be used: {why}")


def look(transaction: Transaction, house: House, *, mails: bool) -> None:
    """Write what the clock has to say, and begin the jobs that are due.

    :param mails: there is somebody to hand mails to
    """
    with transaction() as session:
        mailing.by_the_clock(session, house)
        jobs.forget(session, house)
        for kind, total in _due(session, house, mails=mails):
            jobs.enqueue_due(session, house, kind, total, PATIENCE[kind])


def _due(session: Session, house: House, *, mails: bool) -> Iterator[tuple[str, int]]:
    if mails and (waiting := mailing.due(session, house.clock())):
        yield MAIL, min(waiting, MAILS)
    if house.stamping.profile is not Profile.B and (short := len(lengthening.waiting(session, house, FILES))):
        yield LENGTHEN, short
    if proof.due(session, house):
        yield PROOF, 0
    if retention.due(session, house):
        yield RETENTION, 0


def send_mails(transaction: Transaction, house: House, taken: Taken, stopping: Callable[[], bool], postman: Postman | None) -> None:
    """Send what is due; a mail that was on its way when a worker was killed is sent again by its own rules (services/mailing.py).

    :raises Lost: stopped by somebody, or given to another worker
    :raises Stopping: `stopping` said so
    :raises Unavailable: the mail server cannot be used; what waits is tried again later
    """

    def before_each(done: int) -> None:
        if stopping():
            raise Stopping
        jobs.beat(transaction, house, taken, done, SLOW)

    sent = mailing.send(transaction, house, postman, house.clock(), MAILS, before_each) if postman is not None else mailing.Round()
    if sent.down:
        raise Unavailable(_DOWN.with_(why=sent.down))
    with transaction() as session:
        jobs.finish(session, house, taken, done=sent.sent + sent.put_off + sent.failed)


def lengthen(transaction: Transaction, house: House, taken: Taken, stopping: Callable[[], bool]) -> None:
    """Fetch the timestamps that are lacking, file by file; a file that has its own by now is left alone.

    :raises Lost: stopped by somebody, or given to another worker
    :raises Stopping: `stopping` said so
    :raises Unavailable: no timestamp server answers; what was made before stays
    """
    done, made = 0, 1
    while made and done < FILES:
        if stopping():
            raise Stopping
        jobs.beat(transaction, house, taken, done, SLOW)
        made = lengthening.lengthen_due(transaction, house, most=1)
        done += made
    with transaction() as session:
        jobs.finish(session, house, taken, done=done)
