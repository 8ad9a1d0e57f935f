"""The second reader: what it sees, what it says, and what it may not do."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from planner.compliance.engine import check_text
from planner.compliance.findings import Finding, Severity
from planner.compliance.loader import PackError, load_pack
from planner.compliance.pack import READER, Pack
from planner.compliance.reader import Reader, Resemblance, features
from tests.unit.compliance.packs import rule, write_pack

RESEMBLES = (
    rule("{resembles: true}", slug="resembles", severity="review", extra="confidence: low")
    .replace("“{hit}”在{field}", "像“{like}”")
    .replace("“{hit}” in {field}", "like “{like}”")
)
REBATE = rule("{terms: [返点]}", slug="rebate")
TARGET = rule("{terms: [销售额]}", slug="target", severity="review")


def model(weights: Mapping[str, int], **changed: object) -> str:
    """A model in which words weigh as given, for one category."""
    packed = base64.b64encode(bytes(weight % 256 for weight in weights.values())).decode()
    data = {
        "speaks_from": 0.7, "sure_from": 0.4, "doubts_below": 0.15, "categories": ["bribery"], "bias": 0.0, "kind_bias": [0.0], "scale": 1.0,
        "features": list(weights), "offence": packed, "kinds": packed, "examples": {"bribery": ["后备箱里放两箱橙子", "桌上放一束花"]},
    }  # fmt: skip
    return json.dumps({**data, **changed}, ensure_ascii=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack with a rule that blocks, one that asks for review, and one for what the reader finds."""
    return write_pack(tmp_path, RESEMBLES, REBATE, TARGET)


def with_model(folder: Path, source: str) -> Pack:
    (folder / READER).write_text(source, encoding="utf-8")
    return load_pack(folder)


def of(rule_id: str, text: str, pack: Pack) -> list[Finding]:
    return [finding for finding in check_text(text, pack).findings if finding.rule_id == rule_id]


def test_it_sees_characters_pairs_lists_and_no_exact_numbers() -> None:
    assert features("送 12 箱", ["$gift"]) == {"送", "0", "箱", "送0", "0箱", "$gift"}
    assert features("送8箱") == features("送１２箱".replace("１２", "12"))


def test_likelihood_is_the_logistic_of_the_mean_weight() -> None:
    reader = Reader(model({"橙": 3, "子": -1}))
    assert reader.likelihood(features("橙子")) == pytest.approx(1 / (1 + 2.718281828 ** -(2 / 2**0.5)))
    assert reader.likelihood(features("苹果")) == 0


def test_it_names_the_labelled_sentence_that_shares_most() -> None:
    reader, seen = Reader(model({"橙": 3})), features("往后备箱里放一箱橙子")
    assert reader.resemblance(seen) == Resemblance("bribery", 1)
    assert reader.nearest(seen, "bribery") == "后备箱里放两箱橙子"


@pytest.mark.parametrize("source", ["", "[]", "{}", '{"features": []}', model({"橙": 3}, kinds="")])
def test_a_broken_model_refuses_the_pack_by_name(folder: Path, source: str) -> None:
    with pytest.raises(PackError, match=r"reader\.json:1: "):
        with_model(folder, source)


def test_it_points_at_the_clause_where_no_rule_speaks_and_names_its_example(folder: Path) -> None:
    (finding,) = of(
        "bribery.resembles", "下午天气很好，后备箱里放了橙子，晚上回家。", with_model(folder, model({"橙": 9, "子": 9, "晚": -9}))
    )
    assert finding.quote == "后备箱里放了橙子"
    assert finding.severity is Severity.REVIEW
    assert "后备箱里放两箱橙子" in finding.message.zh and "后备箱里放两箱橙子" in finding.message.en


def test_a_ban_silences_it_like_any_rule(folder: Path) -> None:
    pack = with_model(folder, model({"橙": 9, "子": 9}))
    assert not of("bribery.resembles", "严禁往后备箱里放橙子。", pack)
    assert any(s.rule_id == "bribery.resembles" for s in check_text("严禁往后备箱里放橙子。", pack).silences)


def test_where_a_rule_speaks_it_says_nothing(folder: Path) -> None:
    pack = with_model(folder, model({"返": 9, "点": 9}))
    report = check_text("按处方量给医生返点。", pack)
    assert report.findings and all(finding.rule_id != "bribery.resembles" for finding in report.findings)
    assert all(silence.rule_id != "bribery.resembles" for silence in report.silences)


def test_what_it_doubts_becomes_advice_but_a_block_stands(folder: Path) -> None:
    review, block = "本季度销售额达到五百万元。", "按处方量给医生返点。"
    plain = load_pack(folder)
    assert {f.severity for f in check_text(review, plain).findings} == {Severity.REVIEW}
    doubting = with_model(folder, model(dict.fromkeys({*review, *block}, -9)))
    assert {f.severity for f in check_text(review, doubting).findings} == {Severity.ADVISE}
    assert Severity.BLOCK in {f.severity for f in check_text(block, doubting).findings}
