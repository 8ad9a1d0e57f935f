"""Runs the examples of rules over fields: rows and values become a small plan."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from planner.compliance.document import FieldText, MaterialFacts, PlanDocument, Row
from planner.compliance.findings import Finding
from planner.compliance.pack import Pack
from planner.compliance.plan import structural_findings
from planner.compliance.policy import DEFAULT_POLICY
from planner.compliance.prove import example_products
from planner.compliance.ruletests import Example
from planner.compliance.schema import Rule
from planner.compliance.structural.materials import number_key

_STEP = {"pre_launch": "pre-launch", "launch": "launch-phase", "growth": "growth"}


def run(pack: Pack, rule: Rule, example: Example) -> list[Finding]:
    """What the plan of an example shows under one rule."""
    return [f for f in structural_findings(document(example), pack) if f.rule_id == rule.id]


def document(example: Example) -> PlanDocument:
    """The plan of an example: every row needs a `block` and may name its `phase`."""
    rows = tuple(_row(number, dict(values)) for number, values in enumerate(example.rows))
    fields = [
        FieldText(f"{row.path}.{name}", f"{row.schema_path}.{name}", value, name, row.phase, row.block)
        for row in rows
        for name, value in row.values.items()
        if isinstance(value, str)
    ]
    if example.text:
        path = example.field or "basics.summary"
        fields.insert(0, FieldText(path, path, example.text.replace("【", "").replace("】", ""), path, example.phase, example.block))
    return PlanDocument(
        plan_type=example.plan_type or "launch",
        fields=tuple(fields),
        rows=rows,
        values={name: _typed(value) for name, value in example.values.items()},
        products=example_products(example),
        policy={**DEFAULT_POLICY.values(), **example.policy},
        on=example.on or date(2026, 12, 1),
        period=example.period,
        blocks=frozenset({*(r.block for r in rows), "safety"}),
        materials=_materials(example),
    )


def _materials(example: Example) -> dict[str, MaterialFacts] | None:
    if example.materials is None:
        return None
    return {
        number_key(one.number): MaterialFacts(one.number, one.title, one.product, 0, one.audience, one.approved, one.until, one.retired)
        for one in example.materials
    }


def _row(number: int, values: dict[str, object]) -> Row:
    block, phase = str(values.pop("block")), values.pop("phase", None)
    step = _STEP.get(str(phase), "")
    schema_path = f"{step}.{block}" if step else block
    typed: Mapping[str, object] = {name: _typed(value) for name, value in values.items()}
    return Row(f"{schema_path}.row{number:04d}", schema_path, block, str(phase) if phase else None, typed)


def _typed(value: object) -> object:
    if isinstance(value, float):
        return Decimal(str(value))
    return tuple(value) if isinstance(value, list) else value
