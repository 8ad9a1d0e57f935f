"""The Word copy that the product itself makes comes back as the answers it was made from."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.documents.content import PlanContent
from planner.documents.intake import Placement, place, suggest_type
from planner.documents.intake.reading import read_manuscript
from planner.documents.word import Standing, plan_docx
from planner.wizards.registry import discover
from tests.corpus.intake.measuring import nothing_lost, solid
from tests.unit.documents.intake.test_matching import placed

CONTENTS = sorted((Path(__file__).parents[3] / "golden" / "contents").glob("*.json"))


def answers(values: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Field and value of everything answered; a no is what a field says before anybody answers."""
    if isinstance(values, dict):
        for name, value in values.items():
            if name != "id":
                yield from answers(value, f"{path}.{name}")
    elif isinstance(values, list) and any(isinstance(value, dict) for value in values):
        for value in values:
            yield from answers(value, path)
    elif values not in (None, "", [], False):
        yield path, solid(json.dumps(values, ensure_ascii=False))


def read_back(content: dict[str, Any]) -> Placement:
    """The copy of a plan, read as a file somebody brings."""
    plan = PlanContent.from_json(content)
    manuscript = read_manuscript(plan_docx(plan, Standing(draft=False, code="X")), "copy.docx")
    assert suggest_type(manuscript) == plan.plan_type.slug
    products = {product["generic_name"]: product["id"] for product in content["products"]}
    territories = {name: int(number) for number, name in content.get("territories", {}).items()}
    found = place(manuscript, discover()[plan.plan_type.slug], today=date(2026, 11, 23), products=products, territories=territories)
    assert not nothing_lost(manuscript, found)
    return found


@pytest.mark.parametrize("path", CONTENTS, ids=lambda path: path.stem)
def test_most_answers_come_back_and_few_others(path):
    """A goal's kind and measure stand before its statement in one cell, and a day without an end has none to read."""
    content = json.loads(path.read_text("utf-8"))
    written, found = Counter(answers(content["answers"])), Counter(answers(dict(read_back(content).answers)))
    assert (written & found).total() >= 0.84 * written.total()
    assert (found - written).total() <= 0.08 * written.total()


def test_a_heading_that_repeats_a_row_of_a_table_goes_on_with_that_row():
    table = "| 活动名称 | 日期 | 人数 |\n|-|-|-|\n| 读书会 | 2027年3月8日 | 12 |\n"
    more = "### 行动计划：怎样进行\n\n#### 读书会\n\n医院或机构：海岚市中心医院；负责职能：医学部；讲者费：¥1,500.00\n"
    rows = placed(f"## 行动计划\n\n{table}\n{more}").answers["strategies"]["activities"]
    assert [row["name"] for row in rows] == ["读书会"]
    assert (rows[0]["institution"], rows[0]["owner"], rows[0]["speaker_fee"]) == ("海岚市中心医院", "medical", 150000)
    assert "fee_paid_to" not in rows[0]


def test_lines_of_a_cover_are_no_summary_where_a_heading_names_one():
    found = placed("# 年度区域工作计划\n\n海岚医药公司\n\n## 计划摘要\n\n把随访培训带到社区。\n")
    assert found.answers["basics"]["summary"] == "把随访培训带到社区。"
    assert any("海岚医药公司" in waiting.text for waiting in found.tray)


def test_a_way_through_the_territories_means_its_end():
    table = "## 基本信息\n\n| 片区 | 全国，云川大区，临溪片区 |\n|-|-|\n| 计划名称 | 随访培训 |\n"
    assert placed(table, territories={"云川大区": 3, "临溪片区": 4}).answers["basics"]["territory"] == 4
