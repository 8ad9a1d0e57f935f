"""Filling in a plan of whatever kind, in whatever tools its steps have: only the names of the controls are known."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from playwright.sync_api import Locator, expect

from planner.kernel.clock import local_date, utc_now
from planner.seeds.demo import Sample
from planner.seeds.play import sample_text
from planner.seeds.typist import Words
from planner.wizards.flow import months_after
from planner.wizards.schema import Field, Group, PlanType, Step
from tests.browser import writer
from tests.browser.hands import Hand

Typed = Mapping[str, Any]
_ONE_MORE = """([path, before]) => [...document.querySelectorAll(`[name^='${path}.']`)]
  .some(e => !before.includes(e.name.slice(path.length + 1).split('.')[0]))"""


def typed_plan(sample: Sample, place: str) -> dict[str, Typed]:
    """A compliant plan of the demo for another territory; every value as a person types it."""
    start = months_after(local_date(utc_now()).replace(day=1), sample.starts)
    names = {"start": f"{start:%Y-%m}", "end": f"{months_after(start, sample.months - 1):%Y-%m}"}
    names |= {"training": months_after(start, -3).isoformat(), "place": place, "territory": place, "product": sample.product}
    return {slug: _filled(step, Words(names, {"start": start})) for slug, step in sample_text(sample.kind).items()}


def _filled(value: Any, words: Words) -> Any:
    if isinstance(value, dict):
        return {name: _filled(one, words) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, words) for one in value]
    return words.fill(value.isoformat() if isinstance(value, date) else str(value))


def start(hand: Hand, plan_type: PlanType) -> str:
    """From the first page to the first step of a new plan; its number."""
    hand.page.goto("/")
    hand.press(hand.page.get_by_role("button", name=plan_type.title.zh))
    hand.page.wait_for_url(re.compile(f"/steps/{plan_type.steps[0].slug}$"))
    found = re.search(r"/plans/([^/]+)/steps/", hand.page.url)
    assert found
    return found[1]


def fill(hand: Hand, step: Step, typed: Typed) -> None:
    """Type a whole step, question by question and row by row in the order of the plan type."""
    _fill(hand, step, step.items, step.slug, typed)


def _fill(hand: Hand, step: Step, items: tuple[Field | Group, ...], path: str, typed: Typed) -> None:
    for item in (item for item in items if item.name in typed):
        here = f"{path}.{item.name}"
        if isinstance(item, Group):
            for n, row in enumerate(typed[item.name]):
                _fill(hand, step, item.fields, f"{here}.{_row(hand, here, n, row)}", row)
        elif step.only_one and item.name == step.only_one.field:
            if typed[item.name] == "yes":
                hand.pick(hand.page.locator(f"[type=radio][name^='only:'][value='{here}']"))
        else:
            _unfold(writer.control(hand.page, here).first)
            writer.put(hand, item, here, typed[item.name])


def go_on(hand: Hand, plan_type: PlanType, step: Step) -> None:
    """To the next page by the button at the foot; it saves."""
    slugs = [*(one.slug for one in plan_type.steps), writer.CHECK]
    hand.press(hand.page.locator("#save-bar button[name=do][value=next]"))
    hand.page.wait_for_url(re.compile(rf"/{slugs[slugs.index(step.slug) + 1]}(\?.*)?(#.*)?$"))


def _row(hand: Hand, path: str, n: int, wanted: Typed) -> str:
    """Key of the row at a place; it is added when the plan does not begin with one there."""
    before = _keys(hand, path)
    if n < len(before):
        return before[n]
    hand.press(_adder(hand, path, wanted))
    hand.page.wait_for_function(_ONE_MORE, arg=[path, before])
    return next(key for key in _keys(hand, path) if key not in before)


def _keys(hand: Hand, path: str) -> list[str]:
    """Keys of a group's rows, in the order in which they were made or the plan began with them."""
    names: list[str] = hand.page.locator(f"#step-form [name^='{path}.']").evaluate_all("all => all.map(e => e.name)")
    return list(dict.fromkeys(name[len(path) + 1 :].split(".")[0] for name in names))


def _adder(hand: Hand, path: str, wanted: Typed) -> Locator:
    """The button that adds a row; where a tool has one for each place, the one for the place that is wanted."""
    buttons = hand.page.locator(f"button[value='add:{path}'], button[value^='add:{path}:']")
    values = [str(value) for value in buttons.evaluate_all("all => all.map(one => one.value)")]
    fitting = [n for n, value in enumerate(values) if all(str(wanted.get(k)) == v for k, v in _choices(value.removeprefix(f"add:{path}")))]
    assert fitting, f"nothing adds a row to {path}: {values}"
    button = buttons.nth(fitting[0])
    _unfold(button)
    return button


def _unfold(inside: Locator) -> None:
    """Open whatever is folded round a control."""
    inside.evaluate("one => { for (let up = one.closest('details'); up; up = up.parentElement.closest('details')) up.open = true }")


def _choices(rest: str) -> list[tuple[str, str]]:
    pairs = [part.partition("=") for part in rest.lstrip(":").split(",") if "=" in part]
    return [(name, value) for name, _, value in pairs if name != "after"]


def submit(hand: Hand) -> None:
    """Sign on the check page, where nothing must be left to mend."""
    expect(hand.page.get_by_text("没有必须修改的地方")).to_be_visible()
    writer.submit(hand)
