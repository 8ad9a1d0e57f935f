"""Whatever is thrown at the examination, it answers; and only the file as it was signed is sound."""

import random
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.kernel.errors import Invalid
from planner.signing.authority import Authority
from planner.signing.examination import Examination, ProblemKind
from planner.signing.keys import check_pin
from planner.signing.verify import examine
from tests.unit.signing.conftest import *  # noqa: F403 - the fixtures of the unit tests
from tests.unit.signing.conftest import START, Company

ROOT = Authority.create("衡屿医药有限公司", moment=START).certificate
SHARED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(st.binary(max_size=2000))
@settings(SHARED, max_examples=100)
def test_random_bytes_are_unreadable_and_raise_nothing(data: bytes) -> None:
    for found in (examine(data, [ROOT]), examine(b"%PDF-1.7\n" + data + b"\nstartxref\n0\n%%EOF", [ROOT])):
        assert not found.sound
        assert found.all_problems


@given(st.data())
@settings(SHARED, max_examples=40)
def test_a_cut_file_is_never_sound(signed: bytes, company: Company, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(signed) - 1))
    assert not examine(signed[:length], [company.authority.certificate]).sound


@pytest.mark.slow
@given(st.data())
@settings(SHARED, max_examples=60)
def test_a_file_with_one_other_bit_is_never_sound(signed: bytes, company: Company, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(signed) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    found = examine(signed[:at] + bytes([signed[at] ^ bit]) + signed[at + 1 :], [company.authority.certificate])
    assert not found.sound


@given(st.integers(0, 2**32))
@settings(SHARED, max_examples=30)
def test_pieces_of_a_signed_file_in_another_order_raise_nothing(signed: bytes, company: Company, seed: int) -> None:
    shuffle = random.Random(seed)
    marks = sorted(shuffle.sample(range(len(signed)), 4))
    pieces = [signed[a:b] for a, b in zip([0, *marks], [*marks, len(signed)], strict=True)]
    shuffle.shuffle(pieces)
    mixed = b"".join(pieces)
    found = examine(mixed, [company.authority.certificate])
    assert found.sound == (mixed == signed)
    assert Examination.from_json(found.to_json()) == found


@given(st.text(alphabet="0123456789", min_size=6, max_size=6))
def test_a_pin_with_two_digits_or_fewer_is_never_taken(pin: str) -> None:
    with suppress(Invalid):
        check_pin(pin)
        assert len(set(pin)) > 2


@pytest.mark.parametrize("depth", [500, 50_000])
def test_deep_nesting_raises_nothing(depth: int) -> None:
    body = b"%PDF-1.7\n1 0 obj\n" + b"[" * depth + b"]" * depth + b"\nendobj\n"
    xref = len(body)
    body += b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<</Size 2/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % xref
    assert examine(body, [ROOT]).has(ProblemKind.UNREADABLE, ProblemKind.INCOMPLETE)
