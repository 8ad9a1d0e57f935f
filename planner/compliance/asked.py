"""Which rules are asked in one place of a plan, and what they cite there: worked out once, for all texts that are typed there."""

from datetime import date
from functools import lru_cache

from planner.compliance.compiled import Compiled, CompiledRule
from planner.compliance.findings import Citation
from planner.compliance.scope import Scope, applies, in_force

KEPT = 1024
"""The texts of a plan stand in some eighty places; there are a few plan types, and each day is a day."""


class Asked:
    """The rules of one place, each looked at when a text calls it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._asks: dict[str, bool] = {}
        self._cites: dict[str, tuple[Citation, ...]] = {}

    def asks(self, compiled: CompiledRule) -> bool:
        """Whether the rule is at work, and in force, and applies here."""
        rule = compiled.rule
        known = self._asks.get(rule.id)
        if known is None:
            at_work = rule.status in ("active", "trial")
            known = self._asks[rule.id] = at_work and applies(rule.applies, self._scope) and in_force(rule.effective, self._scope.on)
        return known

    def cites(self, compiled: CompiledRule) -> tuple[Citation, ...]:
        """The provisions behind the rule that are in force."""
        known = self._cites.get(compiled.rule.id)
        if known is None:
            known = self._cites[compiled.rule.id] = compiled.citations(self._scope.on)
        return known


def asked_in(compiled: Compiled, scope: Scope) -> Asked:
    """The rules of a pack in a place; a place is a place whatever the plan's products and whichever row it is in."""
    return _asked(compiled, scope.plan_type, scope.phase, scope.schema_path, scope.block, scope.on)


@lru_cache(maxsize=KEPT)
def _asked(_: Compiled, plan_type: str | None, phase: str | None, schema_path: str | None, block: str | None, on: date | None) -> Asked:
    return Asked(Scope(plan_type, phase, schema_path, block, on=on))
