"""Fill in a plan: read a step, save fields, work on rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from planner.kernel.canonical import digest
from planner.kernel.errors import NotFound
from planner.kernel.i18n import Text
from planner.models import FieldHistory
from planner.services import lists, plans, rights
from planner.services.actor import Actor
from planner.services.draft import Unchecked, gather, read_draft
from planner.services.house import House
from planner.services.plans import PlanView
from planner.services.step_view import StepView, step_view
from planner.services.stored_steps import LockedStep, locked_steps, store
from planner.wizards import answers as paths
from planner.wizards.answers import Answers, leaf
from planner.wizards.schema import UNTYPED, Step
from planner.wizards.validate import order_problem
from planner.wizards.values import Unreadable, read
from planner.workflow import Action, State, target


@dataclass(frozen=True, slots=True)
class Change:
    """One field as a form sends it.

    :param typed: the raw text; a list for fields of several values
    :param base: digest of the value the page showed (`base_of`); another value in the store is a clash
    """

    path: str
    typed: str | list[str]
    base: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that was changed elsewhere in the meantime.

    :param base: digest to send along with whichever text the author chooses
    """

    path: str
    yours: str | list[str]
    theirs: Any
    base: str


@dataclass(frozen=True, slots=True)
class Saved:
    """Outcome of a save: what was fine is stored, the rest is named."""

    view: StepView
    changed: tuple[str, ...] = ()
    errors: dict[str, Text] = field(default_factory=dict)
    clashes: dict[str, Clash] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What a save wrote, and what the check of it needs."""

    draft: Unchecked
    slug: str
    changed: tuple[str, ...]
    errors: dict[str, Text]
    clashes: dict[str, Clash]

    def check(self) -> Saved:
        """The step as it reads now. Asks the database nothing."""
        return Saved(step_view(self.draft.check(), self.slug), self.changed, self.errors, self.clashes)


def base_of(value: Any) -> str:
    """Digest of a stored value, which a page sends back with the change."""
    return digest(value) if isinstance(value, (list, dict)) else _base_of(value)


_base_of = lru_cache(maxsize=8192, typed=True)(digest)  # a page asks for every field; typed: 1 and True differ as JSON


def open_step(session: Session, house: House, actor: Actor, number: str, slug: str) -> StepView:
    """A step with its findings and its place among the steps.

    :raises NotFound: no such plan or step, or not this person's to see
    """
    view = plans.open_plan(session, house, actor, number)
    return step_view(read_draft(session, house, view), slug)


def stored_step(session: Session, house: House, actor: Actor, number: str, slug: str) -> tuple[Step, Answers]:
    """What a step asks and what is stored of it, without checking anything: enough to read a posted form.

    :raises NotFound: no such plan or step, or not this person's to see
    """
    view = plans.open_plan(session, house, actor, number)
    try:
        return view.plan_type.step(slug), view.answers.get(slug, {})
    except KeyError as error:
        raise NotFound from error


def save_fields(session: Session, house: House, actor: Actor, number: str, slug: str, changes: Sequence[Change]) -> Saved:
    """Store what was typed, field by field; one row is written.

    A value that cannot be read and a field that was changed elsewhere are left as they were and named in the
    answer; everything else is stored. Fields the system fills in are left aside.

    :raises NotFound: no such plan or step
    :raises WrongState: the plan cannot be written now
    """
    return save_posted(session, house, actor, number, slug, lambda _step, _answers: changes)


def save_posted(
    session: Session, house: House, actor: Actor, number: str, slug: str, wanted: Callable[[Step, Answers], Iterable[Change]]
) -> Saved:
    """As `save_fields`, for a form that can only be read once it is known which rows there are.

    :param wanted: the changes, from the step and what is stored of it
    """
    return write_posted(session, house, actor, number, slug, wanted).check()


def write_posted(
    session: Session, house: House, actor: Actor, number: str, slug: str, wanted: Callable[[Step, Answers], Iterable[Change]]
) -> Written:
    """As `save_posted`, with the check left for later: after the commit nobody waits for it who wants to write."""
    view, row, step = writable_step(session, house, actor, number, slug)
    stored, errors, clashes, changed = dict(row.answers), dict[str, Text](), dict[str, Clash](), list[str]()
    changes = tuple(wanted(step, row.answers))
    for change in changes:
        try:
            found = leaf(step, stored, change.path)
        except NotFound as error:
            errors[change.path] = error.message
            continue
        if found.field.kind in UNTYPED:
            continue
        try:
            value = read(found.field, change.typed)
        except Unreadable as problem:
            errors[change.path] = problem.message
            continue
        if value == found.value:
            continue
        if not_offered := lists.unknown(session, actor, found.field.kind, value):
            errors[change.path] = not_offered
            continue
        if change.base != base_of(found.value):
            clashes[change.path] = Clash(change.path, change.typed, found.value, base_of(found.value))
            continue
        stored = paths.with_value(step, stored, change.path, value)
        changed.append(change.path)
        if found.field.kind == "institution" and value:
            lists.remember_institution(session, value)
    for path in changed:
        found = leaf(step, stored, path)
        if problem_text := order_problem(found.field, found.value, found.siblings):
            errors[path] = problem_text  # stored all the same: the other end may be typed next
    if changed:
        store_step(session, house, view, row, stored)
        session.flush()
    return Written(gather(session, house, _fresh(view, slug, stored), spoken=row.spoken), slug, tuple(changed), errors, clashes)


def add_row(session: Session, house: House, actor: Actor, number: str, slug: str, group: str) -> tuple[StepView, str]:
    """Add an empty row to a group; returns the step and the id of the row."""
    view, row, step = writable_step(session, house, actor, number, slug)
    stored, new = paths.add_row(step, row.answers, group)
    return _keep(session, house, view, row, stored), new


def remove_row(session: Session, house: House, actor: Actor, number: str, slug: str, group: str, row_id: str) -> tuple[StepView, int]:
    """Take a row out; returns the step and the number under which `restore_row` brings it back."""
    view, row, step = writable_step(session, house, actor, number, slug)
    stored, taken, at = paths.remove_row(step, row.answers, group, row_id)
    kept = FieldHistory(
        revision_id=view.revision.id,
        path=group,
        before={"row": dict(taken), "at": at},
        person_id=actor.person_id,
        at=house.clock(),
    )
    session.add(kept)
    return _keep(session, house, view, row, stored), kept.id


def restore_row(session: Session, house: House, actor: Actor, number: str, slug: str, history: int) -> StepView:
    """Put a removed row back where it stood; a second time changes nothing."""
    view, row, step = writable_step(session, house, actor, number, slug)
    kept = session.get(FieldHistory, history)
    if kept is None or kept.revision_id != view.revision.id or "row" not in kept.before:
        raise NotFound
    group = kept.path
    if any(leaf_.rows and leaf_.rows[-1]["id"] == kept.before["row"]["id"] for leaf_ in paths.leaves(step, row.answers)):
        return step_view(read_draft(session, house, view), slug)
    stored, _ = paths.add_row(step, row.answers, group, kept.before["row"], kept.before["at"])
    return _keep(session, house, view, row, stored)


def move_row(session: Session, house: House, actor: Actor, number: str, slug: str, group: str, row_id: str, by: int) -> StepView:
    """Move a row up (-1) or down (+1)."""
    view, row, step = writable_step(session, house, actor, number, slug)
    return _keep(session, house, view, row, paths.move_row(step, row.answers, group, row_id, 1 if by > 0 else -1))


def writable_step(session: Session, house: House, actor: Actor, number: str, slug: str) -> tuple[PlanView, LockedStep, Step]:
    """The plan for writing, with its answers locked; the revision is share-locked so that a submission waits."""
    plan, revision, parts = rights.find(session, actor, number, house.clock(), hold=True)
    target(Action.SAVE, State(revision.state), parts)
    rows = locked_steps(session, revision)
    view = plans.view_of(house, plan, revision, parts)
    try:
        step = view.plan_type.step(slug)
    except KeyError as error:
        raise NotFound from error
    row = next((one for one in rows if one.step == slug), None)
    if row is None:
        raise NotFound
    return view, row, step


def store_step(session: Session, house: House, view: PlanView, row: LockedStep, stored: Answers) -> None:
    """Put answers into a row that `writable_step` locked.

    :raises Stale: somebody else saved it all the same; nothing was written
    """
    store(session, row, stored, house.clock())
    plans.refresh_copies(view.revision, row.step, stored, {**view.answers, row.step: stored})


def _keep(session: Session, house: House, view: PlanView, row: LockedStep, stored: Answers) -> StepView:
    store_step(session, house, view, row, stored)
    session.flush()
    return step_view(read_draft(session, house, _fresh(view, row.step, stored)), row.step)


def _fresh(view: PlanView, slug: str, stored: Answers) -> PlanView:
    return PlanView(view.plan, view.revision, view.plan_type, view.parts, {**view.answers, slug: stored}, view.content, view.steps)
