"""A plan that is checked again under its name gets exactly the findings of a plan that is checked for the first time."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from planner.compliance.document import PlanDocument, Row
from planner.compliance.findings import Finding
from planner.compliance.plan import structural_findings
from planner.compliance.structural.examples import document
from planner.compliance.structural.remembered import asking
from planner.compliance.structural.sheet import Sheet
from tests.factories.core import core_pack
from tests.unit.compliance.structural.sheets import plan, row

PACK = core_pack()


def samples() -> list[PlanDocument]:
    """The plans of the rules' own examples, in a fixed disorder."""
    found = [
        document(example) for rule in PACK.rules if rule.match.structural is not None for example in (*rule.tests.hit, *rule.tests.miss)
    ]
    random.Random(8).shuffle(found)
    return found


def first_time(one: PlanDocument) -> list[Finding]:
    return structural_findings(one, PACK)


def again(one: PlanDocument, name: str) -> list[Finding]:
    return structural_findings(one, PACK, kept_as=name)


def edited(one: PlanDocument, dice: random.Random) -> PlanDocument:
    """The plan after somebody changed one thing."""
    match dice.randrange(5):
        case 0 if one.fields:
            at = dice.randrange(len(one.fields))
            text = dice.choice(("", "每月拜访30次，每次请30人用餐，人均500元。", one.fields[at].text + "预计2000人参加。"))
            return replace(one, fields=(*one.fields[:at], replace(one.fields[at], text=text), *one.fields[at + 1 :]))
        case 1 if one.rows:
            at = dice.randrange(len(one.rows))
            name = dice.choice(list(one.rows[at].values) or ["name"])
            value = dice.choice((None, 1, 999_999_900, Decimal("1.00"), Decimal("1.0"), True, "讲课费", one.on))
            changed = replace(one.rows[at], values={**one.rows[at].values, name: value})
            return replace(one, rows=(*one.rows[:at], changed, *one.rows[at + 1 :]))
        case 2 if one.rows:
            return replace(one, rows=one.rows[:-1])
        case 3 if one.values:
            return replace(one, values=dict(list(one.values.items())[:-1]))
    return replace(one, on=one.on + timedelta(days=dice.randrange(3)))


def test_a_plan_under_one_name_has_the_findings_of_a_first_time_whatever_it_turns_into() -> None:
    for one in samples()[:12]:
        assert again(one, "one name") == first_time(one)


@pytest.mark.slow
def test_so_it_is_for_every_example_and_after_edits_of_it() -> None:
    dice = random.Random(23)
    spoke = 0
    for number, one in enumerate(samples()):
        for _ in range(6):
            found = again(one, f"plan {number % 7}")
            assert found == first_time(one)
            spoke += len(found)
            one = edited(one, dice)
    assert spoke > 500  # the samples do say something


def test_only_what_looks_at_the_changed_rows_is_asked_again() -> None:
    asked: list[str] = []

    def looks_at(block: str):  # type: ignore[no-untyped-def]
        def check(sheet: Sheet, _params: object):  # type: ignore[no-untyped-def]
            asked.append(block)
            return [] if sheet.rows_of(block) else ()

        return check

    rules = object()
    before = plan(row("goals", heads=1), row("activities", heads=2))
    after = plan(row("goals", heads=1), row("activities", heads=3))
    for one in (before, before, after):
        ask = asking(Sheet.of(one), rules, "counted")
        ask(0, looks_at("goals"), {})
        ask(1, looks_at("activities"), {})
    assert asked == ["goals", "activities", "activities"]


@pytest.mark.parametrize(("then", "now"), [(Decimal("1.0"), Decimal("1.00")), (1, True), (1, Decimal(1)), (None, "")])
def test_values_that_are_equal_and_written_otherwise_are_a_change(then: object, now: object) -> None:
    asked: list[object] = []

    def check(sheet: Sheet, _params: object) -> tuple[()]:
        asked.append(sheet.rows_of("goals")[0].values["heads"])
        return ()

    rules = object()
    for value in (then, now):
        asking(Sheet.of(plan(Row("s.goals.r1", "s.goals", "goals", None, {"heads": value}))), rules, "written")(0, check, {})
    assert asked == [then, now]
    assert [str(one) for one in asked] == [str(then), str(now)]
