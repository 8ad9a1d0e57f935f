"""How much work something is, counted and not timed: the same on every machine, however busy."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(act: Callable[[], object]) -> int:
    """Lines of Python that an act walks, turns of loops included; what happens inside a library of C counts as one."""
    walked = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal walked
        walked += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        act()
    finally:
        sys.settrace(before)
    return walked
