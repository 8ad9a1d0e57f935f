"""How often, as it is said in prose: 每月2次, 每两周一次, 月均4次, 隔周, 2次/月, twice a month."""

import re
from dataclasses import dataclass
from functools import lru_cache

from planner.compliance.structural.numerals import ENGLISH, NUMERAL, RANGE, parse, parse_range
from planner.compliance.structural.reading import prepared

WORKDAYS = 21
"""Working days of a month, for what is said of a day."""
_PER_MONTH = {
    "半年": 1 / 6,
    "年": 1 / 12,
    "季度": 1 / 3,
    "季": 1 / 3,
    "双月": 1 / 2,
    "半个月": 2.0,
    "半月": 2.0,
    "月": 1.0,
    "双周": 26 / 12,
    "周": 52 / 12,
    "星期": 52 / 12,
    "礼拜": 52 / 12,
    "工作日": float(WORKDAYS),
    "天": float(WORKDAYS),
    "日": float(WORKDAYS),
    "day": float(WORKDAYS),
    "week": 52 / 12,
    "fortnight": 26 / 12,
    "month": 1.0,
    "quarter": 1 / 3,
    "year": 1 / 12,
}
_PERIOD = "(?P<p>" + "|".join(sorted((p for p in _PER_MONTH if not p.isascii()), key=len, reverse=True)) + ")"
_ENGLISH_PERIOD = "(?P<p>day|week|fortnight|month|quarter|year)s?"
_TIMES = r"\s?(?:人次|次|场|回|趟)"
_BEFORE = "(?P<least>至少|不少于|不低于|最少|起码)?(?P<most>不超过|最多|至多|不多于|不高于)?(?P<about>约|大约|平均|左右|预计)?"
_AFTER = "(?P<least2>以上)?(?P<most2>以内|以下|封顶)?"
_VISIT = "(?:拜访|走访|面访|回访|沟通|随访|联系|见面|覆盖|会议|科会|科室会)"
_FORMS = (
    rf"每(?P<gone>隔)?\s?(?P<n>{NUMERAL})?\s?个?{_PERIOD}(?P<gap>[^,。;:!?\n每\d]{{0,14}}?){_BEFORE}\s?(?P<r>{RANGE}){_TIMES}{_AFTER}",
    rf"(?<![\d一二三四五六七八九十每上下本当第]){_PERIOD}均(?:{_VISIT}|频次|频率|[为是])*{_BEFORE}\s?(?P<r>{RANGE}){_TIMES}{_AFTER}",
    rf"(?<![\d一二三四五六七八九十每上下本当第个均]){_PERIOD}{_VISIT}{_BEFORE}\s?(?P<r>{RANGE}){_TIMES}{_AFTER}",
    rf"{_BEFORE}\s?(?P<r>{RANGE}){_TIMES}(?:/人|/位|/家)?\s?[/每]\s?{_PERIOD}(?![\d一二三四五六七八九十])",
    rf"(?<![每隔第前后近过上下\d])(?P<n>{NUMERAL})个?(?P<p>周|星期|礼拜|季度|个月|年|天){_BEFORE}\s?(?P<r>{RANGE}){_TIMES}{_AFTER}",
    rf"(?P<gone>隔)(?:一个?)?(?P<p>周|月|天|日|星期)(?:(?P<r>{RANGE}){_TIMES})?",
    rf"(?<![a-z])(?P<r>once|twice|thrice|(?:{ENGLISH}|\d+)(?=\stimes|\svisits|\scontacts|\scalls|\smeetings))"
    rf"(?:\s(?:times|visits|contacts|calls|meetings))?\s(?:a|an|per|every|each)\s(?P<n>{ENGLISH}\s|\d+\s)?{_ENGLISH_PERIOD}(?![a-z])",
    rf"(?<![a-z])every\s(?P<n>{ENGLISH}\s|\d+\s)(?P<p>weeks|months|years|days|quarters)(?![a-z])",
)
_PATTERNS = tuple(re.compile(form) for form in _FORMS)
_CADENCE = re.compile(
    rf"每(?P<gone>隔)?\s?(?P<n>{NUMERAL})?\s?个?{_PERIOD}|(?P<adverb>双周|月度|季度|逐月|按月|隔周|隔月)(?!度|指标|目标)"
    r"|(?<![a-z])(?P<english>biweekly|fortnightly|weekly|monthly|quarterly)(?![a-z])"
)
_A_DAY = re.compile(rf"(?:每[天日]|日均|每个工作日)[^,。;:!?\n\d]{{0,8}}?(?P<n>{NUMERAL})\s?(?:位|名|家|人)")
_CADENCE_ANCHOR = re.compile(
    "每|双周|月度|(?<![每一二三四1-4本上下该各])季度|逐月|按月|隔周|隔月|biweekly|fortnightly|weekly|monthly|quarterly"
)
_ADVERBS = {
    "双周": 26 / 12,
    "隔周": 26 / 12,
    "biweekly": 26 / 12,
    "fortnightly": 26 / 12,
    "weekly": 52 / 12,
    "月度": 1.0,
    "逐月": 1.0,
    "按月": 1.0,
    "monthly": 1.0,
    "季度": 1 / 3,
    "quarterly": 1 / 3,
    "隔月": 1 / 2,
}
_ANCHOR = re.compile("[次场回趟隔]|every |each | per | a ")
_RHYTHMIC = re.compile("[每均/隔周月季年天]|星期|礼拜|day|week|month|quarter|year|fortnight")


