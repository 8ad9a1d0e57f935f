"""From words as people write them in a document to the stored value of a field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.documents.intake.lexicon import PERHAPS, choice_called, simple
from planner.kernel.i18n import Text
from planner.wizards.schema import Field
from planner.wizards.values import Unreadable, read

_YES = ("是", "有", "需要", "涉及", "已", "已审核", "已完成", "√", "✓", "☑", "■", "yes", "y", "true")
_NO = ("否", "无", "没有", "不需要", "不涉及", "未", "未审核", "×", "✗", "☐", "□", "no", "n", "false", "不是")
_NUMBER = re.compile(
    r"(?:[¥￥$]|rmb|cny|人民币)?\s*([+-]?\d[\d,，]*(?:\.\d+)?)\s*(万|千|百)?\s*"
    r"(?:元整|元|块|人次|人|名|位|次|场|个|家|套|份|本|台|件|小时|天|个月|月|年|条|项|%|％|"
    r"people|persons?|times?|hours?|months?|yuan|cny|rmb)?(?:\s*/\s*\w{1,4}|/\s*[\u4e00-\u9fff]{1,3})?",
    re.IGNORECASE,
)
_TIMES = {"万": 10_000, "千": 1_000, "百": 100}
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SPOKEN = re.compile(r"([一二两三四五六七八九]?)(十?)([一二三四五六七八九]?)(?:个月|小时|人|名|次|场|家|天|个)?")
_DAY = re.compile(r"(?:(\d{4})\s*[年/.-]\s*)?(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*[日号]?(?:\s*[(（]?(?:周|星期)[一二三四五六日天][)）]?)?")
_MONTH = re.compile(r"(?:(\d{4})\s*[年/.-]\s*)?(\d{1,2})\s*月?(?:底|末|初)?")
_QUARTER = re.compile(r"(\d{4})\s*年?\s*(?:第?\s*([一二三四1-4])\s*季度|[-/ ]?\s*q([1-4]))", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:至|到|~|～|—+|–|--|-(?=\s*\d{4}[年/.-])|(?<=日)-|(?<=\s)-(?=\s))\s*")
_BETWEEN = "；;，,、 "
"""What divides one labelled piece of a line from the next."""
_WAY = re.compile("[，,、/＞>→]")
_EMPTY = re.compile(r"[\s/\-—–、.。无n/a待定tbdx]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What helps to read a value.

    :param today: for days without a year, when the file names none
    :param year: the year that the file speaks of most, None when it names none
    """

    today: date
    year: int | None
    products: Mapping[str, int]
    territories: Mapping[str, int]

    def year_of(self, month: int, day: int) -> int:
        """Year of a day written without one."""
        if self.year is not None:
            return self.year
        return self.today.year + ((month, day) < (self.today.month, self.today.day))


def value_of(field: Field, words: str, around: Surroundings) -> Any:
    """The stored value of a field for words of a document.

    :raises Unreadable: they cannot be one; nothing is guessed
    """
    words = words.strip() if field.kind == "text" else words.strip().rstrip(_BETWEEN)
    match field.kind:
        case "line" | "text" | "institution":
            return read(field, words)
        case "choice":
            return read(field, _chosen(field, words))
        case "many":
            return read(field, [_chosen(field, part) for part in re.split(r"[、,，;；\n]", words) if part.strip()])
        case "yes_no":
            return read(field, _yes_or_no(words))
        case "date":
            return read(field, _day(words, around))
        case "month":
            return read(field, _month(words, around))
        case "quarter":
            return read(field, _quarter(words))
        case "int" | "decimal" | "percent" | "money":
            return read(field, _number(words, field.kind == "money"))
        case "product" | "territory":
            return _registered(words, around.products if field.kind == "product" else around.territories)
        case "products":
            return [_registered(part, around.products) for part in re.split(r"[、,，;；\n]", words) if part.strip()]
    raise Unreadable(Text("这一栏由系统填写，不从文件读入。", "This field is filled in by the system and not read from a file."))


