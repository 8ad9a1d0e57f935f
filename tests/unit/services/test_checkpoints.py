"""The trail's end is known outside the database: a cut tail, an old copy and recomputed hashes are noticed."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from planner.kernel.errors import Unavailable
from planner.models import AuditEvent
from planner.seeds import play
from planner.services import anchors, audit, checkpoints
from planner.services.audit import Event
from planner.services.checkpoints import Standing
from tests.factories.stage import Cast
from tests.factories.tampered_rows import without_guard


@pytest.fixture
def kept(stage: Cast, tmp_path: Path) -> Cast:
    """The company with a checkpoint, laid by somebody who has looked at the trail so far."""
    house = replace(stage.house, checkpoint=tmp_path / "elsewhere" / "trail.json")
    cast = replace(stage, house=house)
    with cast.act() as session:
        audit.accept(session, cast.house, "first checkpoint")
    return cast


def stands(cast: Cast) -> Standing:
    with cast.act() as session:
        return checkpoints.standing(session, cast.house)


def note(cast: Cast, event: Event = Event.FILE_EXPORT) -> None:
    with cast.act() as session:
        audit.record(session, cast.house, event, cast.zhou, "2026-LA-0001")


def rewrite(cast: Cast) -> None:
    """Recompute every hash with the right key, as an insider could who has key and database but not the file."""
    with cast.engine.begin() as connection:
        without_guard(connection, "audit_event")
    with cast.act() as session:
        previous = audit.GENESIS
        for row in session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all():
            row.address, row.previous = "10.9.9.9", previous
            row.hash = previous = audit.event_hash(cast.house.audit_key, row)
            session.flush()
        assert audit.verify_chain(session, cast.house.audit_key).whole


def test_every_committed_event_moves_the_checkpoint_and_a_rolled_back_one_does_not(kept: Cast) -> None:
    before = checkpoints.read(kept.house)
    note(kept)
    after = checkpoints.read(kept.house)
    assert isinstance(before, checkpoints.Checkpoint) and isinstance(after, checkpoints.Checkpoint)
    assert after.count == before.count + 1
    with kept.act() as session:
        audit.record(session, kept.house, Event.FILE_EXPORT, kept.zhou)
        session.rollback()
    assert checkpoints.read(kept.house) == after
    assert stands(kept) is Standing.WHOLE


@pytest.mark.parametrize("cut", [1, 5, 10_000])
def test_a_cut_tail_is_noticed_and_stops_every_act(kept: Cast, cut: int) -> None:
    note(kept)
    with kept.engine.begin() as connection:
        without_guard(connection, "audit_event")
        connection.exec_driver_sql(f"delete from audit_event where seq > (select max(seq) from audit_event) - {cut}")
    assert stands(kept) is Standing.CUT
    with pytest.raises(Unavailable):
        note(kept)
    with pytest.raises(Unavailable):
        play.write_plan(kept, kept.zhou, days=play.Days(*[kept.clock.now.date()] * 3), product="", through="basics")


def test_people_can_still_come_and_go_and_that_does_not_hide_the_cut(kept: Cast) -> None:
    for _ in range(3):
        note(kept)
    with kept.engine.begin() as connection:
        without_guard(connection, "audit_event")
        connection.exec_driver_sql("delete from audit_event where seq > (select max(seq) from audit_event) - 2")
    for _ in range(4):
        note(kept, Event.SIGN_IN)
    assert stands(kept) is Standing.REWRITTEN  # long enough again, but not the same
    with pytest.raises(Unavailable):
        note(kept)


def test_an_old_copy_put_back_is_noticed(kept: Cast) -> None:
    at = kept.snapshots
    assert at is not None
    kept.engine.dispose()
    at.shelf.keep(at.name, f"yesterday-{os.getpid()}", lambda: None)
    note(kept)
    kept.engine.dispose()
    at.shelf.put(f"yesterday-{os.getpid()}", at.name)
    assert stands(kept) is Standing.CUT


def test_recomputed_hashes_pass_the_bare_chain_but_not_the_checkpoint_nor_the_signed_papers(stage: Cast, tmp_path: Path) -> None:
    stage.approved(stage.zhou, stage.lu, stage.han)
    kept = replace(stage, house=replace(stage.house, checkpoint=tmp_path / "trail.json"))
    with kept.act() as session:
        audit.accept(session, kept.house, "first checkpoint")
        assert anchors.issued(session) == (1, [])
    rewrite(kept)
    assert stands(kept) is Standing.REWRITTEN
    with kept.act() as session:
        count, strangers = anchors.issued(session)
    assert count == 1 and len(strangers) == 1


def test_a_file_written_by_somebody_else_does_not_count(kept: Cast) -> None:
    assert kept.house.checkpoint is not None
    said = json.loads(kept.house.checkpoint.read_text())
    kept.house.checkpoint.write_text(json.dumps(said | {"count": 1}))
    assert stands(kept) is Standing.FORGED
    with pytest.raises(Unavailable):
        note(kept)
    kept.house.checkpoint.write_text("no json")
    assert stands(kept) is Standing.FORGED


def test_a_lost_file_is_told_and_only_an_operator_lays_a_new_one(kept: Cast) -> None:
    assert kept.house.checkpoint is not None
    kept.house.checkpoint.unlink()
    assert stands(kept) is Standing.MISSING
    with pytest.raises(Unavailable):
        note(kept)
    with kept.act() as session:
        audit.accept(session, kept.house, "moved to a new host")
    note(kept)
    assert stands(kept) is Standing.WHOLE
    with kept.act() as session:
        said = session.scalars(
            select(AuditEvent).where(AuditEvent.event == Event.TRAIL_ACCEPT.value).order_by(AuditEvent.seq.desc())
        ).first()
    assert said is not None and said.detail == {"found": "missing", "why": "moved to a new host"}


def test_a_checkpoint_that_lags_behind_is_a_true_one(kept: Cast) -> None:
    assert kept.house.checkpoint is not None
    old = kept.house.checkpoint.read_text()
    note(kept)
    note(kept)
    kept.house.checkpoint.write_text(old)
    assert stands(kept) is Standing.WHOLE
    note(kept)


def test_a_checkpoint_that_cannot_be_written_undoes_nothing(kept: Cast) -> None:
    assert kept.house.checkpoint is not None
    folder = kept.house.checkpoint.parent
    with kept.act() as session:
        audit.record(session, kept.house, Event.FILE_EXPORT, kept.zhou)
        shutil.rmtree(folder)
        folder.write_text("a file where the folder should be")
    with kept.act() as session:
        assert audit.verify_chain(session, kept.house.audit_key).whole
