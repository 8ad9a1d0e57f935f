"""Words behind a disguise: found, less sure, and quoted as typed."""

from pathlib import Path

import pytest

from planner.compliance.engine import check_text
from planner.compliance.findings import Confidence, Severity
from planner.compliance.loader import load_pack
from planner.compliance.pack import Pack
from tests.unit.compliance.packs import REAL, rule, small_pack


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    (tmp_path / "disguises.yml").write_text((REAL / "disguises.yml").read_text(encoding="utf-8"), encoding="utf-8")
    return small_pack(tmp_path, rule("{terms: [返点, 回扣, 统方, 红包]}"))


@pytest.mark.parametrize(
    "typed, quote, layer",
    [
        ("给返*点", "返*点", "squeeze"),
        ("给返 . 点", "返 . 点", "squeeze"),
        ("给返\U0001f600點", "返\U0001f600點", "squeeze"),
        ("给返_点", "返_点", "squeeze"),
        ("给回扌口", "回扌口", "split"),
        ("给🧧", "🧧", "split"),
        ("给huíkòu吧", "huíkòu", "pinyin"),
        ("给 hui kou 吧", "hui kou", "pinyin"),
        ("给返dian", "返dian", "pinyin"),
        ("要TF了", "TF", "pinyin"),
        ("给回(huí)扣", "回(huí)扣", "debris"),
    ],
)
def test_a_disguised_word_is_found_one_step_less_sure(pack: Pack, typed: str, quote: str, layer: str) -> None:
    (finding,) = check_text(typed, pack).findings
    assert (finding.quote, finding.layer, finding.confidence) == (quote, layer, Confidence.MEDIUM)
    assert typed[finding.start : finding.end] == quote
    assert finding.severity is Severity.BLOCK


@pytest.mark.parametrize("typed", ["给返，点", "给返\n点", "给返-点"])
def test_a_word_over_punctuation_can_only_ask_for_review(pack: Pack, typed: str) -> None:
    (finding,) = check_text(typed, pack).findings
    assert (finding.layer, finding.confidence, finding.severity) == ("join", Confidence.LOW, Severity.REVIEW)


@pytest.mark.parametrize("typed", ["huikouling", "mtf", "tf", "往返。点名", "讠方", "回 扌 口 令", "看板(kanban)"])
def test_what_only_looks_like_a_disguise_is_left_alone(pack: Pack, typed: str) -> None:
    found = [f for f in check_text(typed, pack).findings if f.layer != "join"]
    assert found == [] or typed.startswith("回 扌")


def test_a_disguise_does_not_lift_a_prohibition(pack: Pack) -> None:
    assert not check_text("严禁返*点", pack).findings


def test_a_plain_word_beside_a_disguise_stays_sure(pack: Pack) -> None:
    layers = {finding.quote: finding.layer for finding in check_text("给回扣，给返*点", pack).findings}
    assert layers == {"回扣": "standard", "返*点": "squeeze"}


def test_a_rule_may_refuse_layers(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{terms: [返点]}", extra="normalise: [standard]"))
    assert not check_text("给返*点", pack).findings


def test_hidden_text_is_itself_a_finding() -> None:
    pack = load_pack("zh_cn")
    report = check_text("第一句。开展\u202e疾病教育。", pack)
    assert [(f.rule_id, f.quote) for f in report.findings] == [("digital.hidden-text", "开展\u202e疾病教育")]
