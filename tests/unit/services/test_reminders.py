"""What the clock tells, each thing once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.models import Decision, Notice, Person, Revision
from planner.services import reminders
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


def remind(stage: Cast) -> int:
    with stage.act() as session:
        return reminders.remind(session, stage.house)


def told(stage: Cast) -> list[tuple[str, str, object]]:
    with Session(stage.engine) as session:
        query = select(Notice.kind, Person.name, Notice.detail).join(Person, Person.id == Notice.person_id).order_by(Notice.id)
        return [(kind, name, detail.get("n")) for kind, name, detail in session.execute(query.where(Notice.key.notlike("event:%")))]


def test_nothing_is_due_in_a_fresh_company(stage: Cast) -> None:
    assert remind(stage) == 0


def test_a_review_past_its_day_is_told_once_to_whoever_has_it(stage: Cast) -> None:
    stage.submitted(stage.zhou)
    with Session(stage.engine) as session:
        due = session.scalars(select(Revision.due_on)).one()
    assert due is not None and remind(stage) == 0
    stage.clock.now += timedelta(days=(due - date(2026, 11, 22)).days)
    assert remind(stage) == 0  # on the day itself there is still time
    stage.clock.now += timedelta(days=1)
    assert (remind(stage), remind(stage)) == (1, 0)
    assert told(stage) == [("overdue", "陆知微", None)]


def test_the_end_of_a_plan_is_told_thirty_and_seven_days_before(stage: Cast) -> None:
    stage.approved(stage.zhou, stage.lu, stage.han)
    end = date(2027, 4, 15)
    with stage.act() as session:
        session.execute(update(Revision).values(period_end=end))
    now = stage.clock.now
    for left, fresh in ((31, 0), (30, 1), (29, 0), (8, 0), (7, 1), (1, 0), (0, 0)):
        stage.clock.now = now + timedelta(days=(end - date(2026, 11, 22)).days - left)
        assert (remind(stage), remind(stage)) == (fresh, 0), left
    assert told(stage) == [("ending", "周亦宁", 30), ("ending", "周亦宁", 7)]


def test_a_filing_number_is_told_of_to_its_holder_while_they_are_here(stage: Cast) -> None:
    with stage.act() as session:
        for login, left in (("zhou.yining", 10), ("ye.zhiqiu", 5), ("shen.ruoxi", 31)):
            here = Person.email == f"{login}@hengyu.example"
            session.execute(update(Person).where(here).values(filing_expires=date(2026, 11, 22) + timedelta(days=left)))
        session.execute(update(Person).where(Person.email == "ye.zhiqiu@hengyu.example").values(active=False))
    assert remind(stage) == 1
    assert told(stage) == [("filing_ending", "周亦宁", 10)]


@pytest.mark.parametrize("undone", [False, True])
def test_an_exception_that_ends_is_told_to_the_author_unless_it_was_decided_anew(stage: Cast, undone: bool) -> None:
    stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        for outcome, day in (("exception", date(2026, 12, 1)), ("undone", None))[: 1 + undone]:
            session.add(
                Decision(
                    plan_id=row.plan_id,
                    revision_id=row.id,
                    round=1,
                    fingerprint="f",
                    rule_rev=1,
                    outcome=outcome,
                    expires_on=day,
                    officer_id=row.passed_by_id,
                    at=stage.clock.now,
                )
            )
            session.flush()
    assert remind(stage) == (0 if undone else 1)
    assert [kind for kind, _, _ in told(stage)] == ([] if undone else ["exception_ending"])
