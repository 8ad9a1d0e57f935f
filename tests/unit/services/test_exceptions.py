"""Exceptions: by the roles, on the grounds, with the paper and until the day that the rule allows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from planner.compliance.findings import Severity
from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.models import Decision, ExceptionPaper, Explanation, FindingRow, Revision
from planner.services import deciding, decisions, exceptions, review, risk
from planner.services.exceptions import Grant, Upload
from planner.services.review import REASON_CLASSES, ReviewItem
from tests.factories.core import core_pack
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow  # whole acts with real keys and papers

PDF = Upload("../法务意见.pdf", b"%PDF-1.7 opinion")


@pytest.fixture
def number(stage: Cast) -> str:
    """A plan in the hands of 陆知微, whose one passage has an exception asked for."""
    number = stage.doubtful(stage.zhou)
    with stage.act() as session:
        row = session.scalars(select(FindingRow).where(FindingRow.severity == Severity.REVIEW.value)).first()
        assert row is not None
        for said in session.scalars(select(Explanation).where(Explanation.fingerprint == row.fingerprint)):
            said.kind = "exception"
        review.claim(session, stage.house, stage.lu, number)
    return number


def rule(stage: Cast, **changes: object) -> None:
    """Give the rule of the first passage other terms, as a rule of the pack would have them."""
    with stage.act() as session:
        row = session.scalars(select(FindingRow).where(FindingRow.severity == Severity.REVIEW.value)).first()
        assert row is not None
        row.detail = {**row.detail, **changes}


def first(stage: Cast, number: str) -> ReviewItem:
    with stage.act() as session:
        desk = review.open_desk(session, stage.house, stage.lu, number)
    return next(item for item in desk.items if item.finding.severity is Severity.REVIEW)


def grant(stage: Cast, number: str, officer: str = "lu", **terms: object) -> None:
    key = first(stage, number).finding.fingerprint
    with stage.act() as session:
        what = Grant(**{"ground": "wording", **terms})  # type: ignore[arg-type]
        deciding.decide(session, stage.house, getattr(stage, officer), number, key, "exception", "已核对。", grant=what)


def say_no(stage: Cast, number: str, officer: str = "lu", word: str = "change_required") -> None:
    key = first(stage, number).finding.fingerprint
    with stage.act() as session:
        deciding.decide(session, stage.house, getattr(stage, officer), number, key, word, "请改写。")


def test_every_ground_that_a_rule_names_has_a_name() -> None:
    named = {ground for compiled in core_pack().rules for ground in compiled.override.reasons}
    assert named and named <= set(REASON_CLASSES)


def test_only_the_head_of_compliance_answers_where_the_rule_says_so(stage: Cast, number: str) -> None:
    rule(stage, override=["head_of_compliance"], four_eyes=True)
    for act in (lambda: grant(stage, number), lambda: say_no(stage, number), lambda: say_no(stage, number, word="harmless")):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        grant(stage, number, "cheng")
    say_no(stage, number, "gu")
    assert first(stage, number).decision.outcome == "change_required"  # type: ignore[union-attr]
    grant(stage, number, "gu")
    assert first(stage, number).decision.officer.name == "顾清和"  # type: ignore[union-attr]


def test_four_eyes_want_a_second_officer(stage: Cast, number: str) -> None:
    rule(stage, override=["officer"], four_eyes=True)
    for act in (lambda: grant(stage, number), lambda: say_no(stage, number, word="harmless")):
        with pytest.raises(NotAllowed):
            act()
    grant(stage, number, "cheng")
    assert first(stage, number).decision.outcome == "exception"  # type: ignore[union-attr]


def test_ground_paper_and_last_day_are_those_of_the_rule(stage: Cast, number: str) -> None:
    rule(stage, override=["officer"], grounds=["legal_opinion"], needs=["note", "attachment"], expires_days=30)
    with pytest.raises(Invalid) as refused:
        grant(stage, number, until=first_day(stage) + timedelta(days=31))
    assert set(refused.value.errors) == {"reason_class", "paper", "until"}
    for paper in (Upload("x.pdf", b"MZ program"), Upload("x.pdf", b""), Upload("x.html", PDF.data), Upload("pdf", PDF.data)):
        with pytest.raises(Invalid) as refused:
            grant(stage, number, ground="legal_opinion", paper=paper)
        assert set(refused.value.errors) == {"paper"}
    grant(stage, number, ground="legal_opinion", paper=PDF)
    made = first(stage, number).decision
    assert made is not None and made.expires_on == first_day(stage) + timedelta(days=30)
    with stage.act() as session:
        kept = session.scalars(select(ExceptionPaper)).one()
        assert (kept.name, kept.media_type, kept.sha256) == ("法务意见.pdf", "application/pdf", made.paper_sha256)
        assert exceptions.open_paper(session, stage.house, stage.gu, number, made.paper_sha256).data == PDF.data
        for stranger in (stage.zhou, stage.ye):
            with pytest.raises(NotFound):
                exceptions.open_paper(session, stage.house, stranger, number, made.paper_sha256)


def first_day(stage: Cast) -> date:
    return (stage.clock.now + timedelta(hours=8)).date()


def test_an_exception_that_ended_does_not_carry_over(stage: Cast, number: str) -> None:
    rule(stage, override=["officer"])
    grant(stage, number, until=first_day(stage))
    key = first(stage, number).finding.fingerprint
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        stage.clock.now += timedelta(days=2)
        on = first_day(stage)
        assert any(k == key for k, _ in decisions.standing(session, row.plan_id, revision=row, on=on)), "it was granted in this very round"
        row.round += 1
        session.flush()
        assert not any(k == key for k, _ in decisions.standing(session, row.plan_id, revision=row, on=on))
        assert [d.fingerprint for d in decisions.lapsed_exceptions(session, row, on).values()] == [key]
        session.rollback()


def test_an_ended_exception_weighs_in_the_queue_again(stage: Cast, number: str) -> None:
    rule(stage, override=["officer"])
    grant(stage, number, until=first_day(stage))
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        settled, rank = row.reviews, row.risk_rank
        key = first_key(session)
        session.execute(insert(Decision).values(**carried(session, row, key, first_day(stage))))
        assert exceptions.renew_ended(session, stage.house) == 0, "it ends with this day"
        stage.clock.now += timedelta(days=1)
        assert exceptions.renew_ended(session, stage.house) == 1 and exceptions.renew_ended(session, stage.house) == 0
        session.refresh(row)
        assert row.reviews == settled + 1 and row.risk_rank <= rank
        assert risk.after_decision(session, row, first_day(stage))["reviews"] == settled + 1
        session.rollback()


def first_key(session: Session) -> str:
    return str(session.scalars(select(Decision.fingerprint).order_by(Decision.id.desc())).first())


def carried(session: Session, row: Revision, key: str, until: date) -> dict[str, object]:
    """The last exception once more, as if it had been granted on the submission before."""
    made = session.scalars(select(Decision).where(Decision.fingerprint == key).order_by(Decision.id.desc())).first()
    assert made is not None
    names = ("plan_id", "revision_id", "fingerprint", "rule_rev", "outcome", "reason_class", "note", "officer_id", "at")
    return {name: getattr(made, name) for name in names} | {"round": row.round - 1, "expires_on": until}


def test_undoing_keeps_both_on_record(stage: Cast, number: str) -> None:
    rule(stage, override=["officer"])
    grant(stage, number)
    key = first(stage, number).finding.fingerprint
    with stage.act() as session:
        assert deciding.undo_decision(session, stage.house, stage.lu, number, key) == 1
        assert [d.outcome for d in session.scalars(select(Decision).order_by(Decision.id))][-2:] == ["exception", "undone"]
