"""The cinnabar seal of a name: up to four characters in a square, read from the right column down."""

from planner.signing.lettering import EM, Lettering, PathPen

CINNABAR = "0.702 0.220 0.165"
_ROUND = 0.5523
"""Where the handles of a Bézier curve stand that comes close to a quarter circle."""


def seal_characters(name: str) -> str:
    """What is carved for a name.

    Four characters stand in two columns, right column first (`周亦宁` → 周亦 and 宁印); one or two are initials
    and stand side by side, for names that are too long for a seal or not written in Chinese.
    """
    parts = [part for part in name.replace("•", "·").replace("．", "·").replace("·", " ").split() if part]
    if not parts:
        return ""
    whole = parts[0]
    if len(parts) == 1 and all(_is_han(c) for c in whole):
        if len(whole) == 4:
            return whole
        if len(whole) == 3:
            return whole + "印"
        if len(whole) == 2:
            return whole + "之印"
    return "".join(part[0] for part in (parts if len(parts) < 3 else (parts[0], parts[-1]))).upper()


def draw_seal(name: str, lettering: Lettering, x: float, y: float, side: float) -> str:
    """Drawing operators of a seal.

    The characters are outlines and not text, so that copying or reading the page aloud gives the name once.

    :param x: left edge in points
    :param y: lower edge in points
    :param side: length of a side in points
    """
    chars = seal_characters(name)
    inset = side * 0.045
    parts = ["q", f"{CINNABAR} rg", rounded(x, y, side, side, side * 0.11), "f", "1 1 1 RG 1 1 1 rg", f"{side * 0.014:.3f} w"]
    parts += [rounded(x + inset, y + inset, side - 2 * inset, side - 2 * inset, side * 0.075), "S"]
    for char, cell_x, cell_y, cell in _cells(chars, x, y, side):
        pens: list[PathPen] = []

        def pen_of(scale: float, at: tuple[float, float, float] = (cell_x, cell_y, cell), made: list[PathPen] = pens) -> PathPen:
            left, bottom, size = at
            made.append(PathPen(scale * size / EM, left, bottom + 0.12 * size))  # Han glyphs reach 0.12 em below the line
            return made[0]

        lettering.outlines(char, pen_of)
        parts += [*pens[0].operators, "f"]
    return "\n".join([*parts, "Q"])


def _cells(chars: str, x: float, y: float, side: float) -> list[tuple[str, float, float, float]]:
    """Each character with the lower left corner and the side of its square."""
    if len(chars) == 4:
        cell = side * 0.385
        gap = side * 0.03
        left, right = x + side / 2 - gap / 2 - cell, x + side / 2 + gap / 2
        low, high = y + side / 2 - gap / 2 - cell, y + side / 2 + gap / 2
        return [(chars[0], right, high, cell), (chars[1], right, low, cell), (chars[2], left, high, cell), (chars[3], left, low, cell)]
    cell = side * (0.62 if len(chars) == 1 else 0.44)
    bottom = y + (side - cell) / 2
    if all(_is_han(c) for c in chars):
        start = x + (side - cell * len(chars)) / 2
        return [(c, start + cell * i, bottom, cell) for i, c in enumerate(chars)]
    advance = cell * 0.66  # capital letters are about two thirds as wide as high
    start = x + (side - advance * len(chars)) / 2
    return [(c, start + advance * i, bottom + cell * 0.02, cell) for i, c in enumerate(chars)]


def rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    """Path of a rectangle with round corners, closed, not painted."""
    r, k = radius, radius * (1 - _ROUND)
    right, top = x + width, y + height
    return "\n".join(
        (
            f"{x + r:.3f} {y:.3f} m {right - r:.3f} {y:.3f} l",
            f"{right - k:.3f} {y:.3f} {right:.3f} {y + k:.3f} {right:.3f} {y + r:.3f} c {right:.3f} {top - r:.3f} l",
            f"{right:.3f} {top - k:.3f} {right - k:.3f} {top:.3f} {right - r:.3f} {top:.3f} c {x + r:.3f} {top:.3f} l",
            f"{x + k:.3f} {top:.3f} {x:.3f} {top - k:.3f} {x:.3f} {top - r:.3f} c {x:.3f} {y + r:.3f} l",
            f"{x:.3f} {y + k:.3f} {x + k:.3f} {y:.3f} {x + r:.3f} {y:.3f} c h",
        )
    )


def _is_han(char: str) -> bool:
    point = ord(char)
    return 0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x323AF or char == "〇"
