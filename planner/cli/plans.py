"""`planner plans`: number, type, state, title and period of every plan."""

import json

import click

from planner.cli.main import language
from planner.cli.place import at_work
from planner.services.operator import PlanLine, all_plans
from planner.workflow import STATE_NAMES


@click.command()
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def plans(shape: str) -> None:
    """List the plans."""
    with at_work() as (transaction, house), transaction() as session:
        lines = all_plans(session, house)
    if shape == "json":
        click.echo(json.dumps([_as_json(line) for line in lines], ensure_ascii=False, indent=2))
        return
    for line in lines:
        period = f"{line.period_start or '?'} – {line.period_end or '?'}"
        kind, state = line.plan_type.title.in_(language()), STATE_NAMES[line.state].in_(language())
        click.echo(f"{line.number}  {kind}  {state}  {line.title or '–'}  {period}")


def _as_json(line: PlanLine) -> dict[str, object]:
    return {
        "number": line.number,
        "type": line.plan_type.slug,
        "state": line.state.value,
        "title": line.title,
        "period": [day.isoformat() if day else None for day in (line.period_start, line.period_end)],
        "revision": line.revision,
        "in_force": line.in_force,
        "revisions": [{"revision": number, "state": state.value} for number, state in line.revisions],
    }
