"""Whether the contacts of all segments fit the working days of the plan."""

import calendar as months_of
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from planner.compliance.document import PlanDocument, Row
from planner.compliance.structural.base import day, number
from planner.services.workdays import WorkingDays

MOST_MONTHS = 36
"""A period longer than this is a slip of the pen, not a calendar."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the plan.

    :param days: working days that can be worked in it
    :param taken: of those, the days the representative's own activities take
    :param planned: contacts the segments ask for
    :param feasible: contacts the remaining days hold
    """

    year: int
    month: int
    days: int
    taken: int
    planned: Decimal
    feasible: int

    @property
    def fits(self) -> bool:
        """True when the planned contacts can be made."""
        return self.planned <= self.feasible


@dataclass(frozen=True, slots=True)
class Calendar:
    """All months of the plan.

    :param a_day: contacts a day that the company policy holds feasible
    :param planned: contacts a month over all segments
    """

    months: tuple[Month, ...]
    a_day: int
    planned: Decimal

    @property
    def over(self) -> tuple[Month, ...]:
        """The months that cannot hold what is planned."""
        return tuple(month for month in self.months if not month.fits)


@dataclass(frozen=True, slots=True)
class Load:
    """What one segment asks for in a month.

    :param total: heads times contacts; None while one is missing
    :param most: contacts with one person the company policy allows
    """

    heads: Decimal | None
    each: Decimal | None
    most: int | None

    @property
    def total(self) -> Decimal | None:
        """Contacts a month."""
        return None if self.heads is None or self.each is None else self.heads * self.each

    @property
    def over(self) -> bool:
        """True when one person is contacted more often than the policy allows."""
        return self.each is not None and self.most is not None and self.each > self.most


def load_of(segment: Row, document: PlanDocument) -> Load:
    """What a row of a `segments` block asks for."""
    return Load(number(segment, "heads"), number(segment, "contacts_per_month"), _limit(document, "contacts_per_month"))


def calendar(document: PlanDocument, company: WorkingDays) -> Calendar | None:
    """Planned against feasible contacts, month by month; None while the plan has no period or the policy no figures.

    Feasible are the working days of the month within the plan, at most the policy's, less one day for
    each activity of the representative that runs in the month, times the policy's contacts a day.

    :param company: the working days of the company, public holidays and its own
    """
    a_day, most_days = _limit(document, "visits_per_day"), _limit(document, "working_days_per_month")
    if document.period is None or a_day is None or most_days is None:
        return None
    planned = sum((load_of(row, document).total or Decimal(0) for row in document.rows_of("segments")), Decimal(0))
    found = []
    for first, last in _months(*document.period):
        days = min(company.between(first - timedelta(days=1), last), most_days)
        taken = min(days, sum(_runs(row, first, last) for row in document.rows_of("activities")))
        found.append(Month(first.year, first.month, days, taken, planned, (days - taken) * a_day))
    return Calendar(tuple(found), a_day, planned)


def _months(first: date, last: date) -> list[tuple[date, date]]:
    """First and last day of each month, cut to the period."""
    found: list[tuple[date, date]] = []
    at = first
    while at <= last and len(found) < MOST_MONTHS:
        end = date(at.year, at.month, months_of.monthrange(at.year, at.month)[1])
        found.append((at, min(end, last)))
        at = date(at.year + at.month // 12, at.month % 12 + 1, 1)
    return found


def _runs(activity: Row, first: date, last: date) -> bool:
    """The representative holds this activity in these days; a visit is a contact itself and takes nothing away."""
    begin = day(activity, "from_date")
    if begin is None or activity.values.get("owner") != "rep" or activity.values.get("kind") == "one_to_one_visit":
        return False
    return begin <= last and (day(activity, "to_date") or begin) >= first


def _limit(document: PlanDocument, name: str) -> int | None:
    value = document.policy.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
