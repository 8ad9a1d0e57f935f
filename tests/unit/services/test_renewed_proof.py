"""The proof of a lengthened file is renewed before it ends, as one more issued file; everybody is told how long it lasts."""

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from sqlalchemy import select

from planner.cli import verify as command
from planner.kernel.clock import local_date
from planner.kernel.errors import Unavailable
from planner.models import IssuedFile, Revision
from planner.seeds.play import Stage
from planner.services import files, lengthening, verification
from planner.services.audit import verify_chain
from planner.services.lengthening import AHEAD, lengthen_due, waiting
from planner.services.plans import expire_due
from planner.services.verification import Verdict
from planner.signing.stamping import Profile, Stamping
from planner.signing.verify import examine
from tests.factories.stage import MORNING, Cast
from tests.factories.tsa import ListedServer, running_below

DAYS = 900


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Generator[ListedServer]:
    with running_below(tmp_path_factory.mktemp("tsa") / "server", MORNING, DAYS) as server:
        yield server


def aiming(stage: Cast, tsa: ListedServer) -> Cast:
    """The same house with a timestamp server whose clock goes as the stage's does."""
    tsa.set_clock(stage.clock.now.astimezone(UTC).replace(microsecond=0))
    stamping = Stamping(Profile.LTA, (tsa.url,), (tsa.certificate,), 20)
    return replace(stage, house=replace(stage.house, stamping=stamping))


def look(stage: Cast, data: bytes) -> Verdict:
    return verification.verify_file(stage.transaction, stage.house, data, examine)


def issued(stage: Stage) -> list[IssuedFile]:
    with stage.act() as session:
        rows = session.scalars(select(IssuedFile).where(IssuedFile.kind == "plan", IssuedFile.signatures == 3).order_by(IssuedFile.id))
        found = [row for row in rows if row.data]
        session.expunge_all()
        return found


@pytest.mark.slow
def test_an_archive_timestamp_is_renewed_in_time_whatever_became_of_the_plan(stage: Cast, tsa: ListedServer) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    house = aiming(stage, tsa)
    assert lengthen_due(house.transaction, house.house) == 1
    first = issued(stage)[-1]
    end = first.lasts_until
    assert end == MORNING + timedelta(days=DAYS)
    verdict = look(house, first.data)
    assert verdict.good and verdict.lasts_until == end
    assert local_date(end).isoformat() in command._proof(verdict).en
    assert "own clock" in command._proof(look(house, issued(stage)[0].data)).en

    stage.clock.now = end - AHEAD - timedelta(hours=1)
    assert lengthen_due(aiming(stage, tsa).transaction, house.house) == 0
    stage.clock.now += timedelta(hours=2)
    house = aiming(stage, tsa)
    with pytest.raises(Unavailable, match="end as soon"):
        lengthen_due(house.transaction, house.house)
    assert len(issued(stage)) == 2

    with stage.act() as session:
        expire_due(session, stage.house)  # its period ended long ago; the record of it is kept all the same
        assert set(session.scalars(select(Revision.state))) == {"expired"}
    since = stage.clock.now.replace(microsecond=0)
    tsa.certify(since, DAYS)
    assert lengthen_due(house.transaction, house.house) == 1
    assert lengthen_due(house.transaction, house.house) == 0
    renewed = issued(stage)[-1]
    assert renewed.data.startswith(first.data)
    new = look(house, renewed.data)
    assert (new.issued, new.intact, new.complete, new.trusted, new.profile) == (True, True, True, True, "B-LTA")
    assert new.lasts_until == renewed.lasts_until == since + timedelta(days=DAYS)
    old = look(house, first.data)
    assert (old.issued, old.intact, old.complete, old.trusted) == (True, True, True, True)
    with stage.act() as session:
        assert files.plan_pdf(session, stage.house, stage.zhou, number).data == renewed.data
        assert verify_chain(session, stage.house.audit_key).whole
        assert waiting(session, house.house, 10) == []


@pytest.mark.slow
def test_of_two_workers_one_issues_the_renewed_file(stage: Cast, tsa: ListedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.approved(stage.zhou, stage.lu, stage.han)
    tsa.certify(MORNING, DAYS)
    house = aiming(stage, tsa)
    once = lengthening.lengthen

    def slow(*given: object, **more: object) -> bytes:
        monkeypatch.setattr(lengthening, "lengthen", once)
        assert lengthen_due(house.transaction, house.house) == 1, "the other worker, meanwhile"
        return once(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(lengthening, "lengthen", slow)
    assert lengthen_due(house.transaction, house.house) == 0
    assert len(issued(stage)) == 2
