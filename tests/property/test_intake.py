"""Whatever a file holds: each character ends in one place, and what is in a field could have been typed there."""

import re
from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.documents.intake import Manuscript, Passage, Placement, place
from planner.documents.intake.raw import solid as count
from planner.documents.intake.reading import read_manuscript
from planner.documents.intake.withheld import has_personal, is_volume_head
from planner.wizards.answers import leaf
from planner.wizards.registry import discover
from planner.wizards.schema import Field, Group
from planner.wizards.validate import as_typed
from planner.wizards.values import read
from tests.corpus.intake.measuring import nothing_lost, solid

TYPES = discover()
TODAY = date(2026, 11, 22)


def _labels() -> list[str]:
    found: list[str] = []
    stack: list[Field | Group] = [item for kind in TYPES.values() for step in kind.steps for item in step.items]
    while stack:
        item = stack.pop()
        found += [item.label.zh, item.label.en]
        if isinstance(item, Group):
            stack.extend(item.fields)
        else:
            found += [choice.label.zh for choice in item.choices]
    return sorted({*found, *(step.title.zh for kind in TYPES.values() for step in kind.steps)})


LABELS = st.sampled_from(_labels())
ODD = [
    "处方量",
    "月处方量（盒）",
    "销量",
    "13812345678",
    "110101199003074514",
    "120盒",
    "合计",
    "",
    "2027年3月1日",
    "3月8日—3月9日",
    "8万元",
    "十二个月",
    "A类",
    "是",
    "/",
]
WORDS = st.one_of(LABELS, st.sampled_from(ODD), st.text(alphabet="甲乙丙医院计划目标：:。；，,（）1234•·-一、\n aB\u3000𠮷", max_size=40))
LINES = st.one_of(
    WORDS,
    st.builds("{}：{}".format, LABELS, WORDS),
    st.builds("{}{}".format, st.sampled_from(["一、", "（一）", "1. ", "• ", "第二章 ", "■ ", "    · "]), WORDS),
    st.builds(lambda word, times: word * times, WORDS, st.integers(20, 400)),
)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.one_of(WORDS, LABELS), min_size=width, max_size=width).map(tuple), min_size=1, max_size=6)
)


@st.composite
def manuscripts(draw: st.DrawFn) -> Manuscript:
    passages = list[Passage]()
    for number in range(draw(st.integers(1, 25))):
        kind = draw(st.sampled_from(["heading", "paragraph", "paragraph", "item", "item", "table", "box", "footnote", "header"]))
        if kind == "table":
            rows = tuple(draw(TABLES))
            text = "\n".join("\t".join(row) for row in rows)
            merges = ((0, 0, min(2, len(rows)), 1),) if draw(st.booleans()) else ()
            passages.append(Passage(number, "table", text, 0, rows, merges=merges))
        else:
            level = draw(st.integers(1, 4)) if kind in ("heading", "item") else 0
            passages.append(Passage(number, kind, draw(LINES), level))
    return Manuscript("a.docx", tuple(passages), sum(count(p.text) for p in passages))


def _sound(placement: Placement) -> None:
    kind = TYPES[placement.plan_type]
    for entry in placement.entries:
        step = kind.step(entry.path.split(".")[0])
        found = leaf(step, placement.answers[step.slug], entry.path)
        assert found.value == entry.value
        assert found.visible
        assert read(found.field, as_typed(found.field, entry.value)) == entry.value
        assert not has_personal(entry.source)
        if found.field.kind in ("line", "text", "institution"):
            missing = Counter(solid(entry.source)) - Counter(solid(str(entry.value)))
            assert not re.sub(r"[\W\d_一二三四五六七八九十第章]", "", "".join(missing)), (entry, missing)


@settings(max_examples=120, deadline=None)
@given(manuscripts(), st.sampled_from(sorted(TYPES)))
def test_every_character_is_in_a_field_the_tray_or_a_guide(manuscript: Manuscript, slug: str):
    placement = place(manuscript, TYPES[slug], today=TODAY)
    assert nothing_lost(manuscript, placement) == Counter()
    _sound(placement)


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=30), st.sampled_from(["txt", "md"]), st.sampled_from(sorted(TYPES)))
def test_a_text_file_is_read_whole_and_placed_whole(lines: list[str], suffix: str, slug: str):
    source = "\n".join(["头", *lines])
    manuscript = read_manuscript(source.encode(), f"a.{suffix}")
    if suffix == "txt":
        ruled = re.sub(r"(?m)^\s*([-*_=])(?:\s*\1){3,}\s*$", "", source)
        missing = Counter(solid(ruled)) - Counter(solid("".join(p.text for p in manuscript.passages)))
        assert not missing or "|" in source
    assert nothing_lost(manuscript, place(manuscript, TYPES[slug], today=TODAY)) == Counter()


@settings(max_examples=60, deadline=None)
@given(
    TABLES,
    st.integers(0, 4),
    st.sampled_from(["处方量", "月均处方（盒）", "去年销量", "Prescriptions per month", "用药量"]),
    st.sampled_from(sorted(TYPES)),
)
def test_no_column_of_prescriptions_or_sales_reaches_a_field(rows: list[tuple[str, ...]], at: int, head: str, slug: str):
    at = min(at, len(rows[0]))
    mark = "９９９９"
    table = tuple((*row[:at], head if number == 0 else mark, *row[at:]) for number, row in enumerate(rows))
    text = "\n".join("\t".join(row) for row in table)
    placement = place(Manuscript("a.docx", (Passage(0, "table", text, 0, table),), count(text)), TYPES[slug], today=TODAY)
    assert is_volume_head(head)
    assert all(mark not in entry.source for entry in placement.entries)
