"""The pictures of the tools: whole, within their bounds, in both languages, whatever was written."""

import re
from xml.etree import ElementTree

import pytest

from planner.documents.figures import tool_pictures
from planner.documents.figures.canvas import text_width
from planner.documents.figures.fishbone import Cause, fishbone
from planner.wizards.registry import discover

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
LONG = "社区卫生服务中心覆盖 11 家中只有 3 家开展过科室会，课件与新版指南不一致，需要更新后再讲"
TOOLS = ("swot", "fishbone", "funnel", "ninegrid")
STEPS = [
    (kind.slug, step.slug)
    for kind in discover().values()
    for step in kind.steps
    if any(getattr(item, "tool", None) in TOOLS for item in step.items)
]


def _picture(kind: str, slug: str, words: str, count: int, language: str, width: float) -> list[str]:
    step = next(k for k in discover().values() if k.slug == kind).step(slug)
    answers = {}
    for at, group in enumerate(item for item in step.items if getattr(item, "tool", None) in TOOLS):
        stages = [c.value for f in group.fields if f.name == "stage" for c in f.choices] or [""]
        answers[group.name] = [
            {"id": str(n), "point": words, "cause": words, "main": at == 0 and n == 15, "metric": words, "stage": stages[n % len(stages)],
             "target": "80", "unit": "%", "persona": "pioneer", "tier": "A", "heads": 5, "contacts_per_month": "1.5"}
            for n in range(count)
        ]  # fmt: skip
    return list(tool_pictures(step.items, answers, language, width).values())


def test_every_tool_with_a_drawing_is_asked_somewhere() -> None:
    assert len(STEPS) >= 5


@pytest.mark.parametrize(("kind", "slug"), STEPS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [330, 600, 658])
@pytest.mark.parametrize("words", ["短", LONG, "x" * 200])
@pytest.mark.parametrize("count", [1, 20])
def test_pictures_stay_within_their_bounds(kind: str, slug: str, language: str, width: float, words: str, count: int) -> None:
    drawn = _picture(kind, slug, words, count, language, width)
    assert len(drawn) == 1
    root = ElementTree.fromstring(drawn[0])
    height = float(root.get("height", "0"))
    assert root.findtext(f"{SVG}title")
    assert "style=" not in drawn[0]
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
        assert min(x, y) >= 0
        assert x + w <= width + 0.5
        assert y + h <= height + 0.5
    for text in root.iter(f"{SVG}text"):
        size, x = float(text.get("font-size", "0")), float(text.get("x", "0"))
        half = text_width(text.text or "", size) / (2 if text.get("text-anchor") else 1)
        assert size >= 12
        assert float(text.get("y", "0")) <= height
        assert x + half <= width + 6, text.text


@pytest.mark.parametrize(("kind", "slug"), STEPS)
def test_nothing_is_drawn_of_empty_blocks(kind: str, slug: str) -> None:
    assert _picture(kind, slug, "", 0, "zh", 658) == []


@pytest.mark.parametrize(("kind", "slug"), STEPS)
def test_an_english_picture_has_no_chinese_of_ours(kind: str, slug: str) -> None:
    for svg in _picture(kind, slug, "Word", 20, "en", 600):
        assert not re.search("[\u4e00-\u9fff]", svg)


def test_the_main_cause_is_drawn_and_named_for_those_who_cannot_see_it() -> None:
    causes = [Cause(f"原因{n}") for n in range(9)] + [Cause("资料没有更新", main=True)]
    root = ElementTree.fromstring(fishbone([("推广", causes), ("人员", [])]))
    assert "主因：资料没有更新" in [t.text for t in root.iter(f"{SVG}text") if t.get("class") == "fig-accent-text"]
    assert "主要原因：资料没有更新" in (root.findtext(f"{SVG}title") or "")
    assert "还有 6 条" in [t.text for t in root.iter(f"{SVG}text")]


def test_words_of_the_author_are_escaped() -> None:
    assert "<b>" not in fishbone([("推广", [Cause("<b>&")])])
