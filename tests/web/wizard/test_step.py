"""GET and POST /plans/<number>/steps/<slug>: the workspace, saved by a plain form and by the script."""

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from planner.wizards.plan_types.launch import PLAN_TYPE
from tests.web.conftest import HTMX, Browser
from tests.web.wizard.conftest import STEPS, form_of

Fill = Callable[..., TestResponse]
BASICS = {"basics.title": "云川片区上市计划", "basics.period_start": "2027-01", "basics.period_end": "2027-12"}


@pytest.mark.parametrize("slug", [step.slug for step in PLAN_TYPE.steps])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_of_a_fresh_plan_opens_in_both_languages(author: Browser, plan: str, slug: str, language: str) -> None:
    author.client.set_cookie("language", language)
    page = author.get(STEPS + slug)
    assert page.status_code == 200
    assert PLAN_TYPE.step(slug).title.in_(language) in page.text


def test_every_declared_field_outside_rows_has_a_control_or_words(author: Browser, plan: str) -> None:
    for step in PLAN_TYPE.steps:
        page = author.get(STEPS + step.slug).text
        for item in step.items:
            if not hasattr(item, "fields"):
                assert f'id="f-{step.slug}-{item.name}"' in page, item.name


def test_a_plain_form_saves_and_comes_back_with_the_words(fill: Fill, author: Browser) -> None:
    answer = fill("basics", **BASICS)
    assert answer.status_code == 303
    page = author.get(STEPS + "basics")
    assert form_of(page)["basics.title"] == ["云川片区上市计划"]
    assert "2027年1月 – 12月" in page.text


def test_next_saves_first_and_leads_to_the_next_step(fill: Fill, author: Browser) -> None:
    answer = fill("basics", "next", **BASICS)
    assert answer.headers["Location"].endswith("/steps/introduction")
    assert form_of(author.get(STEPS + "basics"))["basics.title"] == ["云川片区上市计划"]


def test_back_saves_too_and_the_last_step_leads_to_the_check_page(fill: Fill, author: Browser) -> None:
    assert fill("introduction", "previous", **{"introduction.introduction": "疾病负担"}).headers["Location"].endswith("/steps/basics")
    assert form_of(author.get(STEPS + "introduction"))["introduction.introduction"] == ["疾病负担"]
    assert fill("safety", "next").headers["Location"].endswith("/check-and-submit")


def test_the_script_gets_parts_only_and_never_the_control(fill: Fill) -> None:
    answer = fill("introduction", headers={**HTMX, "X-Revision": "7"}, **{"introduction.introduction": "争取每位专家开出第一张处方。"})
    assert answer.status_code == 200
    assert "<html" not in answer.text and "<textarea" not in answer.text.split('id="notes"')[0]
    for part in ('id="saved"', 'id="step-list"', 'id="notes"', 'id="f-introduction-introduction-base"'):
        assert part in answer.text
    assert answer.headers["X-Revision"] == "7"
    assert answer.headers["X-Step"] == "introduction"
    assert 'data-backdrop-for="f-introduction-introduction"><mark' in re.sub(r">\s*争取", ">", answer.text) or "pw-mark--" in answer.text


@pytest.mark.parametrize(
    "slug, path, typed, said",
    [
        ("introduction", "introduction.introduction", "长" * 5001, "多了 1 个字"),
        ("basics", "basics.title", "长" * 201, "多了 1 个字"),
        ("basics", "basics.period_start", "2027-13", "没有这个月份"),
        ("basics", "basics.launch_date", "2027-02-30", "没有这个日期"),
        ("basics", "basics.territory", "99999", "请从列出的选项里选"),
        ("basics", "basics.territory", "云川", "请写一个整数"),
        ("basics", "basics.products", ["99999"], "请从列出的选项里选"),
        ("safety", "safety.within_hours", "很快", "请写一个整数"),
        ("safety", "safety.within_hours", "9999", "不能大于 720"),
    ],
)
def test_what_cannot_be_read_stands_at_its_field_and_in_the_summary(
    fill: Fill, author: Browser, slug: str, path: str, typed: str | list[str], said: str
) -> None:
    before = form_of(author.get(STEPS + slug))
    answer = fill(slug, "next", **{path: typed})
    assert answer.status_code == 422
    field = path.replace(".", "-")
    assert f'href="#f-{field}"' in answer.text
    assert answer.text.count(said) >= 2, "at the field and in the summary"
    if isinstance(typed, str) and slug != "basics":
        assert typed in answer.text, "what was typed is kept"
    assert form_of(author.get(STEPS + slug)) == before, "nothing was stored"


