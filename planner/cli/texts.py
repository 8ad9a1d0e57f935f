"""Files of unknown origin as plain text: bounded in size, refused with a clear reason."""

import lzma
import stat
import zipfile
import zlib
from pathlib import Path
from typing import IO
from xml.parsers import expat

from planner.kernel.i18n import Text

MOST_BYTES = 2_000_000
MOST_MEMBERS = 500
MOST_UNPACKED = 30_000_000
PLAIN = frozenset((".txt", ".md", ".markdown", ".text", ""))
MOST_CHARACTERS = 500_000
DEEPEST = 200
MOST_TAG = 1_000_000
"""No tag takes so many bytes; the parser holds all attributes of one in memory at once."""
_PIECE = 65_536
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main|"
_SIGNS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n"}
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")


class UnreadableFile(Exception):
    """The file is not taken; `reason` says why."""

    def __init__(self, name: str, reason: Text) -> None:
        super().__init__(f"{name}: {reason.en}")
        self.name = name
        self.reason = reason


def read_text(name: str, stdin: IO[bytes]) -> str:
    """The text of a plain, Markdown or docx file, unchanged; `-` reads standard input.

    :raises UnreadableFile: missing, too large, not UTF-8, not a known format, or a docx that is not safe to open
    """
    if name == "-":
        return _decoded("-", _bounded("-", stdin))
    path = Path(name)
    suffix = path.suffix.lower()
    if suffix != ".docx" and suffix not in PLAIN:
        raise UnreadableFile(name, Text("只能读纯文本、Markdown 和 docx。", "only plain text, Markdown and docx can be read."))
    try:
        if not path.is_dir() and not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableFile(name, Text("不是普通文件；请用 - 从标准输入读。", "not a regular file; use - to read standard input."))
        if suffix == ".docx":
            return _docx_text(name, path)
        with path.open("rb") as stream:
            return _decoded(name, _bounded(name, stream))
    except OSError as failure:
        why = failure.strerror or str(failure)
        raise UnreadableFile(name, Text(f"打不开：{why}", f"cannot be opened: {why}")) from failure


def _bounded(name: str, stream: IO[bytes]) -> bytes:
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UnreadableFile(name, Text("文件太大，最多 2 MB。", "too large; at most 2 MB."))
    return data


def _decoded(name: str, data: bytes) -> str:
    if b"\x00" in data:
        raise UnreadableFile(name, Text("不是文本文件。", "not a text file."))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        where = error.start
        raise UnreadableFile(
            name, Text(f"不是 UTF-8 编码（第 {where} 字节），请先转换。", f"not UTF-8 (at byte {where}); convert it first.")
        ) from error


def _docx_text(name: str, path: Path) -> str:
    """Every `w:t` of body, footnotes and endnotes, tracked insertions and text boxes too; one line a paragraph."""
    if path.stat().st_size > MOST_BYTES * 10:
        raise UnreadableFile(name, Text("文件太大，最多 20 MB。", "too large; at most 20 MB."))
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _unpacked(name, archive)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UnreadableFile(name, Text("不是可读的 docx 文件。", "not a readable docx file.")) from error
    if "word/document.xml" not in parts:
        raise UnreadableFile(name, Text("不是 Word 文档。", "not a Word document."))
    lines: list[str] = []
    for part in _PARTS:
        if part in parts:
            lines += _paragraphs(name, parts[part])
    return "\n".join(lines)


def _unpacked(name: str, archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts that hold text; every member is counted while it is read, whatever its header claims."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or len(set(names)) != len(names):
        raise UnreadableFile(name, Text("docx 里的部件过多或重名。", "the docx holds too many parts, or two of one name."))
    total = 0
    parts: dict[str, bytes] = {}
    for member in members:
        pieces: list[bytes] = []
        with archive.open(member) as stream:
            while piece := stream.read(65_536):
                total += len(piece)
                if total > MOST_UNPACKED:
                    raise UnreadableFile(name, Text("docx 解压后太大，最多 30 MB。", "the docx is too large unpacked; at most 30 MB."))
                if member.filename in _PARTS:
                    pieces.append(piece)
        if member.filename in _PARTS:
            parts[member.filename] = b"".join(pieces)
    return parts


def _paragraphs(name: str, xml: bytes) -> list[str]:
    reader = _Reader(name)
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        for at in range(0, len(xml), _PIECE):
            heard = reader.heard
            parser.Parse(xml[at : at + _PIECE], False)
            reader.wait(_PIECE if reader.heard == heard else 0)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: an encoding expat does not know
        raise UnreadableFile(name, Text("docx 的正文损坏。", "the body of the docx is damaged.")) from error
    return reader.lines


class _Reader:
    """Collects the text of one part while it is parsed, without a tree, so that memory stays bounded by the text."""

    def __init__(self, name: str) -> None:
        self.lines: list[str] = []
        self._name = name
        self._open: list[list[str]] = []
        self._inside: list[str] = []
        self._taken = 0
        self._silent = 0
        self.heard = 0

    def wait(self, silent: int) -> None:
        """So many more bytes were read without anything to hear; 0 where there was something."""
        self._silent = self._silent + silent if silent else 0
        if self._silent > MOST_TAG:
            raise UnreadableFile(self._name, Text("docx 里有过大的标记。", "the docx holds a tag that is too large."))

    def doctype(self, *_: object) -> None:
        raise UnreadableFile(self._name, Text("docx 里有不允许的声明（DOCTYPE）。", "the docx holds a DOCTYPE, which is not allowed."))

    def start(self, tag: str, _: object) -> None:
        self.heard += 1
        self._inside.append(tag)
        if len(self._inside) > DEEPEST:
            raise UnreadableFile(self._name, Text("docx 的正文嵌套太深。", "the body of the docx is nested too deeply."))
        if tag == f"{_WORD}p":
            self._open.append([])
            self._count(1)
        elif self._open and tag in _SIGNS:
            self._open[-1].append(_SIGNS[tag])

    def end(self, tag: str) -> None:
        self.heard += 1
        self._inside.pop()
        if tag == f"{_WORD}p":
            self.lines.append("".join(self._open.pop()))

    def characters(self, text: str) -> None:
        self.heard += 1
        if self._open and self._inside[-1] == f"{_WORD}t":
            self._count(len(text))
            self._open[-1].append(text)

    def _count(self, taken: int) -> None:
        self._taken += taken
        if self._taken > MOST_CHARACTERS:
            raise UnreadableFile(self._name, Text("文字太长，最多 50 万字。", "too long; at most 500,000 characters."))
