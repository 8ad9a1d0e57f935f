"""A plan type as JSON, kept with each submitted revision so that old plans stay readable."""

from dataclasses import asdict
from typing import Any

from planner.kernel.i18n import Text
from planner.wizards.schema import Choice, Field, Group, OnlyOne, PlanType, Step, When


def to_json(plan_type: PlanType) -> dict[str, Any]:
    """The whole declaration as plain JSON values."""
    return asdict(plan_type)


def from_json(data: dict[str, Any]) -> PlanType:
    """The declaration back from JSON; `from_json(to_json(t)) == t`, also after a trip through text."""
    return PlanType(
        **{**data, "title": _text(data["title"]), "promise": _text(data["promise"]), "steps": tuple(_step(s) for s in data["steps"])}
    )


def _text(data: dict[str, Any] | None) -> Any:
    return None if data is None else Text(**data)


def _step(data: dict[str, Any]) -> Step:
    texts = {name: _text(data[name]) for name in ("title", "intro", "hint")}
    only = data.get("only_one")
    one = None if only is None else OnlyOne(only["field"], _text(only["none"]), _text(only["several"]))
    return Step(**{**data, **texts, "only_one": one, "items": tuple(_item(i) for i in data["items"])})


def _item(data: dict[str, Any]) -> Field | Group:
    return _group(data) if "block" in data else _field(data)


def _group(data: dict[str, Any]) -> Group:
    texts = {name: _text(data[name]) for name in ("label", "item", "help", "empty")}
    presets = tuple(tuple((pair[0], pair[1]) for pair in row) for row in data["presets"])
    return Group(**{**data, **texts, "presets": presets, "facts": tuple(data["facts"]), "fields": tuple(_item(f) for f in data["fields"])})


def _field(data: dict[str, Any]) -> Field:
    texts = {name: _text(data[name]) for name in ("label", "help", "example", "unit")}
    when = None if data["when"] is None else When(data["when"]["field"], tuple(data["when"]["values"]))
    factors = None if data["factors"] is None else (data["factors"][0], data["factors"][1])
    table = tuple((a, b, value) for a, b, value in data.get("table", ()))  # kept before there were tables
    options = tuple(Choice(c["value"], Text(**c["label"])) for c in data["choices"])
    return Field(**{**data, **texts, "when": when, "factors": factors, "table": table, "choices": options})
