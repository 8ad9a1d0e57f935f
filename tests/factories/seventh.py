"""A seventh plan type, in one file that stands nowhere in the product.

As a plugin (`pytest -p tests.factories.seventh`) it makes every test of the run see seven types.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.wizards import plan_types
from planner.wizards.registry import discover

SLUG = "symposium"
TEXT = '''
"""One symposium from the call for topics to what was learned."""

from planner.kernel.i18n import Text as T
from planner.wizards.blocks import BASICS, FILING, GOALS, OWNER, PRODUCTS, RESOURCES, SAFETY, SUMMARY, activities, risks
from planner.wizards.schema import Field, Group, PlanType, Step, When, choices

PLAN_TYPE = PlanType(
    slug="symposium",
    code="SY",
    version=1,
    title=T("学术研讨会计划", "Symposium plan"),
    promise=T("一场研讨会，从征题到总结。", "One symposium, from the call for topics to what was learned."),
    drawing="sheet",
    place=7,
    steps=(
        Step("basics", T("基本信息", "Basics"), items=(*BASICS, PRODUCTS, SUMMARY, FILING)),
        Step(
            "topics",
            T("议题", "Topics"),
            intro=T("谈什么，由谁来讲。", "What is spoken of, and by whom."),
            items=(
                Field("quarter", "quarter", T("在哪个季度", "Quarter")),
                Field(
                    "format",
                    "many",
                    T("形式", "Formats"),
                    choices=choices(("talk", "报告", "Talk"), ("panel", "讨论", "Panel")),
                ),
                Field("recorded", "yes_no", T("是否录像", "Recorded")),
                Field("consent", "text", T("录像的同意", "Consent to recording"), when=When("recorded", (True,))),
                Group(
                    "sessions",
                    "sessions",
                    T("单元", "Sessions"),
                    item=T("一个单元", "a session"),
                    title="topic",
                    minimum=1,
                    fields=(
                        Field("topic", "line", T("议题", "Topic")),
                        OWNER,
                        Field("size", "choice", T("规模", "Size"), choices=choices(("small", "小", "Small"), ("large", "大", "Large"))),
                        Field("hour", "choice", T("时段", "Time"), choices=choices(("am", "上午", "Morning"), ("pm", "下午", "Afternoon"))),
                        Field(
                            "room",
                            "looked_up",
                            T("会场", "Room"),
                            choices=choices(("hall", "大厅", "Hall"), ("class", "教室", "Classroom")),
                            factors=("size", "hour"),
                            table=(
                                ("small", "am", "class"),
                                ("small", "pm", "class"),
                                ("large", "am", "hall"),
                                ("large", "pm", "hall"),
                            ),
                            required=False,
                        ),
                        Group(
                            "talks",
                            "talks",
                            T("报告", "Talks"),
                            item=T("一个报告", "a talk"),
                            title="name",
                            minimum=1,
                            fields=(
                                Field("name", "line", T("题目", "Title")),
                                Field("minutes", "int", T("时长", "Length"), minimum=5, maximum=90, unit=T("分钟", "minutes")),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Step("events", T("日程", "Programme"), items=(activities("activities", T("日程", "Programme"), minimum=1),)),
        Step("goals", T("目标", "Goals"), items=(GOALS,), picture="goals"),
        Step("resources", T("资源与预算", "Resources and budget"), items=(RESOURCES,), picture="budget"),
        Step("risks", T("风险预案", "Risks"), items=(risks(("adverse_event", "收到不良事件。")),)),
        Step("safety", T("药物警戒", "Drug safety"), items=SAFETY),
    ),
)
'''


@contextmanager
def seventh_in(folder: Path) -> Iterator[None]:
    """For a while there are seven types: one file more, and nothing else."""
    (folder / f"{SLUG}.py").write_text(TEXT.lstrip(), "utf-8")
    plan_types.__path__.append(str(folder))
    discover.cache_clear()
    try:
        yield
    finally:
        plan_types.__path__.remove(str(folder))
        sys.modules.pop(f"{plan_types.__name__}.{SLUG}", None)
        discover.cache_clear()


def pytest_configure() -> None:
    """As a plugin: from the first import of a test on, for the whole run."""
    seventh_in(Path(tempfile.mkdtemp(prefix="seventh-"))).__enter__()
