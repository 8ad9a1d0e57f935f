"""Sums, shares and caps of a budget."""

from decimal import Decimal

from planner.compliance.document import Row
from planner.services.aids.spending import Cap, line_caps, spending
from tests.unit.services.aids.plans import plan, row


def line(name: str, kind: str | None, fen: int, price: int = 0) -> Row:
    return row("resources", name, kind=kind, amount=fen, unit_price=price)


def over(caps: tuple[Cap, ...]) -> set[str]:
    return {cap.name.zh for cap in caps if cap.over}


def test_kinds_are_summed_and_shared_largest_first() -> None:
    found = spending(plan(line("a", "venue", 20_000), line("b", "printing", 5_000), line("c", "venue", 5_000), line("d", None, 0)))
    assert found.fen == 30_000
    assert [(one.kind, one.fen, one.percent) for one in found.shares] == [
        ("venue", 25_000, Decimal("83.3")),
        ("printing", 5_000, Decimal("16.7")),
    ]


def test_an_empty_budget_is_over_nothing() -> None:
    found = spending(plan(budget=100))
    assert (found.fen, found.shares, over(found.caps)) == (0, (), set())


def test_what_lies_above_a_cap_is_named() -> None:
    rows = (line("a", "speaker_fee", 50_000), line("b", "venue", 50_000), line("c", "other", 10_000))
    assert over(spending(plan(*rows, budget=110_000)).caps) == {"讲者费占比", "其他费用占比"}
    assert over(spending(plan(*rows, budget=109_999)).caps) == {"所选产品的预算", "讲者费占比", "其他费用占比"}


def test_meals_and_fees_of_the_events_are_held_against_the_policy() -> None:
    events = (row("activities", "x", hospitality_per_head=30_000, speaker_fee=300_001),)
    assert over(spending(plan(*events)).caps) == {"每场活动的讲者费"}


def test_a_line_shows_the_caps_of_its_kind_only() -> None:
    meal, fee, venue = line("a", "hospitality", 0, 30_001), line("b", "speaker_fee", 0, 300_000), line("c", "venue", 0, 9)
    assert over(line_caps(meal, plan())) == {"每人餐费"}
    assert len(line_caps(fee, plan())) == 4
    assert not over(line_caps(fee, plan()))
    assert line_caps(venue, plan()) == ()


def test_a_product_without_a_budget_sets_no_cap() -> None:
    assert "所选产品的预算" not in {cap.name.zh for cap in spending(plan(line("a", "venue", 5))).caps}
