"""Every declared plan type keeps the promises of a declaration."""

import ast
import json
from pathlib import Path

import pytest

from planner.wizards import plan_types
from planner.wizards.flow import SUBMIT, next_step, phase_windows, previous_step
from planner.wizards.registry import discover
from planner.wizards.schema import Field, Group, PlanType
from planner.wizards.snapshot import from_json, to_json
from planner.wizards.validate import plan_problems

TYPES = list(discover().values())
FILES = [path for path in Path(plan_types.__path__[0]).glob("*.py") if path.stem != "__init__"]
each_type = pytest.mark.parametrize("plan_type", TYPES, ids=lambda t: t.slug)


def groups_and_fields(items: tuple[Field | Group, ...]) -> list[Field | Group]:
    return [inner for item in items for inner in [item, *(groups_and_fields(item.fields) if isinstance(item, Group) else [])]]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_holds_no_code(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    forbidden = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.If, ast.For, ast.While, ast.IfExp, ast.comprehension)
    assert [node for node in ast.walk(tree) if isinstance(node, forbidden)] == []
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules <= {"planner.kernel.i18n", "planner.wizards.blocks", "planner.wizards.schema"}


@each_type
def test_survives_a_trip_through_json(plan_type: PlanType) -> None:
    assert from_json(json.loads(json.dumps(to_json(plan_type)))) == plan_type


@each_type
def test_names_are_unique_and_conditions_point_at_neighbours(plan_type: PlanType) -> None:
    assert len({step.slug for step in plan_type.steps}) == len(plan_type.steps)
    for step in plan_type.steps:
        for items in [step.items, *(g.fields for g in groups_and_fields(step.items) if isinstance(g, Group))]:
            names = [item.name for item in items]
            assert len(set(names)) == len(names), step.slug
            fields = {item.name: item for item in items if isinstance(item, Field)}
            for asked in fields.values():
                assert asked.when is None or asked.when.field in names
                assert asked.not_before is None or asked.not_before in names
                assert asked.factors is None or set(asked.factors) <= set(names)
                assert bool(asked.choices) == (asked.kind in ("choice", "many")), asked.name
                values = {choice.value for choice in fields[asked.when.field].choices} if asked.when else set()
                assert asked.when is None or not values or set(asked.when.values) <= values
        for group in (g for g in groups_and_fields(step.items) if isinstance(g, Group)):
            inner = {f.name for f in group.fields}
            assert {group.title, *group.facts} <= inner, group.name
            assert all({name for name, _ in preset} <= inner for preset in group.presets)


@each_type
def test_nobody_is_asked_for_prescription_volumes(plan_type: PlanType) -> None:
    for step in plan_type.steps:
        for item in groups_and_fields(step.items):
            assert not any(word in item.label.zh for word in ("处方量", "销量", "用量", "盒数", "销售额")), item.name


@each_type
def test_steps_follow_each_other_and_end_at_the_check(plan_type: PlanType) -> None:
    slug, walked = plan_type.steps[0].slug, []
    while slug != SUBMIT:
        walked.append(slug)
        slug = next_step(plan_type, slug)
    assert walked == [step.slug for step in plan_type.steps]
    assert previous_step(plan_type, walked[0]) is None
    assert previous_step(plan_type, SUBMIT) == walked[-1]


@each_type
def test_an_empty_plan_names_what_is_missing(plan_type: PlanType) -> None:
    missing = plan_problems(plan_type, {})
    assert "basics.title" in missing["basics"]


def test_the_phases_of_a_launch_follow_its_day() -> None:
    launch = discover()["launch"]
    basics = {"period_start": "2027-01", "period_end": "2028-06", "launch_date": "2027-07-01"}
    windows = {name: (a.isoformat(), b.isoformat()) for name, (a, b) in phase_windows(launch, {"basics": basics}).items()}
    assert windows == {
        "pre_launch": ("2027-01-01", "2027-06-30"),
        "launch": ("2027-07-01", "2027-09-30"),
        "growth": ("2027-10-01", "2028-06-30"),
    }
    assert phase_windows(launch, {"basics": {**basics, "launch_date": None}}) == {}
