"""Amounts that pass a threshold: 每人超过300元, 三成以上, 48小时."""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.compliance.atoms import Atom
from planner.compliance.matchers.base import Hit, Lookup, Words
from planner.compliance.matchers.near import join
from planner.compliance.prepared import Sentence, Span

UNITS: dict[str, tuple[str, ...]] = {
    "yuan": ("元", "圆", "块钱", "块", "rmb"),
    "percent": ("%", "个百分点", "成"),
    "hours": ("小时", "个小时", "钟头"),
    "times": ("次", "场", "回", "趟"),
    "people": ("人", "名", "位"),
    "boxes": ("盒", "瓶", "支", "箱"),
    "days": ("天", "日", "个工作日", "工作日"),
    "months": ("个月", "月"),
}
OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
}
_BANKING = "壹贰叁肆伍陆柒捌玖"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {c: i for i, c in enumerate(_BANKING, start=1)} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000, "k": 1000, "w": 10_000}
_LONG = f"[{_BANKING}][拾佰仟万亿][零{_BANKING}拾佰仟万亿]*"  # two at least: 大陆人 and 收拾 are no numbers
_TENS = f"拾[{_BANKING}]?[佰仟万亿]*"
_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|{_LONG}|[〇零一二三四五六七八九十百千万亿两壹贰叁肆伍]+)[十百千万亿kw]*"


def unit_source(unit: str) -> str:
    """The expression for a number with its unit; ¥ stands before."""
    names = "|".join(re.escape(name) for name in sorted(UNITS[unit], key=len, reverse=True))
    after = f"{_NUMBER}余?多?(?:{names})"
    if unit == "yuan":
        return f"(?:[¥$]\\s*{_NUMBER}|{after}|{_TENS}余?多?[元圆])"
    return f"(?:百分之{_NUMBER}|{after})" if unit == "percent" else after


def value_of(written: str) -> float | None:
    """The number that a written amount begins with: 3,000 → 3000, 三百 → 300, 1.5万 → 15000.

    :returns: None when there is none
    """
    matched = re.search(f"{_NUMBER}|{_TENS}", written.replace(",", "").replace("百分之", ""))
    if matched is None:
        return None
    text = matched.group()
    digits = re.match(r"\d+(?:\.\d+)?", text)
    total = section = 0.0
    current: float | None = None
    if digits:
        current, text = float(digits.group()), text[digits.end() :]
    for char in text:
        if char in _DIGITS:
            current = _DIGITS[char] if current is None or not digits else current
        elif (scale := _SCALES[char]) >= 10_000:
            total = (total + section + (current or 0)) * scale if total + section + (current or 0) else float(scale)
            section, current = 0.0, None
        else:
            section += (1 if current is None else current) * scale
            current = None
    value = total + section + (current or 0)
    return value * 10 if written.rstrip().endswith("成") else value


@dataclass(frozen=True, slots=True)
class NumberMatcher:
    amount: Atom
    op: str
    value: float | None
    policy: str | None
    words: tuple[Words, ...]
    within: str

    @property
    def unit(self) -> str:
        return self.within

    @property
    def groups(self) -> Sequence[tuple[int, ...]]:
        return [(self.amount.key,), *(words.keys for words in self.words)]

    @property
    def alone(self) -> bool:
        return self.within != "field" and self.policy is None and not any(words.dynamic for words in self.words)

    def threshold(self, lookup: Lookup) -> float | None:
        """The rule's own value, or the policy's in the same unit; None when the policy sets none."""
        if self.policy is None:
            return self.value
        limit = lookup.policy.get(self.policy)
        if not isinstance(limit, (int, float)):
            return None
        return limit / 100 if self.policy.endswith("_fen") else float(limit)

    def hits(self, lookup: Lookup, sentence: Sentence) -> list[Hit]:
        limit = self.threshold(lookup)
        if limit is None:
            return []
        amounts = lookup.text.all_spans(self.amount) if self.within == "field" else sentence.spans(self.amount)
        passed = [span for span in amounts if self._passes(span, lookup, limit)]
        if not passed or not self.words:
            return [Hit(a, b, ((a, b),)) for a, b in passed]
        others = [words.all_spans(lookup) if self.within == "field" else words.spans(lookup, sentence) for words in self.words]
        return join([passed, *others], lookup, self.within)

    def _passes(self, span: Span, lookup: Lookup, limit: float) -> bool:
        value = value_of(lookup.text.text[span[0] : span[1]])
        return value is not None and OPERATORS[self.op](value, limit)
