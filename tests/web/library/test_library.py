"""/library: who reads and who keeps, what forms say at the place, and what a plan's fields are offered."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from planner.seeds import play
from planner.seeds.library import load_library
from planner.seeds.play import Stage
from tests.web.conftest import DAYS, HTMX, Browser

TODAY = date(2026, 11, 24)
MATERIAL = {
    "number": "HY-MAT-2027-900",
    "title": "哮喘折页",
    "form": "leaflet",
    "product": "",
    "area": "支气管哮喘",
    "audience": "public",
    "approved_on": "2026-11-01",
    "expires_on": "2027-10-31",
    "owner": "医学部",
}
PHRASE = {
    "text": "活动取得医院书面同意后再举办。",
    "label": "recommended",
    "approved_by": "陆知微",
    "from_on": "2026-11-01",
    "until_on": "",
}
AUTHOR = "zhou.yining@hengyu.example"


@pytest.fixture
def kept(stage: Stage) -> Stage:
    """The demo's library, entered."""
    load_library(stage, TODAY)
    stage.clock.set(TODAY)
    return stage


@pytest.mark.parametrize(
    ("who", "materials", "phrases"),
    [("zhou.yining", 404, 404), ("han.muzhi", 404, 404), ("fang.yinan", 200, 404), ("lu.zhiwei", 200, 200), ("gu.qinghe", 200, 200)],
)
def test_everybody_reads_and_some_keep(kept: Stage, signed_in: Callable[..., Browser], who: str, materials: int, phrases: int) -> None:
    person = signed_in(who)
    pages = {page: person.get(page) for page in ("/library", "/library/phrases", "/library/materials/1", "/library/phrases/1")}
    assert {answer.status_code for answer in pages.values()} == {200}
    assert ("/library/materials/new" in pages["/library"].text) is (materials == 200)
    assert ("/library/phrases/new" in pages["/library/phrases"].text) is (phrases == 200)
    assert ("/library/materials/1/edit" in pages["/library/materials/1"].text) is (materials == 200)
    for kind, status in (("materials", materials), ("phrases", phrases)):
        assert person.get(f"/library/{kind}/new").status_code == status
        assert person.get(f"/library/{kind}/1/edit").status_code == status
        refused = person.post(f"/library/{kind}/new", MATERIAL | PHRASE)
        assert refused.status_code == (303 if status == 200 else 404)
        assert person.post(f"/library/{kind}/1/retire", {"version": "1"}).status_code == (303 if status == 200 else 404)


@pytest.mark.parametrize(
    "address", ["/library/carpets/1", "/library/materials/x", "/library/materials/99999", "/library/materials/0", "/library/x/new"]
)
def test_what_is_not_there_is_not_found(kept: Stage, signed_in: Callable[..., Browser], address: str) -> None:
    assert signed_in("lu.zhiwei").get(address).status_code == 404


def test_the_lists_filter_and_say_what_runs_out(kept: Stage, signed_in: Callable[..., Browser]) -> None:
    reader = signed_in("zhou.yining")
    whole = reader.get("/library").text
    assert "快到期" in whole and "还有 25 天" in whole and "已过期" in whole and "HY-MAT-2025-008" not in whole
    found = reader.get("/library?q=血压记录").text
    assert "HY-PE-2026-022" in found and "HY-PE-2026-021" not in found
    assert "没有符合的资料" in reader.get("/library?q=没有这种").text
    assert "HY-MAT-2025-008" in reader.get("/library?standing=retired").text
    assert "HY-PE-2026-021" not in reader.get("/library?product=1").text
    assert reader.get("/library?product=99999999999&standing=x&audience=%00").status_code < 500


def test_a_form_that_cannot_be_kept_comes_back_with_the_reasons_at_their_places(signed_in: Callable[..., Browser]) -> None:
    keeper = signed_in("lu.zhiwei")
    answer = keeper.post("/library/materials/new", MATERIAL | {"number": "待定", "expires_on": "2026-01-01"})
    assert answer.status_code == 422
    assert 'href="#lib-number"' in answer.text and "批准号里要有数字" in answer.text and 'value="待定"' in answer.text
    assert re.search(r'id="lib-expires_on-error"[^>]*>.*到期日要在批准日之后', answer.text)
    refused = keeper.post("/library/phrases/new", PHRASE | {"text": "争取每位专家开出第一张处方。"})
    assert refused.status_code == 422 and "通不过检查" in refused.text and "争取每位专家开出第一张处方。</textarea>" in refused.text


