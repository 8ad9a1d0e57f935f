"""What is kept of a sentence changes nothing: the next text with the same sentence is read as if it were the first."""

import random

import pytest

from planner.compliance.document import ProductFacts
from planner.compliance.engine import check_text
from planner.compliance.findings import Report
from planner.compliance.pack import Pack
from planner.compliance.scope import Scope
from planner.compliance.segment import LONGEST
from tests.factories.core import core_pack
from tests.unit.compliance.packs import rule, small_pack

PACK = core_pack()
PRODUCTS = (ProductFacts("瑞息宁", ("Rison",), competitors=("禾屿单抗",)),)


def first_time(text: str, pack: Pack) -> Report:
    pack.compiled.screen.wording.cache_clear()
    return check_text(text, pack)


def examples() -> list[str]:
    found = [example.text.strip("【】") for one in PACK.rules for example in (*one.tests.hit, *one.tests.miss) if example.text]
    random.Random(4).shuffle(found)
    return found


def test_sentences_in_another_order_are_read_as_for_the_first_time() -> None:
    dice = random.Random(31)
    sentences = examples()[:60]
    texts = ["。".join(dice.sample(sentences, 4)) + dice.choice(("", "。", "\n一、")) for _ in range(25)]
    warm = [check_text(text, PACK) for text in texts]
    assert warm == [first_time(text, PACK) for text in texts]
    assert sum(len(report.findings) for report in warm) > 25


def test_a_sentence_is_read_with_the_products_and_the_policy_of_its_plan(tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = small_pack(
        tmp_path_factory.mktemp("pack"),
        rule("{near: {terms: [[推荐], [$product]]}}", slug="product"),
        rule("{number: {unit: yuan, op: '>', policy: hospitality_per_head_fen, of: [人均]}}", slug="policy"),
    )
    text = "推荐Rison。人均200元。"
    scopes = [
        Scope(),
        Scope(products=PRODUCTS),
        Scope(policy=(("hospitality_per_head_fen", 10_000),)),
        Scope(policy=(("hospitality_per_head_fen", 90_000),)),
    ]
    warm = [[finding.rule_id.partition(".")[2] for finding in check_text(text, pack, scope).findings] for _ in range(2) for scope in scopes]
    assert warm[1] != warm[0]
    assert "product" in warm[1]
    assert "policy" in warm[2]
    assert "policy" not in warm[3]
    assert warm[:4] == warm[4:]


def test_pieces_of_a_sentence_without_end_are_not_taken_for_sentences(tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = small_pack(tmp_path_factory.mktemp("pack"), rule("{terms: [统方]}", slug="terms"))
    piece = "方案" + "好" * 20
    assert check_text(piece, pack).findings == ()
    cut = "好" * (LONGEST - 1) + "统" + piece  # the word lies over the cut
    assert check_text(cut, pack).findings == ()
    assert [check_text(text, pack) for text in (piece, cut, piece)] == [first_time(text, pack) for text in (piece, cut, piece)]


def test_a_sentence_that_moved_has_its_findings_where_it_stands_now() -> None:
    text = "争取每位专家开出第一张处方。"
    for before in ("", "好。", "上市前，由医学部开展疾病教育。", ""):
        (finding, *_) = check_text(before + text, PACK).findings
        assert (finding.start, finding.quote) == (len(before), text.strip("。"))
