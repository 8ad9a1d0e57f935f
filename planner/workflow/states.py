"""The states of a revision."""

from enum import StrEnum

from planner.kernel.i18n import Text


class State(StrEnum):
    """Where a revision stands; product.md, "Life of a plan"."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DELETED = "deleted"


OPEN = frozenset({State.DRAFT, State.RETURNED, State.IN_REVIEW, State.IN_APPROVAL})
"""A plan has at most one revision in these states."""

WRITABLE = frozenset({State.DRAFT, State.RETURNED})
"""The author may change answers."""

STATE_NAMES: dict[State, Text] = {
    State.DRAFT: Text("草稿", "Draft"),
    State.IN_REVIEW: Text("合规审核中", "In review"),
    State.RETURNED: Text("已退回", "Returned"),
    State.IN_APPROVAL: Text("待批准", "Awaiting approval"),
    State.APPROVED: Text("执行中", "In force"),
    State.SUPERSEDED: Text("已被取代", "Superseded"),
    State.WITHDRAWN: Text("已撤回", "Withdrawn"),
    State.EXPIRED: Text("已到期", "Expired"),
    State.DELETED: Text("已删除", "Deleted"),
}
