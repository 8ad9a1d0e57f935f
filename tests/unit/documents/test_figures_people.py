"""The map of people: everybody stands on it, within its bounds, and nothing about them but work."""

from xml.etree import ElementTree

import pytest

from planner.documents.figures import tool_pictures
from planner.documents.figures.stakeholders import Person, stakeholder_map
from planner.documents.figures.words import shows
from planner.wizards.registry import discover
from planner.wizards.schema import Group

SVG = "{http://www.w3.org/2000/svg}"
ROW = {
    "id": "a",
    "contact_name": "𬭊远书",
    "contact_title": "副主任医师",
    "contact_department": "内分泌科",
    "level": "influence",
    "relation": "exchange",
    "role": "牵头科室培训",
    "interest": "起始治疗评估",
}


def _people() -> Group:
    accounts = discover()["key-account"].step("accounts").items[0]
    assert isinstance(accounts, Group)
    return next(item for item in accounts.fields if isinstance(item, Group) and item.tool == "stakeholders")


@pytest.mark.parametrize("width", [290, 330, 560, 658])
@pytest.mark.parametrize("words", ["短", "糖尿病学组秘书兼内分泌代谢科住院医师规范化培训基地教学主任", "x" * 60])
@pytest.mark.parametrize("count", [1, 13])
def test_everybody_stands_within_the_bounds(width: float, words: str, count: int) -> None:
    people = [Person(f"{n}{words[:38]}", words[:40], words, "定期学术交流", 3, 4) for n in range(count)]
    drawn = stakeholder_map([("决策层", people), ("影响层", []), ("执行层", people[:1])], "zh", width)
    root = ElementTree.fromstring(drawn)
    height = float(root.get("height", "0"))
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
        assert min(x, y) >= 0 and x + w <= width + 0.5 and y + h <= height + 0.5
    for text in root.iter(f"{SVG}text"):
        assert float(text.get("y", "0")) < height
    assert "style=" not in drawn and len([r for r in root.iter(f"{SVG}rect") if r.get("class") == "fig-card"]) == count + 1


def test_the_map_says_work_and_nothing_else() -> None:
    group = _people()
    (drawn,) = tool_pictures((group,), {group.name: [ROW, {"id": "b", "contact_name": "祁安然"}]}).values()
    for words in ("𬭊远书", "副主任医师", "内分泌科", "定期学术交流", "还没有选层面", "祁安然", "还没有人"):
        assert shows(drawn, words), words
    assert "牵头科室培训" not in drawn and "起始治疗评估" not in drawn
    assert tool_pictures((group,), {group.name: [{"id": "c", "level": "decision"}]}) == {}, "nobody is named yet"


def test_the_title_counts_for_those_who_cannot_see_it() -> None:
    group = _people()
    (drawn,) = tool_pictures((group,), {group.name: [ROW]}, "en").values()
    assert "<title>People by level. Decision: 0, Influence: 1, Execution: 0</title>" in drawn
