"""Prose against fields, through the whole checker: where it points, what it says, and when it keeps silent."""

from datetime import date
from decimal import Decimal

import pytest

from planner.compliance.findings import Severity
from tests.unit.compliance.structural.sheets import found, plan, row

TIER_A = row("segments", tier="A", contacts_per_month=Decimal(4))
BUDGET = row("resources", item="场地", kind="venue", amount=10_000_000)


def test_a_frequency_in_prose_is_marked_where_it_stands_and_both_values_are_said() -> None:
    text = "以学术需求分层。A类客户每月拜访２次，讲解指南。"
    (finding,) = found(plan(TIER_A, text=text), "consistency.")
    assert (finding.rule_id, finding.path, finding.severity) == ("consistency.tier-frequency", "s.summary", Severity.ADVISE)
    assert text[finding.start : finding.end] == finding.quote == "每月拜访２次"
    assert "每月拜访２次" in finding.message.zh and "每月 4 次" in finding.message.zh
    assert "4 contacts a month" in finding.message.en


@pytest.mark.parametrize("said", ["每月2次", "月均2次", "2次/月", "隔周1次", "每季度一次", "每月兩次", "每月不超过两次"])
def test_every_spelling_of_another_frequency_is_found(said: str) -> None:
    assert found(plan(TIER_A, text=f"A类医生拜访{said}"), "consistency.tier-frequency")


@pytest.mark.parametrize("said", ["每月4次", "每周一次", "每月四次", "月均约4次", "每月3-5次", "每月至少2次", "每月最多6次", "每月肆次"])
def test_every_spelling_of_the_same_frequency_is_silent(said: str) -> None:
    assert not found(plan(TIER_A, text=f"A类医生拜访{said}"), "consistency.")


@pytest.mark.parametrize(
    "text",
    [
        "A、B类客户每月拜访2次",
        "A/B级客户每月拜访2次",
        "B类客户每月拜访2次",
        "每月举办2次科室会",
        "A类客户每次拜访讲解2个主题",
        "A类客户每月推送资料2次",
    ],
)
def test_a_frequency_of_something_else_is_silent(text: str) -> None:
    assert not found(plan(TIER_A, text=text), "consistency.")


def test_each_tier_is_held_against_its_own_row() -> None:
    rows = (TIER_A, row("segments", 2, tier="B", contacts_per_month=Decimal(2)))
    text = "A类客户每月拜访4次，B类客户每月拜访1次"
    (finding,) = found(plan(*rows, text=text), "consistency.tier-frequency")
    assert finding.start > text.index("B")
    assert not found(plan(*rows, text="A类客户每月拜访4次，B类客户每月拜访2次"), "consistency.")


def test_two_rows_of_one_tier_leave_prose_alone() -> None:
    rows = (TIER_A, row("segments", 2, tier="A", contacts_per_month=Decimal(1)))
    assert not found(plan(*rows, text="A类客户每月拜访2次"), "consistency.tier")


@pytest.mark.parametrize("words", ["6月举办", "第三季度举办", "定于2027年9月15日举行", "下半年召开", "2028年3月举办", "九月份启动"])
def test_a_month_beside_other_dates_is_advised(words: str) -> None:
    one = row("activities", name="科室会", description=words, from_date=date(2027, 3, 1), to_date=date(2027, 4, 30))
    (finding,) = found(plan(one), "consistency.month")
    assert finding.path.endswith(".description")
    assert "2027年3月1日" in finding.message.zh and "30 April 2027" in finding.message.en


@pytest.mark.parametrize(
    "words",
    [
        "3月举办",
        "上半年举办",
        "原定6月举办，改到3月",
        "解读2024年6月发布的指南",
        "6月底前完成总结",
        "每年6月举办",
        "用6个月完成",
        "会后6月随访",
        "3月举办，6月总结",
    ],
)
def test_a_month_that_fits_or_means_another_time_is_silent(words: str) -> None:
    one = row("activities", name="科室会", description=words, from_date=date(2027, 3, 1), to_date=date(2027, 4, 30))
    assert not found(plan(one), "consistency.month")


