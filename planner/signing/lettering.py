"""Chinese lettering for stamps: glyphs picked from the vendored fonts and embedded as a small font of their own.

pyHanko can embed a font too, but takes a fifth of a second to cut a 14,000-glyph font down for every stamp; picking
the few glyphs needed from an already open font takes a few milliseconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.basePen import BasePen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from planner.kernel.errors import Invalid, Unavailable
from planner.kernel.i18n import Text

_GONE = Text(
    "缺少印章用的字体文件，没有签名。请告诉管理员。",
    "A font file for the stamp is missing; nothing was signed. Please tell your administrator.",
)
EM = 1000
"""Units per em that every face is scaled to."""


class Face:
    """One font file, opened once."""

    def __init__(self, path: Path) -> None:
        self.font = TTFont(path, lazy=True)
        self.glyph_names: dict[int, str] = self.font.getBestCmap()
        self.scale: float = EM / self.font["head"].unitsPerEm
        self.glyphs = self.font.getGlyphSet()

    def width(self, char: str) -> int:
        """Advance of a character in thousandths of the type size."""
        advance: int = self.font["hmtx"][self.glyph_names[ord(char)]][0]
        return round(advance * self.scale)

    def outline(self, char: str, pen: Any) -> None:
        """Draw a character with a fontTools pen, in units of the file."""
        self.glyphs[self.glyph_names[ord(char)]].draw(pen)


@lru_cache(maxsize=8)
def _face(path: Path, modified: int) -> Face:
    return Face(path)


@dataclass(frozen=True, slots=True)
class Lettering:
    """A style of lettering: a face, and further faces for what the first does not hold.

    :param paths: font files with TrueType or CFF outlines, the preferred one first
    """

    paths: tuple[Path, ...]

    def face_of(self, char: str) -> Face | None:
        """The first face that holds a character; None when no face does."""
        try:
            faces = (_face(path, path.stat().st_mtime_ns) for path in self.paths)
            return next((face for face in faces if ord(char) in face.glyph_names), None)
        except FileNotFoundError as failure:
            raise Unavailable(_GONE) from failure

    def missing(self, text: str) -> str:
        """The characters of a text that no face holds, each once, in order."""
        return "".join(dict.fromkeys(c for c in text if self.face_of(c) is None))

    def width(self, text: str, size: float) -> float:
        """Width of a text in points.

        :raises Invalid: a character is in no face
        """
        return sum(self._held(c).width(c) for c in text) * size / EM

    def runs(self, text: str) -> Iterable[tuple[Face, str]]:
        """The text cut where the face changes.

        :raises Invalid: a character is in no face
        """
        return ((face, "".join(chars)) for face, chars in groupby(text, self._held))

    def outlines(self, char: str, pen_of: Any) -> None:
        """Draw one character with the pen that `pen_of(scale)` returns; scale turns file units into thousandths."""
        face = self._held(char)
        face.outline(char, pen_of(face.scale))

    def _held(self, char: str) -> Face:
        found = self.face_of(char)
        if found is None:
            raise unprintable(char)
        return found


@dataclass(frozen=True, slots=True)
class StampFonts:
    """What stamps are lettered with."""

    regular: Lettering
    bold: Lettering

    @classmethod
    def of(cls, regular: Path, bold: Path, *fallback: Path) -> "StampFonts":
        """From font files; `fallback` faces serve both weights where a character is missing."""
        return cls(Lettering((regular, *fallback)), Lettering((bold, *fallback)))

    @classmethod
    def vendored(cls, folder: Path) -> "StampFonts":
        """From the folder of vendored fonts: Noto Sans SC in two weights, and one face of rare characters for both."""
        return cls.of(*(folder / f"NotoSansSC-{kind}.ttf" for kind in ("Regular", "Bold", "Rare")))


def unprintable(chars: str) -> Invalid:
    """The error for characters that no font holds; raised before anything is signed."""
    named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in chars[:5])
    named_en = ", ".join(f"“{c}” (U+{ord(c):04X})" for c in chars[:5])
    return Invalid(
        {"stamp": Text(f"签章里有字体中没有的字：{named}。", f"The stamp holds characters that no font has: {named_en}.")},
        Text(f"还不能签名：字体里没有 {named}。请联系管理员补字。", f"Cannot sign yet: no font has {named_en}. Ask the administrator."),
    )


class PathPen(BasePen):  # type: ignore[misc]
    """Writes an outline as PDF path operators, for letters that are picture rather than text."""

    def __init__(self, scale: float, x: float, y: float) -> None:
        super().__init__(None)
        self.scale, self.x, self.y = scale, x, y
        self.operators: list[str] = []

    def _at(self, *points: tuple[float, float]) -> str:
        return " ".join(f"{self.x + px * self.scale:.3f} {self.y + py * self.scale:.3f}" for px, py in points)

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.operators.append(f"{self._at(pt)} m")

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.operators.append(f"{self._at(pt)} l")

    def _curveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]) -> None:  # noqa: N802
        self.operators.append(f"{self._at(pt1, pt2, pt3)} c")

    def _closePath(self) -> None:  # noqa: N802
        self.operators.append("h")


def embed(pdf: Pdf, face: Face, chars: str) -> tuple[pikepdf.Object, dict[str, int]]:
    """Put the glyphs of some characters into a PDF as a Type 0 font.

    :param chars: distinct characters, all of them in the face
    :returns: the font and the two-byte code of each character
    """
    codes = {char: number for number, char in enumerate(sorted(chars), start=1)}
    widths = {char: face.width(char) for char in codes}
    program = _small_font(face, codes, widths)
    name = Name("/" + _tag(program) + "+PlanStamp")
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=name, Flags=4, FontBBox=[-EM, -EM, 2 * EM, 2 * EM], ItalicAngle=0,
        Ascent=1160, Descent=-288, CapHeight=733, StemV=80, FontFile2=pdf.make_stream(program, Length1=len(program)),
    )  # fmt: skip
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, CIDToGIDMap=Name.Identity, DW=EM,
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor), W=Array([1, Array([widths[c] for c in codes])]),
    )  # fmt: skip
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]), ToUnicode=_to_unicode(pdf, codes),
    )  # fmt: skip
    return pdf.make_indirect(font), codes


def _small_font(face: Face, codes: dict[str, int], widths: dict[str, int]) -> bytes:
    names = {char: f"g{code}" for char, code in codes.items()}
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for char, name in names.items():
        target = TTGlyphPen(None)
        face.outline(char, target if "glyf" in face.font else Cu2QuPen(target, 0.5, reverse_direction=True))
        glyphs[name] = target.glyph()
    builder = FontBuilder(face.font["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupGlyf(glyphs)
    metrics = {name: (round(widths[char] / face.scale), 0) for char, name in names.items()}
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {name: (width, getattr(table[name], "xMin", 0)) for name, (width, _) in ({".notdef": (EM, 0)} | metrics).items()}
    )
    builder.setupHorizontalHeader(ascent=1160, descent=-288)
    builder.updateHead(created=0, modified=0)  # the same stamp gives the same bytes
    builder.font.recalcTimestamp = False
    builder.setupMaxp()
    out = BytesIO()
    builder.font.save(out)
    return out.getvalue()


def _to_unicode(pdf: Pdf, codes: dict[str, int]) -> Stream:
    pairs = [f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items()]
    blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return pdf.make_stream(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()
    )


def _tag(program: bytes) -> str:
    return "".join(chr(ord("A") + byte % 26) for byte in sha256(program).digest()[:6])
