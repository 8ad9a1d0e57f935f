"""What guessing can make of a text: split characters, slang, sounds, pinyin, entities, broken characters."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

import re2

from planner.compliance.normalize import plain
from planner.compliance.packfiles import Disguises
from planner.compliance.sounds import Spoken, alike, readings, said, table

_CJK = "\u3400-\u9fff"
_LATIN = re.compile("[a-z][a-z]*")
_SPELLED = re2.compile(  # with the standard library a long run would cost exponential time
    "(?:(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])?(?:iang|iong|uang|uai|uan|ian|iao|ang|eng|ong|ing|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|ve|[aoeiuv]))+"
)
_GLOSS = re.compile(rf"\((?<=[{_CJK}a-z?\ufffd]\()[a-z]{{1,6}}\)")
_ENTITIES = {  # apart from each other, for an expression that begins with one character is searched many times as fast
    "&": re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});"),
    "%": re.compile(r"%[0-9a-f]{2}(?:%[0-9a-f]{2}){2,}"),
    "\\": re.compile(r"\\u[0-9a-f]{4}(?:\\u[0-9a-f]{4})*"),
}
_TAG = re.compile(r"</?[a-z][^<>\n]{0,40}>")
_BROKEN = r"(?:\?\?|\x{fffd}{1,3})"
_SHAPES = "[\u2ff0-\u2fff]{0,3}"
_FULL = dict(zip("讠钅纟饣扌氵亻礻忄艹辶阝衤", "言金糸食手水人示心草走耳衣", strict=True))
_OTHER_LETTERS = re.compile("[0-9](?<![0-9a-z][0-9])[0-9ol]{0,15}+(?=[万千百亿元块%个盒])")
_MARKS = re.compile(r"[\W_]+")
_MEMORY = 64 << 20


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters of the normalised text and what they are read as.

    :param loose: proves nothing by itself; it only goes with another edit nearby
    """

    start: int
    end: int
    reading: str
    layer: str
    loose: bool = False


class Readings:
    """The readings that one pack's words allow.

    :param words: every word of the pack, in a fixed order
    :param bigrams: every two characters that stand side by side in one of them
    """

    def __init__(self, disguises: Disguises, words: Iterable[str], bigrams: frozenset[str]) -> None:
        self._bigrams = bigrams
        self._words = tuple(words)
        self._initials = disguises.initials
        self._extra = [(word, tuple(latin.split("'"))) for word, latin in disguises.pinyin.items()]
        self._sound = disguises.sound
        self._split = {**_with_full_forms(disguises.split), **disguises.split}
        self._writings = {plain(typed): word for typed, word in disguises.words.items() if plain(typed) != word}
        self._letters = dict(_one_letter(reversed(disguises.sound)))
        self._innocent = frozenset(disguises.innocent)
        classes = [(word, tuple(alike(char) for char in word), word in disguises.sound_wholly) for word in disguises.sound]
        self._classes = {word: sounds for word, sounds, _ in classes}
        sources = [
            *map(re.escape, sorted(self._innocent, key=len, reverse=True)),
            *map(re.escape, sorted(self._writings, key=len, reverse=True)),
            *(source for word in disguises.sound for source in _with_filler(word)),
            *map(re.escape, self._letters),
            *(source for word, sounds, wholly in classes for source in _by_ear(word, sounds, wholly)),
            *(_SHAPES + re.escape(halves) for halves in sorted(self._split, key=len, reverse=True)),
        ]
        options = re2.Options()
        options.max_mem = _MEMORY
        options.never_capture = True
        self._gate = re2.compile("|".join(sources), options) if disguises.sound or disguises.split or disguises.words else None

    @cached_property
    def _spoken(self) -> Spoken:
        return Spoken((*self._sound, *self._words), self._extra)

    def edits(self, text: str) -> Iterator[Edit]:
        """Everything that may be read otherwise, in no order."""
        if self._gate is not None and self._gate.search(text) is not None:
            yield from self._written(self._gate, text)
        if "(" in text:
            yield from self._glosses(text)
        if "<" in text:
            for found in _TAG.finditer(text):
                yield Edit(*found.span(), "", "squeeze")
        for entity in [pattern for mark, pattern in _ENTITIES.items() if mark in text]:
            for found in entity.finditer(text):
                if (reading := plain(_decoded(found.group()))) != found.group():
                    yield Edit(*found.span(), reading, "debris")
        yield from self._latin(text)
        yield from self._rare(text)

    def _written(self, gate: Any, text: str) -> Iterator[Edit]:
        """Split characters, other writings, words that only sound like one of the pack."""
        reach = 0
        for found in gate.finditer(text):
            start, end = found.span()
            typed = found.group()
            if typed in self._innocent:
                continue
            if typed in self._writings:
                if _whole(text, start, end):
                    yield Edit(start, end, self._writings[typed], "split")
            elif typed in self._letters:
                if _whole(text, start, end):
                    yield Edit(start, end, self._letters[typed], "sound")
            elif (char := self._split.get(typed.lstrip("".join(map(chr, range(0x2FF0, 0x3000)))))) is not None:
                if start == reach or self._fits(text, start, end, char) or self._half_follows(text, end):
                    reach = end
                    yield Edit(start, end, char, "split")
            elif word := self._meant(typed):
                yield Edit(start, end, word, "sound")

    def _fits(self, text: str, start: int, end: int, char: str) -> bool:
        """Whether a character makes part of a word of the pack with one of its neighbours."""
        before, after = _MARKS.sub("", text[max(0, start - 4) : start])[-1:], _MARKS.sub("", text[end : end + 4])[:1]
        return before + char in self._bigrams or char + after in self._bigrams

    def _half_follows(self, text: str, at: int) -> bool:
        return any(text[at : at + length] in self._split for length in (2, 3))

    def _meant(self, typed: str) -> str | None:
        """The word of which the typed one is an imitation by ear, or with something put between."""
        bare = re.sub(r"[a-z0-9]", "", typed)
        for word, sounds in self._classes.items():
            if bare == word:
                return word
            if len(word) == len(typed) and all(c == w or c in alike_ for c, w, alike_ in zip(typed, word, sounds, strict=True)):
                return word
        broken = re.compile("(.*?)(?:\\?\\?|\ufffd+)(.*)").fullmatch(typed)
        if broken is None:
            return None
        before, after = broken.groups()
        return next((w for w in self._sound if w.startswith(before) and w.endswith(after) and len(w) == len(before) + len(after) + 1), None)

    def _glosses(self, text: str) -> Iterator[Edit]:
        """Pinyin in brackets after a character, as document-sharing sites leave it; after a broken one it says which it was."""
        for found in _GLOSS.finditer(text):
            start, end = found.span()
            syllable, char = text[start + 1 : end - 1], text[start - 1]
            if syllable not in table():
                continue
            if char >= "\u3400" and char != "\ufffd":
                if syllable in readings().get(char, (syllable,)):
                    yield Edit(start, end, "", "debris")
            elif not text[start - 2 : start - 1].isascii() or not text[start - 2 : start - 1].isalpha():
                chars = table()[syllable]
                if guess := next((c for c in chars[0] + chars[1] if self._fits(text, start - 1, end, c)), None):
                    yield Edit(start - 1, end, guess, "debris")

    def _latin(self, text: str) -> Iterator[Edit]:
        """Words spelled in pinyin, wholly or in part; initials beside a Chinese character; letters for digits."""
        reach = 0
        for run in _LATIN.finditer(text):
            letters = run.group()
            if letters in self._initials and _beside_chinese(text, *run.span()):
                yield Edit(*run.span(), self._initials[letters], "pinyin")
            elif run.start() >= reach and len(letters) > 1 and _SPELLED.fullmatch(letters):
                words, reach = self._spoken.found(text, *run.span())
                for start, end, word in words:
                    yield Edit(start, end, word, "pinyin")
        if "o" in text or "l" in text:
            for number in _OTHER_LETTERS.finditer(text):
                if not number.group().isdigit():
                    yield Edit(*number.span(), number.group().replace("o", "0").replace("l", "1"), "split")

    @cached_property
    def _masked(self) -> dict[str, str]:
        """Dangerous words with one character left out, and the words."""
        worst_first = reversed(self._sound)
        return {word[:i] + "\0" + word[i + 1 :]: word for word in worst_first for i in range(len(word))}

    def _rare(self, text: str) -> Iterator[Edit]:
        """A character nobody writes in the place of one of a dangerous word."""
        if not self._sound:
            return
        for found in _RARE.finditer(text):
            at = found.start()
            for length in (4, 3, 2):
                for start in range(max(0, at - length + 1), min(at, len(text) - length) + 1):
                    if word := self._masked.get(text[start:at] + "\0" + text[at + 1 : start + length]):
                        yield Edit(start, start + length, word, "sound")


