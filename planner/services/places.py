"""Where in a plan a path points, in words."""

from collections.abc import Mapping
from typing import Any

from planner.kernel.i18n import Language
from planner.wizards.answers import leaves
from planner.wizards.schema import PlanType


def place_names(plan_type: PlanType, answers: Mapping[str, Mapping[str, Any]], language: Language = "zh") -> dict[str, str]:
    """Path → 市场预热期，疾病教育活动 2，议程; rows are counted from 1. Rows and steps have names too."""
    between = "，" if language == "zh" else ", "
    names: dict[str, str] = {}
    for step in plan_type.steps:
        title = step.title.in_(language)
        names[step.slug] = title
        counted: dict[str, int] = {}
        for leaf in leaves(step, answers.get(step.slug, {})):
            parts, path = [title], step.slug
            for group, row in zip(leaf.groups, leaf.rows, strict=True):
                path = f"{path}.{group.name}"
                names.setdefault(path, between.join([*parts, group.label.in_(language)]))
                key = f"{path}.{row['id']}"
                if key not in counted:
                    counted[key] = 1 + sum(1 for k in counted if k.rsplit(".", 1)[0] == path)
                path = key
                parts.append(f"{group.label.in_(language)} {counted[key]}")
                names.setdefault(path, between.join(parts))
            names[leaf.path] = between.join([*parts, leaf.field.label.in_(language)])
    return names
