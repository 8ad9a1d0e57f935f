"""Working days, as a plan counts them beforehand: Monday to Friday.

Public holidays are announced year by year; what they take off a month stands in the company policy
(`working_days_per_month`), so that a plan for a year whose calendar is not out yet can be measured too.
"""

from datetime import date, timedelta

SATURDAY = 5


def working_days(first: date, last: date) -> int:
    """Weekdays from first to last, both counted; 0 when last comes before first."""
    days = (last - first).days + 1
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum((first + timedelta(days=i)).weekday() < SATURDAY for i in range(rest))
