"""The objective converter without scripts: a figure of sales or prescriptions becomes a goal one may have, or leaves the plan."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from planner.compliance.engine import check_text
from planner.services.aids.offers import OFFERS
from planner.services.aids.wishes import AIMS, wish
from tests.factories.core import core_pack
from tests.web.conftest import HTMX, Browser
from tests.web.wizard.conftest import form_of

pytestmark = pytest.mark.slow  # whole acts with real keys and papers

QUOTA = "每位专家每月新增处方 10 例，首月销售额达到 50 万元。"
WISH = {"aim": "indication", "audience": "云川片区的社区医生", "baseline": "58", "target": "80", "due": "2027-06"}
STEPS = "/plans/{number}/steps/"


def start(author: Browser, kind: str = "territory") -> str:
    answer = author.post("/plans", {"kind": kind})
    assert answer.status_code == 303
    return re.search(r"/plans/([^/]+)/", answer.location)[1]  # type: ignore[index]


def goal(author: Browser, number: str, **more: str) -> tuple[str, str]:
    """A goal with a quota in it; returns the address of the step and the path of the row."""
    address = STEPS.format(number=number) + "goals"
    page = author.get(address)
    if not re.search(r'name="goals\.goals\.\w+\.statement"', page.text):
        author.post(address, {**form_of(page), "do": "add:goals.goals"})
        page = author.get(address)
    row = re.search(r'name="(goals\.goals\.\w+)\.statement"', page.text)[1]  # type: ignore[index]
    typed = {f"{row}.{name}": value for name, value in {"statement": QUOTA, "owner": "rep", **more}.items()}
    author.post(address, {**form_of(page), **typed, "do": "save"})
    return address, row


def links(page: TestResponse) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'href="(/plans/[^"]+/convert\?[^"]+)"', page.text)]


def about(link: str) -> str:
    return parse_qs(urlsplit(link).query)["about"][0]


def test_a_quota_typed_as_a_goal_offers_another_goal(author: Browser) -> None:
    address, _ = goal(author, start(author))
    page = author.get(address)
    assert links(page)
    assert "换一种目标" in page.text
    dialogue = author.get(links(page)[0])
    assert dialogue.status_code == 200
    assert QUOTA in dialogue.text
    assert "云川片区的社区医生" not in dialogue.text


def test_other_findings_and_other_places_offer_none(author: Browser) -> None:
    number = start(author)
    address, _ = goal(author, number, statement="会后按场次给讲者返点。")
    assert not links(author.get(address))
    market = STEPS.format(number=number) + "market"
    author.post(market, {**form_of(author.get(market)), "market.overview": QUOTA, "do": "save"})
    page = author.get(market)
    assert 'id="finding-1"' in page.text
    assert not links(page), "an overview is no place for aims"


def test_the_sentence_goes_into_the_goal_and_the_old_words_stay_with_it(author: Browser) -> None:
    number = start(author)
    address, row = goal(author, number)
    link = links(author.get(address))[0]
    answer = author.post(urlsplit(link).path, {**WISH, "about": about(link), "do": "take"})
    assert answer.status_code == 303
    page = author.get(address)
    held = form_of(page)
    said = "面向云川片区的社区医生，2027年6月底前，会后问卷平均正确率从 58% 提高到 80%。"
    assert held[f"{row}.statement"] == [said]
    assert (held[f"{row}.measure"], held[f"{row}.metric"], held[f"{row}.unit"]) == (["knowledge"], ["会后问卷平均正确率"], ["%"])
    assert (held[f"{row}.baseline"], held[f"{row}.target"], held[f"{row}.due"]) == (["58"], ["80"], ["2027-06"])
    assert not links(page)
    assert QUOTA in page.text, "kept with the goals"
    assert "换成了可以承担的目标" in page.text


def test_a_wish_that_is_not_complete_says_what_is_missing_and_changes_nothing(author: Browser) -> None:
    address, row = goal(author, start(author))
    link = links(author.get(address))[0]
    answer = author.post(urlsplit(link).path, {"aim": "events", "target": "viele", "about": about(link), "do": "take"})
    assert answer.status_code == 422
    assert "请写一个数。" in answer.text
    assert "写明面向谁" in answer.text
    assert form_of(author.get(address))[f"{row}.statement"] == [QUOTA]


def test_a_sentence_the_checker_blocks_is_not_taken(author: Browser) -> None:
    address, row = goal(author, start(author))
    link = links(author.get(address))[0]
    blocked = WISH | {"audience": "按处方量排名前十的医生，按处方量给回扣"}
    seen = author.post(urlsplit(link).path, {**blocked, "about": about(link), "do": "look"}, headers=HTMX)
    assert seen.status_code == 200
    assert "必须修改" in seen.text
    answer = author.post(urlsplit(link).path, {**blocked, "about": about(link), "do": "take"})
    assert answer.status_code == 422
    assert form_of(author.get(address))[f"{row}.statement"] == [QUOTA]


def test_looking_answers_with_the_sentence_alone(author: Browser) -> None:
    address, _ = goal(author, start(author))
    link = links(author.get(address))[0]
    seen = author.post(urlsplit(link).path, {**WISH, "about": about(link)}, headers=HTMX)
    assert seen.text.lstrip().startswith('<div class="pw-convert__said"')
    assert "这句话可以写进计划" in seen.text


def test_a_goal_that_is_a_sales_task_whoever_owns_it_leaves_the_plan_and_can_come_back(author: Browser) -> None:
    number = start(author)
    address, row = goal(author, number)
    link = links(author.get(address))[0]
    answer = author.post(urlsplit(link).path, {"about": about(link), "do": "sales"})
    assert answer.status_code == 303
    page = author.get(answer.location)
    assert f"{row}.statement" not in form_of(page)
    assert QUOTA in page.text
    assert "移出计划" in page.text
    taken = re.search(r'value="(restore:\d+)"', page.text)
    assert taken, "an undo is offered"
    author.post(address, {**form_of(author.get(address)), "do": taken[1]})
    assert form_of(author.get(address))[f"{row}.statement"] == [QUOTA]


def test_sales_owns_the_goal_where_that_is_enough(author: Browser) -> None:
    address, row = goal(author, start(author), statement="本季度与各科室的学术合作稳步推进。", metric="市场份额")
    found = links(author.get(address))
    assert found, "a representative may not be measured by it"
    dialogue = author.get(found[0])
    assert "改由销售管理负责" in dialogue.text
    author.post(urlsplit(found[0]).path, {"about": about(found[0]), "do": "sales"})
    held = form_of(author.get(address))
    assert held[f"{row}.owner"] == ["sales"]
    assert held[f"{row}.metric"] == ["市场份额"], "the goal stays"


def test_a_goal_that_a_plan_must_have_is_emptied_not_removed(author: Browser) -> None:
    address, row = goal(author, start(author, "turnaround"))
    link = links(author.get(address))[0]
    author.post(urlsplit(link).path, {"about": about(link), "do": "sales"})
    held = form_of(author.get(address))
    assert held[f"{row}.statement"] == [""]
    assert held[f"{row}.kind"] != [""]


def test_in_a_segment_only_the_sentence_is_replaced(author: Browser) -> None:
    number = start(author)
    address = STEPS.format(number=number) + "segments"
    author.post(address, {**form_of(author.get(address)), "do": "add:segments.segments"})
    page = author.get(address)
    row = re.search(r'name="(segments\.segments\.\w+)\.content"', page.text)[1]  # type: ignore[index]
    author.post(address, {**form_of(page), f"{row}.content": f"谈新版指南。{QUOTA}留出提问时间。", "do": "save"})
    found = links(author.get(address))
    assert found
    author.post(urlsplit(found[0]).path, {**WISH, "about": about(found[0]), "do": "take"})
    words = form_of(author.get(address))[f"{row}.content"][0]
    assert words.startswith("谈新版指南。面向云川片区的社区医生")
    assert words.endswith("留出提问时间。")


def test_a_finding_that_is_gone_is_told(author: Browser) -> None:
    number = start(author)
    address, row = goal(author, number)
    link = links(author.get(address))[0]
    author.post(address, {**form_of(author.get(address)), f"{row}.statement": "把指南讲清楚，问卷正确率达到 80%。", "do": "save"})
    assert author.get(link).status_code == 404
    assert author.post(urlsplit(link).path, {**WISH, "about": about(link), "do": "take"}).status_code == 404
    assert author.post(urlsplit(link).path, {"about": "x", "do": "sales"}).status_code == 404


def test_somebody_elses_plan_is_not_there(author: Browser, signed_in: object) -> None:
    address, _ = goal(author, start(author))
    link = links(author.get(address))[0]
    other = signed_in("shen.ruoxi")  # type: ignore[operator]
    assert other.get(link).status_code == 404
    assert other.post(urlsplit(link).path, {**WISH, "about": about(link), "do": "take"}).status_code == 404


def test_the_dialogue_is_in_english_too(signed_in: object) -> None:
    author = signed_in("zhou.yining", "en")  # type: ignore[operator]
    address, _ = goal(author, start(author))
    dialogue = author.get(links(author.get(address))[0]).text
    assert "Put it into the goal" in dialogue
    assert "More doctors know the approved indication" in dialogue


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_aim_with_every_measure_passes_the_checker(language: str) -> None:
    pack = core_pack()
    sentences = set()
    for aim in AIMS:
        for key in ("", *(one.key for offers in OFFERS.values() for one in offers)):
            made = wish({**WISH, "aim": aim.key, "measure": key, "audience": "社区医生" if language == "zh" else "primary care doctors"})
            sentences.add(made.sentence(language))  # type: ignore[arg-type]
    assert "" not in sentences
    assert len(sentences) == sum(map(len, OFFERS.values()))
    for sentence in sentences:
        assert not [f.rule_id for f in check_text(sentence, pack).findings if f.severity != "advise"], sentence


def test_a_quota_in_the_objective_of_a_phase_can_be_replaced_or_taken_out(author: Browser) -> None:
    number = start(author, "launch")
    address = STEPS.format(number=number) + "launch-phase"
    path = "launch-phase.objective"
    words = f"上市后把指南讲清楚。{QUOTA}"
    author.post(address, {**form_of(author.get(address)), path: words, "do": "save"})
    link = links(author.get(address))[0]
    author.post(urlsplit(link).path, {"about": about(link), "do": "sales"})
    assert form_of(author.get(address))[path] == ["上市后把指南讲清楚。"]
    author.post(address, {**form_of(author.get(address)), path: words, "do": "save"})
    link = links(author.get(address))[0]
    author.post(urlsplit(link).path, {**WISH, "about": about(link), "do": "take"})
    assert form_of(author.get(address))[path][0].startswith("上市后把指南讲清楚。面向云川片区的社区医生")
