"""What the styles and numberings of a Word file say about its paragraphs: which are headings, which are lists."""

import re
from dataclasses import dataclass, field

from planner.documents.intake.archive import Handler

_HEADING_NAME = re.compile(r"(?:heading|标题|標題|titre|überschrift|見出し)\s*([1-9])", re.IGNORECASE)
_TITLE_NAMES = ("title", "标题", "標題", "文档标题")
_CHINESE = ("chinese", "ideograph", "japanese", "taiwanese")


@dataclass(slots=True)
class Style:
    """One paragraph style as declared.

    :param outline: level from 0 as Word counts, None when not said
    """

    name: str = ""
    based_on: str = ""
    outline: int | None = None
    number: str = ""
    depth: int = 0
    bold: bool | None = None


def local(tag: str) -> str:
    """Name of an element or attribute without its namespace."""
    return tag.rpartition("|")[2]


def value_of(attributes: dict[str, str], name: str = "val") -> str:
    """An attribute by its local name; empty when missing."""
    return next((value for key, value in attributes.items() if local(key) == name), "")


def whole(words: str) -> int:
    """A small number in an attribute; 0 when it is none."""
    return int(words) if words.lstrip("-").isdecimal() and len(words) < 9 and words.isascii() else 0


def is_on(attributes: dict[str, str]) -> bool:
    """Of a property that is on when nothing else is said, like bold."""
    return value_of(attributes) not in ("0", "false", "off", "none")


@dataclass(slots=True)
class Styles(Handler):
    """Reader of styles.xml."""

    styles: dict[str, Style] = field(default_factory=dict)
    _now: Style | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "style":
            self._now = Style()
            self.styles[value_of(attributes, "styleId")] = self._now
        elif self._now is None:
            return
        elif name == "name":
            self._now.name = value_of(attributes)
        elif name == "basedOn":
            self._now.based_on = value_of(attributes)
        elif name == "outlineLvl":
            self._now.outline = whole(value_of(attributes))
        elif name == "numId":
            self._now.number = value_of(attributes)
        elif name == "ilvl":
            self._now.depth = whole(value_of(attributes))
        elif name == "b":
            self._now.bold = is_on(attributes)

    def end(self, tag: str) -> None:
        if local(tag) == "style":
            self._now = None

    def chain(self, style_id: str) -> list[Style]:
        """A style and those it is based on, at most 12."""
        found: list[Style] = []
        while style_id in self.styles and len(found) < 12:
            found.append(self.styles[style_id])
            style_id = found[-1].based_on
        return found

    def heading(self, style_id: str) -> int:
        """Level of a heading from 1; 0 for a style of running text."""
        for style in self.chain(style_id):
            if named := _HEADING_NAME.fullmatch(style.name.strip()):
                return int(named[1])
            if style.name.strip().casefold() in _TITLE_NAMES:
                return 1
            if style.outline is not None:
                return style.outline + 1 if 0 <= style.outline < 9 else 0
        if not self.chain(style_id) and (named := re.fullmatch(r"(?:Heading|标题)\s*([1-9])", style_id)):
            return int(named[1])
        return 0

    def is_contents(self, style_id: str) -> bool:
        """True for a line of a table of contents."""
        return any(re.match(r"(?:toc|目录)\s*\d", style.name.strip(), re.IGNORECASE) for style in self.chain(style_id)[:1])

    def bold(self, style_id: str) -> bool:
        """True when the style itself is bold."""
        return next((style.bold for style in self.chain(style_id) if style.bold is not None), False)

    def numbering(self, style_id: str) -> tuple[str, int]:
        """Number and depth of the list a style belongs to; empty when to none."""
        return next(((style.number, style.depth) for style in self.chain(style_id) if style.number), ("", 0))


@dataclass(slots=True)
class Numberings(Handler):
    """Reader of numbering.xml."""

    _abstract: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)
    _numbers: dict[str, str] = field(default_factory=dict)
    _within: str = ""
    _number: str = ""
    _level: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "abstractNum":
            self._within, self._number = value_of(attributes, "abstractNumId"), ""
            self._abstract[self._within] = {}
        elif name == "num":
            self._within, self._number = "", value_of(attributes, "numId")
        elif name == "abstractNumId":
            self._numbers[self._number] = value_of(attributes)
        elif name == "lvl":
            self._level = whole(value_of(attributes, "ilvl"))
        elif name in ("numFmt", "lvlText") and self._within in self._abstract:
            form, words = self._abstract[self._within].get(self._level, ("", ""))
            said = value_of(attributes)
            self._abstract[self._within][self._level] = (said, words) if name == "numFmt" else (form, said)

    def kind(self, number: str, depth: int) -> str:
        """`chinese` (一、), `chapter` (第一章), `decimal`, `bullet`, or empty when the number is none."""
        if number in ("", "0"):
            return ""
        form, words = self._abstract.get(self._numbers.get(number, ""), {}).get(depth, ("decimal", "%1."))
        if form in ("bullet", "none"):
            return "bullet" if form == "bullet" else ""
        if words.startswith("第"):
            return "chapter"
        return "chinese" if any(part in form for part in _CHINESE) else "decimal"
