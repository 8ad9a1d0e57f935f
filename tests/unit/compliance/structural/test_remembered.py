"""A plan that is checked again under its name gets exactly the findings of a plan that is checked for the first time."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from planner.compliance.document import FieldText, PlanDocument, Row
from planner.compliance.findings import Finding
from planner.compliance.plan import structural_findings
from planner.compliance.structural.examples import document
from planner.compliance.structural.remembered import answers
from planner.compliance.structural.sheet import Sheet
from planner.compliance.unchanged import MOST, LastOf
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


def asked_again(*versions: PlanDocument, name: str, checks: dict[str, Callable[[Sheet], object]]) -> list[str]:
    """Which checks are asked while a plan goes through its versions."""
    asked: list[str] = []
    numbered, rules = list(checks), object()

    def ask(number: int, sheet: Sheet) -> object:
        asked.append(numbered[number])
        return checks[numbered[number]](sheet)

    for one in versions:
        said = answers(one, rules, len(numbered), ask, name)
        assert said == [check(Sheet.of(one)) for check in checks.values()]
    return asked


def test_only_what_looks_at_the_changed_rows_is_asked_again() -> None:
    before = plan(row("goals", heads=1), row("activities", heads=2))
    after = plan(row("goals", heads=1), row("activities", heads=3))
    looks_at: dict[str, Callable[[Sheet], object]] = {
        "goals": lambda sheet: sheet.rows_of("goals"),
        "activities": lambda sheet: sheet.rows_of("activities"),
        "rows": lambda sheet: sheet.rows,
        "nothing": lambda _: (),
    }
    again = asked_again(before, before, after, name="counted", checks=looks_at)
    assert again == ["goals", "activities", "rows", "nothing", "activities", "rows"]


def test_only_what_looks_at_the_changed_value_or_text_is_asked_again() -> None:
    said = FieldText("a.b", "a.b", "每月拜访2次")
    versions = (
        replace(plan(), fields=(said,), values={"a.x": 1, "a.y": 1}),
        replace(plan(), fields=(replace(said),), values={"a.x": 1, "a.y": 2}),
        replace(plan(), fields=(replace(said, text="不谈数字"),), values={"a.x": 1, "a.y": 2}),
        replace(plan(), fields=(replace(said, text="也不谈数字"),), values={"a.x": 1, "a.y": 2, "a.z": None}),
    )
    looks_at: dict[str, Callable[[Sheet], object]] = {
        "x": lambda sheet: sheet.values.get("a.x"),
        "y": lambda sheet: sheet.values.get("a.y"),
        "z": lambda sheet: "a.z" in sheet.values,
        "all": lambda sheet: dict(sheet.values),
        "texts": lambda sheet: sheet.fields,
        "said": lambda sheet: sheet.said,
        "row": lambda sheet: sheet.row_of(said),
    }
    again = asked_again(*versions, name="values", checks=looks_at)
    assert again == [*looks_at, "y", "all", "texts", "said", "z", "all", "texts"]


@pytest.mark.parametrize(("then", "now"), [(Decimal("1.0"), Decimal("1.00")), (1, True), (1, Decimal(1)), (None, ""), ([1], [True])])
def test_values_that_are_equal_and_written_otherwise_are_a_change(then: object, now: object) -> None:
    versions = [plan(Row("s.goals.r1", "s.goals", "goals", None, {"heads": value})) for value in (then, now)]
    written: dict[str, Callable[[Sheet], object]] = {"written": lambda sheet: str(sheet.rows_of("goals")[0].values["heads"])}
    assert asked_again(*versions, name=f"written {then} {now}", checks=written) == ["written", "written"]


def test_a_plan_that_was_not_checked_for_long_is_forgotten() -> None:
    plans: LastOf[int] = LastOf()
    for number in range(MOST + 1):
        plans.keep(number, number)
    assert plans.get(0) is None
    assert plans.get(MOST) == MOST
    plans.keep(None, 1)
    assert plans.get(None) is None
