"""What a signature looks like on paper: drawn as a one-page PDF that becomes the appearance of the field.

Always in Chinese, like the plan itself. Measures follow mocks/14-pdf-signatures.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Pdf

from planner.kernel.clock import local
from planner.kernel.i18n import Text
from planner.signing.lettering import Face, Lettering, StampFonts, embed, unprintable
from planner.signing.refusals import refusal
from planner.signing.roles import SIGNER_ROLE_NAMES, SignerRole
from planner.signing.seal import draw_seal, rounded, seal_characters

_INK, _INK_2, _INK_3 = "0.106 0.141 0.157", "0.278 0.325 0.345", "0.369 0.416 0.435"
_LINE, _LINE_2 = "0.890 0.878 0.847", "0.812 0.796 0.757"
_SIDE, _TEXT_X, _SEAL = 24.0, 108.0, 58.0
"""Inner margin, where text begins, side of the seal: points."""
_HEIGHT = 126.0
"""The height the positions below are given for; other heights are centred on it."""


_UNBROKEN = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.%-]*|.)[，。；：、！？）》”’…]*", re.DOTALL)
"""A Latin word, a number or one Chinese character, with the punctuation that must not begin a line."""


@dataclass(frozen=True, slots=True)
class StampText:
    """The words of one stamp.

    :param role: whose field it is
    :param name: printed name
    :param title: position and territory, e.g. 医药代表，云川片区; may be empty
    :param meaning: what the signature says, one sentence
    :param moment: time of signing; aware
    :param serial: short serial number of the certificate
    :param timestamped: True when a timestamp server vouches for the time
    """

    role: SignerRole
    name: str
    title: str
    meaning: str
    moment: datetime
    serial: str
    timestamped: bool = False

    @property
    def time_line(self) -> str:
        """Date and time with zone, and who vouches for it."""
        when = local(self.moment)
        source = "可信时间戳" if self.timestamped else "服务器时间"
        return f"{when.year}年{when.month}月{when.day}日 {when:%H:%M:%S}（北京时间 UTC+8，{source}）"


class _Canvas:
    """Collects drawing operators and the characters used, then makes the page."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.parts: list[str | tuple[Lettering, float, float, float, str, str]] = []

    def draw(self, operators: str) -> None:
        self.parts.append(operators)

    def text(self, lettering: Lettering, size: float, x: float, y: float, colour: str, text: str) -> None:
        self.parts.append((lettering, size, x, y, colour, text))

    def page(self) -> bytes:
        """The finished one-page PDF; the same input gives the same bytes."""
        pdf = Pdf.new()
        fonts = Dictionary()
        codes: dict[Face, tuple[str, dict[str, int]]] = {}
        for face, chars in self._used().items():
            name = f"/F{len(codes)}"
            fonts[name], table = embed(pdf, face, chars)
            codes[face] = (name, table)
        content = "\n".join(p if isinstance(p, str) else _show(p, codes) for p in self.parts)
        pdf.add_blank_page(page_size=(self.width, self.height))
        page = pdf.pages[0].obj
        page.MediaBox = Array([0, 0, round(self.width, 3), round(self.height, 3)])
        page.Resources = Dictionary(Font=fonts)
        page.Contents = pdf.make_stream(content.encode())
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()

    def _used(self) -> dict[Face, str]:
        used: dict[Face, set[str]] = {}
        for part in self.parts:
            if not isinstance(part, str):
                for face, piece in part[0].runs(part[5]):
                    used.setdefault(face, set()).update(piece)
        return {face: "".join(sorted(chars)) for face, chars in used.items()}


def _show(part: tuple[Lettering, float, float, float, str, str], codes: dict[Face, tuple[str, dict[str, int]]]) -> str:
    lettering, size, x, y, colour, text = part
    shown = []
    for face, piece in lettering.runs(text):
        name, table = codes[face]
        shown.append(f"{name} {size:.3f} Tf <{''.join(f'{table[c]:04X}' for c in piece)}> Tj")
    return f"BT {colour} rg 1 0 0 1 {x:.3f} {y:.3f} Tm {' '.join(shown)} ET"


