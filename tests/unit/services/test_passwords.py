"""Which passwords somebody may choose."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from planner.models import Person
from planner.seeds.company import PASSWORD
from planner.seeds.play import DemoClock
from planner.services import invitations, second_factor, totp
from planner.services.passwords import unfit
from planner.services.sign_in import LONGEST, SignIn, hash_password, password_fits, try_sign_in
from tests.factories.stage import MORNING, Cast, house_on

ZHOU = Person(name="周亦宁", employee_number="HY0101", email="zhou.yining@hengyu.example")


def said(password: str) -> str:
    found = unfit(house_on(DemoClock(MORNING)), ZHOU, password)
    return found.en if found else ""


@pytest.mark.parametrize(
    "password",
    [
        "a password of mine",
        "correct horse battery staple",
        "梨花木船三月雨声好",
        "梨花木船三月雨声很好听",
        "纸飞机 1998 海边的风筝",
        "zhou yining likes pears",
        "x9$" * 20 + "jvbqn",
        "UPPERLOWERAPPLE",
        "yqvkz jwmtn",
    ],
)
def test_any_letters_signs_and_languages_will_do(password: str) -> None:
    assert said(password) == ("A password has at least 10 characters." if len(password) < 10 else "")


@pytest.mark.parametrize(
    "password", ["qwertyuiop", "1234567890", "1q2w3e4r5t", "password123", "Password123", "PASSWORD123", "iloveyou123", "woaini1314"]
)
def test_what_has_leaked_and_is_tried_first_is_refused(password: str) -> None:
    assert "leaked" in said(password)


@pytest.mark.parametrize(
    "password",
    [
        "hengyu-2026",
        "Zhou.Yining.2026",
        "zhouyining1990",
        "HY0101HY0101",
        "planner!workbook!1",
        "周亦宁周亦宁周亦宁2026",
        "衡屿医药2026工作计划",
        "27182818284590",
        "aaaaaaaaaabbb",
    ],
)
def test_names_around_somebody_and_digits_alone_are_refused(password: str) -> None:
    assert said(password) != ""


def test_length_has_two_ends() -> None:
    assert "at least 10" in said("a" * 9) and "too long" in said("ab cd " * 200)


def test_every_character_of_a_password_counts_as_it_was_typed() -> None:
    person = Person(password_hash=hash_password("Kite  over Snow "))
    assert password_fits(person, "Kite  over Snow ")
    for typed in ("kite  over snow ", "Kite  over Snow", "Kite over Snow ", " Kite  over Snow "):
        assert not password_fits(person, typed)
    long = Person(password_hash=hash_password("x" * LONGEST))
    assert password_fits(long, "x" * LONGEST) and not password_fits(long, "x" * LONGEST + "y")


def test_time_ends_no_password_and_a_link_for_a_new_one_passes_by_no_second_factor(stage: Cast) -> None:
    def enter(password: str) -> SignIn:
        with stage.act() as session:
            return try_sign_in(session, stage.house, login=stage.zhou.email, password=password, address="10.0.0.1")

    stage.clock.now += timedelta(days=1500)
    assert enter(PASSWORD).token and not enter(PASSWORD).waits_for
    with stage.act() as session:
        made = totp.new_setup(stage.house, stage.zhou, "t")
        totp.add(session, stage.house, stage.zhou, "t", made.sealed, pyotp.TOTP(made.secret).at(stage.clock.now))
    with stage.act() as session:
        token = invitations.invite(session, stage.house, stage.fang, stage.zhou.person_id)
    invitations.accept(stage.transaction, stage.house, token, password="kite over the snow", pin="604219", address="")
    assert enter("kite over the snow").waits_for == second_factor.FACTOR


def test_a_new_house_knows_nobody(migrated_file: Path) -> None:
    with closing(sqlite3.connect(migrated_file)) as database:
        assert database.execute("select count(*) from person").fetchone() == (0,)
