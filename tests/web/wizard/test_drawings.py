"""The picture of a tool stands on its step as soon as there is something to draw."""

from tests.web.conftest import Browser
from tests.web.wizard.conftest import form_of
from tests.web.wizard.test_kinds import press, start


def test_the_square_appears_with_the_first_entry_and_grows_with_the_next(author: Browser) -> None:
    address = start(author, "territory") + "swot"
    assert 'class="fig"' not in author.get(address).text
    for number, words in enumerate(("课件都有审核编号", "药学部熟悉申报流程"), 1):
        press(author, address, "add:swot.strengths")
        empty = [path for path, typed in form_of(author.get(address)).items() if path.startswith("swot.strengths") and typed == [""]]
        press(author, address, "save", **{empty[0]: words})
        page = author.get(address).text
        assert f"优势 {number} 条" in page
        assert f">{words}</text>" in page
    assert page.index('data-group="swot.threats"') < page.index('class="fig"'), (
        "the square is edited itself; the drawing shows how it prints"
    )
