"""The review record on paper."""

import json

import pytest

from planner.documents.pdf import Paper
from planner.documents.record import RecordContent, render_record
from planner.kernel.canonical import canonical_json
from planner.kernel.errors import Invalid
from tests.factories.record import finding, record_json
from tests.unit.documents.conftest import attached, page_texts


def test_the_record_says_who_decided_what_when_and_why(record_paper: Paper) -> None:
    text = "".join(page_texts(record_paper.data))
    for words in (
        "陆知微，合规专员，2026年11月24日 16:50", "例外放行", "机构接收函已存档，展架不含产品信息", "作者申请例外", "展架只有疾病教育内容",
        "公司政策第 4 条（原文已核对）", "这一版的第 2 次提交", "没有问题（此前已定）", "不需要结论", "请在下一版写明夜间的联系方式", "不得承诺处方", "这句话是禁止，不是计划", "2026年11月24日 17:05（北京时间）",
    ):  # fmt: skip
        assert words in text, words


def test_the_record_says_what_was_talked_about_and_proposed_and_what_became_of_it(record_paper: Paper) -> None:
    text = "".join(page_texts(record_paper.data))
    for words in (
        "讨论和建议稿", "合规，陆知微（代程砚），2026年11月24日 16:30", "请写一个可以核对的结果。", "作者，周亦宁，2026年11月24日 16:45", "已改成每月两场科室会。",
        "每月举办两场科室会。作者采用，2026年11月24日 16:44", "作者没有采用，2026年11月24日 16:46：每月已经回顾。", "按科室列出。作者没有回答",
        "已结束（陆知微（代程砚），2026年11月24日 16:59", "原文里已经没有这句话",
    ):  # fmt: skip
        assert words in text, words


def test_the_record_is_tied_to_content_rules_policy_and_trail(record_paper: Paper) -> None:
    text = "".join(page_texts(record_paper.data))
    for words in ("3f" * 32, "ab" * 32, "cd" * 32, "9e" * 32, "1843", "2026.11", "2027-LA-0042，第 2 版"):
        assert words in text, words


def test_the_counts_are_those_of_the_findings() -> None:
    record = RecordContent.from_json(record_json())
    assert record.counts == (("没有问题", 2), ("例外放行", 1), ("不需要结论", 1))


def test_the_json_is_attached_as_it_came(record_paper: Paper) -> None:
    assert attached(record_paper.data, "record.json") == json.loads(canonical_json(record_json()))
    assert record_paper.boxes == ()


def test_the_same_record_gives_the_same_bytes(record_paper: Paper) -> None:
    assert render_record(RecordContent.from_json(record_json())).data == record_paper.data


def test_a_record_without_findings_can_be_printed() -> None:
    paper = render_record(RecordContent.from_json(record_json(findings=[], silences=[], remarks=[])))
    assert "没有提示" in "".join(page_texts(paper.data))


@pytest.mark.parametrize("changes", [{"at": "2026-11-24T09:05:00"}, {"findings": [finding(outcome="perhaps")]}, {"trail": {}}])
def test_a_record_that_does_not_fit_is_refused(changes: dict) -> None:
    with pytest.raises(Invalid):
        RecordContent.from_json(record_json(**changes))


def test_a_character_that_no_font_holds_is_refused() -> None:
    with pytest.raises(Invalid):
        render_record(RecordContent.from_json(record_json(findings=[finding(note="\U0001f984")])))
