"""The look of a Word document, and the few shapes it is made of. Every text passes `clean` on its way in."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from planner.documents.shapes import Column

CJK, LATIN = "Microsoft YaHei", "Arial"
"""Names of fonts that Word has on every desk; it puts others in their place for characters they lack."""
INK, QUIET, LINE, HEAD = RGBColor(0x1B, 0x24, 0x28), RGBColor(0x5A, 0x66, 0x6C), "C9D1D4", "EEF2F3"
_WIDTH = Cm(17)
_FACT_LABEL = Cm(4)
_SIZES = {
    "Title": (22, 6, 6),
    "Heading 1": (15, 18, 6),
    "Heading 2": (12, 12, 4),
    "Heading 3": (10.5, 8, 2),
    "Heading 4": (10.5, 6, 2),
    "Heading 5": (10.5, 4, 2),
}
"""Style → size, space before, space after, in points."""
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """A text that XML can hold; what it cannot is shown as a replacement character, so that nothing goes unseen."""
    return _ILLEGAL.sub("\ufffd", text)


def prepare(document: Any) -> None:
    """Paper, fonts, language and styles; takes away what the blank document brings along."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    styles = document.styles
    _language(styles.element)
    _font(styles["Normal"], 10.5, INK)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    styles["Normal"].paragraph_format.line_spacing = 1.3
    for name, (size, before, after) in _SIZES.items():
        _font(styles[name], size, INK)
        styles[name].font.bold = True
        styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(before), Pt(after)
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    for name, size, colour in (("Small", 9, QUIET), ("Kind", 11, QUIET), ("Mark", 10.5, RGBColor(0x9A, 0x3B, 0x12))):
        _font(styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), size, colour)
    for relation in [r for r in document.part.package.rels.values() if r.reltype.endswith("/thumbnail")]:
        document.part.package.rels.pop(relation.rId)


def _language(styles: Any) -> None:
    for found in styles.iter(qn("w:lang")):
        found.set(qn("w:val"), "en-US")
        found.set(qn("w:eastAsia"), "zh-CN")


def _font(style: Any, size: float, colour: RGBColor) -> None:
    style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's font would win over a named one
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), CJK)
    fonts.set(qn("w:hint"), "eastAsia")


def running(document: Any, head: str, mark: str, foot: str) -> None:
    """Head with what the paper is and what it is not, foot with the page number, on every page."""
    section = document.sections[0]
    top = section.header.paragraphs[0]
    top.style = document.styles["Small"]
    top.add_run(clean(head))
    again = section.header.add_paragraph(style=document.styles["Mark"])
    again.add_run(clean(mark)).font.size = Pt(9)
    bottom = section.footer.paragraphs[0]
    bottom.style = document.styles["Small"]
    bottom.add_run(clean(f"{foot}　"))
    run = bottom.add_run()
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:instrText" if code else "w:fldChar")
        if code:
            element.text = code
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def line(document: Any, text: str, style: str = "Normal") -> Any:
    """One paragraph."""
    return document.add_paragraph(clean(text), style=style)


def note(document: Any, text: str) -> None:
    """Small print."""
    line(document, text, "Small")


def labelled(document: Any, pairs: Sequence[tuple[str, str]]) -> None:
    """Labels with their short values in one paragraph; a label alone introduces what follows it."""
    paragraph = document.add_paragraph()
    for place, (label, value) in enumerate(pairs):
        paragraph.add_run(clean(f"{'；' if place else ''}{label}")).font.color.rgb = QUIET
        if value:
            paragraph.add_run(clean(f"：{value}"))
    paragraph.paragraph_format.keep_with_next = not any(value for _, value in pairs)


def facts(document: Any, rows: Iterable[tuple[str, str]]) -> None:
    """Labels at the left, values at the right, no lines between."""
    rows = list(rows)
    if not rows:
        return
    grid = _grid(document, len(rows), (_FACT_LABEL, Emu(_WIDTH - _FACT_LABEL)))
    for row, (label, value) in zip(grid.rows, rows, strict=True):
        left, right = row.cells
        _fill(left, label, colour=QUIET)
        _fill(right, value)
    _after(document)


def table(document: Any, columns: Sequence[Column], rows: Sequence[Sequence[str]], foot: Sequence[str] = ()) -> None:
    """Rows under a head that is repeated on every page, sums at the foot."""
    lines = [[column.label for column in columns], *rows, *([foot] if foot else [])]
    grid = _grid(document, len(lines), [Emu(_WIDTH * column.share // 100) for column in columns])
    _borders(grid)
    for number, (row, words) in enumerate(zip(grid.rows, lines, strict=True)):
        head, sum_ = number == 0, bool(foot) and number == len(lines) - 1
        for cell, text, column in zip(row.cells, words, columns, strict=True):
            _fill(cell, text, bold=head or sum_ or column.strong, right=column.align == "right")
            if head:
                _shade(cell)
        _row_stays_whole(row, head)
    _after(document)


def _grid(document: Any, rows: int, widths: Sequence[int]) -> Any:
    grid = document.add_table(rows, len(widths))
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    return grid


def _fill(cell: Any, text: str, *, bold: bool = False, right: bool = False, colour: RGBColor | None = None) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold = Pt(9.5), bold or None
    if colour is not None:
        run.font.color.rgb = colour
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _after(document: Any) -> None:
    """Two tables without a paragraph between them would grow together."""
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _borders(grid: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        element = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            element.set(qn(f"w:{name}"), value)
        borders.append(element)
    properties = grid._tbl.tblPr
    following = [qn(f"w:{name}") for name in ("shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription")]
    place = next((child for child in properties if child.tag in following), None)
    if place is None:
        properties.append(borders)
    else:
        place.addprevious(borders)


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", HEAD)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _row_stays_whole(row: Any, head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    for name in ("cantSplit", "tblHeader") if head else ("cantSplit",):
        properties.append(OxmlElement(f"w:{name}"))
