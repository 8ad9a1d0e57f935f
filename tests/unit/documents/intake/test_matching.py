"""Passages land where a person would put them; what does not fit waits, and nothing is put where it must not be."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from planner.documents.intake import Manuscript, Placement, place, suggest_type
from planner.documents.intake.reading import read_manuscript
from planner.wizards.registry import discover
from tests.corpus.intake import seeds
from tests.corpus.intake.measuring import allowed_of, measured, nothing_lost
from tests.corpus.intake.samples_seen import SEEN
from tests.corpus.intake.samples_unseen import UNSEEN
from tests.corpus.intake.writing import written
from tests.factories.seventh import SLUG, seventh_in

TYPES = discover()
TODAY = date(2026, 11, 22)


def read(text: str, name: str = "a.md") -> Manuscript:
    return read_manuscript(text.encode(), name)


def placed(text: str, slug: str = "territory", **registry: dict[str, int]) -> Placement:
    return place(read(text), TYPES[slug], today=TODAY, **registry)


def values(placement: Placement, field: str) -> list[object]:
    return [entry.value for entry in placement.entries if entry.path.endswith(f".{field}")]


@pytest.mark.parametrize("sample", [*SEEN, *UNSEEN], ids=lambda sample: sample.name)
def test_nine_tenths_of_a_document_land_in_a_fitting_step(sample):
    manuscript = read_manuscript(written(sample), sample.file_name)
    placement = place(manuscript, TYPES[sample.plan_type], today=TODAY)
    assert not nothing_lost(manuscript, placement)
    assert measured(manuscript, placement, allowed_of(sample, manuscript)).share >= 0.9
    assert suggest_type(manuscript) == sample.plan_type


@pytest.mark.parametrize("number", range(5))
def test_nine_tenths_of_each_sample_plan_land_in_a_fitting_step(number):
    try:
        slug, text = seeds.plans()[number]
    except FileNotFoundError:
        pytest.skip("the sample plans are not here")
    manuscript = read_manuscript(seeds.as_word(text), "a.docx")
    placement = place(manuscript, TYPES[slug], today=TODAY)
    assert not nothing_lost(manuscript, placement)
    assert measured(manuscript, placement, seeds.allowed_in(slug, manuscript)).share >= 0.9
    assert suggest_type(manuscript) == slug


@pytest.mark.parametrize("number", range(1, 5))
def test_papers_that_are_no_plans_are_in_a_field_or_in_the_tray_whole(number):
    found = next(seeds.SEEDS.glob(f"00{number}_*.txt"), None)
    if found is None:
        pytest.skip("the sample papers are not here")
    manuscript = read_manuscript(seeds.as_word(found.read_text(encoding="utf-8", errors="replace")), "a.docx")
    for kind in TYPES.values():
        assert not nothing_lost(manuscript, place(manuscript, kind, today=TODAY))


def test_a_seventh_type_is_filled_by_its_labels_alone(tmp_path):
    text = """# 秋季学术研讨会计划

## 议题

在哪个季度：2027年第三季度

形式：报告、讨论

| 议题 | 负责职能 | 规模 | 时段 |
|-|-|-|-|
| 哮喘分级 | 医学部 | 大 | 上午 |

## 日程

