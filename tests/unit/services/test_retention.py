"""What was kept long enough goes as a whole and leaves its number and digests; what is under a legal hold stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from planner.models import AuditEvent, Base, IssuedFile, Job, LegalHold, Plan, RemovedFile, RemovedPlan, Revision, SignInSession
from planner.seeds.company import PASSWORD
from planner.services import chores, holds, jobs, plans, proof, retention, sign_in, verification
from planner.services.audit import Event, verify_chain
from planner.services.job_kinds import PROOF, RETENTION
from planner.services.working import work_one
from tests.factories.stage import PRODUCT, Cast

YEARS = timedelta(days=366 * 13)


def gone(stage: Cast) -> list[str]:
    return retention.run(stage.transaction, stage.house).plans


def hold(stage: Cast, kind: str, name: str) -> int:
    with stage.act() as session:
        return holds.set_hold(session, stage.house, stage.gu, kind, name, "等调查结束。")


@pytest.mark.slow
def test_a_draft_goes_when_nobody_touched_it_for_two_years_and_takes_all_that_is_its_own(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    stage.clock.now += timedelta(days=700)
    assert gone(stage) == []
    with stage.act() as session:
        soon = retention.outlook(session, stage.house)
    assert ([one.number for one in soon.plans], soon.soon[0].draft) == ([], True)
    stage.clock.now += timedelta(days=31)
    assert gone(stage) == [number]
    with stage.act() as session:
        for table in Base.metadata.tables.values():
            if {"plan_id", "revision_id"} & set(table.c.keys()) and table.name != RemovedPlan.__tablename__:
                assert session.scalar(select(func.count()).select_from(table)) == 0, table.name
        kept = session.scalars(select(RemovedPlan)).one()
        assert (kept.number, kept.revisions) == (number, 1)
        assert verify_chain(session, stage.house.audit_key).whole


@pytest.mark.slow
def test_it_is_done_once_a_night_as_a_job(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    stage.clock.now = (stage.clock.now + timedelta(days=800)).replace(hour=20, minute=0)  # four in the morning in Shanghai
    for _ in range(2):
        chores.look(stage.transaction, stage.house, mails=False)
        while work_one(stage.transaction, stage.house):
            pass
    with stage.act() as session:
        assert session.scalars(select(RemovedPlan.number)).all() == [number]
        job = session.scalars(select(Job).where(Job.kind == RETENTION)).one()
        assert (job.state, job.done) == ("done", 1)
        assert not retention.due(session, stage.house)
    stage.clock.now += timedelta(hours=23, minutes=30)
    with stage.act() as session:
        assert retention.due(session, stage.house), "the next night"


@pytest.mark.slow
def test_a_deleted_draft_goes_when_it_can_no_longer_be_brought_back(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    with stage.act() as session:
        plans.delete_plan(session, stage.house, stage.zhou, number)
    stage.clock.now += timedelta(days=30)
    assert gone(stage) == []
    stage.clock.now += timedelta(days=2)
    assert gone(stage) == [number]


@pytest.mark.slow
def test_a_signed_plan_goes_ten_years_after_its_end_and_its_file_is_still_known(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        end, code = row.period_end, str(row.verify_code)
        files = session.execute(select(IssuedFile.sha256, IssuedFile.data, IssuedFile.kind, IssuedFile.signatures)).all()
    assert end is not None
    stage.clock.now = stage.clock.now.replace(year=end.year + 10, month=end.month, day=end.day) - timedelta(days=1)
    assert gone(stage) == []
    stage.clock.now += timedelta(days=2)
    assert gone(stage) == [number]
    with stage.act() as session:
        assert session.scalar(select(func.count()).select_from(Plan)) == session.scalar(select(func.count()).select_from(IssuedFile)) == 0
        assert set(session.scalars(select(RemovedFile.sha256))) == {file.sha256 for file in files}
        told = session.scalars(select(AuditEvent).where(AuditEvent.event == Event.PLAN_REMOVE.value)).one()
        assert told.plan_number == number and set(told.detail["files"].split(",")) == {file.sha256 for file in files}
        assert verify_chain(session, stage.house.audit_key).whole
        assert session.scalar(select(func.count()).where(AuditEvent.plan_number == number)) > 5, "the trail stays whole"
    paper = next(file.data for file in files if file.kind == "plan" and file.signatures == 3)
    verdict = verification.verify_file(stage.transaction, stage.house, paper)
    assert (verdict.issued, verdict.intact, verdict.complete, verdict.kept, verdict.in_force) == (True, True, True, False, False)
    assert (verdict.number, [one.name for one in verdict.signers]) == (number, ["周亦宁", "陆知微", "韩牧之"])
    altered = verification.verify_file(stage.transaction, stage.house, paper + b"\n")
    assert (altered.issued, altered.kept) == (False, True)
    by_code = verification.verify_by_code(stage.transaction, stage.house, code, "10.0.0.1")
    assert by_code is not None and (by_code.number, by_code.kept, by_code.in_force) == (number, False, False)
    assert gone(stage) == [], "once"
    with stage.act() as session:
        assert jobs.enqueue_due(session, stage.house, PROOF, 0, timedelta(0)) is not None
    assert work_one(stage.transaction, stage.house)
    with stage.act() as session:
        assert (standing := proof.last(session)) is not None and standing.whole, standing


@pytest.mark.slow
@pytest.mark.parametrize("what", ["plan", "author", "officer", "product"])
def test_a_hold_keeps_a_plan_however_old(stage: Cast, what: str) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    kind, name = {
        "plan": ("plan", number.lower()), "author": ("person", "HY0101"), "officer": ("person", stage.lu.email), "product": ("product", PRODUCT)
    }[what]  # fmt: skip
    hold(stage, kind, name)
    stage.clock.now += YEARS
    assert gone(stage) == []
    with stage.act() as session:
        held = retention.outlook(session, stage.house).held
    assert [(one.number, one.held_by) for one in held] == [(number, kind)]
    with stage.act() as session:
        row = session.scalars(select(LegalHold)).one().id
        holds.ask_to_lift(session, stage.house, stage.gu, row, "调查结束了。")
    assert gone(stage) == [], "asking is not lifting"
    with stage.act() as session:
        holds.agree(session, stage.house, stage.fang, row)
    assert gone(stage) == [number]


@pytest.mark.slow
def test_a_draft_is_held_by_its_product_too(stage: Cast) -> None:
    stage.draft(stage.zhou)
    hold(stage, "product", PRODUCT)
    stage.clock.now += YEARS
    assert gone(stage) == []


@pytest.mark.slow
def test_a_hold_is_lifted_by_two_and_everything_is_on_record(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    held = hold(stage, "plan", number)
    with stage.act() as session, pytest.raises(Invalid):
        holds.set_hold(session, stage.house, stage.fang, "plan", number, "又一次")
    with stage.act() as session, pytest.raises(Stale):
        holds.agree(session, stage.house, stage.fang, held)
    with stage.act() as session:
        holds.ask_to_lift(session, stage.house, stage.gu, held, "调查结束了。")
    with stage.act() as session, pytest.raises(NotAllowed):
        holds.agree(session, stage.house, stage.gu, held)
    with stage.act() as session:
        holds.keep(session, stage.house, stage.fang, held)
    with stage.act() as session:
        holds.ask_to_lift(session, stage.house, stage.fang, held, "法院结案了。")
    with stage.act() as session:
        holds.agree(session, stage.house, stage.gu, held)
    with stage.act() as session, pytest.raises(Stale):
        holds.agree(session, stage.house, stage.gu, held)
    with stage.act() as session:
        events = session.scalars(
            select(AuditEvent.event).where(AuditEvent.plan_number == number, AuditEvent.event.like("hold.%")).order_by(AuditEvent.seq)
        )
        assert list(events) == ["hold.set", "hold.ask", "hold.keep", "hold.ask", "hold.lift"]
        lasting, lifted = holds.listing(session, stage.gu)
        assert (lasting, [(one.asked_by, one.lifted_by) for one in lifted]) == ([], [("方以南", "顾清和")])


@pytest.mark.parametrize(
    "wrong", [("plan", "2026-LA-9999", "理由"), ("person", "nobody", "理由"), ("product", "x", "理由"), ("x", "x", "理由")]
)
def test_what_is_not_there_cannot_be_held(stage: Cast, wrong: tuple[str, str, str]) -> None:
    with stage.act() as session, pytest.raises(Invalid):
        holds.set_hold(session, stage.house, stage.gu, *wrong)


def test_only_the_head_of_compliance_and_administrators_hold(stage: Cast) -> None:
    for actor in (stage.zhou, stage.lu, stage.han):
        with stage.act() as session, pytest.raises(NotFound):
            holds.set_hold(session, stage.house, actor, "person", "HY0101", "理由")
        with stage.act() as session, pytest.raises(NotFound):
            holds.listing(session, actor)


def test_sign_ins_and_tries_go_and_those_of_a_held_person_stay(stage: Cast) -> None:
    for email in (stage.zhou.email, stage.ye.email):
        with stage.act() as session:
            assert sign_in.try_sign_in(session, stage.house, login=email, password=PASSWORD, address="10.0.0.1").token
    hold(stage, "person", "HY0101")
    stage.clock.now += timedelta(days=181)
    with stage.act() as session:
        assert retention.outlook(session, stage.house).others["sessions"] == 1
    done = retention.run(stage.transaction, stage.house)
    assert done.others["sessions"] == 1 and done.others["attempts"] >= 2
    with stage.act() as session:
        assert session.scalars(select(SignInSession.person_id)).all() == [stage.zhou.person_id]
        told = session.scalars(select(AuditEvent).where(AuditEvent.event == Event.RETENTION_RUN.value)).one()
        assert told.detail["sessions"] == 1


@pytest.mark.slow
def test_the_database_lets_no_file_go_that_is_not_in_the_register(stage: Cast) -> None:
    stage.approved(stage.zhou, stage.lu, stage.han)
    for act in ("delete from issued_file", "update issued_file set data = data", "delete from decision where 1 = 1"):
        with stage.engine.begin() as connection:
            many = connection.exec_driver_sql("select count(*) from decision").scalar()
        if "decision" in act and not many:
            continue
        with pytest.raises(DatabaseError, match="only grows"), stage.engine.begin() as connection:
            connection.exec_driver_sql(act)
