"""The story's page and its files."""

from collections.abc import Callable

from planner.models import AuditEvent
from planner.seeds.play import Stage
from tests.web.conftest import Browser


def test_the_record_links_to_the_whole_story(submitted: str, author: Browser) -> None:
    assert f"/plans/{submitted}/story" in author.get(f"/plans/{submitted}").text


def test_the_page_says_what_became_what_and_keeps_the_choice_in_the_address(submitted: str, officer: Browser) -> None:
    page = officer.get(f"/plans/{submitted}/story?kind=plan")
    assert page.status_code == 200
    assert "签名并提交" in page.text and "合规审核中" in page.text and "草稿" in page.text
    assert f"/plans/{submitted}/story.csv?kind=plan" in page.text
    assert "没有符合的记录" in officer.get(f"/plans/{submitted}/story?until=2020-01-01").text
    assert officer.get(f"/plans/{submitted}/story?kind=nonsense&person=x&from=31.2.&revision=-1").status_code == 200


def test_taking_the_story_away_is_an_event(submitted: str, officer: Browser, stage: Stage) -> None:
    answer = officer.get(f"/plans/{submitted}/story.csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert "story.csv" in answer.headers["Content-Disposition"] and "签名并提交" in answer.text
    with stage.act() as session:
        last = session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
        assert last is not None and (last.event, last.detail["kind"]) == ("file.export", "story_csv")


def test_the_paper_is_a_pdf(submitted: str, author: Browser) -> None:
    answer = author.get(f"/plans/{submitted}/story.pdf")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")


def test_strangers_to_the_plan_find_nothing(submitted: str, signed_in: Callable[..., Browser]) -> None:
    for who in ("ye.zhiqiu", "tang.yuan", "fang.yinan"):
        for ending in ("story", "story.csv", "story.pdf"):
            assert signed_in(who).get(f"/plans/{submitted}/{ending}").status_code == 404, (who, ending)
