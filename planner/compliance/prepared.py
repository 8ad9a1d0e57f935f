"""A text made ready for matching once, and shared by every rule."""

from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from planner.compliance import segment
from planner.compliance.normalize import Normal, normalise

if TYPE_CHECKING:
    from planner.compliance.atoms import Atom

Span = tuple[int, int]
_LEADS = bytes(0 if 0x80 <= byte < 0xC0 else 1 for byte in range(256))


class Prepared:
    """One text, normalised, with its units and the places of every word list found so far.

    Positions are those of the normalised text; `normal.span` leads back to the typed one.
    """

    def __init__(self, normal: Normal) -> None:
        self.normal = normal
        self.text = normal.text
        self.data = normal.text.encode()
        self._spans: dict[int, tuple[Span, ...]] = {}

    @classmethod
    def of(cls, original: str) -> "Prepared":
        return cls(normalise(original))

    @cached_property
    def sentences(self) -> segment.Cuts:
        return segment.sentences(self.text)

    @cached_property
    def clauses(self) -> segment.Cuts:
        return segment.clauses(self.text)

    @cached_property
    def lines(self) -> segment.Cuts:
        return segment.lines(self.text)

    @cached_property
    def _characters(self) -> list[int]:
        """For each byte, how many characters begin at or before it."""
        return [0, *accumulate(self.data.translate(_LEADS))]

    def spans(self, atom: "Atom") -> tuple[Span, ...]:
        """Where the atom's words stand, in order; searched once."""
        known = self._spans.get(atom.key)
        if known is None:
            found = [m.span() for m in atom.pattern.finditer(self.data)]
            if len(self.data) != len(self.text):
                count = self._characters
                known = tuple((count[a], count[b]) for a, b in found if b > a)
            else:
                known = tuple((a, b) for a, b in found if b > a)
            self._spans[atom.key] = known
        return known

    def unit(self, within: str) -> segment.Cuts:
        """The cuts for `clause`, `sentence` or `field`."""
        if within == "clause":
            return self.clauses
        if within == "sentence":
            return self.sentences
        return segment.Cuts((0,), (len(self.text),))
