"""The plan's PDF as a whole against what it looked like when a person last approved its look.

The content is frozen beside this file, so that only the paper can change. After a wanted change of the look:
`UPDATE_GOLDEN=1 pytest tests/golden`, then look at the pictures before committing them.
"""

import json
import os
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from planner.documents.content import PlanContent
from planner.documents.pdf import Paper, render_plan

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
CONTENT = HERE / "launch.json"
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
DPI = 40
TOLERANCE = 2.0
"""Mean difference of a page's grey values, of 255: a moved line shows, a changed anti-aliasing does not."""


@pytest.fixture(scope="module")
def paper() -> Paper:
    content = PlanContent.from_json(json.loads(CONTENT.read_text("utf-8")))
    return render_plan(content, verify_url="https://plans.example/v/7K4M-QX2P-9RTD-3HJC-V8NW", code="7K4M-QX2P-9RTD-3HJC-V8NW")


@pytest.fixture(scope="module")
def pages(paper: Paper) -> list[Image.Image]:
    with pypdfium2.PdfDocument(paper.data) as document:
        return [page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for page in document]


def test_every_page_looks_as_approved(pages: list[Image.Image]) -> None:
    if UPDATE:
        for old in EXPECTED.glob("plan-*.png"):
            old.unlink()
        for number, page in enumerate(pages, start=1):
            page.quantize(16).save(EXPECTED / f"plan-{number:02d}.png", optimize=True)
        pytest.skip("pictures written anew; look at them")
    assert len(pages) == len(list(EXPECTED.glob("plan-*.png")))
    for number, page in enumerate(pages, start=1):
        with Image.open(EXPECTED / f"plan-{number:02d}.png") as stored:
            difference = ImageChops.difference(page, stored.convert("L"))
        assert ImageStat.Stat(difference).mean[0] < TOLERANCE, f"page {number} looks different"


def test_the_text_is_as_approved(paper: Paper) -> None:
    with pypdfium2.PdfDocument(paper.data) as document:
        text = "\f".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document)
    stored = EXPECTED / "plan.txt"
    if UPDATE:
        stored.write_text(text, "utf-8")
        pytest.skip("text written anew")
    assert text == stored.read_text("utf-8")


def test_no_page_is_half_blank(pages: list[Image.Image]) -> None:
    """Between the contents and the last section a page is filled beyond its middle; the running foot is left out."""
    for number, page in enumerate(pages[2:-2], start=3):
        width, height = page.size
        body = page.crop((0, int(height * 26 / 297), width, int(height * 272 / 297)))
        ink = body.point(lambda value: 255 if value < 200 else 0).getbbox()
        assert ink is not None, f"page {number} is blank"
        assert ink[3] > body.height * 0.55, f"page {number} is half blank"


def test_nothing_is_printed_outside_the_margins(pages: list[Image.Image]) -> None:
    for number, page in enumerate(pages[1:], start=2):
        width = page.width
        ink = page.point(lambda value: 255 if value < 215 else 0).getbbox()
        assert ink is not None
        assert ink[0] >= width * 17.3 / 210, f"page {number}"
        assert ink[2] <= width * 192.7 / 210, f"page {number}"


def test_the_qr_code_is_sharp_and_square(paper: Paper) -> None:
    with pypdfium2.PdfDocument(paper.data) as document:
        cover = document[0].render(scale=2).to_pil().convert("L")
    # the code stands 34 mm from the left and ends 20 mm above the lower edge; 24 mm wide
    unit = cover.width / 210
    code = cover.crop(tuple(round(v * unit) for v in (33.5, 252.5, 58.5, 277.5)))
    ink = code.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert ink is not None
    assert ink[2] - ink[0] == pytest.approx(24 * unit, abs=3)
    assert ink[3] - ink[1] == pytest.approx(24 * unit, abs=3)


def test_the_paper_can_be_opened_by_poppler_too(paper: Paper, tmp_path: Path) -> None:
    import shutil
    import subprocess

    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("poppler-utils is not installed")
    path = tmp_path / "plan.pdf"
    path.write_bytes(BytesIO(paper.data).getvalue())
    done = subprocess.run([tool, str(path), "-"], capture_output=True, check=True)
    assert "云川片区重度哮喘新产品上市推广计划" in done.stdout.decode()
    assert done.stderr == b""
