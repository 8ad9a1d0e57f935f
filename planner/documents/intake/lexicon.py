"""What a plan's steps, groups, fields and choices are called, in the plan's words and in other people's."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import opencc
import yaml

from planner.documents.intake.numbers import bare
from planner.kernel.i18n import Text
from planner.wizards.schema import Choice, Field, Group

SURE, LIKELY, PERHAPS = 0.9, 0.72, 0.6
"""How alike words must be: to be taken anywhere, within the right step, within the right group."""
_BRACKETS = re.compile(r"[(（\[【《][^()（）\[\]【】《》]*[)）\]】》]")
_NOISE = re.compile(r"[\s\"'“”‘’「」『』:：。.,，;；!！?？·•\-–—_/\\|()（）\[\]【】《》<>*#&+~]+")
_COUNTED = re.compile(r"^(?:一(?:个|家|位|场|项|条|类|份|种|行|层|支|批|次)?)")
_SPLIT = re.compile(r"[、/／与和及&,，;；:：]|\band\b|\bor\b|——|--|\(|（|\)|）")


@cache
def _simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=20_000)
def simple(text: str) -> str:
    """Letters only, in simplified Chinese and lower case, for comparing; words of English keep one space between."""
    folded = _simplified().convert(unicodedata.normalize("NFKC", text)).casefold()
    spaced = _NOISE.sub(" ", folded).strip()
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", spaced)


@cache
def _families() -> Mapping[str, frozenset[str]]:
    """Word → every word of the families it is in."""
    found: dict[str, set[str]] = defaultdict(set)
    families: list[list[object]] = yaml.safe_load((Path(__file__).parent / "synonyms.yml").read_text(encoding="utf-8"))
    for family in families:
        words = {simple(str(word)) for word in family}
        for word in words:
            found[word] |= words
    return {word: frozenset(others) for word, others in found.items()}


@cache
def names(text: Text) -> frozenset[str]:
    """Everything a label may be called."""
    own = {simple(label) for label in (text.zh, text.en)} | {simple(_BRACKETS.sub("", label)) for label in (text.zh, text.en)}
    own |= {re.sub(r"^\d+ ?", "", label) for label in own}  # 2 多渠道
    return frozenset(word for label in own for word in (label, *_families().get(label, ())) if word)


@lru_cache(maxsize=20_000)
def readings(words: str) -> tuple[str, ...]:
    """A heading or label without its number, whole and in its parts, for comparing."""
    line = bare(words.strip()).rstrip(":： ")
    whole, outside = simple(line), simple(_BRACKETS.sub(" ", line))
    inside = [simple(part[1:-1]) for part in _BRACKETS.findall(line)]
    parts = [simple(part) for part in _SPLIT.split(line)]
    return tuple(dict.fromkeys(word for word in (whole, outside, *parts, *inside) if word))


@lru_cache(maxsize=20_000)
def alike(words: str, label: Text) -> float:
    """How well words name a thing: 1 the same, 0 not at all."""
    called, said = names(label), readings(words)
    if not said:
        return 0.0
    if said[0] in called or (len(said) > 1 and said[1] in called):
        return 1.0
    best = max((0.86 for part in said[1:] if part in called and len(part) > 1), default=0.0)
    return max(best, max((_within(name, said[0]) for name in called), default=0.0))


def _within(name: str, said: str) -> float:
    """One inside the other, by how much of it; English only at whole words."""
    if name.isascii() != said.isascii() and name.isascii():
        return 0.62 if len(name) > 3 and name in said else 0.0
    short, long = sorted((name, said), key=len)
    if len(short) < 2 or (short.isascii() and f" {short} " not in f" {long} ") or short not in long:
        return 0.0
    share = len(short) / len(long)
    if short == name:
        ends = long.endswith(short) or long.startswith(short)
        return 0.5 + 0.35 * share + (0.12 if ends else 0.0)
    return 0.42 + 0.45 * share


def item_words(group: Group) -> Text:
    """A row of a group in words, without the numeral: 一个竞品 → 竞品."""
    return Text(_COUNTED.sub("", group.item.zh) or group.item.zh, re.sub(r"^an? ", "", group.item.en))


def group_alike(words: str, group: Group) -> float:
    """As `alike`, for a group by its label or by what a row of it is called."""
    return max(alike(words, group.label), 0.95 * alike(words, item_words(group)))


@dataclass(frozen=True, slots=True)
class FieldFound:
    """A field that words name, and how well."""

    field: Field
    score: float


def field_called(words: str, fields: Iterable[Field], least: float = LIKELY) -> FieldFound | None:
    """The field of some that words name best; None when none does."""
    scored = [FieldFound(one, alike(words, one.label)) for one in fields]
    best = max(scored, key=lambda found: found.score, default=None)
    return best if best is not None and best.score >= least else None


def choice_called(words: str, choices: Sequence[Choice], least: float = LIKELY) -> Choice | None:
    """The choice that words name best; None when none does or two do alike."""
    said = words.strip().casefold()
    if exact := next((one for one in choices if one.value.casefold() == said), None):
        return exact
    scored = sorted(((alike(words, one.label), at, one) for at, one in enumerate(choices)), key=lambda s: (-s[0], s[1]))
    if not scored or scored[0][0] < least or (len(scored) > 1 and scored[0][0] == scored[1][0] < 1.0):
        return None
    return scored[0][2]
