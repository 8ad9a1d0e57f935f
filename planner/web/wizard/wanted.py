"""What the answer to somebody who types is about, so that nothing else of a step is laid out for it."""

from collections.abc import Collection, Iterator
from itertools import accumulate

from planner.wizards.schema import UNTYPED, Field

DEEPEST = 6
"""Most parts of a path: step, group, row, group, row, field. What is longer was made up by the sender and names nothing."""


class Wanted:
    """Controls whose surroundings may have changed: just typed, with findings now or on the page, or following from what was typed.

    :param paths: what was just typed, and what has or had findings
    :param changed: what was just saved
    """

    def __init__(self, paths: Collection[str], changed: Collection[str]) -> None:
        self._paths = paths
        self._holding = frozenset(place for path in paths for place in _places(path))
        self._moved = frozenset(place for path in changed for place in _places(path))
        self._parents = frozenset(path.rpartition(".")[0] for path in changed)

    def control(self, asked: Field, path: str) -> bool:
        """True when what surrounds this control goes into the answer."""
        if path in self._paths or asked.kind == "known":
            return True
        return (asked.kind in UNTYPED or asked.offers is not None) and path.rpartition(".")[0] in self._parents

    def inside(self, path: str) -> bool:
        """True when such a control may stand in this group or row."""
        return path in self._holding

    def moved(self, path: str) -> bool:
        """True when something in this group was just saved: the tool that draws it says what follows."""
        return path in self._moved


def _places(path: str) -> Iterator[str]:
    """A path and all it stands in."""
    return accumulate(path.split(".", DEEPEST), "{}.{}".format)
