"""Tables: which group their columns are, or which fields their labels are; record by record into rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planner.documents.intake import Passage
from planner.documents.intake.filing import Filing, Row
from planner.documents.intake.lexicon import LIKELY, alike, field_called, group_alike, simple
from planner.documents.intake.stored import says_nothing, span_of
from planner.documents.intake.withheld import PRESCRIPTIONS, has_volume, is_volume_head
from planner.kernel.i18n import Text
from planner.wizards.schema import Field, Group, PlanType, Step

NO_COLUMN = Text("计划里没有“{head}”这一栏。", "The plan has no column “{head}”.")
NO_TABLE = Text("没有认出这张表对应计划的哪一部分。", "It is not clear which part of the plan this table is.")
SUMS = Text("合计由计划自己算，不从文件读。", "Sums are worked out by the plan, not read.")
UNTYPED_COLUMN = Text("这一栏由计划自己算或填，不从文件读。", "The plan works this column out itself; it is not read.")
_SUM_WORDS = frozenset(simple(word) for word in ("合计", "总计", "小计", "共计", "总额", "total", "subtotal", "sum"))
Cells = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Home:
    """Where rows of a table may go.

    :param group: None stands for the fields of the step itself
    :param outer: group around `group` when it is nested
    """

    step: Step
    group: Group | None
    outer: Group | None = None

    @property
    def fields(self) -> list[Field]:
        """What it asks."""
        items = self.group.fields if self.group is not None else self.step.items
        return [item for item in items if isinstance(item, Field)]


@dataclass(frozen=True, slots=True)
class Fit:
    """A table read one way: which head is which field.

    :param score: how well it fits; :param records: rows of cells without the heads, `turned` when columns are records
    """

    home: Home
    score: float
    columns: dict[int, Field]
    turned: bool = False


@dataclass(slots=True)
class Table:
    """A table on its way: its cells, which of them continue a merged cell, and what is over it."""

    passage: int
    cells: Cells
    above: dict[tuple[int, int], str] = field(default_factory=dict)
    title: str = ""

    def turned(self) -> "Table":
        """Rows as columns."""
        return Table(self.passage, tuple(zip(*self.cells, strict=True)), {(c, r): text for (r, c), text in self.above.items()}, self.title)


def table_of(passage: Passage) -> Table:
    """Cells of a passage; a first row that is one merged cell is its title."""
    cells = passage.table or ()
    above: dict[tuple[int, int], str] = {}
    for row, column, tall, wide in passage.merges:
        for r in range(row + 1, min(row + tall, len(cells))):
            above[(r, column)] = cells[row][column]
        if wide > 1 and tall == 1 and row > 0:
            continue
    title = ""
    if len(cells) > 1 and len(cells[0]) > 1 and cells[0][0] and not any(cells[0][1:]):
        title, cells = cells[0][0], cells[1:]
        above = {(r - 1, c): text for (r, c), text in above.items()}
    return Table(passage.number, cells, above, title)


def homes(plan_type: PlanType) -> Iterator[Home]:
    """Every place of a plan that rows can go to."""
    for step in plan_type.steps:
        yield Home(step, None)
        for group in (item for item in step.items if isinstance(item, Group)):
            yield Home(step, group)
            for inner in (item for item in group.fields if isinstance(item, Group)):
                yield Home(step, inner, group)


def best_fit(table: Table, plan_type: PlanType, step: Step | None, group: Group | None) -> Fit | None:
    """The likeliest reading of a table.

    :param step, group: where the text around it belongs
    """
    best: Fit | None = None
    for home in homes(plan_type):
        for turned in (False, True):
            fit = _fit(table, home, turned, step, group)
            if fit is not None and (best is None or fit.score > best.score + 1e-9):
                best = fit
    return best


def _fit(table: Table, home: Home, turned: bool, step: Step | None, group: Group | None) -> Fit | None:
    view = table.turned() if turned else table
    heads = view.cells[0] if view.cells else ()
    if home.group is None and (not turned or len(view.cells) != 2):
        return None
    columns = columns_named(heads, home)
    said = [head for head in heads if head.strip()]
    if not said or not columns or len(view.cells) < 2:
        return None
    share = sum(score for _, score in columns.values()) / len(said)
    near = 0.25 * (step is not None and home.step.slug == step.slug) + 0.15 * (group is not None and home.group is group)
    titled = 0.3 * (group_alike(table.title, home.group) if table.title and home.group is not None else 0.0)
    has_title = home.group is None or any(f.name == home.group.title for f, _ in columns.values())
    least = 1 if near else 2
    if len(columns) < least or share < (0.34 if near else 0.45):
        return None
    score = share + near + titled + (0.1 if has_title else 0.0) + 0.02 * min(len(columns), 5) - (0.12 if turned else 0.0)
    return Fit(home, score, {at: f for at, (f, _) in columns.items()}, turned)


def columns_named(heads: Sequence[str], home: Home) -> dict[int, tuple[Field, float]]:
    """Best field of each head, each field once."""
    scored = [
        (alike(head, asked.label), -order, at, asked)
        for at, head in enumerate(heads)
        if head.strip() and len(head) <= 40 and not is_volume_head(head)
        for order, asked in enumerate(home.fields)
    ]
    found: dict[int, tuple[Field, float]] = {}
    used: set[str] = set()
    for score, _, at, asked in sorted(scored, key=lambda one: one[:2], reverse=True):
        if score >= LIKELY and at not in found and asked.name not in used:
            found[at] = (asked, score)
            used.add(asked.name)
    return found


def fill(filing: Filing, table: Table, fit: Fit, parent: Row | None) -> Row | None:
    """Put a table's records into rows, or a table of labels into the fields of a step.

    :param parent: row that nested rows belong to
    :returns: the last row made
    """
    view = table.turned() if fit.turned else table
    heads, home = view.cells[0], fit.home
    for at in fit.columns:
        filing.guide(view.passage, heads[at], home.step)
    waiting: dict[int, list[tuple[str, str]]] = {at: [] for at in range(len(heads)) if at not in fit.columns}
    last: Row | None = None
    for number, cells in enumerate(view.cells[1:], 1):
        if not any(cell.strip() for cell in cells):
            continue
        if simple(next(cell for cell in cells if cell.strip())) in _SUM_WORDS:
            filing.leave(view.passage, "\n".join(cells), home.step, SUMS, table=(tuple(heads), tuple(cells)))
            continue
        place = home.step if home.group is None else _row_for(filing, home, fit, cells, parent)
        last = place if isinstance(place, Row) else last
        fill_record(filing, view, fit, place, number, waiting)
    for at, left in waiting.items():
        leave_column(filing, view, home, at, left)
    return last


def _row_for(filing: Filing, home: Home, fit: Fit, cells: Sequence[str], parent: Row | None) -> Row | None:
    if home.group is None:
        return None
    if home.outer is not None and parent is None:
        parent = filing.last_rows.get(home.outer.name) or filing.new_row(home.step, home.outer)
    if home.outer is None and home.group.presets:
        for at, asked in fit.columns.items():
            if asked.kind == "choice":
                chosen = next((c.value for c in asked.choices if alike(cells[at], c.label) >= LIKELY), "")
                preset = filing.preset_row(home.step, home.group, asked.name, chosen)
                if preset is not None:
                    return preset
    return filing.new_row(home.step, home.group, parent if home.outer is not None else None)


def fill_record(
    filing: Filing, view: Table, fit: Fit, place: Row | Step | None, number: int, waiting: dict[int, list[tuple[str, str]]]
) -> None:
    cells, heads = view.cells[number], view.cells[0]
    named = next((cells[at] for at in sorted(fit.columns) if cells[at].strip()), "")
    for at, cell in enumerate(cells):
        asked = fit.columns.get(at)
        words = cell or (view.above.get((number, at), "") if asked is not None else "")
        if not words.strip():
            continue
        if asked is None:
            waiting[at].append((named, cell))
            continue
        if says_nothing(words) and asked.kind not in ("yes_no", "choice", "line"):
            filing.leave(view.passage, cell, fit.home.step, NO_COLUMN.with_(head=heads[at]), context=heads[at])
            continue
        problem = PRESCRIPTIONS if has_volume(words) else None
        if problem is None and place is None:
            problem = Text("这里的行数已经到上限。", "There is no room for another row here.")
        if problem is None and place is not None:
            problem = _put_cell(filing, place, asked, words, view.passage, cell, fit)
        if problem is not None:
            filing.leave(view.passage, cell, fit.home.step, problem, context=f"{named} · {heads[at]}" if named != cell else heads[at])


def _put_cell(filing: Filing, place: Row | Step, asked: Field, words: str, passage: int, cell: str, fit: Fit) -> Text | None:
    if asked.kind == "date" and (span := span_of(words)):
        later = next((f for f in fit.home.fields if f.not_before == asked.name and f not in fit.columns.values()), None)
        if later is not None and filing.put(place, asked, span[0], passage, cell) is None:
            return filing.put(place, later, span[1], passage, "")
    return filing.put(place, asked, words, passage, cell)


def leave_column(filing: Filing, view: Table, home: Home, at: int, left: Sequence[tuple[str, str]]) -> None:
    head = view.cells[0][at]
    words = "\n".join([head, *(cell for _, cell in left)])
    if not left:
        filing.leave(view.passage, head, home.step, NO_COLUMN.with_(head=head))
        return
    reason = PRESCRIPTIONS if is_volume_head(head) or any(has_volume(cell) for _, cell in left) else NO_COLUMN.with_(head=head)
    if field_called(head, home.fields) is not None and reason is not PRESCRIPTIONS:
        reason = UNTYPED_COLUMN
    filing.leave(view.passage, words, home.step, reason, context=head, table=(("", head), *left))


def paired(table: Table) -> Table | None:
    """A table of labels and values side by side, as one of two columns."""
    width = len(table.cells[0]) if table.cells else 0
    if width < 4 or width % 2:
        return None
    cells = tuple((row[at], row[at + 1]) for row in table.cells for at in range(0, width, 2) if row[at] or row[at + 1])
    return Table(table.passage, cells, {}, table.title)