def _common_characters() -> str:
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return "".join(row.decode("gb2312", "ignore") for row in rows)


_RARE = re.compile(f"[^\0-\u33ff\u4dc0-\u4dff\ua000-\ufffc\ufffe-\U0001ffff{_common_characters()}]")


def _with_full_forms(split: dict[str, str]) -> dict[str, str]:
    """The same with the halves written as characters of their own: 言方 for 讠方."""
    return {halves.replace(half, full): char for halves, char in split.items() for half, full in _FULL.items() if halves[0] == half}


def _one_letter(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        for way in said(word)[:1]:
            for place, syllable in enumerate(way):
                yield word[:place] + syllable[0] + word[place + 1 :], word


def _by_ear(word: str, sounds: tuple[str, ...], wholly: bool) -> Iterator[str]:
    """Expressions for the word with one character, or any number of them, replaced by others of the same sound."""
    for place, others in enumerate(sounds):
        if others:
            rest = [f"[{char}{more}]" for char, more in zip(word[place + 1 :], sounds[place + 1 :], strict=True)]
            yield word[:place] + f"[{others}]" + ("".join(rest) if wholly else word[place + 1 :])


def _with_filler(word: str) -> Iterator[str]:
    """Expressions for the word with letters or digits put between, or with a character lost (of longer words)."""
    for place in range(1, len(word)):
        yield word[:place] + "[a-z0-9]{1,2}" + word[place:]
    for place in range(len(word)) if len(word) > 2 else ():
        yield word[:place] + _BROKEN + word[place + 1 :]


def _decoded(typed: str) -> str:
    if typed[0] == "&":
        return html.unescape(typed)
    if typed[0] == "%":
        return unquote(typed)
    return "".join(chr(int(code, 16)) for code in typed.split("\\u")[1:])


def _beside_chinese(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] >= "\u3400" or text[end : end + 1] >= "\u3400"


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin letter or digit continues the match on either side, where it begins or ends with one."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (text[start].isascii() and before.isascii() and before.isalnum()) and not (
        text[end - 1].isascii() and after.isascii() and after.isalnum()
    )
