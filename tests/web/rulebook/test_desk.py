"""/rulebook/desk: officers write rules, try them, and change the rulebook by two people."""

import re
from collections.abc import Callable
from dataclasses import fields

import pytest

from planner.seeds.play import Stage
from planner.services.plans import create_plan
from planner.services.rules.form import RuleForm
from planner.services.working import work_one
from planner.web.extensions import db
from tests.factories.rules import CARDS
from tests.factories.stage import transactions
from tests.web.conftest import HTMX, Browser

pytestmark = pytest.mark.slow

SignIn = Callable[..., Browser]


def _posted(form: RuleForm = CARDS, **changed: str) -> dict[str, object]:
    data = {field.name: getattr(form, field.name) for field in fields(form)} | changed
    return {name: value for name, value in data.items() if value not in ("", (), False)}


@pytest.fixture
def officer(signed_in: SignIn) -> Browser:
    return signed_in("lu.zhiwei")


@pytest.fixture
def head(signed_in: SignIn) -> Browser:
    return signed_in("gu.qinghe")


def _written(officer: Browser, **changed: str) -> str:
    answer = officer.post("/rulebook/company/new", _posted(**changed))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def _previewed(browser: Browser, address: str) -> str:
    """The preview of a proposal, asked for, worked off as a worker does, and read again as its page does; returns the last fragment."""
    answer = browser.post(f"{address}/preview", headers=HTMX)
    found = re.search(r'hx-get="(/rulebook/previews/\d+\?proposal=(\d+))"', answer.text)
    if found is None:  # there is no plan to look at
        return answer.text
    assert found.group(2) == address.rsplit("/", 1)[1]
    with browser.client.application.app_context():
        engine = db.engine
    assert work_one(transactions(engine), browser.client.application.extensions["house"])
    return browser.get(found.group(1), headers=HTMX).text


def test_an_author_has_no_desk_and_reads_only_what_is_in_force(author: Browser, officer: Browser) -> None:
    _written(officer)
    for address in (
        "/rulebook/desk",
        "/rulebook/company/new",
        "/rulebook/company/gift-cards",
        "/rulebook/filters/new",
        "/rulebook/proposals/1",
    ):
        assert author.get(address).status_code == 404, address
    assert author.get("/rulebook/company.gift-cards").status_code == 404
    assert "规则工作台" not in author.get("/rulebook").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_desk_and_both_forms_open_in_both_languages(signed_in: SignIn, language: str) -> None:
    officer = signed_in("lu.zhiwei", language)
    for address, words in (
        ("/rulebook/desk", ("规则工作台", "Rulebook desk")),
        ("/rulebook/company/new", ("写一条公司规则", "Write a company rule")),
        ("/rulebook/filters/new", ("有期限的排除", "dated exclusion")),
    ):
        page = officer.get(address)
        assert page.status_code == 200 and words[language == "en"] in page.text, address


def test_a_rule_that_its_examples_do_not_prove_comes_back_with_the_reason_and_what_was_typed(officer: Browser) -> None:
    answer = officer.post("/rulebook/company/new", _posted(hits="会后合影\n会后座谈\n会后总结"))
    assert answer.status_code == 422
    assert 'id="rule-hits-error"' in answer.text and "会后合影" in answer.text and 'value="购物卡与提货券"' in answer.text
    assert officer.get("/rulebook/company/gift-cards").status_code == 404


def test_a_rule_can_be_tried_without_being_saved(officer: Browser) -> None:
    good = officer.post("/rulebook/company/check", _posted(), headers=HTMX)
    assert good.status_code == 200 and "每个例子都对" in good.text
    bad = officer.post("/rulebook/company/check", _posted(kind="regex", regex="(a+)+$|"), headers=HTMX)
    assert bad.status_code == 200 and "#rule-regex" in bad.text
    assert officer.get("/rulebook/company/gift-cards").status_code == 404


def test_a_second_revision_on_an_old_page_is_refused(officer: Browser) -> None:
    _written(officer)
    again = _posted(title_zh="礼券")
    assert officer.post("/rulebook/company/gift-cards/edit", {**again, "base": 1}).status_code == 303
    assert officer.post("/rulebook/company/gift-cards/edit", {**again, "title_zh": "卡券", "base": 1}).status_code == 409
    assert "第 2 版" in officer.get("/rulebook/company/gift-cards").text


def test_a_rule_goes_from_draft_to_trial_to_force_by_two_people(officer: Browser, head: Browser, author: Browser) -> None:
    _written(officer)
    assert officer.post("/rulebook/company/gift-cards/trial", {"base": 1}).status_code == 303
    assert "试运行" in officer.get("/rulebook/company/gift-cards").text
    assert author.get("/rulebook/company.gift-cards").status_code == 404, "a trial is nobody's but the editors'"

    proposal = officer.post("/rulebook/company/gift-cards/propose", {"change": "activate", "base": 1, "reason": "审计要求"}).headers[
        "Location"
    ]
    assert "批准</span>" not in officer.get(proposal).text, "nobody approves what they proposed"
    assert head.post(f"{proposal}/approve", {"note": "好"}).status_code == 422, "not before the preview"
    assert "看过的计划" in _previewed(head, proposal)
    assert head.post(f"{proposal}/approve", {"note": "好"}).status_code == 303

    article = author.get("/rulebook/company.gift-cards")
    assert article.status_code == 200 and "购物卡与提货券" in article.text
    tried = author.post("/rulebook/try", {"text": "给讲者带一张加油卡"}, headers=HTMX)
    assert "购物卡与提货券" in tried.text
    assert "+1" in officer.get("/rulebook/desk").text


