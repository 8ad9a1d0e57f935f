"""The demo's own words: a rule that would stop them would stop `make run`."""

from datetime import date

import pytest

from planner.compliance.document import FieldText, PlanDocument, ProductFacts
from planner.compliance.findings import Severity
from planner.compliance.plan import check_plan
from planner.seeds.company import read_yaml
from planner.seeds.play import launch_text
from planner.wizards.registry import discover
from planner.wizards.schema import Field, Group, PlanType
from tests.factories.core import core_pack
from tests.unit.wizards.promises import every_item

LAUNCH = discover()["launch"]
PACK = core_pack()
PRODUCTS = [row["generic_name"] for row in read_yaml("company.yml")["products"]]


def texts(product: str) -> list[FieldText]:
    """Every checked text of the demo plan, where it stands."""
    found = []
    for step in LAUNCH.steps:
        typed = launch_text(product).get(step.slug, {})
        for item in step.items:
            rows = [({item.name: typed.get(item.name)}, (item,), None)] if isinstance(item, Field) else []
            if isinstance(item, Group):
                rows = [(row, item.fields, item.block) for row in typed.get(item.name, ())]
            for row, fields, block in rows:
                for field in (f for f in fields if isinstance(f, Field) and f.is_checked and isinstance(row.get(f.name), str)):
                    path = f"{step.slug}.{field.name}" if block is None else f"{step.slug}.{item.name}.{field.name}"
                    found.append(FieldText(path, path, row[field.name], field.label.zh, step.phase, block))
    return found


@pytest.mark.parametrize("product", PRODUCTS)
def test_nothing_in_the_demo_plan_must_change(product: str) -> None:
    facts = ProductFacts(product, approval_date=date(2027, 4, 15), indications=("重度哮喘", "2型糖尿病", "高血压"))
    fields = texts(product)
    assert len(fields) > 40
    document = PlanDocument("launch", tuple(fields), (), {"basics.launch_date": date(2027, 7, 1)}, (facts,), {}, date(2026, 11, 22))
    stopping = [(f.rule_id, f.path, f.quote) for f in check_plan(document, PACK).findings if f.severity is Severity.BLOCK]
    assert stopping == []


@pytest.mark.parametrize("kind", list(discover().values()), ids=lambda kind: kind.slug)
def test_the_examples_in_the_wizard_are_clean_too(kind: PlanType) -> None:
    for step in kind.steps:
        for field in (item for item in every_item(step.items) if isinstance(item, Field) and item.example is not None):
            assert field.example is not None
            asked = FieldText(f"{step.slug}.{field.name}", f"{step.slug}.{field.name}", field.example.zh, phase=step.phase)
            document = PlanDocument(kind.slug, (asked,), (), {}, (), {}, date(2026, 11, 22))
            heavy = [(f.rule_id, f.quote) for f in check_plan(document, PACK).findings if f.quote and f.severity is not Severity.ADVISE]
            assert heavy == [], field.name
