"""Officer and author about one passage: a proposed wording, its answer, messages, and where all of it stands in the next round."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from planner.models import Message, Proposal
from planner.seeds import play
from planner.seeds.play import Stage
from planner.services import wizard
from tests.factories.flagged import AUTHOR, FAVOUR, OFFICER, submit
from tests.web.conftest import Browser, SetClock
from tests.web.review.conftest import claim, decide

pytestmark = pytest.mark.slow  # whole acts with real keys and papers

STEP = "launch-phase"
WORDING = "按已批准的项目申请会议费用。"


def _stored(stage: Stage, number: str) -> str:
    author = stage.actor(AUTHOR)
    with stage.act() as session:
        return str(wizard.open_step(session, stage.house, author, number, STEP).answers["objective"])


def _favour(officer: Browser, number: str) -> str:
    """Fingerprint of the card that quotes FAVOUR."""
    page = officer.get(f"/review/{number}").text
    return next(key for key in claim(officer, number) if f"“{FAVOUR}" in page.split(f'id="finding-{key}"')[1][:600])


def _propose(officer: Browser, number: str) -> tuple[str, str]:
    """Propose WORDING for FAVOUR and return the plan; fingerprint and the value of the author's button."""
    key = _favour(officer, number)
    assert decide(officer, number, key, "proposal", wording=WORDING) == 303
    page = officer.get(f"/review/{number}").text
    assert WORDING in page and "收回建议稿" in page
    assert officer.post(f"/review/{number}/threads/{key}/say", {"text": "请看 @周亦宁，前后文也要一致。"}).status_code == 303
    assert officer.post(f"/review/{number}/return").status_code == 303
    return key, number


def _again(stage: Stage, officer: Browser, number: str) -> str:
    submit(stage, number)
    assert officer.post(f"/review/{number}/claim").status_code == 303
    return officer.get(f"/review/{number}").text


def test_a_proposed_wording_is_taken_with_one_click_and_the_next_round_says_so(
    flagged: str, officer: Browser, author: Browser, stage: Stage
) -> None:
    _propose(officer, flagged)
    page = author.get(f"/plans/{flagged}/steps/{STEP}").text
    assert "合规的建议稿，陆知微" in page and WORDING in page and "前后文也要一致" in page
    button = re.search(r'value="(take:\d+)"', page)
    assert button
    before = _stored(stage, flagged)
    assert author.post(f"/plans/{flagged}/steps/{STEP}", {"do": button[1]}).status_code == 303
    after = _stored(stage, flagged)
    assert WORDING in after and FAVOUR not in after and FAVOUR in before
    assert after == before.replace(f"{FAVOUR}。", WORDING), "only the sentence is replaced"
    assert author.post(f"/plans/{flagged}/steps/{STEP}", {"do": button[1]}).status_code == 404, "once is enough"
    desk = _again(stage, officer, flagged)
    assert "作者采用了" in desk and "前后文也要一致" in desk


def test_a_wording_is_declined_only_with_a_reason_which_the_officer_reads(
    flagged: str, officer: Browser, author: Browser, stage: Stage
) -> None:
    key, _ = _propose(officer, flagged)
    page = author.get(f"/plans/{flagged}/steps/{STEP}").text
    number = re.search(r'value="decline:(\d+)"', page)
    assert number
    url = f"/plans/{flagged}/steps/{STEP}"
    assert author.post(url, {"do": f"decline:{number[1]}"}).status_code == 422
    assert author.post(url, {"do": f"decline:{number[1]}", f"decline:{number[1]}": "项目编号写在附件里。"}).status_code == 303
    assert author.post(url, {"do": f"say:{key}", f"say:{key}": "已和 @陆知微 说过。"}).status_code == 303
    assert "已和 @陆知微 说过" in author.get(url).text
    desk = _again(stage, officer, flagged)
    assert "作者没有采用" in desk and "项目编号写在附件里" in desk and "已和 @陆知微 说过" in desk


