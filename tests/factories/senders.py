"""Two senders that start in the same moment, round after round."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from threading import Barrier

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.models import Mail
from planner.services.mailing import send_due
from planner.services.notice_kinds import Kind
from planner.services.notices import notify
from tests.factories.stage import Cast


class Pile:
    """Takes every mail; appending to a list is one step, so two senders can share it."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def deliver(self, message: EmailMessage) -> None:
        """Keep whom it was for."""
        self.taken.append(f"{message['To']} {message['Subject']}")


def race(stage: Cast, rounds: int) -> None:
    """In each round two people are told something and two senders run; asserts that each mail left exactly once."""
    people = [stage.zhou.person_id, stage.ye.person_id]
    for number in range(rounds):
        with stage.act() as session:
            notify(session, stage.house, Kind.RETURNED, people, key=f"round:{number}", plan_number=f"2026-LA-{number:04}", revision=1)
        pile, together, now = Pile(), Barrier(2), stage.house.clock()

        def run(pile: Pile = pile, together: Barrier = together) -> int:
            together.wait()
            return send_due(stage.transaction, stage.house, pile, now).sent  # noqa: B023 - the round waits for both

        with ThreadPoolExecutor(2) as pool:
            sent = sum(one.result() for one in [pool.submit(run), pool.submit(run)])
        assert (sent, set(Counter(pile.taken).values()), len(pile.taken)) == (2, {1}, 2), number
    with Session(stage.engine) as session:
        assert set(session.scalars(select(Mail.state))) == {"sent"}
