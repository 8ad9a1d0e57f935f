"""A step's declaration and answers → controls, rows and groups to draw. No word here knows a plan type."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from planner.kernel.i18n import Text
from planner.services.library_offers import Beside
from planner.services.shown import shown
from planner.services.step_view import StepView
from planner.services.wizard import base_of
from planner.web.forms.build import SILENT
from planner.web.language import language, t
from planner.web.marks import Mark
from planner.web.wizard.controls import (
    SEGMENTS,
    Answers,
    ClusterView,
    Conflict,
    ControlView,
    GroupView,
    Numbered,
    Only,
    Part,
    RowView,
    Shown,
    control_id,
    said,
)
from planner.web.wizard.tool_acts import ONLY, chosen
from planner.web.wizard.wanted import Wanted
from planner.wizards.answers import is_visible
from planner.wizards.schema import Field, Group
from planner.wizards.validate import as_typed
from planner.wizards.values import quarter_words

WIDTHS = {"line": "half", "institution": "half", "date": "third", "month": "third", "int": "third", "decimal": "third"}
WIDTHS |= {
    "percent": "third",
    "quarter": "third",
    "looked_up": "half",
    "money": "third",
    "computed": "third",
    "yes_no": "third",
    "product": "half",
    "territory": "half",
}
Items = tuple[Field | Group, ...]
QUARTER = re.compile(r"\d{4}-Q[1-4]", re.ASCII)


def parts(view: StepView, page: Shown) -> tuple[Part, ...]:
    """Everything the step asks, in the order of the declaration; groups of one tool are put together."""
    drawn = _items(view.step.items, view.answers, view.step.slug, page, view.known, page.only, in_row=False)
    named = (replace(i, solo=i.group.label == view.step.title) if isinstance(i, GroupView) else i for i in drawn)
    return tuple(_clustered(named, page.pictures, _only(view)))


def _about(items: Items, path: str, wanted: Wanted) -> Iterator[tuple[Field | Group, Wanted | None]]:
    """What an answer is about, and what of each; None for the whole group: a tool in which something was saved may draw any of its rows."""
    for tool, run in groupby(items, key=lambda item: item.tool if isinstance(item, Group) else None):
        held = tuple((item, f"{path}.{item.name}") for item in run)
        if tool and any(wanted.moved(place) for _, place in held):
            yield from ((item, None) for item, _ in held)
            continue
        for item, place in held:
            if wanted.inside(place) if isinstance(item, Group) else wanted.control(item, place):
                yield item, wanted


def _only(view: StepView) -> Only | None:
    if view.step.only_one is None:
        return None
    field = view.step.only_one.field
    return Only(f"{ONLY}{view.step.slug}.{field}", field, chosen(view.step, view.answers))


def clusters(items: tuple[Part, ...]) -> Iterator[ClusterView]:
    """Every cluster on the page, those in rows too."""
    for item in items:
        if isinstance(item, ClusterView):
            yield item
        if not isinstance(item, ControlView):
            for row in (row for group in groups((item,)) for row in group.rows):
                yield from (inner for inner in row.items if isinstance(inner, ClusterView))


def controls(items: tuple[Part, ...]) -> Iterator[ControlView]:
    """Every control on the page, those in rows too."""
    for item in items:
        if isinstance(item, ControlView):
            yield item
        else:
            for row in (row for group in groups((item,)) for row in group.rows):
                yield from (inner for inner in row.items if isinstance(inner, ControlView))


def groups(items: tuple[Part, ...]) -> Iterator[GroupView]:
    """Every group on the page, the nested ones after the one they stand in."""
    for item in items:
        if isinstance(item, ClusterView):
            yield from groups(item.groups)
        elif isinstance(item, GroupView):
            yield item
            for row in item.rows:
                yield from groups(row.items)


def _clustered(
    items: Iterable[ControlView | GroupView], pictures: Mapping[str, tuple[str, str]], only: Only | None, nested: bool = False
) -> Iterator[Part]:
    for tool, run in groupby(items, key=lambda item: item.group.tool if isinstance(item, GroupView) else None):
        if tool is None:
            yield from run
            continue
        held = tuple(item for item in run if isinstance(item, GroupView))
        path = held[0].path
        picture = pictures.get(path.partition(".")[2])
        yield ClusterView(f"{control_id(path)}-tool", path, tool, held, picture, nested, only)


def _items(
    items: Items, answers: Answers, path: str, page: Shown, known: dict[str, Text], wanted: Wanted | None, *, in_row: bool
) -> Iterator[ControlView | GroupView]:
    for item, within in ((item, None) for item in items) if wanted is None else _about(items, path, wanted):
        if isinstance(item, Group):
            yield _group(item, answers, f"{path}.{item.name}", page, known, within)
        else:
            stored = as_typed(item, answers.get(item.name)) if item.kind not in SILENT else ""
            yield _control(item, answers, f"{path}.{item.name}", stored, page, known, in_row)


def _control(asked: Field, answers: Answers, path: str, stored: Any, page: Shown, known: dict[str, Text], in_row: bool) -> ControlView:
    typed = page.typed.get(path, stored)
    found = page.at(path)
    fresh = typed == stored
    return ControlView(
        path=path,
        id=control_id(path),
        asked=asked,
        typed=typed,
        base="" if asked.kind in SILENT else base_of(answers.get(asked.name)),
        words=_words(asked, answers, path, page, known) if asked.kind in SILENT else "",
        visible=is_visible(asked, answers),
        width=_width(asked) if in_row else None,
        said=said(asked, language()),
        options=_options(asked, page, typed) if page.only is None else (),  # else only what surrounds a control is drawn
        error=page.errors.get(path),
        findings=found,
        marks=(*_marks(found), *_approved(page.library.get(path))) if fresh else (),
        conflict=_conflict(asked, answers, path, page),
        prefix=path.rpartition(".")[0],
        beside=page.library.get(path),
    )


def _width(asked: Field) -> str | None:
    if asked.kind == "choice":
        return "half" if len(asked.choices) > SEGMENTS else None if len(asked.choices) == SEGMENTS else "half"
    return WIDTHS.get(asked.kind)


def _marks(found: tuple[Numbered, ...]) -> tuple[Mark, ...]:
    spans = ((one.number, one.finding) for one in found)
    return tuple(Mark(f.start, f.end, str(f.severity), n, str(n)) for n, f in spans if f.end > f.start)


def _approved(beside: Beside | None) -> tuple[Mark, ...]:
    """Quiet marks on approved wording; where a finding marks the same words, its own mark shows."""
    return tuple(Mark(one.start, one.end, "", kind="approved") for one in beside.approved) if beside else ()


def _words(asked: Field, answers: Answers, path: str, page: Shown, known: dict[str, Text]) -> str:
    if asked.kind == "known":
        return t(known[path]) if path in known else ""
    return shown(asked, None, answers, language())


def _options(asked: Field, page: Shown, typed: str | list[str] = "") -> tuple[tuple[str, str], ...]:
    if asked.kind == "quarter":
        kept = {typed} if isinstance(typed, str) and QUARTER.fullmatch(typed) else set()
        return tuple((one, quarter_words(one, language())) for one in sorted({*page.names.quarters, *kept}))
    if asked.kind == "territory":
        return tuple(page.names.territories.items())
    if asked.kind in ("product", "products"):
        offered, picked = page.names.offered, {typed} if isinstance(typed, str) else set(typed)
        gone = t("（已停用）", " (out of use)")
        found = page.names.products.items()
        return tuple((key, name if key in offered else name + gone) for key, name in found if key in offered or key in picked)
    return said(asked, language()).options


def _conflict(asked: Field, answers: Answers, path: str, page: Shown) -> Conflict | None:
    clash = page.clashes.get(path)
    if clash is None:
        return None
    theirs = as_typed(asked, clash.theirs)
    yours = clash.yours if isinstance(clash.yours, str) else ", ".join(clash.yours)
    return Conflict(_named(asked, yours, page), _named(asked, theirs, page), theirs, clash.base)


def _named(asked: Field, typed: str | list[str], page: Shown) -> str:
    labels = dict(_options(asked, page, typed))
    several = typed if isinstance(typed, list) else [typed]
    return "、".join(labels.get(one, one) for one in several)


def _group(group: Group, answers: Answers, path: str, page: Shown, known: dict[str, Text], wanted: Wanted | None) -> GroupView:
    rows = answers.get(group.name) or ()
    placed = ((f"{path}.{row['id']}", at, row) for at, row in enumerate(rows))
    asked = (one for one in placed if wanted is None or wanted.inside(one[0]))
    views = tuple(_row(group, row, place, at, len(rows), page, known, wanted) for place, at, row in asked)
    return GroupView(path, control_id(path), group, views, len(rows) >= group.maximum, page.errors.get(path), page.at(path))


def _row(group: Group, row: Answers, path: str, at: int, count: int, page: Shown, known: dict[str, Text], wanted: Wanted | None) -> RowView:
    items = tuple(_clustered(_items(group.fields, row, path, page, known, wanted, in_row=True), page.pictures, None, nested=True))
    inside = page.under(path)
    missing = sum(problem.startswith(f"{path}.") for problem in page.problems)
    troubled = any(error.startswith(f"{path}.") for error in (*page.errors, *page.clashes))
    return RowView(
        id=control_id(path),
        key=str(row["id"]),
        path=path,
        name=_text(group, group.title, row, page) or t("第 {n} 行", "Row {n}", n=at + 1),
        facts=("・" if language() == "zh" else " · ").join(filter(None, (_text(group, fact, row, page) for fact in group.facts))),
        tone=_tone(inside),
        state=_state(inside, missing),
        open=troubled or str(row["id"]) in page.open,
        first=at == 0,
        last=at == count - 1,
        fixed=any(all(row.get(name) == value for name, value in preset[:1]) for preset in group.presets),
        items=items,
        findings=page.at(path),
    )


def _text(group: Group, name: str, row: Answers, page: Shown) -> str:
    asked = next((f for f in group.fields if isinstance(f, Field) and f.name == name), None)
    if asked is None:
        return ""
    territories = page.names.territories if asked.kind == "territory" else None
    products = page.names.products if asked.kind in ("product", "products") else None
    words = shown(asked, row.get(name), row, language(), territories=territories, products=products)
    first = words.split("\n")[0]
    return first if len(first) <= 60 else f"{first[:58]}…"


def _tone(inside: tuple[Numbered, ...]) -> str:
    severities = {str(one.finding.severity) for one in inside}
    return "block" if "block" in severities else "review" if "review" in severities else ""


def _state(inside: tuple[Numbered, ...], missing: int) -> tuple[str, str, str] | None:
    """Tone, icon and words at the right of a row."""
    blocks = sum(one.finding.severity == "block" for one in inside)
    if blocks:
        return "block", "alert-octagon", t("{n} 处必须修改", "{n} to change", n=blocks)
    if missing:
        return "", "progress", t("还差 {n} 个必填", "{n} missing", n=missing)
    reviews = sum(one.finding.severity == "review" for one in inside)
    if reviews:
        return "review", "eye-check", t("{n} 处合规复核", "{n} for review", n=reviews)
    return "accent", "circle-check", t("已写完", "Complete")
