"""The rulebook and its desk: an officer writes a rule, two people bring it into force, everybody reads and tries it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import writer
from tests.browser.conftest import Visit
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.browser.people import OFFICER, SECOND_WRITER, sign_in
from tests.browser.server import Site
from tests.browser.test_pages import SAID, foreign_words
from tests.browser.watch import within
from tests.factories.rules import tried

HEAD = "gu.qinghe@hengyu.example"
OFFICERS = ("陆知微", "顾清和", "程砚")
LABELS = "[...document.querySelectorAll('h1, h2, button, nav, .pw-lead, .pw-field__label')].map(e => e.innerText)"
OBJECTIVE = "pre-launch.objective"
WORDS = {
    "title_en": "Marked parking cards",
    "message_en": "“{hit}” is a benefit that house policy does not allow.",
    "why_zh": "公司制度不允许给医务人员任何礼券。",
    "why_en": "House policy allows no vouchers for healthcare staff.",
    "basis_zh": "公司推广合规制度第 4.2 条",
    "basis_en": "House policy on promotion, 4.2",
    "suggest_zh": "不提供任何礼品，会议只提供必要的会议用餐。",
    "suggest_en": "No gifts of any kind; only the meals a meeting needs.",
    "misses": "会后登记停车位\n严禁发放停车月卡\n为讲者准备签到卡",
}


def _write(hand: Hand, slug: str, title: str, word: str) -> None:
    """Fill the form of a rule that looks for one word; its examples come later."""
    page = hand.page
    hand.press(page.get_by_role("link", name="写一条公司规则"))
    hand.write(page.locator("[name=slug]"), slug)
    hand.pick(page.locator("[name=severity][value=review]"))
    hand.write(page.locator("[name=title_zh]"), title)
    hand.write(page.locator("[name=message_zh]"), "“{hit}”属于公司制度不允许的好处。")
    for name in ("title_en", "message_en", "why_zh", "why_en"):
        hand.write(page.locator(f"[name={name}]"), WORDS[name])
    hand.write(page.locator("[name=words]"), word)
    for name in ("basis_zh", "basis_en", "suggest_zh", "suggest_en", "misses"):
        hand.write(page.locator(f"[name={name}]"), WORDS[name].replace("停车月卡", word))


def _hits(word: str) -> str:
    return f"会后向参会者发放【{word}】\n为讲者准备{word}一张\n送{word}作为感谢"


@within(200)
@pytest.mark.parametrize("way, word", [("keyboard", "停车月卡"), ("no script", "洗车年卡")])
def test_a_rule_is_written_tried_previewed_approved_and_speaks_to_authors(visit: Visit, site: Site, way: str, word: str) -> None:
    slug, title = f"cards-by-{way.replace(' ', '-')}", f"{word}不能送"
    number = site.prepare(lambda cast: cast.draft(cast.ye, through="pre-launch"))
    page = visit(js=way == "keyboard")
    sign_in(page, OFFICER)
    hand: Hand = Keyboard(page) if way == "keyboard" else Mouse(page, scripted=False)
    page.goto("/rulebook/desk")

    _write(hand, slug, title, word)
    hand.write(page.locator("[name=hits]"), "会后座谈\n会后合影\n会后总结")
    hand.press(page.get_by_role("button", name="存成草稿"))
    expect(page.get_by_role("alert")).to_be_visible()
    if hand.scripted:
        expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#rule-hits-error")).to_be_visible()
    expect(page.locator("[name=title_zh]")).to_have_value(title)
    hand.write(page.locator("[name=hits]"), _hits(word))
    hand.press(page.get_by_role("button", name="试一试"))
    expect(page.get_by_text("每个例子都对")).to_be_visible()
    hand.press(page.get_by_role("button", name="存成草稿"))
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    hand.press(page.get_by_role("button", name="开始试运行第 1 版"))
    hand.write(page.locator("#rule-reason"), "内部审计的要求")
    hand.press(page.get_by_role("button", name="提出生效"))
    expect(page.get_by_text("启用第 1 版")).to_be_visible()
    expect(page.get_by_role("button", name="批准")).to_have_count(0)

    _approve(visit, page.url, way)
    _meet(visit, number, title, word)


def _approve(visit: Visit, address: str, way: str) -> None:
    page = visit(js=way == "keyboard")
    sign_in(page, HEAD)
    expect(page.get_by_text("改动等第二个人看")).to_be_visible()
    hand: Hand = Keyboard(page) if way == "keyboard" else Mouse(page, scripted=False)
    page.goto(address)
    expect(page.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    hand.press(page.get_by_role("button", name="开始预演"))
    if not hand.scripted:
        while page.get_by_role("link", name="看进展").count():
            hand.press(page.get_by_role("link", name="看进展"))
        expect(page.get_by_text("看过的计划")).to_be_visible()
        hand.press(page.get_by_role("link", name="回到改动，作决定"))
    expect(page.get_by_text("看过的计划")).to_be_visible()
    hand.press(page.get_by_role("button", name="批准", exact=True))
    expect(page.get_by_text("已生效。")).to_be_attached()


def _meet(visit: Visit, number: str, title: str, word: str) -> None:
    """The author of a plan sees the new rule while typing, and reads why."""
    page = visit()
    sign_in(page, SECOND_WRITER)
    page.goto(f"/plans/{number}/steps/pre-launch")
    writer.control(page, OBJECTIVE).click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(f"由医学部组织科室会，会后给参会者送{word}。")
    expect(page.locator(".pw-finding", has_text=word).first).to_be_visible()
    page.goto("/rulebook")
    page.get_by_role("searchbox").fill(word)
    expect(page.locator(".pw-shelf__rule")).to_have_count(1)
    page.locator(".pw-shelf__rule").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text("公司推广合规制度第 4.2 条")).to_be_visible()
    expect(page.get_by_role("heading", name="给合规")).to_have_count(0)


@pytest.mark.parametrize(
    "language, js, check, lit, quiet",
    [
        ("zh-CN", True, "检查", "必须修改", "静默："),
        ("en-GB", True, "Check", "Must change", "Silent: "),
        ("zh-CN", False, "检查", "必须修改", "静默："),
    ],
)
def test_a_text_is_tried_and_the_trace_says_why(visit: Visit, language: str, js: bool, check: str, lit: str, quiet: str) -> None:
    page = visit(language=language, js=js)
    sign_in(page, SECOND_WRITER)
    page.goto("/rulebook")
    page.locator("#try-text").fill("严禁给医生返点。另按huikou给大夫结算。")
    page.get_by_role("button", name=check, exact=True).click()
    steps = page.locator(".pw-trace__item")
    expect(steps.filter(has_text=lit).first).to_contain_text("拼音" if language == "zh-CN" else "pinyin")
    expect(steps.filter(has_text=quiet).first).to_contain_text("严禁")
    expect(page.locator("#try-text")).to_have_value("严禁给医生返点。另按huikou给大夫结算。")
    if js:
        assert not foreign_words(page.evaluate(SAID), language)
    steps.filter(has_text=lit).first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/rulebook/[a-z-]+\.[a-z-]+$"))


def test_word_lists_are_found_beside_the_pattern(visit: Visit) -> None:
    page = visit()
    sign_in(page, OFFICER)
    page.goto("/rulebook/company/new")
    page.get_by_text("现成的词表").click()
    page.locator("#lists-q").fill("护士长")
    expect(page.locator("#word-lists")).to_contain_text("$nurse_pharm")
    expect(page.locator("#word-lists li", has_text="$decider")).to_have_count(0)
    page.locator("[name=kind][value=number]").locator("xpath=ancestor::label").click()
    expect(page.locator("[name=value]")).to_be_visible()
    expect(page.locator("[name=regex]")).to_be_hidden()


@within(150)
@pytest.mark.parametrize("language, scheme", [("zh-CN", "dark"), ("en-GB", "light")])
def test_the_desk_is_open_to_all_in_one_language_and_fits_a_phone(visit: Visit, site: Site, language: str, scheme: str) -> None:
    if not site.prepare(_has_rule):
        site.prepare(lambda cast: tried(cast, cast.lu))
    page = visit(language=language, scheme=scheme)
    sign_in(page, OFFICER)
    faults: list[str] = []
    for path in (
        "/rulebook/desk",
        "/rulebook/institution.dept-meeting-consent",
        "/rulebook/company/new",
        "/rulebook/company/written-assessment",
        "/rulebook/filters/new?rule=bribery",
        "/rulebook/lists?q=医",
    ):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        faults += _faults(page, path, language)
        page.set_viewport_size({"width": 390, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"{path}: {wide} px wide on a phone"] if wide > 390 else []
        page.set_viewport_size({"width": 1440, "height": 900})
    assert not faults, "\n".join(faults)


def _has_rule(cast):  # type: ignore[no-untyped-def]  # as Cast
    from planner.services.rules.listing import company_rules

    with cast.act() as session:
        return any(line.rule_id == "company.written-assessment" for line in company_rules(session, cast.house, cast.lu))


def _faults(page: Page, path: str, language: str) -> list[str]:
    found = [f"{path}: {one['id']}: {one['help']} {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]
    pattern_words = any(part in path for part in ("/new", "/lists"))  # patterns are Chinese whatever language the page speaks
    said = page.evaluate(LABELS if pattern_words else SAID)
    return found + [f"{path}: {words!r}" for words in foreign_words(said, language) if words not in OFFICERS]
