"""Very many plans and findings, to measure lists: rows as the services leave them, in bulk.

They hold no text and no papers: each list, filter and count works on them, but none of them can be opened.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from json import dumps
from random import Random
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from planner.compliance.findings import Confidence, Severity
from planner.kernel.clock import local_date
from planner.models import FindingRow, Person, Plan, Product, Revision, RoleGrant, Territory
from planner.services.house import House, Transaction
from planner.services.officers import all_officers
from planner.services.rights import OFFICERS
from planner.services.risk import facets_of, risk_rank
from planner.services.workdays import WorkingDays
from planner.wizards.schema import PlanType
from planner.workflow import Role, State

PLANS_OF_AN_AUTHOR = 200
AT_ONCE = 2_000

STATES = (
    *(State.IN_REVIEW,) * 6,
    *(State.IN_APPROVAL,) * 4,
    *(State.APPROVED,) * 4,
    *(State.RETURNED,) * 2,
    *(State.DRAFT,) * 2,
    State.EXPIRED,
    State.WITHDRAWN,
)
"""By turns; so many wait for review that the first page of the queue is full with a hundred plans already."""

CATEGORIES = ("bribery", "sales-task", "rx-tracking", "off-label", "pre-approval", "claims", "disparage", "samples", "events", "research")
SEVERITIES = (Severity.REVIEW, Severity.ADVISE, Severity.REVIEW, Severity.BLOCK, Severity.ADVISE)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every row draws from.

    :param places: (territory id, its path), more often those of the first region
    :param authors: one per so many plans, by territory id
    :param findings: of the submitted plan with this number among the submitted ones
    """

    now: datetime
    kinds: tuple[PlanType, ...]
    places: list[tuple[int, str]]
    authors: dict[int, list[int]]
    officers: dict[int, list[int]]
    products: list[dict[str, Any]]
    due: list[date]
    findings: Callable[[int], int]


def load(transaction: Transaction, house: House, plans: int, findings: int) -> None:
    """Add plans with findings to a company that is there already, in one transaction.

    :param plans: how many; `findings`: how many in all, spread over those that were submitted
    """
    with transaction() as session:
        scene = _scene(session, house, plans, findings)
        first = {model: (session.scalar(select(func.max(model.id))) or 0) + 1 for model in (Plan, Revision, FindingRow)}
        rows = _rows(scene, plans, first[Plan], first[Revision], first[FindingRow])
        while batch := list(islice(rows, AT_ONCE)):
            for model in (Plan, Revision, FindingRow):
                if chosen := [row for each in batch for row in each.get(model, ())]:
                    _write(session, model.metadata.tables[model.__tablename__], chosen)
        _settle(session)


