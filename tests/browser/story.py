"""The whole way of a plan, told once: from a blank page to a signed PDF. Each part is one person at one device."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from planner.wizards.plan_types.launch import PLAN_TYPE
from tests.browser import managers, officers, paper, writer
from tests.browser.conftest import Visit
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.browser.people import MANAGER, OFFICER, WRITER, sign_in
from tests.browser.plan import Step
from tests.browser.server import Site

WAYS = ("mouse", "no script", "keyboard")
REMARK = "请写明是哪六家医院，或者注明由医学部确定。"
ADDED = "医院名单由医学部在活动前一个月确定。"
EXPLANATION = "资料已经审批，费用按公司政策付给医院。"
SLUGS = tuple(step.slug for step in PLAN_TYPE.steps)


def somebody(visit: Visit, way: str, person: str = "") -> Hand:
    """A person at a device of their own, signed in; they use the pages in this way."""
    page = visit(js=way != "no script")
    hand: Hand = Keyboard(page) if way == "keyboard" else Mouse(page, scripted=way == "mouse")
    if person:
        sign_in(page, person)
    return hand


def write_plan(author: Hand, plan: dict[str, Step], look: Callable[[str], None]) -> str:
    """Type a whole plan, step after step; `look` is called with each step once the page shows what the check says."""
    number = writer.start(author)
    for slug in SLUGS:
        writer.fill(author, slug, plan[slug])
        if plan[slug]:
            writer.see(author, slug)
            look(slug)
        writer.go_on(author, slug)
    return number


def mend(author: Hand, slug: str, good: Step) -> list[str]:
    """Replace every questioned text of a step by the one the good plan has there; the paths that were replaced."""
    writer.open_step(author, slug)
    paths = writer.marked_fields(author.page)
    for path in paths:
        writer.rewrite(author, path, _at(author, path, good))
    writer.see(author, slug)
    return paths


def _at(author: Hand, path: str, good: Step) -> str:
    _, *parts = path.split(".")
    if len(parts) == 1:
        return str(good[parts[0]])
    group, key, field = parts
    rows = writer.group_box(author.page, path.rsplit(".", 2)[0]).locator("details[data-row]")
    ids = rows.evaluate_all("all => all.map(row => row.id)")
    return str(good[group][next(n for n, one in enumerate(ids) if one.endswith(f"-{key}"))][field])


def explain_first(author: Hand) -> None:
    """Say something to the first finding that compliance will look at."""
    page = author.page
    ask = page.locator("details.pw-ask-officer").first
    author.press(ask.locator("summary"))
    author.write(ask.locator("textarea"), EXPLANATION)
    author.press(ask.get_by_role("button", name="记下"))
    expect(page.get_by_text(EXPLANATION).first).to_be_visible()


def return_once(visit: Visit, way: str, number: str, quote: str) -> int:
    """The officer takes the plan, decides what was flagged, asks for one change and returns it; how much was decided."""
    officer = somebody(visit, way, OFFICER)
    officers.take_from_queue(officer, number)
    decided = officers.decide_all(officer)
    officers.remark(officer, "basics.summary", quote, REMARK)
    officers.return_to_author(officer)
    officer.page.context.close()
    return decided


def revise(author: Hand, number: str, summary: str) -> None:
    """The author finds the plan on the first page with the officer's words, changes the text and submits again."""
    page = author.page
    page.goto("/")
    author.press(page.locator(f"main a[href*='/{number}']").first)
    if "/steps/basics" not in page.url:
        writer.open_step(author, "basics")
    expect(page.get_by_text(REMARK).first).to_be_visible()
    writer.rewrite(author, "basics.summary", summary + ADDED)
    writer.see(author, "basics")
    writer.open_step(author, writer.CHECK)
    writer.submit(author)


def pass_at_last(visit: Visit, way: str, number: str, decided: int) -> None:
    """The officer finds the earlier decisions standing, decides what is new, and passes with the PIN."""
    officer = somebody(visit, way, OFFICER)
    officers.take_from_queue(officer, number)
    assert officers.carried(officer.page) == decided, "what was decided on unchanged sentences came up again"
    officers.decide_all(officer)
    officers.pass_plan(officer)
    officer.page.context.close()


def approve_and_download(visit: Visit, way: str, number: str, folder: Path) -> Path:
    """The manager approves the PDF and downloads it."""
    manager = somebody(visit, way, MANAGER)
    managers.approve(manager, number)
    file = paper.download(manager, manager.page.get_by_role("link", name="下载计划"), folder)
    manager.page.context.close()
    return file


def check_paper(visit: Visit, way: str, site: Site, file: Path, sentences: list[str]) -> None:
    """The file is genuine to a stranger and to the console, and says what was typed."""
    officers.verify(somebody(visit, way), str(file))
    assert "周亦宁" in paper.verify_at_console(site, file)
    words = paper.words_of(file)
    missing = [sentence for sentence in sentences if paper.squeezed(sentence) not in words]
    assert not missing, f"the PDF does not say: {missing}"


def open_author(visit: Visit, way: str) -> Hand:
    """The demo representative."""
    return somebody(visit, way, WRITER)
