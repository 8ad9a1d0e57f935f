"""Tables whose cells name the groups of a step: the four squares of a SWOT, the bones of a fishbone one below the other."""

from collections.abc import Sequence

from planner.documents.intake.filing import Filing
from planner.documents.intake.lexicon import alike
from planner.documents.intake.tables import NO_COLUMN, Fit, Home, Table, columns_named, fill_record, leave_column
from planner.wizards.schema import Group, PlanType, Step


def quadrants(table: Table, plan_type: PlanType, step: Step | None) -> list[tuple[Step, Group, str, str]] | None:
    """A square whose heads are groups of one step, as (step, group, head, cell); None when it is none."""
    steps = sorted(plan_type.steps, key=lambda one: step is None or one.slug != step.slug)
    for one in steps:
        groups = [item for item in one.items if isinstance(item, Group)]
        found, heads, hits = list[tuple[Step, Group, str, str]](), dict[int, tuple[Group, str]](), 0
        for row in table.cells:
            called = [_group_named(cell, groups) for cell in row]
            if all(group is not None for group, cell in zip(called, row, strict=True) if cell) and any(called):
                heads = {at: (group, cell) for at, (group, cell) in enumerate(zip(called, row, strict=True)) if group is not None}
                hits += len(heads)
                found += [(one, group, cell, "") for group, cell in heads.values()]
                continue
            if any(cell and at not in heads for at, cell in enumerate(row)):
                break
            found += [(one, heads[at][0], "", cell) for at, cell in enumerate(row) if cell]
        else:
            if hits >= 2:
                return found
    return None


def by_group(table: Table, plan_type: PlanType) -> list[tuple[Step, Group, tuple[str, ...]]] | None:
    """A table whose first column names groups of one step, as (step, group, row) without the heads; None when it is none."""
    body = [row for row in table.cells[1:] if any(row)]
    if len(body) < 2 or any(len(row) < 2 for row in body):
        return None
    for step in plan_type.steps:
        groups = [item for item in step.items if isinstance(item, Group)]
        called = [(_group_named(row[0], groups), row) for row in body]
        found = [(step, group, row) for group, row in called if group is not None]
        if len(found) == len(body) and len({group.name for _, group, _ in found}) > 1:
            heads = table.cells[0][1:]
            if len(heads) == 1 or all(columns_named(heads, Home(step, group)) for _, group, _ in found):
                return found
    return None


def fill_by_group(filing: Filing, table: Table, listed: Sequence[tuple[Step, Group, tuple[str, ...]]]) -> None:
    """Put every row of such a table into the group that its first cell names, its other cells by their heads."""
    step, heads = listed[0][0], table.cells[0][1:]
    view = Table(table.passage, (heads, *(row[1:] for _, _, row in listed)))
    columns = [columns_named(heads, Home(step, group)) for _, group, _ in listed]
    known = {at for found in columns for at in found}
    filing.guide(
        table.passage, "\n".join([table.cells[0][0], *(heads[at] for at in sorted(known)), *(row[0] for _, _, row in listed)]), step
    )
    waiting: dict[int, list[tuple[str, str]]] = {at: [] for at in range(len(heads))}
    for number, ((_, group, _), found) in enumerate(zip(listed, columns, strict=True), 1):
        fit = Fit(Home(step, group), 1.0, {at: asked for at, (asked, _) in found.items()})
        fill_record(filing, view, fit, filing.new_row(step, group), number, waiting)
    for at, left in waiting.items():
        if at not in known:
            leave_column(filing, view, Home(step, listed[0][1]), at, left)
        elif left:
            filing.leave(table.passage, "\n".join(cell for _, cell in left), step, NO_COLUMN.with_(head=heads[at]), context=heads[at])


def _group_named(cell: str, groups: Sequence[Group]) -> Group | None:
    if not cell or len(cell) > 24:
        return None
    scored = [(alike(cell, group.label), -at) for at, group in enumerate(groups)]
    best = max(scored, default=(0.0, 0))
    return groups[-best[1]] if best[0] >= 0.86 else None
