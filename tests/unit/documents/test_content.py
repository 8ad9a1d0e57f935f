"""What the paper says, before it is typeset."""

import copy

import pytest

from planner.documents.content import PlanContent
from planner.documents.shapes import MISSING, Entries, Facts, Passage, Picture, Section, Table
from planner.kernel.errors import Invalid
from tests.factories.content import launch_answers, launch_content


def _section(slug: str, answers: dict | None = None) -> Section:
    plan = PlanContent.from_json(launch_content(answers))
    return next(section for section in plan.sections if section.slug == slug)


def _facts(section: Section) -> dict[str, str]:
    return {fact.label: fact.value for block in section.blocks if isinstance(block, Facts) for fact in block.rows}


def _tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def test_sections_are_the_steps_in_their_order_and_numbered() -> None:
    plan = PlanContent.from_json(launch_content())
    assert [(s.number, s.title) for s in plan.sections][:3] == [(1, "基本信息"), (2, "产品与疾病背景"), (3, "市场预热期")]
    assert len(plan.sections) == 9


def test_values_are_in_words() -> None:
    facts = _facts(_section("basics"))
    assert facts["开始月份"] == "2027年1月"
    assert facts["计划上市日期"] == "2027年5月10日"
    assert facts["片区"] == "华东大区，云川片区"
    assert facts["产品"] == "澜瑞单抗注射液"
    assert facts["登记的获批日期"] == "澜瑞单抗注射液：尚未获批"
    assert _facts(_section("safety"))["多少小时内上报"] == "24 小时"


def test_an_empty_optional_answer_is_not_mentioned_and_a_missing_required_one_is() -> None:
    answers = launch_answers()
    answers["basics"]["expected_approval"] = None
    answers["safety"]["contact"] = None
    assert "预计获批日期" not in _facts(_section("basics", answers))
    assert _facts(_section("safety", answers))["药物警戒联系人"] == MISSING


def test_a_hidden_answer_is_not_printed() -> None:
    answers = launch_answers()
    answers["launch-phase"]["activities"][0].update(about_product=False, material_number="HY-SECRET")
    entries = next(block for block in _section("launch-phase", answers).blocks if isinstance(block, Entries))
    assert all(fact.value != "HY-SECRET" for fact in entries.rows[0].facts)


def test_activities_are_a_chart_a_table_with_sums_and_the_long_texts_below() -> None:
    section = _section("pre-launch")
    kinds = [block.kind for block in section.blocks]
    start = kinds.index("picture")
    assert kinds[start : start + 3] == ["picture", "table", "entries"]
    table = section.blocks[start + 1]
    assert isinstance(table, Table)
    assert [column.label for column in table.columns] == ["名称", "形式", "日期", "对象", "人数", "医院同意", "费用"]
    assert table.rows[0][2:] == ("2027年1月15日", "呼吸科和全科医生", "60", "已取得", "¥2,880.00")
    assert table.rows[1][2] == "2027年2月10日 –\n2027年4月20日"
    assert table.foot == ("合计", "", "", "", "150", "", "¥4,880.00")


def test_a_speaker_fee_without_a_speaker_costs_nothing() -> None:
    answers = launch_answers()
    answers["pre-launch"]["activities"][2].update(speaker=False, speaker_fee=200000)
    table = next(t for t in _tables(_section("pre-launch", answers)) if t.foot)
    assert table.rows[2][-1] == "–"


def test_column_shares_add_up_to_the_whole_width() -> None:
    plan = PlanContent.from_json(launch_content())
    tables = [block for section in plan.sections for block in section.blocks if isinstance(block, Table)]
    assert len(tables) >= 12
    for table in tables:
        assert sum(column.share for column in table.columns) == 100
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_rows_with_long_texts_are_written_out() -> None:
    experts = next(block for block in _section("pre-launch").blocks if isinstance(block, Entries))
    assert experts.caption == "专家档案"
    assert experts.rows[0].title == "沈若水"
    assert [passage.label for passage in experts.rows[0].passages] == ["研究方向", "想请教的科学问题"]


def test_rows_with_days_are_drawn_over_the_months_before_their_table() -> None:
    blocks = _section("pre-launch").blocks
    (picture,) = [block for block in blocks if isinstance(block, Picture) and block.caption == "任务"]
    table = blocks[blocks.index(picture) + 1]
    assert isinstance(table, Table) and table.caption == ""
    assert all(row[0] in picture.svg for row in table.rows)


def test_first_and_last_day_share_a_column() -> None:
    tasks = next(table for table in _tables(_section("pre-launch")) if table.columns[0].label == "任务")
    assert [column.label for column in tasks.columns] == ["任务", "怎样做", "负责职能", "日期"]
    assert tasks.rows[0][3] == "2027年1月5日 –\n2027年1月31日"


def test_the_budget_adds_up() -> None:
    table = _tables(_section("resources"))[0]
    assert table.rows[0] == ("院内会与城市会场地", "场地", "¥2,800.00", "4", "¥11,200.00", "机构")
    assert table.foot[4] == "¥29,000.00"


def test_goals_show_figures_with_their_units() -> None:
    section = _section("goals")
    assert isinstance(section.blocks[0], Picture)
    assert _tables(section)[0].rows[0][2:4] == ("58%", "80%")
    assert _tables(section)[0].rows[2][2:4] == ("1 场", "6 场")


def test_a_step_without_answers_has_no_blocks() -> None:
    answers = launch_answers()
    answers["resources"] = {}
    assert _section("resources", answers).blocks == ()


def test_paragraphs_are_the_lines_of_a_text() -> None:
    passage = next(block for block in _section("introduction").blocks if isinstance(block, Passage))
    assert len(passage.paragraphs) == 3


@pytest.mark.parametrize("part", ["number", "plan_type", "answers", "author", "submitted_at", "territory", "company"])
def test_content_with_a_part_missing_is_refused(part: str) -> None:
    content = copy.deepcopy(launch_content())
    del content[part]
    with pytest.raises(Invalid):
        PlanContent.from_json(content)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(Invalid):
        PlanContent.from_json(launch_content(submitted_at="2026-11-21T08:42:10"))
