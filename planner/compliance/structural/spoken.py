"""Everything that a text says of times, amounts and numbers of people, found once."""

import re
from dataclasses import dataclass
from functools import lru_cache

from planner.compliance.structural.amounts import Figure, counted, money
from planner.compliance.structural.frequency import Often, cadences, frequencies, people_a_day
from planner.compliance.structural.moments import Moment, moments


@dataclass(frozen=True, slots=True)
class Spoken:
    often: tuple[Often, ...] = ()
    rhythms: tuple[tuple[int, int, float], ...] = ()
    moments: tuple[Moment, ...] = ()
    money: tuple[Figure, ...] = ()
    hours: tuple[Figure, ...] = ()
    a_day: tuple[tuple[int, int, float], ...] = ()


NOTHING = Spoken()
_ANCHOR = re.compile(
    "[0-9０-９零〇一二两三四五六七八九十百千万半隔每度季壹贰叁肆伍陆柒捌玖拾兩貳叄陸萬週個]|every|ly|year|week|month|quarter|hour|half|one|two|once",
    re.I,
)


@lru_cache(maxsize=8192)
def spoken(original: str) -> Spoken:
    """What a typed text says; `NOTHING` where it holds no number and no rhythm."""
    if not _ANCHOR.search(original):
        return NOTHING
    said = Spoken(
        frequencies(original), cadences(original), moments(original), money(original), counted(original, "hours"), people_a_day(original)
    )
    return NOTHING if said == NOTHING else said
