"""What the second reader makes of a text that the rules have read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from planner.compliance.compiled import Compiled, CompiledRule
from planner.compliance.findings import Finding, Severity, Silence
from planner.compliance.matchers.base import Hit
from planner.compliance.prepared import Prepared, Sentence, Span
from planner.compliance.reader import SHORTEST, Reader, features
from planner.compliance.segment import trimmed
from planner.compliance.vocabulary import COMPANY

DOUBT = "doubt"
"""Mark of a finding that the second reader takes for harmless; it is only advice then."""
SHORTEST_CLAUSE = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence as the reader sees it; places in the normalised text, `text` as it stands there."""

    start: int
    end: int
    text: str
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence that resembles labelled ones; no rule points at it."""

    rule: CompiledRule
    hit: Hit
    example: str


@dataclass(frozen=True, slots=True)
class Second:
    """:param doubted: numbers of the findings that read as harmless"""

    doubted: frozenset[int]
    heard: tuple[Heard, ...]


def rows_of(prepared: Prepared, compiled: Compiled) -> Iterator[Row]:
    """The sentences of a text that are long enough to be judged."""
    for number in prepared.chosen:
        sentence = prepared.sentence(number)
        if len(sentence.words) >= SHORTEST:
            seen = features(sentence.words, compiled.lists_in(sentence, sentence.start, sentence.end))
            yield Row(sentence.start, sentence.end, sentence.words.strip(), frozenset(seen))


def read_again(compiled: Compiled, prepared: Prepared, findings: Sequence[Finding], silences: Sequence[Silence] = ()) -> Second:
    """Doubt what rules found in harmless sentences, and point at resembling ones in which they found nothing.

    Where the context has silenced a rule (a ban, a report), the reader says nothing of that kind either: it does not know contexts.
    """
    reader = compiled.reader
    if reader is None:
        return Second(frozenset(), ())
    by_sentence: dict[int, list[int]] = defaultdict(list)
    for number, finding in enumerate(findings):
        by_sentence[prepared.sentences.index(prepared.normal.position(finding.start))].append(number)
    hushed: dict[int, set[str]] = defaultdict(set)
    for silence in silences:
        if silence.rule_id in compiled.by_id:
            place = prepared.sentences.index(prepared.normal.position(silence.start))
            hushed[place].add(compiled.by_id[silence.rule_id].rule.category)
    doubted: list[int] = []
    heard: list[Heard] = []
    for number in prepared.chosen:
        sentence, there = prepared.sentence(number), by_sentence.get(number, ())
        if len(sentence.words) < SHORTEST or (there and any(findings[at].severity is Severity.BLOCK for at in there)):
            continue  # too short to be judged, or judged
        if not there and _stays_silent(compiled, reader, sentence):
            continue  # nothing to doubt, nothing to say
        seen = features(sentence.words, compiled.lists_in(sentence, sentence.start, sentence.end))
        likelihood = reader.likelihood(seen)
        if likelihood < reader.doubts_below:
            doubted += [at for at in there if _may_doubt(compiled, findings[at])]
        elif likelihood > reader.speaks_from and (
            one := _heard(compiled, reader, prepared, sentence, seen, [findings[at] for at in there], hushed.get(number, set()))
        ):
            heard.append(one)
    return Second(frozenset(doubted), tuple(heard))


def _stays_silent(compiled: Compiled, reader: Reader, sentence: Sentence) -> bool:
    """As `Reader.stays_silent`; asked once of the same words."""
    silent = sentence.wording.silent
    if silent is None:
        silent = sentence.wording.silent = reader.stays_silent(sentence.words, compiled.gain_in(sentence))
    return silent


def _may_doubt(compiled: Compiled, finding: Finding) -> bool:
    """Only a review that the core asks for on plain words; what must change, disguises, hidden text and company rules stand."""
    known = compiled.by_id[finding.rule_id].rule
    plain = finding.layer == "standard" and not known.match.hidden
    return plain and finding.severity is Severity.REVIEW and not known.id.startswith(COMPANY)


def _heard(
    compiled: Compiled, reader: Reader, prepared: Prepared, sentence: Sentence, seen: Set[str], there: Sequence[Finding], hushed: Set[str]
) -> Heard | None:
    if any(finding.severity is not Severity.ADVISE for finding in there):
        return None
    rule = _resembled(compiled, reader, seen)
    if rule is None or rule.rule.category in hushed or any(finding.category == rule.rule.category for finding in there):
        return None
    clause = max(_clauses(sentence), key=lambda span: _likelihood(compiled, reader, sentence, prepared.text, span))
    start, end = trimmed(prepared.text, *clause)
    return Heard(rule, Hit(start, end, _parts(sentence, start, end)), reader.nearest(seen, rule.rule.category))


def _resembled(compiled: Compiled, reader: Reader, seen: Set[str]) -> CompiledRule | None:
    """The rule of the category that a sentence surely resembles."""
    found = reader.resemblance(seen)
    return compiled.resembling.get(found.category) if found.certainty >= reader.sure_from else None


def resembles(compiled: Compiled, rule_id: str, prepared: Prepared) -> bool:
    """Whether the reader would speak for a rule in one of the sentences, if no other rule did; for the proof of examples."""
    reader = compiled.reader
    if reader is None:
        return False
    rows = [row for row in rows_of(prepared, compiled) if reader.likelihood(row.features) > reader.speaks_from]
    return any(rule is not None and rule.rule.id == rule_id for rule in (_resembled(compiled, reader, row.features) for row in rows))


def _parts(sentence: Sentence, start: int, end: int) -> tuple[Span, ...]:
    """The pack's words in the hit, and its last character: whatever bans one of them stands before the hit's end."""
    words = {(sentence.start + low, sentence.start + high) for _, low, high in sentence.found}
    return (*sorted(span for span in words if start <= span[0] and span[1] < end), (max(start, end - 1), end))


def _clauses(sentence: Sentence) -> Sequence[Span]:
    """The clauses that can stand for the sentence; all of it where none can."""
    return [span for span in sentence.clauses if span[1] - span[0] >= SHORTEST_CLAUSE] or [(sentence.start, sentence.end)]


def _likelihood(compiled: Compiled, reader: Reader, sentence: Sentence, text: str, span: Span) -> float:
    return reader.likelihood(features(text[span[0] : span[1]], compiled.lists_in(sentence, *span)))
