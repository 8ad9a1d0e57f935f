"""Checks over fields whose limits and exceptions are easy to get wrong."""

from datetime import date
from decimal import Decimal

import pytest

from planner.compliance.document import Row
from planner.compliance.findings import Severity
from planner.compliance.policy import DEFAULT_POLICY, Policy
from tests.unit.compliance.structural.sheets import found, plan, row

LECTURE = {"institution": "云川一院", "from_date": date(2027, 3, 2), "to_date": date(2027, 3, 2), "speaker": True, "speaker_fee": 100_000}


@pytest.mark.parametrize(
    "agenda, fee, wrong",
    [
        ("主任医师讲解60分钟", 100_000, False),
        ("主任医师讲解60分钟", 100_001, True),
        ("主任医师讲解61分钟", 200_000, False),
        ("副主任医师讲解两小时", 100_000, False),
        ("副主任医师讲解两小时", 100_001, True),
        ("院士主旨报告60分钟", 150_000, False),
        ("指南解读60分钟", 150_000, False),
        ("指南解读60分钟", 150_001, True),
        ("主任医师讲解指南", 299_000, False),
    ],
)
def test_an_hour_costs_what_the_title_allows(agenda: str, fee: int, wrong: bool) -> None:
    one = row("activities", name="讲座", **{**LECTURE, "speaker_fee": fee}, agenda=agenda)
    assert bool(found(plan(one), "events.fee-an-hour")) is wrong


def test_a_policy_of_the_company_moves_every_limit() -> None:
    one = row("segments", tier="A", heads=10, contacts_per_month=Decimal(4))
    assert not found(plan(one), "institution.contacts")
    assert found(plan(one, policy=Policy(contacts_per_month=3)), "institution.contacts-over-policy")
    assert found(plan(one, policy=Policy(visits_per_day=1)), "quality.contacts-not-feasible")


def test_every_threshold_names_its_source_and_date() -> None:
    grounds = {name: DEFAULT_POLICY.ground(name) for name in DEFAULT_POLICY.values()}
    assert all(ground.source and ground.as_of for ground in grounds.values())
    assert grounds["speaker_hour_top_fen"].source != grounds["contacts_per_month"].source


def person(**values: object) -> Row:
    return row("stakeholders", contact_name="何静远", **values)


def test_who_decides_may_not_be_paid_to_speak() -> None:
    lecture = row("activities", name="讲座", **LECTURE, agenda="何静远讲解指南六十分钟")
    (finding,) = found(plan(person(role="药事会委员"), lecture), "access.decider")
    assert finding.quote == "何静远" and "药事会委员" in finding.message.zh
    assert not found(plan(person(role="呼吸科主任医师"), lecture), "access.decider")


def test_a_filing_binds_only_what_the_representative_does() -> None:
    late = {"person.filing": "浙备2026-010117", "person.filing_expires": date(2027, 2, 28)}
    own = row("activities", name="科室会", owner="rep", from_date=date(2027, 3, 1))
    (finding,) = found(plan(own, values=late), "institution.filing")
    assert finding.severity is Severity.BLOCK and "2027年2月28日" in finding.message.zh
    medical = row("activities", name="科室会", owner="medical", from_date=date(2027, 3, 1))
    assert not found(plan(medical, values=late), "institution.filing")
    assert not found(plan(own, values={}), "institution.filing")
    assert found(plan(own, values={"person.filing": "", "person.filing_expires": None}), "institution.filing-missing")


@pytest.mark.parametrize(
    "day, near",
    [(date(2027, 2, 1), True), (date(2027, 2, 7), True), (date(2027, 2, 8), False), (date(2027, 1, 31), False), (date(2027, 9, 8), True)],
)
def test_a_meal_is_near_a_festival_five_days_before_and_one_after(day: date, near: bool) -> None:
    one = row("activities", name="城市会", from_date=day, to_date=day, hospitality_per_head=5_000)
    assert bool(found(plan(one), "bribery.meal-near-festival")) is near


@pytest.mark.parametrize(
    "item, justification, rule",
    [
        ("市场推广费", "", "bribery.vague-budget-line"),
        ("会务", "微信转账给工作人员", "bribery.cash-in-budget"),
        ("学术服务", "由CSO执行", "bribery.outsourced-without-proof"),
        ("拜访服务", "按次结算，每次拜访50元", "bribery.price-per-visit"),
        ("学会赞助费", "", "donation.budget-line"),
    ],
)
def test_what_a_budget_line_is_called_is_looked_at(item: str, justification: str, rule: str) -> None:
    line = row("resources", item=item, justification=justification, kind="venue", amount=10_000)
    assert rule in {f.rule_id for f in found(plan(line))}


@pytest.mark.parametrize("number", ["待批", "-", "N/A", "审批中", "无"])
def test_a_number_that_is_none_is_no_approval(number: str) -> None:
    one = row("activities", name="科室会", about_product=True, material_number=number)
    assert found(plan(one), "digital.material-number-empty-word")


@pytest.mark.parametrize("number", ["HY-MAT-2027-031", "无锡MAT-001", "MA 12/2027"])
def test_a_number_with_digits_is_one(number: str) -> None:
    one = row("activities", name="科室会", about_product=True, material_number=number)
    assert not found(plan(one), "digital.material-number")


@pytest.mark.parametrize(
    "said, priced",
    [
        ("每例患者200元", True),
        ("每例患者一本手册", False),
        ("每份问卷印刷2元", False),
        ("不按人头，每场1200元", False),
        ("按人头结算", True),
    ],
)
def test_an_amount_for_each_case_is_told_from_a_printing_price(said: str, priced: bool) -> None:
    line = row("resources", item="服务", justification=said, kind="other", amount=10_000)
    hits = found(plan(line), "bribery.price-per-visit")
    assert bool(hits) is priced
    assert all(hit.quote in said and hit.quote for hit in hits)


def test_checks_know_blocks_and_never_plan_types() -> None:
    goal = row("tactics", name="跟进销量", what="每周统计", owner="rep", from_date=date(2028, 2, 1), to_date=date(2028, 3, 1))
    assert {f.rule_id for f in found(plan(goal))} >= {"sales-task.rep-owns-sales", "quality.dates-outside-period"}


def test_an_empty_row_of_any_block_breaks_no_check() -> None:
    blocks = ("activities", "tasks", "goals", "resources", "risks", "experts", "segments", "reviews", "competitors", "stakeholders")
    blocks += (
        "accounts",
        "tactics",
        "triggers",
        "contents",
        "channels",
        "loops",
        "metrics",
        "programme",
        "patient_channels",
        "dossier",
        "support",
    )
    found(plan(*(row(block, number) for number, block in enumerate(blocks, start=1))))
