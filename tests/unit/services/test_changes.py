"""What differs between two contents, as people read it."""

from typing import Any

from planner.services.changes import Content, changes_between
from planner.services.changes_grouped import grouped
from planner.services.changes_sentences import sentence_changes
from planner.wizards.registry import discover
from planner.wizards.snapshot import to_json

KIND = to_json(discover()["launch"])


def content(**answers: dict[str, Any]) -> Content:
    return {"plan_type": KIND, "answers": answers, "products": [{"id": 7, "generic_name": "泰泽利单抗"}], "territories": {"3": "上海"}}


def risks(*ids: str) -> Content:
    return content(risks={"risks": [{"id": row, "risk": f"风险{row}"} for row in ids]})


def test_numbers_dates_and_choices_are_compared_in_words() -> None:
    old = content(basics={"period_start": "2027-01", "territory": None, "products": None})
    new = content(basics={"period_start": "2027-02", "territory": 3, "products": [7]})
    found = {change.label.zh: (change.before.zh, change.after.zh, change.after.en) for change in changes_between(old, new).fields}
    assert found["开始月份"] == ("2027年1月", "2027年2月", "February 2027")
    assert found["片区"] == ("", "上海", "上海")
    assert found["产品"] == ("", "泰泽利单抗", "泰泽利单抗")


def test_a_row_that_only_stands_elsewhere_has_moved() -> None:
    difference = changes_between(risks("a", "b", "c", "d"), risks("d", "a", "b", "c"))
    assert difference.fields == () and difference.count == 1
    assert [(row.kind, row.path, row.was_at, row.now_at) for row in difference.rows] == [("moved", "risks.risks.d", 4, 1)]


def test_a_row_that_came_or_went_is_one_change_with_its_fields() -> None:
    difference = changes_between(risks("a", "b"), risks("a", "c"))
    assert difference.count == 2
    parts = grouped(difference)
    assert [(part.kind, part.path, [change.label.zh for change in part.fields]) for part in parts] == [
        ("added", "risks.risks.c", ["会发生什么"]),
        ("removed", "risks.risks.b", ["会发生什么"]),
    ]


def test_inside_a_changed_sentence_only_the_words_are_lit() -> None:
    found = sentence_changes("在六家医院办 12 场。由医学部审稿！", "在八家医院办 24 场。由医学部审稿！会后回访。")
    assert [sentence.kind for sentence in found] == ["changed", "same", "added"]
    assert [(p.side, p.text) for p in found[0].pieces if p.side != "same"] == [("gone", "六"), ("new", "八"), ("gone", "12"), ("new", "24")]


def test_a_rare_character_is_never_cut_in_two() -> None:
    pieces = [piece.text for sentence in sentence_changes("葛󠄀医生和𠮷医生来。", "葛医生和𠮸医生来。") for piece in sentence.pieces]
    assert "葛󠄀" in pieces and "𠮷" in pieces


def test_a_long_text_of_many_short_sentences_is_compared_within_a_second() -> None:
    old = "".join(f"第{n}句。" for n in range(900))
    new = "".join(f"第{n}条。" for n in range(900))
    assert {sentence.kind for sentence in sentence_changes(old, new)} == {"removed", "added"}
