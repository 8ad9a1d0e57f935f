"""Goals: what the sentence says against the figures beside it, and what may not be measured."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from planner.compliance.document import Row
from planner.compliance.structural.amounts import ways
from planner.compliance.structural.base import Breach, at, check, number, part, text_of, texts
from planner.compliance.structural.cadence import shown
from planner.compliance.structural.moments import moments
from planner.compliance.structural.reading import finder, hit_in, plain
from planner.compliance.structural.sheet import Sheet

_MEASURED = {"goals": ("statement", "metric", "unit"), "metrics": ("metric", "unit"), "reviews": ("metric",), "monitoring": ("metric",)}
_MEASURED |= {"triggers": ("metric", "threshold")}
_DENIED = ("不承担", "不背", "不设", "不以", "不考核", "不统计", "不收集", "不涉及", "不作为", "不得", "严禁", "禁止", "不用", "不看")


@check("measured_by")
def measured_by(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A goal, metric or review, whoever owns it, that is measured by what may not be counted (S-09, S-11).

    Parameters `words`: such measures; `harmless`: longer terms that only look like one.
    """
    measures = finder(texts(params, "words"), texts(params, "harmless"), _DENIED)
    for block, names in _MEASURED.items():
        for row in document.rows_of(block):
            for name in names:
                if (found := hit_in(measures, row.values.get(name))) is not None:
                    yield part(row, name, found[:2], measure=found[2])
                    break


@check("tier_by_volume")
def tier_by_volume(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Customers sorted, or described, by how much they prescribe (S-09). Parameters `words`, `fields`, `blocks`."""
    words = finder(texts(params, "words"), texts(params, "harmless"), _DENIED)
    for row in document.rows_of(*texts(params, "blocks")):
        for name in texts(params, "fields"):
            if (found := hit_in(words, row.values.get(name))) is not None:
                yield part(row, name, found[:2], measure=found[2])
                break


@check("goal_figures_differ")
def figures_differ(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A goal whose sentence gives another baseline or target than its fields; silent where units differ or it says several."""
    for row in document.rows_of("goals"):
        said = [way for way in ways(str(row.values.get("statement") or "")) if _same_unit(way.unit, row)]
        if len(said) != 1:
            continue
        way = said[0]
        baseline, target = number(row, "baseline"), number(row, "target")
        if target is not None and way.after != target:
            yield part(row, "statement", (way.start, way.end), value=shown(target), what="目标值", what_en="target")
        elif way.before is not None and baseline is not None and way.before != baseline:
            yield part(row, "statement", (way.start, way.end), value=shown(baseline), what="现在的值", what_en="baseline")


def _same_unit(said: str, row: Row) -> bool:
    unit = plain(str(row.values.get("unit") or "")).strip()
    return said == unit or (not said and unit != "%") or (not unit and said != "%")


@check("goal_direction")
def direction(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A goal that speaks of rising while its figures fall, or of falling while they rise. Parameters `rise`, `fall`."""
    for row in document.rows_of("goals"):
        baseline, target = number(row, "baseline"), number(row, "target")
        said = text_of(row, "statement") + text_of(row, "metric")
        rises, falls = (any(word in said for word in texts(params, name)) for name in ("rise", "fall"))
        if baseline is None or target is None or rises == falls:
            continue
        if (rises and target < baseline) or (falls and target > baseline):
            words = {"baseline": shown(baseline), "target": shown(target)}
            yield at(row, "target", **words)


@check("goal_percent_over_100")
def percent(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A share above 100 %. Parameter `words`: what a share of a whole is called."""
    for row in document.rows_of("goals", "metrics"):
        target = number(row, "target")
        is_percent = plain(str(row.values.get("unit") or "")).strip() in ("%", "百分比", "percent")
        said = text_of(row, "metric") + text_of(row, "statement")
        if is_percent and target is not None and target > Decimal(100) and any(word in said for word in texts(params, "words")):
            yield at(row, "target", value=shown(target))


@check("goal_due_differs")
def due_differs(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A goal whose sentence names another month by which it is reached than its field."""
    for row in document.rows_of("goals"):
        due = row.values.get("due")
        if not isinstance(due, (tuple, list)) or len(due) != 2 or not all(isinstance(part_, int) for part_ in due):
            continue
        month = (int(due[0]), int(due[1]))
        said = [m for m in moments(str(row.values.get("statement") or "")) if m.until and not m.relative]
        if len(said) == 1 and (month[1] not in said[0].months or said[0].year not in (None, month[0])):
            yield part(
                row, "statement", (said[0].start, said[0].end), value=f"{month[0]}年{month[1]}月", value_en=f"{month[0]}-{month[1]:02d}"
            )


@check("account_unknown")
def account_unknown(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A goal or activity for an institution that is not among the plan's accounts."""
    known = {text_of(row, "institution") for row in document.rows_of("accounts")} - {""}
    if not known:
        return
    for row, name in [(r, "account") for r in document.rows_of("goals")] + [(r, "institution") for r in document.rows_of("activities")]:
        said = text_of(row, name)
        if said and said not in known and not any(said in other or other in said for other in known):
            yield at(row, name, value=str(row.values[name]))
