"""Begin a plan from a file: read it, offer the kinds of plan, then fill the draft and keep the rest in its tray."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from planner.documents import intake as files
from planner.documents.intake import Manuscript, Passage, Placement
from planner.documents.intake.matching import NO_PLACE
from planner.kernel.canonical import sha256_hex
from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from planner.kernel.i18n import Text
from planner.models import Intake, IntakeOffer, Plan, TrayPassage
from planner.models.engine import rows_met
from planner.services import lists, plans
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House, Transaction
from planner.services.intake_answers import Accepted, Rest, accepted
from planner.services.wizard import store_step, writable_step
from planner.wizards.schema import Field, Group, PlanType
from planner.workflow import Role

OFFER_LASTS = timedelta(days=1)
LONGEST_NAME = 120
EMPTY = Text(
    "文件里没有文字。如果是扫描的图片，请换成能选中文字的文件。",
    "The file holds no text. A scan cannot be read; use a file with real text.",
)
_NO_KIND = Text("请选一种计划。", "Choose a kind of plan.")
_ONLY_REPS = Text("只有医药代表可以新建计划。", "Only representatives start plans.")
_NO_FIELD = Text("像是这一步的，但没有认出属于哪一栏。", "It seems to belong to this step, but which field was not recognised.")
_GONE = Text(
    "这份文件已经用过，或者放得太久了。请再选一次文件；已经开始的计划在“我的计划”里。",
    "This file was used already, or has waited too long. Choose it again; a plan already begun is among your plans.",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that was read and waits for the choice of a kind.

    :param suggested: slug of the likeliest kind, None when none stands out
    :param shares: slug → part of the text that would find a field, 0 to 1
    """

    id: str
    file_name: str
    manuscript: Manuscript
    suggested: str | None
    shares: Mapping[str, float]


def offer(transaction: Transaction, house: House, actor: Actor, data: bytes, name: str) -> str:
    """Read a file in a bounded child process and keep its text for a day, until its kind of plan is chosen.

    :returns: id of the offer
    :raises Invalid: the file cannot be taken; the message says why, and nothing was kept
    :raises Unavailable: reading took too long or too much memory
    :raises NotAllowed: not a representative
    """
    if not actor.has(Role.REPRESENTATIVE):
        raise NotAllowed(_ONLY_REPS)
    manuscript = files.read(data, name)
    if not manuscript.characters:
        raise Invalid({"file": EMPTY}, EMPTY)
    new = IntakeOffer(
        id=secrets.token_hex(16),
        person_id=actor.person_id,
        file_name=plain_name(name),
        sha256=sha256_hex(data),
        suggested=files.suggest_type(manuscript),
        manuscript=_storable(asdict(manuscript)),
        at=house.clock(),
    )
    with transaction() as session:
        session.execute(delete(IntakeOffer).where(IntakeOffer.at < house.clock() - OFFER_LASTS))
        session.add(new)
        session.flush()
        return new.id


def open_offer(session: Session, house: House, actor: Actor, offer_id: str) -> Offer:
    """A file of one's own that waits for its kind, with how much of it each kind would take up.

    :raises NotFound: no such file, somebody else's, used already, or older than a day
    """
    row = _own_offer(session, house, actor, offer_id)
    manuscript = _manuscript(row.manuscript)
    products, territories = _names(session, actor)
    today = local_date(house.clock())
    shares = {
        slug: _share(manuscript, files.place(manuscript, kind, today=today, products=products, territories=territories))
        for slug, kind in house.plan_types.items()
    }
    suggested = row.suggested if row.suggested in house.plan_types else None
    return Offer(row.id, row.file_name, manuscript, suggested, shares)


def begin(transaction: Transaction, house: House, actor: Actor, offer_id: str, kind: str) -> str:
    """Start a plan of a kind from a file that was read; everything of the file is in a field or in the tray afterwards.

    :returns: number of the plan
    :raises NotFound: as `open_offer`
    :raises Invalid: no such kind
    :raises Stale: the file was used in this very moment elsewhere; nothing was written
    """
    declared = house.plan_types.get(kind)
    with transaction() as session:
        row = _own_offer(session, house, actor, offer_id)
        if declared is None:
            raise Invalid({"kind": _NO_KIND}, _NO_KIND)
        name, sha256, manuscript = row.file_name, row.sha256, _manuscript(row.manuscript)
        products, territories = _names(session, actor)
    placement = files.place(manuscript, declared, today=local_date(house.clock()), products=products, territories=territories)
    fine = accepted(manuscript, declared, placement, frozenset(products.values()), frozenset(territories.values()))
    with transaction() as session:
        in_turn(session)
        if rows_met(session, delete(IntakeOffer).where(IntakeOffer.id == offer_id, IntakeOffer.person_id == actor.person_id)) != 1:
            raise Stale(_GONE)
        plan = plans.create_plan(session, house, actor, declared.slug)
        revision = _fill(session, house, actor, plan, declared, fine)
        session.add(_kept(house, actor, revision, name, sha256, manuscript, declared, placement, fine))
        session.add_all(_waiting(revision, n, rest, manuscript) for n, rest in enumerate(fine.tray))
        session.flush()
        record(
            session,
            house,
            Event.PLAN_IMPORT,
            actor,
            plan.number,
            file=sha256,
            characters=manuscript.characters,
            entries=len(fine.entries),
            tray=len(fine.tray),
        )
        return plan.number