def span_of(words: str) -> tuple[str, str] | None:
    """First and last day of a stretch written in one place: 3月1日—3月5日."""
    parts = _RANGE.split(words.strip())
    if len(parts) != 2 or not all(_DAY.fullmatch(part.strip()) for part in parts):
        return None
    first, last = (part.strip() for part in parts)
    year = re.match(r"(\d{4})\s*[年/.-]", first)
    if year and not re.match(r"\d{4}\s*[年/.-]", last):
        last = f"{year[1]}年{last}"
    return first, last


def _chosen(field: Field, words: str) -> str:
    found = choice_called(words, field.choices, PERHAPS)
    if found is None:
        raise Unreadable(Text("这不是可选的几项之一。", "This is none of the options."))
    return found.value


def _yes_or_no(words: str) -> str:
    said = words.strip().casefold()
    if said in _YES:
        return "yes"
    if said in _NO:
        return "no"
    raise Unreadable(Text("看不出是“是”还是“否”。", "It is not clear whether this means yes or no."))


def _number(words: str, is_money: bool) -> str:
    found = _NUMBER.fullmatch(words)
    if found is not None:
        digits = found[1].replace(",", "").replace("，", "")
        if found[2]:
            whole, _, rest = digits.partition(".")
            zeros = len(str(_TIMES[found[2]])) - 1
            digits = whole + rest.ljust(zeros, "0")[:zeros] + (f".{rest[zeros:]}" if rest[zeros:] else "")
        return digits
    spoken = _SPOKEN.fullmatch(words)
    if spoken is not None and not is_money and (spoken[1] or spoken[2] or spoken[3]) and (spoken[2] or not spoken[3] or not spoken[1]):
        tens = (_DIGITS.get(spoken[1], 1) * 10) if spoken[2] else 0
        units = _DIGITS[spoken[3]] if spoken[3] else (_DIGITS.get(spoken[1], 0) if not spoken[2] else 0)
        return str(tens + units)
    raise Unreadable(Text("请写一个数。", "Please write a number."))


def _day(words: str, around: Surroundings) -> str:
    found = _DAY.fullmatch(words)
    if found is None:
        raise Unreadable(Text("这里要一个日期，写到哪一天。", "A date is needed here, down to the day."))
    month, day = int(found[2]), int(found[3])
    return f"{int(found[1] or around.year_of(month, day)):04d}-{month:02d}-{day:02d}"


def _month(words: str, around: Surroundings) -> str:
    found = _MONTH.fullmatch(words) if "月" in words or re.search(r"\d{4}", words) else None
    if found is None:
        return _day(words, around)[:7]
    month = int(found[2])
    return f"{int(found[1] or around.year_of(month, 31)):04d}-{month:02d}"


def _quarter(words: str) -> str:
    found = _QUARTER.fullmatch(words)
    if found is None:
        raise Unreadable(Text("这里要年份和季度，如 2027 年第一季度。", "A year and quarter are needed here, like Q1 2027."))
    said = found[2] or found[3]
    return f"{found[1]}-Q{_DIGITS.get(said, said)}"


def _registered(words: str, known: Mapping[str, int]) -> int:
    """The number of a name; of a way through a tree (全国，云川大区，临溪片区), of its end."""
    said, end = simple(words), simple(_WAY.split(words)[-1])
    hits = {number for name, number in known.items() if simple(name) == said} or {
        number for name, number in known.items() if simple(name) == end
    }
    if len(hits) != 1:
        raise Unreadable(Text("登记里没有这个名称，请在页面里选。", "The registry has no such name; choose it on the page."))
    return hits.pop()


def says_nothing(words: str) -> bool:
    """True for a cell that only marks its emptiness."""
    return bool(_EMPTY.fullmatch(words))


def year_spoken_of(texts: str) -> int | None:
    """The year that a document names most often; None when it names none or several alike."""
    counted: dict[int, int] = {}
    for year in re.findall(r"(?<!\d)(20\d{2})(?=\s*[年/.-]|\s*$)", texts):
        counted[int(year)] = counted.get(int(year), 0) + 1
    ranked = sorted(counted.items(), key=lambda pair: -pair[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
