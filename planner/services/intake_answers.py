"""What a placement may write into a draft: only declared fields, only values the wizard itself would take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.documents.intake import Entry, Manuscript, Placement
from planner.kernel.i18n import Text
from planner.wizards.answers import Answers
from planner.wizards.schema import UNTYPED, Field, Group, PlanType
from planner.wizards.validate import as_typed
from planner.wizards.values import Unreadable, read

_NOT_A_VALUE = Text("这一栏放不下它：{why}", "Its field does not take it: {why}")
_TOO_MANY = Text("这一组的行已经满了。", "The group has no row left.")
_OVERLOOKED = Text("没有认出它属于哪里。", "Where it belongs was not recognised.")
_NOT_OFFERED = Text("登记里没有这一项。", "The registry has no such entry.")


@dataclass(frozen=True, slots=True)
class Rest:
    """Something that goes to the tray; fields as in `documents.intake.Unplaced`."""

    passage: int
    text: str
    step: str | None
    reason: Text
    context: str = ""
    table: tuple[tuple[str, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What will be written.

    :param answers: step slug → answers
    :param entries: those of the placement that are in the answers
    :param tray: in reading order of the file
    """

    answers: dict[str, Answers]
    entries: tuple[Entry, ...]
    tray: tuple[Rest, ...]


def accepted(
    manuscript: Manuscript, plan_type: PlanType, placement: Placement, products: frozenset[int], territories: frozenset[int]
) -> Accepted:
    """Sort a placement into what the draft takes and what waits; nothing of it is lost.

    :param products, territories: ids the author may name
    """
    declared = {step.slug for step in plan_type.steps}
    refused: dict[str, Text] = {slug: _OVERLOOKED for slug in placement.answers if slug not in declared}
    offered = {"product": products, "products": products, "territory": territories}
    answers = {
        step.slug: cleaned
        for step in plan_type.steps
        if (cleaned := _cleaned(step.items, placement.answers.get(step.slug, {}), step.slug, offered, refused))
    }
    out = {one.path: why for one in placement.entries if (why := _refusal(one.path, refused)) is not None}
    tray = [Rest(one.passage, one.text, one.step, one.reason, one.context, one.table) for one in placement.tray]
    tray += [Rest(one.passages[0], one.source, one.path.split(".")[0], out[one.path]) for one in placement.entries if one.path in out]
    seen = {n for one in placement.entries for n in one.passages}
    seen |= {one.passage for one in placement.tray} | {one.passage for one in placement.guides}
    tray += [
        Rest(one.number, one.text, None, _OVERLOOKED, table=one.table)
        for one in manuscript.passages
        if one.number not in seen and one.text.strip()
    ]
    entries = tuple(one for one in placement.entries if one.path not in out)
    return Accepted(answers, entries, tuple(sorted(tray, key=lambda one: one.passage)))


def _refusal(path: str, refused: Mapping[str, Text]) -> Text | None:
    """Why a path is not written: for itself, or for a row it stands in."""
    return next((why for place, why in refused.items() if f"{path}.".startswith(f"{place}.")), None)


def _cleaned(
    items: tuple[Field | Group, ...],
    given: Mapping[str, Any],
    path: str,
    offered: Mapping[str, frozenset[int]],
    refused: dict[str, Text],
) -> Answers:
    """The declared part of some answers; what is left out is named in `refused` by its path."""
    kept: Answers = {}
    for item in items:
        here, value = f"{path}.{item.name}", given.get(item.name)
        if value is None or value == []:
            continue
        if isinstance(item, Group):
            rows = list(value)
            refused |= {f"{here}.{row['id']}": _TOO_MANY for row in rows[item.maximum :]}
            kept[item.name] = [
                {"id": row["id"], **_cleaned(item.fields, row, f"{here}.{row['id']}", offered, refused)} for row in rows[: item.maximum]
            ]
        elif (why := _wrong(item, value, offered)) is not None:
            refused[here] = why
        else:
            kept[item.name] = value
    undeclared = set(given) - {item.name for item in items} - {"id"}
    refused |= {f"{path}.{name}": _OVERLOOKED for name in undeclared}
    return kept


def _wrong(field: Field, value: Any, offered: Mapping[str, frozenset[int]]) -> Text | None:
    """Why a field does not take a value; None when the wizard would store just that."""
    if field.kind in UNTYPED:
        return _OVERLOOKED
    try:
        same = read(field, as_typed(field, value)) == value
    except Unreadable as error:
        return Text(_NOT_A_VALUE.zh.format(why=error.message.zh), _NOT_A_VALUE.en.format(why=error.message.en))
    except (TypeError, ValueError, AttributeError, ArithmeticError):
        return _OVERLOOKED
    if not same:
        return _OVERLOOKED
    ids = {value} if isinstance(value, int) else set(value) if isinstance(value, list) else set()
    return _NOT_OFFERED if field.kind in offered and not ids <= offered[field.kind] else None
