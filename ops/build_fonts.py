"""Make the font file that widens the given ones: `python -m ops.build_fonts`.

The given Noto Sans SC files hold 13,734 characters, but not all 8,105 of the standard table
(通用规范汉字表) nor rare ones that stand in people's names. NotoSansSC-Rare.ttf holds what they
lack: outlines from Debian's fonts-noto-cjk, the table from the kTGH property of Debian's
unicode-data. Run it on Debian, after `apt-get update`; nothing is installed. Afterwards put the
new digest into planner/static/fonts/MANIFEST.toml.
"""

import bz2
import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

FONTS = Path(__file__).parents[1] / "planner/static/fonts"
TARGET = FONTS / "NotoSansSC-Rare.ttf"
PACKAGES = ("fonts-noto-cjk", "unicode-data")
FACE = "Noto Sans CJK SC"
NAMED = "𠮷㐂𬭊䶮"  # asked for by name
BEYOND = ((0x20000, 0x323AF),)  # CJK extensions B to H, as far as Noto draws them
MOST_BYTES = 3_000_000


def main() -> None:
    """Fetch the sources, choose the characters, write the file."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder)
        _fetch(source)
        face = _face(next(source.glob("**/NotoSansCJK-Regular.ttc")))
        given = set(TTFont(FONTS / "NotoSansSC-Regular.ttf", lazy=True).getBestCmap())
        rare = _rare(set(face.getBestCmap()) - given, source / "usr/share/unicode")
        _cut(face, rare)
        _to_truetype(face)
        face.recalcTimestamp = False  # the same bytes whenever it is made
        face.save(TARGET, reorderTables=False)
    data = TARGET.read_bytes()
    print(f"{len(rare)} rare characters, {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")
    if len(data) > MOST_BYTES:
        raise SystemExit(f"the rare face is larger than {MOST_BYTES:,} bytes")


def _fetch(folder: Path) -> None:
    subprocess.run(["apt-get", "download", *PACKAGES], cwd=folder, check=True, capture_output=True)
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg", "-x", str(package), str(folder)], check=True)


def _face(collection: Path) -> TTFont:
    return next(face for face in TTCollection(collection).fonts if face["name"].getDebugName(4) == FACE)


def _rare(lacking: set[int], unihan: Path) -> set[int]:
    """What is worth carrying of all that the given face lacks.

    The standard table whole, extensions B and beyond as far as the font draws them, the headwords of
    现代汉语词典 (1983) and of the frequency dictionary, and Big5 for names in traditional writing.
    """
    wanted = {ord(character) for character in NAMED}
    wanted.update(_having(unihan / "Unihan_OtherMappings.txt.bz2", "kTGH"))
    wanted.update(_having(unihan / "Unihan_Readings.txt.bz2", "kXHC1983", "kHanyuPinlu"))
    wanted.update(_big5())
    wanted.update(point for low, high in BEYOND for point in lacking if low <= point <= high)
    return wanted & lacking


def _having(file: Path, *properties: str) -> Iterator[int]:
    with bz2.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("U+"):
                point, name, _ = line.split("\t", 2)
                if name in properties:
                    yield int(point[2:], 16)


def _big5() -> Iterator[int]:
    for lead in range(0xA4, 0xFA):
        for trail in range(0x40, 0xFF):
            yield from map(ord, bytes((lead, trail)).decode("big5", errors="ignore")[:1])


def _cut(face: TTFont, points: set[int]) -> None:
    options = subset.Options(layout_features=[], hinting=False, glyph_names=False, notdef_outline=True)
    options.drop_tables += ["VORG", "vhea", "vmtx", "GPOS", "GSUB", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(face)


def _to_truetype(face: TTFont, error: float = 1.0) -> None:
    """Turn cubic outlines into quadratic ones, off by at most `error` units of 1000."""
    glyphs = face.getGlyphSet()
    outlines = {}
    for name in face.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, error, reverse_direction=True))
        outlines[name] = pen.glyph()
    face["glyf"] = newTable("glyf")
    face["glyf"].glyphOrder = face.getGlyphOrder()
    face["glyf"].glyphs = outlines
    face["loca"] = newTable("loca")
    del face["CFF "]
    limits = face["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for name in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions"):
        setattr(limits, f"max{name}", 0)
    face["post"].formatType = 3.0
    face.sfntVersion = "\000\001\000\000"


if __name__ == "__main__":
    main()
