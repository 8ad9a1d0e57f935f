"""What every plan type promises, whoever wrote it; each promise is a check of one declaration."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from planner.kernel.i18n import Text
from planner.wizards.answers import first_answers
from planner.wizards.flow import SUBMIT, next_step, previous_step
from planner.wizards.schema import UNTYPED, Field, Group, PlanType, Step
from planner.wizards.snapshot import from_json, to_json
from planner.wizards.validate import plan_problems

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN_ALONE = {"SWOT"}
FORBIDDEN = ("处方量", "处方数", "用量", "盒数", "销量", "销售额", "销售指标", "配额", "回款")
FORBIDDEN_EN = ("prescription volume", "prescriptions per", "quota", "boxes", "sales target")


def every_item(items: tuple[Field | Group, ...]) -> Iterator[Field | Group]:
    """Questions and groups, those inside groups too."""
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from every_item(item.fields)


def every_text(part: object) -> Iterator[Text]:
    """Every wording anywhere in a declaration."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from every_text(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from every_text(getattr(part, field.name))


def survives_a_trip_through_json(plan_type: PlanType) -> None:
    assert from_json(json.loads(json.dumps(to_json(plan_type)))) == plan_type


def names_are_fit_to_be_stored_for_ever(plan_type: PlanType) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", plan_type.slug) and re.fullmatch(r"[A-Z]{2}", plan_type.code)
    assert plan_type.version >= 1
    for step in plan_type.steps:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", step.slug) and step.slug != SUBMIT
        for item in every_item(step.items):
            assert re.fullmatch(r"[a-z][a-z0-9_]*", item.name) and item.name != "id", item.name


def names_are_unique_and_conditions_point_at_neighbours(plan_type: PlanType) -> None:
    assert len({step.slug for step in plan_type.steps}) == len(plan_type.steps)
    for step in plan_type.steps:
        for items in (step.items, *(g.fields for g in every_item(step.items) if isinstance(g, Group))):
            names = [item.name for item in items]
            assert len(set(names)) == len(names), step.slug
            _questions_fit({item.name: item for item in items if isinstance(item, Field)})


def _questions_fit(asked: dict[str, Field]) -> None:
    for field in asked.values():
        assert field.not_before is None or field.not_before in asked
        assert field.factors is None or set(field.factors) <= set(asked)
        assert bool(field.choices) == (field.kind in ("choice", "many", "looked_up")), field.name
        assert len({choice.value for choice in field.choices}) == len(field.choices), field.name
        if field.when is not None:
            assert field.when.field in asked
            values = {choice.value for choice in asked[field.when.field].choices}
            assert not values or set(field.when.values) <= values


def tables_know_every_pair(plan_type: PlanType) -> None:
    for step in plan_type.steps:
        for items in (step.items, *(g.fields for g in every_item(step.items) if isinstance(g, Group))):
            asked = {item.name: item for item in items if isinstance(item, Field)}
            for field in (f for f in asked.values() if f.kind == "looked_up"):
                assert field.factors is not None and not field.required
                left, right = ([choice.value for choice in asked[name].choices] for name in field.factors)
                assert sorted((a, b) for a, b, _ in field.table) == sorted((a, b) for a in left for b in right)
                assert {value for _, _, value in field.table} == {choice.value for choice in field.choices}


def groups_name_their_rows(plan_type: PlanType) -> None:
    for step in plan_type.steps:
        for group in (g for g in every_item(step.items) if isinstance(g, Group)):
            inner = {f.name: f for f in group.fields}
            assert {group.title, *group.facts} <= set(inner), group.name
            assert 0 <= group.minimum <= group.maximum <= 60
            assert len(group.presets) <= group.maximum
            assert not any(isinstance(deep, Group) for f in group.fields if isinstance(f, Group) for deep in f.fields), "rows nest once"
            for preset in group.presets:
                for name, value in preset:
                    asked = inner[name]
                    assert isinstance(asked, Field)
                    assert asked.kind not in UNTYPED and (not asked.choices or value in {choice.value for choice in asked.choices})


def groups_of_one_tool_stand_side_by_side(plan_type: PlanType) -> None:
    for step in plan_type.steps:
        tools = [item.tool for item in step.items if isinstance(item, Group) and item.tool in ("swot", "fishbone")]
        assert tools in ([], ["swot"] * 4, ["fishbone"] * 5), step.slug
        if "fishbone" in tools:
            assert step.only_one is not None


