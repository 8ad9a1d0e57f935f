"""Sentences, clauses and lines of a normalised text."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import sub

LONGEST = 400
"""No sentence is longer: the cost of pairing words grows with the square of its length."""
ENDINGS = "。!?;\n"
"""What ends a sentence."""
_SENTENCE = re.compile(f"[{ENDINGS}][{ENDINGS}]*")  # begins with a single class, which is searched faster than a repeated one
_CLAUSE = re.compile(r"[。!?;\n]+|[|\t]|(?<!\d)[,:]|[,:](?!\d)")
_LINE = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Cuts:
    """A text cut into units: unit i runs from `starts[i]` to `ends[i]`, its closing mark included."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def index(self, position: int) -> int:
        """Number of the unit that holds the position."""
        return bisect_right(self.starts, position) - 1

    def span(self, position: int) -> tuple[int, int]:
        """The unit that holds the position."""
        unit = self.index(position)
        return self.starts[unit], self.ends[unit]

    def spans(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The units from one number to another, both included."""
        return zip(self.starts[first : last + 1], self.ends[first : last + 1], strict=True)


def _cut(text: str, marks: re.Pattern[str]) -> Cuts:
    ends = [found.end() for found in marks.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return Cuts((0, *ends[:-1]), tuple(ends))


def sentences(text: str) -> Cuts:
    """Cut at 。！？； and line ends; what runs on without an end is cut at commas, at the latest after LONGEST characters."""
    cuts = _cut(text, _SENTENCE)
    if max(map(sub, cuts.ends, cuts.starts)) <= LONGEST:
        return cuts
    ends = [at for start, end in zip(cuts.starts, cuts.ends, strict=True) for at in _pieces(text, start, end)]
    return Cuts((0, *ends[:-1]), tuple(ends))


def _pieces(text: str, start: int, end: int) -> Iterator[int]:
    """Where an over-long sentence is cut, its own end last."""
    while end - start > LONGEST:
        comma = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in ",、 ")
        start = comma + 1 if comma >= 0 else start + LONGEST
        yield start
    yield end


def clauses(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Cut one sentence also at commas, colons and cells of a table, except inside numbers and times (1,200; 12:30)."""
    spans: list[tuple[int, int]] = []
    for found in _CLAUSE.finditer(text, start, end):
        spans.append((start, found.end()))
        start = found.end()
    if start < end or not spans:
        spans.append((start, end))
    return tuple(spans)


def lines(text: str) -> Cuts:
    """Cut at line ends only."""
    return _cut(text, _LINE)


_MARKERS = (
    ("bullet", re.compile(r"\s*[•●○▪■◆◇※·*\-—–☐☑√✓➢►]\s*")),
    ("mark", re.compile(r"\s*[×✗✘✖❌☒]\s*")),
    ("option", re.compile(r"\s*[A-Ha-h]\s*[.、)](?!\w*[A-Za-z])")),
    ("paren", re.compile(r"\s*\(\s*[0-9一二三四五六七八九十]{1,3}\s*\)")),
    ("digit", re.compile(r"\s*\d{1,2}(?:\.\d{1,2})*\s*[.、)](?!\d)")),
    ("chinese", re.compile(r"\s*(?:第[一二三四五六七八九十]+(?:部分|阶段|章|节|篇|条|步)|[一二三四五六七八九十]{1,3}\s*[、.])")),
)
_MARKED = re.compile(r"\s*[•●○▪■◆◇※·*\-—–☐☑√✓➢►×✗✘✖❌☒A-Ha-h(\d第一二三四五六七八九十]")


def marker(line: str) -> str:
    """The kind of numbering a line begins with: bullet, mark, option, paren, digit, chinese, or "" for none."""
    if not _MARKED.match(line):
        return ""
    for kind, pattern in _MARKERS:
        if pattern.match(line):
            return kind
    return ""


_TRIM = " \t\n,:;。!?、\"“”‘’'•●○▪■◆◇※·*-—–☐☑√✓➢►"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without bullets, numbering, quotation marks, spaces and closing marks at its ends."""
    for _, pattern in _MARKERS if _MARKED.match(text, start, end) else ():
        if (found := pattern.match(text, start, end)) and found.end() < end:
            start = found.end()
            break
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return start, end
