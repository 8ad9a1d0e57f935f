"""The company policy in force, and its history."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.policy import Policy
from planner.models import PolicyVersion
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.in_force import in_force

_KEPT = 8
_policies: dict[str, Policy] = {}


def policy_in_force(session: Session) -> Policy:
    """The newest policy; the built-in one while the company has set none. Read and checked once per process and version."""
    digest = in_force(session).policy
    if not digest:
        return Policy()
    found = _policies.get(digest)
    if found is None:
        row = session.scalars(select(PolicyVersion).order_by(PolicyVersion.id.desc()).limit(1)).one()
        found = Policy.model_validate(row.document)
        if len(_policies) >= _KEPT:
            _policies.clear()
        _policies[row.sha256] = found
    return found


def set_policy(session: Session, house: House, actor: Actor | None, policy: Policy) -> None:
    """Take a new policy into force; earlier ones stay."""
    session.add(
        PolicyVersion(
            sha256=policy.hash, document=policy.model_dump(mode="json"), person_id=actor.person_id if actor else None, at=house.clock()
        )
    )
    session.flush()
    record(session, house, Event.POLICY_CHANGE, actor, policy=policy.hash)
