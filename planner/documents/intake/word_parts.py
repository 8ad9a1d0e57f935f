"""Reads the text of one part of a Word file while it streams by. Runs in the child process.

Everything that is text is taken: tables, text boxes, tracked insertions, content controls, formulas, hidden text.
Left out are tracked deletions (counted), the old place of moved text, field codes, and the second copy that Word
writes of a text box for old versions.
"""

from planner.documents.intake import PassageKind as Kind
from planner.documents.intake.archive import Handler
from planner.documents.intake.raw import (
    MOST_BLOCKS,
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ELEMENTS,
    MOST_NESTED,
    MOST_TABLES,
    TOO_MUCH,
    Block,
    Grid,
    Line,
    Refused,
)
from planner.documents.intake.styles import Numberings, Styles, is_on, local, value_of, whole
from planner.documents.intake.word_frames import OpenTable, Paragraph, grid_of

_LEFT_OUT = ("Fallback", "moveFrom", "rPrChange", "pPrChange", "tblPrChange", "sectPrChange", "tcPrChange", "trPrChange", "instrText")
_LEFT_OUT_TOO = ("sdtPr", "sdtEndPr", "txbxPr", "numberingChange", "delInstrText")
_SKIPPED = frozenset((*_LEFT_OUT, *_LEFT_OUT_TOO))
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_PICTURES = ("blip", "imagedata", "OLEObject", "altChunk", "relIds")


