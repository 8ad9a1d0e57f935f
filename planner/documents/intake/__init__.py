"""From a file somebody already has to the first answers of a plan, with nothing of the file lost.

`read` gives the file's text as passages, each character in exactly one; `place` says which of them are answers and
which wait to be put somewhere by hand. Every character that is not white space is afterwards in exactly one of
`Placement.entries` (`source`), `Placement.tray` (`text`) and `Placement.guides` (`text`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from planner.kernel.i18n import Text
from planner.wizards.answers import Answers
from planner.wizards.schema import PlanType

MOST_BYTES = 10 * 1024 * 1024
"""A file larger than this is refused unread."""
SUFFIXES = (".docx", ".md", ".txt")

PassageKind = Literal["heading", "paragraph", "item", "table", "header", "footer", "box", "footnote", "endnote", "comment", "contents"]


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of a file's text.

    :param number: from 0, in reading order; headers, footers, notes and comments come last
    :param text: of a table its cells, tab between cells and newline between rows
    :param kind: `contents` is a line of a table of contents that Word made
    :param level: of a heading 1 to 9, of a list item its depth from 1; 0 otherwise
    :param table: rows of cells, all rows as long; a merged cell's text stands in its first cell only
    :param where: the place in words ("表 2")
    :param merges: merged cells of a table as (row, column, rows, columns), counted from 0
    """

    number: int
    kind: PassageKind
    text: str
    level: int = 0
    table: tuple[tuple[str, ...], ...] | None = None
    where: Text = Text("正文", "Text")
    merges: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A file as read.

    :param characters: all of `passages`, white space not counted
    :param deleted: characters struck out as a tracked change; they are in no passage
    :param pictures: drawings and pictures, whose content cannot be read
    """

    name: str
    passages: tuple[Passage, ...]
    characters: int
    deleted: int = 0
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer found in the file.

    :param path: of the field, with the row ids of `Placement.answers`
    :param value: in the stored form (planner.wizards.values)
    :param passages: numbers of the passages it came from
    :param source: the file's own characters that this answer holds
    """

    path: str
    value: Any
    passages: tuple[int, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something that waits in the tray.

    :param passage: where it came from
    :param text: the file's own characters; a passage may be split over several
    :param step: slug of the step it probably belongs to, None when there is no guess
    :param reason: why it is here
    :param context: what stood beside it (row title, column head), for the eye only
    :param table: when a whole table waits, its rows of cells
    """

    passage: int
    text: str
    step: str | None
    reason: Text
    context: str = ""
    table: tuple[tuple[str, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """A heading, a label or a column head that said where something belongs and is in no field itself."""

    passage: int
    text: str
    step: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where everything went.

    :param answers: step slug → answers, for every step that got something; begins with the preset rows of
        `planner.wizards.answers.first_answers`, so that it can stand in for them when the plan is made
    :param entries: in reading order of the plan
    :param tray: in reading order of the file
    """

    plan_type: str
    answers: Mapping[str, Answers] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    tray: tuple[Unplaced, ...] = ()
    guides: tuple[Guide, ...] = ()


def read(data: bytes, name: str) -> Manuscript:
    """The text of a .docx, .md or .txt file, read in a bounded child process.

    :param name: of the file as sent; only its suffix matters
    :raises Invalid: not such a file, broken, locked, with macros, too large or not safe to open; the message says which
    :raises Unavailable: it took too long or too much memory
    """
    from planner.documents.intake.opening import read_bounded  # the child loads the dataclasses, not the parent's side

    return read_bounded(data, name)


def place(
    manuscript: Manuscript,
    plan_type: PlanType,
    *,
    today: date,
    products: Mapping[str, int] | None = None,
    territories: Mapping[str, int] | None = None,
) -> Placement:
    """Put the passages where they belong.

    :param today: for days and months written without a year
    :param products, territories: name → registry id, of those the author may plan for; others wait in the tray
    """
    from planner.documents.intake.matching import place_passages

    return place_passages(manuscript, plan_type, today, products or {}, territories or {})


def suggest_type(manuscript: Manuscript) -> str | None:
    """Slug of the plan type that the file most resembles; None when no type stands out."""
    from planner.documents.intake.suggesting import likeliest

    return likeliest(manuscript)
