"""Amounts, heads, hours, ways and minutes in prose."""

from decimal import Decimal

import pytest

from planner.compliance.structural.amounts import counted, late, minutes, money, ways


@pytest.mark.parametrize(
    "text, yuan",
    [
        ("共15万元", 150_000),
        ("总预算12.5万", 125_000),
        ("十五万元", 150_000),
        ("¥150,000", 150_000),
        ("￥1.5万", 15_000),
        ("RMB 3000", 3_000),
        ("两千元", 2_000),
        ("一万二千元", 12_000),
        ("15 万元", 150_000),
    ],
)
def test_an_amount_is_read_in_fen(text: str, yuan: int) -> None:
    (found,) = money(text)
    assert found.value == yuan * 100


def test_bounds_and_estimates_are_kept() -> None:
    most, about, more = money("不超过3万元")[0], money("约3万元")[0], money("3万余元")[0]
    assert most.agrees(Decimal(2_000_000)) and not most.agrees(Decimal(4_000_000))
    assert about.agrees(Decimal(3_200_000)) and not about.agrees(Decimal(4_000_000))
    assert more.about


@pytest.mark.parametrize("text", ["15万人次", "20万例", "三家医院", "第3场"])
def test_large_numbers_of_other_things_are_no_money(text: str) -> None:
    assert money(text) == ()


def test_heads_and_hours_are_counted() -> None:
    assert [f.value for f in counted("预计三十人参加，讲者2位", "people")] == [30, 2]
    assert [f.value for f in counted("四十八小时内上报", "hours")] == [48]
    assert [f.value for f in counted("within 72 hours", "hours")] == [72]


def test_a_way_leads_from_one_figure_to_another() -> None:
    (way,) = ways("正确率从58%提高到80%")
    assert (way.before, way.after, way.unit) == (58, 80, "%")
    (arrival,) = ways("答复率达到95%")
    assert (arrival.before, arrival.after) == (None, 95)


@pytest.mark.parametrize(
    "agenda, planned",
    [
        ("指南二十分钟；讨论30分钟", 50),
        ("14:00-15:30 指南；15:30-16:00 讨论", 120),
        ("讲解两小时", 120),
        ("指南解读与病例讨论", None),
        ("14:00 开始", None),
    ],
)
def test_an_agenda_tells_its_minutes(agenda: str, planned: int | None) -> None:
    assert minutes(agenda) == planned


def test_the_evening_begins_at_eight() -> None:
    assert list(late("18:00-20:30 讨论")) and list(late("晚八点开始"))
    assert not list(late("08:30-19:30 讨论"))
