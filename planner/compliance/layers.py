"""Layers beyond the standard one: the text as it would read without disguise. Hits there are less sure.

A layer is a list of edits to the normalised text. Only the sentences that an edit touches are read again,
and only hits with an edit inside one of their words count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planner.compliance.atoms import Screen
from planner.compliance.findings import Confidence
from planner.compliance.matchers.base import Hit
from planner.compliance.normalize import Mapped, Normal
from planner.compliance.packfiles import Disguises
from planner.compliance.prepared import Prepared

_LOWER = {Confidence.HIGH: Confidence.MEDIUM, Confidence.MEDIUM: Confidence.LOW, Confidence.LOW: Confidence.LOW}
_CJK = "\u3400-\u9fff\U00020000-\U000323af"
_GAP = re.compile(rf"(?<=[{_CJK}a-z0-9])(?:[^\w]|_){{1,6}}(?=[{_CJK}a-z0-9])")
_SOFT = frozenset(",。、;:!?\n()《》“”‘’\"'…—[]【】%+-=/<>~")
_SYLLABLE = "(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])?(?:iang|iong|uang|uai|uan|ian|iao|ang|eng|ong|ing|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|ve|[aoeiuv])"
_GLOSS = re.compile(rf"(?<=[{_CJK}])\({_SYLLABLE}\)")
_RUN = re.compile(r"(?:[^\w]|_)+")
WORD_MOST = 8
_LATIN = re.compile(r"[a-z]{2,}")
_BETWEEN = r"[\s'’·\-.]{0,2}"


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters of the normalised text and what they are read as."""

    start: int
    end: int
    reading: str
    layer: str


@dataclass(frozen=True, slots=True)
class Variant:
    """The text with edits applied.

    :param edits: places in `text` that were edited, in order, each with its layer
    """

    text: Prepared
    edits: tuple[tuple[int, int, str], ...]

    def layer_of(self, hit: Hit) -> str | None:
        """The least sure layer that one of the hit's words needs; None when they all stand there plainly."""
        needed = [
            layer
            for start, end, layer in self.edits
            if any((low < start < high if start == end else start < high and end > low) for low, high in hit.parts)
        ]
        return max(needed, key=("debris", "split", "squeeze", "pinyin", "join").index, default=None)


def lowered(confidence: Confidence, layer: str) -> Confidence:
    """Surer or less sure: one step down beyond the standard layer; words joined over punctuation are always low."""
    if layer == "standard":
        return confidence
    return Confidence.LOW if layer == "join" else _LOWER[confidence]


