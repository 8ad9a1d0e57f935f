"""Months, quarters and days as they are said in prose: 6月, 2027年3月15日, 第三季度, 下半年, Q3, in June 2027."""

import re
from dataclasses import dataclass
from functools import lru_cache

from planner.compliance.structural.numerals import parse
from planner.compliance.structural.reading import prepared

Month = tuple[int, int]
_M = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_YEAR = "(?:(?P<y>20\\d\\d|二[〇零][〇零一二三四五六七八九]{2})\\s?年(?:的)?\\s?|(?P<next>明年|来年|次年|今年|本年度?|去年|上年|往年|每年|历年))?"
_MONTH = re.compile(
    rf"(?<![\d.每第近满前后过个共期达足续隔半数连])(?:{_YEAR})(?P<a>{_M})(?:月?\s?(?P<mark>[-~～—至到、和与])\s?(?P<b>{_M}))?\s?月"
    r"(?!龄|内|来|以(?!前)|均|度|期|经|嫂|饼|薪|租)(?:份|初|底|末|上旬|中旬|下旬)?(?:\s?(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s?[日号])?(?P<by>底?之?前|以前|止|为止)?"
)
_ISO = re.compile(r"(?<!\d)(?P<y>20\d\d)[-/.](?P<a>1[0-2]|0?[1-9])(?:[-/.](?P<d>[0-3]?\d))?(?!\d|万|元|%)")
_QUARTER = re.compile(
    rf"(?<![前每个])(?:{_YEAR})(?:第(?P<c>[一二三四1-4])季度?|(?P<e>[一二三四1-4])季度|(?<![a-z])q(?P<q>[1-4])(?![\da-z]))"
    r"(?!\s?[一二两三四五六七八九\d]+次)(?:末|初|底)?(?P<by>底?之?前|以前|止)?"
)
_HALF = re.compile(rf"(?:{_YEAR})(?P<h>[上下])半年(?:末|初|底)?(?P<by>之?前|以前)?")
_NAMES = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_ENGLISH = re.compile(
    rf"(?:in|on|by|from|until|during|early|mid|late|end of)[\s-](?:\d{{1,2}} )?(?P<name>{'|'.join(_NAMES)})(?:\s(?P<y>20\d\d))?(?![a-z])"
)
_ANCHOR = re.compile(r"月|季|半年|20\d\d[-/.]|q[1-4]|" + "|".join(_NAMES))


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of months in a text.

    :param start: place in the standard spelling, with `end`
    :param year: None when the text names none
    :param months: months of the year
    :param relative: 明年, 去年 and the like, "" otherwise
    :param until: it says by when, not when (6月底前)
    """

    start: int
    end: int
    year: int | None
    months: frozenset[int]
    relative: str = ""
    until: bool = False

    def meets(self, first: Month, last: Month) -> bool:
        """Whether any of its months can lie between two months, both included."""
        years = (self.year,) if self.year is not None else range(first[0], last[0] + 1)
        return any(first <= (year, month) <= last for year in years for month in self.months)


@lru_cache(maxsize=4096)
def moments(original: str) -> tuple[Moment, ...]:
    """Every month, quarter and half-year that a typed text names, in order."""
    text = prepared(original).text
    if not _ANCHOR.search(text):
        return ()
    found: list[Moment] = []
    for pattern in (_ISO, _MONTH, _QUARTER, _HALF, _ENGLISH):
        for match in pattern.finditer(text):
            months = _months(match)
            if months and not any(m.start < match.end() and match.start() < m.end for m in found):
                said = match.groupdict()
                year = parse(said["y"]) if said.get("y") else None
                found.append(
                    Moment(match.start(), match.end(), int(year) if year else None, months, said.get("next") or "", bool(said.get("by")))
                )
    return tuple(sorted(found, key=lambda m: m.start))


def _months(match: re.Match[str]) -> frozenset[int]:
    said = match.groupdict()
    if said.get("h"):
        return frozenset(range(1, 7) if said["h"] == "上" else range(7, 13))
    if name := said.get("name"):
        return frozenset((_NAMES.index(name) + 1,))
    if quarter := said.get("c") or said.get("e") or said.get("q"):
        number = int(parse(quarter) or 0)
        return frozenset(range(number * 3 - 2, number * 3 + 1))
    first = int(parse(said.get("a") or "") or 0)
    if not said.get("b"):
        return frozenset((first,)) if 1 <= first <= 12 else frozenset()
    last = int(parse(said["b"]) or 0)
    if said["mark"] in "、和与":
        return frozenset((first, last))
    return frozenset(range(first, last + 1)) if first <= last else frozenset((*range(first, 13), *range(1, last + 1)))