def draw_signed(stamp: StampText, fonts: StampFonts, width: float, height: float) -> bytes:
    """The appearance of a signed field.

    :param width: of the field, points
    :param height: of the field, points; about 126, at least 116
    :raises Invalid: a character is in no font, or the meaning is too long for the field
    """
    _refuse_unprintable(stamp, fonts)
    canvas = _Canvas(width, height)
    top = height - max(0.0, (height - _HEIGHT) / 2)
    room = width - _TEXT_X - _SIDE
    lines, size = _wrapped(stamp.meaning, fonts.regular, room)
    if len(lines) > 1:
        top += 8  # two lines of meaning: the text moves up to stay in the middle
    _frame(canvas, dashed=False)
    canvas.draw(draw_seal(stamp.name, fonts.bold, _SIDE, top - 21 - _SEAL, _SEAL))
    canvas.text(fonts.regular, 9, _TEXT_X, top - 30, _INK_3, SIGNER_ROLE_NAMES[stamp.role].zh)
    _name_line(canvas, stamp, fonts, top - 50, room)
    y = top - 71
    for line in lines:
        canvas.text(fonts.regular, size, _TEXT_X, y, _INK, line)
        y -= size * 1.4
    rule = y + size * 1.4 - 13
    canvas.draw(f"q {_LINE} RG 0.6 w {_TEXT_X:.3f} {rule:.3f} m {width - _SIDE:.3f} {rule:.3f} l S Q")
    serial = f"证书 {stamp.serial}"
    small = _fitting(stamp.time_line + "　" + serial, fonts.regular, 9.2, room)
    canvas.text(fonts.regular, small, _TEXT_X, rule - 17, _INK_2, stamp.time_line)
    canvas.text(fonts.regular, small, width - _SIDE - fonts.regular.width(serial, small), rule - 17, _INK_2, serial)
    return canvas.page()


def draw_waiting(role: SignerRole, fonts: StampFonts, width: float, height: float) -> bytes:
    """The appearance of a field before its signature: dashed, with the role and 待签名."""
    canvas = _Canvas(width, height)
    top = height - max(0.0, (height - _HEIGHT) / 2)
    _frame(canvas, dashed=True)
    square = rounded(_SIDE, top - 21 - _SEAL, _SEAL, _SEAL, _SEAL * 0.11)
    canvas.draw(f"q {_LINE_2} RG 0.8 w [3 3] 0 d\n{square}\nS Q")
    canvas.text(fonts.regular, 9, _TEXT_X, top - 30, _INK_3, SIGNER_ROLE_NAMES[role].zh)
    canvas.text(fonts.regular, 12, _TEXT_X, top - 50, _INK_3, "待签名")
    return canvas.page()


def _refuse_unprintable(stamp: StampText, fonts: StampFonts) -> None:
    regular = stamp.title + stamp.meaning + stamp.time_line + stamp.serial
    missing = fonts.bold.missing(stamp.name + seal_characters(stamp.name)) + fonts.regular.missing(regular)
    if missing:
        raise unprintable(missing)
    if not stamp.name.strip() or not stamp.meaning.strip():
        raise refusal("stamp", Text("签名需要姓名和签名的含义。", "A signature needs a name and a meaning."))


def _frame(canvas: _Canvas, *, dashed: bool) -> None:
    path = rounded(0.5, 0.5, canvas.width - 1, canvas.height - 1, 7.5)
    dash = "[4 3] 0 d" if dashed else ""
    canvas.draw(f"q 1 1 1 rg {_LINE_2} RG 0.8 w {dash}\n{path}\nB Q")


def _name_line(canvas: _Canvas, stamp: StampText, fonts: StampFonts, y: float, room: float) -> None:
    size = _fitting(stamp.name, fonts.bold, 15, room)
    end = fonts.bold.width(stamp.name, size)
    canvas.text(fonts.bold, size, _TEXT_X, y, _INK, stamp.name)
    title = stamp.title
    if not title:
        return
    title_size = _fitting(title, fonts.regular, 10, room - end - 9)
    while title and fonts.regular.width(title, title_size) > room - end - 9:
        title = title.removesuffix("…")[:-1] + "…" if len(title) > 1 else ""
    canvas.text(fonts.regular, title_size, _TEXT_X + end + 9, y, _INK_2, title)


def _fitting(text: str, lettering: Lettering, size: float, room: float) -> float:
    """The type size, made smaller down to 7 points where the text is too wide."""
    width = lettering.width(text, size)
    return size if width <= room or width == 0 else max(7.0, size * room / width)


def _wrapped(text: str, lettering: Lettering, room: float) -> tuple[list[str], float]:
    """The meaning in at most two lines, and its type size."""
    for size in (10.4, 9.6, 8.8, 8.0):
        lines = _lines(text, lettering, size, room)
        if len(lines) <= 2:
            return lines, size
    raise refusal("meaning", Text("签名的含义太长，签章里放不下。", "The meaning of the signature is too long for its stamp."))


def _lines(text: str, lettering: Lettering, size: float, room: float) -> list[str]:
    lines, line = [], ""
    for unit in _UNBROKEN.findall(text):
        if line and lettering.width((line + unit).rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += unit if line else unit.lstrip()
    return [*lines, line] if line else lines
