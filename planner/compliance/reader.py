"""The second reader: how much a sentence resembles labelled ones, asked only where no rule has spoken.

A linear model over single characters, pairs of neighbours and the pack's named word lists (logistic regression,
trained by `make reader` from our own labelled texts and the rules' examples). It never decides: what it finds is
for an officer to look at, and names the example it resembles; what it doubts of a rule becomes advice, never less.
"""

import base64
import json
import re
from array import array
from collections.abc import Iterable, Set
from dataclasses import dataclass
from math import exp, sqrt
from operator import add
from typing import Any

_DIGITS = re.compile(r"\d+")
SHORTEST = 8
"""Characters below which a sentence says too little to be judged."""
LIST = "$"
"""Before the name of a word list, to tell it from characters."""


def features(sentence: str, lists: Iterable[str] = ()) -> set[str]:
    """What the model sees of a sentence in standard spelling.

    :param lists: names of the word lists with a word in it, each after LIST
    """
    text = _DIGITS.sub("0", "".join(sentence.split()))
    return {*text, *map(add, text, text[1:]), *lists}


@dataclass(frozen=True, slots=True)
class Resemblance:
    """What the reader thinks of a sentence.

    :param category: the kind of offence it most resembles
    :param certainty: that it is this kind and no other, 0 to 1
    """

    category: str
    certainty: float


class Reader:
    """A trained model, read from the text of its file.

    :ivar speaks_from: likelihood from which a sentence without a finding is shown
    :ivar sure_from: certainty of the category that this takes as well
    :ivar doubts_below: likelihood below which what a rule would have reviewed is only advice
    :raises ValueError: not such a file
    """

    def __init__(self, source: str) -> None:
        try:
            data: dict[str, Any] = json.loads(source)
            names: list[str] = data["features"]
            self._offence = dict(zip(names, _numbers(data["offence"]), strict=True))
            self._bias: float = data["bias"]
            self.speaks_from: float = data["speaks_from"]
            self.sure_from: float = data["sure_from"]
            self.doubts_below: float = data["doubts_below"]
            self.categories: tuple[str, ...] = tuple(data["categories"])
            kinds = _numbers(data["kinds"])
            width = len(self.categories)
            if len(kinds) != width * len(names):
                raise ValueError("weights are missing")
            self._kinds = {name: kinds[at * width : (at + 1) * width] for at, name in enumerate(names)}
            self._kind_bias: list[float] = data["kind_bias"]
            self._scale: float = data["scale"]
            self._examples: dict[str, list[str]] = data["examples"]
            self._pairs: dict[str, list[tuple[frozenset[str], str]]] = {}
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"not a reader: {error}") from error

    def likelihood(self, seen: Set[str]) -> float:
        """How likely an officer would want to see a sentence with these features, 0 to 1."""
        known = [weight for weight in map(self._offence.get, seen) if weight is not None]
        if not known:
            return 0.0
        return 1 / (1 + exp(-(self._bias + self._scale * sum(known) / sqrt(len(known)))))

    def resemblance(self, seen: Set[str]) -> Resemblance:
        """What a sentence with these features resembles."""
        known = [name for name in seen if name in self._kinds]
        sums = [self._scale * sum(column) / sqrt(len(known) or 1) for column in zip(*(self._kinds[name] for name in known), strict=True)]
        scores = [bias + value for bias, value in zip(self._kind_bias, sums or [0.0] * len(self.categories), strict=True)]
        best = max(range(len(scores)), key=scores.__getitem__)
        certainty = 1 / sum(exp(score - scores[best]) for score in scores)
        return Resemblance(self.categories[best], certainty)

    def nearest(self, seen: Set[str], category: str) -> str:
        """The labelled sentence of a category that shares most pairs of characters with these features."""
        known = self._pairs.get(category)
        if known is None:
            known = self._pairs[category] = [(_pairs(features(text)), text) for text in self._examples[category]]
        own = _pairs(seen)
        return max(known, key=lambda item: len(own & item[0]) / len(own | item[0]) if item[0] else 0)[1]


def _numbers(packed: str) -> list[int]:
    """Small whole numbers as they stand in the file; `scale` makes weights of them."""
    return list(array("b", base64.b64decode(packed)))


def _pairs(seen: Set[str]) -> frozenset[str]:
    """The pairs of characters among features."""
    return frozenset(name for name in seen if len(name) == 2 and name[0] != LIST)
