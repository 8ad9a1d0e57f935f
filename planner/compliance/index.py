"""Which rules a sentence can concern, asked of all rules at once.

Each alternative of a rule wants one word of each of its groups. It has a bit in each of a few slots, one slot
for a group; a word carries the bits of every group it belongs to. The words of a sentence, put together with
`or`, call exactly the alternatives whose bit stands in every slot.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import itemgetter, or_
from typing import TYPE_CHECKING

from planner.compliance.atoms import Atom, Screen
from planner.compliance.matchers.base import Hit, Lookup, Matcher
from planner.compliance.prepared import Prepared, Sentence

if TYPE_CHECKING:
    from planner.compliance.compiled import CompiledRule

RUN = 16
"""So many sentences are searched in one go: long enough to be quick, short enough to need little memory."""
SLOTS = 3
"""So many groups are asked for here; the few alternatives with more look for the rest themselves."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a rule can hit.

    :param number: among the alternatives of all rules
    :param alone: its hits in a sentence follow from the words of that sentence
    """

    number: int
    rule: int
    matcher: Matcher
    alone: bool

    def hits(self, lookup: Lookup, sentence: Sentence) -> list[Hit]:
        """As `Matcher.hits`; of a sentence that stands where it stood they are known since then."""
        if not self.alone:
            return self.matcher.hits(lookup, sentence)
        known = sentence.wording.hits.get(self.number)
        if known is None or known[0] != sentence.start:
            known = sentence.wording.hits[self.number] = sentence.start, self.matcher.hits(lookup, sentence)
        return known[1]


Calls = dict[int, list[tuple[Alternative, Sentence]]]
"""Number of a rule → which of its alternatives to ask about which sentence."""


@dataclass(frozen=True, slots=True)
class Group:
    """What an alternative wants one of.

    :param words: numbers of words in the screen
    :param keys: lists filled from products, and other keys that are in no screen
    :param expressive: the words only hint at an expression
    """

    words: frozenset[int] = frozenset()
    keys: tuple[int, ...] = ()
    expressive: bool = False


ANYTHING = Group()
_WORD, _HIGH = itemgetter(0), itemgetter(2)


class Index:
    """The alternatives of all rules, as bits.

    From the lowest bit: one for each of `afar`; one for each alternative; one for each with a second group; one for
    each with a third. Alternatives with more groups come first, so that bits which every word would carry need no room.

    :param afar: lists and expressions that matter beyond their own sentence; `Prepared.afar` tells which of them the text holds
    """

    def __init__(self, rules: Sequence["CompiledRule"], screen: Screen, afar: Sequence[Atom]) -> None:
        ways = [(number, matcher) for number, rule in enumerate(rules) for matcher in rule.matchers]
        self._alternatives = [Alternative(number, *way, way[1].alone) for number, way in enumerate(ways)]
        self._screen = screen
        self._of_word = [0] * len(screen.lists)
        self._of_key: dict[int, int] = {}
        self._always = self._wide = self._clausewise = self._expressive = 0
        wanted = [sorted(_groups(one.matcher, screen), key=lambda group: len(group.words))[:SLOTS] for one in self._alternatives]
        self._order = sorted(range(len(wanted)), key=lambda place: -len(wanted[place]))
        self._afar = {atom.key: 1 << number for number, atom in enumerate(dict.fromkeys(afar))}
        self._far = (1 << len(self._afar)) - 1
        shift = len(self._afar)
        slots: list[tuple[int, int]] = []
        for slot in range(SLOTS):
            for bit, place in enumerate(self._order):
                if slot == 0 and not wanted[place]:
                    self._put(ANYTHING, 1 << shift + bit)
                elif slot < len(wanted[place]):
                    self._put(wanted[place][slot], 1 << shift + bit)
            held = sum(1 for groups in wanted if len(groups) > slot) if slot else len(wanted)
            slots.append((shift, (1 << len(wanted)) - (1 << held)))
            shift += held
        (self._first, _), *self._others = slots
        for bit, place in enumerate(self._order):
            unit = self._alternatives[place].matcher.unit
            self._clausewise |= (unit == "clause") << bit
            self._wide |= (unit == "field") << bit
        self._near = (1 << len(wanted)) - 1 & ~self._wide
        self._patterns = {bit: atom.pattern for atom in afar if (bit := self._afar[atom.key]) and atom.source}
        self._doubtful = sum(self._patterns)
        for key, bit in self._afar.items():
            self._put(next(_wanted((key,), screen), ANYTHING), bit)

    def _put(self, group: "Group", bit: int) -> None:
        """Give a bit to whatever a group wants one of."""
        for word in group.words:
            self._of_word[word] |= bit
        for key in group.keys:
            self._of_key[key] = self._of_key.get(key, 0) | bit
        if group.expressive:
            self._expressive |= bit
        if group == ANYTHING:
            self._always |= bit

    def called(self, text: Prepared) -> Calls:
        """For each rule that the text can concern: which matcher to ask, about which sentence."""
        calls: Calls = {}
        everything = 0
        for first, last in _runs(text.chosen):
            everything = self._run(text, first, last, calls, everything)
        text.afar = frozenset(key for key, bit in self._afar.items() if everything & bit)
        if self._wide:
            self._call(self._places(self._ready(everything) & self._wide), text.sentence(0), calls)
        return calls

    def _run(self, text: Prepared, first: int, last: int, calls: Calls, known: int) -> int:
        """Look at sentences that follow each other; returns the bits of everything in them and in those before."""
        starts, ends, bits_of = text.sentences.starts, text.sentences.ends, self._of_word.__getitem__
        start = starts[first]
        found = self._screen.found(text.text[start : ends[last]])
        words = list(map(_WORD, found))
        highs = list(map(_HIGH, found))
        whole = self._far & ~self._doubtful | (~self._far if self._wide else 0)
        begin = 0
        for number in range(first, last + 1):
            stop = bisect_right(highs, ends[number] - start, begin)
            fixed = self._always
            if number in text.special:
                for key in text.sentence(number).special:
                    fixed |= self._of_key.get(key, 0)
            bits = reduce(or_, map(bits_of, words[begin:stop]), fixed)
            known |= bits & whole
            if doubtful := bits & self._doubtful & ~known:
                typed = text.text[starts[number] : ends[number]]
                known |= sum(bit for bit, pattern in self._patterns.items() if bit & doubtful and pattern.search(typed))
            ready = self._ready(bits) & self._near
            if ready:
                sentence = text.sentence(number)
                sentence.keep(found[begin:stop], start)
                self._call(self._called(sentence, ready, fixed | bits & self._expressive), sentence, calls)
            begin = stop
        return known

    def _called(self, sentence: Sentence, ready: int, fixed: int) -> Sequence[int]:
        """The numbers of the alternatives that a sentence calls, which are kept with its words where nothing else calls any.

        :param ready: those for which all of the sentence has a word of every group
        :param fixed: as `_ready_in`
        """
        known = sentence.wording.called
        if known is not None and not sentence.special:
            return known
        if ready & self._clausewise and len(sentence.clauses) > 1:
            ready &= ~self._clausewise | self._ready_in(sentence, fixed)
        called = self._places(ready)
        if not sentence.special:
            sentence.wording.called = called
        return called

    def _ready_in(self, sentence: Sentence, fixed: int) -> int:
        """The alternatives for which one of the clauses has a word of every group.

        :param fixed: bits that count in every clause; those of expressions do, for a match may begin in an earlier one
        """
        ends = [high for _, high in sentence.wording.clauses]
        bits = [fixed] * len(ends)
        for word, low, _ in sentence.found:
            bits[bisect_right(ends, low)] |= self._of_word[word]
        ready = 0
        for one in bits:
            ready |= self._ready(one)
        return ready

    def _ready(self, bits: int) -> int:
        """The alternatives whose bit stands in every slot that they have."""
        ready = bits >> self._first
        for shift, without in self._others:
            ready &= bits >> shift | without
        return ready

    def _places(self, ready: int) -> tuple[int, ...]:
        """The numbers of the alternatives with these bits."""
        places = []
        while ready:
            lowest = ready & -ready
            places.append(self._order[lowest.bit_length() - 1])
            ready ^= lowest
        return tuple(sorted(places))

    def _call(self, places: Sequence[int], sentence: Sentence, calls: Calls) -> None:
        for place in places:
            alternative = self._alternatives[place]
            calls.setdefault(alternative.rule, []).append((alternative, sentence))


def _runs(chosen: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of the chosen sentences that follow each other, at most RUN at a time."""
    begin = 0
    for place in range(1, len(chosen) + 1):
        if place == len(chosen) or place - begin == RUN or chosen[place] != chosen[place - 1] + 1:
            yield chosen[begin], chosen[place - 1]
            begin = place


def _groups(matcher: Matcher, screen: Screen) -> Iterator[Group]:
    """What must stand where a matcher hits; several groups for an expression with several hints."""
    for keys in matcher.groups:
        yield from _wanted(keys, screen)


def _wanted(keys: tuple[int, ...], screen: Screen) -> Iterator[Group]:
    if len(keys) == 1 and keys[0] in screen.hints:
        for hint in screen.hints[keys[0]]:
            yield Group(hint, expressive=True)
    elif all(screen.hints.get(key, True) for key in keys):
        words = [screen.numbers.get(key) or (screen.hints[key][0] if key in screen.hints else frozenset()) for key in keys]
        special = tuple(key for key in keys if key not in screen.numbers and key not in screen.hints)
        yield Group(frozenset[int]().union(*words), special, any(key in screen.hints for key in keys))
