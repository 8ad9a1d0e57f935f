"""Expressions in RE2 syntax: linear time whatever is written. They are looked for inside one sentence."""

from dataclasses import dataclass

from planner.compliance.atoms import Atom
from planner.compliance.matchers.base import Hit, Key, Lookup


@dataclass(frozen=True, slots=True)
class RegexMatcher:
    atoms: tuple[Atom, ...]

    @property
    def anchors(self) -> frozenset[Key]:
        return frozenset(atom.key for atom in self.atoms)

    def hits(self, lookup: Lookup) -> list[Hit]:
        return [Hit(a, b, ((a, b),)) for atom in self.atoms for a, b in lookup.text.all_spans(atom)]
