"""Stored values in words."""

from datetime import UTC, date, datetime

import pytest
from jinja2.exceptions import SecurityError

from planner.documents.html import environment, qr_drawing, verify_place
from planner.documents.wording import day_words, moment_words, month_words, span_words, value_words, with_unit
from planner.kernel.i18n import Text
from planner.wizards.schema import Field, choices

LABEL = Text("标签", "Label")


@pytest.mark.parametrize(
    ("kind", "stored", "words"),
    [
        ("line", "一行", "一行"),
        ("date", "2027-03-01", "2027年3月1日"),
        ("month", "2027-03", "2027年3月"),
        ("money", 120050, "¥1,200.50"),
        ("percent", "12.5", "12.5%"),
        ("decimal", "12.5", "12.5"),
        ("int", 1200, "1,200 人"),
        ("yes_no", True, "是"),
        ("yes_no", False, "否"),
        ("choice", "a", "甲"),
        ("choice", "gone", ""),
        ("many", ["a", "b"], "甲、乙"),
        ("product", 3, "澜瑞单抗注射液"),
        ("product", 4, "登记中没有的产品"),
        ("products", [3], "澜瑞单抗注射液"),
        ("territory", 7, "华东大区，云川片区"),
        ("line", None, ""),
        ("products", [], ""),
    ],
)
def test_each_kind_of_value_is_put_in_words(kind, stored, words: str) -> None:
    field = Field(
        "f", kind, LABEL, choices=choices(("a", "甲", "A"), ("b", "乙", "B")), unit=Text("人", "people") if kind == "int" else None
    )
    assert value_words(field, {"f": stored}, {3: "澜瑞单抗注射液"}, {7: "华东大区，云川片区"}) == words


def test_a_computed_value_is_an_amount() -> None:
    field = Field("amount", "computed", LABEL, factors=("price", "number"))
    assert value_words(field, {"price": 4800, "number": 150}, {}) == "¥7,200.00"
    assert value_words(field, {"price": 4800}, {}) == ""


def test_dates_in_both_languages() -> None:
    assert day_words(date(2027, 3, 1), "en") == "1 March 2027"
    assert month_words("2027-03", "en") == "March 2027"


def test_moments_are_those_of_beijing() -> None:
    assert moment_words(datetime(2026, 12, 31, 17, 5, tzinfo=UTC)) == "2027年1月1日 01:05"


def test_a_span_of_one_day_is_one_day() -> None:
    assert span_words(date(2027, 3, 1), date(2027, 3, 1)) == "2027年3月1日"


def test_units_stand_apart_but_for_signs() -> None:
    assert (with_unit("80", "%"), with_unit("6", "场"), with_unit("6", None)) == ("80%", "6 场", "6")


def test_the_verify_page_is_named_without_scheme_and_code() -> None:
    assert verify_place("https://plans.example/v/7K4M") == "plans.example/v"
    assert verify_place("http://localhost:8000/verify/7K4M") == "localhost:8000/verify"


def test_a_qr_code_has_the_side_asked_for() -> None:
    drawn = qr_drawing("https://plans.example/v/7K4M", 25.4)
    assert 'width="96.0"' in drawn
    assert "<title>" in drawn


def test_templates_escape_and_stay_in_their_box() -> None:
    made = environment()
    assert made.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    with pytest.raises(SecurityError):
        made.from_string("{{ x.__class__.__mro__ }}").render(x=1)
