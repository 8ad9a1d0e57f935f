"""The blocks and fields that checks look for are those the plan types declare."""

import pytest

from planner.wizards.registry import discover
from planner.wizards.schema import Field, Group

LOOKED_FOR = {
    "activities": "name kind from_date to_date institution consent owner audience heads about_product product material_number agenda speaker "
    "speaker_fee fee_paid_to hospitality_per_head description",
    "tasks": "task how owner from_date to_date",
    "tactics": "name what owner from_date to_date",
    "goals": "statement metric baseline target unit due owner account",
    "resources": "item kind amount paid_to recipient record_number justification",
    "risks": "name risk response",
    "experts": "contact_name contact_title contact_department research question",
    "stakeholders": "contact_name contact_title contact_department role interest",
    "accounts": "institution",
    "institutions": "name note",
    "segments": "tier criteria heads contacts_per_month content persona",
    "reviews": "cadence metric",
    "monitoring": "cadence metric",
    "triggers": "metric threshold day",
    "metrics": "metric target unit",
    "competitors": "company product weaknesses source",
    "dossier": "submission_date institution",
    "support": "needed_by",
    "contents": "form material_number",
    "channels": "channel consent_basis material_number",
    "loops": "trigger action",
    "programme": "topic medical_review material_number",
    "patient_channels": "channel note",
    "coverage": "need",
    "strategies": "name rationale",
    "visit_stages": "action",
}
OUTSIDE_ROWS = (
    "basics.launch_date safety.contact safety.reporting safety.within_hours safety.training_date crisis.within_hours privacy.data "
)
OUTSIDE_ROWS += "privacy.basis privacy.holder privacy.withdrawal privacy.retention_months data-protection.basis data-protection.purposes "
OUTSIDE_ROWS += "data-protection.retention_months"


def _declared() -> tuple[dict[str, set[str]], set[str]]:
    rows: dict[str, set[str]] = {}
    plain: set[str] = set()
    stack: list[tuple[str, Field | Group]] = []
    for plan_type in discover().values():
        for step in plan_type.steps:
            plain |= {f"{step.slug}.{item.name}" for item in step.items if isinstance(item, Field)}
            stack += [(step.slug, item) for item in step.items]
    while stack:
        slug, item = stack.pop()
        if isinstance(item, Group):
            rows.setdefault(item.block, set()).update(f.name for f in item.fields if isinstance(f, Field))
            stack += [(slug, inner) for inner in item.fields]
    return rows, plain


@pytest.mark.parametrize("block", LOOKED_FOR)
def test_a_block_has_the_fields_that_checks_ask_for(block: str) -> None:
    assert set(LOOKED_FOR[block].split()) <= _declared()[0].get(block, set())


def test_fields_outside_rows_are_where_checks_look() -> None:
    assert set(OUTSIDE_ROWS.split()) <= _declared()[1]
