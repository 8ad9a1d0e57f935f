"""Chinese working days: public holidays and the weekends worked in exchange, with the company's own days.

The public calendar comes from the library `holidays`. The State Council announces next year's exchanged
weekends in the last months of a year; until the library knows them, the statutory holidays are counted
and `announced` says that the rest is still open.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from holidays.countries.china import China

from planner.compliance.policy import Policy
from planner.kernel.clock import SHANGHAI, local


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

        :param n: 0 for the day itself
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


def due(policy: Policy, moment: datetime) -> datetime:
    """When compliance answers at the latest: its working days of working hours after something came in.

    Counting begins with the next minute of working hours. What came before a day began may use that whole day.

    :returns: in Asia/Shanghai, within working hours, the end of a day included
    """
    calendar, here = working_days(policy), local(moment)
    day, at = here.date(), here.time().replace(second=0, microsecond=0)
    if not calendar.works(day) or at >= policy.day_ends:
        day, at = calendar.after(day, 1), policy.day_begins
    if at <= policy.day_begins:
        return _at(calendar.after(day, policy.review_working_days - 1), policy.day_ends)
    return _at(calendar.after(day, policy.review_working_days), at)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, SHANGHAI)


def announced(year: int) -> bool:
    """True when the exchanged weekends of a year are known; there has been no year without any since they began."""
    return any(day.year == year for day in _public(year).weekend_workdays)


@cache
def _public(year: int) -> China:
    return China(years=year)  # type: ignore[no-untyped-call]
