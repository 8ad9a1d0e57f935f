"""The proofs of a pack: every example of every rule, every suggestion under the whole pack.

`python -m planner.compliance.prove [CATEGORY or RULE ID …]` prints what fails.
"""

import sys
from dataclasses import dataclass

from planner.compliance.document import ProductFacts
from planner.compliance.engine import check_text
from planner.compliance.findings import Finding, Severity
from planner.compliance.pack import Pack
from planner.compliance.policy import DEFAULT_POLICY
from planner.compliance.prepared import Prepared
from planner.compliance.rereading import resembles
from planner.compliance.ruletests import Example
from planner.compliance.schema import Rule
from planner.compliance.scope import Scope


@dataclass(frozen=True, slots=True)
class Problem:
    rule_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proof:
    """:param failures: what refuses the pack
    :param notes: known gaps, and gaps that have closed
    """

    failures: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    examples: int


def prove_pack(pack: Pack, only: tuple[str, ...] = ()) -> Proof:
    """Run the examples and check the suggestions of all rules, or of those named by id or category."""
    failures: list[Problem] = []
    notes: list[Problem] = []
    count = 0
    for rule in pack.rules:
        if rule.status == "retired" or (only and not {rule.id, rule.category} & set(only)):
            continue
        for kind in ("hit", "miss", "todo_hit", "todo_miss"):
            for example in getattr(rule.tests, kind):
                count += 1
                reason = judge(pack, rule, example, hit=kind.endswith("hit"))
                if kind.startswith("todo"):
                    notes.append(Problem(rule.id, f"known gap: {reason}" if reason else f"gap closed: {_shown(example)}"))
                elif reason:
                    failures.append(Problem(rule.id, reason))
        failures += [Problem(rule.id, reason) for reason in dirty_suggestions(pack, rule)]
    return Proof(tuple(failures), tuple(notes), count)


def judge(pack: Pack, rule: Rule, example: Example, hit: bool) -> str:
    """Run one example.

    :returns: "" when it holds, else what is wrong
    """
    text = example.text.replace("【", "").replace("】", "")
    if rule.match.structural is not None:
        from planner.compliance.structural.examples import run

        found = [f for f in run(pack, rule, example) if f.rule_id == rule.id]
        silent: list[str] = []
    else:
        report = check_text(text, pack, example_scope(example))
        found = [f for f in report.findings if f.rule_id == rule.id]
        silent = [s.switch for s in report.silences if s.rule_id == rule.id]
        hidden = [s for s in report.silences if s.rule_id == rule.id and s.switch.startswith("beats:")]
        if hit and not found and (hidden or (rule.match.resembles and resembles(pack.compiled, rule.id, _prepared(text, pack)))):
            return ""
        if not hit and hidden:
            return f"must not be found, but is (hidden behind {hidden[0].switch}): {_shown(example)}"
    if not hit:
        return f"must not be found, but is ({found[0].quote!r}): {_shown(example)}" if found else ""
    if not found:
        return f"must be found, but is not: {_shown(example)}" + (f" (silenced by {', '.join(silent)})" if silent else "")
    if example.severity is not None and all(f.severity is not example.severity for f in found):
        return f"must weigh {example.severity}, weighs {found[0].severity}: {_shown(example)}"
    return _span_reason(example, found)


def _prepared(text: str, pack: Pack) -> Prepared:
    prepared = Prepared.of(text)
    prepared.sift(pack.compiled.screen)
    return prepared


def _span_reason(example: Example, found: list[Finding]) -> str:
    if "【" not in example.text:
        return ""
    wanted = example.text[example.text.index("【") + 1 : example.text.index("】")]
    return "" if any(wanted in f.quote for f in found) else f"must quote {wanted!r}, quotes {found[0].quote!r}: {_shown(example)}"


def dirty_suggestions(pack: Pack, rule: Rule) -> list[str]:
    """Suggestions that the pack itself would question."""
    return [
        f"its suggestion is found by {finding.rule_id} ({finding.quote!r}): {suggestion.text.zh}"
        for suggestion in rule.suggest
        for finding in check_text(suggestion.text.zh, pack).findings
        if finding.severity is not Severity.ADVISE or suggestion.kind in ("replace", "rewrite")
    ]


def example_scope(example: Example) -> Scope:
    """The scope an example asks for."""
    policy = {**DEFAULT_POLICY.values(), **example.policy}
    return Scope(
        plan_type=example.plan_type,
        phase=example.phase,
        schema_path=example.field,
        block=example.block,
        products=example_products(example),
        on=example.on,
        policy=tuple(policy.items()),
    )


def example_products(example: Example) -> tuple[ProductFacts, ...]:
    return tuple(
        ProductFacts(
            generic_name=p.name,
            brand_names=p.brands,
            approval_date=p.approved,
            indications=p.indications,
            populations=p.populations,
            competitors=p.competitors,
            budget_fen=p.budget_fen,
            id=number,
        )
        for number, p in enumerate(example.products, start=1)
    )


def _shown(example: Example) -> str:
    return example.text or str(list(example.rows) or example.values)


def main() -> None:
    """Print what fails, for people who write rules."""
    from planner.compliance.loader import PackError, load_pack

    try:
        proof = prove_pack(load_pack(), tuple(sys.argv[1:]))
    except PackError as refused:
        sys.exit("\n".join(refused.problems))
    lines = [f"{problem.rule_id}: {problem.reason}" for problem in (*proof.failures, *proof.notes)]
    lines.append(f"{proof.examples} examples, {len(proof.failures)} failures, {len(proof.notes)} notes")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(bool(proof.failures))


if __name__ == "__main__":
    main()