class Disguise:
    """The readings of one pack, compiled."""

    def __init__(self, disguises: Disguises, bigrams: frozenset[str], screen: Screen) -> None:
        self._bigrams = bigrams
        self._screen = screen
        self._split = disguises.split
        self._words = disguises.words
        self._initials = disguises.initials
        halves = sorted(disguises.split, key=len, reverse=True)
        self._halves = re.compile("|".join(map(re.escape, halves))) if halves else None
        self._others = re.compile("|".join(map(re.escape, sorted(self._words, key=len, reverse=True)))) if self._words else None
        mixed = [
            (word, _BETWEEN.join(f"(?:{syllable}|{char})" for syllable, char in zip(latin.split("'"), word, strict=True)))
            for word, latin in sorted(disguises.pinyin.items(), key=lambda item: -len(item[0]))
        ]
        self._pinyin_words = [word for word, _ in mixed]
        self._pinyin = re.compile("|".join(f"({source})" for _, source in mixed)) if mixed else None
        syllables = sorted({s for latin in disguises.pinyin.values() for s in latin.split("'")}, key=len, reverse=True)
        self._syllables = re.compile("(?:" + "|".join(syllables) + ")+")

    def variant(self, plain: Prepared) -> Variant | None:
        """The text with every disguise read; None when there is none."""
        text = plain.text
        edits = [*self._glosses(text), *self._split_characters(text), *self._latin(text), *self._other_writings(text), *self._gaps(text)]
        if not edits:
            return None
        chosen: list[Edit] = []
        for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
            if not chosen or edit.start >= chosen[-1].end:
                chosen.append(edit)
        return _applied(plain.normal, chosen)

    def _glosses(self, text: str) -> Iterator[Edit]:
        """Pinyin in brackets after a character, as document-sharing sites leave it."""
        if "(" in text:
            for found in _GLOSS.finditer(text):
                yield Edit(*found.span(), "", "debris")

    def _split_characters(self, text: str) -> Iterator[Edit]:
        if self._halves is not None:
            for found in self._halves.finditer(text):
                yield Edit(*found.span(), self._split[found.group()], "split")

    def _other_writings(self, text: str) -> Iterator[Edit]:
        if self._others is not None:
            for found in self._others.finditer(text):
                yield Edit(*found.span(), self._words[found.group()], "split")

    def _latin(self, text: str) -> Iterator[Edit]:
        """Words spelled in pinyin, wholly or in part, and initials beside a Chinese character."""
        reach = 0
        for run in _LATIN.finditer(text):
            if run.group() in self._initials and _beside_chinese(text, *run.span()):
                yield Edit(*run.span(), self._initials[run.group()], "pinyin")
                continue
            if self._pinyin is None or run.start() < reach or not self._syllables.fullmatch(run.group()):
                continue
            for found in self._pinyin.finditer(text, max(reach, run.start() - 4), min(len(text), run.end() + 20)):
                if found.lastindex is not None and _LATIN.search(found.group()) and _whole(text, *found.span()):
                    reach = found.end()
                    yield Edit(*found.span(), self._pinyin_words[found.lastindex - 1], "pinyin")

    def _gaps(self, text: str) -> Iterator[Edit]:
        """Marks, spaces and line ends that stand inside a word of the pack."""
        bigrams = self._bigrams
        for found in _GAP.finditer(text):
            start, end = found.span()
            if text[start - 1] + text[end] in bigrams and self._word_across(text, start, end):
                soft = all(char in _SOFT or char == " " for char in found.group()) and found.group().strip(" ") != ""
                yield Edit(start, end, "", "join" if soft else "squeeze")

    def _word_across(self, text: str, start: int, end: int) -> bool:
        """Whether a word of the pack stands over the gap once it is closed."""
        low = max(0, start - WORD_MOST)
        before, after = _RUN.sub("", text[low:start]), _RUN.sub("", text[end : end + WORD_MOST])
        return any(begin < len(before) < stop for begin, stop, _ in self._screen.words(before + after))


def _beside_chinese(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] >= "\u3400" or text[end : end + 1] >= "\u3400"


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin letter continues the match on either side."""
    return not (text[start - 1 : start].isascii() and text[start - 1 : start].isalpha()) and not (
        text[end : end + 1].isascii() and text[end : end + 1].isalpha()
    )


def _applied(normal: Normal, edits: list[Edit]) -> Variant:
    """The edited text, every character of it still knowing where it was typed."""
    words: list[str] = []
    firsts: list[int] = []
    lasts: list[int] = []
    places: list[tuple[int, int, str]] = []
    at = 0
    for edit in (*edits, Edit(len(normal.text), len(normal.text), "", "")):
        words.append(normal.text[at : edit.start])
        if normal.lengths:
            spans = [normal.span(position, position + 1) for position in range(at, edit.start)]
            firsts += [first for first, _ in spans]
            lasts += [last for _, last in spans]
        else:
            firsts += range(at, edit.start)
            lasts += range(at + 1, edit.start + 1)
        if edit.layer:
            places.append((len(firsts), len(firsts) + len(edit.reading), edit.layer))
        if edit.reading:
            low, high = normal.span(edit.start, edit.end)
            words.append(edit.reading)
            firsts += [low] * len(edit.reading)
            lasts += [high] * len(edit.reading)
        at = edit.end
    mapped = Mapped(normal.original, "".join(words), firsts=tuple(firsts), lasts=tuple(lasts))
    return Variant(Prepared(mapped), tuple(places))
