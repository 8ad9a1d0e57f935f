"""Chinese working days: public holidays and the weekends worked in exchange, with the company's own days.

The public calendar comes from the library `holidays`. The State Council announces next year's exchanged
weekends in the last months of a year; until the library knows them, the statutory holidays are counted
and `announced` says that the rest is still open.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from holidays.countries.china import China

from planner.compliance.policy import Policy
from planner.kernel.clock import local


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of a company.

    :param days_off, days_on: the company's exceptions; a day in both is off
    """

    days_off: frozenset[date] = frozenset()
    days_on: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """True on a working day."""
        if day in self.days_off:
            return False
        return day in self.days_on or bool(_public(day.year).is_working_day(day))

    def after(self, day: date, n: int) -> date:
        """The n-th working day after a day; the day itself does not count.

        :param n: at least 1
        """
        while n > 0:
            day += timedelta(days=1)
            n -= self.works(day)
        return day

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; negative when `last` lies before."""
        if last < first:
            return -self.between(last, first)
        return sum(self.works(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def working_days(policy: Policy) -> WorkingDays:
    """The calendar of a company policy."""
    return WorkingDays(frozenset(policy.days_off), frozenset(policy.days_on))


def received_on(policy: Policy, moment: datetime) -> date:
    """The day on which something counts as having come in: the next one once the company's day is over."""
    here = local(moment)
    return here.date() + timedelta(days=here.time() >= policy.day_ends)


def announced(year: int) -> bool:
    """True when the exchanged weekends of a year are known; there has been no year without any since they began."""
    return any(day.year == year for day in _public(year).weekend_workdays)


@cache
def _public(year: int) -> China:
    return China(years=year)  # type: ignore[no-untyped-call]
