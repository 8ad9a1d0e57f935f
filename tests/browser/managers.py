"""What the manager does in the browser, and whoever lends a role."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import officers, paper
from tests.browser.hands import Hand, value_for


def read_summary(hand: Hand, number: str) -> None:
    """From the manager's first page to the summary beside the PDF."""
    hand.page.goto("/")
    hand.press(hand.page.locator(f"main a[href*='/{number}']").first)
    see_summary(hand)


def see_summary(hand: Hand) -> None:
    """The very file that is to be signed stands beside the summary."""
    page = hand.page
    expect(page.get_by_role("heading", name="你将签名的就是这份 PDF")).to_be_visible()
    shown = page.request.get(page.locator("object[type='application/pdf']").get_attribute("data") or "")
    assert shown.ok
    assert shown.body().startswith(b"%PDF-")


def sign_summary(hand: Hand, *, again: bool = False) -> None:
    """Sign what was read.

    :param again: in the same sitting, so that the PIN alone is asked for
    """
    page = hand.page
    hand.press(page.get_by_role("button", name="批准并签名"))
    expect(page).to_have_url(re.compile(r"/sign(\?.*)?$"))
    expect(page.locator("form[data-signing] [name=password]")).to_have_count(0 if again else 1)
    officers.sign(hand, "批准并签名")
    expect(page.get_by_text("已批准并签名")).to_be_visible(timeout=120_000)


def approve(hand: Hand, number: str) -> None:
    """Read the summary, then sign."""
    read_summary(hand, number)
    sign_summary(hand)


def withdraw(hand: Hand, number: str, reason: str) -> None:
    """Take an approved plan out of force."""
    page = hand.page
    page.goto(f"/plans/{number}")
    hand.press(page.locator(".pw-record-withdraw > summary"))
    hand.write(page.locator("[name=reason]"), reason)
    hand.press(page.get_by_role("button", name="撤回", exact=True))
    expect(page.get_by_text("计划已撤回")).to_be_visible()


def lend(hand: Hand, colleague: str, until: str, reason: str) -> None:
    """Lend one's role to a colleague from today.

    :param until: last day, as a date field takes it
    """
    page = hand.page
    page.goto("/delegations")
    taker = page.locator("#taker")
    hand.choose(taker, value_for(taker, colleague))
    hand.write(page.locator("#until_on"), until)
    hand.write(page.locator("#reason"), reason)
    hand.press(page.get_by_role("button", name="登记委托"))
    expect(page.get_by_text(f"{colleague}代我")).to_be_visible()


def end_lending(hand: Hand, colleague: str) -> None:
    """Take the role back before its last day."""
    hand.page.goto("/delegations")
    hand.press(hand.page.get_by_role("button", name=f"结束和{colleague}的委托"))
    expect(hand.page.get_by_role("button", name=f"结束和{colleague}的委托")).to_have_count(0)


def fetch_zip(hand: Hand, folder: Path) -> Path:
    """Have all plans in force packed behind the pages, and fetch the file."""
    page = hand.page
    page.goto("/team")
    hand.press(page.get_by_role("button", name=re.compile("^在执行的")))
    expect(page.get_by_role("heading", name=re.compile("^好了，共"))).to_be_visible(timeout=120_000)
    return paper.download(hand, page.get_by_role("link", name=re.compile("^下载")), folder, "signed.zip")
