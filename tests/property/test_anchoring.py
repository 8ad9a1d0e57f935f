"""Anchors find their passage again whatever is written around it, and never point at something else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.services.anchoring import NEIGHBOURS, anchor, find

LETTERS = st.text(alphabet="患者教育医院科室𠮷😀e\u0301，。\n ab12", max_size=40)
PASSAGE = st.text(alphabet="请由医学部书面评估后再举办讲课费𠮷", min_size=6, max_size=30)
OTHER = st.text(alphabet="明年计划产品名称。，\nxyz", max_size=60)


@given(LETTERS, PASSAGE, LETTERS)
def test_an_untouched_text_gives_the_very_place(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    found = find(text, anchor(text, len(before), len(before) + len(quote)))
    assert found is not None and found.how == "exact" and (found.start, found.end) == (len(before), len(before) + len(quote))


@given(LETTERS, PASSAGE, LETTERS, OTHER, OTHER)
def test_words_put_in_around_it_do_not_matter(before: str, quote: str, after: str, first: str, last: str) -> None:
    text = before + quote + after
    found = find(first + before + quote + after + last, anchor(text, len(before), len(before) + len(quote)))
    assert found is not None and found.how == "exact"
    assert (first + before + quote + after + last)[found.start : found.end] == quote


@given(LETTERS, PASSAGE, LETTERS, OTHER)
def test_a_moved_passage_is_found_where_it_went(before: str, quote: str, after: str, between: str) -> None:
    text = before + quote + after
    moved = after + between + quote + before
    found = find(moved, anchor(text, len(before), len(before) + len(quote)))
    assert found is not None and moved[found.start : found.end] == quote


@given(st.lists(PASSAGE, min_size=2, max_size=5, unique=True), PASSAGE, st.data())
def test_of_several_equal_passages_the_one_with_the_same_neighbours_is_meant(around: list[str], quote: str, data: st.DataObject) -> None:
    pieces = [f"《{n}》{words}《{n}》{quote}《/{n}》" for n, words in enumerate(around)]
    wanted = data.draw(st.integers(0, len(pieces) - 1))
    text = "".join(pieces)
    start = text.index(f"《{wanted}》{quote}《/{wanted}》") + len(f"《{wanted}》")
    order = data.draw(st.permutations(range(len(pieces))))
    shuffled = "".join(pieces[n] for n in order)
    found = find(shuffled, anchor(text, start, start + len(quote)))
    assert found is not None and shuffled[found.start - 1 - len(str(wanted)) - 1 : found.start] == f"《{wanted}》"


@given(PASSAGE, st.integers(1, 3), st.data())
@settings(max_examples=60)
def test_a_few_characters_changed_inside_are_forgiven_between_the_neighbours(quote: str, many: int, data: st.DataObject) -> None:
    before, after = "上市前完成准备工作。", "，之后报合规部门备案。"
    text = before + quote + after
    changed = quote
    for _ in range(many):
        at = data.draw(st.integers(1, len(changed) - 1))
        changed = changed[:at] + data.draw(st.sampled_from("新旧左右")) + changed[at:]
    edited = f"补充一句。{before}{changed}{after}"
    found = find(edited, anchor(text, len(before), len(before) + len(quote)))
    assert found is not None and found.how == "neighbours" and edited[found.start : found.end] == changed


@given(PASSAGE.filter(lambda words: len(words) >= 12), st.data())
@settings(max_examples=60)
def test_without_neighbours_the_most_alike_words_are_found(quote: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(quote) - 2))
    edited = "甲乙丙丁戊己庚辛" * 3 + quote[:at] + "新" + quote[at + 1 :] + "壬癸子丑寅卯辰巳" * 3
    found = find(edited, anchor(quote, 0, len(quote)))
    assert found is not None and found.how == "fuzzy"
    assert abs(found.start - 24) <= 2 and abs(found.end - 24 - len(quote)) <= 2


@given(PASSAGE, OTHER)
def test_what_is_gone_is_an_orphan_and_never_points_at_strangers(quote: str, other: str) -> None:
    found = find(other, anchor(f"第一句。{quote}。最后", 4, 4 + len(quote)))
    assert found is None


@given(LETTERS, PASSAGE, LETTERS, LETTERS)
def test_whatever_comes_back_lies_inside_the_text(before: str, quote: str, after: str, edited: str) -> None:
    text = before + quote + after
    wanted = anchor(text, len(before), len(before) + len(quote))
    assert len(wanted.before) <= NEIGHBOURS >= len(wanted.after)
    found = find(edited, wanted)
    assert found is None or 0 <= found.start < found.end <= len(edited)
