"""A preview as pages show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.compliance.findings import Severity
from planner.kernel.errors import NotFound
from planner.kernel.i18n import Language, Text
from planner.models import Job, Plan, Revision, RulePreview
from planner.services import rights
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.jobs import OPEN
from planner.services.places import place_names
from planner.services.plans import view_of
from planner.services.rules.access import only_editors
from planner.services.rules.changes import Change, digest_of, from_json, title_of, words_of
from planner.services.rules.effective import newest
from planner.workflow import Part

WORKING = ("queued", "running")


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """How far a preview is.

    :param new, lost, changed: differences so far
    :param outdated: the rulebook or the core changed since; it counts no more
    :param failure: why it failed
    """

    id: int
    state: str
    done: int
    total: int
    new: int
    lost: int
    changed: int
    by: str
    at: datetime
    outdated: bool
    failure: Text | None

    @property
    def percent(self) -> int:
        """For the progress bar."""
        return 100 if not self.total or self.state == "done" else self.done * 100 // self.total

    @property
    def working(self) -> bool:
        """There is more to do: the page asks again."""
        return self.state in WORKING


def row_of(session: Session, preview_id: int) -> RulePreview:
    """The row of a preview.

    :raises NotFound: there is none
    """
    row = session.scalar(select(RulePreview).where(RulePreview.id == preview_id).execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def line_of(session: Session, house: House, row: RulePreview) -> PreviewLine:
    """A preview in a list. One whose job was stopped, or given up, is over, whatever its own row says."""
    job = session.get(Job, row.job_id) if row.state in WORKING and row.job_id is not None else None
    over = job is not None and job.state not in OPEN
    state, failure = (job.state, job.failure) if job is not None and over else (row.state, row.failure)
    return PreviewLine(
        id=row.id,
        state=state,
        done=row.done,
        total=row.total,
        new=row.counts["new"],
        lost=row.counts["lost"],
        changed=row.counts["changed"],
        by=row.person.name,
        at=row.at,
        outdated=(row.base, row.core_sha256) != (newest(session), house.pack.hash),
        failure=Text(*failure.split("\n", 1)) if failure else None,
    )


def latest(session: Session, house: House, change: Change) -> PreviewLine | None:
    """The newest preview of a change; None where there was none."""
    row = session.scalar(select(RulePreview).where(RulePreview.digest == digest_of(change)).order_by(RulePreview.id.desc()).limit(1))
    return line_of(session, house, row) if row is not None else None


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """One difference in one plan.

    :param kind: `new`, `lost` or `changed`
    :param where: the field, in words
    :param quote: "" where the text is only its author's to see
    :param decided: what an officer had decided on it: "", `harmless`, `change_required`, `exception`
    """

    kind: str
    plan_number: str
    plan_title: str
    revision: int
    path: str
    where: str
    rule_id: str
    rule_title: Text
    before: Severity | None
    after: Severity | None
    quote: str
    decided: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A preview with what it found.

    :param unseen: differences in plans this person may not read
    :param cut: there are more than are kept
    """

    line: PreviewLine
    title: Text
    what: Text
    items: tuple[PreviewItem, ...]
    unseen: int
    cut: bool

    def of(self, kind: str) -> tuple[PreviewItem, ...]:
        """Those of one kind."""
        return tuple(item for item in self.items if item.kind == kind)


def preview(session: Session, house: House, actor: Actor, preview_id: int, language: Language = "zh") -> PreviewPage:
    """What a preview found, as far as this person may read the plans.

    :raises NotFound: not an editor, or no such preview
    """
    only_editors(actor)
    row = row_of(session, preview_id)
    change, now = from_json(row.change), house.clock()
    ids = {item["revision"] for item in row.items}
    options = (joinedload(Revision.plan).joinedload(Plan.territory),)
    plans = {one.id: one for one in session.scalars(select(Revision).where(Revision.id.in_(ids)).options(*options))}
    seen = {key for key, one in plans.items() if Part.READER in rights.parts_in(actor, one.plan, one, now)}
    words = {key: _words(house, actor, plans[key], language) for key in seen} if language != "zh" else {}
    items = tuple(_item(item, plans[item["revision"]], words.get(item["revision"], {})) for item in row.items if item["revision"] in seen)
    cut = sum(row.counts.values()) > len(row.items)
    return PreviewPage(
        line_of(session, house, row), title_of(session, house, change), words_of(change), items, len(row.items) - len(items), cut
    )


def _words(house: House, actor: Actor, row: Revision, language: Language) -> dict[str, str]:
    view = view_of(house, row.plan, row, rights.parts_in(actor, row.plan, row, house.clock()))
    return place_names(view.plan_type, view.answers, language)


def _item(item: dict[str, Any], row: Revision, words: dict[str, str]) -> PreviewItem:
    return PreviewItem(
        kind=item["kind"],
        plan_number=row.plan.number,
        plan_title=row.title,
        revision=row.number,
        path=item["path"],
        where=words.get(item["path"], item["where"]),
        rule_id=item["rule"],
        rule_title=Text(**item["title"]),
        before=Severity(item["before"]) if item["before"] else None,
        after=Severity(item["after"]) if item["after"] else None,
        quote=item["quote"],
        decided=item["decided"],
        decided_by=item["by"],
    )
