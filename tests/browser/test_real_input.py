"""Real input: the sample plan people write today goes in, a signed PDF comes out; by mouse, without scripts, by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import plan, story, writer
from tests.browser.conftest import Visit
from tests.browser.sample import passages
from tests.browser.server import Site
from tests.browser.watch import within

TEMPTING = "在会上巧妙引出新产品，为后续推广埋下伏笔。"


@within(420)
def test_the_sample_plan_becomes_a_signed_plan(visit: Visit, site: Site, tmp_path: Path) -> None:
    author = story.open_author(visit, "mouse")
    good = plan.whole()
    seen: dict[str, list[str]] = {}
    number = story.write_plan(author, plan.sample_plan(), lambda slug: seen.update({slug: writer.cards(author.page)}))
    for slug, wanted in plan.MUST_BE_SEEN.items():
        for words, categories in wanted:
            assert plan.is_named(seen[slug], words, categories, site.cast.house.pack), f"{slug}: {words} is not questioned: {seen[slug]}"

    author.press(author.page.get_by_role("link", name="签名并提交"))
    expect(author.page.get_by_role("alert")).to_contain_text("还不能提交")
    mended = [path for slug in story.SLUGS for path in story.mend(author, slug, good[slug])]
    assert len(mended) >= 8, mended
    writer.open_step(author, writer.CHECK)
    expect(author.page.get_by_text("没有必须修改的地方")).to_be_visible()
    story.explain_first(author)
    writer.submit(author)

    summary = good["basics"]["summary"]
    decided = story.return_once(visit, "mouse", number, summary[:20])
    story.revise(author, number, summary)
    story.pass_at_last(visit, "mouse", number, decided)
    file = story.approve_and_download(visit, "mouse", number, tmp_path)
    mended_names = {(path.split(".")[0], path.split(".")[1]) for path in mended if path.endswith(".name")}
    kept = [p.text for p in passages() if p.field == "name" and (p.step, p.group) not in mended_names]
    assert kept, "not one passage of the sample is left to find in the PDF"
    story.check_paper(visit, "mouse", site, file, [story.ADDED, good["launch-phase"]["objective"], good["growth"]["objective"], *kept])


@within(420)
@pytest.mark.parametrize("way", ["no script", "keyboard"])
def test_the_whole_way_needs_neither_scripts_nor_a_mouse(visit: Visit, site: Site, tmp_path: Path, way: str) -> None:
    author = story.open_author(visit, way)
    good = plan.short()
    tempting = {**good, "pre-launch": {**good["pre-launch"], "objective": TEMPTING}}

    def look(slug: str) -> None:
        if slug == "pre-launch":
            assert any("埋下伏笔" in card for card in writer.cards(author.page))
            assert writer.marked_fields(author.page) == ["pre-launch.objective"]

    number = story.write_plan(author, tempting, look)
    assert story.mend(author, "pre-launch", good["pre-launch"]) == ["pre-launch.objective"]
    writer.open_step(author, writer.CHECK)
    expect(author.page.get_by_text("没有必须修改的地方")).to_be_visible()
    writer.submit(author)

    summary = good["basics"]["summary"]
    decided = story.return_once(visit, way, number, summary[:20])
    story.revise(author, number, summary)
    story.pass_at_last(visit, way, number, decided)
    file = story.approve_and_download(visit, way, number, tmp_path)
    story.check_paper(visit, way, site, file, [story.ADDED, good["pre-launch"]["objective"]])