def test_one_bad_field_does_not_keep_the_others_from_being_saved(fill: Fill, author: Browser) -> None:
    assert fill("basics", **{**BASICS, "basics.launch_date": "2027-02-30"}).status_code == 422
    stored = form_of(author.get(STEPS + "basics"))
    assert stored["basics.title"] == ["云川片区上市计划"]
    assert stored["basics.launch_date"] == [""]


def test_an_end_before_the_start_is_said_at_the_end(fill: Fill) -> None:
    answer = fill("basics", **{**BASICS, "basics.period_start": "2027-12", "basics.period_end": "2027-01"})
    assert answer.status_code == 422
    assert "不能早于前一个日期" in answer.text


def test_keys_that_no_field_asked_for_change_nothing(fill: Fill, author: Browser) -> None:
    extra = {
        "state": "approved",
        "author_id": "1",
        "territory_id": "1",
        "basics.filing": "x",
        "base:basics.filing": "x",
        "basics.nothing": "y",
    }
    assert fill("basics", **BASICS, **extra).status_code == 303
    record = author.get("/plans/2026-LA-0001")
    assert "草稿" in record.text
    assert "周亦宁" in record.text
    assert "basics.nothing" not in author.get(STEPS + "basics").text


def test_a_field_without_its_base_is_left_alone(author: Browser, plan: str) -> None:
    assert author.post(STEPS + "basics", {"basics.title": "没有底稿的标题"}).status_code == 303
    assert form_of(author.get(STEPS + "basics"))["basics.title"] == [""]


def test_markup_in_a_text_is_shown_as_text(fill: Fill, author: Browser) -> None:
    fill("introduction", **{"introduction.introduction": "<script>alert(1)</script>&nbsp;"})
    page = author.get(STEPS + "introduction").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;nbsp;" in page


def test_somebody_elses_plan_does_not_exist(plan: str, signed_in: Callable[..., Browser]) -> None:
    for who in ("ye.zhiqiu", "lu.zhiwei", "han.muzhi"):
        other = signed_in(who)
        assert other.get(STEPS + "basics").status_code == 404
        assert other.post(STEPS + "basics", {"basics.title": "x", "base:basics.title": "x"}).status_code == 404


def test_an_unknown_step_and_an_unknown_plan_are_404(author: Browser, plan: str) -> None:
    assert author.get(STEPS + "nowhere").status_code == 404
    assert author.get("/plans/2026-LA-9999/steps/basics").status_code == 404


@pytest.mark.slow
def test_saving_a_submitted_plan_is_409_and_says_where_it_is(submitted: str, author: Browser) -> None:
    posted = {"basics.title": "偷偷改", "base:basics.title": "x"}
    for headers in ({}, HTMX):
        answer = author.post(f"/plans/{submitted}/steps/basics", posted, headers=headers)
        assert answer.status_code == 409
        assert "合规审核中" in answer.text
    assert author.get(f"/plans/{submitted}/steps/basics").headers["Location"].endswith(f"/plans/{submitted}")


def test_typed_words_survive_the_end_of_a_session(plan: str, author: Browser) -> None:
    page = form_of(author.get(STEPS + "introduction"))
    author.client.delete_cookie("session")
    answer = author.post(STEPS + "introduction", {**page, "introduction.introduction": "写到一半"})
    assert answer.status_code in (400, 401)
    assert "写到一半" not in answer.text or "resume" in answer.text
    assert 'name="resume"' in answer.text
    fragment = author.post(STEPS + "introduction", {**page, "introduction.introduction": "写到一半"}, headers=HTMX)
    assert fragment.status_code in (400, 401)
