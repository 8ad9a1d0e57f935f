"""The package of a Word file, looked at before anything is read from it. Runs in the child process.

What it unpacks to is counted while it is unpacked, whatever its headers claim.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from planner.documents.intake.raw import NOT_READABLE, Refused
from planner.kernel.i18n import Text

MOST_MEMBERS = 500
MOST_UNPACKED = 60_000_000
MOST_PART = 20_000_000
"""Bytes of one part of text; thirty pages with forty tables come to two million."""
MOST_RATIO = 400
PIECE = 65_536
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_ENTRY = re.compile(r"(?i)(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[a-z]:")

LOCKED = Text(
    "这个文件加了密码，或者是旧的 .doc。请另存为没有密码的 .docx。",
    "This file has a password or is an old .doc. Save it as .docx without a password.",
)
MACROS = Text(
    "这个文件带有宏，没有读。请另存为不带宏的 .docx。", "This file holds macros and was not read. Save it as .docx without macros."
)
UNPACKS_TOO_LARGE = Text(
    "这个文件展开后太大，没有读。请去掉大图片，或分成几份再传。",
    "This file unpacks to too much and was not read. Take out large pictures or split it.",
)
OTHER_OFFICE = Text(
    "这是表格或演示文稿，不是 Word 文件。请传 .docx、.md 或 .txt。",
    "This is a spreadsheet or a presentation, not a Word file. Send .docx, .md or .txt.",
)
TOO_MANY_PARTS = Text("文件里的部件太多，或者有重名的，没有读。", "The file has too many parts, or two of one name; it was not read.")
DECLARED = Text("文件里有不允许的声明（DOCTYPE），没有读。", "The file holds a DOCTYPE, which is not allowed; it was not read.")


class Package:
    """An opened package whose parts are unpacked one after the other, within one budget.

    :raises Refused: not a Word file, or not safe to open
    """

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLD_OR_LOCKED):
            raise Refused(LOCKED)
        self._packed, self._unpacked = len(data), 0
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError) as error:
            raise Refused(NOT_READABLE) from error
        members = self._archive.infolist()
        self.names = [member.filename for member in members]
        self._check_names()
        if any(member.flag_bits & 1 for member in members):
            raise Refused(LOCKED)
        self._check_types()

    def _check_names(self) -> None:
        names = self.names
        if len(names) > MOST_MEMBERS or len({name.casefold() for name in names}) != len(names):
            raise Refused(TOO_MANY_PARTS)
        if any(_ENTRY.search(name) for name in names):
            raise Refused(NOT_READABLE)
        if any("vbaproject" in name.casefold() or "vbadata" in name.casefold() for name in names):
            raise Refused(MACROS)
        if any("activex" in name.casefold() for name in names):
            raise Refused(MACROS)
        if "EncryptedPackage" in names:
            raise Refused(LOCKED)
        if any(name.startswith(("xl/", "ppt/")) for name in names) and "word/document.xml" not in names:
            raise Refused(OTHER_OFFICE)
        if "[Content_Types].xml" not in names:
            raise Refused(NOT_READABLE)

    def _check_types(self) -> None:
        types = b"".join(self.pieces("[Content_Types].xml"))
        if b"macroEnabled" in types or b"vbaProject" in types:
            raise Refused(MACROS)
        if b"<!DOCTYPE" in types:
            raise Refused(DECLARED)

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, unpacked bit by bit.

        :raises Refused: it is broken or unpacks to too much
        """
        taken = 0
        try:
            with self._archive.open(name) as stream:
                while piece := stream.read(PIECE):
                    taken += len(piece)
                    self._unpacked += len(piece)
                    if taken > MOST_PART or self._unpacked > MOST_UNPACKED:
                        raise Refused(UNPACKS_TOO_LARGE)
                    if self._unpacked > 1_000_000 and self._unpacked > self._packed * MOST_RATIO:
                        raise Refused(UNPACKS_TOO_LARGE)
                    yield piece
        except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
            raise Refused(NOT_READABLE) from error

    def parse(self, name: str, handler: "Handler") -> None:
        """Go through a part of XML without building a tree.

        :raises Refused: not well-formed, with a DOCTYPE, nested too deep, or too much
        """
        parser = expat.ParserCreate(namespace_separator="|")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
        parser.CharacterDataHandler = handler.characters
        try:
            for piece in self.pieces(name):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise Refused(NOT_READABLE) from error


class Handler:
    """What happens while a part is read. Tags come as `namespace|name`."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def characters(self, text: str) -> None:
        """Text of the present element."""


def _refuse_doctype(*_: object) -> None:
    raise Refused(DECLARED)
