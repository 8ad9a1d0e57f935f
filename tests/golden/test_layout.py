"""What a designer would look for: no holes, no torn ends, nothing outside the margins, heads where tables go on."""

import copy
import re
from io import BytesIO

import pikepdf
import pypdfium2

from tests.factories.content import launch_answers, launch_content
from tests.golden.conftest import Printed, rendered

_LOWER_MARGIN = 22 / 25.4 * 72
_CLOSING = re.compile(r"^[，。；：、！？）】》”’%]")
_WIDOW = re.compile(r"^[\u4e00-\u9fff][。；！？]$")


def test_no_page_is_half_blank(printed: Printed) -> None:
    """From the first section to the page before the signatures; the running foot is left out."""
    for number, page in enumerate(printed.pages[2:-1], start=3):
        width, height = page.size
        ink = page.crop((0, 0, width, int(height * 272 / 297))).point(lambda value: 255 if value < 200 else 0).getbbox()
        assert ink is not None, f"page {number} is blank"
        assert ink[3] > height * 0.49, f"page {number} is half blank"


def test_nothing_is_printed_outside_the_margins(printed: Printed) -> None:
    for number, page in enumerate(printed.pages[1:], start=2):
        ink = page.point(lambda value: 255 if value < 215 else 0).getbbox()
        assert ink is not None
        assert ink[0] >= page.width * 17.3 / 210, f"page {number}"
        assert ink[2] <= page.width * 192.7 / 210, f"page {number}"


def test_no_line_begins_with_closing_punctuation(printed: Printed) -> None:
    lines = [line for text in printed.texts for line in text.split("\n")]
    assert [line for line in lines if _CLOSING.match(line) and len(line) > 1] == []


def test_no_text_ends_in_a_line_of_one_character(printed: Printed) -> None:
    lines = [line.strip() for text in printed.texts for line in text.split("\n")]
    assert [line for line in lines if _WIDOW.match(line)] == []


def test_no_heading_stands_at_the_foot_of_a_page(printed: Printed) -> None:
    """A section's heading has at least three lines of text below it."""
    with pikepdf.open(BytesIO(printed.paper.data)) as pdf, pdf.open_outline() as outline:
        tops = []
        for item in outline.root:
            destination = item.destination if item.destination is not None else item.action.D
            if isinstance(destination, pikepdf.String):
                names = pdf.Root.Names.Dests.Names
                destination = next(names[place + 1] for place in range(0, len(names), 2) if str(names[place]) == str(destination))
            tops.append(float(destination[3]))
    assert tops
    assert min(tops) > _LOWER_MARGIN + 90


def test_a_table_longer_than_a_page_repeats_its_head_and_cuts_no_row() -> None:
    answers = launch_answers()
    one = answers["pre-launch"]["activities"][0]
    answers["pre-launch"]["activities"] = [
        {
            **copy.deepcopy(one),
            "id": f"x{place:07d}",
            "name": f"规范化诊疗院内培训第{place:02d}场次",
            "audience": f"呼吸科医生第{place:02d}批次人员",
        }
        for place in range(45)
    ]
    paper = rendered(launch_content(answers))
    with pypdfium2.PdfDocument(paper.data) as document:
        texts = [page.get_textpage().get_text_range().replace("\r\n", "") for page in document]
    seen = {place: [number for number, text in enumerate(texts) if f"呼吸科医生第{place:02d}批次人员" in text] for place in range(45)}
    pages = {number for found in seen.values() for number in found}
    assert len(pages) >= 3
    assert all("医院同意" in texts[number] for number in pages)
    # the name of a row is on the page that holds the rest of it
    assert all(any(f"第{place:02d}场次" in texts[number] for number in found) for place, found in seen.items())
