"""The pictures: well-formed, within their bounds, no style attributes, in both languages."""

import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from planner.documents.figures import (
    Activity,
    Goal,
    activities_of,
    budget_bars,
    budget_items,
    gantt,
    goal_bars,
    goals_of,
    phase_timeline,
)
from planner.documents.figures.canvas import text_width, wrapped
from tests.factories.content import launch_answers

SVG = "{http://www.w3.org/2000/svg}"
WINDOWS = {
    "pre_launch": (date(2027, 1, 1), date(2027, 5, 9)),
    "launch": (date(2027, 5, 10), date(2027, 8, 9)),
    "growth": (date(2027, 8, 10), date(2028, 5, 9)),
}


def _pictures(language: str, width: float) -> dict[str, str]:
    answers = launch_answers()
    activities = activities_of(answers["launch-phase"]["activities"], language=language)
    return {
        "goals": goal_bars(goals_of(answers["goals"]["goals"], language=language), language, width),
        "budget": budget_bars(budget_items(answers["resources"]["resources"], language=language), language, width),
        "timeline": phase_timeline(WINDOWS, date(2027, 6, 1), language, width, period_end=date(2027, 12, 31)),
        "gantt": gantt(activities, WINDOWS["launch"], language, width),
    }


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [340, 590, 658])
def test_pictures_are_whole_and_stay_within_their_bounds(language: str, width: float) -> None:
    for name, svg in _pictures(language, width).items():
        root = ElementTree.fromstring(svg)
        height = float(root.get("height", "0"))
        for rect in root.iter(f"{SVG}rect"):
            x, y, w, h = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
            assert x >= 0, name
            assert y >= 0, name
            assert x + w <= width + 0.5, name
            assert y + h <= height, name
        for text in root.iter(f"{SVG}text"):
            assert float(text.get("font-size", "0")) >= 12
            assert float(text.get("y", "0")) <= height, name
            if text.get("text-anchor") is None:
                right = float(text.get("x", "0")) + text_width(text.text or "", float(text.get("font-size", "12")))
                assert right <= width + 6, (name, text.text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_have_a_title_and_no_style_or_script(language: str) -> None:
    for svg in _pictures(language, 658).values():
        assert ElementTree.fromstring(svg).find(f"{SVG}title") is not None
        assert "style=" not in svg
        assert "<script" not in svg


def test_pictures_keep_to_one_language() -> None:
    answers = launch_answers()
    names = [row["metric"] for row in answers["goals"]["goals"]] + [row["name"] for row in answers["launch-phase"]["activities"]]
    for svg in _pictures("en", 658).values():
        texts = [t.text or "" for t in ElementTree.fromstring(svg).iter() if t.tag in (f"{SVG}text", f"{SVG}title")]
        ours = [text for text in texts if not any(text.rstrip("…")[:6] == name[:6] for name in names)]
        assert not [text for text in ours if re.search("[\u4e00-\u9fff]", text) and not re.search(r"场|小时", text)]


def test_names_are_escaped() -> None:
    svg = gantt([Activity('<b>&"', "", date(2027, 1, 1), date(2027, 1, 2))])
    assert "<b>" not in svg
    assert ElementTree.fromstring(svg) is not None


def test_a_goal_bar_is_as_long_as_its_figures_say() -> None:
    root = ElementTree.fromstring(goal_bars([Goal("正确率", "", Decimal(58), Decimal(80), "%")], width=658))
    bars = {rect.get("class"): float(rect.get("width", "0")) for rect in root.iter(f"{SVG}rect")}
    assert bars["fig-base"] / bars["fig-track"] == pytest.approx(0.58, abs=0.01)
    assert bars["fig-bar"] / bars["fig-track"] == pytest.approx(0.22, abs=0.01)


def test_a_goal_that_aims_lower_shows_what_is_given_up_dashed() -> None:
    svg = goal_bars([Goal("用时", "", Decimal(20), Decimal(8), "小时")])
    assert "fig-bar-open" in svg
    assert "目标 8 小时" in svg


def test_goals_without_figures_have_words_instead_of_a_bar() -> None:
    svg = goal_bars([Goal("交流", "", None, None, "")])
    assert "fig-track" not in svg
    assert "没有数值" in svg


def test_zero_figures_divide_nothing() -> None:
    assert "目标 0 场" in goal_bars([Goal("x", "", Decimal(0), Decimal(0), "场")])
    assert "¥0.00" in budget_bars([("场地", 0)])


def test_an_activity_longer_than_the_span_widens_the_chart() -> None:
    svg = gantt([Activity("会", "", date(2026, 12, 1), date(2027, 4, 2))], (date(2027, 1, 1), date(2027, 1, 31)))
    root = ElementTree.fromstring(svg)
    labels = [text.text for text in root.iter(f"{SVG}text")]
    assert {"12月", "1月", "4月"} <= set(labels)


def test_rows_without_a_date_are_not_drawn() -> None:
    assert activities_of([{"id": "a", "name": "会"}]) == []
    assert gantt([]) == ""
    assert phase_timeline({}) == ""


def test_today_is_drawn_only_within_the_phases() -> None:
    assert "今天" in phase_timeline(WINDOWS, date(2027, 2, 1))
    assert "今天" not in phase_timeline(WINDOWS, date(2029, 2, 1))


def test_budget_items_are_summed_by_kind_largest_first() -> None:
    rows = [{"kind": "venue", "unit_price": 100, "quantity": 2}, {"kind": "travel", "unit_price": 500, "quantity": 1},
            {"kind": "venue", "unit_price": 50, "quantity": 1}, {"kind": "venue", "unit_price": 5}]  # fmt: skip
    assert budget_items(rows) == [("交通", 500), ("场地", 250)]


def test_wrapped_lines_keep_punctuation_off_the_start_and_end_in_an_ellipsis() -> None:
    lines = wrapped("一二三四五，六七八九十", 10, 50, 3)
    assert all(not line.startswith("，") for line in lines)
    assert wrapped("一二三四五六七八九十", 10, 30, 2)[-1].endswith("…")
