"""Issued files: which one counts now, and handing it out."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from planner.kernel.errors import NotFound
from planner.kernel.i18n import Text
from planner.models import IssuedFile, Revision, SignatureRow
from planner.services import rights
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House

NONE_YET = Text("还没有签过名的 PDF。", "There is no signed PDF yet.")


def newest(session: Session, row: Revision, kind: str, *, with_data: bool = False) -> IssuedFile:
    """The file of a revision that counts now: of a plan the one with exactly the signatures that were not taken back.

    :raises NotFound: nothing was issued
    """
    query = select(IssuedFile).where(IssuedFile.revision_id == row.id, IssuedFile.kind == kind, IssuedFile.round == row.round)
    if kind == "plan":
        valid = (
            select(func.count())
            .select_from(SignatureRow)
            .where(SignatureRow.revision_id == row.id, SignatureRow.round == row.round, SignatureRow.void_at.is_(None))
        )
        counted = session.scalar(valid) or 0
        query = query.where(IssuedFile.signatures == counted) if counted else query
    query = query.order_by(IssuedFile.id.desc()).limit(1)
    found = session.scalar(query.options(undefer(IssuedFile.data)) if with_data else query)
    if found is None:
        raise NotFound(NONE_YET)
    return found


def plan_pdf(session: Session, house: House, actor: Actor, number: str, revision: int | None = None) -> IssuedFile:
    """The plan PDF as it stands, bytes loaded.

    :raises NotFound: no such plan, not the actor's to see, or never submitted
    """
    _, row, _ = rights.find(session, actor, number, house.clock(), revision=revision)
    return newest(session, row, "plan", with_data=True)


def record_pdf(session: Session, house: House, actor: Actor, number: str, revision: int | None = None) -> IssuedFile:
    """The review record of a revision that compliance passed."""
    _, row, _ = rights.find(session, actor, number, house.clock(), revision=revision)
    return newest(session, row, "record", with_data=True)


def note_download(session: Session, house: House, actor: Actor | None, number: str, file: IssuedFile) -> None:
    """Write a download into the trail; looking at a file in the page is none."""
    record(session, house, Event.FILE_EXPORT, actor, number, file=file.sha256, kind=file.kind)
