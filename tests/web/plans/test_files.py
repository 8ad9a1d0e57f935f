"""The PDF of a plan: in the page, as pictures, to take away."""

from sqlalchemy import select

from planner.models import AuditEvent
from planner.seeds.play import Stage
from tests.web.conftest import Browser


def test_the_pdf_may_stand_in_our_own_pages_and_nowhere_else(submitted: str, author: Browser) -> None:
    answer = author.get(f"/plans/{submitted}/plan.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == f'inline; filename="{submitted}-plan.pdf"'
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_download_is_the_same_bytes_and_stands_in_the_trail(submitted: str, author: Browser, stage: Stage) -> None:
    answer = author.get(f"/plans/{submitted}/download")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.data == author.get(f"/plans/{submitted}/plan.pdf").data
    with stage.act() as session:
        events = session.scalars(select(AuditEvent.event).where(AuditEvent.plan_number == submitted)).all()
    assert sum("export" in event for event in events) == 1, "looking at it in the page is no download"


def test_pages_come_as_pictures_in_a_few_widths(submitted: str, author: Browser) -> None:
    picture = author.get(f"/plans/{submitted}/pages/1?width=240")
    assert picture.mimetype == "image/png"
    assert int.from_bytes(picture.data[16:20]) == 240
    assert int.from_bytes(author.get(f"/plans/{submitted}/pages/1?width=99999").data[16:20]) == 1240


def test_pages_that_are_not_there_are_404(submitted: str, author: Browser) -> None:
    for page in ("0", "999", "x"):
        assert author.get(f"/plans/{submitted}/pages/{page}").status_code == 404, page


def test_a_plan_without_a_file_answers_404(author: Browser) -> None:
    author.post("/plans", {"kind": "launch"})
    for path in ("plan.pdf", "download", "review-record.pdf", "download-record", "pages/1"):
        assert author.get(f"/plans/2026-LA-0001/{path}").status_code == 404, path
