"""/company: who sees which records, and what stands in them."""

from collections.abc import Callable

import pytest

from tests.web.conftest import Browser

PAGES = {
    "fang.yinan": {"people", "territories", "products", "policy"},
    "lu.zhiwei": {"products", "policy"},
    "gu.qinghe": {"products", "policy"},
    "han.muzhi": {"products", "policy"},
    "zhou.yining": set(),
}


@pytest.mark.parametrize("who", PAGES)
def test_each_role_reads_its_records_and_no_others(who: str, signed_in: Callable[..., Browser]) -> None:
    person = signed_in(who)
    for page in ("people", "territories", "products", "policy"):
        answer = person.get(f"/company/{page}")
        assert answer.status_code == (200 if page in PAGES[who] else 404), (who, page)
        if answer.status_code == 200:
            linked = {name for name in ("people", "territories", "products", "policy") if f'href="/company/{name}"' in answer.text}
            assert linked == PAGES[who], "a tab that is closed is not shown"
    first = person.get("/company")
    assert (first.status_code == 303) is bool(PAGES[who])


def test_people_stand_with_their_roles_and_filing(administrator: Browser) -> None:
    page = administrator.get("/company/people").text
    for words in ("周亦宁", "医药代表（云川片区）", "浙备2026-010117", "2028年6月30日", "合规专员（全公司）", "HY0101"):
        assert words in page
    assert "password" not in page and "hash" not in page


def test_territories_are_a_tree_of_three_levels(administrator: Browser) -> None:
    page = administrator.get("/company/territories").text
    assert page.count('<ul class="pw-tree">') >= 3
    assert page.index("全国") < page.index("云川大区") < page.index("云川片区")


def test_products_say_whether_they_are_approved(manager: Browser) -> None:
    page = manager.get("/company/products").text
    assert "尚未获批" in page and "预计 2027年4月15日" in page and "国药准字H20249001" in page and "¥600,000.00" in page


def test_policy_shows_each_threshold_with_source_and_date(manager: Browser) -> None:
    page = manager.get("/company/policy").text
    for words in ("人均餐费上限", "¥300.00", "24 小时", "公司推广合规制度", "2026年11月1日"):
        assert words in page
    assert "_fen" not in page and "speaker_" not in page, "no raw names on a page"


def test_reads_in_english(signed_in: Callable[..., Browser]) -> None:
    page = signed_in("fang.yinan", "en").get("/company/policy").text
    assert "Hospitality per head, at most" in page and "24 hours" in page and "人均餐费" not in page
