"""Which fields of a step a passage can be put into."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.kernel.i18n import Text
from planner.wizards.answers import Answers, is_visible
from planner.wizards.schema import Field, Group, Step

NEW_ROW = "+"
WRITABLE_KINDS = ("text", "line", "institution")


@dataclass(frozen=True, slots=True)
class Target:
    """A place for a passage.

    :param value: path of a field; `+` stands for a row to be added: `pre-launch.activities.+.agenda`
    :param head: name of the group and row around the field, None at the top of a step
    :param label: what is written there
    """

    value: str
    label: Text
    head: Text | None = None

    @property
    def group(self) -> str | None:
        """Path of the group in which a row is added; None for a field that is there."""
        before, plus, _ = self.value.rpartition(f".{NEW_ROW}.")
        return before if plus else None

    @property
    def name(self) -> str:
        """Name of the field."""
        return self.value.rpartition(".")[2]


def targets(step: Step, answers: Answers) -> tuple[Target, ...]:
    """Every text of the step that can take a passage: long ones always, short ones while empty, and those of a new row."""
    return tuple(_targets(step.items, answers, step.slug, None))


def _targets(items: tuple[Field | Group, ...], answers: Mapping[str, Any], path: str, head: Text | None) -> Iterator[Target]:
    for item in items:
        here = f"{path}.{item.name}"
        if isinstance(item, Field) and _takes(item, answers):
            yield Target(here, item.label, head)
    for group in (item for item in items if isinstance(item, Group)):
        here = f"{path}.{group.name}"
        rows = answers.get(group.name) or ()
        if len(rows) < group.maximum:
            fresh = Text("新的一行：", "New row: ")
            for field in group.fields:
                if isinstance(field, Field) and field.kind in WRITABLE_KINDS and is_visible(field, {}):
                    label = Text(f"{fresh.zh}{field.label.zh}", f"{fresh.en}{field.label.en}")
                    yield Target(f"{here}.{NEW_ROW}.{field.name}", label, group.label)
        for n, row in enumerate(rows, 1):
            yield from _targets(group.fields, row, f"{here}.{row['id']}", _row_head(group, row, n))


def _takes(field: Field, answers: Mapping[str, Any]) -> bool:
    return field.kind in WRITABLE_KINDS and is_visible(field, answers) and (field.kind == "text" or not answers.get(field.name))


def _row_head(group: Group, row: Mapping[str, Any], n: int) -> Text:
    title = row.get(group.title)
    asked = next((f for f in group.fields if isinstance(f, Field) and f.name == group.title), None)
    if asked is not None and isinstance(title, str) and asked.choices:
        chosen = next((c.label for c in asked.choices if c.value == title), None)
        if chosen is not None:
            return Text(f"{group.label.zh}，{chosen.zh}", f"{group.label.en}, {chosen.en}")
    if isinstance(title, str) and asked is not None and asked.kind in WRITABLE_KINDS and title:
        short = title if len(title) <= 24 else f"{title[:22]}…"
        return Text(f"{group.label.zh} {n}，{short}", f"{group.label.en} {n}, {short}")
    return Text(f"{group.label.zh} {n}", f"{group.label.en} {n}")
