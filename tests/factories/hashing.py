"""Passwords and PINs derived as cheaply as the library allows.

The product spends a tenth of a second on each on purpose. The tests sign in more than a thousand times, which took
more than half of all their time and showed nothing new; what the product spends is looked at by the tests that ask
for `shipped_hashing`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher

from planner.services import sign_in
from planner.signing.keys import seal_key

SHIPPED = (sign_in._HASHER, (seal_key.__kwdefaults__ or {})["params"])
CHEAP = (PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), "argon2id,t=1,m=8,p=1")


@contextmanager
def hashing(cost: tuple[PasswordHasher, str]) -> Iterator[None]:
    """New passwords and keys at this cost; what was made at another still opens."""
    assert seal_key.__kwdefaults__ is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign_in, "_HASHER", cost[0])
        patch.setitem(seal_key.__kwdefaults__, "params", cost[1])
        yield
