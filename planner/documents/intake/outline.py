"""Which lines are headings and how deep, in files that say so and in files that do not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.documents.intake import Passage
from planner.documents.intake.numbers import NEVER_HEADING, mark_of
from planner.documents.intake.raw import Block, Contents, Grid, Line
from planner.kernel.i18n import Text

LONGEST_HEADING = 60
_LONGEST_WEAK = 32
_SENTENCE = re.compile(r"[。；;！!？?，]$|[。！？]\s*\S")
_LABELLED = re.compile(r"[:：]\s*\S")
_COUNTED_LABEL = re.compile(r"(?:策略|阶段|步骤|方案|模块|主题|项目|重点)\s*[一二三四五六七八九十\d]{1,2}\s*[:：]")
_COMMA = re.compile("[，,、]")
_WORD_MARKS = {"chinese": ("一", 2), "chapter": ("章", 1), "decimal": ("1", 4)}
_ASIDE = {
    "header": Text("页眉", "Page header"),
    "footer": Text("页脚", "Page footer"),
    "footnote": Text("脚注", "Footnote"),
    "endnote": Text("尾注", "Endnote"),
    "comment": Text("批注", "Comment"),
    "box": Text("文本框", "Text box"),
    "contents": Text("目录", "Table of contents"),
}


@dataclass(slots=True)
class _Seen:
    line: Line
    mark: str
    rank: int
    said: int
    heading: bool = False


def passages_of(contents: Contents) -> list[Passage]:
    """All passages of a file, numbered, headings and items with their depths."""
    return list(_passages([*_levelled(contents.body), *((block, 0) for block in contents.aside)]))


def _levelled(blocks: Sequence[Block]) -> list[tuple[Block, int]]:
    """Every block with its level as a heading, 0 for none."""
    seen = [_look(block) if isinstance(block, Line) else None for block in blocks]
    says_so = sum(1 for one in seen if one is not None and one.said) > 1
    for at, one in enumerate(seen):
        if one is not None and one.line.kind == "paragraph":
            following = seen[at + 1] if at + 1 < len(seen) else None
            has_more = at + 1 < len(seen)
            guessable = one.mark or one.line.bold or not says_so  # who names headings leaves none to be guessed from plain lines
            one.heading = one.said > 0 or (bool(guessable) and _is_heading(one, following, has_more, seen[at - 1] if at else None))
    stack: list[tuple[str, int, int]] = []
    found: list[tuple[Block, int]] = []
    for block, one in zip(blocks, seen, strict=True):
        level = _level(one, stack) if one is not None and one.heading else 0
        found.append((block, level))
    return found


def _look(line: Line) -> _Seen:
    mark, rank, _ = mark_of(line.text.strip())
    if not mark and line.counted in _WORD_MARKS:
        mark, rank = _WORD_MARKS[line.counted]
    elif not mark and line.counted == "bullet":
        mark, rank = "•", 50
    said = line.heading if len(line.text) <= LONGEST_HEADING * 2 else 0
    return _Seen(line, mark, rank, said)


def _is_heading(one: _Seen, following: _Seen | None, has_more: bool, before: _Seen | None) -> bool:
    """A line that the file does not call a heading, and that reads like one."""
    text = one.line.text.strip()
    if one.mark == "•" or one.mark in NEVER_HEADING or len(text) > LONGEST_HEADING or _SENTENCE.search(text):
        return False
    short = len(text) <= _LONGEST_WEAK
    labelled = bool(_LABELLED.search(text[len(one.mark) :]))
    if one.rank <= 3:
        return not labelled or one.rank <= 1 or short
    if one.mark:
        runs_on = following is not None and following.mark == one.mark and following.line.indent <= one.line.indent
        if labelled or not short:
            return False
        ends_so = text.endswith((":", "：")) or one.mark in ("1.1", "1.1.1")
        return has_more and not runs_on and (ends_so or following is None or following.mark not in ("一", "章", "（一）"))
    if one.line.depth or not short or not has_more:
        return False
    if _COUNTED_LABEL.match(text):
        return True
    if labelled:
        return False
    if one.line.bold:
        return following is None or not following.line.bold or bool(following.mark)
    if one.line.indent > 3 or len(_COMMA.findall(text)) > 1:
        return False
    return following is None or (
        _is_body(following) and (before is None or before.heading or len(before.line.text) > 12 or not before.mark)
    )


def _is_body(one: _Seen) -> bool:
    """A line that can stand under a heading without marks: a list, or running text."""
    return bool(one.mark) or one.line.depth > 0 or len(one.line.text) > 24 or bool(_LABELLED.search(one.line.text))


def _level(one: _Seen, stack: list[tuple[str, int, int]]) -> int:
    """Depth of a heading; the stack holds (mark, rank, level the file says) of the headings above it."""
    if one.said:
        while stack and (not stack[-1][2] or stack[-1][2] >= one.said):
            stack.pop()
        stack.append(("", 99, one.said))
        return min(9, len(stack))
    key, rank = (one.mark, one.rank) if one.mark else (("bold", 20) if one.line.bold else ("plain", 30))
    at = next((number for number, (mark, _, said) in enumerate(stack) if mark == key and not said), None)
    if at is not None:
        del stack[at:]
    else:
        while stack and not stack[-1][2] and stack[-1][1] > rank:
            stack.pop()
    stack.append((key, rank, 0))
    return min(9, len(stack))


def _passages(blocks: Sequence[tuple[Block, int]]) -> Iterator[Passage]:
    tables, indents = 0, list[int]()
    for number, (block, level) in enumerate(blocks):
        if isinstance(block, Grid):
            tables += 1
            rows = tuple(tuple(cell.strip() for cell in row) for row in block.rows)
            text = "\n".join("\t".join(row) for row in rows)
            yield Passage(number, block.kind, text, 0, rows, Text(f"表 {tables}", f"Table {tables}"), tuple(block.merges))
            indents.clear()
            continue
        text, kind = block.text.strip(), block.kind
        where = _ASIDE.get(kind, Text(f"第 {number + 1} 段", f"Passage {number + 1}"))
        if kind == "paragraph" and level:
            kind, indents = "heading", []
        elif kind == "paragraph" and (block.depth or mark_of(text)[0]):
            kind, level = "item", _depth(block, indents)
        elif kind == "paragraph" and indents and block.indent > indents[-1] and block.indent > 1:
            level = 0
        yield Passage(number, kind, text, level, None, where)


def _depth(line: Line, indents: list[int]) -> int:
    """Depth of a list item by the file's word for it, else by how far it is set in."""
    place = line.depth * 100 + line.indent if line.depth else line.indent
    while indents and indents[-1] > place:
        indents.pop()
    if not indents or indents[-1] < place:
        indents.append(place)
    return min(9, len(indents))
