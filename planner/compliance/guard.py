"""Is a rule that an officer wrote fit to run? Says what is wrong in words an officer understands, and where.

A rule that cannot match, costs too much, speaks of everything, or fails its own examples is refused as a whole.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from planner.compliance.company import FILE, Entry, basis_of, opened, rule_of
from planner.compliance.compiled import RuleError
from planner.compliance.engine import check_text
from planner.compliance.findings import Severity
from planner.compliance.matchers.build import compile_match
from planner.compliance.matchers.regex import RegexMatcher
from planner.compliance.normalize import plain
from planner.compliance.pack import Pack
from planner.compliance.patternfaults import Fault, regex_fault, word_fault
from planner.compliance.prove import example_scope, judge
from planner.compliance.ruletests import Example
from planner.compliance.schema import Match, Rule
from planner.compliance.schemafaults import schema_faults
from planner.kernel.canonical import canonical_json
from planner.kernel.i18n import Text

MOST_BYTES, MOST_WORDS, LONGEST_WORD, LONGEST_REGEX, MOST_REGEX, MOST_EXAMPLES, LONGEST_EXAMPLE = 60_000, 1_000, 40, 300, 10, 40, 500
SLOWEST = 0.5
"""Seconds of computing that a rule may take for 10,000 characters made of its own words."""
TOO_MANY = 0.15
"""Share of harmless texts that a rule may speak of before it is called too broad."""


def faults(core: Pack, document: Mapping[str, Any], entry: Entry) -> list[Fault]:
    """Everything that stands against a rule, in the order of the form; empty when it may run.

    :param document: what the company has in force beside it
    :param entry: the rule with its `id` and `changed`; judged as if it were active
    """
    if found := list(_size(entry)):
        return found
    try:
        rule = rule_of({**entry, "status": "active"})
    except ValidationError as error:
        return schema_faults(error)
    except (ValueError, TypeError) as error:
        return [Fault("lists", Text(f"词表读不懂：{error}", f"A word list cannot be read: {error}"))]
    if found := [*_patterns(entry, rule), *_weakening(rule)]:
        return found
    try:
        alone, whole = packs_with(core, document, entry, rule)
    except RuleError as error:
        return [_unknown(error.reason)]
    if fault := _slow(alone, rule) or _broad(core, alone):
        return [fault]
    return [*_examples(whole, rule), *_unproven(rule, alone), *_suggestions(whole, rule), *_contradicted(core, alone)]


def packs_with(core: Pack, document: Mapping[str, Any], entry: Entry, rule: Rule) -> tuple[Pack, Pack]:
    """The rule alone, and the whole pack with it; both compiled.

    :raises RuleError: the rule names something that is not there
    """
    day = rule.changed or date.min
    others = [one for one in document["rules"] if one["id"] != rule.id and _reads(one)]
    provisions = {one["id"]: basis for one in (entry, *others) if (basis := basis_of(one, day)) is not None}
    citations = {**core.citations, **provisions}
    alone = replace(core, rules=(rule,), citations=citations, filters=())
    _ = alone.compiled
    while True:
        rules = (*core.rules, *(rule_of(one) for one in others), rule)
        whole = replace(core, rules=rules, citations=citations, files={**core.files, FILE: ""})
        try:
            _ = whole.compiled
        except RuleError as error:  # another company rule that this core can no longer carry is not this one's fault
            kept = [one for one in others if one["id"] != error.rule_id]
            if len(kept) == len(others):
                raise
            others = kept
        else:
            return alone, whole


def _reads(entry: Entry) -> bool:
    try:
        rule_of(entry)
    except ValueError:
        return False
    return True


def _size(entry: Entry) -> Iterator[Fault]:
    if len(canonical_json(dict(entry))) > MOST_BYTES:
        yield Fault("match", Text("这条规则太长，请拆成几条。", "This rule is too long; please cut it into several."))
    for kind in ("hit", "miss"):
        texts = [one.get("text", "") if isinstance(one, Mapping) else str(one) for one in (entry.get("tests") or {}).get(kind, ())]
        if len(texts) > MOST_EXAMPLES or any(len(text) > LONGEST_EXAMPLE for text in texts):
            yield Fault(
                f"tests.{kind}",
                Text("最多 {n} 个例子，每个最多 {m} 个字。", "At most {n} examples of {m} characters each.").with_(
                    n=MOST_EXAMPLES, m=LONGEST_EXAMPLE
                ),
            )


def _patterns(entry: Entry, rule: Rule) -> Iterator[Fault]:
    """Words and expressions that can never match, or are too much."""
    words = list(_words(opened(entry["match"], entry.get("lists") or {})))
    if len(words) > MOST_WORDS:
        yield Fault("match", Text("最多 {n} 个词，请拆成几条规则。", "At most {n} words; please make several rules.").with_(n=MOST_WORDS))
        return
    groups = [("match", word) for word in words]
    groups += [("without", word) for one in rule.without for word in one.terms] + [("protect", word) for word in rule.protect]
    for place, word in groups:
        if fault := word_fault(place, word, LONGEST_WORD):
            yield fault
    sources = [source for match in _alternatives(rule.match) for source in match.regex or ()]
    if len(sources) > MOST_REGEX:
        yield Fault("match", Text("最多 {n} 个表达式。", "At most {n} expressions.").with_(n=MOST_REGEX))
    for source in sources:
        if fault := regex_fault(source, LONGEST_REGEX):
            yield fault
    harmless = {plain(word).strip() for word in rule.protect}
    for word in words:
        if plain(word).strip() in harmless and rule.match.terms:
            yield Fault(
                "protect",
                Text("“{word}”同时在“不算”里，永远不会提示。", "“{word}” is also listed as harmless and can never be found.").with_(
                    word=word
                ),
            )
    kinds = {name for match in _alternatives(rule.match) for name in match.model_fields_set}
    if kinds & {"structural", "hidden"}:
        yield Fault(
            "match", Text("公司规则只看文字，不能用栏目检查。", "A company rule looks at words; checks over fields belong to the core.")
        )


def _words(value: Any) -> Iterator[str]:
    """Every literal in a match as data; names, numbers and expressions left out."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            if key in ("terms", "of", "per", "near", "number", "any", "all"):
                yield from _words(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _words(one)
    elif isinstance(value, str):
        yield value


def _alternatives(match: Match) -> Iterator[Match]:
    yield match
    for inner in (*(match.any or ()), *(match.all.of if match.all else ())):
        yield from _alternatives(inner)


def _weakening(rule: Rule) -> Iterator[Fault]:
    """A company rule may not push a core rule aside."""
    if rule.beats:
        yield Fault("beats", Text("公司规则不能盖住其他规则。", "A company rule cannot hide other rules."))
    if rule.group:
        yield Fault("group", Text("公司规则不能与其他规则合并。", "A company rule cannot be grouped with others."))
    if rule.budget.fp > 0.5:
        yield Fault("budget", Text("误报上限最多 50%。", "The budget for false alarms is 50% at most."))


def _unknown(reason: str) -> Fault:
    name = reason.rsplit(" ", 1)[-1]
    if "unknown list" in reason:
        return Fault("match", Text("没有叫“{name}”的词表。", "There is no word list called “{name}”.").with_(name=name))
    if "unknown cue" in reason:
        return Fault("unless_not", Text("没有叫“{name}”的语境。", "There is no context called “{name}”.").with_(name=name))
    if "cites an unknown" in reason:
        return Fault("cites", Text("没有这个出处：{name}。", "There is no such provision: {name}.").with_(name=name))
    return Fault("match", Text("这个写法不能用：{why}", "This cannot be used: {why}").with_(why=reason))


def _seconds(text: str, pack: Pack) -> float:
    started = time.thread_time()
    check_text(text, pack)
    return time.thread_time() - started


def _slow(alone: Pack, rule: Rule) -> Fault | None:
    own = "".join(_bare(example) for example in rule.tests.hit).translate({ord(mark): None for mark in "。！？!?;；\n"}) or "字"
    for length in (1_000, 10_000):
        text = (own * (length // len(own) + 1))[:length]
        if all(_seconds(text, alone) > SLOWEST for _ in range(3)):  # one long run may be the garbage collector's
            return Fault(
                "match",
                Text("这个写法太费时间，请缩短距离或减少词。", "This takes too long; please shorten the distance or use fewer words."),
            )
    return None


def _broad(core: Pack, alone: Pack) -> Fault | None:
    """The near misses of the core are a sample of how harmless plans are written."""
    sample = [_bare(example) for rule in core.rules for example in rule.tests.miss if example.text]
    hit = sum(bool(check_text(text, alone).findings) for text in sample)
    if hit <= TOO_MANY * len(sample):
        return None
    return Fault(
        "match",
        Text("太宽了：{n} 段没有问题的文字里，会提示 {hit} 段。", "Too broad: it speaks of {hit} out of {n} harmless texts.").with_(
            hit=hit, n=len(sample)
        ),
    )


def _examples(whole: Pack, rule: Rule) -> Iterator[Fault]:
    for kind in ("hit", "miss"):
        for number, example in enumerate(getattr(rule.tests, kind), 1):
            reason = judge(whole, rule, example, hit=kind == "hit")
            if reason:
                yield Fault(f"tests.{kind}", _why(whole, rule, example, number, reason))


def _why(whole: Pack, rule: Rule, example: Example, number: int, reason: str) -> Text:
    text = _bare(example)
    if reason.startswith("must not be found"):
        return Text("第 {n} 个不该提示的例子也被提示了：{text}", "Example {n} must stay silent, but is found: {text}").with_(
            n=number, text=text
        )
    if reason.startswith("must quote"):
        return Text("第 {n} 个例子标出的不是【】里的字：{text}", "Example {n} is not marked where 【】 says: {text}").with_(
            n=number, text=text
        )
    if reason.startswith("must weigh"):
        return Text("第 {n} 个例子的轻重不对：{text}", "Example {n} does not weigh what it says: {text}").with_(n=number, text=text)
    silence = next((s for s in check_text(text, whole, example_scope(example)).silences if s.rule_id == rule.id), None)
    if silence is not None:
        return Text(
            f"第 {{n}} 个该提示的例子没有提示，因为语境把它关掉了（{silence.reason.zh}）：{{text}}",
            f"Example {{n}} should be found, but its context switches it off ({silence.reason.en}): {{text}}",
        ).with_(n=number, text=text)
    return Text("第 {n} 个该提示的例子没有提示：{text}", "Example {n} should be found, but is not: {text}").with_(n=number, text=text)


def _unproven(rule: Rule, alone: Pack) -> Iterator[Fault]:
    """Every expression must be shown at work by an example: one that never matches is worse than none."""
    texts = [plain(_bare(example)) for example in rule.tests.hit]
    for matcher in compile_match(rule.match, alone.compiled.vocabulary):
        if isinstance(matcher, RegexMatcher) and not any(matcher.atom.pattern.search(text) for text in texts):
            yield Fault(
                "tests.hit",
                Text("没有例子用到表达式 {one}。", "No example shows the expression {one} at work.").with_(one=matcher.atom.source),
            )


def _suggestions(whole: Pack, rule: Rule) -> Iterator[Fault]:
    for suggestion in rule.suggest:
        for finding in check_text(suggestion.text.zh, whole).findings:
            if finding.severity is not Severity.ADVISE or suggestion.kind in ("replace", "rewrite"):
                yield Fault(
                    "suggest.zh",
                    Text("建议的写法自己也会被“{rule}”提示：{quote}", "The suggestion is itself found by “{rule}”: {quote}").with_(
                        rule=finding.rule_id, quote=finding.quote
                    ),
                )


def _contradicted(core: Pack, alone: Pack) -> Iterator[Fault]:
    """A rule that stops what another rule tells people to write sends them in circles; advice may."""
    for other in core.rules:
        for suggestion in other.suggest:
            found = [f for f in check_text(suggestion.text.zh, alone).findings if f.severity is not Severity.ADVISE]
            if found and suggestion.kind in ("replace", "rewrite"):
                yield Fault(
                    "match",
                    Text("它会提示规则“{rule}”建议的写法：{quote}", "It speaks of what the rule “{rule}” suggests to write: {quote}").with_(
                        rule=other.title.zh, quote=found[0].quote
                    ),
                )
                return


def _bare(example: Example) -> str:
    return example.text.replace("【", "").replace("】", "")