def one_of_all_is_asked_of_every_row(plan_type: PlanType) -> None:
    for step in (one for one in plan_type.steps if one.only_one):
        for group in (item for item in step.items if isinstance(item, Group)):
            kinds = {item.name: item.kind for item in group.fields if isinstance(item, Field)}
            assert step.only_one is not None and kinds[step.only_one.field] == "yes_no"


def both_languages_are_whole(plan_type: PlanType) -> None:
    for text in every_text(plan_type):
        assert text.zh.strip() == text.zh != "" and text.en.strip() == text.en != "", text
        assert HAN.search(text.zh) or text.zh in LATIN_ALONE, text
        assert not HAN.search(text.en) and not re.search(r"[，。；：、！？（）]", text.en), text
        assert "！" not in text.zh and "您" not in text.zh and "违规" not in text.zh, text


def sentences_end_and_labels_do_not(plan_type: PlanType) -> None:
    for step in plan_type.steps:
        for sentence in (step.intro, step.hint):
            assert sentence is None or (sentence.zh.endswith("。") and sentence.en.endswith(".")), sentence
        for item in every_item(step.items):
            assert not item.label.zh.endswith("。") and not item.label.en.endswith("."), item.label
            for told in (item.help, getattr(item, "empty", None)):
                assert told is None or (told.zh.endswith(("。", "？")) and told.en.endswith((".", "?"))), told


def nobody_is_asked_for_prescriptions_or_quotas(plan_type: PlanType) -> None:
    for step in plan_type.steps:
        for item in every_item(step.items):
            said = [item.label, *(choice.label for choice in getattr(item, "choices", ()))]
            assert not any(word in text.zh for word in FORBIDDEN for text in said), item.name
            assert not any(word in text.en.lower() for word in FORBIDDEN_EN for text in said), item.name


def goals_are_measured_by_what_is_allowed(plan_type: PlanType) -> None:
    for step in plan_type.steps:
        for group in (g for g in every_item(step.items) if isinstance(g, Group) and g.block == "goals"):
            measure = next(f for f in group.fields if f.name == "measure")
            assert isinstance(measure, Field) and measure.required
            assert {choice.value for choice in measure.choices} == {
                "knowledge",
                "information_access",
                "event_quality",
                "education_coverage",
                "adverse_event_reporting",
                "public_population",
            }


def contacts_hold_no_more_than_work_needs(plan_type: PlanType) -> None:
    allowed = {"contact_name", "contact_title", "contact_department", "contact_institution"}
    for step in plan_type.steps:
        names = {item.name for item in every_item(step.items) if item.name.startswith("contact_")}
        assert names <= allowed | {"contacts_per_month"}


def begins_with_basics_and_ends_with_safety(plan_type: PlanType) -> None:
    assert plan_type.steps[0].slug == "basics" and plan_type.steps[-1].slug == "safety"
    basics = {item.name for item in plan_type.steps[0].items}
    assert {"title", "period_start", "period_end", "territory", "summary", "filing"} <= basics
    assert {"contact", "reporting", "within_hours", "training_date"} == {item.name for item in plan_type.steps[-1].items}


def steps_follow_each_other_and_end_at_the_check(plan_type: PlanType) -> None:
    slug, walked = plan_type.steps[0].slug, []
    while slug != SUBMIT:
        walked.append(slug)
        slug = next_step(plan_type, slug)
    assert walked == [step.slug for step in plan_type.steps]
    assert previous_step(plan_type, walked[0]) is None
    assert previous_step(plan_type, SUBMIT) == walked[-1]


def an_empty_plan_names_what_is_missing(plan_type: PlanType) -> None:
    missing = plan_problems(plan_type, {step.slug: first_answers(step) for step in plan_type.steps})
    assert "basics.title" in missing["basics"]
    assert set(missing) >= {step.slug for step in plan_type.steps if _owes(step)}


def _owes(step: Step) -> bool:
    """True when something of the step must be answered."""
    return any(item.minimum if isinstance(item, Group) else item.required and item.kind not in UNTYPED for item in step.items)


PROMISES = (
    survives_a_trip_through_json,
    names_are_fit_to_be_stored_for_ever,
    names_are_unique_and_conditions_point_at_neighbours,
    tables_know_every_pair,
    groups_name_their_rows,
    groups_of_one_tool_stand_side_by_side,
    one_of_all_is_asked_of_every_row,
    both_languages_are_whole,
    sentences_end_and_labels_do_not,
    nobody_is_asked_for_prescriptions_or_quotas,
    goals_are_measured_by_what_is_allowed,
    contacts_hold_no_more_than_work_needs,
    begins_with_basics_and_ends_with_safety,
    steps_follow_each_other_and_end_at_the_check,
    an_empty_plan_names_what_is_missing,
)
