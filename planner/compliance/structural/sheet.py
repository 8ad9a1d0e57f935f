"""A plan made ready for rules over fields: rows by block and by path, texts in standard spelling, each read once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from planner.compliance.document import FieldText, MaterialFacts, PlanDocument, ProductFacts, Row
from planner.compliance.structural.spoken import NOTHING, Spoken, spoken


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
    def of(cls, document: PlanDocument) -> "Sheet":
        blocks: dict[str, list[Row]] = defaultdict(list)
        for row in document.rows:
            blocks[row.block].append(row)
        return cls(
            document.plan_type,
            document.fields,
            document.rows,
            document.values,
            document.products,
            document.policy,
            document.on,
            document.period,
            document.blocks,
            document.materials,
            {name: tuple(rows) for name, rows in blocks.items()},
            {row.path: row for row in document.rows},
            tuple((field, said) for field in document.fields if (said := spoken(field.text)) is not NOTHING),
        )

    def rows_of(self, *blocks: str) -> tuple[Row, ...]:
        """The rows of every group of those blocks, block by block in plan order."""
        if len(blocks) == 1:
            return self.by_block.get(blocks[0], ())
        return tuple(row for block in blocks for row in self.by_block.get(block, ()))

    def row_of(self, field: FieldText) -> Row | None:
        """The row a text stands in; None for a text outside rows."""
        return self.by_path.get(field.path.rpartition(".")[0])
