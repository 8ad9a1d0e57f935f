"""Days, months and moments as people read them, in Asia/Shanghai and in the language of the request."""

from datetime import date, datetime

from babel.dates import format_date

from planner.kernel.clock import local
from planner.web.language import language, locale


def day(value: date | datetime | None) -> str:
    """2026年3月1日, 1 March 2026; "" for nothing."""
    if value is None:
        return ""
    when = local(value) if isinstance(value, datetime) else value
    return f"{when.year}年{when.month}月{when.day}日" if language() == "zh" else _english(when, "d MMMM y")


def short_day(value: date | datetime) -> str:
    """11月23日, 23 November: a day of this year."""
    when = local(value) if isinstance(value, datetime) else value
    return f"{when.month}月{when.day}日" if language() == "zh" else _english(when, "d MMMM")


def near_day(value: date | datetime, now: datetime) -> str:
    """11月23日 in the year of `now`, with the year in any other."""
    when = local(value).date() if isinstance(value, datetime) else value
    return short_day(when) if when.year == local(now).year else day(when)


def month(value: date | tuple[int, int]) -> str:
    """2027年1月, January 2027."""
    when = date(value[0], value[1], 1) if isinstance(value, tuple) else value
    return f"{when.year}年{when.month}月" if language() == "zh" else _english(when, "MMMM y")


def clock_time(value: datetime) -> str:
    """14:32."""
    return f"{local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """2026年3月1日 14:32, 1 March 2026, 14:32; "" for nothing."""
    if value is None:
        return ""
    return f"{day(value)} {clock_time(value)}" if language() == "zh" else f"{day(value)}, {clock_time(value)}"


def signed_at(value: datetime | None) -> str:
    """2026年3月1日 14:32:05（北京时间 UTC+8）, 1 March 2026, 14:32:05 (Beijing time, UTC+8): when somebody signed; "" for nothing."""
    if value is None:
        return ""
    exact = f"{local(value):%H:%M:%S}"
    return f"{day(value)} {exact}（北京时间 UTC+8）" if language() == "zh" else f"{day(value)}, {exact} (Beijing time, UTC+8)"


def since(value: datetime, now: datetime) -> str:
    """A past moment, as short as it may be: 今天 14:32, 昨天, 11月23日, and with its year when that is another one."""
    then, today = local(value).date(), local(now).date()
    if then == today:
        return f"今天 {clock_time(value)}" if language() == "zh" else f"today, {clock_time(value)}"
    if (today - then).days == 1:
        return "昨天" if language() == "zh" else "yesterday"
    return short_day(value) if then.year == today.year else day(value)


def weekday(value: date | datetime) -> str:
    """星期二, Tuesday."""
    when = local(value).date() if isinstance(value, datetime) else value
    return str(format_date(when, "EEEE", locale=locale()))


def period(first: date | None, last: date | None) -> str:
    """2027年1月 – 12月; the year once when both share it, days when the period does not hold whole months."""
    if first is None or last is None:
        return ""
    if first.day == 1 and _is_last_of_month(last):
        if (first.year, first.month) == (last.year, last.month):
            return month(first)
        if first.year == last.year:
            end = f"{last.month}月" if language() == "zh" else month(last)
            start = month(first) if language() == "zh" else _english(first, "MMMM")
            return f"{start} – {end}"
        return f"{month(first)} – {month(last)}"
    return f"{day(first)} – {day(last)}"


def _is_last_of_month(value: date) -> bool:
    return value.month != date.fromordinal(value.toordinal() + 1).month


def _english(value: date, pattern: str) -> str:
    return str(format_date(value, pattern, locale="en_GB"))
