"""Typesetting: HTML to PDF, closed to the outside. Runs in the child process (planner.documents.child)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from planner.documents.fonts import FACES, face_css, font_files
from planner.documents.html import BOX_ROLES
from planner.kernel.canonical import sha256_hex
from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text

_VARIANT = "pdf/a-3a"
CLOSER = "closer"
"""Class of a body that is set a little closer, so that no page is left half empty."""
_SIGNED, _FRONT = "signatures", 2
"""Anchor of the heading of the signatures; pages before the first section, cover and contents."""
_EMPTY = 0.5
"""Share of the page's height above which its last line leaves a hole."""
_POINTS = 0.75
"""PDF points in a CSS pixel."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels inside the PDF.

    :param relationship: what it is to the document: `Source` for the data the paper was made from
    """

    name: str
    description: str
    data: bytes
    relationship: str = "Source"


class Refused(Exception):
    """An address that the paper has no business with."""


class ClosedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Hands out the fonts and the style sheets it was given; everything else is refused, data addresses too.

    Source: WeasyPrint 70 takes a subclass only; GHSA-983w-rhvv-gwmv and CVE-2026-55073 are why nothing is inherited.
    """

    def __init__(self, styles: Mapping[str, str], fonts: Mapping[str, Path]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._styles, self._fonts = styles, fonts
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The bytes behind one of the known addresses.

        :raises Refused: any other address
        """
        if url in self._styles:
            return URLFetcherResponse(url, self._styles[url].encode(), {"Content-Type": "text/css; charset=utf-8"})
        if url in self._fonts:
            return URLFetcherResponse(url, self._fonts[url].read_bytes(), {"Content-Type": "font/ttf"})
        self.refused.append(url)
        raise Refused(url)

    def open(self, url: Any, data: Any = None, timeout: Any = None) -> URLFetcherResponse:
        """The same door for those who come in through the opener."""
        return self.fetch(url if isinstance(url, str) else url.full_url)


class _Complaints(logging.Handler):
    """What WeasyPrint only murmurs: missing glyphs, fonts that did not load."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def refuse(self, loaded: list[str]) -> None:
        """Raise where the paper would show boxes or a machine's own letters.

        :param loaded: families of the fonts that were used
        :raises Unavailable: with the characters, as far as known
        """
        missing = [line for line in self.lines if ".notdef glyph" in line]
        if missing:
            chars = " ".join(dict.fromkeys(line.split('"')[1] for line in missing if line.count('"') >= 2))
            raise Unavailable(
                Text("打印字体里没有这些字：{chars}。没有生成 PDF。", "The print font lacks these characters: {chars}. No PDF was made.")
                .with_(chars=chars)
            )  # fmt: skip
        ours = {face.family for face in FACES}
        strangers = [family for family in loaded if family not in ours]
        if strangers or any("Font-face" in line for line in self.lines):
            raise Unavailable(Text("打印字体没有装好，没有生成 PDF。", "The print fonts did not load; no PDF was made."))


@dataclass(frozen=True, slots=True)
class Proof:
    """What the press gives back.

    :param boxes: role → (page counted from 0, left, lower, right, upper) in points, for signature fields
    """

    data: bytes
    pages: int
    boxes: dict[str, tuple[int, float, float, float, float]]


def typeset(html: str, styles: Mapping[str, str], enclosures: list[Enclosure], moment: datetime) -> Proof:
    """Set a document, tagged PDF/A-3a with its enclosures; the same input gives the same bytes.

    :param styles: address → style sheet, the only ones that can be linked to
    :param moment: date of the enclosures; aware
    :raises Unavailable: a character is in no font, or the fonts did not load
    """
    fetcher = ClosedFetcher(styles, font_files())
    fonts = FontConfiguration()
    faces = CSS(string=face_css(), font_config=fonts, url_fetcher=fetcher)
    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    try:
        source = HTML(string=html, base_url="paper:", url_fetcher=fetcher)
        document = source.render(font_config=fonts, stylesheets=[faces])
        if holes := _holes(document):
            source.etree_element.find("body").set("class", CLOSER)
            again = source.render(font_config=fonts, stylesheets=[faces])
            document = again if _holes(again) < holes else document
        day = moment.astimezone(UTC)
        document.metadata.attachments = [
            Attachment(
                string=item.data, url_fetcher=fetcher, name=item.name, description=item.description,
                created=day, modified=day, relationship=item.relationship,
            )
            for item in enclosures
        ]  # fmt: skip
        data = document.write_pdf(pdf_variant=_VARIANT, pdf_identifier=sha256_hex(html.encode())[:32].encode())
        complaints.refuse([font.family for font in document.fonts.values()])
    finally:
        logger.removeHandler(complaints)
    return Proof(data, len(document.pages), _boxes(document))


def _holes(document: Any) -> int:
    """How many pages between the contents and the signatures end above the middle."""
    signed = next((number for number, page in enumerate(document.pages) if _SIGNED in page.anchors), 0)
    return sum(_lowest(page._page_box) < _EMPTY * page.height for page in document.pages[_FRONT:signed])


def _lowest(page: Any) -> float:
    """Where the last thing on a page ends, its margins' boxes left out; WeasyPrint tells this by its boxes alone."""
    lowest, waiting = 0.0, [box for box in page.children if box.element_tag == "html"]
    while waiting:
        box = waiting.pop()
        inner = getattr(box, "children", ())
        waiting.extend(inner)
        if not inner and isinstance(box.height, int | float):
            lowest = max(lowest, box.position_y + box.height)
    return lowest


def _boxes(document: Any) -> dict[str, tuple[int, float, float, float, float]]:
    found = {}
    for place, page in enumerate(document.pages):
        for role in BOX_ROLES:
            if f"box-{role}" in page.anchors:
                x1, y1, x2, y2 = page.anchors[f"box-{role}"][:4]
                rectangle = (x1 * _POINTS, (page.height - y2) * _POINTS, x2 * _POINTS, (page.height - y1) * _POINTS)
                found[role] = (place, *(round(v, 2) for v in rectangle))
    return found
