"""The preview says what the paper will say, can run nothing, and is for those who may see the plan."""

import re
from collections.abc import Callable

from sqlalchemy import select
from werkzeug.test import TestResponse

from planner.documents.content import PlanContent
from planner.documents.html import plan_html
from planner.models import Person
from planner.services import copies, plans
from planner.services.actor import Actor, actor_for
from planner.web.extensions import house, reading
from tests.web.conftest import Browser

PAPER = "/plans/{}/preview/paper"


def test_what_was_saved_stands_in_the_preview_of_its_section_and_of_the_whole(
    author: Browser, plan: str, fill: Callable[..., TestResponse]
) -> None:
    fill("basics", **{"basics.title": "云川片区<上市>计划"})
    part = author.get(f"{PAPER.format(plan)}?step=basics").text
    whole = author.get(PAPER.format(plan)).text
    assert "云川片区&lt;上市&gt;计划" in part
    assert part.count("<h2") == 1
    assert whole.count('class="step') == 9
    assert 'class="cover"' in whole
    assert 'class="cover"' not in part


def test_the_sections_are_those_of_the_paper(written: str, author: Browser) -> None:
    app = author.client.application
    whole = author.get(PAPER.format(written)).text
    with app.test_request_context():
        view = plans.open_plan(reading(), house(), author_of(), written)
        content, _ = copies.content_now(reading(), house(), view)
    paper = plan_html(PlanContent.from_json(content), verify_url="https://x/v/1", code="1")
    assert sections(whole) == sections(paper)


def author_of() -> Actor:
    """The actor of the plan's author."""
    person = reading().scalar(select(Person.id).where(Person.email == "zhou.yining@hengyu.example"))
    return actor_for(reading(), person)


def sections(html: str) -> list[str]:
    """The sections of a document, spaces taken together."""
    return [" ".join(found.split()) for found in re.findall(r'<section class="step.*?</section>', html, re.DOTALL)]


def test_nothing_in_the_frame_can_run_and_only_our_pages_may_frame_it(author: Browser, plan: str) -> None:
    answer = author.get(f"{PAPER.format(plan)}?step=basics")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Cache-Control"] == "no-store"
    style = re.search(r'href="(/paper/[0-9a-f]+\.css)"', answer.text)
    assert style
    sheet = author.get(style[1])
    assert sheet.mimetype == "text/css"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "<script" not in answer.text
    assert 'style="' not in answer.text


def test_the_step_page_frames_its_section_and_links_to_the_whole(author: Browser, plan: str) -> None:
    page = author.get(f"/plans/{plan}/steps/goals").text
    assert f'src="{PAPER.format(plan)}?step=goals"' in page
    assert 'sandbox="allow-same-origin"' in page
    assert f'href="/plans/{plan}/preview?step=goals"' in page
    whole = author.get(f"/plans/{plan}/preview?step=goals").text
    assert f'href="/plans/{plan}/steps/goals"' in whole
    assert f'src="{PAPER.format(plan)}#goals"' in whole


def test_an_unknown_section_and_another_persons_plan_are_not_there(author: Browser, plan: str, signed_in: Callable[..., Browser]) -> None:
    assert author.get(f"{PAPER.format(plan)}?step=nowhere").status_code == 404
    other = signed_in("ye.zhiqiu", "zh")
    assert other.get(PAPER.format(plan)).status_code == 404
    assert other.get(f"/plans/{plan}/preview").status_code == 404