@dataclass(frozen=True, slots=True)
class Often:
    """A frequency in a text.

    :param start: place in the standard spelling, with `end`
    :param low: contacts per month, at least; `high` at most; None = not said
    """

    start: int
    end: int
    low: float | None
    high: float | None
    about: bool = False

    def agrees(self, per_month: float) -> bool:
        """Whether a stored figure can be what the text says; weeks and months are not told apart too finely."""
        slack = 0.25 if self.about else 0.12
        too_few = self.low is not None and per_month < self.low * (1 - slack)
        return not too_few and (self.high is None or per_month <= self.high * (1 + slack))


@lru_cache(maxsize=4096)
def frequencies(original: str) -> tuple[Often, ...]:
    """Every frequency with a count that a typed text holds, in order, without overlaps."""
    ready = prepared(original)
    text = ready.text
    found: list[Often] = []
    for low, high in dict.fromkeys(ready.clause(anchor.start()) for anchor in _ANCHOR.finditer(text)):
        if _RHYTHMIC.search(text, low, high) is None:
            continue
        for pattern in _PATTERNS:
            for match in pattern.finditer(text, low, high):
                often = _read(match)
                if often is not None and not any(o.start < often.end and often.start < o.end for o in found):
                    found.append(often)
    return tuple(sorted(found, key=lambda o: o.start))


def _read(match: re.Match[str]) -> Often | None:
    said = match.groupdict()
    period = said["p"]
    per_month = _PER_MONTH.get(period) or _PER_MONTH.get(period.removesuffix("s")) or _PER_MONTH.get(period.removeprefix("个"))
    every = parse(said["n"]) if said.get("n") else None
    if per_month is None or (said.get("n") and not every):
        return None
    if any(mark in (said.get("gap") or "") for mark in ("月", "各")):
        return None  # 每年三月、九月各一次
    step = float(every or 1)
    if said.get("gone"):
        if step != 1:
            return None  # 每隔两周 is two weeks to some and three to others
        step = 2.0
    counted = parse_range(said["r"]) if said.get("r") else None
    if said.get("r") and counted is None:
        return None
    low, high = (float(counted[0]), float(counted[1])) if counted else (1.0, 1.0)
    low, high = low * per_month / step, high * per_month / step
    least, most = said.get("least") or said.get("least2"), said.get("most") or said.get("most2")
    return Often(match.start(), match.end(), None if most else low, None if least else high, bool(said.get("about")))


def people_a_day(original: str) -> tuple[tuple[int, int, float], ...]:
    """How many people or places a day is to hold: 每天拜访20位医生."""
    text = prepared(original).text
    if not any(word in text for word in ("每天", "每日", "日均", "每个工作日")):
        return ()
    return tuple((*match.span(), float(parse(match["n"]) or 0)) for match in _A_DAY.finditer(text))


@lru_cache(maxsize=4096)
def cadences(original: str) -> tuple[tuple[int, int, float], ...]:
    """Rhythms without a count (每月, 季度, monthly): place and times per month, in order."""
    text = prepared(original).text
    found: list[tuple[int, int, float]] = []
    for match in filter(None, (_CADENCE.match(text, anchor.start()) for anchor in _CADENCE_ANCHOR.finditer(text))):
        if named := match["adverb"] or match["english"]:
            found.append((match.start(), match.end(), _ADVERBS[named]))
            continue
        step = parse(match["n"]) if match["n"] else None
        if match["n"] and not step:
            continue
        gone = 2.0 if match["gone"] else 1.0
        if match["gone"] and step not in (None, 1):
            continue
        found.append((match.start(), match.end(), _PER_MONTH[match["p"]] / float(step or 1) / gone))
    return tuple(found)