def test_an_entry_is_made_changed_retired_and_restored_and_its_history_shows_it(signed_in: Callable[..., Browser]) -> None:
    keeper = signed_in("lu.zhiwei")
    at = keeper.post("/library/materials/new", MATERIAL).headers["Location"]
    assert at == "/library/materials/1"
    assert keeper.post("/library/materials/1/edit", MATERIAL | {"owner": "市场部", "version": "1"}).status_code == 303
    assert keeper.post("/library/materials/1/edit", MATERIAL | {"owner": "别人", "version": "1"}).status_code == 409
    assert keeper.post("/library/materials/1/retire", {"version": "2"}).status_code == 303
    assert keeper.post("/library/materials/1/restore", {"version": "3"}).status_code == 303
    page = keeper.get(at).text
    assert all(
        word in page
        for word in ("登记", "修改", "停用", "恢复使用", '<del translate="no">医学部</del>', '<ins translate="no">市场部</ins>')
    )


def test_words_of_an_entry_are_never_markup(signed_in: Callable[..., Browser]) -> None:
    keeper = signed_in("lu.zhiwei")
    keeper.post("/library/materials/new", MATERIAL | {"title": "<script>alert(1)</script>"})
    for page in ("/library", "/library/materials/1", "/library/materials/1/edit"):
        assert "<script>alert" not in keeper.get(page).text


def _plan(stage: Stage) -> tuple[str, str]:
    """A draft typed through the launch phase, and the path of its first approval number."""
    author = stage.actor(AUTHOR)
    number = play.write_plan(stage, author, days=DAYS, product="禾屿单抗注射液", through="launch-phase")
    with stage.act() as session:
        view = play.wizard.open_step(session, stage.house, author, number, "launch-phase")
        row = next(r["id"] for r in view.answers["activities"] if r.get("material_number"))
    return number, f"launch-phase.activities.{row}.material_number"


def test_a_field_offers_its_materials_with_and_without_scripts(kept: Stage, signed_in: Callable[..., Browser]) -> None:
    number, path = _plan(kept)
    author = signed_in("zhou.yining")
    page = author.get(f"/plans/{number}/steps/launch-phase").text
    control = f"f-{path.replace('.', '-')}"
    assert f'list="{control}-list"' in page and f'<datalist id="{control}-list">' in page
    assert "禾屿单抗说明书解读幻灯》有效期到" in page
    offered = author.get(f"/library/offers/{number}", query_string={"path": path, "before": "单抗"}, headers=HTMX).text
    assert 'data-value="HY-MAT-2027-031"' in offered and "HY-MAT-2026-204" not in offered
    phrases = author.get(f"/library/offers/{number}", query_string={"path": "launch-phase.objective", "before": "会后问卷匿名"}).text
    assert 'data-taken="4"' in phrases
    assert author.get(f"/library/offers/{number}").text.strip() == ""
    assert signed_in("shen.ruoxi").get(f"/library/offers/{number}?path={path}").status_code == 404


def test_approved_wording_is_marked_and_a_close_sentence_is_replaced_without_scripts(
    kept: Stage, signed_in: Callable[..., Browser]
) -> None:
    number, _ = _plan(kept)
    author = signed_in("zhou.yining")
    address, path = f"/plans/{number}/steps/launch-phase", "launch-phase.objective"
    base = re.search(rf'name="base:{path}" value="(\w+)"', author.get(address).text)
    assert base is not None
    text = "只记录工作信息，不收集患者的个人信息。问卷匿名填写，只统计总数，不用来评价个人。"
    page = author.post(address, {path: text, f"base:{path}": base[1], "do": "save"}, headers=HTMX).text
    assert "pw-mark--approved" in page and "已批准的说法" in page and "用批准的说法？" in page
    take = re.search(rf'value="(phrase:\d+:{path})"', page)
    fresh = re.search(rf'name="base:{path}" value="(\w+)"', page)
    assert take is not None and fresh is not None
    answer = author.post(address, {path: text, f"base:{path}": fresh[1], "do": take[1]}, headers=HTMX).text
    assert "用批准的说法？" not in answer
    assert "不用于评价个人。" in author.get(address).text
    assert author.post(address, {"do": take[1]}, headers=HTMX).status_code == 404
