"""GET /review/<number>: the document with its marks, the findings to decide."""

import re
from collections.abc import Callable

from planner.seeds.play import Stage
from tests.factories.flagged import EXPLANATION, FAVOUR, ORDERS, REQUEST
from tests.web.conftest import HTMX, Browser
from tests.web.review.conftest import cards, claim, decide


def test_shows_the_plan_with_marked_passages_and_what_the_author_said(flagged: str, officer: Browser) -> None:
    page = officer.get(f"/review/{flagged}").text
    assert f">{ORDERS}</a>" in page and f">{FAVOUR}</a>" in page, "passages are marked and lead to their cards"
    assert REQUEST in page and "作者请求例外" in page
    assert EXPLANATION in page and "作者的说明" in page
    assert "云川片区重度哮喘新产品上市推广计划" in page and "2027年1月" in page


def test_must_change_comes_first_and_is_the_one_unfolded(flagged: str, officer: Browser) -> None:
    page = officer.get(f"/review/{flagged}").text
    first = page.index('data-card="')
    assert "pw-finding--block" in page[first - 120 : first]
    assert page.count(" open data-shown") == 1 and page.index(" open data-shown") < page.index('data-card="', first + 1)


def test_nothing_can_be_decided_before_the_plan_is_taken(flagged: str, officer: Browser) -> None:
    page = officer.get(f"/review/{flagged}").text
    assert "还没有人领取" in page and "data-verdict" not in page
    fingerprint = cards(page)[0]
    assert decide(officer, flagged, fingerprint) == 403
    assert fingerprint in cards(officer.get(f"/review/{flagged}").text)


def test_claimed_by_one_officer_it_is_read_only_for_another(flagged: str, officer: Browser, signed_in: Callable[..., Browser]) -> None:
    claim(officer, flagged)
    other = signed_in("cheng.yan")
    page = other.get(f"/review/{flagged}").text
    assert "陆知微正在审这份计划。作者申请的例外可以由你来决定" in page and page.count("data-verdict") == 1
    assert re.search(r'value="harmless"[^>]* disabled', page), "only the exception that was asked for is open to a second officer"
    assert other.post(f"/review/{flagged}/claim").status_code == 409
    assert other.post(f"/review/{flagged}/take-over").status_code == 303
    assert "你在审" in other.get(f"/review/{flagged}").text
    assert "程砚正在审这份计划" in officer.get(f"/review/{flagged}").text


def test_an_idle_claim_lapses(flagged: str, officer: Browser, clock: object, signed_in: Callable[..., Browser]) -> None:
    fingerprint = claim(officer, flagged)[0]
    clock.pass_(minutes=31)  # type: ignore[attr-defined]
    again = signed_in("lu.zhiwei")
    assert "30 分钟没有动，已经释放" in again.get(f"/review/{flagged}").text
    assert decide(again, flagged, fingerprint) == 403


def test_a_review_is_handed_over_with_its_decisions(
    flagged: str, officer: Browser, stage: Stage, signed_in: Callable[..., Browser]
) -> None:
    first = claim(officer, flagged)[0]
    decide(officer, flagged, first)
    cheng, author = (stage.actor(f"{name}@hengyu.example").person_id for name in ("cheng.yan", "zhou.yining"))
    assert f'<option value="{cheng}">程砚' in officer.get(f"/review/{flagged}").text
    for wrong in ("", "0", "x", "-1", str(author)):
        answer = officer.post(f"/review/{flagged}/hand-over", {"officer": wrong})
        assert answer.status_code == 422 and "请选一位负责这个片区的合规专员" in answer.text, wrong
    assert officer.post(f"/review/{flagged}/hand-over", {"officer": str(cheng)}).status_code == 303
    page = signed_in("cheng.yan").get(f"/review/{flagged}").text
    assert "你在审" in page and first not in cards(page)


def test_htmx_gets_only_the_desk(flagged: str, officer: Browser) -> None:
    answer = officer.post(f"/review/{flagged}/claim", headers=HTMX)
    assert answer.status_code == 200 and answer.text.count('id="desk"') == 1 and "<html" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_the_desk_does_not_exist_for_others(flagged: str, author: Browser, manager: Browser, signed_in: Callable[..., Browser]) -> None:
    for person in (author, manager, signed_in("tang.yuan"), signed_in("fang.yinan")):
        for url in ("", "/sign"):
            assert person.get(f"/review/{flagged}{url}").status_code == 404
        for url in (
            "claim",
            "release",
            "take-over",
            "return",
            "sign",
            "recall-pass",
            "remarks",
            "findings/abc/decide",
            "findings/abc/undo",
        ):
            assert person.post(f"/review/{flagged}/{url}").status_code == 404, url


def test_an_unknown_plan_is_404(flagged: str, officer: Browser) -> None:
    assert officer.get("/review/2026-LA-9999").status_code == 404
    assert officer.post("/review/2026-LA-9999/claim").status_code == 404


def test_silent_hits_are_shown_on_demand_with_their_reason(flagged: str, officer: Browser) -> None:
    quiet, loud = officer.get(f"/review/{flagged}"), officer.get(f"/review/{flagged}?silent=1")
    assert "pw-mark--silent" not in quiet.text
    assert loud.status_code == 200 and 'aria-checked="true"' in loud.text


def test_reads_in_english_without_a_chinese_word_of_the_interface(flagged: str, signed_in: Callable[..., Browser]) -> None:
    page = signed_in("lu.zhiwei", "en").get(f"/review/{flagged}").text
    for words in ("Nobody has taken it yet", "Contents", "Light only what is new", "left to decide"):
        assert words in page
    for words in ("领取", "目录", "要求修改", "只亮新的"):
        assert words not in page


def test_text_of_the_plan_is_never_markup(flagged: str, officer: Browser, stage: Stage) -> None:
    claim(officer, flagged)
    answer = officer.post(
        f"/review/{flagged}/remarks",
        {"path": "launch-phase.objective", "quote": FAVOUR, "text": "<script>alert(1)</script>"},
    )
    assert answer.status_code == 303
    page = officer.get(f"/review/{flagged}").text
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page
