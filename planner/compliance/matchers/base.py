"""What every matcher shares: hits, groups of words, and the text they are looked up in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from planner.compliance.atoms import Atom, Vocabulary
from planner.compliance.prepared import Prepared, Span
from planner.compliance.vocabulary import DYNAMIC_LISTS

DYNAMIC_KEYS = {name: -number for number, name in enumerate(DYNAMIC_LISTS, start=1)}
"""Keys of the lists that a plan's products fill; atoms of the pack count from 0."""


@dataclass(frozen=True, slots=True)
class Hit:
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

    def holds(self, lookup: Lookup, sentence: int) -> bool:
        """Whether a sentence holds one of the words."""
        return any(lookup.text.holds(key, sentence) for key in self.keys)

    def spans(self, lookup: Lookup, sentence: int) -> tuple[Span, ...]:
        """Places of the words in one sentence, in order."""
        found = () if self.atom is None else lookup.text.spans(self.atom, sentence)
        for key in self.dynamic:
            if key in lookup.products:
                found = tuple(sorted({*found, *lookup.text.spans(lookup.products[key], sentence)}))
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

    `groups` are sets of keys: of each of them one must be there, in one sentence, or anywhere in the text for
    a matcher that is `wide`.
    """

    @property
    def groups(self) -> Sequence[tuple[int, ...]]: ...

    @property
    def wide(self) -> bool: ...

    def hits(self, lookup: Lookup, sentence: int) -> list[Hit]:
        """Every hit in a sentence, in no particular order; a wide matcher looks at the whole text."""
