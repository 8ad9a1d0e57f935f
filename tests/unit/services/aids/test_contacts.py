"""Contacts of all segments against the working days of the plan."""

from datetime import date
from decimal import Decimal

from planner.compliance.document import PlanDocument, Row
from planner.compliance.policy import Policy
from planner.services.aids.contacts import Calendar, load_of
from planner.services.aids.contacts import calendar as calendar_of
from planner.services.workdays import WorkingDays
from tests.unit.services.aids.plans import plan, row


def segment(name: str, heads: int | None, each: str | None) -> Row:
    return row("segments", name, heads=heads, contacts_per_month=Decimal(each) if each else None)


def calendar(document: PlanDocument, company: WorkingDays | None = None) -> Calendar | None:
    return calendar_of(document, company or WorkingDays())


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
    assert (by_month[2].days, by_month[2].feasible) == (16, 160), "the Spring Festival is no time for visits"
    assert (by_month[3].days, by_month[3].feasible) == (21, 210), "never more than the policy's working days"
    assert [one.month for one in found.over] == [2, 5, 10], "the months of the long holidays"


def test_days_of_the_companys_own_count_too() -> None:
    rest = calendar(plan(), WorkingDays(days_off=frozenset({date(2027, 6, 1), date(2027, 6, 2), date(2027, 6, 3)})))
    assert rest is not None
    assert rest.months[5].days == 18


def test_activities_of_the_representative_take_their_days_away() -> None:
    own = row("activities", "x", owner="rep", kind="department_meeting", from_date=date(2027, 2, 9), to_date=date(2027, 3, 2))
    others = row("activities", "y", owner="medical", kind="department_meeting", from_date=date(2027, 2, 9), to_date=date(2027, 2, 9))
    visit = row("activities", "z", owner="rep", kind="one_to_one_visit", from_date=date(2027, 2, 10), to_date=date(2027, 2, 10))
    found = calendar(plan(segment("a", 50, "4"), own, others, visit, policy=Policy(visits_per_day=10)))
    assert found is not None
    assert [(one.month, one.feasible) for one in found.over[:1]] == [(2, 150)]
    assert [one.taken for one in found.months[:4]] == [0, 1, 1, 0]


def test_a_period_that_begins_in_a_month_counts_only_its_own_days() -> None:
    found = calendar(plan(period=(date(2027, 12, 20), date(2028, 1, 31))))
    assert found is not None
    assert [(one.year, one.month, one.days) for one in found.months] == [(2027, 12, 10), (2028, 1, 16)]


def test_without_a_period_there_is_no_calendar() -> None:
    assert calendar(plan(segment("a", 1, "1"), period=None)) is None


def test_one_person_too_often_is_over_the_policys_limit() -> None:
    one = segment("a", 5, "4.5")
    load = load_of(one, plan(one))
    assert load.over
    assert load.total == Decimal("22.5")
    assert not load_of(segment("a", 5, "4"), plan()).over
