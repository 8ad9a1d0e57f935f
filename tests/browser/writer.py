"""What the author does in the browser: start a plan, fill in step after step, mend what is questioned, sign."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from planner.wizards.plan_types.launch import PLAN_TYPE
from planner.wizards.schema import Field, Group
from tests.browser import officers
from tests.browser.hands import Hand, value_for
from tests.browser.plan import Step

CHECK = "check-and-submit"


def start(hand: Hand) -> str:
    """From the first page to the first step of a new launch plan; its number."""
    page = hand.page
    page.goto("/")
    hand.press(page.get_by_role("button", name=PLAN_TYPE.title.zh))
    page.wait_for_url(re.compile("/steps/basics$"))
    found = re.search(r"/plans/([^/]+)/steps/basics$", page.url)
    assert found, page.url
    return found[1]


def fill(hand: Hand, slug: str, typed: Step) -> None:
    """Type a whole step: first the rows, then field by field in the order of the page."""
    for item in PLAN_TYPE.step(slug).items:
        if item.name not in typed:
            continue
        path = f"{slug}.{item.name}"
        if isinstance(item, Group):
            fill_rows(hand, item, path, typed[item.name])
        else:
            put(hand, item, path, typed[item.name])


def fill_rows(hand: Hand, group: Group, path: str, rows: list[Step]) -> None:
    """Add the rows that are missing, open each, fill it in."""
    box = group_box(hand.page, path)
    while box.locator("details[data-row]").count() < len(rows):
        add_row(hand, path)
    for n, values in enumerate(rows):
        row = box.locator("details[data-row]").nth(n)
        unfold(hand, row)
        prefix = row_path(row, path)
        for field in group.fields:
            if isinstance(field, Field) and field.name in values:
                put(hand, field, f"{prefix}.{field.name}", values[field.name])


def add_row(hand: Hand, path: str) -> Locator:
    """Press the group's button; the new row."""
    box = group_box(hand.page, path)
    before = box.locator("details[data-row]").count()
    hand.press(hand.page.locator(f"button[value='add:{path}']"))
    expect(group_box(hand.page, path).locator("details[data-row]")).to_have_count(before + 1)
    return group_box(hand.page, path).locator("details[data-row]").last


def unfold(hand: Hand, row: Locator) -> None:
    """Open a row that is folded."""
    if row.get_attribute("open") is None:
        hand.press(row.locator("summary").first)
        expect(row).to_have_attribute("open", "")


def row_path(row: Locator, path: str) -> str:
    """The path of a row, as its controls are called."""
    name = row.locator(f"[name^='{path}.']").first.get_attribute("name")
    assert name is not None
    return name.rpartition(".")[0]


def group_box(page: Page, path: str) -> Locator:
    """The part of the page in which a group stands."""
    return page.locator(f"#f-{path.replace('.', '-')}")


def control(page: Page, path: str) -> Locator:
    """The control of a field."""
    return page.locator(f"[name='{path}']:not([type=hidden])")


def put(hand: Hand, field: Field, path: str, value: Any) -> None:
    """Answer one question, by whatever control it has."""
    found = control(hand.page, path)
    first = found.first
    expect(first).to_be_attached()
    kind = first.evaluate("e => e.type")
    if kind in ("radio", "checkbox"):
        for one in value if isinstance(value, list) else [value]:
            hand.pick(_option(found, one))
    elif kind.startswith("select"):
        hand.choose(first, value_for(first, str(value)))
    else:
        hand.write(first, str(value))


def _option(options: Locator, wanted: str) -> Locator:
    """The radio button or box with this value, or with these words beside it."""
    for n in range(options.count()):
        one = options.nth(n)
        if one.get_attribute("value") == wanted or wanted in (one.evaluate("e => e.closest('label')?.innerText") or ""):
            return one
    raise AssertionError(f"no option {wanted!r}")


def text_of(page: Page, path: str) -> str:
    """What stands in a field."""
    return control(page, path).first.input_value()


def wait_saved(page: Page) -> None:
    """Until the page says that everything is saved."""
    expect(page.locator("#save-state")).to_have_class(re.compile("pw-save--saved"))


def open_step(hand: Hand, slug: str) -> None:
    """Go to a step by the list beside the sheet."""
    hand.press(hand.page.get_by_role("navigation", name="步骤").locator(f"a[href$='/{slug}']").first)
    hand.page.wait_for_url(re.compile(rf"/{slug}(#.*)?$"))


def go_on(hand: Hand, slug: str) -> None:
    """To the next page by the button at the foot; it saves."""
    slugs = [step.slug for step in PLAN_TYPE.steps]
    following = slugs[slugs.index(slug) + 1] if slug != slugs[-1] else CHECK
    hand.press(hand.page.locator("#save-bar button[name=do][value=next]"))
    hand.page.wait_for_url(re.compile(rf"/{following}(\?.*)?(#.*)?$"))


def see(hand: Hand, slug: str) -> None:
    """Make the page show what the check says of what stands there."""
    if hand.scripted:
        wait_saved(hand.page)
        return
    hand.press(hand.page.locator("#save-bar button[name=do][value=save]"))
    hand.page.wait_for_url(re.compile(f"/{slug}"))


def cards(page: Page) -> list[str]:
    """What the notes beside the sheet quote, with the name of the rule."""
    return [" ".join(words.split()) for words in page.locator(".pw-work__notes details.pw-finding").all_text_contents()]


def marked_fields(page: Page) -> list[str]:
    """Paths of the texts in which something must change, or compliance will look at something."""
    return page.locator(".pw-checked:has(.pw-mark--block, .pw-mark--review) textarea").evaluate_all("all => all.map(e => e.name)")


def rewrite(hand: Hand, path: str, text: str) -> None:
    """Replace a text, in a row that may be folded."""
    field = control(hand.page, path)
    row = field.locator("xpath=ancestor::details[@data-row][1]")
    if row.count():
        unfold(hand, row)
    hand.write(field, text)


def submit(hand: Hand) -> None:
    """On the check page: sign with the PIN and hand the plan over."""
    hand.press(hand.page.get_by_role("link", name="签名并提交"))
    officers.sign(hand, "签名并提交")
    expect(hand.page.get_by_text("已签名并提交")).to_be_visible(timeout=120_000)


def ask_for_exception(hand: Hand, why: str) -> None:
    """Ask compliance to let the passage of the first card stand."""
    ask = hand.page.locator(".pw-work__notes details.pw-ask-officer").first
    hand.press(ask.locator("summary"))
    hand.write(ask.locator("textarea"), why)
    hand.press(ask.get_by_role("button", name="记下"))
    expect(hand.page.get_by_text(why).first).to_be_visible()


def take_wording(hand: Hand, path: str) -> str:
    """Take the wording that compliance proposes for a field with one click; what the field says then."""
    card = hand.page.locator("details.pw-finding", has=hand.page.get_by_role("button", name="采用建议稿", include_hidden=True)).first
    unfold(hand, card)
    hand.press(card.get_by_role("button", name="采用建议稿"))
    expect(hand.page.get_by_text("你采用了").first).to_be_visible()
    return text_of(hand.page, path)
