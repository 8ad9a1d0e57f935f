"""T21: guesses of verify codes find nothing (`make guessing`: ten thousand), and strangers' files are counted with them."""

import io
import os
import random
from collections import Counter

import pytest
from sqlalchemy import delete

from planner.models import Attempt, Revision
from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import attempts
from tests.factories.flagged import AUTHOR, MANAGER, OFFICER, PRODUCT
from tests.web.conftest import DAYS, Browser, Place

pytestmark = pytest.mark.slow

GUESSES, ADDRESSES = int(os.environ.get("GUESSES", "2000")), 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LIMIT = attempts.MOST["verify"] * attempts.ADDRESS_FACTOR


def test_thousands_of_guesses_find_nothing_and_most_are_turned_away(place: Place, stage: Stage, browser: Browser) -> None:
    def make() -> None:
        number = play.write_plan(stage, stage.actor(AUTHOR), days=DAYS, product=PRODUCT)
        play.submit(stage, stage.actor(AUTHOR), number)
        play.pass_on(stage, stage.actor(OFFICER), number)
        play.approve(stage, stage.actor(MANAGER), number)

    place.go_to("approved-plain", make)
    with stage.act() as session:
        real = str(session.query(Revision).one().verify_code)
    assert len(real.replace("-", "")) * 5 >= 80, "bits of a code"
    chance, answers = random.Random(7), Counter[tuple[str, int]]()
    for turn in range(GUESSES):
        code = list(real)
        for place_ in chance.sample([n for n, letter in enumerate(code) if letter != "-"], 1 + turn % 16):
            code[place_] = chance.choice([letter for letter in ALPHABET if letter != code[place_]])
        address = f"203.0.113.{turn % ADDRESSES}"
        answers[address, browser.client.get(f"/v/{''.join(code)}", environ_base={"REMOTE_ADDR": address}).status_code] += 1
    for n in range(ADDRESSES):
        assert answers.pop((f"203.0.113.{n}", 404)) == LIMIT
        assert answers.pop((f"203.0.113.{n}", 429)) == GUESSES // ADDRESSES - LIMIT
    assert not answers, "a guess was answered otherwise"
    assert browser.client.get(f"/v/{real}", environ_base={"REMOTE_ADDR": "203.0.113.99"}).status_code == 200


def test_a_stranger_cannot_keep_us_busy_with_files(stage: Stage, browser: Browser) -> None:
    """Counted before they are looked at, so the limit costs no more computing than it says."""
    where = {"REMOTE_ADDR": "203.0.113.9"}
    with stage.act() as session:
        now = stage.house.clock()
        session.add_all(Attempt(kind="verify", subject="address:203.0.113.9", good=False, at=now) for _ in range(LIMIT - 1))

    def hand_in() -> int:
        return browser.post("/verify", {"file": (io.BytesIO(b"%PDF-1.7 nothing"), "a.pdf")}, environ_base=where).status_code

    assert [hand_in(), hand_in()] == [200, 429]
    with stage.act() as session:
        session.execute(delete(Attempt))
    assert hand_in() == 200
