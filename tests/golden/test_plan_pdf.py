"""Whole papers against what they looked like when a person last approved their look.

After a wanted change of the look: `make golden`, then look at the pictures before committing them.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from tests.golden.conftest import Printed

EXPECTED = Path(__file__).parent / "expected"
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
TOLERANCE, WORST = 2.0, 16.0
"""Mean difference of grey values, of 255, of a page and of its worst field: a moved or missing line shows, other anti-aliasing does not."""
FIELDS = 24
"""A page is compared whole, and in a grid of so many fields across and down."""


def test_every_page_looks_as_approved(printed: Printed) -> None:
    folder = EXPECTED / printed.slug
    if UPDATE:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for number, page in enumerate(printed.pages, start=1):
            page.quantize(16).save(folder / f"{number:02d}.png", optimize=True)
        pytest.skip("pictures written anew; look at them")
    assert len(printed.pages) == len(list(folder.glob("*.png")))
    for number, page in enumerate(printed.pages, start=1):
        with Image.open(folder / f"{number:02d}.png") as stored:
            difference = ImageChops.difference(page, stored.convert("L"))
        assert ImageStat.Stat(difference).mean[0] < TOLERANCE, f"page {number} looks different"
        assert difference.resize((FIELDS, FIELDS), Image.Resampling.BOX).getextrema()[1] < WORST, f"a part of page {number} looks different"


def test_the_text_is_as_approved(printed: Printed) -> None:
    stored, text = EXPECTED / f"{printed.slug}.txt", "\f".join(printed.texts)
    if UPDATE:
        stored.write_text(text, "utf-8")
        pytest.skip("text written anew")
    assert text == stored.read_text("utf-8")


def test_a_missing_line_would_be_noticed(printed: Printed) -> None:
    page = printed.pages[2]
    width, height = page.size
    changed = page.copy()
    changed.paste(255, (0, int(height * 0.08), width, int(height * 0.14)))
    difference = ImageChops.difference(page, changed)
    assert difference.resize((FIELDS, FIELDS), Image.Resampling.BOX).getextrema()[1] >= WORST


def test_the_qr_code_is_sharp_and_square(printed: Printed) -> None:
    with pypdfium2.PdfDocument(printed.paper.data) as document:
        cover = document[0].render(scale=2).to_pil().convert("L")
    # the code stands 34 mm from the left and ends 20 mm above the lower edge; 24 mm wide
    unit = cover.width / 210
    code = cover.crop(tuple(round(v * unit) for v in (33.5, 252.5, 58.5, 277.5)))
    ink = code.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert ink is not None
    assert ink[2] - ink[0] == pytest.approx(24 * unit, abs=3)
    assert ink[3] - ink[1] == pytest.approx(24 * unit, abs=3)


def test_the_paper_can_be_opened_by_poppler_too(printed: Printed, tmp_path: Path) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("poppler-utils is not installed")
    path = tmp_path / "plan.pdf"
    path.write_bytes(printed.paper.data)
    done = subprocess.run([tool, str(path), "-"], capture_output=True, check=True)
    assert printed.content["title"] in done.stdout.decode()
    assert done.stderr == b""
