"""A plan of any type with every question that is asked answered, each text unlike every other."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from planner.wizards import snapshot
from planner.wizards.answers import is_visible
from planner.wizards.schema import Field, Group, PlanType

_PLAIN: dict[str, Any] = {
    "date": "2027-03-01", "month": "2027-03", "quarter": "2027-Q1", "int": 7, "decimal": "12.5", "percent": "12.5",
    "money": 120050, "yes_no": True, "territory": 7, "product": 3, "products": [3],
}  # fmt: skip


def filled_content(plan_type: PlanType, *, rows: int = 2, lead: str = "") -> dict[str, Any]:
    """The frozen content of a plan with every question answered.

    :param rows: in each group
    :param lead: what every text begins with
    """
    texts = (f"{lead}第{n}条𠮷㐂" for n in count(1))

    def answers(items: tuple[Field | Group, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for item in items:
            if isinstance(item, Group):
                found[item.name] = [{"id": f"r{next(ids):07d}", **answers(item.fields)} for _ in range(rows)]
            elif item.kind in ("line", "text", "institution"):
                found[item.name] = next(texts)
            elif item.kind in ("choice", "many") and item.choices:
                chosen = item.choices[0].value
                found[item.name] = [chosen] if item.kind == "many" else chosen
            elif item.kind in _PLAIN:
                found[item.name] = _PLAIN[item.kind]
        hidden = {f.name for f in items if isinstance(f, Field) and not is_visible(f, found)}
        return {name: value for name, value in found.items() if name not in hidden}

    ids = count(1)
    steps = {step.slug: answers(step.items) for step in plan_type.steps}
    return {
        "schema": 1, "company": "衡屿医药", "number": "2026-XX-0001", "revision": 1, "plan_type": snapshot.to_json(plan_type),
        "title": f"{lead}𠮷㐂计划", "period": ["2027-01-01", "2027-12-31"], "period_begun": False,
        "territory": {"id": 7, "name": "云川片区", "path_names": ["华东大区", "云川片区"]},
        "author": {"name": "周亦宁", "job_title": "医药代表", "employee_number": "HY0101", "filing_number": "浙备2026"},
        "products": [{"id": 3, "generic_name": "澜瑞单抗注射液"}], "territories": {}, "answers": steps, "known": {}, "windows": {},
        "submitted_at": "2026-11-24T06:32:00+00:00", "pack": {"version": "1", "hash": "a" * 64}, "policy": {"hash": "b" * 64},
    }  # fmt: skip


def texts_of(answers: Any) -> list[str]:
    """Every text that `filled_content` made up, in any depth."""
    if isinstance(answers, str):
        return [answers] if answers.endswith("𠮷㐂") else []
    inner = answers.values() if isinstance(answers, Mapping) else answers if isinstance(answers, list) else ()
    return [text for each in inner for text in texts_of(each)]
