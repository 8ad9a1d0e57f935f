"""A .docx as its blocks: the document and what stands beside it. Runs in the child process."""

import re

from planner.documents.intake import PassageKind as Kind
from planner.documents.intake.archive import OTHER_OFFICE, Package
from planner.documents.intake.raw import MOST_CHARACTERS, NOT_READABLE, TOO_MUCH, Block, Contents, Grid, Refused
from planner.documents.intake.styles import Numberings, Styles
from planner.documents.intake.word_parts import PartText

_BESIDE: tuple[tuple[str, Kind], ...] = (
    (r"word/header\d*\.xml", "header"),
    (r"word/footer\d*\.xml", "footer"),
    (r"word/footnotes\.xml", "footnote"),
    (r"word/endnotes\.xml", "endnote"),
    (r"word/comments\.xml", "comment"),
    (r"word/(?:charts/chart|diagrams/data)\d*\.xml", "box"),
)
_EMBEDDED = re.compile(r"word/(?:embeddings/|afchunk)", re.IGNORECASE)


def read_word(data: bytes) -> Contents:
    """Every block of text of a .docx.

    :raises Refused: not a Word file, not safe to open, or too much of it
    """
    package = Package(data)
    main = _main_part(package)
    styles, numberings, contents = Styles(), Numberings(), Contents()
    if "word/styles.xml" in package.names:
        package.parse("word/styles.xml", styles)
    if "word/numbering.xml" in package.names:
        package.parse("word/numbering.xml", numberings)
    contents.body = _part(package, main, "paragraph", contents, styles, numberings)
    for pattern, kind in _BESIDE:
        for name in sorted(package.names):
            if re.fullmatch(pattern, name):
                contents.aside.extend(_part(package, name, kind, contents, styles, numberings))
    contents.aside = _without_repeats(contents.aside)
    contents.pictures += sum(1 for name in package.names if _EMBEDDED.match(name))
    return contents


def _main_part(package: Package) -> str:
    if "word/document.xml" in package.names:
        return "word/document.xml"
    named = [name for name in package.names if re.fullmatch(r"word/document\d*\.xml", name)]
    if len(named) != 1:
        raise Refused(OTHER_OFFICE if any(name.startswith(("xl/", "ppt/")) for name in package.names) else NOT_READABLE)
    return named[0]


def _part(package: Package, name: str, kind: Kind, contents: Contents, styles: Styles, numberings: Numberings) -> list[Block]:
    reader = PartText(kind, styles, numberings)
    package.parse(name, reader)
    contents.deleted += reader.deleted
    contents.pictures += reader.pictures
    if sum(len(block.text) if not isinstance(block, Grid) else 0 for block in contents.body) > MOST_CHARACTERS:
        raise Refused(TOO_MUCH)
    for block in reader.blocks:
        if isinstance(block, Grid) and kind != "paragraph":
            block.kind = kind
    return reader.blocks


def _without_repeats(blocks: list[Block]) -> list[Block]:
    """Word writes the same header once per section; said once is enough."""
    seen: set[tuple[str, str]] = set()
    kept: list[Block] = []
    for block in blocks:
        if not isinstance(block, Grid) and block.kind in ("header", "footer"):
            if (block.kind, block.text) in seen:
                continue
            seen.add((block.kind, block.text))
        kept.append(block)
    return kept
