"""A plan made ready for rules over fields: rows by block and by path, texts in standard spelling, each read once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from planner.compliance.document import FieldText, MaterialFacts, PlanDocument, ProductFacts, Row
from planner.compliance.structural.spoken import NOTHING, Spoken, spoken
from planner.compliance.unchanged import kept


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a check may ask of a plan; the attributes are those of `PlanDocument`.

    :param by_block: rows of every block, in plan order
    :param by_path: row with its path
    :param said: the texts that speak of times, amounts or numbers of people, with what they say
    """

    plan_type: str
    fields: tuple[FieldText, ...]
    rows: tuple[Row, ...]
    values: Mapping[str, object]
    products: tuple[ProductFacts, ...]
    policy: Mapping[str, object]
    on: date
    period: tuple[date, date] | None
    blocks: frozenset[str]
    materials: Mapping[str, MaterialFacts] | None
    by_block: Mapping[str, tuple[Row, ...]]
    by_path: Mapping[str, Row]
    said: tuple[tuple[FieldText, Spoken], ...]

    @classmethod
    def of(cls, document: PlanDocument, before: "Sheet | None" = None) -> "Sheet":
        """A plan made ready.

        :param before: an earlier version of the plan, which shares objects with this one (`unchanged.as_before`); what was made ready
            of those is taken from it, so that what is no other object did not change
        """
        fields, rows = document.fields, document.rows
        if before is not None and rows is before.rows:
            by_block, by_path = before.by_block, before.by_path
        else:
            by_block, by_path = _by_block(rows, before), {row.path: row for row in rows}
        if before is not None and fields is before.fields:
            said = before.said
        else:
            said = tuple([(field, told) for field in fields if (told := spoken(field.text)) is not NOTHING])
            if before is not None and [field for field, _ in said] == [field for field, _ in before.said]:
                said = before.said  # what changed speaks of no numbers
        return cls(
            document.plan_type,
            fields,
            rows,
            document.values,
            document.products,
            document.policy,
            document.on,
            document.period,
            document.blocks,
            document.materials,
            by_block,
            by_path,
            said,
        )

    def rows_of(self, *blocks: str) -> tuple[Row, ...]:
        """The rows of every group of those blocks, block by block in plan order."""
        if len(blocks) == 1:
            return self.by_block.get(blocks[0], ())
        return tuple(row for block in blocks for row in self.by_block.get(block, ()))

    def row_of(self, field: FieldText) -> Row | None:
        """The row a text stands in; None for a text outside rows."""
        return self.by_path.get(field.path.rpartition(".")[0])


def _by_block(rows: tuple[Row, ...], before: Sheet | None) -> Mapping[str, tuple[Row, ...]]:
    """The rows of every block; those of a block in which nothing changed as they are kept already."""
    blocks: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        blocks[row.block].append(row)
    known = before.by_block if before is not None else {}
    return {name: kept(tuple(found), known.get(name, ())) for name, found in blocks.items()}
