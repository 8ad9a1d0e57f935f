"""A whole plan: every text in its place, and the rules over fields."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from planner.compliance.compiled import Compiled, CompiledRule
from planner.compliance.document import FieldText, PlanDocument, ProductFacts, Row
from planner.compliance.engine import check_compiled, check_text, filled
from planner.compliance.findings import Finding, Report, Severity, Silence
from planner.compliance.normalize import plain
from planner.compliance.pack import Pack
from planner.compliance.phases import phase_of, phases
from planner.compliance.scope import Scope, applies, excludes, holds, in_force
from planner.compliance.settle import fingerprint
from planner.compliance.structural import Breach, Sheet
from planner.compliance.structural.remembered import answers
from planner.compliance.unchanged import LastOf, as_before
from planner.compliance.vocabulary import COMPANY
from planner.kernel.i18n import Text

_ORDER = {severity: number for number, severity in enumerate(Severity)}
_SAID = Text("同一处已由另一条规则指出", "Another rule already points at this passage")


def check_plan(document: PlanDocument, pack: Pack, kept_as: Hashable = None) -> Report:
    """Check every text of a plan, and what its fields say together.

    :param kept_as: names a plan that is checked again and again; texts that did not change are not read again, rules over fields that
        look at nothing changed are not asked again
    :returns: findings in plan order: each field's own, then those of rules over fields
    """
    if kept_as is not None:
        document = as_before(document, kept_as)
    reports = _reports(document, pack.compiled, kept_as)
    excluded: list[Silence] = []
    read = [f for report in reports for f in report.findings]
    findings = read + _not_said_twice(structural_findings(document, pack, excluded, kept_as), read, excluded)
    places = {field.path: number for number, field in enumerate(document.fields)}
    findings.sort(key=lambda f: (_place(f.path, places), f.start))
    return Report(tuple(findings), (*(s for report in reports for s in report.silences), *excluded))


def _not_said_twice(found: list[Finding], read: list[Finding], quiet: list[Silence]) -> list[Finding]:
    """Findings over fields without those on words that a rule over words of the same category, as heavy, already marks."""
    by_place: dict[tuple[str, str], list[Finding]] = {}
    for one in read:
        if not one.rule_id.startswith(COMPANY):
            by_place.setdefault((one.path, one.category), []).append(one)
    kept: list[Finding] = []
    for finding in found:
        beside = by_place.get((finding.path, finding.category), ())
        twin = next(
            (f for f in beside if f.start < finding.end and finding.start < f.end and _ORDER[f.severity] <= _ORDER[finding.severity]), None
        )
        if twin is None:
            kept.append(finding)
        else:
            quiet.append(Silence(finding.rule_id, finding.path, finding.start, finding.end, finding.quote, f"beats:{twin.rule_id}", _SAID))
    return kept


class _Around:
    """What is the same for every text of a plan; compared by identity, so that a plan's texts are looked up quickly."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope


@lru_cache(maxsize=256)
def _around(plan_type: str, products: tuple[ProductFacts, ...], on: date, policy: tuple[tuple[str, object], ...] | None) -> _Around:
    """One object for one plan type, products, day and policy."""
    return _Around(Scope(plan_type, products=products, on=on, policy=policy))


class _Read(NamedTuple):
    """A text of a plan as it was read last."""

    field: FieldText
    phase: str
    report: Report


class _Texts(NamedTuple):
    """What the phases of a plan's texts follow from, beside themselves, and the texts by their path."""

    compiled: Compiled
    around: _Around
    rows: tuple[Row, ...]
    launch: object
    read: Mapping[str, _Read]


_texts: LastOf[_Texts] = LastOf()


def _reports(document: PlanDocument, compiled: Compiled, kept_as: Hashable) -> list[Report]:
    """What each text of a plan says, in order; those that are as they were need hardly be touched."""
    around = _around(document.plan_type, document.products, document.on, tuple(document.policy.items()) or None)
    launch = document.values.get("basics.launch_date")
    phase = phases(document)
    last = _texts.get(kept_as)
    if last is not None and (last.compiled is not compiled or last.around is not around):
        last = None
    known = last.read if last is not None else {}
    same_phases = last is not None and last.rows is document.rows and last.launch is launch
    read: dict[str, _Read] = {}
    reports: list[Report] = []
    for field in document.fields:
        if not field.text:
            continue
        before = known.get(field.path)
        if before is None or before.field is not field or not (same_phases or before.phase == phase(field)):
            now = phase(field)
            before = _Read(field, now, _read_before(compiled, around, field, now))
        read[field.path] = before
        reports.append(before.report)
    _texts.keep(kept_as, _Texts(compiled, around, document.rows, launch, read))
    return reports


@lru_cache(maxsize=12288)  # the texts of 150 plans that are being written at once
def _read_before(compiled: Compiled, around: _Around, field: FieldText, phase: str) -> Report:
    """A text is read again at every save of its neighbours: only what changed is checked anew."""
    scope = replace(around.scope, phase=phase, schema_path=field.schema_path, block=field.block, path=field.path, label=field.label)
    return check_compiled(field.text, compiled, scope)


