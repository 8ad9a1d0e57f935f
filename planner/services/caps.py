"""What a plan spends where the company has a limit: the highest of each beside the limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.compliance.policy import Policy
from planner.kernel.i18n import Text

_LIMITED = (
    ("hospitality_per_head", "hospitality_per_head_fen", Text("餐饮人均", "Hospitality a head")),
    ("speaker_fee", "speaker_fee_per_event_fen", Text("讲者费每场", "Speaker's fee an event")),
)


@dataclass(frozen=True, slots=True)
class Cap:
    """The highest amount of its kind in a plan.

    :param highest: fen; `limit`: fen, by the company policy in force now
    """

    name: Text
    highest: int
    limit: int

    @property
    def kept(self) -> bool:
        """True when nothing lies above the limit."""
        return self.highest <= self.limit


def caps_of(activities: Sequence[Mapping[str, Any]], policy: Policy) -> tuple[Cap, ...]:
    """One for each kind of expense that the plan has and the policy limits."""
    found = []
    for field, limit, name in _LIMITED:
        highest = max((row[field] for row in activities if isinstance(row.get(field), int)), default=0)
        if highest > 0:
            found.append(Cap(name, highest, getattr(policy, limit)))
    return tuple(found)
