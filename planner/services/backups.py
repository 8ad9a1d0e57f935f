"""The whole database as one file, and back: taken while people work, proved before anybody works with it again.

A backup holds no secret of the environment; private keys in it are sealed under `KEY_SECRET`. It is signed with the key
that signs the trail's checkpoints, so a file of another installation, or one that was touched, is not put back.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, make_url, select, text
from sqlalchemy.orm import Session

from planner.kernel.canonical import sha256_hex
from planner.kernel.errors import Invalid, Unavailable
from planner.kernel.i18n import Text
from planner.models import IssuedFile
from planner.models.engine import make_engine
from planner.services import checkpoints
from planner.services.audit import Event, head, record, verify_chain
from planner.services.database import revision_of
from planner.services.house import House, Transaction
from planner.services.scratch import scratch_beside

FORMAT = 1
_MANIFEST, _DATABASE = "manifest.json", "database"
_MOST_MANIFEST = 100_000
_CHUNK = 1 << 20
_ODD = Text("这不是可用的备份：{why}。没有恢复任何内容。", "This is no usable backup: {why}. Nothing was restored.")
_NOT_OURS = Text("它不是这套密钥的系统做的，或者被改过", "a system with other secrets made it, or it was touched")
_BROKEN = Text("文件不完整", "the file is damaged")
_OTHER_ENGINE = Text("它是 {there} 的备份，现在的数据库是 {here}", "it holds {there}, and the database here is {here}")
_TRAIL = Text("里面的操作记录不完整", "the trail in it is not whole")
_FILE = Text("签发文件 {digest}… 的内容和登记的不一样", "issued file {digest}… is not what was registered")
_IN_USE = Text(
    "目标数据库不是空的。先停止服务，把现有的数据库移到别处，再恢复。",
    "The database to restore to is not empty. Stop the product and move the present database away first.",
)
_THERE = Text("{path} 已经存在。", "{path} is there already.")
_NO_TOOL = Text("找不到 {name}，请安装 PostgreSQL 的客户端程序。", "{name} is not here; please install the PostgreSQL client programs.")
_TOOL_FAILED = Text("{name} 没有完成：{why}", "{name} did not finish: {why}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    :param engine: `sqlite` or `postgresql`
    :param migration: of the tables in it
    :param events, head: length and last hash of the trail in it
    :param sha256, size: of the database inside, bytes
    """

    made_at: datetime
    engine: str
    migration: str
    events: int
    head: str
    sha256: str
    size: int


def back_up(engine: Engine, transaction: Transaction, house: House, whole: Path) -> Manifest:
    """Write a backup of the state at this moment; people go on working meanwhile, and an event says that it was made.

    :param whole: the file; it appears when it is complete, readable by its owner only
    :raises Invalid: there is such a file already
    :raises Unavailable: PostgreSQL's `pg_dump` is missing or failed
    :raises OSError: no room, no right
    """
    if whole.exists():
        raise _refused(_THERE.with_(path=str(whole)))
    with tempfile.TemporaryDirectory(prefix=".planner-backup-", dir=whole.resolve().parent) as scratch:
        dump = Path(scratch) / _DATABASE
        migration, events, last = (_copy_sqlite if engine.dialect.name == "sqlite" else _dump_postgresql)(engine, dump)
        manifest = Manifest(
            house.clock().replace(microsecond=0), engine.dialect.name, migration, events, last, _digest(dump), dump.stat().st_size
        )
        said = {**asdict(manifest), "made_at": manifest.made_at.isoformat(), "format": FORMAT}
        part = Path(scratch) / "whole"
        with open(part, "xb", opener=_private) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.writestr(_MANIFEST, checkpoints.attested(house, said))
            archive.write(dump, _DATABASE)
            archive.close()
            out.flush()
            os.fsync(out.fileno())
        os.link(part, whole)  # never over a file that came meanwhile
    with transaction() as session:
        record(session, house, Event.BACKUP_MAKE, None, database=manifest.sha256, events=manifest.events)
    return manifest


def restore(url: str, house: House, whole: Path) -> Manifest:
    """Put a backup into an empty database.

    Trail and issued files are proved first; on SQLite the database appears only then, on PostgreSQL it is emptied again otherwise.
    The checkpoint outside stays as it is: where it knows of more events than came back, nothing can be done until somebody accepts that.

    :param url: SQLAlchemy URL of the database, of the same engine as the backup
    :raises Invalid: no backup of this installation, damaged, of another engine, or the database is not empty; nothing was changed
    :raises Unavailable: PostgreSQL's `pg_restore` is missing or failed; nothing was changed
    """
    engine = make_url(url).get_backend_name()
    with _opened(whole) as archive:
        manifest = _manifest(archive, house)
        if manifest.engine != engine:
            raise _odd(_OTHER_ENGINE.with_(there=manifest.engine, here=engine))
        (_restore_sqlite if engine == "sqlite" else _restore_postgresql)(url, house, archive, manifest)
    return manifest


