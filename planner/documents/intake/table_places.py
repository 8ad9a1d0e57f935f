"""One table of a manuscript to its place in the plan."""

from planner.documents.intake.filing import Filing
from planner.documents.intake.lines import HEADING, Lines
from planner.documents.intake.naming import Scope, guess, named
from planner.documents.intake.tables import NO_TABLE, best_fit, fill, paired, table_of
from planner.documents.intake.tables_of_groups import by_group, fill_by_group, quadrants
from planner.documents.intake.tree import Node
from planner.documents.intake.withheld import PRESCRIPTIONS, is_volume_head
from planner.wizards.schema import PlanType


def place_table(filing: Filing, lines: Lines, plan_type: PlanType, node: Node, scope: Scope) -> None:
    """Put a table where its title, its heads and the text around it say; what has no column waits in the tray."""
    table = table_of(node.passage)
    if table.title:
        found = named(plan_type, table.title, scope)
        if found is not None and found.step is not None:
            filing.guide(node.number, table.title, found.step)
            scope = found
        else:
            filing.leave(node.number, table.title, scope.step, HEADING)
    step = None if scope.preface else scope.step
    square = quadrants(table, plan_type, step)
    if square is not None:
        for one, group, head, cell in square:
            filing.guide(node.number, head, one)
            lines.rows_from(one, group, None, cell, node.number)
        return
    listed = by_group(table, plan_type)
    if listed is not None:
        if len(table.cells[0]) > 2:
            fill_by_group(filing, table, listed)
            return
        filing.guide(node.number, "\n".join(table.cells[0]), listed[0][0])
        for one, group, (name, words) in listed:
            filing.guide(node.number, name, one)
            lines.rows_from(one, group, None, words, node.number)
        return
    fit, pairs = best_fit(table, plan_type, step, scope.group), paired(table)
    other = best_fit(pairs, plan_type, step, scope.group) if pairs is not None else None
    if pairs is not None and other is not None and (fit is None or other.score > fit.score):
        table, fit = pairs, other
    if fit is None:
        rest = "\n".join("\t".join(row) for row in table.cells)
        reason = PRESCRIPTIONS if any(is_volume_head(cell) for row in table.cells for cell in row) else NO_TABLE
        filing.leave(node.number, rest, step or guess(plan_type, rest), reason, table=table.cells)
    else:
        fill(filing, table, fit, scope.row or scope.outer)
