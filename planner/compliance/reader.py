"""The second reader: how much a sentence resembles labelled ones, asked only where no rule has spoken.

A linear model over single characters, pairs of neighbours and the pack's named word lists (logistic regression,
trained by `make reader` from our own labelled texts and the rules' examples). It never decides: what it finds is
for an officer to look at, and names the example it resembles; what it doubts of a rule becomes advice, never less.
"""

import base64
import json
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import chain, repeat
from math import exp, inf, log, sqrt
from operator import add
from typing import Any

_DIGITS = re.compile(r"\d+")
SHORTEST = 8
"""Characters below which a sentence says too little to be judged."""
LIST = "$"
"""Before the name of a word list, to tell it from characters."""
_ONE = 1 << 32
"""Added to every weight, so that one sum tells both how many features are known and what they weigh together."""


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
            self._known: dict[str, _Examples] = {}
            self._counted = {name: _ONE + weight for name, weight in self._offence.items()}
            self._bar = _logit(self.speaks_from) - 1e-9 if self._scale >= 0 else -inf  # the last digit of a sum depends on its order
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"not a reader: {error}") from error

    def likelihood(self, seen: Set[str]) -> float:
        """How likely an officer would want to see a sentence with these features, 0 to 1."""
        known = [weight for weight in map(self._offence.get, seen) if weight is not None]
        if not known:
            return 0.0
        return 1 / (1 + exp(-(self._bias + self._scale * sum(known) / sqrt(len(known)))))

    def gain(self, lists: Iterable[str]) -> int:
        """The most that these word lists can add to a sentence."""
        return sum(max(0, self._offence.get(name, 0)) for name in lists)

    def stays_silent(self, sentence: str, gain: int) -> bool:
        """True where `likelihood` cannot exceed `speaks_from`, whichever of its word lists count: most sentences, at half the price.

        The characters and pairs weigh `total` and are `known` many; lists add at most `gain` and only make the root larger.

        :param gain: of all word lists of the sentence
        """
        counted = sum(map(self._counted.get, features(sentence), repeat(0)))
        known = (counted + _ONE // 2) // _ONE
        total = counted - known * _ONE + gain
        return self._bias + self._scale * max(0, total) / sqrt(max(1, known)) < self._bar

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
        known = self._known.get(category)
        if known is None:
            known = self._known[category] = _Examples(self._examples[category])
        return known.nearest(_pairs(seen))


class _Examples:
    """The labelled sentences of a category, found by the pairs of characters in them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._sizes: list[int] = []
        self._holders: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            pairs = _pairs(features(text))
            self._sizes.append(len(pairs))
            for pair in pairs:
                self._holders.setdefault(pair, []).append(number)

    def nearest(self, own: frozenset[str]) -> str:
        """The sentence with most of its pairs among these, measured by what both have together; of equals the first."""
        shared = Counter(chain.from_iterable(self._holders.get(pair, ()) for pair in own))
        alike = {number: count / (len(own) + self._sizes[number] - count) for number, count in shared.items()}
        return self._texts[min(alike, key=lambda number: (-alike[number], number), default=0)]


def _logit(likelihood: float) -> float:
    """The sum at which the logistic function is so high."""
    return -inf if likelihood <= 0 else inf if likelihood >= 1 else log(likelihood / (1 - likelihood))


def _numbers(packed: str) -> list[int]:
    """Small whole numbers as they stand in the file; `scale` makes weights of them."""
    return list(array("b", base64.b64decode(packed)))


def _pairs(seen: Set[str]) -> frozenset[str]:
    """The pairs of characters among features."""
    return frozenset(name for name in seen if len(name) == 2 and name[0] != LIST)
