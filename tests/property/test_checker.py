"""What holds for every text: spans inside it, quotes equal to slices, a normaliser that settles, no exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.compliance.engine import check_text
from planner.compliance.loader import load_pack
from planner.compliance.normalize import normalise, plain
from planner.compliance.scope import Scope

PACK = load_pack("zh_cn")
WORDS = sorted({word for words in PACK.lists.values() for word in words if not word.startswith("$")})
NOISE = [
    "\u200b",
    " ",
    "\u202e",
    "\ufeff",
    "\u0301",
    "\n",
    "，",
    "。",
    "•",
    "ﬃ",
    "\U0001f9e7",
    "１",
    "、",
    "*",
    "·",
    "：",
    "严禁",
    "不得不",
    "(yī)",
]
anything = st.text(max_size=200)
plan_like = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(NOISE), st.text(max_size=3)), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(anything, plan_like))
def test_every_finding_lies_in_the_text_and_quotes_it(text: str) -> None:
    report = check_text(text, PACK, Scope())
    for finding in report.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.quote
        assert finding.message.zh
    for silence in report.silences:
        assert text[silence.start : silence.end] == silence.quote
    assert [f.start for f in report.findings] == sorted(f.start for f in report.findings)


@settings(max_examples=500, deadline=None)
@given(anything)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = plain(text)
    assert plain(once) == once


@settings(max_examples=500, deadline=None)
@given(st.one_of(anything, plan_like), st.data())
def test_every_normalised_span_leads_back_in_order(text: str, data: st.DataObject) -> None:
    normal = normalise(text)
    if not normal.text:
        return
    start = data.draw(st.integers(0, len(normal.text) - 1))
    end = data.draw(st.integers(start + 1, len(normal.text)))
    low, high = normal.span(start, end)
    assert 0 <= low < high <= len(text)
    assert normal.span(0, len(normal.text))[0] <= low
    assert plain(text[low:high]).replace(" ", "") == normal.text[start:end].replace(" ", "") or normal.lengths
