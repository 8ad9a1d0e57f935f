"""The few words every layer shares."""

from datetime import UTC, date, datetime

import pytest

from planner.kernel.canonical import canonical_json, digest
from planner.kernel.clock import local_date
from planner.kernel.i18n import Text
from planner.kernel.ids import row_id, tidy_verify_code, verify_code
from planner.kernel.money import format_fen, parse_fen


def test_a_text_speaks_both_languages_and_counts_in_english() -> None:
    left = Text("还有 {n} 处", "{n} passages left", "1 passage left")
    assert [left.in_("zh", n=1), left.in_("en", n=1), left.in_("en", n=2)] == ["还有 1 处", "1 passage left", "2 passages left"]
    assert left.with_(n=2) == Text("还有 2 处", "2 passages left")


def test_a_text_without_values_keeps_its_braces() -> None:
    assert Text("{原样}", "{as it is}").in_("zh") == "{原样}"


def test_equal_values_give_equal_bytes_whatever_the_order() -> None:
    assert canonical_json({"b": 1, "a": ["二", None]}) == canonical_json({"a": ["二", None], "b": 1}) == '{"a":["二",null],"b":1}'.encode()
    assert digest(None) != digest("") != digest([])


def test_verify_codes_are_read_back_however_they_are_typed() -> None:
    code = verify_code()
    assert len(code.replace("-", "")) == 20
    for typed in (code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", code.replace("1", "l").replace("0", "O")):
        assert tidy_verify_code(typed) == code


def test_codes_and_row_ids_do_not_repeat() -> None:
    assert len({verify_code() for _ in range(2000)}) == 2000
    assert len({row_id() for _ in range(2000)}) == 2000


@pytest.mark.parametrize(("typed", "fen"), [("0", 0), ("12.5", 1250), ("1,200", 120000), ("¥ 3.05元", 305), ("１２", 1200)])
def test_amounts_are_read_as_fen(typed: str, fen: int) -> None:
    assert parse_fen(typed) == fen
    assert parse_fen(format_fen(fen)) == fen


@pytest.mark.parametrize("typed", ["", "abc", "-1", "1.234", "NaN", "Infinity", "1e999999"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the message is what was typed
        parse_fen(typed)


def test_a_day_begins_in_shanghai() -> None:
    assert local_date(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)
    assert local_date(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == date(2026, 12, 31)
