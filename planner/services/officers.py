"""Who may review a plan, and who of them is to: the one with the fewest to read."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.models import Person, Plan, Revision, RoleGrant, Territory
from planner.services.policy import policy_in_force
from planner.services.rights import OFFICERS, wrote
from planner.workflow import Role, State


@dataclass(frozen=True, slots=True)
class Officer:
    """An active officer or head of compliance.

    :param reach: (role, path of a territory) for each of the roles; "/" is the whole company
    """

    id: int
    name: str
    reach: tuple[tuple[Role, str], ...]

    def covers(self, path: str, *roles: Role) -> bool:
        """True when one of these roles counts in this territory."""
        return any(role in roles and path.startswith(prefix) for role, prefix in self.reach)


def all_officers(session: Session) -> list[Officer]:
    """Every active officer with the territories of the roles, by employee number, in one query."""
    rows = session.execute(
        select(Person.id, Person.name, RoleGrant.role, Territory.path)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(Territory, Territory.id == RoleGrant.territory_id)
        .where(Person.active, RoleGrant.role.in_([role.value for role in OFFICERS]))
        .order_by(Person.employee_number)
    ).all()
    reach: dict[tuple[int, str], list[tuple[Role, str]]] = {}
    for row in rows:
        reach.setdefault((row.id, row.name), []).append((Role(row.role), row.path or "/"))
    return [Officer(key, name, tuple(found)) for (key, name), found in reach.items()]


def officers_for(session: Session, plan: Plan) -> list[Officer]:
    """Officers who could review this plan: active, of its territory, and never its author."""
    path = plan.territory.path
    return [one for one in all_officers(session) if not wrote(plan, one.id) and one.covers(path, *OFFICERS)]


def next_officer(session: Session, plan: Plan, row: Revision) -> int | None:
    """Who is to review a plan that is being submitted; None while the company assigns nothing, or has nobody for it.

    Whoever was to review it before keeps it. Else an officer of the territory, the one with the fewest plans
    to read; a head of compliance only where there is no officer.
    """
    if not policy_in_force(session).assign_reviews:
        return None
    found = officers_for(session, plan)
    if row.assigned_to_id in {one.id for one in found}:
        return row.assigned_to_id
    path = plan.territory.path
    near = [one.id for one in found if one.covers(path, Role.OFFICER)] or [one.id for one in found]
    reading = (
        select(Revision.assigned_to_id, func.count())
        .where(Revision.assigned_to_id.in_(near), Revision.state == State.IN_REVIEW.value)
        .group_by(Revision.assigned_to_id)
    )
    load = {row[0]: row[1] for row in session.execute(reading)}
    return min(near, key=lambda one: load.get(one, 0), default=None)
