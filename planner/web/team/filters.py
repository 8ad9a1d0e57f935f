"""What the team board shows; it stands in the address bar, so that it can be kept and sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g, url_for

from planner.services import board
from planner.services.cards import TeamFilter
from planner.web.extensions import house, reading
from planner.web.language import t
from planner.workflow import State

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Filters:
    """The filter in force, and what is offered besides it.

    :param kind: slug of a kind of plan, `who`: id of a person, both "" for all
    :param state: the one state that is listed, None for the board
    :param after: id after which the page begins
    """

    kind: str
    who: str
    state: State | None
    after: int | None
    kinds: Choices
    people: Choices

    @property
    def wanted(self) -> TeamFilter:
        """For the service."""
        return TeamFilter(self.kind, int(self.who) if self.who else None)

    @property
    def narrowed(self) -> bool:
        """True when not everybody's plans of every kind are shown."""
        return bool(self.kind or self.who)

    def address(self, state: State | None = None, after: int | None = None) -> str:
        """The same people and kinds, on the board or in one state."""
        return team_href(state, after, kind=self.kind or None, who=self.who or None)


def team_href(state: State | None = None, after: int | None = None, **narrowed: str | None) -> str:
    """The board, or everything in one state."""
    return url_for("team.show", state=state.value if state else None, after=after, **narrowed)  # type: ignore[arg-type]


def of_query(asked: Mapping[str, str]) -> Filters:
    """The filter that a query or a form asks for; words it does not know count for nothing."""
    kinds = [(kind.slug, t(kind.title)) for kind in house().plan_types.values()]
    people = [(str(key), name) for key, name in board.authors(reading(), g.actor)]
    state, after = asked.get("state", ""), asked.get("after", "")
    return Filters(
        kind=_known(asked.get("kind", ""), kinds),
        who=_known(asked.get("who", ""), people),
        state=State(state) if state in {one.value for one in board.COLUMNS} else None,
        after=int(after) if after.isdecimal() and len(after) < 12 else None,
        kinds=kinds,
        people=people,
    )


def _known(wanted: str, offered: Choices) -> str:
    return wanted if any(value == wanted for value, _ in offered) else ""
