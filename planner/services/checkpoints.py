"""The end of the trail, signed and kept outside the database.

A hash chain does not see that its newest part is gone, nor that an old copy of the whole
database was put back. So every committed event leaves its number and hash in a file of its
own; an event is appended only where the trail still holds what that file says. The file is
signed (Ed25519, key derived from the trail's secret), so that anybody with the public key
can check it and nobody with only the disk can write one.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from planner.kernel.canonical import canonical_json
from planner.models import AuditEvent
from planner.services.house import House

_PENDING = "trail checkpoint"
_log = logging.getLogger(__name__)


class Standing(StrEnum):
    """How the trail in the database stands to the checkpoint outside."""

    WHOLE = "whole"
    MISSING = "missing"  # there are events, but no file
    FORGED = "forged"  # the file is unreadable, or its signature is not ours
    CUT = "cut"  # the trail ends before the checkpoint: a cut tail, or an old copy put back
    REWRITTEN = "rewritten"  # another event stands at the checkpoint's place


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last event that is known to have been committed.

    :param count: its number, which is the length of the trail
    :param head: its hash
    """

    count: int
    head: str


def public_key(house: House) -> str:
    """Public half of the key that signs checkpoints, hex; for an auditor's records."""
    return _key(house).public_key().public_bytes_raw().hex()


def read(house: House) -> Checkpoint | Standing:
    """What the file says.

    :returns: `MISSING` or `FORGED` where it says nothing that counts; (0, "") where no file is kept at all
    """
    if house.checkpoint is None:
        return Checkpoint(0, "")
    try:
        said = believed(house, house.checkpoint.read_bytes())
        return Standing.FORGED if said is None else Checkpoint(int(said["count"]), str(said["head"]))
    except FileNotFoundError:
        return Standing.MISSING
    except (OSError, ValueError, KeyError, TypeError):
        return Standing.FORGED


def standing(session: Session, house: House) -> Standing:
    """Compare the trail with its checkpoint.

    The file is read first: what it says was committed before, so the table must have it.
    """
    kept = read(house)
    last = session.execute(select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)).first()
    if isinstance(kept, Standing):
        begun_here = last is None or _PENDING in session.info  # the first file is written when this transaction commits
        return Standing.WHOLE if kept is Standing.MISSING and begun_here else kept
    if kept.count == 0:
        return Standing.WHOLE
    if last is None or last.seq < kept.count:
        return Standing.CUT
    found = last.hash if last.seq == kept.count else session.scalar(select(AuditEvent.hash).where(AuditEvent.seq == kept.count))
    return Standing.WHOLE if found == kept.head else Standing.REWRITTEN


def after_commit(session: Session, house: House, count: int, head: str, *, even_if_shorter: bool = False) -> None:
    """Keep this event as the checkpoint once the session's transaction is committed, and not otherwise."""
    if house.checkpoint is not None:
        session.info[_PENDING] = (house, Checkpoint(count, head), even_if_shorter)


def keep(house: House, checkpoint: Checkpoint, *, even_if_shorter: bool = False) -> None:
    """Write the file, unless it already knows of a longer trail.

    :param even_if_shorter: an operator has looked and accepts the trail as it is
    :raises OSError: it cannot be written
    """
    if house.checkpoint is None:
        return
    with _alone(house.checkpoint):
        known = read(house)
        if not even_if_shorter and (known is Standing.FORGED or (isinstance(known, Checkpoint) and known.count >= checkpoint.count)):
            return
        said = {"count": checkpoint.count, "head": checkpoint.head, "at": house.clock().replace(microsecond=0).isoformat()}
        part = house.checkpoint.with_suffix(f".{os.getpid()}")
        with open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            out.write(attested(house, said))
            out.flush()
            os.fsync(out.fileno())
        part.replace(house.checkpoint)


def attested(house: House, said: dict[str, Any]) -> bytes:
    """What this installation says, as JSON with its key and signature, for a file outside the database."""
    whole = {**said, "key": public_key(house)}
    return json.dumps({**whole, "signature": _key(house).sign(canonical_json(whole)).hex()}).encode()


def believed(house: House, data: bytes) -> dict[str, Any] | None:
    """What such a file says; None when it cannot be read or this installation did not sign it."""
    try:
        said: dict[str, Any] = json.loads(data)
        signature = bytes.fromhex(said.pop("signature"))
        _key(house).public_key().verify(signature, canonical_json(said))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        return None
    return said


def _key(house: House) -> Ed25519PrivateKey:
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"plan workbook trail checkpoint").derive(house.audit_key)
    return Ed25519PrivateKey.from_private_bytes(seed)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One writer at a time among all processes of this host."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    pending = session.info.pop(_PENDING, None)
    if pending is None:
        return
    house, checkpoint, even_if_shorter = pending
    try:
        keep(house, checkpoint, even_if_shorter=even_if_shorter)
    except OSError as failure:  # the act is committed; a checkpoint that lags behind is still a true one
        _log.critical("trail checkpoint not written: %s", failure)


@event.listens_for(Session, "after_soft_rollback")
def _rolled_back(session: Session, _previous: object) -> None:
    session.info.pop(_PENDING, None)
