"""Which rules a sentence can concern: each alternative waits for its rarest words."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.compliance.atoms import Screen
from planner.compliance.matchers.base import Matcher
from planner.compliance.normalize import plain
from planner.compliance.prepared import Prepared

if TYPE_CHECKING:
    from planner.compliance.compiled import CompiledRule


@dataclass(frozen=True, slots=True)
class Waiting:
    """An alternative of a rule.

    :param needed: keys that must all be in the sentence (in the text, for a wide matcher)
    """

    rule: int
    matcher: Matcher
    needed: frozenset[int]


class Index:
    """Alternatives by the key that calls them. How rare a list is, is learned from the examples of the rules."""

    def __init__(self, rules: Sequence["CompiledRule"], screen: Screen) -> None:
        seen: Counter[int] = Counter()
        for compiled in rules:
            for example in (*compiled.rule.tests.hit, *compiled.rule.tests.miss):
                seen.update(screen.keys(plain(example.text)))
        self._near: dict[int, list[Waiting]] = defaultdict(list)
        self._wide: dict[int, list[Waiting]] = defaultdict(list)
        for number, compiled in enumerate(rules):
            for matcher in compiled.matchers:
                table = self._wide if matcher.wide else self._near
                groups = matcher.groups
                waiting = Waiting(number, matcher, frozenset(group[0] for group in groups if len(group) == 1))
                for key in min(groups, key=lambda group: sum(seen[key] for key in group)):
                    table[key].append(waiting)
        self._near_keys = frozenset(self._near)
        self._wide_keys = frozenset(self._wide)

    def called(self, text: Prepared) -> dict[int, list[tuple[Matcher, int]]]:
        """For each rule that the text can concern: which matcher to ask, about which sentence."""
        calls: dict[int, list[tuple[Matcher, int]]] = {}
        for sentence, keys in text.keys.items():
            for key in keys & self._near_keys:
                for waiting in self._near[key]:
                    if waiting.needed <= keys:
                        calls.setdefault(waiting.rule, []).append((waiting.matcher, sentence))
        if self._wide:
            there = text.everywhere
            for key in there & self._wide_keys:
                for waiting in self._wide[key]:
                    if waiting.needed <= there:
                        calls.setdefault(waiting.rule, []).append((waiting.matcher, 0))
        return calls
