"""Packs of any number of rules over words, to see what more rules cost.

Up to its own size a pack gives every so-many-th of its rules. Beyond it, its rules come again with other words:
each word written backwards (返点 → 点返; for third copies 点点返), which is of the same characters but says nothing, so
that more rules are looked for while a text holds no more findings. Expressions stay. Nothing is random: equal sizes give
equal packs.
"""

from typing import Any

from planner.compliance.compiled import Compiled
from planner.compliance.pack import Pack
from planner.compliance.schema import Match, Rule
from planner.compliance.vocabulary import DYNAMIC_LISTS

WORDED = ("terms", "of", "per")


def of_size(pack: Pack, size: int) -> Compiled:
    """The pack with that many rules over words, ready to run."""
    own = [rule.model_copy(update={"beats": ()}) for rule in pack.rules if rule.match.structural is None]
    if size <= len(own):
        chosen = [own[number * len(own) // size] for number in range(size)]
    else:
        chosen = [_backwards(own[number % len(own)], number // len(own)) for number in range(size)]
    copies = range(1, size // len(own) + 1)
    lists = {**pack.lists, **{f"{name}_{copy}": _words(words, copy) for name, words in pack.lists.items() for copy in copies}}
    return Compiled(tuple(chosen), lists, pack.cues, pack.citations, pack.filters, pack.disguises, pack.head.defaults)


def _backwards(rule: Rule, copy: int) -> Rule:
    """The rule itself for copy 0, else one with its words backwards."""
    if copy == 0:
        return rule
    match = Match.model_validate(_turned(rule.match.model_dump(exclude_unset=True), copy))
    return rule.model_copy(update={"id": f"{rule.id}-{copy}", "match": match})


def _turned(node: Any, copy: int) -> Any:
    """A match with every word backwards."""
    if isinstance(node, dict):
        return {key: _words(inner, copy) if key in WORDED and _is_group(inner) else _turned(inner, copy) for key, inner in node.items()}
    if isinstance(node, list | tuple):
        return tuple(_words(inner, copy) if _is_group(inner) else _turned(inner, copy) for inner in node)
    return node


def _is_group(node: Any) -> bool:
    return isinstance(node, list | tuple) and all(isinstance(word, str) for word in node)


def _words(words: tuple[str, ...], copy: int) -> tuple[str, ...]:
    return tuple(_list(word, copy) if word.startswith("$") else word[-1] * (copy - 1) + word[::-1] for word in words)


def _list(name: str, copy: int) -> str:
    return name if name[1:] in DYNAMIC_LISTS else f"{name}_{copy}"
