"""The papers there are, set in this very process. Services go through planner.documents.pdf, which bounds it."""

from collections.abc import Mapping
from typing import Any

from planner.documents.content import PlanContent
from planner.documents.html import plan_html, record_html, story_html, style_sheets
from planner.documents.press import Enclosure, Proof, typeset
from planner.documents.record import RecordContent
from planner.documents.story import StoryPaper
from planner.kernel.canonical import canonical_json

PLAN_STYLES = ("paper", "table", "plan", "closer")


def plan_proof(job: Mapping[str, Any]) -> Proof:
    """A plan.

    :param job: `content` (the frozen content), `verify_url`, `code`
    :raises Unavailable: a character is in no font
    """
    plan = PlanContent.from_json(job["content"])
    html = plan_html(plan, verify_url=job["verify_url"], code=job["code"])
    enclosure = Enclosure("plan.json", "计划内容（JSON）", canonical_json(plan.raw))
    return typeset(html, style_sheets(*PLAN_STYLES), [enclosure], plan.submitted_at)


def record_proof(job: Mapping[str, Any]) -> Proof:
    """A review record.

    :param job: `content`, the record's JSON
    :raises Unavailable: a character is in no font
    """
    record = RecordContent.from_json(job["content"])
    enclosure = Enclosure("record.json", "审查记录（JSON）", canonical_json(record.raw))
    return typeset(record_html(record), style_sheets("paper", "table", "record"), [enclosure], record.at)


def story_proof(job: Mapping[str, Any]) -> Proof:
    """A plan's story.

    :param job: `content`, as `StoryPaper.as_json` gives it
    :raises Unavailable: a character is in no font
    """
    story = StoryPaper.from_json(job["content"])
    return typeset(story_html(story), style_sheets("paper", "table", "record", "story"), [], story.at)
