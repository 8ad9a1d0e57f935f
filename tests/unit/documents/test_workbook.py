"""Workbooks of unknown origin: refused with a sentence, within bounds of time and memory."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from planner.documents import bounded, workbook
from planner.documents.workbook import LOCKED, MACROS, NOT_READABLE, TOO_LARGE, read_workbook
from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text

pytestmark = pytest.mark.slow


def book_of(*rows: list[Any]) -> bytes:
    book, written = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def mended(change: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> bytes:
    """A workbook of one cell with its parts changed, and parts more."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(book_of(["x"]))) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in more:
            new.writestr(name, data)
    return written.getvalue()


def same(name: str, data: bytes) -> bytes:
    return data


def sheet(data: bytes) -> bytes:
    return mended(lambda name, old: data if name == "xl/worksheets/sheet1.xml" else old)


def rows_xml(cells: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{head}{cells}</sheetData></worksheet>".encode()


def refusal(data: bytes) -> Text:
    """What the bounded child says, which is what a person reads: found in the file, and not by the clock that stops it."""
    with pytest.raises(Unavailable) as caught:
        bounded.run("workbook", {}, data, seconds=120, memory=700_000_000)
    return caught.value.message


def test_cells_come_as_what_they_are() -> None:
    rows = read_workbook(book_of(["名称", 3, 2.5, True, None, "=1+1"]))[0]["rows"]
    assert rows == [[{"t": "名称"}, {"n": "3", "p": False}, {"n": "2.5", "p": False}, {"b": True}, None, {"f": True}]]


def test_the_child_gives_the_same_as_the_reader() -> None:
    data = book_of(["𠮷", "㐂"], ["a", 1])
    assert json.loads(bounded.run("workbook", {}, data, seconds=120)[1]) == read_workbook(data)


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD1"])
def test_a_cell_in_the_far_corner_is_refused_by_its_place(cell: str) -> None:
    row = "".join(c for c in cell if c.isdigit())
    said = refusal(sheet(rows_xml(f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>')))
    assert f"第 {row} 行" in said.zh and "1,000" in said.en


def test_an_empty_cell_far_away_is_no_reason_to_refuse() -> None:
    far = rows_xml('<row r="1"><c r="A1"><v>5</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert read_workbook(sheet(far))[0]["rows"] == [[{"n": "5", "p": False}]]


def test_what_unpacks_to_too_much_is_refused_while_it_is_read() -> None:
    assert refusal(mended(same, ("xl/media/x.bin", b"0" * 40_000_000))) == TOO_LARGE
    assert refusal(mended(same, ("xl/media/x.bin", b"0" * 4_000_000))) == TOO_LARGE


def test_many_small_cells_stay_within_the_bounds() -> None:
    many = "".join(f'<row r="{n}">' + "<c><v>1</v></c>" * 100 + "</row>" for n in range(1, 1001))
    rows = json.loads(bounded.run("workbook", {}, sheet(rows_xml(many)), seconds=120, memory=700_000_000)[1])[0]["rows"]
    assert (len(rows), len(rows[0])) == (1000, 100)


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.bin"])
def test_macros_are_refused(part: str) -> None:
    assert refusal(mended(same, (part, b"<x/>"))) == MACROS


def test_a_macro_type_is_refused_without_a_macro() -> None:
    types = lambda name, old: old.replace(b"spreadsheetml.sheet.main", b"x.macroEnabled.main") if "Types" in name else old  # noqa: E731
    assert refusal(mended(types)) == MACROS


def test_locked_old_broken_and_foreign_files_are_refused() -> None:
    whole = book_of(["x"])
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512) == LOCKED
    for data in (b"", b"%PDF-1.7", b"a,b\n1,2", whole[: len(whole) // 2], b"PK\x03\x04" + b"\x00" * 100):
        assert refusal(data) == NOT_READABLE
    assert refusal(mended(lambda name, old: b"<broken" if "sheet1" in name else old)) == NOT_READABLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_in_any_encoding(encoding: str) -> None:
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode(encoding)
    assert "DOCTYPE" in refusal(sheet(bomb)).en


def test_too_many_parts_or_two_of_one_name_are_refused() -> None:
    assert "多" in refusal(mended(same, *((f"x/{n}.bin", b"") for n in range(600)))).zh
    assert "多" in refusal(mended(same, ("XL/workbook.xml", b"<x/>"))).zh


def test_a_child_that_takes_too_long_is_stopped_with_the_words_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    said = Text("没读完", "not read")
    with pytest.raises(Unavailable) as caught:
        bounded.run("workbook", {}, book_of(["x"]), seconds=0.01, gave_up=said)
    assert caught.value.message == said
    assert workbook.MOST_BYTES == 10 * 1024 * 1024
