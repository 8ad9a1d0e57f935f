"""Every kind of match: what it finds and what it leaves."""

from pathlib import Path

import pytest

from planner.compliance.engine import check_text
from planner.compliance.matchers.number import value_of
from planner.compliance.prove import example_scope
from planner.compliance.ruletests import Example
from tests.unit.compliance.packs import rule, small_pack


def quotes(folder: Path, match: str, text: str, lists: str = "{}", **example: object) -> list[str]:
    pack = small_pack(folder, rule(match, extra="quote: words"), lists=lists)
    scope = example_scope(Example.model_validate({"text": text, **example}))
    return [finding.quote for finding in check_text(text, pack, scope).findings]


def test_terms_may_name_lists_that_hold_lists(tmp_path: Path) -> None:
    lists = "{money: [返点, $more], more: [回扣]}"
    assert quotes(tmp_path, "{terms: [$money]}", "给回扣和返点", lists) == ["回扣", "返点"]


def test_near_takes_the_shortest_window_inside_one_clause(tmp_path: Path) -> None:
    match = "{near: {terms: [[处方], [返点]]}}"
    assert quotes(tmp_path, match, "处方很多处方给返点") == ["处方给返点"]
    assert quotes(tmp_path, match, "写处方，给返点") == []


def test_near_within_a_sentence_crosses_commas_but_no_full_stop(tmp_path: Path) -> None:
    match = "{near: {terms: [[处方], [返点]], within: sentence}}"
    assert quotes(tmp_path, match, "写处方，给返点") == ["处方，给返点"]
    assert quotes(tmp_path, match, "写处方。给返点") == []


def test_near_within_a_field_crosses_everything(tmp_path: Path) -> None:
    assert quotes(tmp_path, "{near: {terms: [[处方], [返点]], within: field}}", "写处方。\n给返点") == ["处方。\n给返点"]


def test_near_in_order_and_with_a_gap(tmp_path: Path) -> None:
    ordered = "{near: {terms: [[返点], [处方]], ordered: true}}"
    assert quotes(tmp_path, ordered, "处方给返点") == []
    assert quotes(tmp_path, ordered, "返点换处方") == ["返点换处方"]
    gap = "{near: {terms: [[返点], [处方]], gap: 2}}"
    assert quotes(tmp_path, gap, "返点一二处方") == ["返点一二处方"]
    assert quotes(tmp_path, gap, "返点一二三处方") == []


def test_two_windows_in_one_clause_are_two_hits(tmp_path: Path) -> None:
    match = "{near: {terms: [[返点], [处方]], gap: 1}}"
    assert quotes(tmp_path, match, "返点换处方再安排返点换处方") == ["返点换处方", "返点换处方"]


def test_regex_stays_inside_a_sentence(tmp_path: Path) -> None:
    assert quotes(tmp_path, "{regex: '返.{0,3}点'}", "返一二点，返。点") == ["返一二点"]


def test_any_takes_each_and_all_needs_every_one(tmp_path: Path) -> None:
    assert quotes(tmp_path, "{any: [{terms: [返点]}, {regex: '回.扣'}]}", "返点与回一扣") == ["返点", "回一扣"]
    both = "{all: {of: [{terms: [返点]}, {number: {unit: yuan, op: '>', value: 10}}], within: clause}}"
    assert quotes(tmp_path, both, "返点20元") == ["返点20元"]
    assert quotes(tmp_path, both, "返点，20元") == []


@pytest.mark.parametrize(
    "text, hit",
    [
        ("每人餐费超过300元", False),
        ("每人餐费301元", True),
        ("餐费人均1,200元", True),
        ("每人餐费五百元", True),
        ("每人餐费1.5万元", True),
        ("餐费共301元", False),
        ("每人301盒餐费", False),
    ],
)
def test_numbers_are_read_with_unit_and_for_each(tmp_path: Path, text: str, hit: bool) -> None:
    match = "{number: {of: [餐费], per: [每人, 人均], unit: yuan, op: '>', value: 300}}"
    assert bool(quotes(tmp_path, match, text)) is hit


def test_a_threshold_may_come_from_the_policy(tmp_path: Path) -> None:
    match = "{number: {unit: yuan, op: '>', policy: hospitality_per_head_fen}}"
    assert quotes(tmp_path, match, "餐费200元") == []
    assert quotes(tmp_path, match, "餐费200元", policy={"hospitality_per_head_fen": 10000}) == ["200元"]


@pytest.mark.parametrize(
    "written, value",
    [
        ("三百", 300),
        ("3,000", 3000),
        ("1.5万", 15_000),
        ("二十", 20),
        ("十五", 15),
        ("一千零五", 1005),
        ("两万三千", 23_000),
        ("三成", 30),
        ("百分之八十", 80),
        ("壹佰万", 1_000_000),
        ("拾元", 10),
        ("陆仟柒佰捌拾玖", 6789),
    ],
)
def test_written_amounts_have_their_value(written: str, value: float) -> None:
    assert value_of(written) == value


def test_product_lists_are_filled_from_the_plan_and_empty_without(tmp_path: Path) -> None:
    match = "{near: {terms: [[$product], [优势]]}}"
    products = [{"name": "瑞息宁", "brands": ["Rison"]}]
    assert quotes(tmp_path, match, "介绍RISON的优势", products=products) == ["RISON的优势"]
    assert quotes(tmp_path, match, "介绍瑞 息宁的优势", products=products) == ["瑞 息宁的优势"]
    assert quotes(tmp_path, match, "介绍Rison的优势") == []


def test_banking_numerals_are_amounts_but_not_inside_other_words(tmp_path: Path) -> None:
    match = {"number": {"unit": "yuan", "op": ">=", "value": 10}}
    assert quotes(tmp_path, match, "预留壹佰万元，另备拾圆。") == ["壹佰万元", "拾圆"]
    people = {"number": {"unit": "people", "op": ">=", "value": 2}}
    assert quotes(tmp_path, people, "大陆人口多，不拾人牙慧。") == []
