"""From a rule's data to its matchers."""

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


def compile_match(match: Match, vocabulary: Vocabulary) -> tuple[Matcher, ...]:
    """The alternatives of a match: `any` gives several, everything else one or one for each expression.

    :raises PatternError: an unknown list, an expression RE2 refuses, or one that can never match
    """
    if match.terms is not None:
        return (TermsMatcher(Words.of(match.terms, vocabulary)),)
    if match.near is not None:
        near = match.near
        return (NearMatcher(tuple(Words.of(g, vocabulary) for g in near.terms), near.within, near.ordered, near.gap),)
    if match.regex is not None:
        return tuple(RegexMatcher(vocabulary.expression(checked(source))) for source in match.regex)
    if match.number is not None:
        number = match.number
        words = tuple(Words.of(g, vocabulary) for g in (number.of, number.per) if g is not None)
        amount = vocabulary.expression(unit_source(number.unit))
        return (NumberMatcher(amount, number.op, number.value, number.policy, words, number.within),)
    if match.any is not None:
        return tuple(matcher for m in match.any for matcher in compile_match(m, vocabulary))
    if match.all is not None:
        return (AllMatcher(tuple(compile_match(m, vocabulary) for m in match.all.of), match.all.within),)
    if match.hidden:
        return (HiddenMatcher(),)
    raise PatternError("a structural check has no words; it cannot stand inside any or all")


def checked(source: str) -> str:
    """An expression that RE2 takes and whose letters can occur in a normalised text.

    :raises PatternError: RE2 refuses it, or it holds capitals, full-width or traditional characters, which are never there
    """
    letters = "".join(char for char in source if char > "\x7f")
    if plain(letters) != letters:
        wrong = "".join(char for char in letters if plain(char) != char)
        raise PatternError(f"{source!r} can never match: write {plain(wrong)!r} for {wrong!r}, as the normalised text does")
    compile_pattern(source)
    return source
