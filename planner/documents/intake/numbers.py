"""Numbers and signs at the beginning of a line: what they say about the order of a text."""

import re

_ORDINAL = "[一二三四五六七八九十百零〇两\\d]{1,4}"
_MARKS: tuple[tuple[str, int, str], ...] = (  # name, rank (0 the highest), pattern
    ("篇", 0, rf"(?:第{_ORDINAL}篇|篇{_ORDINAL})(?=[\s:：、.．]|$|《)[\s:：、.．]*"),
    ("章", 1, rf"第{_ORDINAL}(?P<unit>部分|章|阶段|讲|单元|模块|编)[\s:：、.．]*|(?:part|chapter)\s+(?:\d+|[ivx]+)\b[\s:：、.．\-–—]*"),
    ("节", 2, rf"第{_ORDINAL}[节步条][\s:：、.．]*|section\s+\d+\b[\s:：、.．\-–—]*"),
    ("一", 2, r"[一二三四五六七八九十]{1,3}[、.．:：]\s*"),
    ("Ⅰ", 2, r"(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+|[IVX]{1,4}(?=[.、．]))[.、．\s]\s*"),
    ("（一）", 3, r"[（(〔][一二三四五六七八九十]{1,3}[）)〕][、.．]?\s*"),
    ("1.1.1", 6, r"\d{1,2}(?:[.．]\d{1,2}){2,4}(?!\d)[.、．]?\s*"),
    ("1.1", 5, r"\d{1,2}[.．]\d{1,2}(?![\d%％.．年月万元倍])[.、．]?\s*"),
    ("1", 4, r"\d{1,2}(?:[、)）]|[.．](?!\d))\s*"),
    ("（1）", 7, r"[（(]\d{1,2}[）)]\s*"),
    ("①", 8, r"[①-⑳]\s*"),
    ("a", 8, r"[A-Za-z][.、)）．](?=\s|[\u4e00-\u9fff])\s*"),
    ("■", 4, r"[■◆▶★◎□▌❖]\s*"),
    ("【", 3, r"(?=【[^】]{1,30}】\s*$)"),
)
_PATTERNS = tuple((name, rank, re.compile(pattern, re.IGNORECASE)) for name, rank, pattern in _MARKS)
_BULLET = re.compile(r"(?:[•·●○▪▫‣◦∙►➢➤✓✔√\uf0b7\uf0d8\uf06c?？ü]|[-–—*＊](?![-–—*\d]))\s*(?=\S)")
_SPACED = re.compile(r"(?:[?？ü*])\S")
NEVER_HEADING = ("（1）", "①", "a")


def mark_of(text: str) -> tuple[str, int, int]:
    """Name, rank and length of the number or sign at the beginning; `("", 99, 0)` when there is none.

    Bullets are named `•`.
    """
    for name, rank, pattern in _PATTERNS:
        if found := pattern.match(text):
            unit = found.groupdict().get("unit") or ""
            return name + unit, rank, found.end()
    if (found := _BULLET.match(text)) and not _SPACED.match(text):
        return "•", 50, found.end()
    return "", 99, 0


def bare(text: str) -> str:
    """A line without the numbers and signs at its beginning."""
    for _ in range(3):
        _, _, length = mark_of(text)
        if not length or length >= len(text):
            return text
        text = text[length:]
    return text