def _write(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    """Rows of one table, all with the same columns; PostgreSQL takes them as a stream."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    usual = {c.name: c.default.arg for c in table.columns if isinstance(c.default, ScalarElementColumnDefault) and c.name not in rows[0]}
    names = [*rows[0], *usual]
    columns = ", ".join(f'"{name}"' for name in names)
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f'copy "{table.name}" ({columns}) from stdin') as copy:
        for row in rows:
            copy.write_row([dumps(value) if isinstance(value, dict) else value for value in (*row.values(), *usual.values())])


def _settle(session: Session) -> None:
    """The keys we gave are taken, and the engine knows the new sizes as it would after a while."""
    if session.get_bind().dialect.name == "postgresql":
        for table in ("plan", "revision", "finding"):
            session.execute(text(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"))  # noqa: S608 - our names
    session.execute(text("analyze"))


def _scene(session: Session, house: House, plans: int, findings: int) -> _Scene:
    now = house.clock()
    parents = set(session.scalars(select(Territory.parent_id).where(Territory.parent_id.is_not(None))))
    leaves = [(row.id, row.path) for row in session.scalars(select(Territory).order_by(Territory.path)) if row.id not in parents]
    places = [place for other in leaves[2:] or leaves for place in (*leaves[:2] * 2, other)]
    officers = {key: [o.id for o in all_officers(session) if o.covers(path, *OFFICERS)] for key, path in leaves}
    products = [
        {"id": p.id, "approval_number": p.approval_number, "approval_date": p.approval_date.isoformat() if p.approval_date else None}
        for p in session.scalars(select(Product).order_by(Product.id))
    ]
    submitted = plans - plans * STATES.count(State.DRAFT) // len(STATES)
    calendar = WorkingDays()
    return _Scene(
        now=now,
        kinds=tuple(house.plan_types.values()),
        places=places,
        authors=_authors(session, now, leaves, plans),
        officers=officers,
        products=products,
        due=[calendar.after(local_date(now) - timedelta(days=n), 3) for n in range(8)],
        findings=lambda n: findings * (n + 1) // submitted - findings * n // submitted,
    )


def _authors(session: Session, now: datetime, leaves: list[tuple[int, str]], plans: int) -> dict[int, list[int]]:
    """Representatives who can never sign in: no password fits theirs."""
    made: dict[int, list[int]] = {}
    per_place = max(1, plans // PLANS_OF_AN_AUTHOR // len(leaves))
    taken = session.scalar(select(func.max(Person.id))) or 0
    for key, _ in leaves:
        for _ in range(per_place):
            taken += 1
            person = Person(
                employee_number=f"HY-L{taken}",
                email=f"load-{taken}@hengyu.example",
                name=f"测量{taken}",
                job_title="医药代表",
                territory_id=key,
                password_hash="-",  # noqa: S106 - no hash at all
                created_at=now,
            )
            person.grants = [RoleGrant(role=Role.REPRESENTATIVE.value, territory_id=key)]
            session.add(person)
            session.flush()
            made.setdefault(key, []).append(person.id)
    return made


def _rows(scene: _Scene, plans: int, plan_id: int, revision_id: int, finding_id: int) -> Iterator[dict[type[DeclarativeBase], Any]]:
    """Rows of one plan after the other, by table."""
    dice, submitted = Random(2026), 0
    for n in range(plans):
        state, kind = STATES[n % len(STATES)], scene.kinds[n % len(scene.kinds)]
        place, _ = scene.places[n // len(STATES) % len(scene.places)]
        since = scene.now - timedelta(minutes=dice.randrange(1, 11_000))
        plan = {
            "id": plan_id + n,
            "number": f"2000-{kind.code}-{plan_id + n:07}",
            "plan_type": kind.slug,
            "author_id": dice.choice(scene.authors[place]),
            "territory_id": place,
            "created_at": since,
        }
        revision = _revision(scene, dice, state, plan, since) | {
            "id": revision_id + n,
            "title": f"{kind.title.zh} {n + 1}",
            **facets_of(kind.slug),
        }
        found: list[dict[str, Any]] = []
        if state is not State.DRAFT:
            found = [_finding(dice, revision["id"], position) for position in range(scene.findings(submitted))]
            for row in found:
                row["id"] = finding_id
                finding_id += 1
            product = dice.choice(scene.products)
            _count(revision, found, kind, product, local_date(scene.now))
            revision |= facets_of(kind.slug, (row["category"] for row in found), [product["id"]])
            submitted += 1
        yield {Plan: [plan], Revision: [revision], FindingRow: found}


def _revision(scene: _Scene, dice: Random, state: State, plan: dict[str, Any], since: datetime) -> dict[str, Any]:
    sent = state is not State.DRAFT
    today = local_date(scene.now)
    ends = today - timedelta(days=30) if state is State.EXPIRED else today + timedelta(days=dice.randrange(20, 300))
    return {
        "plan_id": plan["id"],
        "number": 1,
        "state": state.value,
        "territory_id": plan["territory_id"],
        "period_start": ends - timedelta(days=180),
        "period_end": ends,
        "created_at": since,
        "saved_at": since,
        "state_since": since,
        "submitted_at": since if sent else None,
        "round": int(sent),
        "due_on": scene.due[min((today - local_date(since)).days, 7)] if sent else None,
        "assigned_to_id": dice.choice(scene.officers[plan["territory_id"]]) if state is State.IN_REVIEW else None,
        "blocks": 0,
        "reviews": 0,
        "risk_rank": 299,
    }


def _count(revision: dict[str, Any], found: list[dict[str, Any]], kind: PlanType, product: dict[str, Any], today: date) -> None:
    severities = [row["severity"] for row in found]
    revision["blocks"], revision["reviews"] = severities.count(Severity.BLOCK.value), severities.count(Severity.REVIEW.value)
    revision["risk_rank"] = risk_rank(revision["blocks"], revision["reviews"], kind, [product], today)


def _finding(dice: Random, revision_id: int, position: int) -> dict[str, Any]:
    severity = dice.choice(SEVERITIES).value if position else Severity.REVIEW.value
    category = dice.choice(CATEGORIES)
    place = {"path": "growth.objective", "start": position * 7, "end": position * 7 + 4, "quote": "测量用语"}
    return {
        "revision_id": revision_id,
        "round": 1,
        "position": position,
        "fingerprint": f"{dice.getrandbits(128):032x}",
        "rule_id": f"{category}.load",
        "rule_rev": 1,
        "pack_hash": "0" * 64,
        "pack_version": "2026.11.1",
        "category": category,
        "severity": severity,
        "confidence": Confidence.HIGH.value,
        "detail": {"title": {"zh": "测量", "en": "load"}, "message": {"zh": "测量用的提示" * 8, "en": "made to measure " * 8}},
        **place,
    }
