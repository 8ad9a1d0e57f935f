"""Several plans one after another: the how-manieth this is, and which one follows. How many are done travels in the address."""

from dataclasses import dataclass

from flask import g, request, url_for

from planner.services import approval
from planner.services.cards import PlanCard
from planner.web.extensions import house, reading

MOST_DONE = 999


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody stands who takes one after another.

    :param done: decided so far, one after another
    :param place, of: this is the second of five; 0 where it does not wait any more
    :param follows: the next one that waits, None when there is no other
    """

    done: int
    place: int
    of: int
    follows: PlanCard | None

    def address(self, endpoint: str, number: str, more: int = 0) -> str:
        """A page of the approval that remembers how many are done."""
        return url_for(endpoint, number=number, done=self.done + more or None)


def turn(number: str) -> Turn:
    """The turn of one plan among those that wait for this manager."""
    waiting = approval.waiting(reading(), house(), g.actor)
    numbers = [card.number for card in waiting]
    here = numbers.index(number) if number in numbers else -1
    others = waiting[here + 1 :] + waiting[: max(here, 0)]
    count = max(approval.waiting_count(reading(), g.actor).n, len(waiting))
    done = _done()
    return Turn(done, done + here + 1 if here >= 0 else 0, done + count, others[0] if others else None)


def _done() -> int:
    given = request.values.get("done", "")
    return min(int(given), MOST_DONE) if given.isdecimal() and len(given) < 6 else 0
