"""/company for administrators: every form does what it says, says what is wrong at its field, and keeps what was typed."""

import email
import re
from collections.abc import Callable
from dataclasses import replace
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.models import Person, Product, StepAnswers, Territory
from planner.seeds.play import Stage
from planner.services.mailing import send_due
from planner.services.policy import policy_in_force
from planner.services.postman import FolderPostman
from tests.factories.stage import second_administrator
from tests.web.conftest import Browser

NEW = {
    "name": "许嘉", "employee_number": "HY0999", "email": "xu.jia@hengyu.example", "job_title": "医药代表",
    "territory": "3", "filing_number": "", "filing_expires": "",
}  # fmt: skip
SECOND = "秦书"


@pytest.fixture
def second(stage: Stage, app: object) -> str:
    """E-mail of another administrator."""
    second_administrator(stage)
    return "qin.shu"


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found.group(1)


def fields(page: str) -> dict[str, str]:
    """What a form would post as it stands: texts, selects and ticks."""
    form = page[page.index("<form class", page.index("<main")) :] if "<form class" in page else page[page.index("<main") :]
    texts = dict(re.findall(r'<input class="form-control[^>]*name="([^"]+)"\s*value="([^"]*)"', form))
    areas = {n: v.strip() for n, v in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S)}
    chosen = {}
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        picked = re.search(r'value="([^"]*)" selected', options)
        chosen[name] = picked.group(1) if picked else ""
    return {**texts, **areas, **chosen}


def test_invited_joins_by_the_link_and_gets_a_role_from_the_second_administrator(
    app: object, second: str, signed_in: Callable[..., Browser], browser: Browser, stage: Stage, tmp_path: Path
) -> None:
    first = signed_in("fang.yinan")
    first.get("/company/people/new")
    shown = first.post("/company/people/new", NEW)
    subject = re.search(r"/company/people/(\d+)$", shown.location)
    assert shown.status_code == 303 and subject
    page = first.get(shown.location).text
    assert (
        "登录链接会寄到 xu.jia@hengyu.example" in page
        and "等着寄出" in page
        and "/invitation/" not in page.replace("/invitation/withdraw", "")
    )
    send_due(stage.act, stage.house, FolderPostman(tmp_path, "planner@localhost"), stage.house.clock())
    letters = [email.message_from_bytes(file.read_bytes(), policy=default) for file in tmp_path.glob("*.eml")]
    (letter,) = [one for one in letters if one["To"] == NEW["email"]]
    link = re.search(r"http://localhost(/invitation/\S+)", letter.get_body(("plain",)).get_content())
    assert link and "已寄出" in first.get(shown.location).text
    assert "许嘉，你好" in browser.get(link.group(1)).text
    chosen = {"password": "a password of mine", "password_again": "a password of mine", "new_pin": "271828", "new_pin_again": "271828"}
    refused = browser.post(link.group(1), {**chosen, "password_again": "another"})
    assert refused.status_code == 422 and "两次输入的密码不一样" in refused.text and "a password of mine" not in refused.text
    assert browser.post(link.group(1), chosen).status_code == 303
    assert browser.get(link.group(1)).status_code == 404
    assert browser.sign_in("xu.jia", "a password of mine").status_code == 303
    assert browser.get("/").status_code == 200 and browser.get("/plans/new").status_code in (200, 404)

    page = first.get(f"/company/people/{subject.group(1)}/roles").text
    asked = {"version": version(page), "role": "representative", "territory": "3", "reason": "新来的代表"}
    assert first.post(f"/company/people/{subject.group(1)}/roles", asked).status_code == 303
    other = signed_in(second)
    waiting = other.get("/company/people").text
    number = re.search(r"/company/proposals/(\d+)/approve", waiting)
    assert number and "新来的代表" in waiting and "方以南" in waiting
    assert first.post(f"/company/proposals/{number.group(1)}/approve").status_code == 403
    assert other.post(f"/company/proposals/{number.group(1)}/approve").status_code == 303
    assert "医药代表（云川片区）" in other.get("/company/people?q=许嘉").text
    assert browser.get("/plans").status_code == 200, "in force at once, in the session that is open"


def test_where_no_mail_leaves_the_link_is_shown_once(app: Flask, administrator: Browser, browser: Browser) -> None:
    kept = app.extensions["house"]
    app.extensions["house"] = replace(kept, mails=False)
    try:
        shown = administrator.post("/company/people/new", NEW)
        link = re.search(r'value="http://localhost(/invitation/[^"]+)"', shown.text)
        subject = re.search(r"/company/people/(\d+)/edit", shown.text)
        assert shown.status_code == 200 and link and subject
        assert link.group(1) not in administrator.get(f"/company/people/{subject.group(1)}").text
        assert "许嘉，你好" in browser.get(link.group(1)).text
        assert administrator.post(f"/company/people/{subject.group(1)}/invitation/withdraw").status_code == 303
        gone = browser.get(link.group(1))
        assert gone.status_code == 404 and "请管理员再发一个" in gone.text
    finally:
        app.extensions["house"] = kept


