"""Texts to measure the checker on, and the clock it is measured with."""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

SEEDS = Path(__file__).parent.parent / "planner" / "seeds"
_CHINESE = re.compile("[\u4e00-\u9fff]")
_TAME = (
    "在片区内六家二级以上医院开展重度哮喘规范化诊疗的疾病教育，由医学部提供经审批的资料。\n",
    "会后用问卷了解医务人员对指南要点的掌握程度，正确率目标为百分之八十，每季度汇总一次。\n",
    "按医院公布的流程在指定部门登记后递交资料，回答书面问询，记录拜访情况。\n",
    "1. 获知任何疑似不良反应，当天记录四项信息并在二十四小时内上报药物警戒部门。\n",
    "严禁以任何形式赠送礼品或安排旅游，不统计医生个人处方，不承担销售任务。\n",
)
_HOT = (
    "四季度完成销售额五百万元，缺口分解到每名代表。\n",
    "会上巧妙引出新产品，为后续推广埋下伏笔。\n",
    "对重点医生按处方量给予返点，争取药事会委员的支持票。\n",
)


def plan(length: int) -> str:
    """The demo's plans of every kind, field after field as their authors type them; over again where they are shorter."""
    fields = [text for file in sorted(SEEDS.glob("*.yml")) for text in _texts(yaml.safe_load(file.read_text(encoding="utf-8")))]
    text = "\n".join(fields) + "\n"
    return (text * (length // len(text) + 1))[:length]


def _texts(node: Any) -> Iterator[str]:
    """Every text of a file that is more than a name."""
    if isinstance(node, str):
        if len(_CHINESE.findall(node)) >= 8:
            yield node
    elif isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _texts(inner)


def dense(length: int) -> str:
    """A text of which every fifth line is a prohibition that several rules ask about, and every fifteenth breaks them."""
    lines: list[str] = []
    total = number = 0
    while total < length:
        line = _HOT[number // 15 % len(_HOT)] if number % 15 == 14 else _TAME[number % len(_TAME)]
        lines.append(line)
        total += len(line)
        number += 1
    return "".join(lines)[:length]


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """Median processor time of one call; the clock on the wall would count what other programs do."""
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000
