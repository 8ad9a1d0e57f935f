"""Stored values in words: dates, months, amounts, names of choices."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from planner.kernel.clock import local
from planner.kernel.i18n import Language
from planner.kernel.money import format_fen
from planner.wizards.schema import Field
from planner.wizards.values import computed, looked_up, quarter_words

EN_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
UNKNOWN_PRODUCT = "登记中没有的产品"


def day_words(day: date, language: Language = "zh") -> str:
    """2027年3月1日; 1 March 2027."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {EN_MONTHS[day.month - 1]} {day.year}"


def month_words(month: str, language: Language = "zh") -> str:
    """`2027-03` as 2027年3月; March 2027."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year}年{number}月" if language == "zh" else f"{EN_MONTHS[number - 1]} {year}"


def moment_words(moment: datetime) -> str:
    """2027年3月1日 09:05, Beijing time."""
    here = local(moment)
    return f"{day_words(here.date())} {here:%H:%M}"


def span_words(first: date, last: date) -> str:
    """Two days as a span, on two lines; one day once."""
    return day_words(first) if first == last else f"{day_words(first)} –\n{day_words(last)}"


def with_unit(number: str, unit: str | None) -> str:
    """A number and its unit: 80%, 6 场."""
    if not unit:
        return number
    return number + unit if unit in ("%", "％", "‰", "℃") else f"{number} {unit}"


def value_words(
    field: Field, siblings: Mapping[str, Any], products: Mapping[int, str], territories: Mapping[int, str] | None = None
) -> str:
    """One stored value as the paper shows it, Chinese; empty when there is none.

    :param siblings: the answers the field stands among
    :param products: registry id → generic name
    :param territories: registry id → name
    """
    value: Any = computed(field, siblings) if field.kind == "computed" else siblings.get(field.name)
    if field.kind == "looked_up":
        value = looked_up(field, siblings)
    if value is None or value in ("", []):
        return ""
    match field.kind:
        case "date":
            return day_words(date.fromisoformat(value))
        case "month":
            return month_words(value)
        case "quarter":
            return quarter_words(value, "zh")
        case "money" | "computed":
            return format_fen(value)
        case "yes_no":
            return "是" if value else "否"
        case "percent":
            return f"{value}%"
        case "territory":
            return (territories or {}).get(value, "")
    return _listed(field, value, products)


def _listed(field: Field, value: Any, products: Mapping[int, str]) -> str:
    labels = {choice.value: choice.label.zh for choice in field.choices}
    match field.kind:
        case "choice" | "looked_up":
            return labels.get(value, "")
        case "many":
            return "、".join(labels[v] for v in value if v in labels)
        case "product":
            return products.get(value, UNKNOWN_PRODUCT)
        case "products":
            return "、".join(products.get(v, UNKNOWN_PRODUCT) for v in value)
        case "int" | "decimal":
            return with_unit(f"{value:,}" if isinstance(value, int) else str(value), field.unit.zh if field.unit else None)
    return str(value)