def test_a_thread_is_ended_and_opened_again_and_nothing_is_lost(flagged: str, officer: Browser) -> None:
    key = _favour(officer, flagged)
    url = f"/review/{flagged}/threads/{key}"
    assert officer.post(f"{url}/say", {"text": " "}).status_code == 422
    assert officer.post(f"{url}/say", {"text": "先记一句。"}).status_code == 303
    assert officer.post(f"{url}/resolve", {"done": "1"}).status_code == 303
    page = officer.get(f"/review/{flagged}").text
    assert "，已结束" in page and "先记一句" in page and "重新打开" in page
    assert officer.post(f"{url}/resolve", {"done": "0"}).status_code == 303
    assert "，已结束" not in officer.get(f"/review/{flagged}").text
    assert officer.post(f"/review/{flagged}/threads/{'0' * 32}/say", {"text": "没有这一处。"}).status_code == 404


def test_a_remark_whose_words_went_away_is_listed_and_not_lost(flagged: str, officer: Browser, author: Browser, stage: Stage) -> None:
    claim(officer, flagged)
    form = {"path": f"{STEP}.objective", "quote": FAVOUR, "text": "这句请去掉。", "wording": WORDING}
    assert officer.post(f"/review/{flagged}/remarks", form).status_code == 303
    assert officer.post(f"/review/{flagged}/return").status_code == 303
    page = author.get(f"/plans/{flagged}/steps/{STEP}").text
    assert "这句请去掉" in page and "找不到这句话" not in page and "take:" in page
    stored, writer = _stored(stage, flagged), stage.actor(AUTHOR)
    with stage.act() as session:
        change = wizard.Change(f"{STEP}.objective", stored[: stored.index(FAVOUR)][:20] + "。", wizard.base_of(stored))
        wizard.save_fields(session, stage.house, writer, flagged, STEP, [change])
    page = author.get(f"/plans/{flagged}/steps/{STEP}").text
    assert "这句请去掉" in page and "原文里找不到这句话了" in page and "take:" not in page
    desk = _again(stage, officer, flagged)
    assert "这句请去掉" in desk and "原文里找不到这句话了" in desk and "作者没有回答" in desk


def test_only_the_officer_who_holds_the_plan_talks_and_only_while_reviewing(
    flagged: str, officer: Browser, author: Browser, signed_in: Callable[..., Browser]
) -> None:
    key = _favour(officer, flagged)
    other = signed_in("cheng.yan")
    assert other.post(f"/review/{flagged}/threads/{key}/say", {"text": "我也说一句"}).status_code == 403
    assert author.post(f"/plans/{flagged}/steps/{STEP}", {"do": f"say:{key}", f"say:{key}": "还没退回"}).status_code == 409
    assert officer.post(f"/review/{flagged}/proposals/99/withdraw").status_code == 404
    assert officer.get(f"/review/{flagged}/papers/{'0' * 64}").status_code == 404


def test_after_the_pass_manager_and_record_page_show_what_was_said_and_for_whom(
    flagged: str, officer: Browser, author: Browser, stage: Stage, clock: SetClock, signed_in: Callable[..., Browser]
) -> None:
    _propose(officer, flagged)
    button = re.search(r'value="(take:\d+)"', author.get(f"/plans/{flagged}/steps/{STEP}").text)
    assert button and author.post(f"/plans/{flagged}/steps/{STEP}", {"do": button[1]}).status_code == 303
    submit(stage, flagged)
    assert "讨论和建议稿" not in author.get(f"/plans/{flagged}").text, "not while it is being reviewed"
    play.pass_on(stage, stage.actor(OFFICER), flagged)
    giver = stage.actor("cheng.yan@hengyu.example").person_id
    with stage.act() as session:
        for table in (Message, Proposal):
            session.execute(update(table).values(for_person_id=giver))
    clock.now = stage.clock.now + timedelta(minutes=1)
    pages = [
        signed_in("han.muzhi").get(f"/approval/{flagged}"),
        signed_in("han.muzhi").get(f"/plans/{flagged}"),
        signed_in("zhou.yining").get(f"/plans/{flagged}"),
    ]
    for page in pages:
        assert "讨论和建议稿，1 处" in page.text and "陆知微（代程砚）" in page.text
        assert WORDING in page.text and "作者采用了" in page.text and "前后文也要一致" in page.text
    english = signed_in("han.muzhi", "en").get(f"/approval/{flagged}").text
    assert "Discussed and proposed: 1 passage" in english and "陆知微 (for 程砚)" in english and "The author took it" in english
