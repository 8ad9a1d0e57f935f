"""Line ends: the last characters of a text stay together, and nothing is added to it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.documents.typography import end_of, whole_end

_TAGS = re.compile(r"<[^>]+>")


def test_the_last_three_characters_and_the_full_stop_stay_together() -> None:
    assert whole_end("获知任何疑似不良反应，当天记录，不判断因果。", 12).endswith('不判<span class="end">断因果。</span>')


def test_a_text_of_one_line_is_left_alone() -> None:
    assert str(whole_end("不判断因果。", 12)) == "不判断因果。"


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("每场活动结束后的问卷平均正确率达到 80%。", "达到 80%。"),
        ("资料的批准号写作 HY-DIG-2026-010", "HY-DIG-2026-010"),
        ("公司在本区域的市场份额（背景）", "（背景）"),
        ("先看一看然后说“好的”", "“好的”"),
    ],
)
def test_numbers_codes_and_brackets_are_not_torn(text: str, together: str) -> None:
    start = end_of(text, 2)
    assert start == 0 or together.endswith(text[start:]) or text[start:].endswith(together)


@given(st.text(alphabet="汉字计划，。（）“”《》 abc019%<&-\n", max_size=60), st.integers(2, 30))
def test_no_character_is_added_or_lost(text: str, room: int) -> None:
    bare = _TAGS.sub("", str(whole_end(text, room)))
    assert bare.replace("&lt;", "<").replace("&#34;", '"').replace("&amp;", "&") == text


@given(st.text(alphabet="汉字计划，。（）“”《》 abc019%", min_size=1, max_size=60), st.integers(2, 4))
def test_what_stays_together_begins_with_nothing_that_must_not_begin_a_line(text: str, kept: int) -> None:
    start = end_of(text, kept)
    assert start == 0 or (text[start] not in "，。）”》%" and text[start - 1] not in "（“《")
