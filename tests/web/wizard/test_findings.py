"""Findings while writing: marks, cards, one click, words for the officer."""

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import HTMX, Browser
from tests.web.wizard.conftest import STEPS, form_of

Fill = Callable[..., TestResponse]
PATH = "introduction.introduction"
TEXT = "😀 学术活动中按处方量给医生回扣。其余照旧。"


@pytest.fixture
def flagged(fill: Fill, author: Browser) -> TestResponse:
    """The page of a step whose text has a finding; a character outside the first plane stands before it."""
    fill("introduction", **{PATH: TEXT})
    return author.get(STEPS + "introduction")


def quote_of(page: TestResponse) -> str:
    """The words under the first mark."""
    found = re.search(r'<mark class="pw-mark[^>]*data-finding="1">(?:<span[^>]*></span>)*([^<]*)', page.text)
    assert found
    return found[1]


def test_the_mark_in_the_mirror_and_the_card_have_the_same_number(flagged: TestResponse) -> None:
    assert 'id="finding-1"' in flagged.text
    assert quote_of(flagged) in TEXT
    assert "必须修改" in flagged.text
    assert "处必须修改" in flagged.text.split('id="step-list"')[1][:6000], "the list of steps says so too"


def test_adopting_replaces_the_quoted_words_only(flagged: TestResponse, fill: Fill, author: Browser) -> None:
    button = re.search(r'value="(adopt:[0-9a-f]+:[^"]+)"[^>]*data-adopt="([^"]*)"', flagged.text) or re.search(
        r'data-adopt="([^"]*)"[^>]*value="(adopt:[0-9a-f]+:[^"]+)"', flagged.text
    )
    assert button, "the card offers words to put in"
    do = next(part for part in button.groups() if part.startswith("adopt:"))
    words = next(part for part in button.groups() if not part.startswith("adopt:"))
    start = TEXT.index(quote_of(flagged))
    assert fill("introduction", do).status_code == 303
    now = form_of(author.get(STEPS + "introduction"))[PATH][0]
    assert now.startswith(TEXT[:start] + words)
    assert now.endswith("其余照旧。")


def test_a_suggestion_for_words_that_changed_meanwhile_is_not_put_in(flagged: TestResponse, fill: Fill, author: Browser) -> None:
    do = re.search(r'value="(adopt:[0-9a-f]+:[^"]+)"', flagged.text)
    assert do
    answer = fill("introduction", do[1], **{PATH: "已经改成别的话。"})
    assert answer.status_code == 404
    assert form_of(author.get(STEPS + "introduction"))[PATH] == [TEXT], "a refused request writes nothing"


def test_a_word_for_the_officer_is_kept_and_can_be_taken_back(fill: Fill, author: Browser) -> None:
    fill("introduction", **{PATH: "会议邀请省内权威专家为产品背书站台。"})
    page = author.get(STEPS + "introduction").text
    said = re.search(r'value="(explain:([0-9a-f]+))"', page)
    assert said, "a finding for review takes a word"
    assert fill("introduction", said[1], **{said[1]: "专家只讲指南。"}).status_code == 303
    assert "专家只讲指南。" in author.get(STEPS + "introduction").text
    answer = fill("introduction", said[1], headers=HTMX, **{said[1]: ""})
    assert answer.status_code == 200
    assert "专家只讲指南。" not in author.get(STEPS + "introduction").text


def test_a_text_without_findings_has_no_marks(fill: Fill, author: Browser) -> None:
    fill("introduction", **{PATH: "哮喘患者需要规范随访。"})
    page = author.get(STEPS + "introduction").text
    assert "这一步没有提示" in page
    assert 'data-finding="1"' not in page


def test_institutions_written_once_are_offered_afterwards(fill: Fill, author: Browser) -> None:
    assert author.get("/institutions?typed=屿山").text.strip() == ""
    fill("growth", "add:growth.activities")
    path = next(name for name in form_of(author.get(STEPS + "growth")) if name.endswith(".institution") and not name.startswith("base:"))
    fill("growth", **{path: "屿山县人民医院"})
    assert '<option value="屿山县人民医院">' in author.get(f"/institutions?{path}=屿山").text
