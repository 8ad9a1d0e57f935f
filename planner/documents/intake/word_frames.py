"""Paragraphs and tables of a Word file while they are being read."""

from dataclasses import dataclass, field

from planner.documents.intake.raw import MOST_COLUMNS, Block, Grid


@dataclass(slots=True)
class Paragraph:
    """A paragraph while it is read; `bold` and `plain` count its letters of each kind."""

    style: str = ""
    outline: int | None = None
    number: str = ""
    depth: int = 0
    indent: int = 0
    pieces: list[str] = field(default_factory=list)
    bold: int = 0
    plain: int = 0
    boxes: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class OpenTable:
    """A table while it is read: cells as (text, columns, vertical merge)."""

    rows: list[list[tuple[str, int, str]]] = field(default_factory=list)
    nested: list[Block] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    span: int = 1
    merge: str = ""


def grid_of(rows: list[list[tuple[str, int, str]]]) -> Grid:
    """Cells at their columns; a merged cell's text in its first place."""
    width = min(MOST_COLUMNS, max(sum(span for _, span, _ in row) for row in rows))
    grid, open_at = Grid(), dict[int, int]()
    for number, row in enumerate(rows):
        cells, column = [""] * width, 0
        for text, span, merge in row:
            if column >= width:
                if text.strip():
                    cells[-1] = f"{cells[-1]}\n{text}".strip("\n")
                continue
            span = min(span, width - column)
            above = open_at.get(column) if merge and merge != "restart" else None
            if above is not None:
                top, left, tall, wide = grid.merges[above]
                grid.merges[above] = (top, left, tall + 1, wide)
            else:
                open_at.pop(column, None)
                if merge == "restart" or span > 1:
                    grid.merges.append((number, column, 1, span))
                    if merge == "restart":
                        open_at[column] = len(grid.merges) - 1
            cells[column] = text
            column += span
        grid.rows.append(cells)
    grid.merges = [merge for merge in grid.merges if merge[2:] != (1, 1)]
    return grid
