"""What the company lays over the core pack: rules of its own, dated exclusions, stricter weights.

One document holds all of it, `company.json` of an archived pack. It can add and tighten; nothing in it
takes a core rule away, except an exclusion with an end date.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from planner.compliance.compiled import RuleError
from planner.compliance.findings import Severity
from planner.compliance.pack import Pack
from planner.compliance.packfiles import Document, Filter, Place
from planner.compliance.schema import Rule
from planner.compliance.vocabulary import COMPANY, Bilingual
from planner.kernel.canonical import canonical_json

FILE = "company.json"
Entry = Mapping[str, Any]
"""A rule as data, with two keys more than a rule of the core: `lists` (its own, named as $name) and
`basis` (zh, en: the company's own provision it rests on)."""
WORDED = ("match", "protect", "without", "under", "severity_when")
"""The keys of a rule in which words and lists stand."""
EMPTY: dict[str, Any] = {"number": 0, "rules": [], "filters": [], "severities": {}}
_ORDER = list(Severity)


def is_company(rule_id: str) -> bool:
    """True for a rule that the company wrote."""
    return rule_id.startswith(COMPANY)


def rule_of(entry: Entry) -> Rule:
    """The rule of an entry, its own lists put in place of their names.

    :raises ValidationError: the entry is no rule
    :raises ValueError: a list holds itself
    """
    lists = entry.get("lists") or {}
    data = {key: value for key, value in entry.items() if key not in ("lists", "basis")}
    data |= {key: opened(data[key], lists) for key in WORDED if key in data}
    if entry.get("basis"):
        data["cites"] = [*data.get("cites", ()), {"doc": data.get("id", ""), "at": "basis"}]
    return Rule.model_validate(data)


def opened(value: Any, lists: Mapping[str, Any], seen: tuple[str, ...] = ()) -> Any:
    """A part of an entry with the names of own lists replaced by their words; other `$names` stay.

    :raises ValueError: a list holds itself
    """
    if isinstance(value, Mapping):
        return {key: opened(one, lists, seen) for key, one in value.items()}
    if isinstance(value, str):
        return _words(value, lists, seen) if value.removeprefix("$") in lists and value.startswith("$") else value
    if isinstance(value, list | tuple):
        out: list[Any] = []
        for one in value:
            if isinstance(one, str) and one.startswith("$") and one[1:] in lists:
                out.extend(_words(one, lists, seen))
            else:
                out.append(opened(one, lists, seen))
        return out
    return value


def _words(name: str, lists: Mapping[str, Any], seen: tuple[str, ...]) -> list[Any]:
    if name in seen:
        raise ValueError(f"list {name} holds itself")
    words = lists[name[1:]]
    found = opened([words] if isinstance(words, str) else list(words), lists, (*seen, name))
    return list(found)


def basis_of(entry: Entry, day: date) -> Document | None:
    """The company's own provision as a document that can be cited."""
    basis = entry.get("basis")
    if not basis:
        return None
    words = Bilingual.model_validate(basis)
    return Document(title=words, checked_on=day, at={"basis": Place(label=words, certain=True)})


def stricter(rule: Rule) -> tuple[Severity, ...]:
    """Weights the company may give a core rule: heavier ones that the rule can carry, the nearest first."""
    found = []
    for severity in reversed(_ORDER[: _ORDER.index(rule.severity)]):
        try:
            Rule.model_validate({**rule.model_dump(by_alias=True, exclude_unset=True), "severity": severity})
        except ValidationError:
            continue
        found.append(severity)
    return tuple(found)


def overlay(core: Pack, document: Mapping[str, Any]) -> Pack:
    """The core pack with the company's document over it, compiled.

    A company rule that the core can no longer carry (it names a list or provision that is gone) is left out:
    the others must go on. Whoever needs to know compares the ids.
    """
    entries = list(document["rules"])
    while True:
        kept, pack = _laid(core, document, entries)
        try:
            _ = pack.compiled
        except RuleError as error:
            if not is_company(error.rule_id) or all(entry["id"] != error.rule_id for entry in kept):
                raise
            entries = [entry for entry in kept if entry["id"] != error.rule_id]
        else:
            return pack


def _laid(core: Pack, document: Mapping[str, Any], entries: list[Entry]) -> tuple[list[Entry], Pack]:
    rules, kept, citations = [raised(rule, document["severities"]) for rule in core.rules], [], dict(core.citations)
    for entry in entries:
        try:
            rule, basis = rule_of(entry), basis_of(entry, date.fromisoformat(entry["changed"]))
        except ValueError:  # a ValidationError is one
            continue
        rules.append(rule)
        kept.append(entry)
        if basis is not None:
            citations[rule.id] = basis
    head = core.head.model_copy(update={"version": f"{core.version}+{document['number']}"})
    filters = (*core.filters, *(Filter.model_validate(one) for one in document["filters"]))
    files = {**core.files, FILE: canonical_json(dict(document)).decode()}
    return kept, replace(core, head=head, rules=tuple(rules), citations=citations, filters=filters, files=files)


def raised(rule: Rule, severities: Mapping[str, Any]) -> Rule:
    """A core rule with the company's weight, where that is heavier than its own."""
    wanted = severities.get(rule.id)
    if wanted is None or _ORDER.index(Severity(wanted)) >= _ORDER.index(rule.severity):
        return rule
    return rule.model_copy(update={"severity": Severity(wanted)})
