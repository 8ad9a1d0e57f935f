"""The trail's page, for those who audit."""

from collections.abc import Callable

import pytest

from tests.web.conftest import Browser


@pytest.mark.parametrize("who", ["gu.qinghe", "fang.yinan"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_auditors_read_it_and_reach_it_from_the_menu(submitted: str, signed_in: Callable[..., Browser], who: str, language: str) -> None:
    person = signed_in(who, language)
    page = person.get("/trail")
    assert page.status_code == 200 and submitted in page.text
    assert 'href="/trail"' in person.get("/account").text


@pytest.mark.parametrize("who", ["zhou.yining", "lu.zhiwei", "han.muzhi", "cheng.yan"])
def test_for_others_it_is_not_there(signed_in: Callable[..., Browser], who: str) -> None:
    person = signed_in(who)
    assert person.get("/trail").status_code == person.get("/trail/events.csv").status_code == 404
    assert 'href="/trail"' not in person.get("/account").text


def test_it_is_filtered_and_paged_from_the_address(submitted: str, signed_in: Callable[..., Browser]) -> None:
    person = signed_in("gu.qinghe")
    for _ in range(4):
        for login in ("lu.zhiwei", "han.muzhi", "tang.yuan"):
            person.get("/trail")
            signed_in(login)
    assert "登录" in person.get("/trail?act=people").text
    assert submitted in person.get(f"/trail?plan={submitted.lower()}&act=plan.submit&person=周亦宁").text
    assert "没有符合的记录" in person.get("/trail?person=没有此人").text
    assert person.get("/trail?act=nonsense").status_code == 404
    below = person.get("/trail?below=3").text
    assert 'id="e2"' in below and 'id="e3"' not in below and "回到最新" in below


def test_the_file_holds_every_event_and_is_one_itself(submitted: str, signed_in: Callable[..., Browser]) -> None:
    person = signed_in("fang.yinan")
    answer = person.get("/trail/events.csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert answer.mimetype == "text/csv" and lines[-1].startswith(f"操作记录共 {len(lines) - 2} 条")
    assert "取走" in person.get("/trail?act=file.export").text or "操作记录（CSV）" in person.get("/trail?act=file.export").text
