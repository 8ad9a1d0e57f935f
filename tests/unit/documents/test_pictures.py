"""Pages as PNG, drawn by the real child process."""

from io import BytesIO

import pytest
from PIL import Image

from planner.documents import child
from planner.documents.pdf import Paper
from planner.documents.pictures import page_png
from planner.kernel.errors import Unavailable


def test_a_page_is_drawn_at_the_width_asked_for(plan_paper: Paper) -> None:
    with Image.open(BytesIO(page_png(plan_paper.data, 1, 300))) as picture:
        assert picture.width in (300, 301)
        assert picture.height / picture.width == pytest.approx(297 / 210, abs=0.01)
        assert picture.convert("RGB").getpixel((2, 200)) == (15, 100, 102)  # the bar of the cover


@pytest.mark.parametrize("page", [0, 99, -1])
def test_a_page_that_is_not_there_is_refused(plan_paper: Paper, page: int) -> None:
    with pytest.raises(Unavailable) as caught:
        page_png(plan_paper.data, page, 300)
    assert "没有这一页" in caught.value.message.zh


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"\x00" * 1000])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(Unavailable):
        page_png(data, 1, 300)


def test_the_child_refuses_the_network() -> None:
    with pytest.raises(PermissionError):
        child._refuse_network("socket.connect", ())
    child._refuse_network("open", ())
