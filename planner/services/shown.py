"""A stored value as people read it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.kernel.clock import MONTHS, day_text
from planner.kernel.i18n import Language
from planner.kernel.money import format_fen
from planner.wizards.schema import Field
from planner.wizards.values import computed, looked_up, quarter_words


def _chosen(field: Field, value: Any, language: Language) -> str:
    """The labels of one choice or of several."""
    if field.kind == "many":
        return ("、" if language == "zh" else ", ").join(c.label.in_(language) for c in field.choices if c.value in value)
    return next((c.label.in_(language) for c in field.choices if c.value == value), str(value))


def _time(kind: str, value: str, language: Language) -> str:
    """A day, a month or a quarter as people write it."""
    if kind == "date":
        return day_text(date.fromisoformat(value)).in_(language)
    if kind == "quarter":
        return quarter_words(value, language)
    year, month = int(value[:4]), int(value[5:7])
    return f"{year}年{month}月" if language == "zh" else f"{MONTHS[month - 1]} {year}"


def shown(
    field: Field,
    value: Any,
    siblings: Mapping[str, Any],
    language: Language = "zh",
    *,
    territories: Mapping[str, str] | None = None,
    products: Mapping[str, str] | None = None,
) -> str:
    """The value with its unit, choice label, date or name; empty for nothing.

    :param territories, products: id as text → name
    """
    if field.kind == "computed":
        value = computed(field, siblings)
        return "" if value is None else format_fen(value)
    if field.kind == "looked_up":
        value = looked_up(field, siblings)
    if value is None or value == "" or value == []:
        return ""
    match field.kind:
        case "choice" | "looked_up" | "many":
            return _chosen(field, value, language)
        case "yes_no":
            return ("是" if value else "否") if language == "zh" else ("Yes" if value else "No")
        case "date" | "month" | "quarter":
            return _time(field.kind, value, language)
        case "money":
            return format_fen(value)
        case "percent":
            return f"{value}%"
        case "territory":
            return (territories or {}).get(str(value), str(value))
        case "product":
            return (products or {}).get(str(value), str(value))
        case "products":
            return ("、" if language == "zh" else ", ").join((products or {}).get(str(v), str(v)) for v in value)
    unit = field.unit.in_(language, n=1 if str(value) == "1" else 0) if field.unit else ""
    return f"{value} {unit}".strip()
