"""Approved phrases looked for in a text, and offered while one is typed. They never silence a finding."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

ENOUGH = 2
"""So many characters are typed before anything is offered."""
_LONGEST = 40
_ALIKE = 0.72
"""Share of common characters from which two wordings are taken for one. Measured on pairs in tests/unit/compliance/test_phrases.py."""
_ENDS = "，。！？；：、,.!?;:()（）“”\"'《》【】[]\n\r\t　 "
_SENTENCE = re.compile(r"[^。！？；!?;\n]+")
_TRIM = " 　，,。.！？；!?;：:"


@dataclass(frozen=True, slots=True)
class Phrase:
    """An approved wording.

    :param label: `recommended` or `acceptable`
    :param places: blocks of plan types (`activities` …, `-` for fields outside rows); this, `plan_types` and `products` mean all when empty
    :param until_on: last day of use, None for no end
    """

    id: int
    text: str
    label: str = "recommended"
    places: tuple[str, ...] = ()
    plan_types: tuple[str, ...] = ()
    products: tuple[int, ...] = ()
    from_on: date = date.min
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: kind of plan, its products, the block of its row (`-` outside rows), the day."""

    plan_type: str
    products: tuple[int, ...]
    block: str
    on: date


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of a text and the phrase it is, or is close to. `start` and `end` are code points of the typed text."""

    start: int
    end: int
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Offer:
    """A phrase for what is being typed; it takes the place of the last `taken` characters before the caret."""

    taken: int
    phrase: Phrase


def fits(phrase: Phrase, place: Place) -> bool:
    """Whether a phrase is approved for that place on that day."""
    if place.on < phrase.from_on or (phrase.until_on is not None and place.on > phrase.until_on):
        return False
    if phrase.plan_types and place.plan_type not in phrase.plan_types:
        return False
    if phrase.products and not set(phrase.products) & set(place.products):
        return False
    return not phrase.places or place.block in phrase.places


def fitting(phrases: Iterable[Phrase], place: Place) -> tuple[Phrase, ...]:
    """The phrases for a place, recommended ones first."""
    return tuple(sorted((p for p in phrases if fits(p, place)), key=lambda p: (p.label != "recommended", p.id)))


@lru_cache(maxsize=4096)
def exact(text: str, phrases: tuple[Phrase, ...]) -> tuple[Passage, ...]:
    """Where approved phrases stand word for word, from the left and apart.

    A phrase counts only between punctuation or the ends of the text: what is put before it may turn it round.
    """
    found = [
        Passage(at, at + len(phrase.text), phrase)
        for phrase in phrases
        for at in _places(text, phrase.text)
        if (at == 0 or text[at - 1] in _ENDS) and _ended(text, at + len(phrase.text))
    ]
    kept: list[Passage] = []
    for one in sorted(found, key=lambda p: (p.start, -p.end)):
        if not kept or kept[-1].end <= one.start:
            kept.append(one)
    return tuple(kept)


def _places(text: str, words: str) -> Iterable[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))


def _ended(text: str, end: int) -> bool:
    return end == len(text) or text[end] in _ENDS or text[end - 1] in _ENDS


@lru_cache(maxsize=4096)
def near(text: str, phrases: tuple[Phrase, ...]) -> tuple[Passage, ...]:
    """Sentences close to an approved phrase without being it; one phrase for each, the closest."""
    said = exact(text, phrases)
    found = []
    for match in _SENTENCE.finditer(text):
        words = match[0].strip(_TRIM)
        start = match.start() + match[0].index(words)
        if len(words) < 6 or any(p.start < match.end() and match.start() < p.end for p in said):
            continue
        pairs = _pairs(words)
        closest, phrase = max(((_alike(words, pairs, p), p) for p in phrases), key=lambda scored: scored[0], default=(0.0, None))
        if phrase is not None and closest >= _ALIKE:
            found.append(Passage(start, start + len(words), phrase))
    return tuple(found)


def _alike(words: str, pairs: frozenset[str], phrase: Phrase) -> float:
    other = phrase.text.strip(_TRIM)
    its = _pairs(other)
    if not its or not pairs or 2 * len(pairs & its) < 0.5 * (len(pairs) + len(its)):
        return 0.0
    return SequenceMatcher(None, words, other, autojunk=False).ratio()


@lru_cache(maxsize=4096)
def _pairs(words: str) -> frozenset[str]:
    return frozenset(words[i : i + 2] for i in range(len(words) - 1))


def offers(before: str, phrases: tuple[Phrase, ...], most: int = 5) -> tuple[Offer, ...]:
    """Phrases for what stands before the caret: those that begin with its end first, then those that hold it.

    :param before: text before the caret; words inside a phrase count only from its last clause
    """
    clause = re.split(f"[{re.escape(_ENDS)}]", before[-_LONGEST:])[-1]
    found: list[tuple[bool, int, Offer]] = []
    for phrase in phrases:
        whole = phrase.text.rstrip(_TRIM)
        if before.rstrip(_TRIM).endswith(whole):
            continue
        begun = next((n for n in range(min(len(before), len(whole)), ENOUGH - 1, -1) if before.endswith(whole[:n])), 0)
        taken = begun or next((n for n in range(len(clause), ENOUGH - 1, -1) if clause[-n:] in whole), 0)
        if taken:
            found.append((not begun, -taken, Offer(taken, phrase)))
    found.sort(key=lambda one: one[:2])
    return tuple(one for *_, one in found[:most])
