"""Two open pages: the second save shows both texts and overwrites neither."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import HTMX, Browser
from tests.web.wizard.conftest import STEPS, form_of

PATH = "introduction.introduction"


@pytest.fixture
def clash(author: Browser, plan: str) -> Callable[..., tuple[dict[str, list[str]], TestResponse]]:
    """One page was open while another saved; the first one saves now."""

    def make(headers: dict[str, str] | None = None) -> tuple[dict[str, list[str]], TestResponse]:
        page = form_of(author.get(STEPS + "introduction"))
        assert author.post(STEPS + "introduction", {**page, PATH: "另一处写的", "do": "save"}).status_code == 303
        more = {"headers": headers} if headers else {}
        return page, author.post(STEPS + "introduction", {**page, PATH: "这里写的", "do": "save"}, **more)

    return make


def stored(author: Browser) -> str:
    """What is stored now."""
    return form_of(author.get(STEPS + "introduction"))[PATH][0]


def test_both_texts_are_shown_and_nothing_is_overwritten(author: Browser, clash: Callable[..., tuple[object, TestResponse]]) -> None:
    _, answer = clash()
    assert answer.status_code == 409
    assert "这里写的" in answer.text and "另一处写的" in answer.text
    assert f'value="mine:{PATH}"' in answer.text and f'value="theirs:{PATH}"' in answer.text
    assert stored(author) == "另一处写的"


@pytest.mark.parametrize("choice, kept", [("mine", "这里写的"), ("theirs", "另一处写的")])
def test_either_text_can_be_chosen(author: Browser, clash: Callable[..., tuple[object, TestResponse]], choice: str, kept: str) -> None:
    _, answer = clash()
    again = author.post(STEPS + "introduction", {**form_of(answer), "do": f"{choice}:{PATH}"})
    assert again.status_code == 303
    assert stored(author) == kept


def test_the_script_gets_both_texts_as_a_part(clash: Callable[..., tuple[object, TestResponse]]) -> None:
    _, answer = clash(HTMX)
    assert answer.status_code == 409
    assert 'id="f-introduction-introduction-conflict"' in answer.text
    assert "pw-save--conflict" in answer.text
    assert "<html" not in answer.text


def test_the_same_words_twice_are_no_conflict(author: Browser, plan: str) -> None:
    page = form_of(author.get(STEPS + "introduction"))
    for _ in range(2):
        assert author.post(STEPS + "introduction", {**page, PATH: "一样的字", "do": "save"}).status_code == 303


def test_other_fields_are_saved_beside_a_conflict(author: Browser, plan: str) -> None:
    page = form_of(author.get(STEPS + "basics"))
    author.post(STEPS + "basics", {**page, "basics.title": "先到", "do": "save"})
    answer = author.post(STEPS + "basics", {**page, "basics.title": "后到", "basics.summary": "摘要照存", "do": "save"})
    assert answer.status_code == 409
    now = form_of(author.get(STEPS + "basics"))
    assert (now["basics.title"], now["basics.summary"]) == (["先到"], ["摘要照存"])
