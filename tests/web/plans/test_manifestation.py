"""Who signed, what it means and when, with the zone: on the record, on the verify page, and in the text of the paper."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from planner.models import Revision, SignatureRow
from planner.seeds.play import Stage
from planner.services.issuing import MEANINGS
from planner.signing.roles import SIGNING_ORDER
from planner.web import dates
from tests.web.conftest import Browser
from tests.web.plans.test_record import approved  # noqa: F401 - a plan in force

pytestmark = [pytest.mark.slow, pytest.mark.pdfsig]  # pdftotext comes with poppler
NAMES = ("周亦宁", "陆知微", "韩牧之")


def text_of(pdf: bytes, folder: Path) -> str:
    """All text of a paper, stamps included, as a reader that copies or reads aloud gets it."""
    (folder / "paper.pdf").write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-layout", folder / "paper.pdf", "-"], capture_output=True, text=True, check=True).stdout
    return "".join(said.split())


def signed(stage: Stage, language: str, author: Browser) -> list[str]:
    """When each of the three signed, as a page has to say it."""
    with stage.act() as session:
        moments = session.scalars(select(SignatureRow.at).where(SignatureRow.void_at.is_(None)).order_by(SignatureRow.id)).all()
    with author.client.application.test_request_context(headers={"Accept-Language": language}):
        return [dates.signed_at(one) for one in moments]


def test_record_verify_page_and_paper_say_name_meaning_and_time_with_the_zone(
    approved: str,  # noqa: F811
    author: Browser,
    browser: Browser,
    stage: Stage,
    tmp_path: Path,
) -> None:
    times = signed(stage, "zh", author)
    assert len(times) == 3 and all(one.endswith("（北京时间 UTC+8）") for one in times)
    record = author.get(f"/plans/{approved}").text
    pdf = author.get(f"/plans/{approved}/plan.pdf").data
    with stage.act() as session:
        code = session.scalars(select(Revision.verify_code)).one()
    by_code = browser.get(f"/v/{code}", follow_redirects=True).text
    paper = text_of(pdf, tmp_path)
    for name, role, time in zip(NAMES, SIGNING_ORDER, times, strict=True):
        for page in (record, by_code):
            assert name in page and MEANINGS[role] in page and time in page, role
        in_print = time.removesuffix("）").replace(" ", "")  # behind it stands who vouches for the time
        assert name in paper and MEANINGS[role] in paper and in_print in paper, role
    author.language = "en"
    english = author.get(f"/plans/{approved}").text
    assert all(one in english for one in signed(stage, "en", author)) and "Beijing time, UTC+8" in english


def test_the_review_record_names_its_officer_and_the_time_with_the_zone(approved: str, author: Browser, tmp_path: Path) -> None:  # noqa: F811
    words = text_of(author.get(f"/plans/{approved}/review-record.pdf").data, tmp_path)
    assert "陆知微" in words and "（北京时间）" in words
