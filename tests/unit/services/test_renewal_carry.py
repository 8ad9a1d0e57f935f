"""Carrying answers into the next period: what moves, what stays, what is left out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.kernel.i18n import Text
from planner.services.renewal_carry import Carried, Facts, carry, next_period, shifted
from planner.wizards.registry import discover
from planner.wizards.schema import Field, PlanType
from tests.factories.filled import filled_content

LAUNCH = discover()["launch"]
FACTS = Facts(date(2026, 11, 22), 7, frozenset({7}), frozenset({3}), {"A-1"}.__contains__, {"7": "云川片区", "9": "别处"}, {"3": "澜瑞"})


def activity(**more: Any) -> dict[str, Any]:
    return {"id": "r0000001", "name": "科室会", "about_product": True, **more}


def plan(*activities: dict[str, Any], **basics: Any) -> dict[str, dict[str, Any]]:
    given = {"title": "计划", "period_start": "2026-01", "period_end": "2026-12", "territory": 7, "products": [3], **basics}
    return {"basics": given, "pre-launch": {"activities": list(activities)}}


def carried(answers: dict[str, dict[str, Any]], target: PlanType = LAUNCH, seed: str = "2026-LA-0002") -> Carried:
    return carry(LAUNCH, answers, target, FACTS, seed)


def first_activity(found: Carried) -> dict[str, Any]:
    row: dict[str, Any] = found.answers["pre-launch"]["activities"][0]
    return row


@pytest.mark.parametrize(
    ("old", "on", "months", "new"),
    [
        ((date(2026, 1, 1), date(2026, 12, 31)), date(2026, 11, 22), 12, (date(2027, 1, 1), date(2027, 12, 31))),
        ((date(2026, 10, 1), date(2026, 12, 31)), date(2026, 11, 22), 3, (date(2027, 1, 1), date(2027, 3, 31))),
        ((date(2023, 1, 1), date(2023, 12, 31)), date(2026, 11, 22), 36, (date(2026, 1, 1), date(2026, 12, 31))),
        ((date(2024, 2, 1), date(2024, 2, 29)), date(2024, 2, 1), 1, (date(2024, 3, 1), date(2024, 3, 31))),
    ],
)
def test_a_period_moves_by_its_own_length_until_it_is_not_over(
    old: tuple[date, date], on: date, months: int, new: tuple[date, date]
) -> None:
    assert next_period(old, on) == (months, new)


def test_a_day_keeps_its_number_and_the_end_of_a_month_stays_the_end() -> None:
    assert shifted(date(2026, 3, 15), 12) == date(2027, 3, 15)
    assert shifted(date(2023, 2, 28), 12) == date(2024, 2, 29)
    assert shifted(date(2026, 1, 30), 1) == date(2026, 2, 28)


def test_dates_of_the_period_move_and_are_listed_others_stay_and_are_listed() -> None:
    found = carried(plan(activity(from_date="2026-03-31", to_date="2027-02-01")))
    row = first_activity(found)
    assert (row["from_date"], row["to_date"]) == ("2027-03-31", "2027-02-01")
    assert found.answers["basics"]["period_start"] == "2027-01"
    moved = {one.path.rpartition(".")[2]: (one.was.zh, one.now.zh) for one in found.moved}
    assert moved["from_date"] == ("2026年3月31日", "2027年3月31日") and moved["period_end"] == ("2026年12月", "2027年12月")
    assert [(note.value.zh, note.path) for note in found.kept] == [("2027年2月1日", f"pre-launch.activities.{row['id']}.to_date")]


def test_what_happens_once_is_not_moved() -> None:
    found = carried(plan(launch_date="2026-06-01"))
    assert found.answers["basics"]["launch_date"] == "2026-06-01"
    assert [note.path for note in found.kept] == ["basics.launch_date"]


def test_consent_and_materials_that_do_not_hold_are_given_anew() -> None:
    found = carried(plan(activity(consent="obtained", material_number="B-2"), activity(id="r2", consent="applied", material_number="A-1")))
    first, second = found.answers["pre-launch"]["activities"]
    assert "consent" not in first and "material_number" not in first
    assert (second["consent"], second["material_number"]) == ("applied", "A-1")
    assert [(note.value.zh, note.path.rpartition(".")[2]) for note in found.left_out] == [("已取得", "consent"), ("B-2", "material_number")]


def test_a_territory_or_product_that_is_gone_is_named() -> None:
    found = carried(plan(territory=9, products=[3, 8]))
    assert (found.answers["basics"]["territory"], found.answers["basics"]["products"]) == (7, [3])
    assert [note.path for note in found.left_out] == ["basics.territory", "basics.products"]


def test_texts_that_speak_of_the_former_period_are_named() -> None:
    found = carried(plan(title="2026年上市计划", summary="按 2027 年的安排。"))
    assert [(note.path, note.value.zh) for note in found.years] == [("basics.title", "2026年")]


def test_rows_get_new_names_that_the_same_renewal_gives_again() -> None:
    once, again, other = (carried(plan(activity()), seed=seed) for seed in ("a", "a", "b"))
    ids = [first_activity(found)["id"] for found in (once, again, other)]
    assert ids[0] == ids[1] != ids[2] and "r0000001" not in ids and all(len(i) == 8 and i[0].isalpha() for i in ids)


def test_answers_without_a_place_today_are_listed_word_for_word() -> None:
    basics = LAUNCH.step("basics")
    target = replace(LAUNCH, steps=tuple(replace(s, items=tuple(i for i in s.items if i.name != "summary")) for s in LAUNCH.steps))
    found = carried(plan(summary="一段摘要。"), target)
    assert any(isinstance(item, Field) and item.name == "summary" for item in basics.items)
    assert [(note.path, note.where.zh.rpartition("，")[0], note.value.zh) for note in found.left_out] == [("", "基本信息", "一段摘要。")]


def test_an_answer_finds_its_namesake_in_another_step() -> None:
    summary = next(item for item in LAUNCH.step("basics").items if item.name == "summary")
    steps = [replace(s, items=tuple(i for i in s.items if i.name != "summary")) for s in LAUNCH.steps]
    steps[-1] = replace(steps[-1], items=(*steps[-1].items, summary))
    found = carried(plan(summary="一段摘要。"), replace(LAUNCH, steps=tuple(steps)))
    assert found.answers[steps[-1].slug]["summary"] == "一段摘要。" and found.left_out == []


def test_a_whole_step_that_is_gone_is_listed() -> None:
    found = carried(plan(activity(agenda="议程。")), replace(LAUNCH, steps=tuple(s for s in LAUNCH.steps if s.slug != "pre-launch")))
    assert "议程。" in {note.value.zh for note in found.left_out}


@pytest.mark.parametrize("kind", list(discover().values()), ids=lambda kind: kind.slug)
def test_nothing_of_any_kind_is_lost_without_a_word(kind: PlanType) -> None:
    content = filled_content(kind)
    content["answers"]["basics"] |= {"period_start": "2027-01", "period_end": "2027-12"}
    found = carry(kind, content["answers"], kind, FACTS, "x")
    there = str(found.answers)
    noted = {note.value.zh for note in found.left_out}
    texts = [text for step in content["answers"].values() for text in _texts(step)]
    assert texts and all(text in there or text in noted for text in texts)
    assert isinstance(found.left_out[0].reason, Text) if found.left_out else True


def _texts(answers: Any) -> list[str]:
    if isinstance(answers, str):
        return [answers] if answers.endswith("𠮷㐂") else []
    inner = answers.values() if isinstance(answers, dict) else answers if isinstance(answers, list) else ()
    return [text for each in inner for text in _texts(each)]
