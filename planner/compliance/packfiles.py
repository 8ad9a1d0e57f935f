"""The files of a pack beside its rules: head, lists, cues, citations, filters."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from planner.compliance.findings import Severity
from planner.compliance.vocabulary import Bilingual, Group, Layer, Phase, Strict


class LowerTo(Strict):
    lower_to: Severity


class Cue(Strict):
    """Words around a hit that change what it means.

    :param patterns: regular expressions (RE2), beside or instead of the words
    :param where: side of the hit on which the cue stands; `over` = anywhere in its reach, also across the hit
    :param reach: how far it governs; `list` = a heading governs the items under it
    :param broken_by: words that undo it: overlapping the cue (不得不) or standing between cue and hit
    :param except_when: words in the reach that forbid the cue (规避 … 检查)
    :param effect: `drop` silences the hit, `lower_to` caps its severity, `mark` only records it
    """

    title: Bilingual
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    where: Literal["before", "after", "around", "over"] = "before"
    reach: Literal["clause", "sentence", "line", "list", "field"] = "clause"
    gap: int | None = None
    broken_by: tuple[str, ...] = ()
    except_when: tuple[str, ...] = ()
    effect: Literal["drop", "mark"] | LowerTo = "drop"


class Place(Strict):
    """A provision that may be cited; `certain` False shows the law's title and 条号待核."""

    label: Bilingual
    certain: bool
    gist: Bilingual | None = None


class Document(Strict):
    title: Bilingual
    issuer: str = ""
    number: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    checked_on: date
    citable: bool = True
    at: dict[str, Place] = Field(default_factory=dict)


class FilterWhen(Strict):
    plan_types: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    fields: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    words: Group | None = None


class Filter(Strict):
    """One dated exclusion for several rules, outside the rules."""

    id: str = Field(pattern=r"^filter\.[a-z0-9-]+$")
    title: Bilingual
    rules: tuple[str, ...] = Field(min_length=1)
    when: FilterWhen
    until: date
    reason: Bilingual
    owner: str


class Defaults(Strict):
    unless: tuple[str, ...] = ()
    normalise: tuple[Layer, ...] = ("standard",)


class PackHead(Strict):
    """pack.yml; the key `schema` is the number of this format."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    schema_: Literal[1] = Field(alias="schema")
    pack: str
    version: str = Field(pattern=r"^\d{4}\.\d{1,2}\.\d+$")
    title: Bilingual
    defaults: Defaults = Defaults()


class Disguises(Strict):
    """How words are hidden, and what they are.

    :param pinyin: word → its syllables with ' between, where the table of syllables would not say it so
    :param sound: dangerous words, the worst first, that are also looked for by ear and with broken or rare characters
    :param sound_wholly: those of them of which every character may be replaced
    :param innocent: what only sounds like one of them
    :param initials: whole Latin words beside a Chinese character → word
    :param words: other writings → word
    :param split: halves of a character side by side → character
    """

    pinyin: dict[str, str] = Field(default_factory=dict)
    sound: tuple[str, ...] = ()
    sound_wholly: tuple[str, ...] = ()
    innocent: tuple[str, ...] = ()
    initials: dict[str, str] = Field(default_factory=dict)
    words: dict[str, str] = Field(default_factory=dict)
    split: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _a_syllable_for_each_character(self) -> "Disguises":
        for word, latin in self.pinyin.items():
            if len(word) != len(latin.split("'")):
                raise ValueError(f"{word} has {len(word)} characters, {latin} has {len(latin.split(chr(39)))} syllables")
        if empty := [key for table in (self.initials, self.words, self.split) for key, value in table.items() if not value]:
            raise ValueError(f"{empty[0]} is read as nothing")
        return self


Lists = dict[str, tuple[str, ...]]
"""lists.yml: name → literals and `$other` lists."""
