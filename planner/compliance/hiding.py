"""Where a text shows a reader something else than it holds: changed direction, many invisible characters."""

import re

INVISIBLE_MOST = 4
"""So many invisible characters may slip in by copying; more, close together and inside words, are a disguise."""
_TOGETHER = 120
"""Characters typed within which they count as together."""
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HARMLESS = re.compile(
    "[\u202a\u202d\u2066\u2068][0-9+()./ \u00a0\\-]*[\u202c\u2069]"  # telephone numbers copied from a list of contacts
    "|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"  # flags of regions
)
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
_INSIDE = re.compile(f"(?<=\\w)[{_INVISIBLE}]+(?=[\\w{_INVISIBLE}])")
_HYPHENS = re.compile("(?<=[a-zA-Z])\u00ad(?=[a-zA-Z])")
_ANY = re.compile(f"[{_INVISIBLE}]")
_SMUGGLED = re.compile(f"[\U000e0100-\U000e01ef\ufe00-\ufe0f]{{3,}}|[{_INVISIBLE}]{{{INVISIBLE_MOST + 1},}}")


def begins(text: str) -> int | None:
    """Where a typed text begins to hide something; None where it does not."""
    if text.isascii():
        return None
    harmless = [found.span() for found in _HARMLESS.finditer(text)] if _DIRECTION.search(text) or "\U0001f3f4" in text else []
    found = [place for place in (_first(_DIRECTION, text, harmless), _first(_SMUGGLED, text, harmless), _crowd(text)) if place is not None]
    return min(found, default=None)


def _first(marks: re.Pattern[str], text: str, harmless: list[tuple[int, int]]) -> int | None:
    places = (found.start() for found in marks.finditer(text))
    return next((place for place in places if not any(low <= place < high for low, high in harmless)), None)


def _crowd(text: str) -> int | None:
    """Where the first of many invisible characters stands that lie close together inside words."""
    if _ANY.search(text) is None:
        return None
    hyphens = {found.start() for found in _HYPHENS.finditer(text)}
    places = [at for found in _INSIDE.finditer(text) for at in range(*found.span()) if at not in hyphens]
    for first, last in zip(places, places[INVISIBLE_MOST:], strict=False):
        if last - first <= _TOGETHER:
            return first
    return None
