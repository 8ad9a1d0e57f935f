"""A file signed while the timestamp server was away gets its timestamp later, as a new issued file beside the first."""

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from planner.kernel.errors import Unavailable
from planner.models import AuditEvent, IssuedFile, Job, SignatureRow
from planner.seeds import play
from planner.services import chores, files, verification
from planner.services.audit import verify_chain
from planner.services.job_kinds import LENGTHEN
from planner.services.lengthening import lengthen_due
from planner.services.verification import Verdict
from planner.services.working import work_one
from planner.signing.stamping import Profile, Stamping
from planner.signing.verify import examine
from tests.factories.stage import MORNING, Cast
from tests.factories.tsa import TimestampServer, running


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Generator[TimestampServer]:
    with running(tmp_path_factory.mktemp("tsa") / "server", MORNING) as server:
        yield server


def aiming(stage: Cast, tsa: TimestampServer, profile: Profile = Profile.T, url: str | None = None) -> Cast:
    """The same house with a timestamp server, whose clock goes as the stage's does."""
    tsa.behave("good")
    tsa.set_clock(stage.clock.now.astimezone(UTC).replace(microsecond=0))
    return replace(stage, house=replace(stage.house, stamping=Stamping(profile, (url or tsa.url,), (tsa.certificate,), 20)))


def look(stage: Cast, data: bytes) -> Verdict:
    return verification.verify_file(stage.transaction, stage.house, data, examine)


def newest(stage: Cast, number: str) -> bytes:
    with stage.act() as session:
        return files.plan_pdf(session, stage.house, stage.zhou, number).data


@pytest.mark.parametrize("profile", [Profile.T, pytest.param(Profile.LTA, marks=pytest.mark.slow)])
def test_a_plain_file_gets_its_timestamp_later_and_both_stay_issued(profile: Profile, stage: Cast, tsa: TimestampServer) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    first = newest(stage, number)
    house = aiming(stage, tsa, profile)
    assert lengthen_due(house.transaction, house.house) == 1
    second = newest(stage, number)
    assert second.startswith(first) and second != first
    old, new = look(house, first), look(house, second)
    assert old.good and old.profile == "B-B" and old.vouched_at is None
    assert new.good and new.profile == profile.value and isinstance(new.vouched_at, datetime)
    with stage.act() as session:
        said = session.scalars(select(AuditEvent).where(AuditEvent.event == "file.lengthen")).one()
        assert said.plan_number == number and said.actor_id is None and said.detail["instead_of"] == old.sha256
        assert verify_chain(session, stage.house.audit_key).whole
    assert lengthen_due(house.transaction, house.house) == 0


def test_while_the_server_is_away_files_wait_and_it_is_left_alone(stage: Cast, tsa: TimestampServer) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    first = newest(stage, number)
    house = aiming(stage, tsa)
    tsa.behave("refuse")
    with pytest.raises(Unavailable):
        lengthen_due(house.transaction, house.house)
    chores.look(house.transaction, house.house, mails=False)
    assert work_one(house.transaction, house.house)
    asked = tsa.asked
    for minutes, begun in ((1, False), (5, True)):
        stage.clock.now += timedelta(minutes=minutes)
        chores.look(house.transaction, house.house, mails=False)
        assert work_one(house.transaction, house.house) is begun
        assert (tsa.asked > asked) is begun
    with stage.act() as session:
        assert set(session.scalars(select(Job.state).where(Job.kind == LENGTHEN))) == {"failed"}
    assert newest(stage, number) == first


def test_a_house_without_timestamps_asks_for_none(stage: Cast) -> None:
    stage.approved(stage.zhou, stage.lu, stage.han)
    assert lengthen_due(stage.transaction, stage.house) == 0


@pytest.mark.slow
def test_signatures_made_with_a_server_reach_further_at_once(stage: Cast, tsa: TimestampServer) -> None:
    house = aiming(stage, tsa)
    number = house.draft(house.zhou)
    for step, who in ((play.submit, house.zhou), (play.pass_on, house.lu), (play.approve, house.han)):
        tsa.set_clock(stage.clock.now.astimezone(UTC).replace(microsecond=0))
        step(house, who, number)
    with stage.act() as session:
        assert set(session.scalars(select(SignatureRow.profile))) == {"B-T"}
        assert session.scalars(select(IssuedFile.profile).where(IssuedFile.kind == "plan")).all() == ["B-T"] * 3
    assert lengthen_due(house.transaction, house.house) == 0
    verdict = look(house, newest(stage, number))
    assert verdict.good and verdict.profile == "B-T" and verdict.vouched_at is None


@pytest.mark.slow
def test_one_signature_without_timestamp_is_made_good_by_one_over_the_whole(stage: Cast, tsa: TimestampServer) -> None:
    house = aiming(stage, tsa)
    number = house.draft(house.zhou)
    tsa.behave("junk")
    play.submit(house, house.zhou, number)
    tsa.behave("good")
    for step, who in ((play.pass_on, house.lu), (play.approve, house.han)):
        tsa.set_clock(stage.clock.now.astimezone(UTC).replace(microsecond=0))
        step(house, who, number)
    assert look(house, newest(stage, number)).profile == "B-B"
    tsa.set_clock(stage.clock.now.astimezone(UTC).replace(microsecond=0))
    assert lengthen_due(house.transaction, house.house) == 1
    assert look(house, newest(stage, number)).profile == "B-T"
