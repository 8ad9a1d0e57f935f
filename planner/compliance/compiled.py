"""A pack made ready to run: matchers, cues and the screen that picks the few rules a text can concern."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from planner.compliance.atoms import Atom, PatternError, Screen, Vocabulary
from planner.compliance.context import CompiledCue, CompiledWithout, compile_cue, compile_without
from planner.compliance.findings import Citation, Suggestion
from planner.compliance.index import Index
from planner.compliance.layers import Disguise
from planner.compliance.matchers.base import Matcher, Words
from planner.compliance.matchers.build import compile_match
from planner.compliance.normalize import plain
from planner.compliance.packfiles import Cue, Defaults, Disguises, Document, Filter
from planner.compliance.prepared import Sentence
from planner.compliance.reader import LIST, Reader
from planner.compliance.schema import Effective, Rule
from planner.compliance.structural import CHECKS, Check, opened
from planner.compliance.vocabulary import CATEGORIES, Bilingual
from planner.kernel.i18n import Text


class RuleError(ValueError):
    """A rule that cannot be run; names the rule."""

    def __init__(self, rule_id: str, reason: str) -> None:
        super().__init__(f"{rule_id}: {reason}")
        self.rule_id = rule_id
        self.reason = reason


@dataclass(frozen=True)
class CompiledRule:
    """:param matchers: alternatives; none for structural rules
    :param near_cues: the bits of all cues that lie in the hit's sentence
    :param far_cues: the keys of the words of all others
    :param protect: longer harmless strings, normalised
    :param conditions: for each `severity_when` with words, the words
    :param params: of a rule over fields, its lists opened
    """

    rule: Rule
    matchers: tuple[Matcher, ...]
    cues: tuple[CompiledCue, ...]
    near_cues: int
    far_cues: frozenset[int]
    protect: re.Pattern[str] | None
    without: tuple[CompiledWithout, ...]
    under: Atom | None
    conditions: tuple[Words | None, ...]
    layers: frozenset[str]
    cites: tuple[tuple[Document, Citation], ...]
    suggestions: tuple[Suggestion, ...]
    title: Text
    why: Text
    params: Mapping[str, object]

    def citations(self, on: date | None) -> tuple[Citation, ...]:
        """Provisions in force on that day; all of them when that leaves none."""
        day = on or date.max
        held = [c for d, c in self.cites if (d.in_force_from or date.min) <= day <= (d.in_force_to or date.max)]
        return tuple({c.label: c for c in held or [c for _, c in self.cites]}.values())


class Compiled:
    """:raises RuleError: a rule names an unknown list, cue, citation or rule, or has a pattern that cannot be run"""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        lists: Mapping[str, tuple[str, ...]],
        cues: Mapping[str, Cue],
        documents: Mapping[str, Document],
        filters: tuple[Filter, ...],
        disguises: Disguises,
        defaults: Defaults,
        reader: Reader | None = None,
    ) -> None:
        self.vocabulary = Vocabulary(lists)
        self.defaults = defaults
        self._documents = documents
        ids = {rule.id for rule in rules}
        self.rules = tuple(self._rule_named(rule, ids) for rule in rules)
        self.cues = {name: self._cue(name, cue) for name, cue in cues.items()}
        self.rules = tuple(self._with_context(compiled) for compiled in self.rules)
        self.reader = reader
        named = {name: self.vocabulary.literal_atom(words) for name in lists if (words := self.vocabulary.words(("$" + name,))[0])}
        self.screen = Screen(self.vocabulary.atoms)
        self._lists_of_word = self._named(named)
        gains = {number: reader.gain(lists) for number, lists in self._lists_of_word.items()} if reader is not None else {}
        self._gain_of_word = {number: gain for number, gain in gains.items() if gain}
        self.disguise = Disguise(disguises, (word for atom in self.vocabulary.atoms for word in atom.words))
        afar = [atom for cue in self.cues.values() if not cue.bits for atom in cue.words]
        afar += [compiled.under for compiled in self.rules if compiled.under is not None]
        self.index = Index(self.rules, self.screen, afar)
        self.checks = tuple(_checks(self.rules))
        self.by_id = {c.rule.id: c for c in self.rules}
        self.resembling = {c.rule.category: c for c in self.rules if c.rule.match.resembles}
        self.filters = tuple((f, self._filter_words(f)) for f in filters)

    def _named(self, lists: Mapping[str, Atom]) -> dict[int, tuple[str, ...]]:
        """Number of a word in the screen → the named lists that hold it."""
        found: dict[int, tuple[str, ...]] = {}
        for name, atom in lists.items():
            for number in self.screen.numbers.get(atom.key, ()):
                found[number] = (*found.get(number, ()), LIST + name)
        return found

    def lists_in(self, sentence: Sentence, start: int, end: int) -> set[str]:
        """The word lists with a word between two places of a sentence, as features for the second reader."""
        known, low, high = self._lists_of_word, start - sentence.start, end - sentence.start
        return set().union(*[known[number] for number, first, last in sentence.found if number in known and first >= low and last <= high])

    def gain_in(self, sentence: Sentence) -> int:
        """The most that the word lists of a sentence can add to what the second reader thinks of it."""
        known = self._gain_of_word
        return sum([known[number] for number, _, _ in sentence.found if number in known])

    def _rule_named(self, rule: Rule, ids: set[str]) -> CompiledRule:
        try:
            return self._rule(rule, ids)
        except PatternError as error:
            raise RuleError(rule.id, str(error)) from error

    def _rule(self, rule: Rule, ids: set[str]) -> CompiledRule:
        if unknown := [name for name in rule.beats if name not in ids and name not in CATEGORIES]:
            raise RuleError(rule.id, f"beats names an unknown rule: {unknown[0]}")
        structural = rule.match.structural
        if structural is not None and structural.check not in CHECKS:
            raise RuleError(rule.id, f"unknown check: {structural.check}")
        return CompiledRule(
            rule=rule,
            matchers=() if structural is not None or rule.match.resembles else compile_match(rule.match, self.vocabulary),
            cues=(),
            near_cues=0,
            far_cues=frozenset(),
            protect=re.compile(_any_of(self.vocabulary.words(rule.protect)[0])) if rule.protect else None,
            without=(),
            under=None,
            conditions=(),
            layers=frozenset(rule.normalise or self.defaults.normalise),
            cites=tuple(self._cite(rule, cite.doc, cite.at) for cite in rule.cites),
            suggestions=tuple(Suggestion(s.kind, text(s.text)) for s in sorted(rule.suggest, key=lambda s: s.strength == "fallback")),
            title=text(rule.title),
            why=text(rule.why),
            params=opened(structural.model_extra or {}, self.vocabulary) if structural is not None else {},
        )

    def _with_context(self, compiled: CompiledRule) -> CompiledRule:
        """Cues, own switch-off words and conditions of severity."""
        rule = compiled.rule
        names = self.defaults.unless if rule.unless is None else rule.unless
        names = tuple(n for n in (*names, *rule.unless_also) if n not in rule.unless_not)
        if unknown := [n for n in (*names, *rule.unless_not) if n not in self.cues]:
            raise RuleError(rule.id, f"unknown cue: {unknown[0]}")
        try:
            without = tuple(compile_without(w, self.vocabulary) for w in rule.without)
            under = self._words(rule.under.terms) if rule.under else None
            conditions = tuple(Words.of(s.if_.words, self.vocabulary) if s.if_.words else None for s in rule.severity_when)
        except PatternError as error:
            raise RuleError(rule.id, str(error)) from error
        fields = {name: getattr(compiled, name) for name in compiled.__dataclass_fields__}
        cues = tuple(self.cues[n] for n in names)
        fields |= {"near_cues": reduce(or_, (cue.bits for cue in cues), 0)}
        fields |= {"far_cues": frozenset(words.key for cue in cues if not cue.bits for words in cue.words)}
        fields |= {"cues": cues, "without": without, "under": under, "conditions": conditions}
        return CompiledRule(**fields)

    def _words(self, group: tuple[str, ...]) -> Atom:
        return self.vocabulary.literal_atom(self.vocabulary.words(group)[0])

    def _cue(self, name: str, cue: Cue) -> CompiledCue:
        try:
            return compile_cue(name, cue, self.vocabulary)
        except PatternError as error:
            raise RuleError(f"cue {name}", str(error)) from error

    def _cite(self, rule: Rule, doc: str, at: str | None) -> tuple[Document, Citation]:
        document = self._documents.get(doc)
        if document is None or not document.citable:
            raise RuleError(rule.id, f"cites an unknown document: {doc}")
        as_of = document.checked_on.isoformat()
        if at is None:
            return document, Citation(doc, text(document.title), False, as_of)
        if at not in document.at:
            raise RuleError(rule.id, f"cites an unknown provision: {doc}#{at}")
        place = document.at[at]
        return document, Citation(doc, text(place.label), place.certain, as_of)

    def _filter_words(self, filter_: Filter) -> tuple[str, ...]:
        return tuple(plain(w) for w in self.vocabulary.words(filter_.when.words)[0]) if filter_.when.words else ()


def _checks(rules: Iterable[CompiledRule]) -> Iterator[tuple[CompiledRule, Check, Effective | None]]:
    """The active rules over fields with the check each asks, and the days it holds on; None for all days. All are asked at every save."""
    for compiled in rules:
        rule = compiled.rule
        if rule.match.structural is not None and rule.status == "active":
            yield compiled, CHECKS[rule.match.structural.check], rule.effective if rule.effective != Effective() else None


def _any_of(words: tuple[str, ...]) -> str:
    """An expression for any of the words, the longer one first where one begins the other."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def text(bilingual: Bilingual) -> Text:
    """A pack's text as the kernel's."""
    return Text(bilingual.zh, bilingual.en)
