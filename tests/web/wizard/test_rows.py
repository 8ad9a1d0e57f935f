"""Rows of a group: add, remove, undo, move; with a plain form and for the script."""

import re
from collections.abc import Callable

from werkzeug.test import TestResponse

from tests.web.conftest import HTMX, Browser
from tests.web.wizard.conftest import STEPS, form_of

Fill = Callable[..., TestResponse]


def rows(author: Browser, slug: str, group: str) -> list[str]:
    """Ids of the rows of a group, in their order."""
    found = re.findall(rf'name="base:{slug}\.{group}\.([a-z0-9]+)\.[a-z_]+"', author.get(STEPS + slug).text)
    return list(dict.fromkeys(found))


def test_an_empty_group_says_what_to_do_first(author: Browser, plan: str) -> None:
    page = author.get(STEPS + "goals").text
    assert "还没有目标。先写一个最想做到的。" in page
    assert 'value="add:goals.goals"' in page


def test_adding_saves_what_was_typed_and_opens_the_new_row(fill: Fill, author: Browser) -> None:
    answer = fill("pre-launch", "add:pre-launch.activities", **{"pre-launch.objective": "先写目标"})
    assert answer.status_code == 303
    (row,) = rows(author, "pre-launch", "activities")
    assert answer.headers["Location"].endswith(f"?open={row}#f-pre-launch-activities-{row}")
    page = author.get(f"{STEPS}pre-launch?open={row}")
    assert re.search(rf'id="f-pre-launch-activities-{row}"[^>]* open', page.text)
    assert form_of(page)["pre-launch.objective"] == ["先写目标"]


def test_the_fields_of_a_row_are_saved(fill: Fill, author: Browser) -> None:
    fill("goals", "add:goals.goals")
    (row,) = rows(author, "goals", "goals")
    typed = {
        f"goals.goals.{row}.statement": "正确率提高到 80%",
        f"goals.goals.{row}.kind": "process",
        f"goals.goals.{row}.baseline": "58.5",
    }
    assert fill("goals", **typed).status_code == 303
    stored = form_of(author.get(STEPS + "goals"))
    assert [stored[path][0] for path in typed] == list(typed.values())


def test_an_unknown_choice_in_a_row_opens_the_row(fill: Fill, author: Browser) -> None:
    fill("goals", "add:goals.goals")
    (row,) = rows(author, "goals", "goals")
    answer = fill("goals", **{f"goals.goals.{row}.kind": "made-up"})
    assert answer.status_code == 422
    assert re.search(rf'id="f-goals-goals-{row}"[^>]* open', answer.text)


def test_reversed_dates_in_a_row_are_said(fill: Fill, author: Browser) -> None:
    fill("growth", "add:growth.activities")
    (row,) = rows(author, "growth", "activities")
    at = f"growth.activities.{row}"
    assert "不能早于前一个日期" in fill("growth", **{f"{at}.from_date": "2027-09-02", f"{at}.to_date": "2027-09-01"}).text


def test_moving_and_removing_and_the_undo(fill: Fill, author: Browser) -> None:
    for _ in range(3):
        fill("goals", "add:goals.goals")
    first, second, third = rows(author, "goals", "goals")
    fill("goals", f"down:goals.goals:{first}")
    assert rows(author, "goals", "goals") == [second, first, third]
    fill("goals", f"up:goals.goals:{third}")
    assert rows(author, "goals", "goals") == [second, third, first]
    answer = fill("goals", f"remove:goals.goals:{third}")
    assert rows(author, "goals", "goals") == [second, first]
    taken = re.search(r"taken=(\d+)", answer.headers["Location"])
    assert taken
    page = author.get(answer.headers["Location"].split("#")[0])
    assert f'value="restore:{taken[1]}"' in page.text
    fill("goals", f"restore:{taken[1]}")
    assert rows(author, "goals", "goals") == [second, third, first]


def test_for_the_script_the_group_comes_back_as_a_part(fill: Fill) -> None:
    answer = fill("goals", "add:goals.goals", headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="f-goals-goals"' in answer.text
    assert 'data-place="f-goals-goals-' in answer.text


def test_a_row_that_cannot_be_saved_can_be_removed(fill: Fill, author: Browser) -> None:
    fill("goals", "add:goals.goals")
    (row,) = rows(author, "goals", "goals")
    answer = fill("goals", f"remove:goals.goals:{row}", **{f"goals.goals.{row}.baseline": "很多"})
    assert answer.status_code == 303
    assert rows(author, "goals", "goals") == []


def test_preset_rows_stay(fill: Fill, author: Browser) -> None:
    before = rows(author, "risks", "risks")
    assert len(before) == 3
    page = author.get(STEPS + "risks").text
    assert "这一行必须有，不能删除" in page
    assert f"remove:risks.risks:{before[0]}" not in page
    assert fill("risks", f"remove:risks.risks:{before[0]}").status_code == 404
    assert rows(author, "risks", "risks") == before


def test_words_for_a_row_that_is_gone_come_back(fill: Fill, author: Browser, plan: str) -> None:
    fill("goals", "add:goals.goals")
    (row,) = rows(author, "goals", "goals")
    page = form_of(author.get(STEPS + "goals"))
    fill("goals", f"remove:goals.goals:{row}")
    answer = author.post(STEPS + "goals", {**page, f"goals.goals.{row}.statement": "写给已删的一行", "do": "save"})
    assert answer.status_code == 422
    assert "写给已删的一行" in answer.text


def test_unknown_groups_rows_and_numbers_are_404(fill: Fill) -> None:
    for do in ("add:goals.nothing", "remove:goals.goals:zzzzzzzz", "up:goals.goals:zzzzzzzz", "restore:999", "restore:x", "adopt:x:goals"):
        assert fill("goals", do).status_code == 404, do


def test_a_conditional_field_is_hidden_until_it_is_asked(fill: Fill, author: Browser) -> None:
    fill("growth", "add:growth.activities")
    (row,) = rows(author, "growth", "activities")
    box = rf'data-path="growth\.activities\.{row}\.speaker_fee"[^>]*'
    assert re.search(box + "hidden", author.get(STEPS + "growth").text)
    fill("growth", **{f"growth.activities.{row}.speaker": "yes"})
    assert not re.search(box + "hidden", author.get(STEPS + "growth").text)


def test_a_computed_amount_is_shown(fill: Fill, author: Browser) -> None:
    fill("resources", "add:resources.resources")
    (row,) = rows(author, "resources", "resources")
    at = f"resources.resources.{row}"
    answer = fill("resources", headers=HTMX, **{f"{at}.unit_price": "12.50", f"{at}.quantity": "4", f"{at}.item": "印刷"})
    assert "¥50.00" in answer.text
    assert "¥50.00" in author.get(STEPS + "resources").text
