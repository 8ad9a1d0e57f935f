"""Every kind of altered file we know of."""

from tests.corpus.tampered import byteforms, hostile, people, shadows, signatures, updates
from tests.corpus.tampered.material import Forgery

FORGERIES: tuple[Forgery, ...] = tuple(
    one for part in (byteforms, updates, signatures, shadows, people, hostile) for one in part.FORGERIES
)  # fmt: skip

BOMBS = frozenset(one.name for one in hostile.FORGERIES)
"""Only to be looked at in a child process with limits."""
