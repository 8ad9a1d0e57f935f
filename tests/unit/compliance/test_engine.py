"""From hits to findings: weight, protection, filters, who hides whom, names that last."""

from datetime import date
from pathlib import Path

import pytest

from planner.compliance.document import ProductFacts
from planner.compliance.engine import check_text
from planner.compliance.findings import Confidence, Severity
from planner.compliance.scope import Scope
from tests.factories.core import core_pack
from tests.unit.compliance.packs import rule, small_pack


def test_a_finding_carries_reason_rule_citation_and_rewrite(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{terms: [返点]}"))
    (finding,) = check_text(
        "一\U0001f600给 返點。", pack, Scope(label="摘要", schema_path="basics.summary", path="basics.summary")
    ).findings
    assert (finding.start, finding.end, finding.quote) == (4, 6, "返點")
    assert finding.message.zh == "“返點”在摘要"
    assert finding.sentence == "一\U0001f600给 返點。"
    assert [(c.label.zh, c.certain) for c in finding.cites] == [("《药品管理法》第八十八条第一款", True), ("《医药代表管理办法》", False)]
    assert finding.suggestions[0].kind == "rewrite"
    assert finding.override == ("officer",)


def test_a_near_hit_is_quoted_by_its_clauses_without_bullets(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{near: {terms: [[处方], [返点]]}}"))
    (finding,) = check_text("  • 执行细则：对重点医生按处方给返点，会后跟进。", pack).findings
    assert finding.quote == "对重点医生按处方给返点"


def test_a_longer_harmless_string_swallows_the_hit(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{terms: [最佳]}", extra="protect: [最佳支持治疗]"))
    report = check_text("最佳支持治疗，疗效最佳", pack)
    assert [f.start for f in report.findings] == [9]
    assert [s.switch for s in report.silences] == ["protect:最佳支持治疗"]


def test_own_switch_off_words_and_conditions_of_weight(tmp_path: Path) -> None:
    extra = "without: [{terms: [服务协议], within: sentence}]\nseverity_when: [{if: {words: [背景]}, then: advise}, {if: {phase: launch}, then: review}]"
    pack = small_pack(tmp_path, rule("{terms: [讲课费]}", extra=extra))
    assert not check_text("讲课费凭服务协议支付", pack).findings
    assert check_text("讲课费", pack).findings[0].severity is Severity.BLOCK
    assert check_text("背景：讲课费", pack).findings[0].severity is Severity.ADVISE
    assert check_text("讲课费", pack, Scope(phase="launch")).findings[0].severity is Severity.REVIEW


def test_what_is_not_known_of_a_place_excludes_no_rule(tmp_path: Path) -> None:
    extra = 'applies: {plan_types: [launch], phases: [pre_launch], fields: ["*.tasks.*"], blocks: [tasks]}'
    pack = small_pack(tmp_path, rule("{terms: [返点]}", extra=extra))
    assert check_text("返点", pack).findings
    here = Scope("launch", "pre_launch", "pre-launch.tasks.how", "tasks")
    assert check_text("返点", pack, here).findings
    for other in (
        Scope("territory", "pre_launch", "pre-launch.tasks.how", "tasks"),
        Scope("launch", "growth", "growth.tasks.how", "tasks"),
        Scope("launch", "pre_launch", "pre-launch.objective", None),
    ):
        assert not check_text("返点", pack, other).findings


def test_a_rule_holds_from_its_day(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{terms: [返点]}", extra="effective: {from: 2026-08-01, to: 2026-12-31}"))
    days = [date(2026, 7, 31), date(2026, 8, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [len(check_text("返点", pack, Scope(on=day)).findings) for day in days] == [0, 1, 1, 0]


def test_overlapping_findings_of_a_category_collapse_to_the_heaviest(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{terms: [处方返点]}", "light", "review"), rule("{terms: [返点]}", "heavy"))
    report = check_text("处方返点", pack)
    assert [f.rule_id for f in report.findings] == ["bribery.heavy"]
    assert [s.switch for s in report.silences] == ["beats:bribery.heavy"]


def test_one_finding_of_a_group_in_a_sentence_and_at_most_limit_in_a_field(tmp_path: Path) -> None:
    grouped = small_pack(tmp_path, rule("{terms: [返点]}", extra="group: g"))
    assert len(check_text("返点和返点。返点", grouped).findings) == 2
    limited = small_pack(tmp_path, rule("{terms: [返点]}", extra="limit: 1"))
    assert len(check_text("返点和返点。返点", limited).findings) == 1


def test_a_filter_silences_until_its_last_day(tmp_path: Path) -> None:
    filters = """
- id: filter.quotes
  title: {zh: 法规原文栏, en: Statute field}
  rules: [bribery]
  when: {fields: ["*.quote"]}
  until: 2027-06-30
  reason: {zh: 只录法规原文, en: Holds statute text}
  owner: 合规部
"""
    pack = small_pack(tmp_path, rule("{terms: [返点]}"), filters=filters)
    place = {"schema_path": "a.quote"}
    assert check_text("返点", pack, Scope(on=date(2027, 6, 30), **place)).silences[0].switch == "filter:filter.quotes"
    assert check_text("返点", pack, Scope(on=date(2027, 7, 1), **place)).findings
    assert check_text("返点", pack, Scope(on=date(2027, 6, 30), schema_path="a.other")).findings


def test_a_rule_on_trial_is_recorded_and_not_shown(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{terms: [返点]}", extra="status: trial"))
    report = check_text("返点", pack)
    assert not report.findings
    assert report.silences[0].switch == "status:trial"


def test_a_fingerprint_lasts_while_the_sentence_does(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{terms: [返点]}"))
    here = Scope(schema_path="goals.statement", path="goals.a1.statement")
    moved = Scope(schema_path="goals.statement", path="goals.b2.statement")
    one, same, other = (
        check_text(t, pack, s).findings[0].fingerprint for t, s in (("开头。给返点。", here), ("给 返點！", moved), ("多给返点。", here))
    )
    assert one == same
    assert one != other


def test_the_heaviest_word_of_low_confidence_only_asks_for_review(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{terms: [返点]}", severity="review", extra="confidence: low"))
    (finding,) = check_text("返点", pack).findings
    assert (finding.severity, finding.confidence) == (Severity.REVIEW, Confidence.LOW)


def test_competitors_of_the_products_are_a_list(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{near: {terms: [[$competitor], [不如]]}}"))
    scope = Scope(products=(ProductFacts("甲", competitors=("乙安平",)),))
    assert check_text("乙安平不如我们", pack, scope).findings
    assert not check_text("乙安平不如我们", pack).findings


@pytest.mark.parametrize("text", ["", " ", "\n\n", "。", "\u200b", "\ud800"])
def test_empty_and_odd_texts_have_no_findings(text: str) -> None:
    assert not check_text(text, core_pack()).findings
