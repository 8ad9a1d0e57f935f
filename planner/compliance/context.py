"""Cues: words around a hit that change what it means. A cue governs its clause, a heading its list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.compliance.atoms import Atom, PatternError, Vocabulary
from planner.compliance.matchers.base import Hit
from planner.compliance.matchers.build import checked
from planner.compliance.packfiles import Cue
from planner.compliance.prepared import Prepared, Sentence, Span
from planner.compliance.schema import Without
from planner.compliance.segment import marker
from planner.kernel.i18n import Text

JOINERS = ("或", "以及", "及其", "及", "也不", "亦不", "更不", "并不", "均不")
"""A clause that begins so is still under the cue of the clause before it."""
WIDE = ("line", "list", "field")
"""Reaches beyond the hit's own sentence."""
HEADING_LENGTH = 40
LEAD_MOST = 400
"""Words before a colon govern the rest of their line at most so far."""
BREAKER_MOST = 6
"""A breaker that begins with the cue reaches at most so far beyond it."""


@dataclass(frozen=True, slots=True)
class CompiledCue:
    """:param bits: the keys of its words, one bit each; 0 for a cue that reaches beyond its sentence"""

    name: str
    cue: Cue
    words: tuple[Atom, ...]
    breakers: Atom | None
    forbidden: Atom | None
    bits: int
    reason: Text


def compile_cue(name: str, cue: Cue, vocabulary: Vocabulary) -> CompiledCue:
    """:raises PatternError: no words at all, an unknown list, or an expression RE2 refuses"""
    literals, dynamic = vocabulary.words(cue.words)
    if dynamic:
        raise PatternError(f"cue {name}: ${dynamic[0]} is filled from products and cannot be a cue")
    if not literals and not cue.patterns:
        raise PatternError(f"cue {name} has neither words nor patterns")
    atoms = [vocabulary.literal_atom(literals)] if literals else []
    atoms += [vocabulary.expression(checked(source)) for source in cue.patterns]
    reason = Text(cue.title.zh, cue.title.en)
    bits = 0 if cue.reach in WIDE else sum(1 << atom.key for atom in atoms)
    return CompiledCue(name, cue, tuple(atoms), _words(cue.broken_by, vocabulary), _words(cue.except_when, vocabulary), bits, reason)


def _words(words: tuple[str, ...], vocabulary: Vocabulary) -> Atom | None:
    return vocabulary.literal_atom(vocabulary.words(words)[0]) if words else None


def _between(atom: Atom, text: Prepared, low: int, high: int) -> Iterable[Span]:
    """The atom's spans that begin at `low` or later and end at `high` or earlier."""
    sentence = text.at(low)
    if sentence.end < high:
        return _across(atom, text, sentence, low, high)
    return [span for span in sentence.spans(atom) if span[0] >= low and span[1] <= high] if sentence.holds(atom.key) else ()


def _across(atom: Atom, text: Prepared, sentence: Sentence, low: int, high: int) -> Iterator[Span]:
    """The same from one sentence on into those after it."""
    while True:
        if sentence.holds(atom.key):
            for span in sentence.spans(atom):
                if span[0] >= low and span[1] <= high:
                    yield span
        if sentence.end >= min(high, len(text.text)):
            return
        sentence = text.sentence(sentence.number + 1)


def governs(cue: CompiledCue, text: Prepared, hit: Hit, sentence: Sentence) -> bool:
    """Whether the cue stands where it must, unbroken, and so changes the hit, which begins in that sentence."""
    for words in cue.words:
        there = sentence.holds(words.key) if cue.bits else words.key in text.afar
        if there and _governs(cue, words, text, hit):
            return True
    return False


def _governs(cue: CompiledCue, words: Atom, text: Prepared, hit: Hit) -> bool:
    if cue.cue.reach == "list":
        over = (span for at in {hit.start, max(hit.start, hit.end - 1)} for span in headings(text, at))
        return any(True for low, high in over for _ in _between(words, text, low, high))
    low, high = _reach(cue.cue.reach, text, hit)
    if cue.forbidden is not None and any(True for _ in _between(cue.forbidden, text, low, high)):
        return False
    if cue.cue.where == "over":
        return any(True for _ in _between(words, text, low, high))
    most = cue.cue.gap
    first = text.sentences.span(hit.start)[0]
    if cue.cue.where != "after":
        last = hit.parts[-1][0] if hit.parts else hit.start
        if cue.cue.reach == "line" and any(span[0] <= hit.start for span in _between(words, text, max(low, first), hit.end)):
            return True
        for span in _between(words, text, max(0, low - 1), last):
            word = next((part for part in hit.parts if part[0] >= span[1]), (hit.start, hit.end))
            near = most is None or word[0] - span[1] <= most
            if span[1] > low and near and not _broken(cue, text, span, word[0]):
                return True
    if cue.cue.where != "before":
        # the last of three words may already stand in the next clause: 返点与处方量无关,由学会发放
        ends = (hit.parts[-2][1], hit.end) if len(hit.parts) > 2 else (hit.end,)
        return any(most is None or s[0] - end <= most for end in ends for s in _between(words, text, end, high))
    return False


