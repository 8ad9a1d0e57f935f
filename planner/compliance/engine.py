"""Text in, findings out. Order: applies, normalise, match, protect, cues, severity, filters, beats, group."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from planner.compliance.asked import asked_in
from planner.compliance.atoms import Atom
from planner.compliance.compiled import Compiled, CompiledRule
from planner.compliance.context import governs, is_heading, stands_under, switched_off
from planner.compliance.document import ProductFacts
from planner.compliance.findings import Confidence, Finding, Report, Severity, Silence
from planner.compliance.layers import Variant, lowered
from planner.compliance.matchers.base import DYNAMIC_KEYS, Hit, Lookup
from planner.compliance.normalize import plain
from planner.compliance.pack import Pack
from planner.compliance.packfiles import Filter, LowerTo
from planner.compliance.policy import DEFAULT_POLICY
from planner.compliance.prepared import Prepared, Sentence, Span
from planner.compliance.rereading import DOUBT, read_again
from planner.compliance.schema import Rule
from planner.compliance.scope import EVERYWHERE, Scope, excludes, holds
from planner.compliance.segment import trimmed
from planner.compliance.settle import HEADING, fingerprint, settle
from planner.kernel.i18n import Text

WEIGHT = {severity: number for number, severity in enumerate(Severity)}
_POLICY = DEFAULT_POLICY.values()
_NO_REASON = Text("", "")
_TRIAL = Text("规则在试运行，只记录", "The rule is on trial: recorded only")
_PROTECTED = Text("属于不涉及违规的固定用语", "Part of a harmless fixed phrase")
_OWN_SWITCH = Text("上下文已说明", "The context already covers it")


def check_text(text: str, pack: Pack, scope: Scope = EVERYWHERE) -> Report:
    """Check one text against every rule that applies in its scope.

    :returns: findings in reading order with positions in the typed text, and every hit that was kept silent
    """
    return check_compiled(text, pack.compiled, scope)


def check_compiled(text: str, compiled: Compiled, scope: Scope) -> Report:
    """`check_text` with the pack made ready to run."""
    return _Check(compiled, scope).run(text)


def explain(text: str, pack: Pack, scope: Scope = EVERYWHERE) -> Report:
    """The same as `check_text`: its report already tells layers, cues and silences of every hit."""
    return check_text(text, pack, scope)


class _Judged(NamedTuple):
    """A hit after its context: silent with a switch, or to be found with this weight."""

    switch: str = ""
    reason: Text = _NO_REASON
    cap: Severity | None = None
    cues: tuple[str, ...] = ()


class _Check:
    """One text against one pack in one scope."""

    def __init__(self, compiled: Compiled, scope: Scope) -> None:
        self.compiled = compiled
        self.scope = scope
        self.asked = asked_in(compiled, scope)
        self.policy: Mapping[str, object] = dict(scope.policy) if scope.policy is not None else _POLICY
        self.products = product_atoms(scope)
        self.findings: list[Finding] = []
        self.silences: list[Silence] = []

    def run(self, text: str) -> Report:
        prepared = Prepared.of(text)
        prepared.sift(self.compiled.screen)
        self._pass(prepared, None)
        variant = self.compiled.disguise.variant(prepared)
        if variant is not None:
            touched = {variant.text.sentences.index(max(0, start - 1)) for start, _, _ in variant.edits}
            variant.text.sift(self.compiled.screen, touched | {variant.text.sentences.index(end) for _, end, _ in variant.edits})
            self._pass(variant.text, variant)
        self._reread(prepared)
        return settle(self.findings, self.silences, self.compiled)

    def _reread(self, prepared: Prepared) -> None:
        """Let the second reader speak where no rule has, and turn into advice what it takes for harmless."""
        second = read_again(self.compiled, prepared, self.findings, self.silences)
        for number in second.doubted:
            doubted = self.findings[number]
            self.findings[number] = replace(doubted, severity=Severity.ADVISE, cues=(*doubted.cues, DOUBT))
        lookup = Lookup(prepared, self.products, self.policy)
        for one in second.heard:
            if not self.asked.asks(one.rule):
                continue
            before = len(self.findings)
            self._rule(one.rule, [one.hit], lookup, None)
            self.findings[before:] = [_with_example(finding, one.example) for finding in self.findings[before:]]

    def _pass(self, prepared: Prepared, variant: Variant | None) -> None:
        for atom in self.products.values():
            prepared.add(atom)
        lookup = Lookup(prepared, self.products, self.policy)
        for number, places in sorted(self.compiled.index.called(prepared).items()):
            compiled = self.compiled.rules[number]
            if self.asked.asks(compiled):
                hits = [hit for alternative, sentence in places for hit in alternative.hits(lookup, sentence)]
                if hits:
                    self._rule(compiled, hits, lookup, variant)

    def _rule(self, compiled: CompiledRule, hits: list[Hit], lookup: Lookup, variant: Variant | None) -> None:
        reach = -1
        for hit in sorted(hits, key=lambda h: (h.start, -h.end)) if len(hits) > 1 else hits:
            if hit.start < reach:
                continue
            layer = "standard" if variant is None else variant.layer_of(hit)
            if layer not in compiled.layers:
                continue
            if compiled.under is not None and not self._under(compiled.under, compiled, lookup.text, hit):
                continue
            judged = self._judge(compiled, lookup, hit)
            if judged.switch:
                self._silence(compiled, lookup, hit, judged)
                continue
            reach = hit.end
            self.findings.append(self._finding(compiled, lookup, hit, layer, judged))

    def _under(self, words: Atom, compiled: CompiledRule, text: Prepared, hit: Hit) -> bool:
        under = compiled.rule.under
        return (under is not None and self.scope.phase in under.phases) or stands_under(words, text, hit)

    def _judge(self, compiled: CompiledRule, lookup: Lookup, hit: Hit) -> _Judged:
        text = lookup.text
        sentence = text.at(hit.start)
        for low, high in _harmless(compiled, text, hit, sentence):
            if any(low <= start and end <= high for start, end in hit.parts):
                return _Judged(f"protect:{text.text[low:high]}", _PROTECTED)
        held = sentence.held
        inside = hit.end <= sentence.end
        for without in compiled.without:
            if inside and without.bits and not without.bits & held:
                continue
            if span := switched_off(without, text, hit):
                return _Judged(f"context:{text.text[slice(*span)]}", _OWN_SWITCH)
        cap: Severity | None = None
        seen: list[str] = []
        for cue in compiled.cues if compiled.near_cues & held or not compiled.far_cues.isdisjoint(text.afar) else ():
            if (cue.bits and not cue.bits & held) or not governs(cue, text, hit, sentence):
                continue
            if cue.cue.effect == "drop":
                return _Judged(f"cue:{cue.name}", cue.reason)
            seen.append(cue.name)
            if isinstance(cue.cue.effect, LowerTo):
                cap = max(cap or cue.cue.effect.lower_to, cue.cue.effect.lower_to, key=WEIGHT.__getitem__)
        if filter_ := self._filtered(compiled, text, hit):
            return _Judged(f"filter:{filter_.id}", Text(filter_.reason.zh, filter_.reason.en))
        if compiled.rule.status == "trial":
            return _Judged("status:trial", _TRIAL)
        if is_heading(text, hit.start):
            seen.append(HEADING)
        return _Judged(cap=cap, cues=tuple(seen))

    def _filtered(self, compiled: CompiledRule, text: Prepared, hit: Hit) -> Filter | None:
        for filter_, words in self.compiled.filters:
            if not excludes(filter_, compiled.rule, self.scope):
                continue
            low, high = text.sentences.span(hit.start)
            if words and not any(word in text.text[low:high] for word in words):
                continue
            return filter_
        return None

    def _severity(self, compiled: CompiledRule, lookup: Lookup, hit: Hit) -> Severity:
        text = lookup.text
        for condition, words in zip(compiled.rule.severity_when, compiled.conditions, strict=True):
            if not holds(condition.if_, self.scope):
                continue
            if words is None or words.holds(text.at(hit.start)):
                return condition.then
        return compiled.rule.severity

    def _finding(self, compiled: CompiledRule, lookup: Lookup, hit: Hit, layer: str, judged: _Judged) -> Finding:
        rule, text = compiled.rule, lookup.text
        severity = self._severity(compiled, lookup, hit)
        confidence = lowered(rule.confidence, layer)
        caps = [severity, judged.cap or severity, Severity.REVIEW if confidence is Confidence.LOW else severity]
        severity = max(caps, key=WEIGHT.__getitem__)
        start, end = text.normal.span(*self._quoted(rule, text, hit))
        low, high = text.sentences.span(hit.start)
        first, last = text.normal.span(low, high)
        quote = text.normal.original[start:end]
        words = {"hit": quote, "field": self.scope.label}
        return Finding(
            fingerprint=fingerprint(rule.id, self.scope.schema_path or "", text.text[low:high]),
            rule_id=rule.id,
            rev=rule.rev,
            category=rule.category,
            severity=severity,
            confidence=confidence,
            title=compiled.title,
            message=Text(filled(rule.message.zh, words), filled(rule.message.en, words)),
            why=compiled.why,
            path=self.scope.path,
            schema_path=self.scope.schema_path or "",
            start=start,
            end=end,
            quote=quote,
            sentence=text.normal.original[first:last].strip(),
            cites=self.asked.cites(compiled),
            suggestions=compiled.suggestions,
            layer=layer,
            cues=judged.cues,
            override=rule.override.by if rule.override.allowed else None,
            four_eyes=rule.override.four_eyes,
            grounds=rule.override.reasons,
            needs=rule.override.needs,
            expires_days=rule.override.expires_days,
        )

    def _quoted(self, rule: Rule, text: Prepared, hit: Hit) -> Span:
        """The part to mark: the words, or the whole clauses that hold them."""
        kind = rule.quote or ("words" if rule.match.terms or rule.match.regex else "clause")
        if kind == "words":
            return hit.start, hit.end
        start, end = trimmed(text.text, text.clause(hit.start)[0], text.clause(hit.end - 1)[1])
        return min(start, hit.start), max(end, hit.end)

    def _silence(self, compiled: CompiledRule, lookup: Lookup, hit: Hit, judged: _Judged) -> None:
        start, end = lookup.text.normal.span(hit.start, hit.end)
        quote = lookup.text.normal.original[start:end]
        self.silences.append(Silence(compiled.rule.id, self.scope.path, start, end, quote, judged.switch, judged.reason))


def _harmless(compiled: CompiledRule, text: Prepared, hit: Hit, sentence: Sentence) -> Iterable[Span]:
    """Places of a rule's harmless strings in the sentences of a hit, which begins in that one."""
    if compiled.protect is None:
        return ()
    high = sentence.end if hit.end <= sentence.end else text.sentences.span(hit.end - 1)[1]
    if high == sentence.end and not sentence.wording.protects(compiled.rule.id, compiled.protect):
        return ()
    return [m.span() for m in compiled.protect.finditer(text.text, sentence.start, high)]


def _with_example(finding: Finding, example: str) -> Finding:
    words = {"like": example}
    return replace(finding, message=Text(filled(finding.message.zh, words), filled(finding.message.en, words)))


def filled(wording: str, words: Mapping[str, str]) -> str:
    """A message with {hit} and {field} put in; other braces stay as they are."""
    for name, value in words.items():
        wording = wording.replace("{" + name + "}", value)
    return wording


def product_atoms(scope: Scope) -> Mapping[int, Atom]:
    """The lists that the plan's products fill; a list with nothing in it is left out."""
    return _atoms_of(scope.products)


@lru_cache(maxsize=64)
def _atoms_of(products: tuple[ProductFacts, ...]) -> Mapping[int, Atom]:
    brands = [b for p in products for b in p.brand_names]
    names = {
        "product": [*(p.generic_name for p in products), *brands],
        "brand": brands,
        "competitor": [c for p in products for c in p.competitors],
    }
    out: dict[int, Atom] = {}
    for name, words in names.items():
        known = {word for w in words if len(word := plain(w).strip()) >= 2}
        if known:
            key = DYNAMIC_KEYS[name]
            out[key] = Atom(key, frozenset(known))
    return out
