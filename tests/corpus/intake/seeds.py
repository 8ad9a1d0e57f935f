"""The five sample plans as Word files, with the steps that the text under each heading may land in.

The labels say what a person would accept; they were written from the headings, not from the matcher.
"""

import re
from io import BytesIO
from pathlib import Path

from docx import Document

from planner.documents.intake import Manuscript

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
TYPES = ("territory", "launch", "key-account", "turnaround", "omnichannel")

# Begin of a line → steps that fit from there on, until the next; the first line of each plan is its name.
LABELS: dict[str, tuple[tuple[str, str], ...]] = {
    "territory": (
        ("篇一", "basics"),
        ("一、", "market"),
        ("1. 市场概况", "market"),
        ("2. 竞争格局", "competitors"),
        ("3. SWOT", "swot"),
        ("二、", "goals"),
        ("3. 客户开发", "goals segments"),
        ("三、", "strategies"),
        ("2. 客户分级", "strategies segments"),
        ("3. 区域协同", "strategies"),
        ("四、", "resources"),
        ("五、", "reviews risks"),
        ("1. 评估机制", "reviews"),
        ("2. 风险预案", "risks"),
    ),
    "launch": (
        ("篇二", "basics"),
        ("引言", "basics introduction"),
        ("第一阶段", "pre-launch"),
        ("第二阶段", "launch-phase"),
        ("第三阶段", "growth"),
        ("风险评估", "risks"),
        ("风险三", "risks safety"),
    ),
    "key-account": (
        ("篇三", "basics"),
        ("第一部分", "accounts"),
        ("第二部分", "goals"),
        ("第三部分", "actions"),
        ("第四部分", "support"),
    ),
    "turnaround": (
        ("篇四", "basics"),
        ("背景:", "basics situation"),
        ("计划名称", "basics"),
        ("第一章", "situation causes"),
        ("1. 现状描述", "situation"),
        ("2. 根本原因", "causes"),
        ("第二章", "goals"),
        ("第三章", "strategies"),
        ("第四章", "timeline resources"),
        ("第五章", "monitoring"),
    ),
    "omnichannel": (
        ("篇五", "basics"),
        ("创新方向", "basics idea"),
        ("一、", "idea"),
        ("二、", "offline-plus"),
        ("三、", "content channels"),
        ("1. 内容体系", "content"),
        ("2. 渠道策略", "channels"),
        ("四、", "loops"),
        ("五、", "metrics reviews"),
        ("• 评估指标", "metrics reviews"),
        ("• 迭代机制", "reviews metrics"),
        ("本内容由", ""),  # the web page around the plan
    ),
}


def plans() -> list[tuple[str, str]]:
    """Type and text of each sample plan.

    :raises FileNotFoundError: the samples are not there
    """
    found = next(SEEDS.glob("000_*.txt"), None)
    if found is None:
        raise FileNotFoundError(SEEDS)
    text = found.read_text(encoding="utf-8", errors="replace")
    return list(zip(TYPES, re.split(r"(?m)^(?=篇[一二三四五]:)", text)[1:], strict=True))


def as_word(text: str) -> bytes:
    """Every line a plain paragraph, as people paste from the web: no styles, numbers and bullets typed."""
    document, written = Document(), BytesIO()
    for line in text.splitlines():
        if line.strip():
            document.add_paragraph(line)
    document.save(written)
    return written.getvalue()


def allowed_in(plan_type: str, manuscript: Manuscript) -> dict[int, tuple[str, ...]]:
    """Passage number → steps that fit."""
    labels, at, now, found = LABELS[plan_type], 0, tuple[str, ...](), dict[int, tuple[str, ...]]()
    for passage in manuscript.passages:
        for number in range(at, len(labels)):
            if passage.text.startswith(labels[number][0]):
                at, now = number + 1, tuple(labels[number][1].split())
                break
        found[passage.number] = now
    return found
