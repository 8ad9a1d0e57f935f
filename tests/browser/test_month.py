"""A whole month: five plans of one representative, two officers, a head of compliance, two managers; at its end the proof.

The acts follow one another on a server of their own, whose clock the test turns; each says what people see and what the trail holds.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import managers, month_end, officers, paper, story, writer
from tests.browser.almanac import Almanac
from tests.browser.conftest import Visit
from tests.browser.month import KINDS, Month, write_all
from tests.browser.month_end import APPROVED, TRAIL
from tests.browser.people import HEAD, MANAGER, MANAGER_ELSEWHERE, OFFICER, SECOND_OFFICER, WRITER
from tests.browser.server import Site, serving
from tests.browser.watch import within
from tests.factories.flagged import FAVOUR

STUDY = "推动两家医院启动居家血压真实世界研究"
WHY = "研究由两家医院自己发起，伦理审查已经批准，协议由法务看过。"
WORDING = "按已批准的项目申请会议费用。"
ADDED = "医院名单由医学部在活动前一个月确定。"
POSTPONED = "线上平台推迟启用，按新的时间另写一份。"
STRANGERS = ("没有改过", "三个签名都是真的")


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """The company on the first morning, with what its representative has typed so far."""
    folder = tmp_path_factory.mktemp("month")
    almanac = Almanac(folder / "almanac")
    almanac.begin()
    with serving(folder / "data", almanac) as site:
        begun = Month(site, almanac, folder)
        begun.plans = site.prepare(write_all)
        begun.news()
        yield begun


@pytest.fixture(scope="module")
def site(month: Month) -> Site:
    """The server of the month, in the place of the one that other tests share."""
    return month.site


@within(300)
def test_day_1_five_plans_are_submitted_and_one_asks_for_an_exception(visit: Visit, month: Month) -> None:
    month.morning(1)
    author = story.somebody(visit, "mouse", WRITER)
    page, account = author.page, month.plans["key-account"]
    page.goto(f"/plans/{account}/steps/basics")
    writer.rewrite(author, "basics.summary", f"{STUDY}。")
    writer.see(author, "basics")
    expect(page.locator(".pw-mark--block")).to_have_text(STUDY)
    writer.open_step(author, writer.CHECK)
    author.press(page.get_by_role("link", name="签名并提交"))
    expect(page.get_by_role("alert")).to_contain_text("还不能提交，有 1 处必须修改")
    writer.open_step(author, "basics")
    writer.ask_for_exception(author, WHY)
    month.picture(page, "01-exception-asked")
    for kind in KINDS:
        page.goto(f"/plans/{month.plans[kind]}/check-and-submit")
        writer.submit(author)
        assert month.state(kind) == "in_review"
    assert month.news() == TRAIL[1]


@within(300)
def test_day_2_an_officer_shares_the_queue_and_returns_a_plan_with_a_wording_that_the_author_takes(visit: Visit, month: Month) -> None:
    month.morning(2)
    officer, number = story.somebody(visit, "mouse", OFFICER), month.plans["launch"]
    rows = officer.page.locator(".pw-list__item")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("必须修改")
    month.picture(officer.page, "02-queue")
    officers.give_to(officer, month.plans["omnichannel"], "程砚")
    officers.take_from_queue(officer, number)
    officers.propose(officer, FAVOUR, WORDING)
    month.picture(officer.page, "03-desk")
    decided = officers.decide_all(officer)
    officers.return_to_author(officer)
    assert month.state("launch") == "returned"

    author = story.somebody(visit, "mouse", WRITER)
    page = author.page
    page.goto("/notices")
    expect(page.get_by_text("陆知微退回了")).to_be_visible()
    page.goto(f"/plans/{number}/steps/growth")
    expect(page.get_by_text("改好再提交")).to_be_visible()
    month.picture(page, "04-wording")
    assert writer.take_wording(author, "growth.objective") == WORDING
    writer.open_step(author, writer.CHECK)
    writer.submit(author)

    officers.take_from_queue(officer, number)
    assert officers.carried(officer.page) == decided
    expect(officer.page.locator("[data-card]")).to_have_count(0)
    assert month.news() == TRAIL[2]


@within(300)
def test_day_3_the_exception_is_for_the_head_of_compliance_whose_delegate_grants_it_as_second_officer(
    visit: Visit, month: Month, tmp_path: Path
) -> None:
    today = month.morning(3)
    number = month.plans["key-account"]
    first = story.somebody(visit, "mouse", OFFICER)
    officers.take_from_queue(first, number)
    asked = first.page.locator("[data-card]", has=first.page.locator("p.pw-finding__quote", has_text=STUDY))
    expect(asked).to_contain_text(WHY)
    expect(asked).to_contain_text("例外要由合规负责人放行")
    for outcome in ("exception", "harmless"):
        expect(asked.locator(f"[value={outcome}]")).to_be_disabled()

    head = story.somebody(visit, "mouse", HEAD)
    managers.lend(head, "程砚", (today + timedelta(days=7)).isoformat(), "年假")
    month.picture(head.page, "05-delegation")

    opinion = tmp_path / "opinion.pdf"
    opinion.write_bytes(b"%PDF-1.4\n% what the lawyers say\n")
    second = story.somebody(visit, "mouse", SECOND_OFFICER)
    second.page.goto(f"/review/{number}")
    expect(second.page.get_by_text("作者申请的例外可以由你来决定")).to_be_visible()
    expect(second.page.get_by_text("例外由你代顾清和放行")).to_be_visible()
    month.picture(second.page, "06-second-officer")
    officers.grant(second, "有法务意见", "伦理批件和协议在附件里，只限这两家医院。", opinion)
    month.picture(second.page, "07-granted")

    first.page.goto(f"/review/{number}")
    expect(first.page.locator("#settled")).to_contain_text(STUDY)
    officers.decide_all(first)
    officers.pass_plan(first)
    assert month.state("key-account") == "in_approval"
    assert month.news() == TRAIL[3]


@within(300)
def test_day_4_a_pass_is_recalled_before_the_manager_has_opened_it_and_given_again(visit: Visit, month: Month) -> None:
    month.morning(4)
    officer, number = story.somebody(visit, "mouse", OFFICER), month.plans["territory"]
    officers.take_from_queue(officer, number)
    officers.decide_all(officer)
    officers.pass_plan(officer)
    officer.page.goto(f"/review/{number}")
    month.picture(officer.page, "08-recall")
    officers.recall_pass(officer)
    assert month.state("territory") == "in_review"

    manager = story.somebody(visit, "mouse", MANAGER)
    expect(manager.page.locator(f"main a[href='/approval/{number}']")).to_have_count(0)
    manager.page.goto("/notices")
    expect(manager.page.get_by_text(re.compile("陆知微收回了.*的合规通过"))).to_be_visible()
    officers.pass_plan(officer)
    assert month.news() == TRAIL[4]


@within(300)
def test_day_6_two_officers_pass_what_is_left_the_late_one_first(visit: Visit, month: Month) -> None:
    month.morning(6)
    officer = story.somebody(visit, "mouse", OFFICER)
    late = officer.page.locator(".pw-list__item", has=officer.page.locator(f"a[href*='{month.plans['patient-education']}']"))
    expect(late).to_contain_text("晚了 2 个工作日")
    month.picture(officer.page, "09-late")
    for kind in ("patient-education", "launch"):
        officers.take_from_queue(officer, month.plans[kind])
        officers.decide_all(officer)
        officers.pass_plan(officer)
    second = story.somebody(visit, "mouse", SECOND_OFFICER)
    expect(second.page.locator(".pw-list__item", has=second.page.locator(f"a[href*='{month.plans['omnichannel']}']"))).to_contain_text(
        "分给你"
    )
    officers.take_from_queue(second, month.plans["omnichannel"])
    officers.decide_all(second)
    officers.pass_plan(second)
    assert month.news() == TRAIL[6]


@within(300)
def test_day_7_the_managers_delegate_approves_on_his_behalf_and_the_paper_says_so(visit: Visit, month: Month) -> None:
    today = month.morning(7)
    number = month.plans["key-account"]
    away = story.somebody(visit, "mouse", MANAGER)
    managers.lend(away, "唐予安", (today + timedelta(days=20)).isoformat(), "出差")

    delegate = story.somebody(visit, "mouse", MANAGER_ELSEWHERE)
    managers.read_summary(delegate, number)
    expect(delegate.page.get_by_text("你在代韩牧之处理这份计划")).to_be_visible()
    expect(delegate.page.locator("main")).to_contain_text("程砚（代顾清和）")
    month.picture(delegate.page, "10-summary-on-behalf")
    delegate.press(delegate.page.get_by_role("button", name="批准并签名"))
    expect(delegate.page.get_by_text("唐予安（代韩牧之）")).to_be_visible()
    month.picture(delegate.page, "11-sign-on-behalf")
    officers.sign(delegate, "批准并签名")
    expect(delegate.page.get_by_text("已批准并签名")).to_be_visible(timeout=120_000)
    file = paper.download(delegate, delegate.page.get_by_role("link", name="下载计划"), month.folder, "key-account.pdf")
    month.files["key-account"] = file
    assert "代韩牧之" in paper.words_of(file)
    delegate.page.goto(f"/plans/{number}")
    expect(delegate.page.locator(".pw-story")).to_contain_text("唐予安（代韩牧之） 批准并签名")
    officers.verify(story.somebody(visit, "mouse"), str(file), (*STRANGERS, "唐予安（代韩牧之）", "算数"))
    assert month.state("key-account") == "approved"
    assert month.news() == TRAIL[7]


@within(300)
def test_day_9_the_manager_is_back_and_approves_four_plans_one_after_another(visit: Visit, month: Month) -> None:
    month.morning(9)
    manager = story.somebody(visit, "mouse", MANAGER)
    managers.end_lending(manager, "唐予安")
    managers.read_summary(manager, month.plans[APPROVED[0]])
    for n, kind in enumerate(APPROVED):
        if n:
            manager.press(manager.page.get_by_role("link", name="看下一份的摘要"))
            managers.see_summary(manager)
        expect(manager.page).to_have_url(re.compile(f"/approval/{month.plans[kind]}"))
        managers.sign_summary(manager, again=n > 0)
        assert month.state(kind) == "approved"
        month.files[kind] = paper.download(manager, manager.page.get_by_role("link", name="下载计划"), month.folder, f"{kind}.pdf")
        if n == 0:
            month.picture(manager.page, "12-next-one")
    manager.page.goto("/")
    expect(manager.page.get_by_text("没有等你批准的计划", exact=True)).to_be_visible()
    assert month.news() == TRAIL[9]


@within(300)
def test_day_10_an_approved_plan_is_amended_and_everybody_sees_what_changed(visit: Visit, month: Month) -> None:
    month.morning(10)
    number = month.plans["launch"]
    author = story.somebody(visit, "mouse", WRITER)
    page = author.page
    page.goto(f"/plans/{number}")
    author.press(page.get_by_role("button", name="修订成新一版"))
    expect(page.get_by_text("批准以前旧版继续有效")).to_be_visible()
    writer.rewrite(author, "basics.summary", writer.text_of(page, "basics.summary") + ADDED)
    writer.open_step(author, writer.CHECK)
    writer.submit(author)
    assert (month.state("launch", 1), month.state("launch", 2)) == ("approved", "in_review")

    officer = story.somebody(visit, "mouse", OFFICER)
    officers.take_from_queue(officer, number)
    month.picture(officer.page, "13-amendment-desk")
    expect(officer.page.locator("[data-card]")).to_have_count(0)
    officers.pass_plan(officer)

    manager = story.somebody(visit, "mouse", MANAGER)
    managers.read_summary(manager, number)
    expect(manager.page.get_by_role("heading", name="和上一份批准的计划比，改了 1 处")).to_be_visible()
    expect(manager.page.locator("main ins").first).to_contain_text(ADDED.rstrip("。"))
    month.picture(manager.page, "14-what-changed")
    managers.sign_summary(manager)
    new = paper.download(manager, manager.page.get_by_role("link", name="下载计划"), month.folder, "launch-2.pdf")
    stranger = story.somebody(visit, "mouse")
    officers.verify(stranger, str(month.files["launch"]), (*STRANGERS, "已被第 2 版取代"))
    officers.verify(stranger, str(new), (*STRANGERS, "第 2 版有效到"))
    month.files["launch"] = new
    assert (month.state("launch", 1), month.state("launch", 2)) == ("superseded", "approved")
    assert month.news() == TRAIL[10]


@within(300)
def test_day_11_a_plan_is_withdrawn_and_the_paper_in_hand_is_worth_nothing(visit: Visit, month: Month) -> None:
    month.morning(11)
    manager = story.somebody(visit, "mouse", MANAGER)
    managers.withdraw(manager, month.plans["omnichannel"], POSTPONED)
    month.picture(manager.page, "15-withdrawn")
    author = story.somebody(visit, "mouse", WRITER)
    author.page.goto("/notices")
    author.press(author.page.get_by_role("button", name="看理由"))
    expect(author.page.get_by_text(POSTPONED)).to_be_visible()
    stranger = story.somebody(visit, "mouse")
    officers.verify(stranger, str(month.files["omnichannel"]), (*STRANGERS, "不算了，已撤回"), bad=1)
    month.picture(stranger.page, "16-verify-withdrawn")
    assert month.state("omnichannel") == "withdrawn"
    assert month.news() == TRAIL[11]


@within(300)
def test_at_the_end_of_the_month_files_stories_and_mails_are_there_and_the_trail_is_proved(visit: Visit, month: Month) -> None:
    month.almanac.catch_up()
    manager = story.somebody(visit, "mouse", MANAGER)
    archive = managers.fetch_zip(manager, month.folder)
    month.picture(manager.page, "17-zip")
    month_end.check_zip(month, archive)
    number = month.plans["key-account"]
    manager.page.goto(f"/plans/{number}/story")
    expect(manager.page.locator(".pw-acts")).to_contain_text("程砚（代顾清和）")
    month.picture(manager.page, "18-story")
    table = paper.download(manager, manager.page.get_by_role("link", name="CSV"), month.folder, "story.csv")
    printed = paper.download(manager, manager.page.get_by_role("link", name="PDF"), month.folder, "story.pdf")
    month_end.check_story(table, printed)
    month_end.check_mails(month, (STUDY, WHY, WORDING, ADDED, POSTPONED))
    month_end.check_trail(month)
    paper.verify_at_console(month.site, month.files["key-account"])
