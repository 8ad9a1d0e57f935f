"""Whatever is done to a plan: the difference leads from the old content to the new, and names each place once."""

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.services.changes import Content, Difference, changes_between
from planner.services.changes_grouped import grouped
from planner.services.changes_sentences import text_of
from planner.wizards.answers import leaves
from planner.wizards.registry import discover
from planner.wizards.snapshot import from_json, to_json

Answers = dict[str, dict[str, Any]]
KIND = json.loads(json.dumps(to_json(discover()["launch"])))
WORDS = st.sampled_from(["随访率提高。", "由医学部审稿；", "会后回访！", "60%", "\n", "患者教育，", "每月看一次。"])
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map("".join).map(str.strip).filter(bool)
ACTIVITY = st.fixed_dictionaries(
    {"name": TEXTS},
    optional={
        "kind": st.sampled_from(["meeting", "training", "nothing we know"]),
        "heads": st.integers(1, 60),
        "from_date": st.dates().map(str),
        "about_product": st.booleans(),
        "material_number": st.sampled_from(["A-1", "A-2"]),
        "agenda": TEXTS,
    },
)
IDS = st.permutations(["a1", "b2", "c3", "d4", "e5"]).flatmap(lambda ids: st.integers(0, 5).map(lambda n: ids[:n]))


@st.composite
def plans(draw: st.DrawFn) -> Answers:
    rows = [{"id": row, **draw(ACTIVITY)} for row in draw(IDS)]
    accounts = [{"id": row, "item": draw(TEXTS), "unit_price": draw(st.integers(1, 9)), "quantity": 2} for row in draw(IDS)]
    return {
        "basics": {"title": draw(TEXTS), "period_start": "2027-01", "period_end": draw(st.sampled_from(["2027-06", None]))},
        "pre-launch": {"activities": rows},
        "resources": {"resources": accounts},
    }


def content(answers: Answers) -> Content:
    return {"plan_type": KIND, "answers": answers, "products": [], "territories": {}}


def values(content: Content) -> dict[str, Any]:
    """Path → stored value of everything a person answers and sees."""
    steps = from_json(content["plan_type"]).steps
    found = (leaf for step in steps for leaf in leaves(step, content["answers"].get(step.slug, {})))
    return {leaf.path: leaf.value for leaf in found if leaf.visible and leaf.field.kind != "known" and leaf.value not in (None, [])}


def order(content: Content, step: str, group: str) -> list[str]:
    return [row["id"] for row in content["answers"][step][group]]


def applied(old: dict[str, Any], difference: Difference) -> dict[str, Any]:
    new = {**old, **{change.path: change.now for change in difference.fields}}
    return {path: value for path, value in new.items() if value is not None}


@settings(max_examples=60, deadline=None)
@given(plans(), plans())
def test_the_difference_applied_to_the_old_gives_the_new(was: Answers, now: Answers) -> None:
    old, new = content(was), content(now)
    difference = changes_between(old, new)
    assert applied(values(old), difference) == values(new)
    for step, group in (("pre-launch", "activities"), ("resources", "resources")):
        own = [row for row in difference.rows if row.path.startswith(f"{step}.{group}.")]
        touched = {row.path.rpartition(".")[2] for row in own}
        built = [row for row in order(old, step, group) if row not in touched]
        for row in sorted((r for r in own if r.now_at is not None), key=lambda r: r.now_at or 0):
            built.insert((row.now_at or 0) - 1, row.path.rpartition(".")[2])
        assert built == order(new, step, group)


@settings(max_examples=40, deadline=None)
@given(plans())
def test_equal_contents_give_no_difference(answers: Answers) -> None:
    assert changes_between(content(answers), content(copy.deepcopy(answers))) == Difference()


@settings(max_examples=40, deadline=None)
@given(plans(), plans())
def test_every_change_is_listed_once_with_the_words_of_both_sides(was: Answers, now: Answers) -> None:
    old, new = content(was), content(now)
    difference = changes_between(old, new)
    listed = [change.path for part in grouped(difference) for change in part.fields]
    assert sorted(listed) == sorted(change.path for change in difference.fields) and len(set(listed)) == len(listed)
    assert [part.path for part in grouped(difference)] == list(dict.fromkeys(part.path for part in grouped(difference)))
    assert {row.path for row in difference.rows} <= {part.path for part in grouped(difference)}
    for change in difference.fields:
        assert change.before != change.after and change.where.zh.endswith(change.label.zh)
        if change.sentences:
            assert (text_of(change.sentences, "gone"), text_of(change.sentences, "new")) == (change.was, change.now)
