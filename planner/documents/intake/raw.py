"""What the readers of each kind of file hand on: lines and grids, before anybody asks which of them are headings."""

from dataclasses import dataclass, field

from planner.documents.intake import PassageKind
from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text

MOST_CHARACTERS = 400_000
MOST_BLOCKS = 20_000
MOST_ELEMENTS = 500_000
"""Of one part; thirty pages with forty tables come to sixty thousand."""
MOST_TABLES = 400
MOST_CELLS = 60_000
MOST_COLUMNS = 100
MOST_NESTED = 12

NOT_READABLE = Text(
    "这不是可读的 Word 文件。请在 Word 里打开它，另存为 .docx 再传。",
    "This is not a readable Word file. Open it in Word, save it as .docx and send it again.",
)
TOO_MUCH = Text(
    "文件里的文字或表格太多：最多 40 万字、400 张表。请分成几份再传。",
    "The file holds too much: at most 400,000 characters and 400 tables. Split it and send it again.",
)


class Refused(Unavailable):
    """The file is not taken; the message says why."""


@dataclass(slots=True)
class Line:
    """One line of text.

    :param heading: level that the file itself says, 0 when it says none
    :param depth: of a list item from 1, 0 when it is none
    :param indent: in characters, about
    :param bold: all of it
    :param counted: how Word numbers it: `chinese`, `chapter`, `decimal`, `bullet` or empty
    """

    text: str
    kind: PassageKind = "paragraph"
    heading: int = 0
    depth: int = 0
    indent: int = 0
    bold: bool = False
    counted: str = ""


@dataclass(slots=True)
class Grid:
    """A table: rows of cells, and its merged cells as (row, column, rows, columns)."""

    rows: list[list[str]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    kind: PassageKind = "table"


Block = Line | Grid


@dataclass(slots=True)
class Contents:
    """All of a file.

    :param aside: headers, footers, notes, comments: what stands beside the text
    :param deleted: characters struck out; :param pictures: drawings and embedded things
    """

    body: list[Block] = field(default_factory=list)
    aside: list[Block] = field(default_factory=list)
    deleted: int = 0
    pictures: int = 0


def solid(text: str) -> int:
    """Characters that are not white space."""
    return sum(1 for letter in text if not letter.isspace())