def check_field(document: PlanDocument, path: str, pack: Pack, text: str | None = None) -> Report:
    """Check one text of a plan while it is being written; rules over fields are not asked.

    :param path: path of a field with row ids; an unknown one gives an empty report
    :param text: what stands in the field now, instead of what the document holds
    """
    field = next((f for f in document.fields if f.path == path), None)
    if field is None:
        return Report()
    return check_text(field.text if text is None else text, pack, scope_of(field, document))


def scope_of(field: FieldText, document: PlanDocument) -> Scope:
    """Where a text of a plan stands, with the phase that really holds."""
    return Scope(
        plan_type=document.plan_type,
        phase=phase_of(field, document),
        schema_path=field.schema_path,
        block=field.block,
        products=document.products,
        on=document.on,
        path=field.path,
        label=field.label,
        policy=tuple(document.policy.items()) or None,
    )


def structural_findings(
    document: PlanDocument, pack: Pack, excluded: list[Silence] | None = None, kept_as: Hashable = None
) -> list[Finding]:
    """Findings of the rules over fields, rule by rule.

    :param excluded: takes what a dated exclusion of the pack keeps silent; one with words never concerns a rule over fields
    :param kept_as: as `check_plan`
    """
    compiled, on = pack.compiled, document.on

    def ask(number: int, sheet: Sheet) -> _Answer:
        rule, check, days = compiled.checks[number]
        return _answer(compiled, rule, check(sheet, rule.params), sheet) if days is None or in_force(days, on) else _NOTHING

    said = [answer for answer in answers(document, compiled, len(compiled.checks), ask, kept_as) if answer is not _NOTHING]
    if excluded is not None:
        excluded += [silence for answer in said for silence in answer.silences]
    out = [finding for answer in said for finding in answer.findings]
    beaten = {(f.path, loser) for f in out for loser in compiled.by_id[f.rule_id].rule.beats}
    return [f for f in out if (f.path, f.rule_id) not in beaten]


class _Answer(NamedTuple):
    """What one rule over fields says of a plan."""

    findings: tuple[Finding, ...] = ()
    silences: tuple[Silence, ...] = ()


_NOTHING = _Answer()


def _answer(pack: Compiled, compiled: CompiledRule, breaches: Iterable[Breach], sheet: Sheet) -> _Answer:
    """The breaches of one rule that applies where they lie, but for those that a dated exclusion keeps silent."""
    found: list[Finding] = []
    silent: list[Silence] = []
    rule = compiled.rule
    for breach in breaches:
        scope = Scope(sheet.plan_type, breach.phase, breach.schema_path, breach.block, on=sheet.on, path=breach.path)
        if not applies(rule.applies, scope):
            continue
        finding = _finding(compiled, breach, scope)
        filter_ = next((f for f, words in pack.filters if not words and excludes(f, rule, scope)), None)
        if filter_ is None:
            found.append(finding)
        else:
            reason = Text(filter_.reason.zh, filter_.reason.en)
            silent.append(Silence(rule.id, finding.path, finding.start, finding.end, finding.quote, f"filter:{filter_.id}", reason))
    return _Answer(tuple(found), tuple(silent)) if found or silent else _NOTHING


def _finding(compiled: CompiledRule, breach: Breach, scope: Scope) -> Finding:
    rule = compiled.rule
    start, end = breach.span or (0, 0)
    quote = breach.text[start:end]
    words = {"hit": quote, "field": "", **breach.words}
    severity = next((c.then for c in rule.severity_when if not c.if_.words and holds(c.if_, scope)), rule.severity)
    return Finding(
        fingerprint=fingerprint(rule.id, breach.schema_path, plain(breach.key)),
        rule_id=rule.id,
        rev=rule.rev,
        category=rule.category,
        severity=severity,
        confidence=rule.confidence,
        title=compiled.title,
        message=Text(filled(rule.message.zh, words), filled(rule.message.en, words)),
        why=compiled.why,
        path=breach.path,
        schema_path=breach.schema_path,
        start=start,
        end=end,
        quote=quote,
        sentence=breach.key,
        cites=compiled.citations(scope.on),
        suggestions=compiled.suggestions,
        override=rule.override.by if rule.override.allowed else None,
        four_eyes=rule.override.four_eyes,
        grounds=rule.override.reasons,
        needs=rule.override.needs,
        expires_days=rule.override.expires_days,
    )


def _place(path: str, places: dict[str, int]) -> int:
    """Where a path stands in the plan: at its own field, else at the first field of its row or step."""
    if path in places:
        return places[path]
    parts = path.split(".")
    for length in range(len(parts) - 1, 0, -1):
        prefix = ".".join(parts[:length]) + "."
        inside = [number for known, number in places.items() if known.startswith(prefix)]
        if inside:
            return min(inside)
    return len(places)
