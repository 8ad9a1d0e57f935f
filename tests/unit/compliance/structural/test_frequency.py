"""How often: every way to say it comes to times a month."""

import pytest

from planner.compliance.structural.frequency import cadences, frequencies


@pytest.mark.parametrize(
    "text, low, high",
    [
        ("每月2次", 2, 2),
        ("每月 2 次", 2, 2),
        ("每月两次", 2, 2),
        ("每月貳次", 2, 2),
        ("每月２次", 2, 2),
        ("每月二至三次", 2, 3),
        ("每个月至少四次", 4, None),
        ("每月最多4次", None, 4),
        ("每月拜访3次以上", 3, None),
        ("月均4次", 4, 4),
        ("月均拜访约4次", 4, 4),
        ("月拜访6次", 6, 6),
        ("2次/月", 2, 2),
        ("2次/人/月", 2, 2),
        ("每周三次", 13, 13),
        ("一周两次", 26 / 3, 26 / 3),
        ("每两周一次", 13 / 6, 13 / 6),
        ("隔周一次", 13 / 6, 13 / 6),
        ("每季度一次", 1 / 3, 1 / 3),
        ("每半年1次", 1 / 6, 1 / 6),
        ("每3个月1次", 1 / 3, 1 / 3),
        ("每半月一次", 2, 2),
        ("twice a month", 2, 2),
        ("3 times per week", 13, 13),
        ("once every two weeks", 13 / 6, 13 / 6),
    ],
)
def test_a_frequency_is_read_as_times_a_month(text: str, low: float | None, high: float | None) -> None:
    (found,) = frequencies(text)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text", ["6月拜访4次", "上半年两次", "每年三月、九月各一次", "每隔两周一次", "每次拜访", "第二季度一次", "共20次", "", "每月"]
)
def test_what_could_mean_something_else_is_left_alone(text: str) -> None:
    assert frequencies(text) == ()


def test_weeks_and_months_agree_when_they_say_the_same() -> None:
    weekly, fortnightly = frequencies("每周一次")[0], frequencies("隔周")[0]
    assert weekly.agrees(4) and weekly.agrees(4.3) and not weekly.agrees(2)
    assert fortnightly.agrees(2) and not fortnightly.agrees(1)


def test_at_most_agrees_with_less_and_at_least_with_more() -> None:
    assert frequencies("每月最多4次")[0].agrees(1)
    assert not frequencies("每月最多4次")[0].agrees(6)
    assert frequencies("每月至少2次")[0].agrees(6)
    assert not frequencies("每月至少2次")[0].agrees(1)


@pytest.mark.parametrize(
    "text, per_month",
    [("每周复盘", 52 / 12), ("季度回顾", 1 / 3), ("按月评估", 1), ("monthly review", 1), ("隔周例会", 26 / 12)],
)
def test_a_rhythm_without_a_count_is_read_too(text: str, per_month: float) -> None:
    assert [rate for _, _, rate in cadences(text)] == [pytest.approx(per_month)]


@pytest.mark.parametrize("text", ["第一季度回顾", "本季度复盘", "每次复盘", "一季度"])
def test_a_named_quarter_is_no_rhythm(text: str) -> None:
    assert cadences(text) == ()
