"""Types a plan as a person would: rows are added as needed, then every field is saved as a form would."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from planner.models import Product, Territory
from planner.seeds.stage import Stage
from planner.services import plans, wizard
from planner.services.actor import Actor
from planner.services.wizard import Change, base_of
from planner.wizards.answers import Leaf, leaves
from planner.wizards.flow import months_after
from planner.wizards.schema import Field, Group

_PLACE = re.compile(r"\{(?P<name>\w+)(?:(?P<months>[+-]\d+)m)?(?::(?P<form>month|quarter))?\}")

TUESDAY = 1
Typed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """What stands for the places in braces of a demo text.

    :param names: `{place}` → the words themselves
    :param days: `{start+2m}` → a working day two months after; with `:month` or `:quarter` its month or quarter
    """

    names: Mapping[str, str]
    days: Mapping[str, date]

    def fill(self, text: str) -> str:
        """The text with every place filled.

        :raises KeyError: a place that nobody knows
        """
        return _PLACE.sub(self._put, text)

    def _put(self, found: re.Match[str]) -> str:
        name, months, form = found["name"], found["months"], found["form"]
        if months is None and form is None:
            return self.names[name]
        day = months_after(self.days[name], int(months or 0))
        if form == "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        return f"{day:%Y-%m}" if form else _working_day(day).isoformat()


def _working_day(day: date) -> date:
    """The second Tuesday of the month: nobody's weekend, and clear of most holidays."""
    first = day.replace(day=1)
    return first + timedelta(days=(TUESDAY - first.weekday()) % 7 + 7)


def type_plan(
    stage: Stage, author: Actor, kind: str, texts: Mapping[str, Typed], words: Words, *, product: str, through: str | None = None
) -> str:
    """Start a plan of a kind and type its steps; returns its number.

    :param texts: step slug → answers, places in braces still open
    :param product: generic name, for `{product}`
    :param through: last step to type, None for all
    """
    with stage.act() as session:
        number = plans.create_plan(session, stage.house, author, kind).number
        product_id = session.scalars(select(Product.id).where(Product.generic_name == product)).one()
        place = session.get(Territory, author.territory_id)
        own = {"place": place.name if place else "", "territory": str(author.territory_id), "product": str(product_id)}
    filled = replace(words, names={**words.names, **own})
    for slug, typed in texts.items():
        type_step(stage, author, number, slug, typed, filled)
        if slug == through:
            break
    return number


def type_step(stage: Stage, author: Actor, number: str, slug: str, typed: Typed, words: Words) -> None:
    """Type one step.

    :raises ValueError: a text does not fit its field
    """
    with stage.act() as session:
        for _ in range(2):  # the rows of a step, then the rows inside them
            view = wizard.open_step(session, stage.house, author, number, slug)
            for path in _missing_rows(view.step.items, view.answers, typed, slug):
                wizard.add_row(session, stage.house, author, number, slug, path)
    with stage.act() as session:
        view = wizard.open_step(session, stage.house, author, number, slug)
        changes = []
        for leaf in leaves(view.step, view.answers):
            if (value := _source(leaf, view.answers, typed).get(leaf.field.name)) is not None:
                filled = [words.fill(str(v)) for v in value] if isinstance(value, list) else words.fill(str(value))
                changes.append(Change(leaf.path, filled, base_of(leaf.value)))
        saved = wizard.save_fields(session, stage.house, author, number, slug, changes)
    if saved.errors or saved.clashes:
        raise ValueError(f"demo text does not fit {slug}: {saved.errors or saved.clashes}")


def _missing_rows(items: tuple[Field | Group, ...], answers: Typed, typed: Typed, path: str) -> Iterator[str]:
    """Path of a group, once for each row it still lacks; rows inside rows that are there are looked at too."""
    for group in (item for item in items if isinstance(item, Group)):
        wanted, there = typed.get(group.name) or (), answers.get(group.name) or ()
        yield from [f"{path}.{group.name}"] * (len(wanted) - len(there))
        for row, said in zip(there, wanted, strict=False):
            yield from _missing_rows(group.fields, row, said, f"{path}.{group.name}.{row['id']}")


def _source(leaf: Leaf, answers: Typed, typed: Typed) -> Typed:
    """The part of the text that belongs to the row a field stands in."""
    inside, source = answers, typed
    for group, row in zip(leaf.groups, leaf.rows, strict=True):
        position = [one["id"] for one in inside[group.name]].index(row["id"])
        rows = source.get(group.name) or ()
        source, inside = rows[position] if position < len(rows) else {}, row
    return source
