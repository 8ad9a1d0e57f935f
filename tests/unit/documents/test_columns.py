"""Widths of printed columns."""

from hypothesis import given
from hypothesis import strategies as st

from planner.documents.columns import widths

_WISH = st.tuples(st.booleans(), st.floats(1, 28), st.floats(1, 16)).map(
    lambda wish: (wish[0], max(wish[1], wish[2]), min(wish[1], wish[2]))
)


@given(st.lists(_WISH, min_size=1, max_size=8))
def test_the_shares_add_up_and_every_column_has_one(wishes: list[tuple[bool, float, float]]) -> None:
    shares = widths(wishes)
    assert sum(shares) == 100
    assert all(share >= 0 for share in shares)


def test_a_short_column_keeps_its_words_on_one_line_beside_long_texts() -> None:
    short, long_ = widths([(True, 7.8, 7.8), (True, 27.8, 9.8), (True, 27.8, 9.8)])[:2]
    assert 51 * short / 100 >= 7.1
    assert long_ > short


def test_a_code_is_not_broken_at_its_hyphens() -> None:
    shares = widths([(True, 21.8, 9.8), (True, 21.8, 9.8), (True, 21.8, 9.8), (True, 11.0, 11.0), (False, 8.0, 8.0)])
    assert 51 * shares[3] / 100 >= 10.4


def test_texts_take_the_room_that_numbers_leave() -> None:
    text, number = widths([(True, 20.0, 8.0), (False, 6.0, 6.0)])
    assert (text, number) == (89, 11)
