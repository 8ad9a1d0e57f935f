"""The shapes a section of the paper is made of: facts, passages, tables, entries, pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from planner.documents.wording import value_words
from planner.wizards.schema import Field

MISSING = "未填写"
TEXT_KINDS = ("text",)
_LONG = 90
"""A value longer than this many characters reads better in a list than in a table's column."""
_MOST_COLUMNS = 6
_KEPT_TOGETHER = 300
_SHORT_SECTION = 6
"""Lines of a section that is not torn between pages."""
_LONG_LABEL = 10

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and a short value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Short answers that stand together."""

    rows: tuple[Fact, ...]
    caption: str = ""
    kind: Literal["facts"] = "facts"

    @property
    def wide(self) -> bool:
        """True when a label needs more than the usual room."""
        return any(len(fact.label) > _LONG_LABEL for fact in self.rows)


@dataclass(frozen=True, slots=True)
class Passage:
    """A label and a text of one or more paragraphs."""

    label: str
    paragraphs: tuple[str, ...]
    kind: Literal["passage"] = "passage"


@dataclass(frozen=True, slots=True)
class Column:
    """Head of a table's column.

    :param share: width in per cent; the shares of a table add up to 100
    :param strong: names its row
    """

    label: str
    share: int
    align: Align = "left"
    strong: bool = False

    @property
    def room(self) -> float:
        """Characters that fit in a line of the column, its padding left out."""
        return 51 * self.share / 100 - 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a group.

    :param foot: last row with sums; empty when there is none
    :param note: small print under the table
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()
    note: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a group, written out.

    :param facts: short answers; `passages` the long ones
    :param inner: rows inside this row, drawn and listed
    """

    title: str
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...]
    inner: "tuple[Block, ...]" = ()

    @property
    def short(self) -> bool:
        """True when it can be kept on one page without leaving a hole."""
        return not self.inner and sum(len(line) for passage in self.passages for line in passage.paragraphs) <= _KEPT_TOGETHER


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows with more to say than a table can hold."""

    caption: str
    rows: tuple[Entry, ...]
    kind: Literal["entries"] = "entries"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing; `svg` is safe markup of our own making.

    :param words: all that is drawn, for a copy without drawings; None where a table beside it says it
    :param rest: what the drawing has no room for, printed below it
    """

    svg: str
    caption: str = ""
    words: "Table | Entries | None" = None
    rest: Table | None = None
    kind: Literal["picture"] = "picture"


Block = Facts | Passage | Table | Entries | Picture


def _lines(block: Block) -> int:
    """About how many lines a block takes on the paper; more than any short section has for what may be long."""
    match block:
        case Facts():
            return 2 * len(block.rows) + (2 if block.caption else 0)
        case Passage():
            return (2 if block.label else 0) + sum(1 + len(line) // 46 for line in block.paragraphs)
        case Table():
            return 2 + 2 * len(block.rows) + (2 if block.caption else 0)
    return _SHORT_SECTION + 1


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the wizard on paper.

    :param blocks: empty when nothing was answered
    """

    slug: str
    number: int
    title: str
    intro: str
    blocks: tuple[Block, ...]

    @property
    def short(self) -> bool:
        """True when it can be kept on one page without leaving a hole."""
        return sum(_lines(block) for block in self.blocks) <= _SHORT_SECTION


@dataclass(frozen=True, slots=True)
class Names:
    """What stored ids are called.

    :param known: path → text of what the system knows
    """

    products: Mapping[int, str]
    territories: Mapping[int, str]
    known: Mapping[str, str]
    span: tuple[date, date] | None

    def words(self, field: Field, siblings: Mapping[str, Any]) -> str:
        """One stored value in words."""
        return value_words(field, siblings, self.products, self.territories)


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a text, empty ones left out."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def fits_table(fields: Sequence[Field], rows: Sequence[Sequence[str]]) -> bool:
    """True when rows of these fields read well as a table."""
    return len(fields) <= _MOST_COLUMNS and all(len(cell) <= _LONG and "\n" not in cell for row in rows for cell in row)
