"""Reads a workbook of unknown origin into plain cells. Runs in the child process (planner.documents.child).

The file is looked at before a library opens it: what it unpacks to is counted while it is read, whatever its
headers claim, and a cell in the far corner is seen without building the rows before it (openpyxl alone: 11 s
and out of memory for one cell at XFD1048576).
"""

import zipfile
import zlib
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text

MOST_BYTES = 10 * 1024 * 1024
MOST_MEMBERS = 500
MOST_UNPACKED = 30_000_000
MOST_RATIO = 200
"""Unpacked to packed; a sheet of real rows stays below 30."""
MOST_ROWS = 1_000
MOST_COLUMNS = 100
MOST_SHEETS = 60
_MOST_CELL = 6_000
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"

NOT_READABLE = Text("这不是可读的 .xlsx 文件。", "This is not a readable .xlsx file.")
LOCKED = Text(
    "这个文件加了密码，或者是旧的 .xls。请另存为没有密码的 .xlsx。",
    "This file has a password or is an old .xls. Save it as .xlsx without a password.",
)
MACROS = Text(
    "这个文件带有宏，没有读。请另存为不带宏的 .xlsx。", "This file holds macros and was not read. Save it as .xlsx without macros."
)
TOO_LARGE = Text("文件太大，最多 10 MB，展开后最多 30 MB。", "The file is too large; at most 10 MB, and 30 MB unpacked.")
TOO_FAR = Text(
    "有一格在第 {row} 行第 {column} 列。每张表最多 1,000 行、100 列，请删掉多余的格子再传。",
    "A cell stands in row {row}, column {column}. A sheet may have 1,000 rows and 100 columns; remove what is beyond.",
)
_TOO_MANY = Text("工作表或部件太多，没有读。", "There are too many sheets or parts; the file was not read.")
_DECLARED = Text("文件里有不允许的声明（DOCTYPE），没有读。", "The file holds a DOCTYPE, which is not allowed; it was not read.")


def read_workbook(data: bytes) -> list[dict[str, Any]]:
    """Every sheet as its name and its rows; a row is a list of cells, each None or one of
    {"t": text}, {"n": number as text, "p": shown as per cent}, {"d": ISO date}, {"b": bool}, {"f": true} for a formula.

    :raises Unavailable: not a workbook, or one that is not safe to open; the message says which
    """
    _look(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheets = book.worksheets
        if len(sheets) > MOST_SHEETS:
            raise Unavailable(_TOO_MANY)
        return [{"name": sheet.title, "rows": _rows(sheet)} for sheet in sheets]
    except Unavailable:
        raise
    except Exception as error:
        raise Unavailable(NOT_READABLE) from error


def _rows(sheet: Any) -> list[list[Any]]:
    found = [_trimmed([_cell(cell) for cell in row]) for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)]
    return _trimmed(found)


def _trimmed(cells: list[Any]) -> list[Any]:
    """Without what is empty at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(cell: Any) -> dict[str, Any] | None:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None or value == "":
        return None
    if kind == "f":
        return {"f": True}
    if isinstance(value, bool):
        return {"b": value}
    if isinstance(value, date | datetime):
        return {"d": value.isoformat()[:10]}
    if isinstance(value, int | float):
        return {"n": repr(value), "p": "%" in str(cell.number_format)}
    return {"t": str(value)[:_MOST_CELL]}


def _look(data: bytes) -> None:
    """Refuse before opening."""
    if data.startswith(_OLD_OR_LOCKED):
        raise Unavailable(LOCKED)
    if len(data) > MOST_BYTES:
        raise Unavailable(TOO_LARGE)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _look_into(archive, len(data))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise Unavailable(NOT_READABLE) from error


def _look_into(archive: zipfile.ZipFile, packed: int) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or len({name.casefold() for name in names}) != len(names):
        raise Unavailable(_TOO_MANY)
    if "xl/workbook.xml" not in names:
        raise Unavailable(NOT_READABLE)
    if any("vbaproject" in name.casefold() or "macrosheets" in name.casefold() or name.startswith("xl/activeX") for name in names):
        raise Unavailable(MACROS)
    total = 0
    for member in members:
        reader = _PartReader(member.filename)
        with archive.open(member) as stream:
            while piece := stream.read(65_536):
                total += len(piece)
                if total > MOST_UNPACKED or (total > 1_000_000 and total > packed * MOST_RATIO):
                    raise Unavailable(TOO_LARGE)
                reader.take(piece)
        reader.end()


class _PartReader:
    """Goes through one part while it is unpacked, without a tree: no DOCTYPE, no macro type, no cell too far away."""

    def __init__(self, name: str) -> None:
        self._sheet = name.startswith("xl/worksheets/")
        self._place = (0, 0)
        self._parser = None
        if name.endswith((".xml", ".rels")):
            self._parser = expat.ParserCreate(namespace_separator="|")
            self._parser.StartDoctypeDeclHandler = self._doctype
            self._parser.StartElementHandler = self._start

    def take(self, piece: bytes) -> None:
        """Read on."""
        self._parse(piece, False)

    def end(self) -> None:
        """The part is over."""
        self._parse(b"", True)

    def _parse(self, piece: bytes, last: bool) -> None:
        if self._parser is None:
            return
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, LookupError) as error:
            raise Unavailable(NOT_READABLE) from error

    def _doctype(self, *_: object) -> None:
        raise Unavailable(_DECLARED)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if "macroEnabled" in attributes.get("ContentType", ""):
            raise Unavailable(MACROS)
        if not self._sheet:
            return
        name = tag.rpartition("|")[2]
        if name == "row":
            self._place = (int(attributes.get("r") or self._place[0] + 1), 0)
        elif name == "c":
            self._cell(attributes.get("r", ""))
        elif name in ("v", "is", "f") and (self._place[0] > MOST_ROWS + 1 or self._place[1] > MOST_COLUMNS):
            raise Unavailable(TOO_FAR.with_(row=self._place[0], column=self._place[1]))

    def _cell(self, at: str) -> None:
        if not at:
            self._place = (self._place[0], self._place[1] + 1)
            return
        letters, row = coordinate_from_string(at)
        self._place = (row, column_index_from_string(letters))
