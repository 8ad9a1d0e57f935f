"""Deciding, undoing, remarking: htmx and plain forms, refusals and wrong input."""

from collections.abc import Callable

from tests.factories.flagged import FAVOUR, ORDERS
from tests.web.conftest import HTMX, Browser
from tests.web.review.conftest import cards, claim, decide


def test_a_plain_form_leads_on_to_the_next_card(flagged: str, officer: Browser) -> None:
    first, second = claim(officer, flagged)[:2]
    answer = officer.post(f"/review/{flagged}/findings/{first}/decide", {"outcome": "harmless"})
    assert answer.status_code == 303 and f"after={first}" in answer.headers["Location"]
    page = officer.get(answer.headers["Location"].split("#")[0]).text
    assert first not in cards(page)
    shown = page.index(" open data-shown")
    assert f'data-card="{second}"' in page[shown - 80 : shown]


def test_htmx_gets_the_desk_with_the_next_card_open(flagged: str, officer: Browser) -> None:
    first = claim(officer, flagged)[0]
    answer = officer.post(f"/review/{flagged}/findings/{first}/decide", {"outcome": "harmless"}, headers=HTMX)
    assert answer.status_code == 200 and "<html" not in answer.text
    assert first not in cards(answer.text) and "已决定 1 处" in answer.text


def test_a_required_change_wants_a_word_to_the_author_and_keeps_what_was_typed(flagged: str, officer: Browser) -> None:
    first = claim(officer, flagged)[0]
    for more in ({}, {"headers": HTMX}):
        answer = officer.post(f"/review/{flagged}/findings/{first}/decide", {"outcome": "change_required", "note": " "}, **more)
        assert answer.status_code == 422 and "请写一句给作者的话" in answer.text
        assert 'value="change_required"' in answer.text and answer.text.count(" open data-shown") == 1
    assert first in cards(officer.get(f"/review/{flagged}").text)
    assert decide(officer, flagged, first, "change_required", note="请删去这句。") == 303
    assert "请删去这句。" in officer.get(f"/review/{flagged}").text


def test_an_exception_wants_a_ground_and_a_note(flagged: str, officer: Browser) -> None:
    first = claim(officer, flagged)[0]
    assert decide(officer, flagged, first, "exception", note="已存档") == 422
    assert decide(officer, flagged, first, "exception", reason_class="consent_on_file") == 422
    assert decide(officer, flagged, first, "exception", reason_class="made_up", note="已存档") == 422
    assert decide(officer, flagged, first, "exception", reason_class="consent_on_file", note="已存档") == 422, (
        "its rule knows other grounds"
    )
    assert decide(officer, flagged, first, "exception", reason_class="approved_project", note="已存档") == 303
    assert "例外放行" in officer.get(f"/review/{flagged}").text


def test_no_choice_and_unknown_choices_are_refused(flagged: str, officer: Browser) -> None:
    first = claim(officer, flagged)[0]
    assert decide(officer, flagged, first, "") == 422
    assert decide(officer, flagged, first, "undone") == 422
    assert decide(officer, flagged, "0" * 32) == 404
    assert first in cards(officer.get(f"/review/{flagged}").text)


def test_undo_brings_the_finding_back(flagged: str, officer: Browser) -> None:
    first = claim(officer, flagged)[0]
    decide(officer, flagged, first)
    assert officer.post(f"/review/{flagged}/findings/{first}/undo").status_code == 303
    assert first in cards(officer.get(f"/review/{flagged}").text)
    assert officer.post(f"/review/{flagged}/findings/{first}/undo").status_code == 404


def test_a_remark_without_a_place_is_anchored_by_its_words(flagged: str, officer: Browser) -> None:
    claim(officer, flagged)
    answer = officer.post(f"/review/{flagged}/remarks", {"path": "basics.summary", "quote": "每场活动会后用问卷", "text": "由谁回收？"})
    assert answer.status_code == 303
    page = officer.get(f"/review/{flagged}").text
    assert "由谁回收？" in page and "pw-mark--remark" in page


def test_a_remark_leaves_the_card_in_hand_open(flagged: str, officer: Browser) -> None:
    last = claim(officer, flagged)[-1]
    form = {"path": "basics.summary", "quote": "每场活动会后用问卷", "text": "由谁回收？", "at": last}
    page = officer.post(f"/review/{flagged}/remarks", form, headers=HTMX).text
    shown = page.index(" open data-shown")
    assert f'data-card="{last}"' in page[shown - 80 : shown]


def test_a_remark_on_words_that_are_not_there_is_refused_and_kept(flagged: str, officer: Browser) -> None:
    claim(officer, flagged)
    for wrong in (
        {"quote": "没有这几个字"},
        {"quote": ORDERS, "start": "0"},
        {"quote": ORDERS, "path": "nowhere.at-all"},
        {"quote": ORDERS, "text": ""},
    ):
        form = {"path": "launch-phase.objective", "text": "留着的话", **wrong}
        answer = officer.post(f"/review/{flagged}/remarks", form)
        assert answer.status_code == 422, wrong
        assert form["text"] in answer.text and form["quote"] in answer.text


def test_a_remark_is_taken_back_once(flagged: str, officer: Browser) -> None:
    claim(officer, flagged)
    officer.post(f"/review/{flagged}/remarks", {"path": "launch-phase.objective", "quote": FAVOUR, "text": "哪几家？"})
    assert officer.post(f"/review/{flagged}/remarks/1/withdraw").status_code == 303
    assert "哪几家？" not in officer.get(f"/review/{flagged}").text
    assert officer.post(f"/review/{flagged}/remarks/1/withdraw").status_code == 404


def test_another_officer_cannot_decide_for_the_one_who_took_it(flagged: str, officer: Browser, signed_in: Callable[..., Browser]) -> None:
    first = claim(officer, flagged)[0]
    other = signed_in("cheng.yan")
    assert decide(other, flagged, first) == 403
    assert other.post(f"/review/{flagged}/remarks", {"path": "launch-phase.objective", "quote": FAVOUR, "text": "x"}).status_code == 403
    assert first in cards(officer.get(f"/review/{flagged}").text)
