"""`planner rules`: prove the pack, and read it."""

import click

from planner.cli.check import Refused, cited
from planner.cli.environment import user_folder
from planner.compliance.compiled import CompiledRule
from planner.compliance.loader import PackError, load_pack
from planner.compliance.pack import Pack
from planner.compliance.prove import prove_pack


@click.group()
def rules() -> None:
    """Lint, test, list and show the rules of the pack."""


def _pack(name: str) -> Pack:
    try:
        return load_pack(name, keep=user_folder())
    except PackError as refused:
        raise Refused("\n".join(refused.problems)) from refused


_pack_option = click.option("--pack", "name", default="zh_cn", help="name or folder of the pack")


@rules.command()
@_pack_option
def lint(name: str) -> None:
    """Refuse a pack with any fault: schema, names, patterns, examples, suggestions. Each with file and line."""
    try:
        pack = load_pack(name, prove=True)
    except PackError as refused:
        raise Refused("\n".join(refused.problems)) from refused
    click.echo(f"{pack.name} {pack.version} {pack.hash[:12]}: {len(pack.rules)} rules, no fault")


@rules.command()
@_pack_option
@click.argument("only", nargs=-1)
@click.pass_context
def test(ctx: click.Context, name: str, only: tuple[str, ...]) -> None:
    """Run every rule's own examples; ONLY names ids or categories. Exit status 1 when one fails."""
    proof = prove_pack(_pack(name), only)
    for problem in (*proof.failures, *proof.notes):
        click.echo(f"{problem.rule_id}: {problem.reason}")
    click.echo(f"{proof.examples} examples, {len(proof.failures)} failures, {len(proof.notes)} notes")
    ctx.exit(int(bool(proof.failures)))


@rules.command("list")
@_pack_option
def list_(name: str) -> None:
    """One line a rule: id, severity, status, title."""
    for rule in sorted(_pack(name).rules, key=lambda r: r.id):
        click.echo(f"{rule.id}\t{rule.severity.value}\t{rule.status}\t{rule.title.zh}\t{rule.title.en}")


@rules.command()
@_pack_option
@click.argument("rule_id")
def show(name: str, rule_id: str) -> None:
    """Everything a reader needs to know of one rule."""
    compiled = _pack(name).compiled.by_id.get(rule_id)
    if compiled is None:
        raise Refused(f"there is no rule {rule_id}")
    click.echo(described(compiled))


@rules.command()
def company() -> None:
    """One line a company rule: id, severity, state, revision, hits on trial, share that was right, title."""
    from planner.cli.place import at_work  # the other commands read files alone, and start without a database
    from planner.services.rules.listing import company_lines

    with at_work() as (transaction, house), transaction() as session:
        lines = company_lines(session, house)
    for line in lines:
        known = line.precision
        share = "-" if known is None or known.share is None else f"{known.right}/{known.decided} ({known.low:.0%}-{known.high:.0%})"
        state = f"{line.state.value}{' (left out)' if line.left_out else ''}"
        texts = f"{line.title.zh}\t{line.title.en}"
        click.echo(f"{line.rule_id}\t{line.severity.value}\t{state}\trev {line.rev}\t{line.trial_hits}\t{share}\t{texts}")


def described(compiled: CompiledRule) -> str:
    """A rule as text, in both languages."""
    rule = compiled.rule
    lines = [
        f"{rule.id}  rev {rule.rev}  {rule.status}  {rule.severity.value}  {rule.confidence.value}",
        f"{rule.title.zh} / {rule.title.en}",
        f"{rule.message.zh}\n{rule.message.en}",
        f"{rule.why.zh}\n{rule.why.en}",
    ]
    lines += [f"§ {cited(citation, 'zh')} / {citation.label.en}" for _, citation in compiled.cites]
    lines += [f"→ {s.text.zh} / {s.text.en}" for s in compiled.suggestions]
    lines += [f"+ {example.text or list(example.rows) or example.values}" for example in rule.tests.hit]
    lines += [f"- {example.text or list(example.rows) or example.values}" for example in rule.tests.miss]
    return "\n".join(lines)
