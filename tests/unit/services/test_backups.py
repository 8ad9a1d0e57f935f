"""A backup holds one moment of the whole database, is proved before it counts, and never hides that an older state came back."""

import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, PlannerError
from planner.models import AuditEvent, IssuedFile, Person, Plan
from planner.models.engine import make_engine
from planner.services import audit, checkpoints
from planner.services.audit import Event
from planner.services.backups import back_up, restore
from planner.services.checkpoints import Standing
from tests.factories.shelf import Shelf
from tests.factories.stage import Cast


@pytest.fixture
def empty_url(shelf: Shelf) -> str:
    """Where a backup can be put back."""
    return shelf.clear("restored")


@pytest.fixture
def kept(stage: Cast, tmp_path: Path) -> Cast:
    """The company with a checkpoint outside the database."""
    elsewhere = replace(stage.house, checkpoint=tmp_path / "elsewhere" / "trail.json")
    cast = replace(stage, house=elsewhere, snapshots=None)  # databases kept for other tests have another trail
    with cast.act() as session:
        audit.accept(session, cast.house, "first checkpoint")
    return cast


def saved(cast: Cast, whole: Path) -> Path:
    back_up(cast.engine, cast.act, cast.house, whole)
    return whole


@contextmanager
def opened(url: str) -> Iterator[Session]:
    engine = make_engine(url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def altered(whole: Path, changed: Path, **members: bytes) -> Path:
    """The archive with other bytes in some of its members."""
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            out.writestr(name, members.get(name.partition(".")[0], archive.read(name)))
    return changed


@pytest.mark.slow
def test_everything_comes_back_and_the_trail_is_whole(kept: Cast, tmp_path: Path, empty_url: str) -> None:
    kept.approved(kept.zhou, kept.lu, kept.han)
    manifest = restore(empty_url, kept.house, saved(kept, tmp_path / "whole.zip"))
    with opened(empty_url) as there, kept.act() as here:
        for table in (Person, Plan, IssuedFile):
            count = select(func.count()).select_from(table)
            assert there.scalar(count) == here.scalar(count)
        assert audit.verify_chain(there, kept.house.audit_key).whole
        assert there.scalar(select(func.count()).select_from(AuditEvent)) == manifest.events
        assert there.scalars(select(IssuedFile.data)).all() == here.scalars(select(IssuedFile.data)).all()


def test_the_guards_of_the_trail_come_back_too(kept: Cast, tmp_path: Path, empty_url: str) -> None:
    restore(empty_url, kept.house, saved(kept, tmp_path / "whole.zip"))
    engine = make_engine(empty_url)
    with pytest.raises(Exception, match="audit_event"), engine.begin() as connection:
        connection.exec_driver_sql("delete from audit_event")
    engine.dispose()


def test_an_event_says_that_a_backup_was_made_and_a_disturbed_trail_does_not_prevent_one(kept: Cast, tmp_path: Path) -> None:
    saved(kept, tmp_path / "one.zip")
    assert kept.house.checkpoint is not None
    kept.house.checkpoint.write_text("touched")
    saved(kept, tmp_path / "two.zip")
    with kept.act() as session:
        made = session.scalars(select(AuditEvent).where(AuditEvent.event == Event.BACKUP_MAKE.value)).all()
    assert [event.actor_id for event in made] == [None, None]


def test_an_older_state_put_back_is_noticed(kept: Cast, tmp_path: Path, empty_url: str) -> None:
    whole = saved(kept, tmp_path / "whole.zip")
    kept.draft(kept.zhou, through="basics")
    restore(empty_url, kept.house, whole)
    with opened(empty_url) as there:
        assert checkpoints.standing(there, kept.house) is Standing.CUT


def test_a_backup_is_of_one_moment_while_people_go_on_writing(kept: Cast, tmp_path: Path, empty_url: str) -> None:
    stop, written = threading.Event(), list[int]()

    def write() -> None:
        while not stop.is_set():
            with kept.act() as session:
                audit.record(session, kept.house, Event.FILE_EXPORT, kept.zhou, "2026-LA-0001")
            written.append(1)
            stop.wait(0.01)  # others come to write as well

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not written:
            assert writer.is_alive()
            stop.wait(0.01)
        wholes = [saved(kept, tmp_path / f"{number}.zip") for number in range(3)]
    finally:
        stop.set()
        writer.join()
    manifest = restore(empty_url, kept.house, wholes[1])
    with opened(empty_url) as there:
        end = audit.head(there)
    assert (end.count, end.head) == (manifest.events, manifest.head)


def test_a_file_is_never_written_over_and_only_its_owner_can_read_it(kept: Cast, tmp_path: Path) -> None:
    whole = saved(kept, tmp_path / "whole.zip")
    assert whole.stat().st_mode & 0o077 == 0
    with pytest.raises(Invalid, match="already"):
        saved(kept, whole)
    assert sorted(path.name for path in tmp_path.iterdir() if "backup" in path.name) == []


def test_a_database_in_use_is_not_written_over(kept: Cast, tmp_path: Path, empty_url: str) -> None:
    whole = saved(kept, tmp_path / "whole.zip")
    restore(empty_url, kept.house, whole)
    with pytest.raises(Invalid, match="not empty"):
        restore(empty_url, kept.house, whole)


@pytest.mark.parametrize(
    "fault", ["another secret", "manifest touched", "database touched", "cut", "no archive", "no manifest", "other engine"]
)
def test_what_is_no_backup_of_ours_changes_nothing(kept: Cast, tmp_path: Path, empty_url: str, fault: str) -> None:
    whole, house, url = saved(kept, tmp_path / "whole.zip"), kept.house, empty_url
    odd = tmp_path / "odd.zip"
    with zipfile.ZipFile(whole) as archive:
        said, data = json.loads(archive.read("manifest.json")), bytearray(archive.read("database"))
    data[len(data) // 2] ^= 1
    match fault:
        case "another secret":
            house, odd = replace(house, audit_key=b"somebody else's secret of the trail"), whole
        case "manifest touched":
            altered(whole, odd, manifest=json.dumps({**said, "events": 1}).encode())
        case "database touched":
            altered(whole, odd, database=bytes(data))
        case "cut":
            odd.write_bytes(whole.read_bytes()[:-2000])
        case "no archive":
            odd.write_bytes(b"%PDF-1.7 nothing of the kind")
        case "no manifest":
            with zipfile.ZipFile(odd, "w") as out:
                out.writestr("database", bytes(data))
        case "other engine":
            odd, url = (
                whole,
                "postgresql://nobody@/nowhere" if make_url(empty_url).get_backend_name() == "sqlite" else "sqlite:////nowhere.db",
            )
    with pytest.raises(PlannerError, match="Nothing was restored"):
        restore(url, house, odd)
    restore(empty_url, kept.house, whole)  # which needs an empty place


def test_a_trail_that_was_cut_before_the_backup_is_not_put_back(kept: Cast, tmp_path: Path, empty_url: str) -> None:
    whole = saved(kept, tmp_path / "whole.zip")
    stranger = replace(kept.house, audit_key=kept.house.audit_key + b"x")
    with zipfile.ZipFile(whole) as archive:
        said = {name: value for name, value in json.loads(archive.read("manifest.json")).items() if name not in ("key", "signature")}
    touched = altered(whole, tmp_path / "touched.zip", manifest=checkpoints.attested(stranger, said))
    with pytest.raises(Invalid, match="trail"):
        restore(empty_url, stranger, touched)  # signed with the right key, over a chain of another
    restore(empty_url, kept.house, whole)