def _manifest(archive: zipfile.ZipFile, house: House) -> Manifest:
    try:
        if archive.getinfo(_MANIFEST).file_size > _MOST_MANIFEST:
            raise _odd(_BROKEN)
        said = checkpoints.believed(house, archive.read(_MANIFEST))
    except (KeyError, zipfile.BadZipFile, EOFError) as failure:
        raise _odd(_BROKEN) from failure
    if said is None or said.get("format") != FORMAT:
        raise _odd(_NOT_OURS)
    kept: dict[str, Any] = {name: said[name] for name in Manifest.__dataclass_fields__}
    return Manifest(**{**kept, "made_at": datetime.fromisoformat(kept["made_at"])})


# SQLite


def _copy_sqlite(engine: Engine, dump: Path) -> tuple[str, int, str]:
    with closing(sqlite3.connect(engine.url.database or "")) as database, closing(sqlite3.connect(dump)) as copy:
        database.backup(copy)  # one step: one moment, and writers wait for nothing
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    return _state(make_engine(f"sqlite:///{dump}"))


def _restore_sqlite(url: str, house: House, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    target = Path(make_url(url).database or "")
    if any(Path(f"{target}{end}").exists() for end in ("", "-wal", "-shm")):
        raise _refused(_IN_USE)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with scratch_beside(target, ".planner-restore-") as scratch:
        part = scratch / _DATABASE
        _unpack(archive, manifest, part)
        _prove(f"sqlite:///{part}", house, manifest)
        with closing(sqlite3.connect(part)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")  # proving it opened a log
        os.link(part, target)


# PostgreSQL


def _dump_postgresql(engine: Engine, dump: Path) -> tuple[str, int, str]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("select pg_export_snapshot()"))
        with Session(connection) as session:
            end, migration = head(session), revision_of(connection)
            _tool("pg_dump", engine.url, f"--snapshot={snapshot}", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
    return migration, end.count, end.head


def _restore_postgresql(url: str, house: House, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    engine = make_engine(url)
    try:
        if inspect(engine).get_table_names():
            raise _refused(_IN_USE)
        with tempfile.TemporaryDirectory(prefix="planner-restore-") as scratch:
            part = Path(scratch) / _DATABASE
            _unpack(archive, manifest, part)
            _tool("pg_restore", engine.url, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(part))
        try:
            _prove(url, house, manifest)
        except BaseException:
            with engine.begin() as connection:
                connection.execute(text("drop schema public cascade"))
                connection.execute(text("create schema public"))
            raise
    finally:
        engine.dispose()


def _tool(name: str, url: Any, *options: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by its environment, where other users cannot read it, and nothing else of ours does."""
    found = shutil.which(name) or next((str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None)
    if found is None:
        raise Unavailable(_NO_TOOL.with_(name=name))
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    password = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, no shell
        [found, f"--dbname={address}", *options],
        env={"PATH": os.defpath, "LANG": "C.UTF-8", **password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(_TOOL_FAILED.with_(name=name, why=(done.stderr.strip().splitlines() or [str(done.returncode)])[-1]))


# both


def _prove(url: str, house: House, manifest: Manifest) -> None:
    """Refuse a database whose trail, or whose issued files, are not what they were.

    :raises Invalid: they are not
    """
    engine = make_engine(url)
    try:
        with Session(engine) as session:
            chain = verify_chain(session, house.audit_key)
            if not chain.whole or (chain.count, chain.head) != (manifest.events, manifest.head):
                raise _odd(_TRAIL)
            files = select(IssuedFile.sha256, IssuedFile.data).execution_options(yield_per=20)
            for digest, data in session.execute(files):
                if sha256_hex(data) != digest:
                    raise _odd(_FILE.with_(digest=digest[:12]))
    finally:
        engine.dispose()


def _state(engine: Engine) -> tuple[str, int, str]:
    """Migration, and length and end of the trail."""
    try:
        with engine.connect() as connection, Session(connection) as session:
            end = head(session)
            return revision_of(connection), end.count, end.head
    finally:
        engine.dispose()


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, part: Path) -> None:
    """Write the database out, no further than its size goes, and compare its digest."""
    seen, size = hashlib.sha256(), 0
    try:
        with archive.open(_DATABASE) as packed, open(part, "xb", opener=_private) as out:
            while chunk := packed.read(_CHUNK):
                seen.update(chunk)
                size += len(chunk)
                if size > manifest.size:
                    break
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except (KeyError, zipfile.BadZipFile, EOFError) as failure:
        raise _odd(_BROKEN) from failure
    if (size, seen.hexdigest()) != (manifest.size, manifest.sha256):
        raise _odd(_BROKEN)


@contextmanager
def _opened(whole: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(whole)
    except zipfile.BadZipFile as failure:
        raise _odd(_BROKEN) from failure
    with archive:
        yield archive


def _odd(why: Text) -> Invalid:
    return _refused(Text(_ODD.in_("zh", why=why.zh), _ODD.in_("en", why=why.en)))


def _refused(message: Text) -> Invalid:
    return Invalid({"file": message}, message)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