def _broken(cue: CompiledCue, text: Prepared, span: Span, until: int) -> bool:
    """Whether a breaker lies over the cue, or between it and the word at `until`."""
    if cue.breakers is None:
        return False
    low = text.at(span[0]).start
    for start, end in _between(cue.breakers, text, low, max(until, span[1] + BREAKER_MOST)):
        if (start < span[1] and end > span[0]) or (start >= span[1] and end <= until):
            return True
    return False


def _reach(reach: str, text: Prepared, hit: Hit) -> Span:
    if reach == "field":
        return 0, len(text.text)
    if reach == "line":
        return text.lines.span(hit.start)
    if reach == "sentence":
        return text.sentences.span(hit.start)
    sentence = text.at(hit.start)
    low, first = sentence.clause(hit.start)[0], sentence.start
    while low > first and text.text.startswith(JOINERS, low):
        low = sentence.clause(low - 1)[0]
    last = sentence if hit.end <= sentence.end else text.at(hit.end - 1)
    return low, last.clause(max(hit.start, hit.end - 1))[1]


def headings(text: Prepared, position: int) -> Iterator[Span]:
    """What stands over a place: the words before a colon on its own line, then the headings of its list, inmost first."""
    cuts = text.lines
    line = cuts.index(position)
    start = cuts.starts[line]
    colon = text.text.rfind(":", max(start, position - LEAD_MOST), position)
    if colon >= 0 and "。" not in text.text[colon:position]:
        yield max(start, text.text.rfind("。", start, colon) + 1), colon + 1
    known = text.above.get(line)
    if known is None:
        known = text.above[line] = tuple(_above(text, line))
    yield from known


def _above(text: Prepared, line: int) -> Iterator[Span]:
    """The headings of the list a line stands in, inmost first."""
    cuts = text.lines
    level = marker(text.text[cuts.starts[line] : cuts.ends[line]])
    seen = {level}
    for above in range(line - 1, max(-1, line - 40), -1):
        low, high = cuts.starts[above], cuts.ends[above]
        words = text.text[low:high].strip()
        if not words:
            if not level:
                return
            continue
        kind = marker(words)
        is_heading = words.endswith(":") or (len(words) <= HEADING_LENGTH and words[-1] not in "。;,")
        if kind in seen and not (not kind and words.endswith(":")):
            continue
        if is_heading:
            yield low, high
        if not kind:
            return
        seen.add(kind)


def is_heading(text: Prepared, position: int) -> bool:
    """Whether the line is a short heading over lines of another kind, so that what it announces stands below."""
    cuts = text.lines
    line = cuts.index(position)
    if cuts.ends[line] - cuts.starts[line] > 2 * HEADING_LENGTH:
        return False
    words = text.text[cuts.starts[line] : cuts.ends[line]].strip()
    if not words or len(words) > HEADING_LENGTH or words[-1] in "。;,!?":
        return False
    below = next(
        (w for at in range(line + 1, min(line + 4, len(cuts.starts))) if (w := text.text[cuts.starts[at] : cuts.ends[at]].strip())), ""
    )
    kind = marker(words)
    return bool(below) and (words[-1] == ":" or (bool(kind) and marker(below) != kind))


@dataclass(frozen=True, slots=True)
class CompiledWithout:
    """:param bits: the key of the words as a bit; 0 where they may stand in another sentence than the hit begins in"""

    words: Atom
    rule: Without
    bits: int


def compile_without(without: Without, vocabulary: Vocabulary) -> CompiledWithout:
    """:raises PatternError: an unknown list, or one filled from products"""
    words = vocabulary.literal_atom(vocabulary.words(without.terms)[0])
    return CompiledWithout(words, without, 0 if without.within == "field" else 1 << words.key)


def stands_under(words: Atom, text: Prepared, hit: Hit) -> bool:
    """Whether one of the words stands in the hit's sentence or in a heading over it."""
    if words.key not in text.afar:
        return False
    places = [text.sentences.span(hit.start), *headings(text, hit.start)]
    return any(True for low, high in places for _ in _between(words, text, low, high))


def switched_off(without: CompiledWithout, text: Prepared, hit: Hit) -> Span | None:
    """The rule's own switch-off word near the hit, or None."""
    low, high = _reach(without.rule.within, text, hit)
    if without.rule.where == "before":
        high = hit.start
    elif without.rule.where == "after":
        low = hit.end
    return next(iter(_between(without.words, text, low, high)), None)
