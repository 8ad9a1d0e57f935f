"""What is known of the place where a text stands. What is not known excludes no rule."""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from planner.compliance.document import ProductFacts
from planner.compliance.packfiles import Filter
from planner.compliance.schema import Applies, Effective, Rule, When


@dataclass(frozen=True, slots=True)
class Scope:
    """The plan, step and field around a text; None = not known, and then every rule applies.

    :param phase: `pre_launch`, `launch`, `growth`, or `approved` for a field of no phase in a plan whose products are approved
    :param path: the field with row ids, for findings
    :param products: fill the lists `$product`, `$brand`, `$competitor`
    :param policy: thresholds for rules that name one; the default policy when None
    """

    plan_type: str | None = None
    phase: str | None = None
    schema_path: str | None = None
    block: str | None = None
    products: tuple[ProductFacts, ...] = ()
    on: date | None = None
    path: str = ""
    label: str = ""
    policy: "tuple[tuple[str, object], ...] | None" = None


EVERYWHERE = Scope()
"""Nothing is known: every rule applies."""


def applies(rule: Applies, scope: Scope) -> bool:
    """Whether a rule is asked here."""
    if scope.plan_type is not None and not any(fnmatchcase(scope.plan_type, t) for t in rule.plan_types):
        return False
    if rule.phases and scope.phase is not None and scope.phase not in rule.phases:
        return False
    if rule.blocks and (scope.block is not None or scope.schema_path is not None) and scope.block not in rule.blocks:
        return False
    path = scope.schema_path
    if path is None:
        return True
    return any(fnmatchcase(path, glob) for glob in rule.fields) and not any(fnmatchcase(path, glob) for glob in rule.not_fields)


def in_force(effective: Effective, on: date | None) -> bool:
    """Whether a rule holds on that day; an unknown day is inside."""
    if on is None:
        return True
    return (effective.from_ is None or on >= effective.from_) and (effective.to is None or on <= effective.to)


def holds(condition: When, scope: Scope) -> bool:
    """Whether every part of a condition is known and true; its words are looked at elsewhere."""
    if condition.phase and scope.phase not in condition.phase:
        return False
    if condition.plan_type and scope.plan_type not in condition.plan_type:
        return False
    if condition.block and scope.block not in condition.block:
        return False
    return not condition.field or (scope.schema_path is not None and any(fnmatchcase(scope.schema_path, g) for g in condition.field))


def excludes(filter_: Filter, rule: Rule, scope: Scope) -> bool:
    """Whether a dated exclusion takes a rule away here; its words are looked at elsewhere. It needs a known field where it names one."""
    when = filter_.when
    if not {rule.id, rule.category} & set(filter_.rules) or (scope.on is not None and scope.on > filter_.until):
        return False
    known = {"plan_types": scope.plan_type, "phases": scope.phase, "blocks": scope.block}
    if any(getattr(when, key) and value not in getattr(when, key) for key, value in known.items()):
        return False
    path = scope.schema_path
    return not when.fields or (path is not None and any(fnmatchcase(path, glob) for glob in when.fields))