def test_people_are_found_by_word_role_territory_and_standing(administrator: Browser) -> None:
    def names(query: str) -> set[str]:
        return set(re.findall(r"/company/people/\d+\">([^<]+)</a>", administrator.get(f"/company/people?{query}").text))

    assert names("q=HY01") == {"周亦宁", "叶知秋", "沈若溪"}
    assert names("role=manager") == {"韩牧之", "唐予安"}
    assert names("territory=2&role=representative") == {"周亦宁", "叶知秋"}
    assert names("state=off") == set() and names("q=%25") == set() and len(names("page=99&territory=x&role=king")) == 9


@pytest.mark.parametrize(
    ("path", "typed", "field"),
    [
        ("/company/people/new", {**NEW, "email": "nowhere"}, "email"),
        ("/company/people/1/edit", {**NEW, "employee_number": "HY0102", "version": "1"}, "employee_number"),
        ("/company/territories/new", {"name": "云川片区", "parent": "1"}, "name"),
        ("/company/territories/2", {"name": "云川大区", "parent": "3", "version": "1"}, "parent"),
        ("/company/products/new", {"generic_name": "澜瑞格列净片", "indications": "x"}, "generic_name"),
        ("/company/products/1", {"generic_name": "禾屿单抗注射液", "indications": "x", "budget": "many", "version": "1"}, "budget"),
    ],
)
def test_what_is_wrong_stands_at_the_field_and_on_top_and_what_was_typed_stays(
    administrator: Browser, path: str, typed: dict[str, str], field: str
) -> None:
    administrator.get(path)
    answer = administrator.post(path, typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text and f'id="{field}-error"' in answer.text and f'id="{field}"' in answer.text
    assert all(value in answer.text for value in typed.values())


def test_the_second_writer_sees_a_clash_and_overwrites_nothing(
    administrator: Browser, signed_in: Callable[..., Browser], stage: Stage
) -> None:
    path = "/company/products/1"
    page = administrator.get(path).text
    seen, typed = version(page), fields(page)
    assert administrator.post(path, {**typed, "version": seen, "competitors": "对手一"}).status_code == 303
    late = administrator.post(path, {**typed, "version": seen, "competitors": "对手二"})
    assert late.status_code == 422 and "别人刚刚改过这一条" in late.text and "对手二" in late.text and "对手一" in late.text
    with stage.act() as session:
        assert session.get_one(Product, 1).competitors == ["对手一"]
    assert administrator.post(path, {**typed, "version": version(late.text), "competitors": "对手二"}).status_code == 303


def test_a_product_is_retired_and_used_again(administrator: Browser, signed_in: Callable[..., Browser], stage: Stage) -> None:
    path = "/company/products/1"
    page = administrator.get(path).text
    name = fields(page)["generic_name"]
    assert administrator.post(f"{path}/retire", {"version": version(page)}).status_code == 303
    page = administrator.get(path).text
    assert "新计划里选不到它" in page and "停用：" in page and "恢复这个产品" in page
    assert "已停用" in administrator.get("/company/products").text
    late = administrator.post(f"{path}/restore", {"version": "1"})
    assert late.status_code == 422 and "别人刚刚改过这一条" in late.text
    writer = signed_in("zhou.yining")
    first = writer.post("/plans", {"kind": "launch"}).location
    assert name not in writer.get(first).text
    with stage.act() as session:  # it was chosen before
        session.scalars(select(StepAnswers).where(StepAnswers.step == "basics")).one().answers = {"products": [1]}
    assert f"{name}（已停用）" in writer.get(first).text
    assert administrator.post(f"{path}/restore", {"version": version(page)}).status_code == 303
    assert name in writer.get(first).text
    assert administrator.post("/company/products/99/retire", {"version": "1"}).status_code == 404


def test_a_territory_is_added_moved_and_retired(administrator: Browser, stage: Stage) -> None:
    administrator.get("/company/territories/new?under=3")
    assert administrator.post("/company/territories/new", {"name": "云川二片区", "parent": "3"}).status_code == 303
    tree = administrator.get("/company/territories").text
    found = re.search(r'/company/territories/(\d+)">云川二片区', tree)
    assert found
    path = f"/company/territories/{found.group(1)}"
    assert administrator.post(path, {"name": "海岚二片区", "parent": "5", "version": "1"}).status_code == 303
    page = administrator.get(path).text
    assert "云川片区" in page and "海岚大区" in page, "the history names both"
    assert administrator.post(f"{path}/retire", {"version": version(page)}).status_code == 303
    assert "海岚二片区" not in administrator.get("/company/territories").text
    assert administrator.post("/company/territories/1/retire", {"version": "1"}).status_code == 422


def test_the_policy_is_changed_with_history_and_its_errors_stand_at_their_fields(administrator: Browser, stage: Stage) -> None:
    assert "没有，由各人自己决定" in administrator.get("/company/policy").text
    page = administrator.get("/company/policy/edit").text
    typed = {
        **fields(page),
        "seen": re.search(r'name="seen" value="([^"]*)"', page).group(1),
        "switches": ["assign_reviews", "roles_need_second"],
    }  # type: ignore[union-attr]
    assert typed["value-hospitality_per_head_fen"] == "300.00" and typed["segment-pioneer-A"]
    refused = administrator.post("/company/policy/edit", {**typed, "value-visits_per_day": "0", "days_off": "tomorrow"})
    assert refused.status_code == 422 and 'href="#days_off"' in refused.text and "tomorrow" in refused.text
    assert administrator.post("/company/policy/edit", {**typed, "value-visits_per_day": "0"}).status_code == 422
    unchanged = administrator.post("/company/policy/edit", typed)
    assert unchanged.status_code == 303
    with stage.act() as session:
        before = policy_in_force(session).hash
        assert before == typed["seen"], "what is shown is what is kept"
    other = {"value-hospitality_per_head_fen": "250", "days_off": "2027-02-05", "second_factor_roles": ["manager", "officer", "king"]}
    assert administrator.post("/company/policy/edit", {**typed, **other}).status_code == 303
    shown = administrator.get("/company/policy").text
    for words in ("¥250.00", "¥300.00", "2027年2月5日", "方以南", "人均餐费上限", "合规专员、地区经理"):
        assert words in shown
    assert administrator.post("/company/policy/edit", {**typed, "value-visits_per_day": "9"}).status_code == 422, (
        "an old form overwrites nothing"
    )


def test_a_leaver_hands_over_and_is_shut_out_in_one_step(
    submitted: str, administrator: Browser, signed_in: Callable[..., Browser], stage: Stage
) -> None:
    leaver = signed_in("zhou.yining")
    page = administrator.get("/company/people/1/leave").text
    assert submitted in page and "没有别的医药代表能接手" in page
    with stage.act() as session:
        ye = session.scalars(select(Person).where(Person.name == "叶知秋")).one()
        ye.grants[0].territory_id = session.scalars(select(Territory.id).where(Territory.name == "云川大区")).one()
        ye_id = ye.id
    page = administrator.get("/company/people/1/leave").text
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)  # type: ignore[union-attr]
    assert administrator.post("/company/people/1/leave", {"seen": seen, "plans-3": "1"}).status_code == 422
    assert administrator.post("/company/people/1/leave", {"seen": seen, "plans-3": ""}).status_code == 422
    assert leaver.get("/plans").status_code == 200, "nothing happened yet"
    assert administrator.post("/company/people/1/leave", {"seen": seen, "plans-3": str(ye_id)}).status_code == 303
    assert leaver.get("/plans").status_code == 302
    taker = signed_in("ye.zhiqiu")
    assert submitted in taker.get("/plans").text


