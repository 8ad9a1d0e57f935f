"""Line ends of Chinese text: no last line of a single character.

WeasyPrint 70 knows neither `text-wrap: pretty` nor `balance`, so the last characters of a text that may wrap
are kept on one line by markup. Nothing is added to the text itself: what is copied out of the PDF is what was written.
"""

import re

from markupsafe import Markup, escape

from planner.documents.figures.canvas import text_width

LINE = 46.0
"""Characters of the body type in the width of the paper."""
_CLOSING = "，。；：、！？）】》〉”’…%％·"
_OPENING = "（【《〈“‘"
_LATIN = re.compile(r"[0-9A-Za-z.,:/@_+%-]")
_LONGEST = 14


def whole_end(text: str, room: float = LINE, kept: int = 3) -> Markup:
    """The text with its last characters kept together, where it is too long for one line.

    :param room: characters that fit in a line
    :param kept: how many characters before the closing punctuation stay together
    """
    line = text.rpartition("\n")[2]
    if text_width(line, 1) <= room or room < 2 * kept:
        return escape(text)
    start = len(text) - len(line) + end_of(line, kept)
    if start <= len(text) - len(line):
        return escape(text)
    return Markup('{}<span class="end">{}</span>').format(text[:start], text[start:])


def end_of(text: str, kept: int) -> int:
    """Where the part begins that should not be torn; 0 when that would be all of a text or too much of it."""
    place = len(text)
    while place and text[place - 1] in _CLOSING:
        place -= 1
    place -= kept
    # never between a number or word and its end, nor before what must not begin a line
    while place > 0 and (
        text[place] in _CLOSING or text[place - 1] in _OPENING or bool(_LATIN.match(text[place]) and _LATIN.match(text[place - 1]))
    ):
        place -= 1
    return place if place > 0 and len(text) - place <= _LONGEST else 0
