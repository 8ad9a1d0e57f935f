"""Steps of other kinds of plan: rows inside rows, one cause of all, a cell that nobody types."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from planner.seeds import play
from planner.seeds.demo import SAMPLES, Sample
from planner.seeds.play import Stage
from planner.services.wizard import base_of
from tests.web.conftest import HTMX, Browser
from tests.web.wizard.conftest import form_of


def start(author: Browser, kind: str) -> str:
    """The address of a fresh plan's steps."""
    return str(author.post("/plans", {"kind": kind}).headers["Location"]).rpartition("/")[0] + "/"


def press(author: Browser, address: str, do: str, **typed: str) -> str:
    """Post the form as it stands with a few fields changed; where that leads."""
    answer = author.post(address, {**form_of(author.get(address)), **typed, "do": do})
    assert answer.status_code == 303, answer.status_code
    return str(answer.headers["Location"])


def test_a_person_is_added_inside_an_account_and_both_rows_stand_open(author: Browser) -> None:
    address = start(author, "key-account") + "accounts"
    press(author, address, "add:accounts.accounts")
    (account,) = re.findall(r'data-row="f-accounts-accounts-(\w+)"', author.get(address).text)
    people = f"accounts.accounts.{account}.stakeholders"
    there = press(author, address, f"add:{people}", **{f"accounts.accounts.{account}.institution": "临溪市中心医院"})
    page = author.get(there.partition("#")[0])
    (person,) = re.findall(rf'data-row="f-accounts-accounts-{account}-stakeholders-(\w+)"', page.text)
    for row in (account, f"{account}-stakeholders-{person}"):
        assert re.search(rf'id="f-accounts-accounts-{row}"[^>]* open', page.text)
    press(author, address, "save", **{f"{people}.{person}.contact_name": "卢沛然", f"{people}.{person}.role": "争取首张处方"})
    stored = form_of(author.get(address))
    assert stored[f"{people}.{person}.contact_name"] == ["卢沛然"]
    check = author.get(address.replace("steps/accounts", "check-and-submit")).text
    entry = check.partition(f'id="f-accounts-accounts-{account}-stakeholders-{person}"')[2].partition("</dd>")[0]
    assert "卢沛然" in entry and "临溪市中心医院" in entry and "pw-found--block" in check
    assert f"open={account}&amp;open={person}" in check
    press(author, address, f"remove:{people}:{person}")
    assert "卢沛然" not in author.get(address).text


def test_the_script_gets_the_whole_outer_group_when_a_row_inside_is_added(author: Browser) -> None:
    address = start(author, "turnaround") + "strategies"
    press(author, address, "add:strategies.strategies")
    (row,) = re.findall(r'data-row="f-strategies-strategies-(\w+)"', author.get(address).text)
    form = {**form_of(author.get(address)), "do": f"add:strategies.strategies.{row}.tactics"}
    parts = author.post(address, form, headers=HTMX).text
    assert 'id="f-strategies-strategies"' in parts
    assert re.search(rf'id="f-strategies-strategies-{row}-tactics-\w+"[^>]* open', parts)


def test_a_quarter_is_chosen_and_a_fall_may_be_below_nought(author: Browser) -> None:
    address = start(author, "turnaround") + "situation"
    press(author, address, "add:situation.quarters")
    (row,) = re.findall(r'data-row="f-situation-quarters-(\w+)"', author.get(address).text)
    at = f"situation.quarters.{row}"
    assert '<option value="2026-Q3">2026年第三季度</option>' in author.get(address).text
    press(author, address, "save", **{f"{at}.quarter": "2026-Q3", f"{at}.achievement": "81", f"{at}.change": "-11.5"})
    stored = form_of(author.get(address))
    assert (stored[f"{at}.quarter"], stored[f"{at}.change"]) == (["2026-Q3"], ["-11.5"])
    assert "2026年第三季度" in author.get(address).text


def test_the_cell_of_a_segment_follows_from_two_choices(author: Browser) -> None:
    address = start(author, "omnichannel") + "segments"
    press(author, address, "add:segments.segments")
    (row,) = re.findall(r'data-row="f-segments-segments-(\w+)"', author.get(address).text)
    at = f"segments.segments.{row}"
    press(author, address, "save", **{f"{at}.persona": "rising", f"{at}.tier": "A"})
    page = author.get(address)
    assert re.search(rf'<output class="pw-known" id="f-segments-segments-{row}-micro_segment">5 新星', page.text)
    form = {**form_of(page), f"{at}.tier": "D", "do": "save"}
    assert "8 线上为主" in author.post(address, form, headers=HTMX).text
    assert f"{at}.micro_segment" not in form_of(author.get(address)), "nobody types it"


def test_one_main_cause_is_asked_for(author: Browser) -> None:
    address = start(author, "turnaround") + "causes"
    for bone in ("policy", "people"):
        press(author, address, f"add:causes.{bone}")
    check = address.replace("steps/causes", "check-and-submit")
    assert "请把其中一条标为主要原因。" in author.get(check).text
    buttons = re.findall(r'name="only:causes\.main" value="(causes\.\w+\.\w+\.main)"', author.get(address).text)
    assert len(buttons) == 2
    posted = {**dict.fromkeys(buttons, "yes"), **{f"base:{path}": base_of(None) for path in buttons}}
    assert author.post(address, {**posted, "do": "up:causes.policy:" + buttons[0].split(".")[2]}).status_code == 303
    assert "主要原因只能有一条，现在标了不止一条。" in author.get(check).text, "no page can send this, but something else may"


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
def test_each_kind_is_read_and_approved_on_its_pages(sample: Sample, stage: Stage, signed_in: Callable[..., Browser]) -> None:
    author, officer, manager = (stage.actor(f"{name}@hengyu.example") for name in sample.cast)
    number = play.write_sample(stage, author, sample.kind, start=date(2027, 1, 1), months=sample.months, product=sample.product)
    assert signed_in(sample.cast[0]).get(f"/plans/{number}/check-and-submit").status_code == 200
    play.submit(stage, author, number)
    assert signed_in(sample.cast[0]).get(f"/plans/{number}").status_code == 200
    play.decide_all(stage, officer, number)
    assert signed_in(sample.cast[1]).get(f"/review/{number}").status_code == 200
    play.pass_on(stage, officer, number)
    for language in ("zh", "en"):
        assert signed_in(sample.cast[2], language).get(f"/approval/{number}").status_code == 200
    play.approve(stage, manager, number)