| 活动名称 | 开始日期 | 预计人数 |
|-|-|-|
| 开幕报告 | 2027年9月3日 | 120 |
"""
    with seventh_in(tmp_path):
        kind = discover()[SLUG]
        manuscript = read(text)
        placement = place(manuscript, kind, today=TODAY)
        assert suggest_type(manuscript) == SLUG
    topics = placement.answers["topics"]
    assert (topics["quarter"], topics["format"]) == ("2027-Q3", ["talk", "panel"])
    session = topics["sessions"][0]
    assert {name: session[name] for name in ("topic", "owner", "size", "hour")} == {
        "topic": "哮喘分级",
        "owner": "medical",
        "size": "large",
        "hour": "am",
    }
    assert placement.answers["events"]["activities"][0]["heads"] == 120
    assert placement.tray == ()


def test_values_are_stored_in_the_form_of_their_kind():
    table = "| 活动名称 | 形式 | 开始日期 | 结束日期 | 人数 | 涉及产品 | 讲者费 |\n|-|-|-|-|-|-|-|\n| 读书会 | 科室会 | 2027年3月8日 | 2027/3/9 | 25人 | 否 | 1,200.5元 |\n"
    row = placed(f"## 行动计划\n\n{table}").answers["strategies"]["activities"][0]
    expected = {
        "kind": "department_meeting",
        "from_date": "2027-03-08",
        "to_date": "2027-03-09",
        "heads": 25,
        "about_product": False,
        "speaker_fee": 120050,
    }
    assert {name: row[name] for name in expected} == expected


def test_a_stretch_of_days_in_one_cell_fills_both_dates():
    row = placed("## 行动计划\n\n| 活动名称 | 日期 | 人数 |\n|-|-|-|\n| 读书会 | 2027年3月8日至3月9日 | 12 |\n").answers["strategies"][
        "activities"
    ][0]
    assert (row["from_date"], row["to_date"]) == ("2027-03-08", "2027-03-09")


def test_a_day_without_a_year_takes_the_year_the_file_speaks_of_or_else_the_next_such_day():
    line = "## 药物警戒\n\n最近一次培训日期：3月8日\n"
    assert values(placed(line), "training_date") == ["2027-03-08"]
    assert values(placed(f"# 2029 年度区域计划\n\n{line}"), "training_date") == ["2029-03-08"]


def test_what_cannot_be_a_value_waits_with_the_reason():
    placement = placed("## 行动计划\n\n| 活动名称 | 开始日期 | 人数 |\n|-|-|-|\n| 读书会 | 三月初 | 若干 |\n")
    assert {(waiting.text, waiting.step) for waiting in placement.tray} == {("三月初", "strategies"), ("若干", "strategies")}
    assert all(waiting.context.endswith(("开始日期", "人数")) for waiting in placement.tray)


def test_a_column_of_prescriptions_waits_whole_and_the_other_columns_are_placed():
    placement = placed("## 客户分层\n\n| 层级 | 人数 | 月处方量 |\n|-|-|-|\n| A类 | 12 | 120盒 |\n")
    assert values(placement, "heads") == [12]
    assert [waiting.text for waiting in placement.tray] == ["月处方量\n120盒"]
    assert "处方" in placement.tray[0].reason.zh


def test_a_labelled_figure_of_prescriptions_waits():
    placement = placed("## 客户分层\n\n- 月均处方量：120 盒\n")
    assert [waiting.text for waiting in placement.tray] == ["月均处方量：120 盒"]


@pytest.mark.parametrize("number", ["13812345678", "110101199003074514", "6222 0212 3456 7890", "010-12345678"])
def test_a_personal_number_waits_in_the_tray(number):
    placement = placed(
        f"## 区域市场\n\n请联系王老师 {number} 了解情况。\n\n| 机构名称 | 级别 | 说明 |\n|-|-|-|\n| 云台医院 | 三级 | 电话 {number} |\n",
        "territory",
    )
    assert all(number not in entry.source for entry in placement.entries)
    assert sum(number in waiting.text for waiting in placement.tray) == 2


def test_a_text_longer_than_its_field_is_cut_between_sentences_and_the_rest_waits():
    sentence = "这一段写区域的情况，写得很长。"
    placement = placed("## 区域市场\n\n" + sentence * 500)
    entry = next(entry for entry in placement.entries if entry.path == "market.overview")
    assert len(str(entry.value)) <= 5000
    assert str(entry.value).endswith("。")
    assert str(entry.value) + placement.tray[0].text == sentence * 500


def test_a_table_with_its_heads_in_the_first_column_is_turned():
    placement = placed("## 竞争格局\n\n| 公司 | 安禾 | 北辰 |\n|-|-|-|\n| 产品 | 舒平 | 清畅 |\n| 优势 | 简单 | 便宜 |\n")
    assert values(placement, "product") == ["舒平", "清畅"]
    assert values(placement, "company") == ["安禾", "北辰"]


def test_a_row_of_sums_waits_in_the_tray():
    placement = placed("## 预算\n\n| 项目 | 单价 | 数量 |\n|-|-|-|\n| 讲义 | 12.5 | 100 |\n| 合计 | | 100 |\n")
    assert values(placement, "item") == ["讲义"]
    assert [waiting.text.split() for waiting in placement.tray] == [["合计", "100"]]


def test_preset_rows_are_filled_and_not_doubled():
    placement = placed("## SMART 目标\n\n- 首要目标：恢复培训频次\n- 过程目标：全员完成培训\n", "turnaround")
    rows = placement.answers["goals"]["goals"]
    assert [row["kind"] for row in rows] == ["first", "core", "process"]
    assert [row.get("statement") for row in rows] == ["恢复培训频次", None, "全员完成培训"]


def test_products_and_territories_are_found_in_the_registry_or_wait():
    text = "# 计划\n\n## 基本信息\n\n片区：江北片区\n\n产品：安瑞、清畅\n"
    placement = placed(text, territories={"江北片区": 7}, products={"安瑞": 1, "清畅": 2})
    assert values(placement, "territory") == [7]
    assert values(placement, "products") == [[1, 2]]
    assert values(placed(text), "products") == []


def test_a_field_that_another_choice_calls_for_is_never_filled_out_of_sight():
    placement = placed("## 预算\n\n| 项目 | 类别 | 单价 | 数量 | 登记号 |\n|-|-|-|-|-|\n| 讲义 | 印刷 | 12.5 | 100 | S-1 |\n")
    assert values(placement, "record_number") == []
    assert [waiting.text for waiting in placement.tray] == ["S-1"]


def test_headers_notes_and_comments_wait_and_are_not_mixed_into_the_text():
    manuscript = read_manuscript(written(SEEN[0]), "a.docx")
    placement = place(manuscript, TYPES["territory"], today=TODAY)
    assert "江北片区 内部资料" in [waiting.text for waiting in placement.tray]


def test_a_file_that_is_no_plan_suggests_nothing():
    assert suggest_type(read("# 会议纪要\n\n今天下午讨论了茶水间的安排。\n")) is None


def test_a_label_on_a_line_of_its_own_names_the_paragraph_after_it():
    made, text = Document(), "监测到第三个月，没有达到就换方案，改为小组学习。"
    made.add_heading("业绩扭转计划", 1)
    made.add_heading("监测与备选方案", 1)
    made.add_paragraph("备选方案")
    made.add_paragraph(text)
    written_to = BytesIO()
    made.save(written_to)
    placement = place(read_manuscript(written_to.getvalue(), "a.docx"), TYPES["turnaround"], today=TODAY)
    assert values(placement, "plan_b") == [text]


def test_a_heading_that_names_a_row_again_goes_on_with_that_row():
    table = "| 活动名称 | 形式 | 人数 |\n|-|-|-|\n| 读书会 | 科室会 | 12 |\n"
    placement = placed(f"## 行动计划\n\n{table}\n### 读书会\n\n议程：先读指南，再提问。\n")
    rows = placement.answers["strategies"]["activities"]
    assert [(row["name"], row["heads"], row["agenda"]) for row in rows] == [("读书会", 12, "先读指南，再提问。")]


def test_the_name_of_the_plan_is_the_one_the_file_calls_so():
    placement = placed("# 一份文件\n\n| 计划名称 | 江北片区年度计划 |\n|-|-|\n| 开始月份 | 2027年1月 |\n")
    assert values(placement, "title") == ["江北片区年度计划"]
    assert "一份文件" in [waiting.text for waiting in placement.tray]
