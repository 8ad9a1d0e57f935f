"""Amounts, heads, hours and percentages as they are said in prose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from planner.compliance.structural.numerals import NUMERAL, parse
from planner.compliance.structural.reading import prepared

_BEFORE = (
    "(?P<most>不超过|最多|至多|上限(?:为|是)?|以内|不高于|控制在)?(?P<least>不低于|至少|不少于)?(?P<about>约|大约|近|左右|大概|预计)?\\s?"
)
_AFTER = "(?P<about2>左右|上下)?(?P<most2>以内|以下|封顶)?(?P<least2>以上|起)?"
_SUM = r"\d[\d,]{0,14}(?:\.\d{1,4})?"
_HAN_SUM = "[一二两三四五六七八九十百千]{1,10}"
_MONEY = re.compile(
    rf"{_BEFORE}(?:(?:[¥￥]|rmb\s?|cny\s?)\s?(?P<a>{_SUM}[k万]?)(?![\d.])|(?P<b>{NUMERAL})(?P<more>[余多])?\s?万?(?:元|块钱|人民币|yuan|rmb)"
    rf"|(?P<c>{_SUM}\s?万|{_HAN_SUM}万)(?P<more2>[余多])?(?![\d元人次家名例份盒支%]))\s?{_AFTER}"
)
_UNITS = {"people": "(?:人|名|位)", "hours": "(?:个)?(?:小时|钟头)", "percent": "%"}
_COUNTS = {
    unit: re.compile(rf"{_BEFORE}(?P<b>{NUMERAL})(?P<more>[余多])?\s?{name}{_AFTER}") for unit, name in _UNITS.items() if unit != "percent"
}
_HOURS_ENGLISH = re.compile(r"(?P<b>\d{1,6})\s?(?:hours|hrs|h)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text, at a place of the standard spelling.

    :param value: the number; money in fen
    :param bound: "least", "most" or "" where the text says it exactly
    """

    start: int
    end: int
    value: Decimal
    bound: str = ""
    about: bool = False

    def agrees(self, other: Decimal) -> bool:
        """Whether a stored figure can be what the text says."""
        slack = self.value * (Decimal("0.1") if self.about else Decimal("0.005"))
        if self.bound == "most":
            return other <= self.value + slack
        if self.bound == "least":
            return other >= self.value - slack
        return abs(other - self.value) <= slack


@lru_cache(maxsize=4096)
def money(original: str) -> tuple[Figure, ...]:
    """Every amount of a typed text, in order."""
    text = prepared(original).text
    if not any(mark in text for mark in "元万块¥￥") and "rmb" not in text and "cny" not in text and "yuan" not in text:
        return ()
    return tuple(figure for match in _MONEY.finditer(text) if (figure := _figure(match, 100)) is not None)


@lru_cache(maxsize=4096)
def counted(original: str, unit: str) -> tuple[Figure, ...]:
    """Every figure with a unit.

    :param unit: `people` or `hours`
    """
    text = prepared(original).text
    found = [figure for match in _COUNTS[unit].finditer(text) if (figure := _figure(match, 1)) is not None]
    if unit == "hours":
        found += [figure for match in _HOURS_ENGLISH.finditer(text) if (figure := _figure(match, 1)) is not None]
    return tuple(found)


def _figure(match: re.Match[str], times: int) -> Figure | None:
    said = match.groupdict()
    written = (said.get("a") or said.get("b") or said.get("c") or "").replace(" ", "")
    value = parse(written)
    if value is None or not value:
        return None
    kinds = _named(match)
    more = bool(said.get("more") or said.get("more2"))
    bound = "most" if "most" in kinds else "least" if "least" in kinds or more else ""
    start = match.start("a") if said.get("a") else match.start("b") if said.get("b") else match.start("c")
    begin = start - 1 if said.get("a") and match.string[start - 1 : start] in "¥￥" else start
    return Figure(begin, match.end(), value * times, "" if more else bound, "about" in kinds or more)


def _named(match: re.Match[str]) -> set[str]:
    return {name.rstrip("2") for name, value in match.groupdict().items() if value and name.rstrip("2") in ("most", "least", "about")}


_FROM_TO = re.compile(
    r"(?:从|由|from)\s?(?:[^\d,。;]{0,12})?(?P<a>\d{1,12}(?:\.\d{1,4})?)\s?(?P<u>%|分|例|场|次|人|家|条|个|天|小时)?[^\d,。;]{0,12}?"
    r"(?:到|至|为|to)\s?(?P<b>\d{1,12}(?:\.\d{1,4})?)\s?(?P<v>%|分|例|场|次|人|家|条|个|天|小时)?"
)
_REACHES = re.compile(
    r"(?:达到|提高到|提升到|提升至|提高至|增加到|增至|升至|不低于|降到|降至|降低到|缩短到|缩短至|控制在|完成)\s?(?P<b>\d{1,12}(?:\.\d{1,4})?)\s?(?P<v>%|分|例|场|次|人|家|条)?"
)


@dataclass(frozen=True, slots=True)
class Way:
    """从58%提高到80%: where a measure begins (None when not said) and where it shall arrive, with its unit."""

    start: int
    end: int
    before: Decimal | None
    after: Decimal
    unit: str


@lru_cache(maxsize=4096)
def ways(original: str) -> tuple[Way, ...]:
    """Every way from one figure to another, or to a figure alone, that a typed text says."""
    text = prepared(original).text
    found = [
        Way(*m.span(), Decimal(m["a"]), Decimal(m["b"]), m["v"] or m["u"] or "")
        for m in _FROM_TO.finditer(text)
        if m["u"] == m["v"] or not (m["u"] and m["v"])
    ]
    found += [
        Way(*m.span(), None, Decimal(m["b"]), m["v"] or "")
        for m in _REACHES.finditer(text)
        if not any(way.start < m.end() and m.start() < way.end for way in found)
    ]
    return tuple(found)


_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:：]([0-5]\d)\s?[-~～—至到]\s?([01]?\d|2[0-4])[:：]([0-5]\d)(?!\d)")
_MINUTES = re.compile(rf"({NUMERAL})\s?(?:分钟|min(?:ute)?s?(?![a-z]))")
_LATE = re.compile(r"(?<!\d)(2[0-3])[:：][0-5]\d|晚上?\s?([八九十]|8|9|10)[点时]")


@lru_cache(maxsize=2048)
def minutes(original: str) -> int | None:
    """Minutes that an agenda plans: what its clock times span, or the sum of its parts; None where it says neither."""
    text = prepared(original).text
    spans = [(int(a) * 60 + int(b), int(c) * 60 + int(d)) for a, b, c, d in _CLOCK.findall(text)]
    spans = [(start, end) for start, end in spans if end > start]
    if spans:
        return max(end for _, end in spans) - min(start for start, _ in spans)
    parts = [value for written in _MINUTES.findall(text) if (value := parse(written)) is not None]
    hours = [figure.value * 60 for figure in counted(original, "hours")]
    total = sum((*parts, *hours), Decimal(0))
    return int(total) or None


def late(original: str) -> Iterator[tuple[int, int]]:
    """Where a text names a time from eight in the evening on."""
    return (match.span() for match in _LATE.finditer(prepared(original).text))