def intake_of(session: Session, revision_id: int) -> Intake | None:
    """What a revision was begun from; None when it was not begun from a file."""
    return session.scalar(_INTAKE, {"revision": revision_id})


_INTAKE = select(Intake).where(Intake.revision_id == bindparam("revision"))
"""Built once: every step of every plan asks."""


def plain_name(name: str) -> str:
    """The last part of a path, without control and direction characters, short enough to show and to keep."""
    last = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())
    return last if len(last) <= LONGEST_NAME else f"{last[:100]}…{last[-19:]}"


def size_of(text: str) -> int:
    """Characters of a text, white space not counted."""
    return len("".join(text.split()))


def _own_offer(session: Session, house: House, actor: Actor, offer_id: str) -> IntakeOffer:
    row = session.get(IntakeOffer, offer_id)
    if row is None or row.person_id != actor.person_id or row.at < house.clock() - OFFER_LASTS:
        raise NotFound(_GONE)
    return row


def _names(session: Session, actor: Actor) -> tuple[dict[str, int], dict[str, int]]:
    """What the file may call products and territories, each with its id in the registry."""
    products: dict[str, int] = {}
    for product in lists.products_in_use(session):
        products |= dict.fromkeys((*product.brand_names, product.generic_name), product.id)
    return products, {row.name: row.id for row in lists.territories_for(session, actor)}


def _share(manuscript: Manuscript, placement: Placement) -> float:
    """Part of the text that is in a field, or said where something belongs."""
    taken = sum(size_of(one.source) for one in placement.entries) + sum(size_of(one.text) for one in placement.guides)
    return min(1.0, taken / manuscript.characters)


def _fill(session: Session, house: House, actor: Actor, plan: Plan, declared: PlanType, fine: Accepted) -> int:
    """Store the answers step by step, as the wizard does; returns the id of the revision."""
    for slug, answers in fine.answers.items():
        view, row, step = writable_step(session, house, actor, plan.number, slug)
        store_step(session, house, view, row, {**row.answers, **answers})
        for name in _institutions(step.items, answers):
            lists.remember_institution(session, name)
        session.flush()
    return plans.open_plan(session, house, actor, plan.number).revision.id


def _institutions(items: tuple[Field | Group, ...], answers: Mapping[str, Any]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            for row in answers.get(item.name) or ():
                yield from _institutions(item.fields, row)
        elif item.kind == "institution" and answers.get(item.name):
            yield answers[item.name]


def _kept(
    house: House,
    actor: Actor,
    revision: int,
    name: str,
    sha256: str,
    manuscript: Manuscript,
    declared: PlanType,
    placement: Placement,
    fine: Accepted,
) -> Intake:
    spread = []
    for step in declared.steps:
        own = [one for one in fine.entries if one.path.split(".")[0] == step.slug]
        if own:
            spread.append({"step": step.slug, "entries": len(own), "characters": sum(size_of(one.source) for one in own)})
    return Intake(
        revision_id=revision,
        file_name=name,
        sha256=sha256,
        characters=manuscript.characters,
        deleted=manuscript.deleted,
        pictures=manuscript.pictures,
        spread=spread,
        guides=_storable([{"step": one.step, "text": one.text} for one in placement.guides]),
        person_id=actor.person_id,
        at=house.clock(),
    )


def _waiting(revision: int, position: int, rest: Rest, manuscript: Manuscript) -> TrayPassage:
    passage = manuscript.passages[rest.passage]
    return TrayPassage(
        revision_id=revision,
        position=position,
        kind=passage.kind,
        text=_storable(rest.text),
        rows=_storable([list(row) for row in rest.table]) if rest.table else None,
        context=_storable(rest.context),
        place=asdict(passage.where),
        step=rest.step,
        reason=asdict(_NO_FIELD if rest.step and rest.reason == NO_PLACE else rest.reason),
        state="waiting",
    )


def _storable(value: Any) -> Any:
    """Without what no database holds: the zero character and halves of surrogate pairs."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(one) for one in value]
    return value


def _manuscript(data: Mapping[str, Any]) -> Manuscript:
    """A manuscript back from JSON."""
    return Manuscript(**{**data, "passages": tuple(_passage(one) for one in data["passages"])})


def _passage(data: Mapping[str, Any]) -> Passage:
    table = data["table"]
    return Passage(
        **{
            **data,
            "table": None if table is None else tuple(tuple(row) for row in table),
            "where": Text(**data["where"]),
            "merges": tuple(tuple(one) for one in data["merges"]),
        }
    )
