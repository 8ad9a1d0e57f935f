"""Word files that nobody should open, and how each is made. No file of anybody's is used."""

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

from docx import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
Parts = dict[str, bytes]


def document(body: str, head: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'.encode()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def zipped(parts: Parts, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", packing) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()


def word(body: str = "", head: str = "", **more: bytes) -> bytes:
    parts = {"[Content_Types].xml": TYPES.encode(), "word/document.xml": document(body or paragraph("一段文字"), head)}
    return zipped(parts | {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): data for name, data in more.items()})


def real() -> bytes:
    written, made = BytesIO(), Document()
    made.add_paragraph("一段文字")
    made.save(written)
    return written.getvalue()


def doubled() -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", document(paragraph("甲")))
        archive.writestr("Word/Document.xml", document(paragraph("乙")))
    return written.getvalue()


def renamed_inside(find: bytes, put: bytes) -> bytes:
    return real().replace(find, put)


def flagged_encrypted() -> bytes:
    data = bytearray(zipped({"[Content_Types].xml": TYPES.encode(), "word/document.xml": document(paragraph("x"))}, zipfile.ZIP_STORED))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def lying_size() -> bytes:
    """Says it is small, and is not."""
    data = bytearray(word("", "", word__extra_xml=b""))
    big = zipped({"[Content_Types].xml": TYPES.encode(), "word/document.xml": document(paragraph("字" * 30_000_000))})
    big_data = bytearray(big)
    at = big_data.rfind(b"PK\x01\x02")
    big_data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(big_data) or bytes(data)


def cell(text: str, more: str = "") -> str:
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{paragraph(text)}</w:tc>"


def nested_tables(deep: int) -> str:
    inner = paragraph("心")
    for _ in range(deep):
        inner = f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    return inner


DTD = f'<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{W}"><w:body>{paragraph("&a;")}</w:body></w:document>'
LAUGHS = (
    '<!DOCTYPE z [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";" * 1}{("&" + chr(97 + n) + ";") * 9}">' for n in range(9))
    + "]>"
)

REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty package": ("a.docx", lambda: zipped({})),
    "no content types": ("a.docx", lambda: zipped({"word/document.xml": document(paragraph("x"))})),
    "no document": ("a.docx", lambda: zipped({"[Content_Types].xml": TYPES.encode()})),
    "cut in the middle": ("a.docx", lambda: real()[: len(real()) // 2]),
    "cut at the end": ("a.docx", lambda: real()[:-30]),
    "first bytes gone": ("a.docx", lambda: real()[100:][:2000]),
    "random bytes": ("a.docx", lambda: bytes((n * 7919 + 13) % 251 for n in range(4000))),
    "only the signature": ("a.docx", lambda: b"PK\x03\x04"),
    "old word": ("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000),
    "encrypted office": ("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 50),
    "encrypted zip": ("a.docx", flagged_encrypted),
    "a pdf": ("a.docx", lambda: b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"),
    "a picture": ("a.docx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500),
    "rtf": ("a.docx", lambda: rb"{\rtf1 hello}"),
    "html": ("a.docx", lambda: b"<html><body>hello</body></html>"),
    "a workbook": ("a.docx", lambda: zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})),
    "a presentation": ("a.docx", lambda: zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})),
    "macros": ("a.docx", lambda: word(word__vbaProject_bin=b"\0" * 100)),
    "macros in other case": ("a.docx", lambda: word(word__VBAPROJECT_bin=b"\0")),
    "macro type": (
        "a.docx",
        lambda: zipped(
            {
                "[Content_Types].xml": TYPES.replace("wordprocessingml.document.main", "ms-word.document.macroEnabled.main").encode(),
                "word/document.xml": document(""),
            }
        ),
    ),
    "activex": ("a.docx", lambda: word(word__activeX__activeX1_xml=b"<a/>")),
    "external entity": ("a.docx", lambda: zipped({"[Content_Types].xml": TYPES.encode(), "word/document.xml": DTD.encode()})),
    "billion laughs": (
        "a.docx",
        lambda: zipped({"[Content_Types].xml": TYPES.encode(), "word/document.xml": document(paragraph("&j;"), LAUGHS)}),
    ),
    "doctype alone": ("a.docx", lambda: word(paragraph("x"), "<!DOCTYPE x>")),
    "doctype in styles": ("a.docx", lambda: word(word__styles_xml=b'<!DOCTYPE x SYSTEM "http://example.invalid/x"><w/>')),
    "doctype in a header": ("a.docx", lambda: word(word__header1_xml=b"<!DOCTYPE x []><x/>")),
    "not well-formed": ("a.docx", lambda: zipped({"[Content_Types].xml": TYPES.encode(), "word/document.xml": b"<w:document><w:body>"})),
    "undeclared prefix": ("a.docx", lambda: zipped({"[Content_Types].xml": TYPES.encode(), "word/document.xml": b"<w:document/>"})),
    "unknown encoding": (
        "a.docx",
        lambda: zipped({"[Content_Types].xml": TYPES.encode(), "word/document.xml": b'<?xml version="1.0" encoding="x-nothing"?><a/>'}),
    ),
    "bytes that are no letters": (
        "a.docx",
        lambda: zipped(
            {"[Content_Types].xml": TYPES.encode(), "word/document.xml": document("").replace(b"<w:body>", b"<w:body>\xff\xfe")}
        ),
    ),
    "bomb of one letter": ("a.docx", lambda: word(paragraph("a" * 25_000_000))),
    "bomb of elements": ("a.docx", lambda: word("<w:p/>" * 4_000_000)),
    "bomb beside": ("a.docx", lambda: word(word__header1_xml=document("x" * 25_000_000))),
    "bomb in styles": ("a.docx", lambda: word(word__styles_xml=b"<w>" + b" " * 25_000_000 + b"</w>")),
    "bomb with a lying size": ("a.docx", lying_size),
    "too much text": ("a.docx", lambda: word("".join(paragraph(f"{n:09d}" * 12) for n in range(4_000)))),
    "too many paragraphs": ("a.docx", lambda: word("".join(paragraph(str(n)) for n in range(25_000)))),
    "too many tables": ("a.docx", lambda: word(f"<w:tbl><w:tr>{cell('a')}{cell('b')}</w:tr></w:tbl>" * 600)),
    "too many cells": ("a.docx", lambda: word("<w:tbl>" + f"<w:tr>{cell('')}{cell('')}</w:tr>" * 40_000 + "</w:tbl>")),
    "thousands of nested tables": ("a.docx", lambda: word(nested_tables(3_000))),
    "nested paragraphs": ("a.docx", lambda: word("<w:p>" * 5_000 + "</w:p>" * 5_000)),
    "nested text boxes": ("a.docx", lambda: word("<w:p><w:r><w:txbxContent>" * 2_000 + "</w:txbxContent></w:r></w:p>" * 2_000)),
    "too many parts": ("a.docx", lambda: zipped({"[Content_Types].xml": TYPES.encode(), **{f"word/{n}.xml": b"<a/>" for n in range(800)}})),
    "two parts of one name": ("a.docx", doubled),
    "a way out of the folder": (
        "a.docx",
        lambda: zipped({"[Content_Types].xml": TYPES.encode(), "word/document.xml": document(""), "../../x": b"x"}),
    ),
    "an absolute name": (
        "a.docx",
        lambda: zipped({"[Content_Types].xml": TYPES.encode(), "word/document.xml": document(""), "/etc/x": b"x"}),
    ),
    "no text at all": ("a.docx", lambda: word("<w:p/>")),
    "a word file called txt": ("a.txt", real),
    "a word file called md": ("a.md", real),
    "a picture called txt": ("a.txt", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500),
    "binary called txt": ("a.txt", lambda: bytes(range(256)) * 8),
    "only blanks": ("a.txt", lambda: b" \n\t\n"),
    "a million lines": ("a.txt", lambda: b"a\n" * 1_000_000),
    "half a letter": ("a.txt", lambda: "中文".encode()[:-1] + b"\xff"),
}

READ: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a span over a hundred million columns": (
        "a.docx",
        lambda: word(
            f"<w:tbl><w:tr>{cell('甲', '<w:gridSpan w:val=' + chr(34) + '100000000' + chr(34) + '/>')}{cell('乙')}</w:tr></w:tbl>"
        ),
    ),
    "a row a hundred million columns late": (
        "a.docx",
        lambda: word(f'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="99999999"/></w:trPr>{cell("甲")}{cell("乙")}</w:tr></w:tbl>'),
    ),
    "a cell outside a table": ("a.docx", lambda: word(cell("甲"))),
    "a row outside a table": ("a.docx", lambda: word(f"<w:tr>{cell('甲')}</w:tr>")),
    "text outside a paragraph": ("a.docx", lambda: word("<w:r><w:t>甲</w:t></w:r>")),
    "a level that is no number": (
        "a.docx",
        lambda: word(
            '<w:p><w:pPr><w:numPr><w:ilvl w:val="-9999999999"/><w:numId w:val="x"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
        ),
    ),
    "a style based on itself": (
        "a.docx",
        lambda: word(
            '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>',
            word__styles_xml=f'<w:styles xmlns:w="{W}"><w:style w:styleId="A"><w:basedOn w:val="A"/></w:style></w:styles>'.encode(),
        ),
    ),
    "a link to somewhere": (
        "a.docx",
        lambda: word(
            paragraph("甲"), word___rels__document_xml=b'<R><Relationship Target="http://127.0.0.1:9/x" TargetMode="External"/></R>'
        ),
    ),
    "a symbol that is no letter": ("a.docx", lambda: word('<w:p><w:r><w:sym w:char="FFFF"/><w:t>甲</w:t></w:r></w:p>')),
}


def refused_files() -> Iterator[tuple[str, str, bytes]]:
    for kind, (name, make) in REFUSED.items():
        yield kind, name, make()
