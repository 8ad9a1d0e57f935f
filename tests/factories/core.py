"""The product's own pack, read once for all tests of a process: a pack is not changed by being asked."""

from functools import cache

from planner.compliance.loader import load_pack
from planner.compliance.pack import Pack


@cache
def core_pack() -> Pack:
    """The pack as people get it."""
    return load_pack("zh_cn")
