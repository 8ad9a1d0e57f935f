"""How wide the columns of a printed table are, and which fields share one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from planner.documents.figures.canvas import text_width
from planner.documents.shapes import MISSING, Column
from planner.documents.wording import span_words
from planner.kernel.i18n import Text
from planner.wizards.schema import Field, Group

RIGHT = ("int", "decimal", "percent", "money", "computed")
"""Kinds that stand at the right of their column."""
_WRAPPING = {"text": 26.0, "line": 20.0, "institution": 14.0, "products": 14.0, "many": 14.0}
"""Kinds whose words may wrap, and the characters after which they do."""
_STIFF = 16.0
_SHORT = 6.5
"""A column whose longest words are no longer than this does not wrap them."""
_LONG_HEAD = 5.0
"""A head of more characters is set on two lines."""
_PADDING = 1.8
_ROOM = 51.0
"""Characters of a table's type in the width of the paper."""
_DATES = Text("日期", "Dates")
_TOKEN = re.compile(r"[!-~]+")


def with_spans(
    fields: Sequence[Field], rows: Sequence[Mapping[str, Any]], cells: Sequence[Sequence[str]]
) -> tuple[list[Field], list[list[str]]]:
    """Fields and cells with a first and a last day in one column, 日期."""
    by_name = {f.name: f for f in fields}
    last_of = {f.not_before: f.name for f in fields if f.kind == "date" and f.not_before in by_name}
    shown = [replace(f, label=_DATES) if f.name in last_of else f for f in fields if f.name not in last_of.values()]
    joined = []
    for row, words in zip(rows, cells, strict=True):
        held = dict(zip(by_name, words, strict=True))
        spans = {first: days(row.get(first), row.get(last)) for first, last in last_of.items() if first}
        joined.append([(held | spans)[f.name] for f in shown])
    return shown, joined


def days(first: str | None, last: str | None) -> str:
    """Two stored dates as a span; 未填写 without a first day."""
    if not first:
        return MISSING
    return span_words(date.fromisoformat(first), date.fromisoformat(last or first))


def columns_of(group: Group, fields: Sequence[Field], cells: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Columns of dates, numbers and choices as wide as they need; the texts share what is left, none below its longest word.

    :param cells: rows of words, one for each field
    """
    shares = widths(
        [(f.kind in _WRAPPING, _need(f, words), _floor(f, words)) for f, words in zip(fields, zip(*cells, strict=True), strict=True)]
    )
    return tuple(
        Column(f.label.zh, share, "right" if f.kind in RIGHT else "left", f.name == group.title)
        for f, share in zip(fields, shares, strict=True)
    )


def widths(wishes: Sequence[tuple[bool, float, float]]) -> list[int]:
    """Shares in per cent that add up to 100.

    :param wishes: for each column, whether it takes more room than it needs, what it needs and its least, in characters
    """
    loose = [place for place, (wraps, need, least) in enumerate(wishes) if wraps and need > least]
    given = [need for _, need, _ in wishes]
    while loose:
        room = _ROOM - sum(need for place, need in enumerate(given) if place not in loose)
        wanted = sum(wishes[place][1] for place in loose)
        short = [place for place in loose if wishes[place][1] * room / wanted < wishes[place][2]]
        if not short:
            for place in loose:
                given[place] = wishes[place][1] * room / wanted
            break
        for place in short:
            given[place] = wishes[place][2]
            loose.remove(place)
    shares = [int(100 * need / sum(given)) for need in given]
    shares[given.index(max(given))] += 100 - sum(shares)
    return shares


def _longest(words: Iterable[str]) -> float:
    return max((text_width(line, 1) for cell in words for line in cell.split("\n")), default=0.0)


def _need(field: Field, words: Sequence[str]) -> float:
    """Its longest cell, long texts wrapped, and its head, long heads wrapped."""
    head = text_width(field.label.zh, 1) * 0.9
    return min(
        max(_longest(words), head if head <= _LONG_HEAD else head / 2 + 0.5) + _PADDING, _WRAPPING.get(field.kind, _STIFF) + _PADDING
    )


def _floor(field: Field, words: Sequence[str]) -> float:
    if field.kind not in _WRAPPING:
        return _need(field, words)
    tokens = max((text_width(token, 1) for cell in words for token in _TOKEN.findall(cell)), default=0.0)
    return min(max(min(_need(field, words), _SHORT), min(tokens, _STIFF) + _PADDING), _need(field, words))