def test_the_window_of_a_phase_binds_prose_in_its_step() -> None:
    launch = {"basics.launch_date": date(2027, 6, 1)}
    (finding,) = found(plan(text="第四季度开展疾病教育", phase="pre_launch", values=launch), "consistency.month")
    assert "2027年1月 至 2027年6月" in finding.message.zh
    assert not found(plan(text="第二季度开展疾病教育", phase="pre_launch", values=launch), "consistency.month")
    assert not found(plan(text="第四季度开展疾病教育", phase="growth", values=launch), "consistency.month")
    assert found(plan(text="2月开展说明书教育", phase="launch", values=launch), "consistency.month")


def test_without_a_period_no_month_is_wrong() -> None:
    assert not found(plan(text="2031年6月举办城市会", period=None), "consistency.")


@pytest.mark.parametrize(
    "said", ["总预算15万元", "总预算为15万", "费用合计十五万元", "总费用约15万", "总投入不超过8万元", "总预算 ¥150,000"]
)
def test_another_total_than_the_table_is_advised(said: str) -> None:
    (finding,) = found(plan(BUDGET, text=f"本计划{said}。"), "consistency.total")
    assert "100,000" in finding.message.zh and finding.quote in said


@pytest.mark.parametrize(
    "said", ["总预算10万元", "总预算约11万", "总费用不超过12万元", "去年总预算15万元", "产品预算15万元", "每场总费用5000元", "总预算十万元"]
)
def test_the_same_total_or_another_budget_is_silent(said: str) -> None:
    assert not found(plan(BUDGET, text=said), "consistency.")


def test_arithmetic_is_only_judged_where_the_sentence_gives_it_all() -> None:
    (finding,) = found(plan(text="20人参会，人均80元，共2000元。"), "consistency.arithmetic")
    assert finding.quote == "2000元" and "1,600" in finding.message.zh
    for silent in (
        "20人参会，人均80元，共1600元。",
        "约20人，人均80元，共2000元。",
        "人均80元，共2000元。",
        "20人，人均80元，场地共2000元。",
    ):
        assert not found(plan(text=silent), "consistency.arithmetic"), silent


def test_events_and_budget_lines_need_each_other() -> None:
    meal = row("activities", name="城市会", heads=20, hospitality_per_head=5_000, agenda="14:00-16:00 指南解读与讨论")
    line = row("resources", item="用餐", kind="hospitality", amount=100_000)
    assert not found(plan(meal, line), "consistency.")
    assert [f.rule_id for f in found(plan(meal, BUDGET), "consistency.")] == ["consistency.meal-without-budget"]
    assert [f.rule_id for f in found(plan(row("activities", name="会"), line), "consistency.")] == ["consistency.meal-without-event"]
    small = row("resources", item="用餐", kind="hospitality", amount=99_999)
    (finding,) = found(plan(meal, small), "consistency.")
    assert "1,000" in finding.message.zh and "999.99" in finding.message.zh


@pytest.mark.parametrize(
    "statement, baseline, target, unit, wrong",
    [
        ("正确率从58%提高到80%", 58, 80, "%", False),
        ("正确率从58%提高到80%", 58, 85, "%", True),
        ("正确率从五十八提高到80%", 58, 80, "%", False),
        ("覆盖6家医院，正确率达到80%", 0, 6, "家", False),
        ("正确率达到80%，到会率达到90%", 58, 70, "%", False),
        ("正确率由50％提升至80％", 58, 80, "%", True),
    ],
)
def test_a_goal_is_held_against_its_figures_only_where_units_agree(
    statement: str, baseline: int, target: int, unit: str, wrong: bool
) -> None:
    goal = row("goals", statement=statement, metric="率", baseline=Decimal(baseline), target=Decimal(target), unit=unit, due=(2027, 6))
    assert bool(found(plan(goal), "consistency.goal-figures")) is wrong


def test_hours_of_reporting_are_held_against_the_safety_step() -> None:
    values = {"safety.within_hours": 24, "safety.contact": "药物警戒部 0571-88880000"}
    assert found(plan(text="获知不良反应后四十八小时内上报", values=values), "consistency.report-hours")
    assert not found(plan(text="不良反应当天上报；问题48小时内答复", values=values), "consistency.")
