"""A plan made ready for rules over fields: rows by block and by path, texts in standard spelling, each read once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from planner.compliance.document import FieldText, PlanDocument, ProductFacts, Row
from planner.compliance.normalize import normalise
from planner.compliance.normalize import plain as _plain
from planner.compliance.prepared import Prepared, Span


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Standard spelling; a text is brought into it once, however many rules ask."""
    return _plain(text)


@lru_cache(maxsize=4096)
def prepared(text: str) -> Prepared:
    """A text cut into sentences and clauses; nothing is looked up in it, so that all plans may share it."""
    return Prepared(normalise(text))


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a check may ask of a plan; the attributes are those of `PlanDocument`.

    :param by_block: rows of every block, in plan order
    :param by_path: row with its path
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
    by_block: Mapping[str, tuple[Row, ...]]
    by_path: Mapping[str, Row]

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
            {name: tuple(rows) for name, rows in blocks.items()},
            {row.path: row for row in document.rows},
        )

    def rows_of(self, *blocks: str) -> tuple[Row, ...]:
        """The rows of every group of those blocks, block by block in plan order."""
        if len(blocks) == 1:
            return self.by_block.get(blocks[0], ())
        return tuple(row for block in blocks for row in self.by_block.get(block, ()))

    def row_of(self, field: FieldText) -> Row | None:
        """The row a text stands in; None for a text outside rows."""
        return self.by_path.get(field.path.rpartition(".")[0])


def clause_at(text: Prepared, position: int) -> tuple[str, int]:
    """The clause around a normalised position, and where it starts."""
    low, high = text.clause(position)
    return text.text[low:high], low


def sentence_at(text: Prepared, position: int) -> str:
    """The sentence around a normalised position."""
    low, high = text.sentences.span(min(position, max(0, len(text.text) - 1)))
    return text.text[low:high]


def places(text: Prepared, words: tuple[str, ...]) -> Iterator[Span]:
    """Where any of some normalised words stands."""
    for word in words:
        at = text.text.find(word)
        while at >= 0:
            yield at, at + len(word)
            at = text.text.find(word, at + 1)
