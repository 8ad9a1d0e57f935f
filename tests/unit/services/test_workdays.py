"""Working days are those of the Chinese calendar, with the exchanged weekends, and the company's own."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.compliance.policy import DEFAULT_POLICY, Policy
from planner.kernel.clock import SHANGHAI
from planner.services.workdays import WorkingDays, announced, due, working_days

PUBLIC = WorkingDays()
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),  # a Monday
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 2, 14), True),  # a Saturday worked for Spring Festival
        (date(2026, 2, 17), False),  # New Year of the lunar calendar
        (date(2026, 10, 6), False),  # exchanged against a Sunday in September
        (date(2026, 9, 20), True),
    ],
)
def test_a_day_of_the_public_calendar(day: date, works: bool) -> None:
    assert PUBLIC.works(day) is works


def test_three_working_days_after_the_eve_of_national_day_end_on_a_saturday_that_is_worked() -> None:
    assert PUBLIC.after(date(2026, 9, 30), 3) == date(2026, 10, 10)


def test_the_company_rests_and_works_on_days_of_its_own() -> None:
    ours = working_days(Policy(days_off=(date(2026, 11, 23),), days_on=(date(2026, 11, 28),)))
    assert not ours.works(date(2026, 11, 23)) and ours.works(date(2026, 11, 28))
    assert ours.after(date(2026, 11, 22), 1) == date(2026, 11, 24)


def test_a_year_whose_exchanged_weekends_are_not_known_says_so_and_still_counts_its_holidays() -> None:
    assert announced(2026) and not announced(2035)
    assert not PUBLIC.works(date(2035, 10, 1))


@given(DAYS, st.integers(1, 30))
def test_the_nth_working_day_after_a_day_is_n_working_days_away(day: date, n: int) -> None:
    due = PUBLIC.after(day, n)
    assert PUBLIC.works(due)
    assert PUBLIC.between(day, due) == n and PUBLIC.between(due, day) == -n


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_stretches_add_up(day: date, first: int, second: int) -> None:
    middle, last = day + timedelta(days=first), day + timedelta(days=first + second)
    assert PUBLIC.between(day, middle) + PUBLIC.between(middle, last) == PUBLIC.between(day, last)


def test_values_that_came_later_leave_the_digest_of_an_older_policy_as_it_was() -> None:
    assert DEFAULT_POLICY.hash == Policy(review_working_days=3).hash != Policy(review_working_days=5).hash


@pytest.mark.parametrize(
    ("came", "due_at"),
    [
        ("2026-11-23 15:00", "2026-11-26 15:00"),  # three whole days of working hours later
        ("2026-11-23 09:00", "2026-11-25 18:00"),  # with the day's first minute the day itself counts
        ("2026-11-23 07:30", "2026-11-25 18:00"),
        ("2026-11-23 18:00", "2026-11-26 18:00"),  # the day is over: it begins on Tuesday at nine
        ("2026-11-20 16:30", "2026-11-25 16:30"),  # over a weekend
        ("2026-11-21 11:00", "2026-11-25 18:00"),  # on a Saturday: from Monday at nine
        ("2026-09-30 17:59", "2026-10-10 17:59"),  # over the National Day, to a Saturday that is worked
    ],
)
def test_the_time_limit_counts_the_companys_working_hours(came: str, due_at: str) -> None:
    moment = datetime.fromisoformat(came).replace(tzinfo=SHANGHAI)
    assert due(DEFAULT_POLICY, moment).strftime("%Y-%m-%d %H:%M") == due_at


def test_a_company_that_begins_later_and_rests_on_a_monday_counts_its_own_hours() -> None:
    policy = Policy(day_begins=time(10, 0), day_ends=time(16, 0), review_working_days=1, days_off=(date(2026, 11, 23),))
    came = datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)
    assert due(policy, came) == datetime(2026, 11, 20, 16, 0, tzinfo=SHANGHAI)
    assert due(policy, came + timedelta(hours=2)) == datetime(2026, 11, 24, 11, 30, tzinfo=SHANGHAI)


@given(DAYS, st.times(), st.integers(1, 10))
def test_a_due_moment_lies_within_working_hours_and_never_moves_back(day: date, clock: time, days: int) -> None:
    policy = Policy(review_working_days=days)
    moment = datetime.combine(day, clock, SHANGHAI)
    found, later = due(policy, moment), due(policy, moment + timedelta(hours=3))
    assert moment < found <= later and PUBLIC.works(found.date())
    assert policy.day_begins < found.time() <= policy.day_ends


def test_hours_and_keeping_of_notices_leave_the_digest_of_an_older_policy_as_it_was() -> None:
    assert DEFAULT_POLICY.hash == Policy(day_begins=time(9, 0), notices_read_days=180, notices_unread_days=365).hash
