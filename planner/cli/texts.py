"""Files of unknown origin as plain text: bounded in size, refused with a clear reason."""

import io
import zipfile
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from planner.kernel.i18n import Text

MOST_BYTES = 2_000_000
MOST_MEMBERS = 500
MOST_UNPACKED = 30_000_000
PLAIN = frozenset((".txt", ".md", ".markdown", ".text", ""))
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
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
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or "<!DOCTYPE".encode("utf-16-le") in xml or "<!DOCTYPE".encode("utf-16-be") in xml:
        raise UnreadableFile(name, Text("docx 里有不允许的声明（DOCTYPE）。", "the docx holds a DOCTYPE, which is not allowed."))
    lines: list[str] = []
    open_lines: list[list[str]] = []
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):  # noqa: S314  a DOCTYPE is refused above
            if element.tag == f"{_WORD}p":
                if event == "start":
                    open_lines.append([])
                else:
                    lines.append("".join(open_lines.pop()))
            elif event == "end" and open_lines:
                open_lines[-1].append(_character(element))
    except ElementTree.ParseError as error:
        raise UnreadableFile(name, Text("docx 的正文损坏。", "the body of the docx is damaged.")) from error
    return lines


def _character(element: ElementTree.Element) -> str:
    if element.tag == f"{_WORD}t":
        return element.text or ""
    if element.tag == f"{_WORD}tab":
        return "\t"
    return "\n" if element.tag in (f"{_WORD}br", f"{_WORD}cr") else ""
