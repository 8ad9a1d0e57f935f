"""What a picture says in letters: whether a text stands in it whole, and the words read out in its place."""

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape

_LINE = re.compile(r"<text\b[^>]*>([^<]*)</text>")
_TITLE = re.compile(r"<title>([^<]*)</title>")
_BLANK = re.compile(r"\s+")


def shows(svg: str, words: str) -> bool:
    """True when a text stands in the picture to its last character, over one or more lines."""
    lettered = _BLANK.sub("", unescape("".join(_LINE.findall(svg))))
    return _BLANK.sub("", words) in lettered


def told(svg: str, lists: Mapping[str, Sequence[str]]) -> str:
    """The picture with its lists in the text for those who cannot see it, where no table repeats them.

    :param lists: name → entries
    """
    spoken = "".join(f"{name}：{'；'.join(entry.rstrip('。；') for entry in entries)}。" for name, entries in lists.items() if entries)
    return _TITLE.sub(lambda found: f"<title>{found[1]}。{escape(spoken)}</title>", svg, count=1)
