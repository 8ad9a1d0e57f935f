"""From a rule's data to its matchers."""

import re
from collections.abc import Iterable
from itertools import accumulate

from planner.compliance.atoms import PatternError, Vocabulary, compile_pattern
from planner.compliance.matchers.base import Matcher, Words
from planner.compliance.matchers.combined import AllMatcher
from planner.compliance.matchers.hidden import HiddenMatcher
from planner.compliance.matchers.near import NearMatcher
from planner.compliance.matchers.number import NumberMatcher, unit_source
from planner.compliance.matchers.regex import RegexMatcher
from planner.compliance.matchers.terms import TermsMatcher
from planner.compliance.normalize import plain
from planner.compliance.schema import Match

LONGEST_REGEX = 1_000
DEEPEST = 30
MOST_WORDS = 2_000
"""Of one group, its lists opened."""
LONGEST_WORD = 100
_BYTES = re.compile(r"(?:^|[^\\])(?:\\\\)*\\C")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_LINE_END = re.compile(r"\n|(?:^|[^\\])(?:\\\\)*\\[nrfv]")


def compile_match(match: Match, vocabulary: Vocabulary) -> tuple[Matcher, ...]:
    """The alternatives of a match: `any` gives several, everything else one or one for each expression.

    :raises PatternError: an unknown list, an expression RE2 refuses, or one that can never match
    """
    if match.terms is not None:
        return (TermsMatcher(_group(match.terms, vocabulary)),)
    if match.near is not None:
        near = match.near
        return (NearMatcher(tuple(_group(g, vocabulary) for g in near.terms), near.within, near.ordered, near.gap),)
    if match.regex is not None:
        return tuple(RegexMatcher(vocabulary.expression(_in_a_sentence(checked(source)))) for source in match.regex)
    if match.number is not None:
        number = match.number
        words = tuple(_group(g, vocabulary) for g in (number.of, number.per) if g is not None)
        amount = vocabulary.expression(unit_source(number.unit))
        return (NumberMatcher(amount, number.op, number.value, number.policy, words, number.within),)
    if match.any is not None:
        return tuple(matcher for m in match.any for matcher in compile_match(m, vocabulary))
    if match.all is not None:
        return (AllMatcher(tuple(compile_match(m, vocabulary) for m in match.all.of), match.all.within),)
    if match.hidden:
        return (HiddenMatcher(),)
    raise PatternError("a structural check has no words; it cannot stand inside any or all")


def _group(group: Iterable[str], vocabulary: Vocabulary) -> Words:
    words = Words.of(group, vocabulary)
    literals = words.atom.words if words.atom is not None else frozenset()
    if len(literals) > MOST_WORDS:
        raise PatternError(f"{len(literals):,} words in one group; at most {MOST_WORDS:,}")
    longest = max(literals, key=len, default="")
    if len(longest) > LONGEST_WORD:
        raise PatternError(f"{longest[:20]}… is a word of {len(longest):,} characters; at most {LONGEST_WORD}")
    return words


def _in_a_sentence(source: str) -> str:
    if _LINE_END.search(_CLASS.sub("", source)):
        raise PatternError(f"{source!r} can never match: a sentence ends where a line does")
    return source


def checked(source: str) -> str:
    """An expression that RE2 takes and whose letters can occur in a normalised text.

    :raises PatternError: RE2 refuses it, it is longer than LONGEST_REGEX or deeper than DEEPEST, asks for bytes, or holds capitals, full-width or traditional characters, which are never there
    """
    if len(source) > LONGEST_REGEX:
        raise PatternError(f"{source[:40]!r}… is an expression of {len(source):,} characters; at most {LONGEST_REGEX:,}")
    depths = accumulate((char == "(") - (char == ")") for char in re.sub(r"\\\\.", "", source))
    if max(depths, default=0) > DEEPEST:
        raise PatternError(f"{source[:40]!r}… nests brackets more than {DEEPEST} deep")
    if _BYTES.search(source):
        raise PatternError(f"{source!r}: \\C reads single bytes, which are no characters")
    letters = "".join(char for char in source if char > "\x7f")
    if plain(letters) != letters:
        wrong = "".join(char for char in letters if plain(char) != char)
        raise PatternError(f"{source!r} can never match: write {plain(wrong)!r} for {wrong!r}, as the normalised text does")
    compile_pattern(source)
    return source
