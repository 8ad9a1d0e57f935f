"""The tray on its pages: put, leave out, bring back, with and without a step beside it."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from planner.models import TrayPassage
from planner.seeds.play import Stage
from planner.services import plans
from tests.factories.word_file import CONTACT, QUESTION, launch_docx
from tests.web.conftest import Browser
from tests.web.plans.test_starting import NUMBER, begun, send

FIELD = "introduction.introduction"


@pytest.fixture
def author(signed_in: Callable[..., Browser]) -> Browser:
    browser = signed_in("zhou.yining")
    assert begun(browser).status_code == 303
    return browser


def passage(stage: Stage, words: str) -> TrayPassage:
    with stage.act() as session:
        return session.scalars(select(TrayPassage).where(TrayPassage.text.contains(words)).order_by(TrayPassage.id.desc())).first()  # type: ignore[return-value]


def text_of(stage: Stage, slug: str = "introduction", name: str = "introduction") -> str:
    who = stage.actor("zhou.yining@hengyu.example")
    with stage.act() as session:
        return plans.open_plan(session, stage.house, who, NUMBER).answers[slug].get(name) or ""


def test_put_beside_a_step_saves_what_was_typed_there_first(author: Browser, stage: Stage) -> None:
    page = author.get(f"/plans/{NUMBER}/steps/introduction").text
    base = re.search(rf'name="base:{FIELD}" value="(\w+)"', page)
    assert base
    one = passage(stage, QUESTION)
    form = {FIELD: "刚刚写的。", f"base:{FIELD}": base[1], f"target:{one.id}": FIELD, "tray": f"put:{one.id}"}
    answer = author.post(f"/plans/{NUMBER}/tray?step=introduction", form)
    assert answer.headers["Location"] == f"/plans/{NUMBER}/steps/introduction#tray"
    assert text_of(stage) == f"刚刚写的。\n{QUESTION}"
    assert "已放进" in author.get(f"/plans/{NUMBER}/steps/introduction").text


def test_what_cannot_be_saved_keeps_the_tray_waiting_and_the_words(author: Browser, stage: Stage) -> None:
    author.get(f"/plans/{NUMBER}/steps/introduction")
    one, too_long = passage(stage, QUESTION), "长" * 5001
    form = {FIELD: too_long, f"base:{FIELD}": "0", f"target:{one.id}": FIELD, "tray": f"put:{one.id}"}
    answer = author.post(f"/plans/{NUMBER}/tray?step=introduction", form)
    assert answer.status_code == 422 and too_long in answer.text
    assert passage(stage, QUESTION).state == "waiting"


def test_put_without_a_field_asks_for_one_on_a_page_of_its_own(author: Browser, stage: Stage) -> None:
    one = passage(stage, QUESTION)
    answer = author.post(f"/plans/{NUMBER}/tray", {"tray": f"put:{one.id}"})
    assert answer.status_code == 422 and "请选放到哪一栏" in answer.text and QUESTION in answer.text


def test_the_placing_page_goes_from_step_to_field(author: Browser, stage: Stage) -> None:
    one = passage(stage, QUESTION)
    page = author.get(f"/plans/{NUMBER}/tray/{one.id}?step=risks").text
    assert 'value="risks.risks.+.risk"' in page and 'aria-current="step"' in page
    answer = author.post(f"/plans/{NUMBER}/tray", {"tray": f"put:{one.id}", f"target:{one.id}": "risks.risks.+.risk"})
    assert answer.headers["Location"] == f"/plans/{NUMBER}/tray"
    assert "放进了" in author.get(f"/plans/{NUMBER}/tray").text
    author.post(f"/plans/{NUMBER}/tray", {"tray": f"back:{one.id}"})
    assert passage(stage, QUESTION).state == "waiting"


def test_rows_of_a_table_are_chosen(author: Browser, stage: Stage) -> None:
    table = passage(stage, "借投影仪")
    page = author.get(f"/plans/{NUMBER}/tray/{table.id}").text
    assert page.count('name="row"') == len(table.rows or ())
    none = author.post(f"/plans/{NUMBER}/tray", {"tray": f"put:{table.id}", "rows": "1", f"target:{table.id}": FIELD})
    assert none.status_code == 422 and "至少选一行" in none.text
    author.post(f"/plans/{NUMBER}/tray", {"tray": f"put:{table.id}", "rows": "1", "row": "1", f"target:{table.id}": FIELD})
    assert text_of(stage).endswith("周亦宁，借投影仪")
    assert passage(stage, "订会议室").state == "waiting"


def test_left_out_and_brought_back(author: Browser, stage: Stage) -> None:
    one = passage(stage, QUESTION)
    author.post(f"/plans/{NUMBER}/tray", {"tray": f"drop:{one.id}"})
    page = author.get(f"/plans/{NUMBER}/tray").text
    assert passage(stage, QUESTION).state == "dropped" and f'value="back:{one.id}"' in page
    author.post(f"/plans/{NUMBER}/tray", {"tray": f"back:{one.id}"})
    assert passage(stage, QUESTION).state == "waiting"
    again = author.post(f"/plans/{NUMBER}/tray", {"tray": f"back:{one.id}"})
    assert again.status_code == 303 and "刚刚在别处处理过" in author.get(f"/plans/{NUMBER}/tray").text


def test_the_tray_is_marked_as_the_fields_are(author: Browser) -> None:
    page = author.get(f"/plans/{NUMBER}/tray").text
    assert CONTACT[:10] in page and re.search(r'<mark class="pw-mark pw-mark--[^>]*>[^<]*水果', page)


def test_the_check_page_asks_once_and_leaves_all_out_on_a_word(author: Browser, stage: Stage) -> None:
    page = author.get(f"/plans/{NUMBER}/check-and-submit").text
    assert "没放，也没说不用" in page and "全部不用" in page
    refused = author.get(f"/plans/{NUMBER}/submit")
    assert refused.status_code == 422 and "全部不用" in refused.text
    answer = author.post(f"/plans/{NUMBER}/tray?back=check", {"tray": "all"})
    assert answer.headers["Location"] == f"/plans/{NUMBER}/check-and-submit"
    assert "没放，也没说不用" not in author.get(f"/plans/{NUMBER}/check-and-submit").text


@pytest.mark.parametrize("act", ["", "put", "put:", "put:x", "put:99999999999", "drop:0", "back:123456", "nonsense:1"])
def test_nonsense_is_not_found(author: Browser, act: str) -> None:
    assert author.post(f"/plans/{NUMBER}/tray", {"tray": act}).status_code == 404


def test_a_plan_without_a_file_has_no_tray(author: Browser) -> None:
    author.post("/plans", {"kind": "territory"})
    for path in ("intake", "tray", "tray/1"):
        assert author.get(f"/plans/2026-TE-0001/{path}").status_code == 404
    assert author.post("/plans/2026-TE-0001/tray", {"tray": "drop:1"}).status_code == 404


@pytest.mark.parametrize("who", ["ye.zhiqiu", "lu.zhiwei", "han.muzhi", "fang.yinan"])
def test_the_tray_is_its_authors_alone(author: Browser, stage: Stage, signed_in: Callable[..., Browser], who: str) -> None:
    one, other = passage(stage, QUESTION), signed_in(who)
    for path in ("intake", "tray", f"tray/{one.id}"):
        assert other.get(f"/plans/{NUMBER}/{path}").status_code == 404
    assert other.post(f"/plans/{NUMBER}/tray", {"tray": f"drop:{one.id}"}).status_code in (403, 404)
    assert passage(stage, QUESTION).state == "waiting"


def test_a_second_file_makes_a_second_plan_with_a_tray_of_its_own(author: Browser, stage: Stage) -> None:
    one = passage(stage, QUESTION)
    place = send(author, launch_docx()).headers["Location"]
    assert author.post(place, {"kind": "launch"}).headers["Location"] == "/plans/2026-LA-0002/intake"
    assert author.get(f"/plans/2026-LA-0002/tray/{one.id}").status_code == 404
