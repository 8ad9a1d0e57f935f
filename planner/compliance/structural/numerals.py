"""Numbers as people write them: 3,000 · 1.5万 · 十五 · 两百五 · 壹仟 · 廿 · 半 · twelve."""

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")} | {"两": 2, "俩": 2}
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000, "k": 1000, "w": 10_000}
_TENS = {"廿": 20, "卅": 30}
_ENGLISH = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
}

_HAN = "零〇一二两俩三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
NUMERAL = rf"(?:\d[\d,]{{0,14}}(?:\.\d{{1,4}})?(?:\s?[十百千万亿]){{0,3}}|[{_HAN}]{{1,14}}|半)"
"""One number in standard spelling, of bounded length so that a row of digits costs no square; groups must be added by who uses it."""
ENGLISH = "(?:" + "|".join(_ENGLISH) + ")"
RANGE = rf"{NUMERAL}(?:\s?[-~～—至到]\s?{NUMERAL})?"
"""A number or two with a dash between."""
_SPLIT = re.compile(r"\s?[-~～—至到]\s?")
_ARABIC = re.compile(r"(\d+(?:\.\d+)?)\s?([十百千万亿kw]*)")


def parse(written: str) -> Decimal | None:
    """One number; None where it is none or could be two (二三)."""
    text = written.replace(",", "").strip()
    if text in _ENGLISH:
        return Decimal(_ENGLISH[text])
    if text == "半":
        return Decimal("0.5")
    if arabic := _ARABIC.fullmatch(text):
        value = Decimal(arabic[1])
        for scale in arabic[2]:
            value *= _SCALES[scale]
        return value
    if not text or any(char not in _HAN for char in text):
        return None
    if not any(char in _SCALES or char in _TENS for char in text):
        return _digits(text)
    return _counted(text)


def _digits(text: str) -> Decimal | None:
    """Digits one after the other, as years are written: 二〇二七; two that follow each other are an estimate."""
    if len(text) == 2 and text[0] not in "零〇":
        return None
    return Decimal("".join(str(_DIGITS[char]) for char in text))


def _counted(text: str) -> Decimal:
    total, section, current = 0, 0, 0
    last = 1
    for char in text:
        if char in _TENS:
            section, last = section + _TENS[char], 10
        elif char in _SCALES:
            scale = _SCALES[char]
            if scale >= 10_000:
                total, section, current = (total + section + current or 1) * scale, 0, 0
            else:
                section, current = section + (current or 1) * scale, 0
            last = scale
        else:
            current = _DIGITS[char]
            last = 10 if not current else last  # 一百零五 is 105, 一百五 is 150
    if current and text[-1] in _DIGITS and last > 10 and text[-2] in _SCALES:
        current *= last // 10
    return Decimal(total + section + current)


def parse_range(written: str) -> tuple[Decimal, Decimal] | None:
    """Least and most: 2-3 → (2, 3), 两三 → (2, 3), 四 → (4, 4)."""
    ends = [parse(piece) for piece in _SPLIT.split(written)]
    if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
        return (ends[0], ends[1]) if ends[0] <= ends[1] else None
    if len(ends) == 1 and ends[0] is not None:
        return ends[0], ends[0]
    if len(written) == 2 and all(char in _DIGITS for char in written) and _DIGITS[written[1]] - _DIGITS[written[0]] == 1:
        return Decimal(_DIGITS[written[0]]), Decimal(_DIGITS[written[1]])
    return None
