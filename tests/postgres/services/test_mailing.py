"""Two senders at once on PostgreSQL: every mail once."""

from tests.factories.senders import race
from tests.factories.stage import Cast


def test_two_senders_never_send_a_mail_twice_nor_lose_one(stage: Cast) -> None:
    race(stage, rounds=100)
