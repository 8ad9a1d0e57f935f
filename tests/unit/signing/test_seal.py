"""The seal of a name follows the custom: two columns, the right one first."""

import re
from pathlib import Path

import pytest

from planner.signing.lettering import StampFonts
from planner.signing.seal import draw_seal, seal_characters


@pytest.mark.parametrize(
    ("name", "carved"),
    [
        ("周亦宁", "周亦宁印"),
        ("韩牧", "韩牧之印"),
        ("欧阳知微", "欧阳知微"),
        ("阿卜杜拉·买买提", "阿买"),
        ("司马相如之孙", "司"),
        ("Maria Santos", "MS"),
        ("José Luis de la Cruz", "JC"),
        ("Wei", "W"),
        ("周 亦宁", "周亦"),
        ("", ""),
    ],
)
def test_what_is_carved_for_a_name(name: str, carved: str) -> None:
    assert seal_characters(name) == carved


def _starts(drawing: str) -> list[tuple[float, float]]:
    """Where each character's first stroke begins, in the order of drawing."""
    letters = drawing.split("\nS\n", 1)[1]
    return [(float(x), float(y)) for x, y in re.findall(r"(?:^|f\n)([\d.-]+) ([\d.-]+) m", letters)]


def test_the_right_column_comes_first_and_from_the_top(fonts: StampFonts) -> None:
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = _starts(draw_seal("周亦宁", fonts.bold, 0, 0, 100))
    assert min(x1, x2) > 50 > max(x3, x4)
    assert min(y1, y3) > 50 > max(y2, y4)


@pytest.mark.parametrize("name", ["周亦宁", "韩牧", "欧阳知微", "Maria Santos", "司马相如之孙", "国"])
def test_no_stroke_leaves_the_inner_line(name: str, fonts: StampFonts) -> None:
    letters = draw_seal(name, fonts.bold, 0, 0, 100).split("\nS\n", 1)[1]
    numbers = [float(n) for line in letters.splitlines() if line[-2:] in (" m", " l", " c") for n in line.split()[:-1]]
    assert numbers
    assert min(numbers) > 4.5
    assert max(numbers) < 95.5


def test_rare_characters_come_from_the_face_that_has_them(fonts: StampFonts) -> None:
    assert fonts.bold.missing("𠮷㐂䶮喆玥珺堃") == ""
    assert Path(fonts.bold.paths[-1]).name == "NotoSansSC-Rare.ttf"
    assert draw_seal("𠮷䶮", fonts.bold, 0, 0, 60)
