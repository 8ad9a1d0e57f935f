"""Cues: a prohibition governs its clause and nothing else."""

from pathlib import Path

import pytest

from planner.compliance.engine import check_text
from planner.compliance.findings import Severity
from planner.compliance.pack import Pack
from tests.unit.compliance.packs import rule, small_pack


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return small_pack(tmp_path, rule("{terms: [返点, 送礼, 统方]}"))


@pytest.mark.parametrize(
    "text",
    [
        "严禁返点",
        "严禁以任何名义向医务人员提供现金、返点",
        "不得有送礼行为",
        "不送礼",
        "以学术服务替代返点",
        "不再靠返点",
        "防范返点带来的问题",
        "统方属于违法行为",
        "红线：\n• 统方\n• 送礼",
        "三、负面清单\n1. 返点\n2. 送礼",
        "严禁以下行为：统方；送礼",
        "根据《药品管理法》规定，给予返点的依法处罚",
        "某公司因统方被查处",
        "行业里靠返点的老办法走不通",
        "禁止返点，或以送礼代之",
    ],
)
def test_silent_where_the_text_forbids_replaces_guards_or_reports(pack: Pack, text: str) -> None:
    report = check_text(text, pack)
    assert [f.quote for f in report.findings if f.severity is Severity.BLOCK] == []
    assert report.silences or report.findings


@pytest.mark.parametrize(
    "text",
    [
        "不得不给返点",
        "严禁宴请。给返点",
        "严禁宴请，改为返点",
        "严禁公开返点但可私下返点",
        "不断统方",
        "不仅送礼",
        "给返点，严禁宴请",
        "红线：不得宴请\n\n下一步给返点",
        "严禁以下行为：宴请。其他返点",
        "参照竞品的返点力度",
    ],
)
def test_speaks_where_the_prohibition_does_not_reach(pack: Pack, text: str) -> None:
    assert [f for f in check_text(text, pack).findings if f.severity is Severity.BLOCK]


def test_conduct_of_others_is_only_advice(pack: Pack) -> None:
    report = check_text("竞品近期通过返点快速上升", pack)
    assert [(f.severity, f.cues) for f in report.findings] == [(Severity.ADVISE, ("third_party", "competitor_line"))]


def test_a_cue_may_stand_between_the_words_of_a_hit(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{near: {terms: [[代表], [送礼]]}}"))
    assert not check_text("代表一律不得送礼", pack).findings
    assert check_text("代表安排送礼", pack).findings


def test_a_silence_names_switch_and_reason(pack: Pack) -> None:
    (silence,) = check_text("严禁返\u200b点", pack).silences
    assert (silence.switch, silence.quote) == ("cue:ban", "返\u200b点")
    assert silence.reason.zh
    assert silence.reason.en


def test_a_rule_may_take_a_default_cue_away(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{terms: [上报]}", extra="unless_not: [prohibition, negation, negation_close]"))
    assert check_text("不得上报", pack).findings


def test_a_heading_is_only_advice_where_its_section_is_found_out(pack: Pack) -> None:
    text = "一、统方\n• 每月由代表统方并汇总。\n"
    assert [(f.severity, f.cues) for f in check_text(text, pack).findings] == [(Severity.ADVISE, ("heading",)), (Severity.BLOCK, ())]
    assert [f.severity for f in check_text("一、统方\n• 每月汇总。\n", pack).findings] == [Severity.BLOCK]
    assert [f.severity for f in check_text("每月统方", pack).findings] == [Severity.BLOCK]


@pytest.mark.parametrize(
    "text, found",
    [
        ("2027年的纠风要点明确要查统方", False),
        ("为应付纠风检查，统方改由他人做", True),
        ("• 主要竞争对手甲公司：靠返点上升", False),
        ("• 主要竞争对手甲公司：份额稳定。其优势在于返点灵活", False),
        ("• 竞品份额稳定。我司给返点", True),
    ],
)
def test_supervision_and_competitors_are_not_the_plan(pack: Pack, text: str, found: bool) -> None:
    blocks = [f for f in check_text(text, pack).findings if f.severity is Severity.BLOCK]
    assert bool(blocks) is found
