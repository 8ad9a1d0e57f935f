"""Every declared plan type keeps the promises of a declaration."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.wizards import plan_types
from planner.wizards.flow import phase_windows
from planner.wizards.registry import discover
from planner.wizards.schema import Group, PlanType
from tests.unit.wizards.promises import PROMISES, every_item

TYPES = list(discover().values())
FOLDER = Path(plan_types.__path__[0])
FILES = [path for path in FOLDER.glob("*.py") if path.stem != "__init__"]
PLANNER = FOLDER.parents[1]
SHARED_WORDS = {"launch", "territory"}
"""Slugs that also name something else: a phase, a place. They may stand in code, but no kind may be compared with them."""


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_holds_no_code(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    forbidden = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.If, ast.For, ast.While, ast.IfExp, ast.comprehension)
    assert [node for node in ast.walk(tree) if isinstance(node, forbidden)] == []
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules <= {"planner.kernel.i18n", "planner.wizards.blocks", "planner.wizards.schema"}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("plan_type", TYPES, ids=lambda t: t.slug)
def test_keeps_the_promise(plan_type: PlanType, promise: Callable[[PlanType], None]) -> None:
    promise(plan_type)


def test_the_six_kinds_stand_in_the_order_of_the_trade() -> None:
    assert list(discover())[:6] == ["territory", "launch", "key-account", "turnaround", "omnichannel", "patient-education"]
    assert len({kind.code for kind in TYPES}) == len(TYPES) == len({kind.place for kind in TYPES})


def test_each_block_has_its_tool() -> None:
    wanted = {
        "swot": "swot", "causes": "fishbone", "stakeholders": "stakeholders", "activities": "gantt", "tactics": "gantt", "tasks": "gantt",
        "goals": "goals", "resources": "budget", "metrics": "funnel",
    }  # fmt: skip
    groups = [g for kind in TYPES for step in kind.steps for g in every_item(step.items) if isinstance(g, Group)]
    assert {g.block: g.tool for g in groups if g.block in wanted} == wanted
    assert {g.tool for g in groups if g.block == "segments"} == {"segments", "ninegrid"}


def test_no_other_code_names_a_kind() -> None:
    slugs = {kind.slug for kind in TYPES} - SHARED_WORDS
    named = []
    for path in PLANNER.rglob("*.py"):
        if path.parent == FOLDER or path.parent.name == "seeds":  # the demo types plans as people do, of kinds it chooses
            continue
        tree = ast.parse(path.read_text("utf-8"))
        named += [(path.name, n.value) for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value in slugs]
        compared = [ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Compare)]
        named += [(path.name, c) for c in compared if "plan_type" in c or ".slug" in c if any(f"'{word}'" in c for word in SHARED_WORDS)]
        modules = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        named += [(path.name, m) for m in modules if m.startswith("planner.wizards.plan_types.")]
    assert named == []
    for path in [*(PLANNER / "templates").rglob("*.html"), *(PLANNER / "static/js").glob("*.js")]:
        assert not any(f'"{slug}"' in path.read_text("utf-8") for slug in slugs), path.name


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
