"""T12: guessing passwords and PINs from several processes at once, what a try's time gives away, and who has to wait for whom."""

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import event

from planner.kernel.errors import Locked, NotAllowed, PlannerError
from planner.models import Person
from planner.models.engine import make_engine
from planner.seeds.company import PASSWORD, PIN
from planner.services import attempts, pins, sign_in
from planner.services.pins import Consent
from planner.services.sign_in import SignIn
from tests.factories.stage import Cast, on_stage

pytestmark = pytest.mark.slow

PROCESSES, TRIES = 4, 100
OWNER = "zhou.yining@hengyu.example"
OFFICE, ELSEWHERE = "10.0.0.1", "203.0.113.9"
Guess = Callable[[Cast, int], bool]


def enter(stage: Cast, login: str = OWNER, password: str = PASSWORD, address: str = OFFICE) -> SignIn:
    with stage.act() as session:
        return sign_in.try_sign_in(session, stage.house, login=login, password=password, address=address)


def password_of_one(stage: Cast, turn: int) -> bool:
    """One account under both its names, from a different address each time."""
    return enter(stage, (OWNER, "hy0101")[turn % 2], "x", f"198.51.100.{turn % 250}").problem == sign_in.WRONG


def passwords_of_many(stage: Cast, turn: int) -> bool:
    """A different account each time, from one address."""
    return enter(stage, f"{turn}@hengyu.example", "x", ELSEWHERE).problem == sign_in.WRONG


def pin_of_one(stage: Cast, turn: int) -> bool:
    """One person's PIN, with the password known."""
    try:
        pins.take_hand(stage.transaction, stage.house, stage.zhou, Consent(f"{turn:06d}", PASSWORD, None, ""))
    except Locked:
        return False
    except PlannerError:
        return True
    raise AssertionError("a guessed PIN opened a key")


def at_the_pin_form(stage: Cast, turn: int) -> bool:
    """The password again, where a new PIN is set."""
    try:
        pins.set_pin(stage.transaction, stage.house, stage.zhou, password="x", pin="824617")
    except Locked:
        return False
    except NotAllowed:
        return True
    raise AssertionError("a guessed password set a PIN")


def guessing(url: str, guess: Guess, process: int) -> int:
    """How many of a process's tries were looked at."""
    engine = make_engine(url)
    try:
        return sum(guess(on_stage(engine), process * TRIES + turn) for turn in range(TRIES))
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("guess", "limit"),
    [
        (password_of_one, attempts.MOST["password"]),
        (passwords_of_many, attempts.MOST["password"] * attempts.ADDRESS_FACTOR),
        (pin_of_one, attempts.MOST["pin"]),
        (at_the_pin_form, attempts.MOST["password"]),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_four_processes_together_get_no_more_tries_than_one(stage: Cast, guess: Guess, limit: int) -> None:
    url = stage.engine.url.render_as_string(hide_password=False)
    stage.engine.dispose()
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        looked_at = pool.map(partial(guessing, url, guess), range(PROCESSES), 1)
    assert sum(looked_at) == limit, looked_at


def test_an_unknown_account_costs_the_same_work_as_a_wrong_password(
    stage: Cast, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """As many hashes of the same cost, and the same statements; what a clock says of it depends on the machine."""
    work: list[object] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Any:
            work.append((extract_parameters(str(hash)), password))
            return super().verify(hash, password)

    def noted(connection: object, cursor: object, statement: str, *more: object) -> None:
        work.append(statement.partition(" WHERE ")[0])

    monkeypatch.setattr(sign_in, "_HASHER", Watched())
    with stage.act() as session:
        session.get_one(Person, stage.zhou.person_id).password_hash = sign_in.hash_password(PASSWORD)
    sign_in._decoy.cache_clear()
    request.addfinalizer(sign_in._decoy.cache_clear)  # the other tests hash more cheaply
    event.listen(stage.engine, "before_cursor_execute", noted)
    spent = []
    for login in (OWNER, "nobody@hengyu.example", OWNER, "nobody@hengyu.example"):  # each has failed as often as the one before
        work.clear()
        assert enter(stage, login, "x").problem == sign_in.WRONG
        spent.append(list(work))
    first, *others = spent
    assert sum(isinstance(one, tuple) for one in first) == 1
    assert all(one == first for one in others), [len(one) for one in spent]


def test_whoever_guesses_from_elsewhere_does_not_lock_the_owner_out(stage: Cast) -> None:
    assert enter(stage).token
    assert [password_of_one(stage, turn) for turn in range(7)] == [True] * 5 + [False] * 2
    assert enter(stage, address=ELSEWHERE).token is None, "a stranger's address waits even with the right password"
    assert enter(stage).token, "the owner's own address does not"
    assert not password_of_one(stage, 0), "and the owner's coming in gives the stranger no tries"


def test_the_owners_own_address_waits_too_when_the_guesses_come_from_there(stage: Cast) -> None:
    assert enter(stage).token
    for _ in range(attempts.MOST["password"]):
        assert enter(stage, password="x").problem == sign_in.WRONG
    assert enter(stage).token is None
    stage.clock.now += timedelta(minutes=16)
    assert enter(stage).token


def test_a_signature_without_its_password_is_no_try(stage: Cast) -> None:
    for _ in range(attempts.MOST["pin"] + 1):
        with pytest.raises(PlannerError) as caught:
            pins.take_hand(stage.transaction, stage.house, stage.zhou, Consent(PIN, None, None, ""))
        assert not isinstance(caught.value, Locked)
    assert pins.take_hand(stage.transaction, stage.house, stage.zhou, Consent(PIN, PASSWORD, None, ""))