def test_pin_reset_new_link_disable_and_enable(administrator: Browser, signed_in: Callable[..., Browser]) -> None:
    officer = signed_in("lu.zhiwei")
    subject = re.search(r'/company/people/(\d+)">陆知微', administrator.get("/company/people").text).group(1)  # type: ignore[union-attr]
    path = f"/company/people/{subject}"
    assert administrator.post(f"{path}/reset-pin").status_code == 303
    assert "还没有设置" in administrator.get(path).text
    assert administrator.post(f"{path}/reset-pin").status_code == 422
    assert administrator.post(f"{path}/invitation").status_code == 303
    assert administrator.post(f"{path}/invitation/withdraw").status_code == 303
    assert administrator.post(f"{path}/invitation/withdraw").status_code == 422
    assert officer.get("/").status_code == 302, "the old password and its sessions are over"
    assert administrator.post(f"{path}/disable", {"version": version(administrator.get(path).text)}).status_code == 303
    assert administrator.post(f"{path}/invitation").status_code == 403
    assert administrator.post(f"{path}/enable", {"version": version(administrator.get(path).text)}).status_code == 303
    own = re.search(r'/company/people/(\d+)">方以南', administrator.get("/company/people").text).group(1)  # type: ignore[union-attr]
    for act in ("disable", "reset-pin", "invitation"):
        assert administrator.post(f"/company/people/{own}/{act}", {"version": "1"}).status_code == 403


@pytest.mark.parametrize("who", ["zhou.yining", "lu.zhiwei", "gu.qinghe", "han.muzhi"])
def test_nobody_else_writes_and_readers_see_no_way_to(who: str, signed_in: Callable[..., Browser], app: object, stage: Stage) -> None:
    person = signed_in(who)
    for path in ("/company/people/1", "/company/people/new", "/company/territories/1", "/company/products/1", "/company/policy/edit"):
        assert person.get(path).status_code == 404, path
    for path in (
        "/company/people/1/disable",
        "/company/products/new",
        "/company/policy/edit",
        "/company/people/2/roles",
        "/company/proposals/1/approve",
    ):
        assert person.post(path, {"version": "1"}).status_code == 404, path
    for path in ("/company/products", "/company/policy"):
        page = person.get(path)
        assert page.status_code == 404 or ("/edit" not in page.text and "/products/new" not in page.text)
    with stage.act() as session:
        assert isinstance(session, Session) and all(session.scalars(select(Person.active)))