class PartText(Handler):
    """Collects the blocks of a part.

    :param kind: what its lines are: `paragraph`, `header`, `footnote` …
    """

    def __init__(self, kind: Kind, styles: Styles, numberings: Numberings) -> None:
        self.deleted = self.pictures = 0
        self._kind: Kind = kind
        self._styles, self._numberings = styles, numberings
        self._out: list[list[Block]] = [[]]
        self._paragraphs: list[Paragraph] = []
        self._tables: list[OpenTable] = []
        self._skip = 0
        self._in_text = self._in_deleted = self._in_run_properties = False
        self._in_paragraph_properties = 0
        self._run_bold: bool | None = None
        self._boxes = 0
        self._counts = {"elements": 0, "characters": 0, "blocks": 0, "tables": 0, "cells": 0}

    @property
    def blocks(self) -> list[Block]:
        """What was read."""
        return self._out[0]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count("elements", 1, MOST_ELEMENTS)
        name = local(tag)
        if self._skip or name in _SKIPPED:
            self._skip += 1
            return
        handler = _STARTS.get(name)
        if handler is not None:
            handler(self, attributes)
        elif name in _BREAKS:
            self._add(_BREAKS[name])
        elif self._paragraphs and self._in_paragraph_properties:
            self._paragraph_property(name, attributes)
        elif self._in_run_properties and name == "b":
            self._run_bold = is_on(attributes)
        elif name in _PICTURES:
            self.pictures += 1
        elif name == "textpath" and (words := value_of(attributes, "string")):
            self._emit(Line(words, kind="box"))

    def end(self, tag: str) -> None:
        if self._skip:
            self._skip -= 1
            return
        name = local(tag)
        if name in ("t", "v"):
            self._in_text = False
        elif name == "delText":
            self._in_deleted = False
        elif name == "rPr":
            self._in_run_properties = False
        elif name == "pPr":
            self._in_paragraph_properties = max(0, self._in_paragraph_properties - 1)
        else:
            handler = _ENDS.get(name)
            if handler is not None:
                handler(self)

    def characters(self, text: str) -> None:
        if self._skip:
            return
        if self._in_text:
            self._add(text)
        elif self._in_deleted:
            self.deleted += sum(1 for letter in text if not letter.isspace())

    def _count(self, what: str, more: int, most: int) -> None:
        self._counts[what] += more
        if self._counts[what] > most:
            raise Refused(TOO_MUCH)

    def _add(self, text: str) -> None:
        if self._in_paragraph_properties:
            return
        self._count("characters", len(text), MOST_CHARACTERS)
        if not self._paragraphs:  # values of a chart, text that a broken file has outside paragraphs
            if text.strip():
                self._emit(Line(text, kind=self._kind))
            return
        paragraph = self._paragraphs[-1]
        paragraph.pieces.append(text)
        if text.strip():
            bold = self._run_bold if self._run_bold is not None else self._styles.bold(paragraph.style)
            if bold:
                paragraph.bold += len(text)
            else:
                paragraph.plain += len(text)

    def _emit(self, block: Block) -> None:
        self._count("blocks", 1, MOST_BLOCKS)
        self._out[-1].append(block)

    def _text_starts(self, _: dict[str, str]) -> None:
        self._in_text = True

    def _value_starts(self, _: dict[str, str]) -> None:
        self._in_text = self._kind == "box"

    def _deleted_starts(self, _: dict[str, str]) -> None:
        self._in_deleted = True

    def _run_starts(self, _: dict[str, str]) -> None:
        self._run_bold = None

    def _run_properties_start(self, _: dict[str, str]) -> None:
        self._in_run_properties = not self._in_paragraph_properties

    def _paragraph_properties_start(self, _: dict[str, str]) -> None:
        self._in_paragraph_properties += 1

    def _symbol(self, attributes: dict[str, str]) -> None:
        code = value_of(attributes, "char")
        if code and len(code) <= 5 and all(letter in "0123456789abcdefABCDEF" for letter in code):
            letter = chr(int(code, 16))
            self._add(letter if letter.isprintable() else "•")

    def _paragraph_starts(self, _: dict[str, str]) -> None:
        if len(self._paragraphs) > MOST_NESTED * 2:
            raise Refused(TOO_MUCH)
        self._paragraphs.append(Paragraph())
        self._run_bold = None

    def _paragraph_property(self, name: str, attributes: dict[str, str]) -> None:
        paragraph = self._paragraphs[-1]
        if name == "pStyle":
            paragraph.style = value_of(attributes)
        elif name == "outlineLvl":
            paragraph.outline = whole(value_of(attributes))
        elif name == "numId":
            paragraph.number = value_of(attributes) or "0"
        elif name == "ilvl":
            paragraph.depth = whole(value_of(attributes))
        elif name == "ind":
            paragraph.indent = whole(value_of(attributes, "left") or value_of(attributes, "start")) // 210

    def _paragraph_ends(self) -> None:
        if not self._paragraphs:
            return
        paragraph = self._paragraphs.pop()
        heading = self._styles.heading(paragraph.style)
        if paragraph.outline is not None:
            heading = paragraph.outline + 1 if 0 <= paragraph.outline < 9 else 0
        number, depth = (paragraph.number, paragraph.depth) if paragraph.number else self._styles.numbering(paragraph.style)
        counted = self._numberings.kind(number, depth)
        kind: Kind = "box" if self._boxes else self._kind
        if kind == "paragraph" and self._styles.is_contents(paragraph.style):
            kind, heading = "contents", 0
        for text in "".join(paragraph.pieces).split("\n"):
            if text.strip():
                self._emit(
                    Line(
                        text,
                        kind=kind,
                        heading=heading if kind == "paragraph" else 0,
                        depth=depth + 1 if counted and not heading else 0,
                        indent=paragraph.indent + len(text) - len(text.lstrip()),
                        bold=paragraph.bold > 0 and paragraph.plain == 0,
                        counted=counted,
                    )
                )
        for block in paragraph.boxes:
            self._emit(block)

    def _box_starts(self, _: dict[str, str]) -> None:
        self._boxes += 1
        if self._boxes > MOST_NESTED:
            raise Refused(TOO_MUCH)
        self._out.append([])

    def _box_ends(self) -> None:
        if self._boxes:
            self._boxes -= 1
            found = self._out.pop()
            (self._paragraphs[-1].boxes if self._paragraphs else self._out[-1]).extend(found)

    def _table_starts(self, _: dict[str, str]) -> None:
        if len(self._tables) >= MOST_NESTED:
            raise Refused(TOO_MUCH)
        self._count("tables", 1, MOST_TABLES)
        self._tables.append(OpenTable())

    def _row_starts(self, _: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].rows.append([])
            self._tables[-1].cells.append([])

    def _cell_starts(self, _: dict[str, str]) -> None:
        if self._tables:
            self._count("cells", 1, MOST_CELLS)
            self._tables[-1].span, self._tables[-1].merge = 1, ""
            self._out.append([])

    def _span(self, attributes: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].span = min(max(1, whole(value_of(attributes)) or 1), MOST_COLUMNS)

    def _merge(self, attributes: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].merge = value_of(attributes) or "continue"

    def _grid_before(self, attributes: dict[str, str]) -> None:
        if self._tables and self._tables[-1].rows:
            for _ in range(min(whole(value_of(attributes)), MOST_COLUMNS)):
                self._tables[-1].rows[-1].append(("", 1, ""))

    def _cell_ends(self) -> None:
        if not self._tables or len(self._out) < 2:
            return
        table, found = self._tables[-1], self._out.pop()
        if not table.rows:
            table.rows.append([])
            table.cells.append([])
        lines = [block for block in found if isinstance(block, Line)]
        table.cells[-1].extend(lines)
        table.nested.extend(block for block in found if isinstance(block, Grid))
        table.rows[-1].append(("\n".join(line.text for line in lines), table.span, table.merge))

    def _table_ends(self) -> None:
        if not self._tables:
            return
        table = self._tables.pop()
        if all(len(row) <= 1 for row in table.rows):  # one cell a row is a frame around text, not a table
            for row in table.cells:
                for block in row:
                    self._emit(block)
        elif any(text.strip() for row in table.rows for text, _, _ in row):
            grid = grid_of(table.rows)
            grid.kind = "table" if not self._boxes else "box"
            self._emit(grid)
        for block in table.nested:
            self._emit(block)


_STARTS = {
    "t": PartText._text_starts,
    "v": PartText._value_starts,
    "delText": PartText._deleted_starts,
    "r": PartText._run_starts,
    "rPr": PartText._run_properties_start,
    "p": PartText._paragraph_starts,
    "pPr": PartText._paragraph_properties_start,
    "sym": PartText._symbol,
    "txbxContent": PartText._box_starts,
    "tbl": PartText._table_starts,
    "tr": PartText._row_starts,
    "tc": PartText._cell_starts,
    "gridSpan": PartText._span,
    "vMerge": PartText._merge,
    "gridBefore": PartText._grid_before,
}
_ENDS = {
    "p": PartText._paragraph_ends,
    "txbxContent": PartText._box_ends,
    "tbl": PartText._table_ends,
    "tc": PartText._cell_ends,
}
