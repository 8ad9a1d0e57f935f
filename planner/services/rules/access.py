"""Who may touch the rulebook."""

from planner.kernel.errors import NotFound
from planner.services.actor import Actor
from planner.services.rights import OFFICERS
from planner.workflow import Role, RulePart


def is_editor(actor: Actor) -> bool:
    """Officers and the head of compliance; never somebody who is also an administrator, who could make themselves an officer."""
    return actor.has(*OFFICERS) and not actor.has(Role.ADMINISTRATOR)


def only_editors(actor: Actor) -> None:
    """Stop everybody else.

    :raises NotFound: not an editor; the pages look as if they did not exist
    """
    if not is_editor(actor):
        raise NotFound


def parts_of(actor: Actor, *involved: int) -> frozenset[RulePart]:
    """What a person is to a change of the rulebook.

    :param involved: ids of those who proposed it and wrote what it brings in
    """
    if not is_editor(actor):
        return frozenset()
    return frozenset({RulePart.EDITOR} if actor.person_id in involved else {RulePart.EDITOR, RulePart.SECOND})


def is_head(actor: Actor) -> bool:
    """Whether a person heads compliance."""
    return actor.has(Role.HEAD_OF_COMPLIANCE)
