"""What every matcher shares: hits, groups of words, and the text they are looked up in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from planner.compliance.atoms import Atom, Vocabulary
from planner.compliance.prepared import Prepared, Sentence, Span
from planner.compliance.vocabulary import DYNAMIC_LISTS

DYNAMIC_KEYS = {name: -number for number, name in enumerate(DYNAMIC_LISTS, start=1)}
"""Keys of the lists that a plan's products fill; atoms of the pack count from 0."""


class Hit(NamedTuple):
    """A match in normalised positions; `parts` are the words it is made of."""

    start: int
    end: int
    parts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """One prepared text with the lists of the plan's products and the policy's thresholds.

    :param products: key of a list filled from products → its words
    """

    text: Prepared
    products: Mapping[int, Atom]
    policy: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Words:
    """A group of words: literals and `$lists` as one atom, and lists filled from products.

    :param keys: one of these stands where the group does
    """

    atom: Atom | None
    dynamic: tuple[int, ...]
    keys: tuple[int, ...]

    @classmethod
    def of(cls, group: Iterable[str], vocabulary: Vocabulary) -> "Words":
        literals, names = vocabulary.words(group)
        dynamic = tuple(DYNAMIC_KEYS[name] for name in names)
        atom = vocabulary.literal_atom(literals) if literals else None
        return cls(atom, dynamic, dynamic if atom is None else (atom.key, *dynamic))

    def holds(self, sentence: Sentence) -> bool:
        """Whether a sentence holds one of the words."""
        return any(sentence.holds(key) for key in self.keys)

    def spans(self, lookup: Lookup, sentence: Sentence) -> tuple[Span, ...]:
        """Places of the words in one sentence, in order."""
        found = () if self.atom is None else sentence.spans(self.atom)
        if not self.dynamic:
            return found
        for key in self.dynamic:
            if key in lookup.products:
                found = tuple(sorted({*found, *sentence.spans(lookup.products[key])}))
        return found

    def all_spans(self, lookup: Lookup) -> list[Span]:
        """Places of the words in the whole text, in order."""
        found = [] if self.atom is None else lookup.text.all_spans(self.atom)
        for key in self.dynamic:
            if key in lookup.products:
                found = sorted({*found, *lookup.text.all_spans(lookup.products[key])})
        return found


class Matcher(Protocol):
    """One way to recognise something.

    `groups` are sets of keys: of each of them one must stand in the same `unit`: a clause, a sentence, or the whole field.
    """

    @property
    def groups(self) -> Sequence[tuple[int, ...]]: ...

    @property
    def unit(self) -> str: ...

    @property
    def alone(self) -> bool:
        """Whether the hits in a sentence follow from the words of that sentence, not from the plan's products, the policy or other sentences."""
        ...

    def hits(self, lookup: Lookup, sentence: Sentence) -> list[Hit]:
        """Every hit in a sentence, in no particular order; one for the field looks at the whole text."""
