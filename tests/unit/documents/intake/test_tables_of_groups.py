"""Tables whose first column says which list of the plan a row belongs to."""

from tests.unit.documents.intake.test_matching import TODAY, TYPES, nothing_lost, place, read, values

BONES = """## 根本原因

| 类别 | 原因 | 主要原因 |
|-|-|-|
| 政策 | 来访要预约 | 否 |
| 产品 | 资料没有更新 | 否 |
| 推广 | 课件陈旧 | 是 |
| 推广 | 没有问卷 | 否 |
"""


def test_each_row_goes_to_the_list_its_first_cell_names():
    causes = place(read(BONES), TYPES["turnaround"], today=TODAY).answers["causes"]
    assert [row["cause"] for row in causes["policy"]] == ["来访要预约"]
    assert [row["cause"] for row in causes["product"]] == ["资料没有更新"]
    assert [(row["cause"], row["main"]) for row in causes["promotion"]] == [("课件陈旧", True), ("没有问卷", False)]


def test_a_column_without_a_field_waits_and_nothing_is_lost():
    manuscript = read(BONES.replace("主要原因", "备注").replace("| 否 |", "| 待核实 |"))
    placement = place(manuscript, TYPES["turnaround"], today=TODAY)
    assert not nothing_lost(manuscript, placement)
    assert "待核实" in "".join(waiting.text for waiting in placement.tray)
    assert values(placement, "cause") == ["来访要预约", "资料没有更新", "课件陈旧", "没有问卷"]


def test_a_table_that_names_other_things_is_read_as_before():
    table = "## 行动计划\n\n| 类别 | 活动名称 | 人数 |\n|-|-|-|\n| 甲 | 读书会 | 12 |\n| 乙 | 病例会 | 9 |\n"
    assert values(place(read(table), TYPES["territory"], today=TODAY), "name") == ["读书会", "病例会"]
