"""The fonts print what they say: looked at by outline, because a PDF with empty boxes still yields the right text."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from planner.documents import fonts
from planner.kernel.errors import Invalid, Unavailable

RARE_NAMES = "𠮷㐂𬭊䶮"
STANDARD_SAMPLE = (
    "𠅤𣲗𥔲𦙶𨙸𨱑𪟝𪾢𫌀𫐐𫓹𫖳𫘧𫚭𫟼𫭟𫶇𬃊𬊤𬒔𬘩𬙊𬟽𬤊𬬩𬬻𬭛𬭶𬯎𬳿𬶏𬶮𬸪"  # every sixth of the standard table beyond the basic plane
)
SHARED = Path(__file__).parents[4] / "shared/fonts"


class Drawn:
    """One font file, opened once."""

    def __init__(self, path: Path) -> None:
        self.font = TTFont(path, lazy=True)
        self.names = self.font.getBestCmap()
        self.glyphs = self.font.getGlyphSet()

    def outline(self, char: str | None) -> list[tuple[str, object]]:
        """The strokes of a character; of the empty box where none is named."""
        pen = RecordingPen()
        self.glyphs[self.names[ord(char)] if char else ".notdef"].draw(pen)
        return pen.value

    def bounds(self, char: str) -> tuple[float, float, float, float]:
        pen = BoundsPen(self.glyphs)
        self.glyphs[self.names[ord(char)]].draw(pen)
        assert pen.bounds is not None
        return pen.bounds


@pytest.fixture(scope="module")
def rare() -> Iterator[Drawn]:
    drawn = Drawn(fonts.RARE)
    yield drawn
    drawn.font.close()


def test_the_files_are_those_of_the_manifest() -> None:
    fonts.check_fonts()


def test_a_changed_file_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    changed = tmp_path / fonts.REGULAR.name
    changed.write_bytes(fonts.REGULAR.read_bytes()[:-1] + b"x")
    monkeypatch.setattr(fonts, "FACES", (fonts.Face(fonts.FAMILY, 400, changed),))
    with pytest.raises(Unavailable, match="not the one"):
        fonts.check_fonts()


def test_a_missing_file_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FACES", (fonts.Face(fonts.FAMILY, 400, tmp_path / "gone.ttf"),))
    with pytest.raises(Unavailable, match="missing"):
        fonts.check_fonts()


def test_every_face_rule_points_at_a_file_that_is_there() -> None:
    css = fonts.face_css()
    for url, path in fonts.font_files().items():
        assert f'url("{url}")' in css
        assert Path(urlsplit(url).path) == path
        assert path.is_file()


def test_prints_ordinary_and_rare_names_and_the_standard_table() -> None:
    assert fonts.missing("张伟、王喆玥、李堃珺：2027 年 1 月 1 日（¥1,200.00）—— “ABC” ≥ 95% ℃\n") == ()
    assert fonts.missing(RARE_NAMES + STANDARD_SAMPLE) == ()


def test_says_what_no_font_holds_once_and_in_order() -> None:
    assert fonts.missing("甲☑乙☐丙☑") == ("☑", "☐")
    with pytest.raises(Invalid) as refusal:
        fonts.require_printable({"basics.title": "好", "goals.r1.text": "完成☑"})
    assert list(refusal.value.errors) == ["goals.r1.text"]
    assert "☑" in refusal.value.errors["goals.r1.text"].zh


@pytest.mark.parametrize("char", RARE_NAMES + STANDARD_SAMPLE)
def test_a_rare_character_is_drawn_as_a_full_square_of_strokes(rare: Drawn, char: str) -> None:
    left, bottom, right, top = rare.bounds(char)
    assert right - left > 600
    assert top - bottom > 600
    assert len(rare.outline(char)) > 10


def test_no_two_rare_characters_share_a_picture_nor_the_empty_box(rare: Drawn) -> None:
    seen = [repr(rare.outline(char)) for char in RARE_NAMES + STANDARD_SAMPLE]
    assert len(set(seen)) == len(seen)
    assert repr(rare.outline(None)) not in seen


def test_the_rare_face_and_the_main_face_stand_on_the_same_line(rare: Drawn) -> None:
    main = Drawn(fonts.REGULAR)
    _, foot, _, head = main.bounds("国")
    main.font.close()
    for char in RARE_NAMES:
        _, bottom, _, top = rare.bounds(char)
        assert abs(bottom - foot) < 60
        assert abs(top - head) < 60


def test_the_main_faces_draw_what_the_reference_draws() -> None:
    if not SHARED.is_dir():
        pytest.skip("no ../shared with the reference fonts beside this project")
    for path, name in ((fonts.REGULAR, "NotoSansSC-Regular-mid.ttf"), (fonts.BOLD, "NotoSansSC-Bold-mid.ttf")):
        ours, reference = Drawn(path), Drawn(SHARED / name)
        for char in "计划合规签名Ag8":
            assert ours.outline(char) == reference.outline(char)
        ours.font.close()
        reference.font.close()
