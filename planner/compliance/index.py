"""Which rules a sentence can concern, asked of all rules at once.

Each alternative of a rule wants one word of each of its groups. It has a bit in each of a few slots, one slot
for a group; a word carries the bits of every group it belongs to. The words of a sentence, put together with
`or`, call exactly the alternatives whose bit stands in every slot.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.compliance.atoms import Atom, Expressions, Screen
from planner.compliance.matchers.base import Matcher
from planner.compliance.prepared import Prepared, Sentence

if TYPE_CHECKING:
    from planner.compliance.compiled import CompiledRule

SLOTS = 3
"""So many groups are asked for here; the few alternatives with more look for the rest themselves."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a rule can hit."""

    rule: int
    matcher: Matcher


class Index:
    """The alternatives of all rules, as bits.

    :param afar: lists and expressions that matter beyond their own sentence; `Prepared.afar` tells which of them the text holds
    """

    def __init__(self, rules: Sequence["CompiledRule"], screen: Screen, atoms: Iterable[Atom], afar: Iterable[Atom]) -> None:
        self._alternatives = [Alternative(number, matcher) for number, rule in enumerate(rules) for matcher in rule.matchers]
        count = self._count = len(self._alternatives)
        of_key: dict[int, int] = {}
        self._always = 0
        self._wide = 0
        self._clausewise = 0
        for place, alternative in enumerate(self._alternatives):
            groups = sorted(alternative.matcher.groups, key=lambda group: sum(len(screen.numbers.get(key, ())) for key in group))
            for slot in range(SLOTS):
                bit = 1 << (slot * count + place)
                if slot >= len(groups):
                    self._always |= bit
                for key in groups[slot] if slot < len(groups) else ():
                    of_key[key] = of_key.get(key, 0) | bit
            if alternative.matcher.unit == "clause":
                self._clausewise |= 1 << place
            if alternative.matcher.unit == "field":
                self._wide |= 1 << place
        self._afar = {atom.key: 1 << (SLOTS * count + number) for number, atom in enumerate(dict.fromkeys(afar))}
        for key, bit in self._afar.items():
            of_key[key] = of_key.get(key, 0) | bit
        self._screen = screen
        self._near = (1 << count) - 1 & ~self._wide
        self._of_word = [0] * len(screen.lists)
        for key, bits in of_key.items():
            for word in screen.numbers.get(key, ()):
                self._of_word[word] |= bits
        self._of_key = {key: bits for key, bits in of_key.items() if not screen.numbers.get(key)}
        self._expressions = Expressions(atom for atom in atoms if atom.key in self._of_key)

    def called(self, text: Prepared) -> dict[int, list[tuple[Matcher, Sentence]]]:
        """For each rule that the text can concern: which matcher to ask, about which sentence."""
        calls: dict[int, list[tuple[Matcher, Sentence]]] = {}
        of_word, of_key, find, expressions = self._of_word, self._of_key, self._screen.found, self._expressions.keys
        everything = 0
        starts, ends = text.sentences.starts, text.sentences.ends
        for number in text.chosen:
            words = text.text[starts[number] : ends[number]]
            fixed = self._always
            for key in expressions(words):
                fixed |= of_key[key]
            if number in text.special:
                for key in text.sentence(number).special:
                    fixed |= of_key.get(key, 0)
            bits = fixed
            found = find(words)
            for word, _, _ in found:
                bits |= of_word[word]
            everything |= bits
            ready = self._ready(bits) & self._near
            if ready:
                sentence = text.sentence(number)
                sentence.keep(found)
                if ready & self._clausewise and len(sentence.clauses) > 1:
                    ready &= ~self._clausewise | self._ready_in(sentence, fixed)
                self._call(ready, sentence, calls)
        text.afar = frozenset(key for key, bit in self._afar.items() if everything & bit)
        if self._wide:
            self._call(self._ready(everything) & self._wide, text.sentence(0), calls)
        return calls

    def _ready_in(self, sentence: Sentence, fixed: int) -> int:
        """The alternatives for which one of the clauses has a word of every group."""
        ends = [high - sentence.start for _, high in sentence.clauses]
        bits = [fixed] * len(ends)
        for word, low, _ in sentence.found:
            bits[bisect_right(ends, low)] |= self._of_word[word]
        ready = 0
        for one in bits:
            ready |= self._ready(one)
        return ready

    def _ready(self, bits: int) -> int:
        """The alternatives whose bit stands in every slot."""
        ready = bits
        for slot in range(1, SLOTS):
            ready &= bits >> slot * self._count
        return ready

    def _call(self, ready: int, sentence: Sentence, calls: dict[int, list[tuple[Matcher, Sentence]]]) -> None:
        while ready:
            lowest = ready & -ready
            alternative = self._alternatives[lowest.bit_length() - 1]
            calls.setdefault(alternative.rule, []).append((alternative.matcher, sentence))
            ready ^= lowest
