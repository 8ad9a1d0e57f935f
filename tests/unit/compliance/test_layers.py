"""Words behind a disguise: found, less sure, and quoted as typed."""

from pathlib import Path

import pytest

from planner.compliance.engine import check_text
from planner.compliance.findings import Confidence, Severity
from planner.compliance.pack import Pack
from tests.factories.core import core_pack
from tests.unit.compliance.packs import REAL, rule, small_pack


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    disguises = (REAL / "disguises.yml").read_text(encoding="utf-8")
    return small_pack(tmp_path, rule("{terms: [返点, 回扣, 统方, 红包]}"), disguises=disguises)


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


@pytest.mark.parametrize(
    "typed, quote, layer",
    [
        ("给返" + "·" * 10 + "点", "返" + "·" * 10 + "点", "squeeze"),
        ("给返の点", "返の点", "squeeze"),
        ("给返<b>点</b>", "返<b>点", "squeeze"),
        ("给&#22238;&#x6263;", "&#22238;&#x6263;", "debris"),
        ("给%E5%9B%9E扣", "%E5%9B%9E扣", "debris"),
        ("给\\u56de扣", "\\u56de扣", "debris"),
        ("给hui4kou4", "hui4kou4", "pinyin"),
        ("给回(kou)", "回(kou)", "pinyin"),
        ("给⿰扌口回⿰扌口", "回⿰扌口", "split"),
        ("给回手口", "回手口", "split"),
        ("给回·扌口", "回·扌口", "squeeze"),
    ],
)
def test_a_disguise_of_another_kind_or_two_at_once_is_read(pack: Pack, typed: str, quote: str, layer: str) -> None:
    (finding,) = check_text(typed, pack).findings
    assert (finding.quote, finding.layer, finding.severity) == (quote, layer, Severity.BLOCK)


@pytest.mark.parametrize("typed", ["给反点", "给回拘", "给返D", "给回𠮟", "给返x点", "给统芳"])
def test_a_word_that_only_sounds_or_looks_alike_can_only_ask_for_review(pack: Pack, typed: str) -> None:
    (finding,) = check_text(typed, pack).findings
    assert (finding.layer, finding.severity) in (("sound", Severity.REVIEW), ("split", Severity.BLOCK))


@pytest.mark.parametrize("typed", ["违反点评制度", "同方向努力", "侵犯利益", "会扣除费用", "沟通方式", "系统访问权限", "CT方案", "返回D区"])
def test_words_that_happen_to_sound_alike_are_left_alone(pack: Pack, typed: str) -> None:
    assert not check_text(typed, pack).findings


def test_a_filler_between_words_goes_with_the_one_inside_a_word(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{near: {terms: [[医生], [返点]], gap: 4}}"))
    assert not check_text("给医生，返点", pack).findings
    (finding,) = check_text("给，医，生，送，返，点，吧", pack).findings
    assert (finding.layer, finding.severity) == ("join", Severity.REVIEW)


def test_lines_of_one_length_are_read_as_one_paragraph_but_a_list_is_not(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{near: {terms: [[医生], [返点]], gap: 8}}"))
    assert check_text("请给科室里的医生\n月底安排一次返点\n谢谢", pack).findings
    assert not check_text("1. 拜访科室的医生\n2. 月底安排了返点", pack).findings
    assert not check_text("拜访科室的医生。\n月底安排了返点。", pack).findings


def test_two_rounds_of_reading_lead_back_to_the_typed_text(pack: Pack) -> None:
    typed = "甲\u200b乙，再给回&nbsp;·&#25187;，丙"
    (finding,) = check_text(typed, pack).findings
    assert typed[finding.start : finding.end] == finding.quote == "回&nbsp;·&#25187;"


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
    pack = core_pack()
    report = check_text("第一句。开展\u202e疾病教育。", pack)
    assert [(f.rule_id, f.quote) for f in report.findings] == [("digital.hidden-text", "开展\u202e疾病教育")]
