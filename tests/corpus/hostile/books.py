"""Workbooks and comma-separated files that nobody should open."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook, load_workbook

from tests.corpus.hostile.material import CANARY, File, File_of, zipped
from tests.corpus.hostile.words import nested, rels

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
Change = Callable[[str, bytes], bytes]


def book(*rows: list[object], title: str = "活动") -> bytes:
    """A plain workbook."""
    made, written = Workbook(), BytesIO()
    sheet = made.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    made.save(written)
    return written.getvalue()


def mended(change: Change = lambda _, data: data, **more: bytes) -> bytes:
    """A workbook of one cell with parts changed, and parts more (`__` in a name is a slash, `_dot_` a dot)."""
    with zipfile.ZipFile(BytesIO(book(["x"]))) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    return zipped(parts | {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()})


def sheet(cells: str, head: str = "", foot: str = "") -> bytes:
    """A workbook whose only sheet has this body."""
    body = f'<?xml version="1.0"?>{head}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData>{foot}</worksheet>'.encode()
    return mended(lambda name, data: body if name == SHEET else data)


def text(value: str) -> str:
    """One cell with a text in it."""
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{value}</t></is></c></row>'


def shared_strings(strings: bytes) -> bytes:
    """A workbook whose cell is taken from a list of strings."""
    cell = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'.encode()
    return mended(lambda name, data: cell if name == SHEET else data, xl__sharedStrings_dot_xml=strings)


def types(find: bytes, put: bytes) -> bytes:
    """A workbook whose main part calls itself something else."""
    return mended(lambda name, data: data.replace(find, put) if name == "[Content_Types].xml" else data)


def hidden_rows(many: int) -> str:
    """Rows without cells."""
    return "".join(f'<row r="{n}" hidden="1"/>' for n in range(1, many))


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)) + "]>"
FORMULAS = ("=1+1", "=cmd|'/c calc'!A0", f'=HYPERLINK("{CANARY}/f","x")', f'=WEBSERVICE("{CANARY}/w")', f'=IMPORTXML("{CANARY}/i","//a")')

BOOKS: dict[str, File_of] = {
    "empty package": lambda: zipped({}),
    "no workbook": lambda: zipped({"[Content_Types].xml": b"<Types/>"}),
    "cut in the middle": lambda: book(["x"])[:2000],
    "cut at the end": lambda: book(["x"])[:-40],
    "last corner": lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "beyond the last corner": lambda: sheet('<row r="99999999999"><c r="ZZZZ99999999999"><v>1</v></c></row>'),
    "row with a name": lambda: sheet('<row r="x"><c r="!!"><v>1</v></c></row>'),
    "row below nothing": lambda: sheet('<row r="-5"><c r="A-5"><v>1</v></c></row>'),
    "rows in reverse": lambda: sheet('<row r="9"><c r="A9"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'),
    "two hundred thousand hidden rows": lambda: sheet(hidden_rows(200_000)),
    "dimension of everything": lambda: mended(
        lambda name, data: re.sub(rb'ref="[^"]+"', b'ref="A1:XFD1048576"', data, count=1) if name == SHEET else data
    ),
    "number without end": lambda: sheet(f'<row r="1"><c r="A1"><v>{"9" * 100_000}</v></c></row>'),
    "number that is none": lambda: sheet('<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1e999999</v></c><c r="C1"><v>x</v></c></row>'),
    "date before time": lambda: sheet('<row r="1"><c r="A1" t="d"><v>-9999-13-45</v></c><c r="B1" s="0"><v>-1e308</v></c></row>'),
    "text of thirty thousand letters": lambda: sheet(text("字" * 30_000)),
    "text of nine million letters": lambda: sheet(text("字" * 3_000_000)),
    "string that is not in the list": lambda: shared_strings(f'<sst xmlns="{MAIN}"/>'.encode()),
    "list of a million strings": lambda: shared_strings(f'<sst xmlns="{MAIN}">{"<si><t>x</t></si>" * 1_000_000}</sst>'.encode()),
    "million styles": lambda: mended(
        lambda name, data: data.replace(b"</cellXfs>", b"<xf/>" * 1_000_000 + b"</cellXfs>") if name.endswith("styles.xml") else data
    ),
    "thousand sheets": lambda: mended(
        lambda name, data: (
            data.replace(b"</sheets>", b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(2, 1000)) + b"</sheets>")
            if name == "xl/workbook.xml"
            else data
        )
    ),
    "merged cells over everything": lambda: sheet(text("x"), foot='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "million names": lambda: mended(
        lambda name, data: (
            data.replace(b"</sheets>", b"</sheets><definedNames>" + b'<definedName name="a">x</definedName>' * 200_000 + b"</definedNames>")
            if name == "xl/workbook.xml"
            else data
        )
    ),
    "entities that laugh": lambda: sheet(text("&j;"), LAUGHS),
    "entity from the file system": lambda: sheet(text("&a;"), "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"),
    "entity from the canary": lambda: sheet(text("&a;"), f"<!DOCTYPE x [<!ENTITY a SYSTEM '{CANARY}/x'>]>"),
    "doctype in another part": lambda: mended(docProps__custom_dot_xml=f'<!DOCTYPE x SYSTEM "{CANARY}/d"><x/>'.encode()),
    "sheet nested fifty thousand deep": lambda: sheet("<row>" * 50_000),
    "linked workbook": lambda: mended(xl__externalLinks___rels__externalLink1_dot_xml_dot_rels=rels(("externalLinkPath", f"{CANARY}/l"))),
    "linked picture": lambda: mended(xl__drawings___rels__drawing1_dot_xml_dot_rels=rels(("image", f"{CANARY}/p"))),
    "data connection": lambda: mended(
        xl__connections_dot_xml=f'<connections xmlns="{MAIN}"><connection id="1" type="4"><webPr url="{CANARY}/c"/></connection></connections>'.encode()
    ),
    "macros": lambda: mended(xl__vbaProject_dot_bin=b"\0" * 100),
    "old macros": lambda: mended(xl__macrosheets__sheet1_dot_xml=b"<x/>"),
    "macro type": lambda: types(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"),
    "active control": lambda: mended(xl__activeX__activeX1_dot_bin=b"\0" * 100),
    "embedded program": lambda: mended(xl__embeddings__oleObject1_dot_bin=b"MZ" + bytes(4000)),
    "bomb": lambda: mended(xl__media__x_dot_bin=bytes(200_000_000)),
    "bomb in a sheet": lambda: sheet("<row/>" * 4_000_000),
    "zip in a zip": lambda: mended(xl__media__x_dot_zip=nested(8)),
    "a way out of the folder": lambda: mended(**{".._dot__dot___etc__x": b"x"}),
    "old format": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000),
    "web page called workbook": lambda: b"<html><table><tr><td>=1+1</td></tr></table></html>",
    "formulas in every cell": lambda: book(*([one] * 8 for one in FORMULAS)),
    "scripts in every cell": lambda: book(*(["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"] for _ in range(20))),
    "scripts as the name of the sheet": lambda: mended(
        lambda name, data: data.replace("活动".encode(), b"&lt;img src=x onerror=alert(1)&gt;") if name == "xl/workbook.xml" else data
    ),
    "links in cells": lambda: sheet(text("x"), foot='<hyperlinks><hyperlink ref="A1" location="javascript:alert(1)"/></hyperlinks>'),
}  # fmt: skip
LISTS: dict[str, File_of] = {
    "formulas": lambda: "\r\n".join(f'"{one}",{one},\t{one}' for one in FORMULAS).encode(),
    "zero bytes": lambda: b"a,b\0,c\0\n" * 500,
    "one quote that never ends": lambda: b'a,"' + b"x,\n" * 200_000,
    "line of nine megabytes": lambda: b"x" * 9_000_000,
    "million columns": lambda: b"," * 1_000_000 + b"\n",
    "two-byte letters": lambda: "名称,日期\n活动,2027-01-01\n".encode("utf-16"),
    "older chinese encoding": lambda: "名称,日期\n活动,2027-01-01\n".encode("gb18030"),
    "broken encoding": lambda: b"\xff\xfe\xfd\x80\x81,a\n" * 200,
    "dynamic exchange": lambda: b"=cmd|'/c calc'!A0,@SUM(1+1)*cmd|'/c calc'!A0\n",
    "scripts": lambda: b'<script>alert(1)</script>,"""><img src=x onerror=alert(1)>"\n',
}
SAID_IN_CELLS = {
    "scripts": "<script>alert(1)</script>",
    "broken markup": '"><img src=x onerror=alert(1)>{{7*7}}',
    "text of thirty thousand letters": "字" * 30_000,
    "direction marks": "\u202e\u2066\u200b",
    "formulas": f'=HYPERLINK("{CANARY}/f","x")',
}


def filled(data: bytes, words: str) -> bytes:
    """A workbook with these words in every cell below the heads that holds a text already, row ids left alone."""
    made, written = load_workbook(BytesIO(data)), BytesIO()
    for each in made.worksheets:
        for row in each.iter_rows(min_row=2, min_col=2):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = words
    made.save(written)
    return written.getvalue()


FILES: tuple[File, ...] = (
    *(File(f"workbook: {kind}", "表格.xlsx", make) for kind, make in BOOKS.items()),
    *(File(f"list: {kind}", "表格.csv", make) for kind, make in LISTS.items()),
)
