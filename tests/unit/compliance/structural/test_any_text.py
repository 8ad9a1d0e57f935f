"""Whatever is typed: nothing is raised, every place lies in the text, and reading costs no more than it should."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.compliance.structural.amounts import counted, late, minutes, ways
from planner.compliance.structural.reading import prepared
from planner.compliance.structural.spoken import spoken
from tests.factories.steps import steps
from tests.unit.compliance.structural.sheets import LABEL, found, plan, row

PIECES = [
    "每",
    "月",
    "2次",
    "两",
    "隔周",
    "至少",
    "第三季度",
    "2027年",
    "6",
    "日",
    "共",
    "15万",
    "元",
    "人均",
    "%",
    "从",
    "到",
    "小时",
    "，",
    "。",
    "A类",
    "拜访",
]
PIECES += [
    "半",
    "1-3",
    "～",
    "q3",
    "twice a month",
    "¥",
    "\u200b",
    "．",
    "廿",
    "亿",
    ",",
    " ",
    "\n",
    "14:00-15:00",
    "分钟",
    "儿童",
    "澜糖宁",
    "用于1型糖尿病",
]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)))
def test_every_place_lies_in_the_text(text: str) -> None:
    said, length = spoken(text), len(prepared(text).text)
    places = [(o.start, o.end) for o in (*said.often, *said.moments, *said.money, *said.hours, *counted(text, "people"), *ways(text))]
    places += [(start, end) for start, end, _ in (*said.rhythms, *said.a_day)] + list(late(text))
    assert all(0 <= start < end <= length for start, end in places)
    assert minutes(text) is None or (minutes(text) or 0) >= 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_every_quote_is_what_stands_in_the_field(text: str) -> None:
    one = row("activities", name=text, description=text, heads=3, hospitality_per_head=100, agenda=text)
    for finding in found(plan(one, row("segments", tier="A", content=text), text=text, products=(LABEL,))):
        assert finding.quote in text


@pytest.mark.timeout(120)  # it takes a tenth of a second
@pytest.mark.parametrize("piece", ["每", "9", "一", "每月拜访", "2027年", "从1到", "1-", "人均80元，", "万"])
def test_long_digits_and_repeats_do_not_stall(piece: str) -> None:
    spoken(piece * 20_000)
    once, twice = (steps(partial(spoken, piece * length)) for length in (500, 1_000))
    assert twice < 2.5 * once + 100
