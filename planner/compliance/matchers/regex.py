"""Expressions in RE2 syntax: linear time whatever is written."""

from dataclasses import dataclass

from planner.compliance.atoms import Atom
from planner.compliance.matchers.base import Hit, Key, Lookup


@dataclass(frozen=True, slots=True)
class RegexMatcher:
    atoms: tuple[Atom, ...]

    @property
    def anchors(self) -> frozenset[Key]:
        return frozenset(atom.key for atom in self.atoms)

    def possible(self, present: frozenset[Key]) -> bool:
        return not present.isdisjoint(self.anchors)

    def hits(self, lookup: Lookup) -> list[Hit]:
        return [Hit(a, b, ((a, b),)) for atom in self.atoms for a, b in lookup.text.spans(atom)]
