"""Many signed plans as one zip: only what the manager may see, the registered bytes, and a trail of it."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from planner.kernel.canonical import sha256_hex
from planner.kernel.errors import Invalid, NotFound
from planner.models import AuditEvent, IssuedFile, Job, Person, RoleGrant
from planner.services import bundles, jobs
from planner.services.bundles import Range
from planner.services.cards import TeamFilter
from planner.services.working import work_one
from tests.factories.stage import Cast
from tests.factories.tampered_rows import change_anyway


@pytest.fixture
def number(stage: Cast) -> str:
    return stage.approved(stage.zhou, stage.lu, stage.han)


def asked(stage: Cast, wanted: Range = Range()) -> int:  # noqa: B008  frozen
    with stage.act() as session:
        return bundles.ask(session, stage.house, stage.han, wanted).id


def fetched(stage: Cast, job: int) -> bytes:
    with stage.act() as session:
        bundles.fetch(session, stage.house, stage.han, job)
        return b"".join(jobs.pieces(session, job))


def failure(stage: Cast, job: int) -> tuple[str, str]:
    with stage.act() as session:
        row = session.get_one(Job, job)
        return row.state, row.failure


def test_the_zip_holds_the_registered_bytes_and_says_how_to_verify_them(stage: Cast, number: str) -> None:
    job = asked(stage)
    assert work_one(stage.transaction, stage.house) and not work_one(stage.transaction, stage.house)
    data = fetched(stage, job)
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        (plan,) = json.loads(found.read("manifest.json"))["plans"]
        pdf = found.read(plan["file"])
    with stage.act() as session:
        row = session.get_one(Job, job)
        file = session.scalars(select(IssuedFile).where(IssuedFile.signatures == 3)).one()
        assert (row.sha256, row.size) == (sha256_hex(data), len(data))
        assert pdf == file.data and plan["sha256"] == file.sha256
    assert (plan["number"], plan["state"]) == (number, "approved") and plan["verify"].startswith(f"{stage.house.public_url}/v/")


def test_making_and_fetching_stand_in_the_trail(stage: Cast, number: str) -> None:
    job = asked(stage)
    work_one(stage.transaction, stage.house)
    fetched(stage, job)
    with stage.act() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.event == "file.export").order_by(AuditEvent.seq)).all()
    assert [(e.plan_number, e.detail["kind"], e.detail["job"], e.actor_id) for e in events] == [
        (number, "bundle", job, stage.han.person_id),
        ("", "bundle", job, stage.han.person_id),
    ]


def test_only_plans_of_the_range_and_of_ones_own_territories_count(stage: Cast, number: str) -> None:
    with stage.act() as session:
        assert bundles.size_of(session, stage.han, Range()).n == 1
        assert bundles.size_of(session, stage.han, Range(TeamFilter(author=stage.zhou.person_id))).n == 1
        assert bundles.size_of(session, stage.han, Range(TeamFilter(plan_type="key-account"))).n == 0
        for other in (stage.tang, stage.lu, stage.zhou, stage.fang):
            assert bundles.size_of(session, other, Range(ever=True)).n == 0
    with pytest.raises(Invalid), stage.act() as session:
        bundles.ask(session, stage.house, stage.tang, Range())


def test_nobody_else_fetches_it_nor_its_owner_when_it_is_late(stage: Cast, number: str) -> None:
    job = asked(stage)
    work_one(stage.transaction, stage.house)
    for other in (stage.tang, stage.lu, stage.zhou, stage.fang):
        with pytest.raises(NotFound), stage.act() as session:
            bundles.fetch(session, stage.house, other, job)
    stage.clock.now += timedelta(hours=25)
    with pytest.raises(NotFound):
        fetched(stage, job)


def test_whoever_lost_the_role_gets_nothing(stage: Cast, number: str) -> None:
    ready, late = asked(stage), asked(stage)
    work_one(stage.transaction, stage.house)
    with stage.act() as session:
        session.execute(update(RoleGrant).where(RoleGrant.person_id == stage.han.person_id).values(role="representative"))
    with pytest.raises(NotFound):
        fetched(stage, ready)
    work_one(stage.transaction, stage.house)
    assert failure(stage, late)[0] == "failed"


def test_whoever_was_disabled_gets_nothing_made(stage: Cast, number: str) -> None:
    job = asked(stage)
    with stage.act() as session:
        session.execute(update(Person).where(Person.id == stage.han.person_id).values(active=False))
    work_one(stage.transaction, stage.house)
    assert failure(stage, job)[0] == "failed"


def test_bytes_that_are_not_the_registered_ones_are_not_handed_out(stage: Cast, number: str) -> None:
    job = asked(stage)
    with stage.act() as session:  # around the guard of the table, as a damaged disk would
        change_anyway(session, "issued_file", update(IssuedFile).where(IssuedFile.signatures == 3).values(data=b"%PDF-another"))
    work_one(stage.transaction, stage.house)
    state, words = failure(stage, job)
    assert state == "failed" and number in words
    with stage.act() as session:
        assert session.scalars(select(AuditEvent).where(AuditEvent.event == "file.export")).all() == []


def test_a_worker_that_is_stopped_puts_the_job_back_and_the_next_finishes_it(stage: Cast, number: str) -> None:
    job = asked(stage)
    assert work_one(stage.transaction, stage.house, lambda: True)
    assert failure(stage, job) == ("queued", "")
    work_one(stage.transaction, stage.house)
    assert fetched(stage, job)
