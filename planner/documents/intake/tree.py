"""Passages as a tree: headings hold what stands under them, items what is set in below them; and labels inside a line."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planner.documents.intake import Passage
from planner.documents.intake.numbers import bare, mark_of

_LABEL = re.compile(r"([^:：。！？!?]{1,40}?)\s*[:：]\s*")
_INLINE = re.compile(
    r"(?:(?<=[。；;，,.!?！？])\s*|\s+(?=[^\x00-\x7f]))([^\s:：。；;，,.!?！？][^:：。；;，,.!?！？\n]{0,16}?)\s*[:：](?=\s*\S)"
)


@dataclass(slots=True)
class Node:
    """A passage with what belongs under it.

    :param text: what of it is still to be placed; shrinks as pieces are taken
    """

    passage: Passage
    children: list["Node"] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        """True for a heading."""
        return self.passage.kind == "heading"

    @property
    def number(self) -> int:
        """Number of the passage."""
        return self.passage.number

    @property
    def text(self) -> str:
        """Text of the passage."""
        return self.passage.text

    def whole(self) -> Iterator["Node"]:
        """The node and everything under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.whole()


def tree_of(passages: Sequence[Passage]) -> Node:
    """A root without a passage of its own, holding all of the text."""
    root = Node(Passage(-1, "heading", ""))
    stack: list[tuple[int, Node]] = [(0, root)]  # headings count 1 to 9, items 100 and more
    for passage in passages:
        node = Node(passage)
        rank = passage.level if passage.kind == "heading" else 99 + passage.level if passage.kind == "item" else 0
        if not rank:
            while stack[-1][0] >= 99:
                stack.pop()
            stack[-1][1].children.append(node)
            continue
        while stack[-1][0] >= rank:
            stack.pop()
        stack[-1][1].children.append(node)
        stack.append((rank, node))
    return root


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line: what it is called and what it says; together they are the whole piece.

    :param lead: number or bullet before the label
    """

    lead: str
    label: str
    rest: str
    passage: int

    @property
    def whole(self) -> str:
        """Everything of it as it stood."""
        return self.lead + self.label + self.rest

    @property
    def said(self) -> str:
        """What it says without its number."""
        return self.label + self.rest


def segments_of(text: str, passage: int) -> list[Segment]:
    """A line as labelled pieces: `风险一：进院延迟。 应对：准备备选` gives two. A label keeps its colon."""
    _, _, length = mark_of(text)
    lead, text = text[:length], text[length:]
    cuts = [0, *(found.start(1) for found in _INLINE.finditer(text)), len(text)]
    found = list[Segment]()
    for at, (begin, end) in enumerate(itertools.pairwise(cuts)):
        piece = text[begin:end]
        label = _LABEL.match(piece)
        first = lead if at == 0 else ""
        if label is None:
            found.append(Segment(first, "", piece, passage))
        else:
            found.append(Segment(first, piece[: label.end()], piece[label.end() :], passage))
    return found


def label_words(label: str) -> str:
    """A label without its colon and number."""
    return bare(label.strip().rstrip(":： "))
