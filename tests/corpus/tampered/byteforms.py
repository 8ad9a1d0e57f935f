"""Changes of the bytes themselves: in place, by cutting, around the file, or by opening and saving it again."""

import zipfile
from io import BytesIO

import pikepdf

from tests.corpus.tampered.material import ALTERED, INCOMPLETE, UNREADABLE, Forgery, Material, of_bytes


def _flip(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def _saved(pdf: bytes, **how: object) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def _flattened(pdf: bytes) -> bytes:
    """Stamps drawn into the page, fields gone: looks signed, is not."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.flatten_annotations("all")  # takes the form out as well
        opened.save(out)
    return out.getvalue()


def _pages_only(pdf: bytes) -> bytes:
    """The pages in a new file, as printing to PDF gives them."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened, pikepdf.new() as fresh:
        for page in opened.pages:
            if "/Annots" in page:
                del page.Annots
        fresh.add_pages_from(opened)
        fresh.save(out)
    return out.getvalue()


def _zip_behind(pdf: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("plan.txt", "another plan")
    return pdf + out.getvalue()


def _cut_back(material: Material, size: int) -> bytes:
    return material.files[size - 1]


def _encrypted(user: str) -> pikepdf.Encryption:
    return pikepdf.Encryption(owner="owner", user=user, R=6)


FORGERIES: tuple[Forgery, ...] = (
    Forgery("cut back to the signature before", _cut_back, frozenset({INCOMPLETE})),
    Forgery("cut back to the unsigned file", lambda material, _: material.files[0], frozenset({INCOMPLETE})),
    of_bytes("newline after the end", lambda pdf: pdf + b"\n"),
    of_bytes("zero byte after the end", lambda pdf: pdf + b"\0"),
    of_bytes("comment after the end", lambda pdf: pdf + b"% approved for all departments\n"),
    of_bytes("second end mark", lambda pdf: pdf + b"\nstartxref\n0\n%%EOF\n"),
    of_bytes("the end repeated", lambda pdf: pdf + pdf[pdf.rindex(b"startxref") :]),
    of_bytes("ZIP archive behind", _zip_behind),
    of_bytes("text before the header", lambda pdf: b"% a remark\n" + pdf),
    of_bytes("web page before the header", lambda pdf: b"<html><script>alert(1)</script></html>\n" + pdf),
    of_bytes("byte order mark before the header", lambda pdf: b"\xef\xbb\xbf" + pdf),
    of_bytes("one half", lambda pdf: pdf[: len(pdf) // 2]),
    of_bytes("last eight bytes missing", lambda pdf: pdf[:-8]),
    of_bytes("first byte missing", lambda pdf: pdf[1:]),
    of_bytes("nothing at all", lambda _: b"", UNREADABLE),
    of_bytes("only the header", lambda pdf: pdf[:16], UNREADABLE),
    of_bytes("twice in one file", lambda pdf: pdf + pdf),
    of_bytes("bit flipped early", lambda pdf: _flip(pdf, 1500)),
    of_bytes("bit flipped in the middle", lambda pdf: _flip(pdf, len(pdf) // 3)),
    of_bytes("bit flipped late", lambda pdf: _flip(pdf, len(pdf) - 300)),
    of_bytes("other version in the header", lambda pdf: pdf.replace(b"%PDF-1.7", b"%PDF-1.4", 1)),
    of_bytes("line ends turned over", lambda pdf: pdf.replace(b"\nendobj\n", b"\rendobj\r")),
    of_bytes("saved by another program", _saved, ALTERED, UNREADABLE, INCOMPLETE),
    of_bytes("saved for the web", lambda pdf: _saved(pdf, linearize=True)),
    of_bytes("saved without compression", lambda pdf: _saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)),
    of_bytes("encrypted with an empty password", lambda pdf: _saved(pdf, encryption=_encrypted(""))),
    of_bytes("encrypted with a password", lambda pdf: _saved(pdf, encryption=_encrypted("secret"))),
    of_bytes("stamps drawn into the page", _flattened, INCOMPLETE),
    of_bytes("pages put into a new file", _pages_only, INCOMPLETE),
)  # fmt: skip
