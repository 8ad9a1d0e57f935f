"""From what was typed to a stored value, and never anything else."""

from datetime import date
from decimal import Decimal

import pytest

from planner.kernel.i18n import Text
from planner.wizards.schema import Field, Kind, choices
from planner.wizards.validate import as_typed
from planner.wizards.values import Unreadable, computed, looked_up, quarter_words, read, typed


def field(kind: Kind, **more: object) -> Field:
    return Field("f", kind, Text("栏", "field"), **more)  # type: ignore[arg-type]


COLOURS = choices(("red", "红", "red"), ("blue", "蓝", "blue"))


@pytest.mark.parametrize(
    ("asked", "raw", "stored"),
    [
        (field("line"), "  一行\r\n字 ", "一行 字"),
        (field("text"), "一\r\n二\r三", "一\n二\n三"),
        (field("line"), "   ", None),
        (field("choice", choices=COLOURS), "red", "red"),
        (field("many", choices=COLOURS), ["blue", "red", "blue"], ["blue", "red"]),
        (field("products"), ["3", "1", "3"], [3, 1]),
        (field("yes_no"), "no", False),
        (field("date"), "2028-02-29", "2028-02-29"),
        (field("date"), "2027/03/01", "2027-03-01"),
        (field("month"), "2027-03", "2027-03"),
        (field("quarter"), "2027-Q1", "2027-Q1"),
        (field("quarter"), "2027q3", "2027-Q3"),
        (field("quarter"), "2027年第4季度", "2027-Q4"),
        (field("percent", minimum=-100), "-11.50", "-11.5"),
        (field("int"), "1,200", 1200),
        (field("decimal"), "12.50", "12.5"),
        (field("decimal"), "100", "100"),
        (field("percent"), "80％", "80"),
        (field("money"), "￥1,200.5", 120050),
        (field("territory"), "4", 4),
    ],
)
def test_reads_what_people_type(asked: Field, raw: str | list[str], stored: object) -> None:
    assert read(asked, raw) == stored


@pytest.mark.parametrize(
    ("asked", "raw"),
    [
        (field("line"), "长" * 201),
        (field("text"), "长" * 5001),
        (field("text", limit=10), "长" * 11),
        (field("line"), "a\x00b"),
        (field("choice", choices=COLOURS), "green"),
        (field("many", choices=COLOURS), ["red", "green"]),
        (field("yes_no"), "maybe"),
        (field("date"), "2027-02-29"),
        (field("date"), "0001-01-01"),
        (field("date"), "明天"),
        (field("month"), "2027-13"),
        (field("quarter"), "2027-Q5"),
        (field("quarter"), "1999-Q1"),
        (field("quarter"), "２０２７-Q1"),
        (field("quarter"), "下季度"),
        (field("looked_up", choices=COLOURS), "red"),
        (field("int"), "12.5"),
        (field("int", minimum=1), "0"),
        (field("int", maximum=5), "6"),
        (field("int"), "9" * 30),
        (field("decimal"), "NaN"),
        (field("decimal"), "Infinity"),
        (field("decimal"), "1.23456"),
        (field("percent"), "101"),
        (field("percent"), "-1"),
        (field("money"), "1.234"),
        (field("money"), "-1"),
        (field("money"), "一百"),
        (field("product"), "x"),
        (field("computed"), "1"),
        (field("known"), "x"),
    ],
)
def test_refuses_what_cannot_be_with_words_in_both_languages(asked: Field, raw: str | list[str]) -> None:
    with pytest.raises(Unreadable) as stop:
        read(asked, raw)
    assert stop.value.message.zh and stop.value.message.en


def test_limits_count_characters_not_bytes() -> None:
    assert read(field("line"), "𠮷" * 200) == "𠮷" * 200


@pytest.mark.parametrize(
    ("kind", "stored", "value"),
    [("date", "2027-03-01", date(2027, 3, 1)), ("month", "2027-03", (2027, 3)), ("decimal", "1.5", Decimal("1.5")), ("money", 5, 5)],
)
def test_gives_rules_typed_values(kind: Kind, stored: object, value: object) -> None:
    assert typed(field(kind), stored) == value


def test_a_computed_amount_waits_for_both_factors() -> None:
    amount = field("computed", factors=("price", "quantity"))
    assert computed(amount, {"price": 1250, "quantity": 4}) == 5000
    assert computed(amount, {"price": 1250, "quantity": None}) is None


@pytest.mark.parametrize("stored", [0, 5, 120050])
def test_money_shows_as_it_is_read(stored: int) -> None:
    assert read(field("money"), as_typed(field("money"), stored)) == stored


def test_a_value_is_looked_up_by_two_choices() -> None:
    asked = field("looked_up", choices=COLOURS, factors=("a", "b"), table=(("x", "1", "red"), ("x", "2", "blue")))
    assert looked_up(asked, {"a": "x", "b": "2"}) == "blue"
    assert looked_up(asked, {"a": "x", "b": None}) is None
    assert looked_up(asked, {"a": "y", "b": "2"}) is None
    assert looked_up(field("line"), {"a": "x"}) is None


def test_a_quarter_is_read_in_words() -> None:
    assert quarter_words("2027-Q3", "zh") == "2027年第三季度"
    assert quarter_words("2027-Q3", "en") == "Q3 2027"