def test_a_core_rule_becomes_stricter_by_two_people(officer: Browser, head: Browser) -> None:
    rule = "institution.dept-meeting-consent"
    assert "更严格" in officer.get(f"/rulebook/{rule}").text
    proposal = officer.post(f"/rulebook/{rule}/severity", {"to": "review", "reason": "医院有新规定"}).headers["Location"]
    _previewed(head, proposal)
    assert head.post(f"{proposal}/approve").status_code == 303
    assert "pw-severity--review" in officer.get(f"/rulebook/{rule}").text


def test_an_exclusion_needs_an_end_and_a_second_person(officer: Browser, head: Browser) -> None:
    asked = {"slug": "award-name", "title_zh": "奖项名称", "title_en": "Name of an award", "rules": "claims", "words": "最佳论文奖",
             "reason_zh": "奖项的正式名称", "reason_en": "The award is called that", "why": "误报"}  # fmt: skip
    late = officer.post("/rulebook/filters/new", {**asked, "until": "2031-01-01"})
    assert late.status_code == 422 and 'id="rule-until-error"' in late.text and "最佳论文奖" in late.text
    proposal = officer.post("/rulebook/filters/new", {**asked, "until": "2027-06-30"}).headers["Location"]
    _previewed(head, proposal)
    assert head.post(f"{proposal}/approve").status_code == 303
    assert "奖项名称" in officer.get("/rulebook/desk").text


def test_a_refusal_needs_a_reason_and_tells_whoever_asked(officer: Browser, head: Browser) -> None:
    proposal = officer.post("/rulebook/institution.dept-meeting-consent/severity", {"to": "block", "reason": "更严"}).headers["Location"]
    assert head.post(f"{proposal}/refuse").status_code == 422
    assert head.post(f"{proposal}/refuse", {"note": "先看一个季度"}).status_code == 303
    desk = officer.get("/rulebook/desk").text
    assert "先看一个季度" in desk and "科室会要写明医院同意" in desk
    assert "institution.dept-meeting-consent" not in re.sub(r"<[^>]*>", "", desk), "a notice names the rule, not its code"
    number = re.search(r"/rulebook/notices/(\d+)/dismiss", desk)
    assert number and officer.post(f"/rulebook/notices/{number.group(1)}/dismiss").status_code == 303
    assert "先看一个季度" not in officer.get("/rulebook/desk").text


def test_a_preview_can_be_stopped(officer: Browser) -> None:
    _written(officer)
    officer.post("/rulebook/company/gift-cards/trial", {"base": 1})
    begun = officer.post("/rulebook/company/gift-cards/preview", {"base": 1}, headers=HTMX)
    number = re.search(r"/rulebook/previews/(\d+)/", begun.text)
    if number is None:  # no stored plans to look at: it was done at once
        assert "看过的计划" in begun.text
        return
    assert "已停下" in officer.post(f"/rulebook/previews/{number.group(1)}/cancel", headers=HTMX).text


def test_the_day_of_an_officer_tells_that_a_change_waits_for_them(officer: Browser, head: Browser) -> None:
    officer.post("/rulebook/institution.dept-meeting-consent/severity", {"to": "review", "reason": "医院有新规定"})
    assert "规则有 1 处改动等第二个人看" in head.get("/").text
    assert "等第二个人看" not in officer.get("/").text, "their own proposal is not theirs to look at"


def test_the_answer_comes_with_the_end_of_the_preview(officer: Browser, head: Browser, stage: Stage) -> None:
    author = stage.actor("zhou.yining@hengyu.example")
    with stage.act() as session:
        create_plan(session, stage.house, author, "launch")
    proposal = officer.post("/rulebook/institution.dept-meeting-consent/severity", {"to": "review", "reason": "更严"}).headers["Location"]
    before = head.get(proposal).text
    assert "批准</span>" not in before and "请先看完预演" in before
    last = _previewed(head, proposal)
    assert 'hx-swap-oob="true"' in last and "批准</span>" in last
    assert "批准</span>" in head.get(proposal).text


def test_word_lists_are_searched_by_name_and_word(officer: Browser, author: Browser) -> None:
    assert "$doctor" in officer.get("/rulebook/lists").text
    part = officer.get("/rulebook/lists?q=护士长", headers=HTMX).text
    assert "$nurse_pharm" in part and "$decider" not in part and "<html" not in part
    assert "没有这样的词表" in officer.get("/rulebook/lists?q=zzzz").text
    assert author.get("/rulebook/lists").status_code == 404


def test_codes_do_not_stand_where_names_are_known(officer: Browser, head: Browser) -> None:
    asked = {"slug": "award-name", "title_zh": "奖项名称", "title_en": "Name of an award", "rules": "claims", "words": "最佳论文奖",
             "reason_zh": "奖项的正式名称", "reason_en": "The award is called that", "why": "误报", "until": "2027-06-30"}  # fmt: skip
    proposal = officer.post("/rulebook/filters/new", asked).headers["Location"]
    assert "疗效与宣称（整个类别）" in officer.get(proposal).text
    _previewed(head, proposal)
    head.post(f"{proposal}/approve")
    desk = officer.get("/rulebook/desk").text
    assert "疗效与宣称（整个类别）" in desk and "filter.award-name" not in desk.split("发布过的版本")[1]
