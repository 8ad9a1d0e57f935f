"""Writes the documents of the import corpus: Word files in many manners, Markdown and text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True)
class H:
    """A heading; `level` from 1."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class P:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class L:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class T:
    """A table of rows; `down` are columns whose empty cells continue the cell above, `across` a title over all columns."""

    rows: tuple[tuple[str, ...], ...]
    down: tuple[int, ...] = ()
    across: str = ""


@dataclass(frozen=True)
class Box:
    """A text box."""

    text: str


@dataclass(frozen=True)
class Inserted:
    """A paragraph somebody inserted as a tracked change, with words struck out beside it."""

    text: str
    struck: str = ""


Block = H | P | L | T | Box | Inserted


@dataclass(frozen=True)
class Part:
    """A stretch of a document and the steps that its text may land in; none when only the tray fits."""

    steps: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def texts(self) -> list[str]:
        """Every text of it."""
        return [text for block in self.blocks for text in texts_of(block)]


@dataclass(frozen=True)
class Sample:
    """A document of the corpus: how it is written and where its parts belong."""

    name: str
    plan_type: str
    manner: str
    parts: tuple[Part, ...]
    header: str = ""
    seen: bool = True
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """Name with its suffix."""
        return f"{self.name}.{self.manner if self.manner in ('md', 'txt') else 'docx'}"


def texts_of(block: Block) -> list[str]:
    if isinstance(block, L):
        return list(block.items)
    if isinstance(block, T):
        return [block.across, *(cell for row in block.rows for cell in row)]
    return [block.text]


def part(steps: str, *blocks: Block) -> Part:
    return Part(tuple(steps.split()), blocks)


def written(sample: Sample) -> bytes:
    """The file."""
    blocks = [block for one in sample.parts for block in one.blocks]
    if sample.manner == "md":
        return _markdown(blocks).encode()
    if sample.manner == "txt":
        return _text(blocks).encode(sample.options.get("encoding", "utf-8"))
    return _word(sample, blocks)


def _markdown(blocks: Sequence[Block]) -> str:
    lines = list[str]()
    for block in blocks:
        match block:
            case H():
                lines += ["#" * block.level + " " + block.text, ""]
            case L():
                lines += [*(f"- {item}" for item in block.items), ""]
            case T():
                head, *rest = block.rows
                lines += ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
                lines += ["| " + " | ".join(row) + " |" for row in rest] + [""]
            case _:
                lines += [block.text, ""]
    return "\n".join(lines)


def _text(blocks: Sequence[Block]) -> str:
    lines = list[str]()
    for block in blocks:
        match block:
            case L():
                lines += [f"  · {item}" for item in block.items]
            case T():
                lines += ["\t".join(row) for row in block.rows]
            case _:
                lines += [block.text]
    return "\r\n".join(lines)


def _word(sample: Sample, blocks: Sequence[Block]) -> bytes:
    document = Document()
    if sample.header:
        document.sections[0].header.paragraphs[0].text = sample.header
    for block in blocks:
        _write(document, block, sample.manner)
    written_to = BytesIO()
    document.save(written_to)
    return written_to.getvalue()


def _write(document: Any, block: Block, manner: str) -> None:
    match block:
        case H() if manner == "styled":
            document.add_heading(block.text, block.level)
        case H() if manner == "bold":
            run = document.add_paragraph().add_run(block.text)
            run.bold, run.font.size = True, Pt(14)
        case L() if manner == "styled":
            for item in block.items:
                document.add_paragraph(item, style="List Bullet")
        case L():
            for item in block.items:
                document.add_paragraph(f"• {item}")
        case T():
            _table(document, block)
        case Box():
            _box(document, block.text)
        case Inserted():
            _inserted(document, block)
        case _:
            document.add_paragraph(block.text)


def _table(document: Any, block: T) -> None:
    rows = [((block.across,) + ("",) * (len(block.rows[0]) - 1)), *block.rows] if block.across else list(block.rows)
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    if block.across:
        table.cell(0, 0).merge(table.cell(0, len(rows[0]) - 1))
    for column in block.down:
        top = 1
        for number in range(1, len(rows) + 1):
            if number == len(rows) or rows[number][column]:
                if number - 1 > top:
                    _merge_down(table, column, top, number - 1)
                top = number


def _merge_down(table: Any, column: int, top: int, last: int) -> None:
    for number in range(top, last + 1):
        properties = table.cell(number, column)._tc.get_or_add_tcPr()
        value = "restart" if number == top else "continue"
        properties.append(parse_xml(f'<w:vMerge {W} w:val="{value}"/>'))


def _box(document: Any, text: str) -> None:
    inner = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">'
            f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )


def _inserted(document: Any, block: Inserted) -> None:
    paragraph = document.add_paragraph()._p
    paragraph.append(parse_xml(f'<w:ins {W} w:id="1" w:author="a"><w:r><w:t>{block.text}</w:t></w:r></w:ins>'))
    if block.struck:
        paragraph.append(parse_xml(f'<w:del {W} w:id="2" w:author="a"><w:r><w:delText>{block.struck}</w:delText></w:r></w:del>'))
    assert paragraph.tag == qn("w:p")
