"""Where sentences, clauses and list items begin and end."""

import pytest

from planner.compliance import segment


def test_sentences_end_at_marks_and_lines_and_marks_in_a_row_are_one_end() -> None:
    text = "一。\n二!?三;四"
    cuts = segment.sentences(text)
    assert [text[a:b] for a, b in zip(cuts.starts, cuts.ends, strict=True)] == ["一。\n", "二!?", "三;", "四"]


def test_an_endless_sentence_is_cut_at_commas_and_at_the_latest_after_a_limit() -> None:
    text = "一" * 300 + "," + "二" * 900
    cuts = segment.sentences(text)
    assert [end - start for start, end in zip(cuts.starts, cuts.ends, strict=True)] == [301, 400, 400, 100]
    assert cuts.ends[-1] == len(text)


def test_clauses_end_at_commas_and_colons_but_not_inside_numbers() -> None:
    text = "目标:1,200元,12:30开会"
    assert [text[a:b] for a, b in segment.clauses(text, 0, len(text))] == ["目标:", "1,200元,", "12:30开会"]


def test_a_cell_of_a_table_ends_a_clause() -> None:
    text = "| 到会率、人次 | 份额回升至18% |"
    cells = [text[a:b] for a, b in segment.clauses(text, 0, len(text))]
    assert cells == ["|", " 到会率、人次 |", " 份额回升至18% |"]


def test_an_enumeration_is_one_clause() -> None:
    text = "严禁现金、礼品、旅游"
    assert segment.clauses(text, 0, len(text)) == ((0, len(text)),)


@pytest.mark.parametrize(
    "line, kind",
    [
        ("• 拜访", "bullet"),
        ("(一)目标", "paren"),
        ("1. 目标", "digit"),
        ("2、目标", "digit"),
        ("三、红线", "chinese"),
        ("2.5万元", ""),
        ("目标", ""),
    ],
)
def test_knows_the_numbering_of_a_list(line: str, kind: str) -> None:
    assert segment.marker(line) == kind


def test_a_quote_is_trimmed_of_bullets_and_closing_marks() -> None:
    text = "  • 1. 完成目标。"
    assert text[slice(*segment.trimmed(text, 0, len(text)))] == "1. 完成目标"
    assert segment.trimmed("。", 0, 1) == (1, 1)
