"""What the officer does in the browser, and a stranger with the file; each step is a sentence of the story."""

from pathlib import Path

from playwright.sync_api import Page, expect

from planner.seeds.company import PASSWORD, PIN
from tests.browser.hands import Hand, value_for

GENUINE = ("没有改过", "三个签名都是真的", "周亦宁", "陆知微", "韩牧之")


def sign(hand: Hand, action: str) -> None:
    """Fill in the signing form that is open, and send it."""
    form = hand.page.locator("form[data-signing]:visible")
    expect(form).to_be_visible()
    password = form.locator("[name=password]")
    if password.count():
        hand.write(password, PASSWORD)
    hand.write(form.locator("[name=pin]"), PIN)
    hand.press(form.get_by_role("button", name=action))


def take_from_queue(hand: Hand, number: str) -> None:
    """From the officer's first page to the desk of a plan, and take it."""
    hand.page.goto("/")
    hand.press(hand.page.locator(f"main a[href*='{number}']").first)
    expect(hand.page.locator("[data-desk]")).to_be_visible()
    hand.press(hand.page.get_by_role("button", name="领取"))
    expect(hand.page.get_by_text("你在审")).to_be_visible()


def decide_all(hand: Hand) -> int:
    """Decide every finding as harmless; how many there were."""
    left = _left(hand.page)
    for done in range(left):
        form = hand.page.locator("details[data-card][open] form[data-verdict]")
        if form.count() == 0:
            hand.press(hand.page.locator("details[data-card] > summary").first)
        hand.pick(form.locator("[value=harmless]"))
        hand.press(form.get_by_role("button", name="确定，到下一处"))
        expect(hand.page.locator("[data-card]")).to_have_count(left - done - 1)
    return left


def _left(page: Page) -> int:
    expect(page.locator("[data-desk]")).to_be_visible()
    return page.locator("[data-card]").count()


def propose(hand: Hand, quote: str, wording: str) -> None:
    """Propose a wording for the passage of a card; it is a change that is asked for."""
    card = hand.page.locator("[data-card]", has=hand.page.locator("p.pw-finding__quote", has_text=quote)).first
    if card.get_attribute("open") is None:
        hand.press(card.locator("summary").first)
    form = card.locator("form[data-verdict]")
    hand.pick(form.locator("[value=proposal]"))
    hand.write(form.locator("[name=wording]"), wording)
    hand.press(form.get_by_role("button", name="确定，到下一处"))
    expect(hand.page.locator("#settled")).to_contain_text("已决定 1 处")


def grant(hand: Hand, ground: str, note: str, paper: Path) -> None:
    """Let a passage stand for which the author asked for an exception, on a ground, with its paper."""
    form = hand.page.locator("details[data-card][open] form[data-verdict]")
    hand.pick(form.locator("[value=exception]"))
    reason = form.locator("[name=reason_class]")
    hand.choose(reason, value_for(reason, ground))
    hand.attach(form.locator("[name=paper]"), str(paper))
    hand.write(form.locator("[name=note]"), note)
    hand.press(form.get_by_role("button", name="确定，到下一处"))
    expect(hand.page.locator("#settled")).to_contain_text("已决定 1 处")


def give_to(hand: Hand, number: str, colleague: str) -> None:
    """Assign a plan to a colleague from the list."""
    hand.page.goto("/")
    row = hand.page.locator(".pw-list__item", has=hand.page.locator(f"a[href*='{number}']"))
    hand.press(row.get_by_text("谁来看"))
    to = row.locator("[name=to]")
    hand.choose(to, value_for(to, colleague))
    hand.press(row.get_by_role("button", name="分配"))
    expect(row).to_contain_text(f"分给{colleague}")


def recall_pass(hand: Hand) -> None:
    """Take a pass back on the desk, before the manager has opened the plan."""
    hand.press(hand.page.get_by_role("button", name="收回通过"))
    expect(hand.page.get_by_text("你在审")).to_be_visible()


def remark(hand: Hand, path: str, quote: str, text: str) -> None:
    """Anchor a word to the author to a passage."""
    form = hand.page.locator("#remark-form")
    if form.get_attribute("open") is None:
        hand.press(form.locator("summary").first)
    hand.choose(form.locator("[name=path]"), path)
    hand.write(form.locator("[name=quote]"), quote)
    hand.write(form.locator("[name=text]"), text)
    hand.press(form.get_by_role("button", name="加上批注"))
    expect(hand.page.locator(".pw-remark")).to_contain_text(text)


def return_to_author(hand: Hand) -> None:
    """Send it back."""
    hand.press(hand.page.get_by_role("button", name="退回给作者"))
    expect(hand.page.get_by_text("已退回给作者")).to_be_visible()


def carried(page: Page) -> int:
    """How many decisions of an earlier round stand."""
    return page.locator("#settled .pw-settled[id]").count()


def pass_plan(hand: Hand) -> None:
    """Pass with the PIN; the manager's turn."""
    hand.press(hand.page.get_by_role("link", name="通过并签名"))
    sign(hand, "通过并签名")
    expect(hand.page.get_by_text("现在等经理批准")).to_be_visible(timeout=120_000)


def verify(hand: Hand, file: str, said: tuple[str, ...] = GENUINE, bad: int = 0) -> None:
    """A stranger checks the file on the public page; by default it must be genuine and in force.

    :param bad: how many of the page's answers are bad news
    """
    page = hand.page
    page.goto("/verify")
    hand.attach(page.locator("#verify-file"), file)
    if not hand.scripted:
        hand.press(page.get_by_role("button", name="检查", exact=True))
    result = page.get_by_role("region", name="检查结果")
    expect(result).to_be_visible(timeout=120_000)
    for words in said:
        expect(result).to_contain_text(words)
    expect(page.locator(".pw-answer--bad")).to_have_count(bad)
