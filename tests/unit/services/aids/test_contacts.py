"""Contacts of all segments against the working days of the plan."""

from datetime import date
from decimal import Decimal

from planner.compliance.document import Row
from planner.compliance.policy import Policy
from planner.kernel.workdays import working_days
from planner.services.aids.contacts import calendar, load_of
from tests.unit.services.aids.plans import plan, row


def segment(name: str, heads: int | None, each: str | None) -> Row:
    return row("segments", name, heads=heads, contacts_per_month=Decimal(each) if each else None)


def test_weekdays_are_counted_with_both_ends() -> None:
    assert working_days(date(2027, 2, 1), date(2027, 2, 28)) == 20
    assert working_days(date(2027, 3, 6), date(2027, 3, 7)) == 0
    assert working_days(date(2027, 3, 5), date(2027, 3, 8)) == 2
    assert working_days(date(2027, 3, 8), date(2027, 3, 5)) == 0


def test_heads_times_contacts_add_up_over_the_segments() -> None:
    found = calendar(plan(segment("a", 12, "2"), segment("b", 60, "0.5"), segment("c", 9, None)))
    assert found is not None
    assert found.planned == Decimal(54)
    assert len(found.months) == 12
    assert not found.over


def test_a_month_holds_its_working_days_times_the_policys_contacts_a_day() -> None:
    found = calendar(plan(segment("a", 50, "4"), policy=Policy(visits_per_day=10, working_days_per_month=21)))
    assert found is not None
    by_month = {one.month: one for one in found.months}
    assert (by_month[2].days, by_month[2].feasible) == (20, 200)
    assert (by_month[3].days, by_month[3].feasible) == (21, 210), "never more than the policy's working days"
    assert not found.over, "200 planned fit exactly"


def test_activities_of_the_representative_take_their_days_away() -> None:
    own = row("activities", "x", owner="rep", kind="department_meeting", from_date=date(2027, 2, 9), to_date=date(2027, 3, 2))
    others = row("activities", "y", owner="medical", kind="department_meeting", from_date=date(2027, 2, 9), to_date=date(2027, 2, 9))
    visit = row("activities", "z", owner="rep", kind="one_to_one_visit", from_date=date(2027, 2, 10), to_date=date(2027, 2, 10))
    found = calendar(plan(segment("a", 50, "4"), own, others, visit, policy=Policy(visits_per_day=10)))
    assert found is not None
    assert [(one.month, one.feasible) for one in found.over] == [(2, 190)]
    assert [one.taken for one in found.months[:4]] == [0, 1, 1, 0]


def test_a_period_that_begins_in_a_month_counts_only_its_own_days() -> None:
    found = calendar(plan(period=(date(2027, 12, 20), date(2028, 1, 31))))
    assert found is not None
    assert [(one.year, one.month, one.days) for one in found.months] == [(2027, 12, 10), (2028, 1, 21)]


def test_without_a_period_there_is_no_calendar() -> None:
    assert calendar(plan(segment("a", 1, "1"), period=None)) is None


def test_one_person_too_often_is_over_the_policys_limit() -> None:
    one = segment("a", 5, "4.5")
    load = load_of(one, plan(one))
    assert load.over
    assert load.total == Decimal("22.5")
    assert not load_of(segment("a", 5, "4"), plan()).over
