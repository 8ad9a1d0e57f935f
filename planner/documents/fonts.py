"""The fonts of the paper: which files, how a style sheet names them, what they can print, and whether they are whole.

A missing CJK font does not stop WeasyPrint: it draws empty boxes and says nothing, so the
files are checked at the start and a text is checked before it is rendered.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from planner.kernel.errors import Invalid, Unavailable
from planner.kernel.i18n import Text

FOLDER = Path(__file__).parents[1] / "static/fonts"
REGULAR = FOLDER / "NotoSansSC-Regular.ttf"
BOLD = FOLDER / "NotoSansSC-Bold.ttf"
RARE = FOLDER / "NotoSansSC-Rare.ttf"  # rare name characters, for both weights
FAMILY = "Plan Sans"
FAMILY_RARE = "Plan Sans Rare"
STACK = f'"{FAMILY}", "{FAMILY_RARE}"'


@dataclass(frozen=True, slots=True)
class Face:
    """One `@font-face`."""

    family: str
    weight: int
    path: Path


FACES = (Face(FAMILY, 400, REGULAR), Face(FAMILY, 700, BOLD), Face(FAMILY_RARE, 400, RARE))
_GONE = Text("缺少字体文件 {name}。", "The font file {name} is missing.")
# control characters that a text may hold and nobody expects to see
UNSEEN = frozenset("\t\n\r\u200b\u200c\u200d\u2060\ufeff")


def face_css() -> str:
    """Return the `@font-face` rules with file URLs; use `STACK` as `font-family`.

    `@page` margin boxes and inline SVG inherit no font: name `STACK` there as well.
    """
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; src: url("{face.path.as_uri()}") format("truetype"); }}'
        for face in FACES
    )


def font_files() -> Mapping[str, Path]:
    """Return what a closed fetcher may hand out: file URL → path."""
    return {face.path.as_uri(): face.path for face in FACES}


@cache
def printable() -> frozenset[int]:
    """Return the code points that can be printed in either weight."""
    return (_held(REGULAR) & _held(BOLD)) | _held(RARE)


def _held(path: Path) -> frozenset[int]:
    try:
        with TTFont(path, lazy=True) as font:
            return frozenset(font.getBestCmap())
    except FileNotFoundError as failure:
        raise Unavailable(_GONE.with_(name=path.name)) from failure


def missing(text: str) -> tuple[str, ...]:
    """Return the characters of a text that no font holds, each once, in order of appearance."""
    known = printable()
    return tuple(dict.fromkeys(char for char in text if ord(char) not in known and char not in UNSEEN))


def require_printable(texts: Mapping[str, str]) -> None:
    """Refuse what cannot be printed, before rendering.

    :param texts: field path → text
    :raises Invalid: by path, naming the characters
    """
    errors = {
        path: Text("打印字体里没有这些字：{chars}。请换一个写法。", "The print font lacks these characters: {chars}. Write it another way.")
        .with_(chars=" ".join(lacking))
        for path, text in texts.items()
        if (lacking := missing(text))
    }  # fmt: skip
    if errors:
        raise Invalid(errors, Text("有些字无法打印。", "Some characters cannot be printed."))


def check_fonts() -> None:
    """Look at start-up whether the files are there and are the ones of the manifest.

    :raises Unavailable: a file is missing or differs
    """
    manifest = FOLDER / "MANIFEST.toml"
    try:
        entries = tomllib.loads(manifest.read_text("utf-8"))["font"]
    except FileNotFoundError as failure:
        raise Unavailable(_GONE.with_(name=manifest.name)) from failure
    wanted = {entry["file"]: entry["sha256"] for entry in entries}
    for face in FACES:
        name = face.path.name
        try:
            found = hashlib.sha256(face.path.read_bytes()).hexdigest()
        except OSError as failure:
            raise Unavailable(_GONE.with_(name=name)) from failure
        if found != wanted.get(name):
            raise Unavailable(Text("字体文件 {name} 和清单不符。", "The font file {name} is not the one in the manifest.").with_(name=name))
