"""Text and Markdown files as blocks. Runs in the child process."""

import re

from planner.documents.intake.raw import MOST_BLOCKS, MOST_CHARACTERS, MOST_COLUMNS, TOO_MUCH, Block, Contents, Grid, Line, Refused
from planner.kernel.i18n import Text

NOT_TEXT = Text(
    "这个文件不是文字文件，或者名字的后缀被改过。请传 .docx、.md 或 .txt。",
    "This is not a text file, or its suffix was changed. Send .docx, .md or .txt.",
)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
_MARKS = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"MZ", b"\x7fELF")
_RULE = re.compile(r"\s*([-*_=])(?:\s*\1){2,}\s*")
_DIVIDER = re.compile(r"\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HASHES = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*")


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030.

    :raises Refused: it is none of them, or another kind of file under a wrong name
    """
    if data.startswith(_MARKS):
        raise Refused(NOT_TEXT)
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, ValueError):
            continue
        if not _FORBIDDEN.search(text):
            if len(text) > MOST_CHARACTERS:
                raise Refused(TOO_MUCH)
            return text.removeprefix("\ufeff")
    raise Refused(NOT_TEXT)


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
    if max(even, odd) > len(data[:2000]) // 20:
        return ("utf-16-le",) if odd > even else ("utf-16-be",)
    return ("utf-8", "gb18030")


def read_plain(data: bytes, *, markdown: bool) -> Contents:
    """Lines and tables of a text file.

    :raises Refused: not text, or too much of it
    """
    lines = re.split(r"\r\n|[\n\r\v\f\x1b\x1c-\x1e\x85\u2028\u2029]", decoded(data))
    if len(lines) > MOST_BLOCKS * 3:
        raise Refused(TOO_MUCH)
    blocks, at = list[Block](), 0
    while at < len(lines):
        if grid := _grid_at(lines, at):
            table, taken = grid
            blocks.append(table)
            at += taken
            continue
        line, at = lines[at], at + 1
        if not line.strip() or (_RULE.fullmatch(line) and (markdown or len(line.strip()) > 3)):
            continue
        under = lines[at] if markdown and at < len(lines) else ""
        blocks.append(_markdown(line, under) if markdown else _plain(line))
        if len(blocks) > MOST_BLOCKS:
            raise Refused(TOO_MUCH)
    return Contents(body=blocks)


def _plain(line: str) -> Line:
    return Line(line.strip(), indent=_indent(line))


def _indent(line: str) -> int:
    """Leading space in characters; full-width counts two, a tab four."""
    lead = line[: len(line) - len(line.lstrip())]
    return sum(4 if letter == "\t" else 2 if letter == "\u3000" else 1 for letter in lead)


def _markdown(line: str, under: str) -> Line:
    if found := _HASHES.fullmatch(line):
        return Line(_unmarked(found[2]) or found[1], heading=len(found[1]))
    if re.fullmatch(r"\s*(=+|-{2,})\s*", under) and not line.lstrip().startswith(("-", "*", ">", "|")):
        return Line(_unmarked(line.strip()), heading=1 if "=" in under else 2)
    words = line.strip()
    bold = bool(re.fullmatch(r"(\*\*|__)(?!\s)[^*_]+(?<!\s)\1[:：]?", words))
    words = re.sub(r"^>\s*", "", words)
    item = re.match(r"[-*+]\s+(?:\[[ xX]\]\s+)?", words)
    if item:
        words = words[item.end() :]
        return Line(_unmarked(words) or item.group(), indent=_indent(line), depth=_indent(line) // 2 + 1, counted="bullet")
    return Line(_unmarked(words) or line.strip(), indent=_indent(line), bold=bold)


def _unmarked(words: str) -> str:
    return _BOLD.sub(r"\2", words)


def _grid_at(lines: list[str], at: int) -> tuple[Grid, int] | None:
    """A table that begins at a line, with the number of lines it takes."""
    return _piped(lines, at) or _tabbed(lines, at)


def _piped(lines: list[str], at: int) -> tuple[Grid, int] | None:
    if "|" not in lines[at] or at + 1 >= len(lines) or "|" not in lines[at + 1] or not _DIVIDER.fullmatch(lines[at + 1]):
        return None
    end, rows = at, list[list[str]]()
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        if end != at + 1:
            rows.append([_unmarked(cell.strip().replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", _edges_off(lines[end]))])
        end += 1
    return _squared(rows), end - at


def _edges_off(line: str) -> str:
    line = line.strip()
    line = line.removeprefix("|")
    return line[:-1] if line.endswith("|") and not line.endswith("\\|") else line


def _tabbed(lines: list[str], at: int) -> tuple[Grid, int] | None:
    tabs = lines[at].strip("\n").count("\t")
    if tabs < 1 or not lines[at][:1].strip():
        return None
    end = at
    while end < len(lines) and lines[end].strip() and lines[end].count("\t") == tabs:
        end += 1
    if end - at < 2:
        return None
    return _squared([[cell.strip() for cell in line.split("\t")] for line in lines[at:end]]), end - at


def _squared(rows: list[list[str]]) -> Grid:
    width = max(len(row) for row in rows)
    if width > MOST_COLUMNS:
        raise Refused(TOO_MUCH)
    return Grid([[*row, *[""] * (width - len(row))] for row in rows])
