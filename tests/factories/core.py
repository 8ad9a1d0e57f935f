"""The product's own pack, read once for all tests of a process: a pack is not changed by being asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from planner.compliance import loader
from planner.compliance.pack import Pack


@cache
def core_pack() -> Pack:
    """The pack as people get it."""
    return loader.load_pack("zh_cn")


@contextmanager
def one_pack(module: object) -> Iterator[None]:
    """What a module loads as the product's pack is the one that was read already; other packs it reads itself."""

    def load_pack(name: str | Path = "zh_cn", prove: bool = False, keep: Path | None = None) -> Pack:
        return core_pack() if name == "zh_cn" and not prove else loader.load_pack(name, prove, keep)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "load_pack", load_pack)
        yield
