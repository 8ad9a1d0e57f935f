"""/rulebook: rules to read and to search, and the box that tries a text."""

from collections.abc import Callable

import pytest
from flask import Flask

from planner.models import AuditEvent
from planner.seeds.play import Stage
from planner.web.rulebook.book import CATEGORY_NAMES, article, shelves
from tests.web.conftest import HTMX, Browser

BAD = "每盒按八元返点给开方的大夫"


def _rules(app: Flask) -> list[str]:
    return [rule.id for rule in app.extensions["house"].pack.rules if rule.status == "active"]


def test_every_active_rule_stands_on_a_shelf_once(app: Flask) -> None:
    pack = app.extensions["house"].pack
    assert sorted(rule.id for shelf in shelves([rule for rule in pack.rules if rule.status == "active"]) for rule in shelf.rules) == sorted(
        _rules(app)
    )
    assert {rule.category for rule in pack.rules} <= CATEGORY_NAMES.keys()


def test_every_rule_can_be_read_by_everybody_signed_in(app: Flask, author: Browser) -> None:
    for rule_id in _rules(app)[::12]:
        page = author.get(f"/rulebook/{rule_id}")
        assert page.status_code == 200, rule_id
        assert "为什么" in page.text and "例子" in page.text
        assert "{hit}" not in page.text and f">{rule_id}<" not in page.text, "no raw codes on a page"


def test_every_article_can_be_made_in_both_languages(app: Flask) -> None:
    pack = app.extensions["house"].pack
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        for rule_id in _rules(app):
            found = article(pack, rule_id)
            assert found.rule.id == rule_id and found.category.en


def test_a_source_says_how_sure_it_is(app: Flask, author: Browser) -> None:
    pages = [author.get(f"/rulebook/{rule_id}").text for rule_id in _rules(app)[:6]]
    assert any("原文已核对" in page for page in pages) and any("条号待核" in page for page in pages)


def test_an_unknown_rule_is_404_and_strangers_sign_in_first(author: Browser, browser: Browser) -> None:
    assert author.get("/rulebook/no.such-rule").status_code == 404
    assert browser.get("/rulebook").status_code == 302


def test_search_finds_words_of_titles_and_examples(author: Browser) -> None:
    found = author.get("/rulebook?q=返点")
    assert "“返点”" in found.text and 0 < found.text.count('pw-shelf__rule"') < 30
    part = author.get("/rulebook?q=返点", headers=HTMX)
    assert part.text.count('id="rule-list"') == 1 and "<html" not in part.text
    none = author.get("/rulebook?q=<b>没有这样的词</b>")
    assert "换一个词试试" in none.text and "<b>没有" not in none.text


@pytest.mark.parametrize("more", [{}, {"headers": HTMX}])
def test_a_tried_text_shows_what_lit_up_and_what_stayed_silent(author: Browser, more: dict[str, dict[str, str]]) -> None:
    answer = author.post("/rulebook/try", {"text": f"严禁给医生返点。{BAD}。"}, **more)
    assert answer.status_code == 200 and ("<html" in answer.text) is not bool(more)
    assert "pw-mark--block" in answer.text and "必须修改" in answer.text and "静默：" in answer.text
    assert "其余" in answer.text
    assert "“严禁”：这里是在禁止这种做法" in answer.text, "the word that kept it quiet is named"


def test_a_tried_text_is_kept_nowhere(author: Browser, stage: Stage) -> None:
    with stage.act() as session:
        before = session.query(AuditEvent).count()
    author.post("/rulebook/try", {"text": BAD})
    with stage.act() as session:
        assert session.query(AuditEvent).count() == before


def test_phase_and_kind_of_plan_change_what_is_asked(author: Browser) -> None:
    texts = {
        phase: author.post("/rulebook/try", {"text": "介绍本品的疗效优势", "plan_type": "launch", "phase": phase}).text
        for phase in ("pre_launch", "growth")
    }
    assert texts["pre_launch"] != texts["growth"]
    odd = author.post("/rulebook/try", {"text": BAD, "plan_type": "nonsense", "phase": "someday"})
    assert odd.status_code == 200, "an unknown choice means everywhere"


def test_empty_and_endless_texts_are_told_so(author: Browser) -> None:
    assert author.post("/rulebook/try", {"text": " \n"}).status_code == 422
    long = author.post("/rulebook/try", {"text": "长" * 5001})
    assert long.status_code == 422 and "最多 5000 个字" in long.text


def test_tried_text_is_never_markup(author: Browser) -> None:
    answer = author.post("/rulebook/try", {"text": f"<img src=x onerror=alert(1)>{BAD}</textarea><script>1</script>"})
    assert "<img src=x" not in answer.text and "<script>1" not in answer.text


def test_the_article_beside_the_box_stays(app: Flask, author: Browser) -> None:
    rule_id = _rules(app)[0]
    answer = author.post("/rulebook/try", {"text": BAD, "rule": rule_id})
    assert app.extensions["house"].pack.rule(rule_id).title.zh in answer.text.split("<h1>")[1][:80]
    assert author.post("/rulebook/try", {"text": BAD, "rule": "no.such"}).status_code == 404


def test_reads_in_english(signed_in: Callable[..., Browser]) -> None:
    page = signed_in("lu.zhiwei", "en").get("/rulebook").text
    assert "Three kinds of remark" in page and "规则手册" not in page and "试一段文字" not in page


def test_the_trace_names_the_layer_a_hit_needed_and_gathers_what_repeats(author: Browser) -> None:
    answer = author.post("/rulebook/try", {"text": "按huikou给大夫结算。\u200b每盒按八元返點给开方的大夫。"}).text
    assert "把拼音读成汉字以后读出来的，把握中等" in answer
    assert "去掉了 1 个看不见的字符，1 个字统一了写法" in answer
    assert "不再重复" in answer and "同一处已由另一条规则指出" not in answer


def test_one_shelf_stands_open_and_a_search_opens_all(app: Flask, author: Browser) -> None:
    assert author.get("/rulebook").text.count(" open>") == 0
    assert author.get("/rulebook?shelf=bribery").text.count(" open>") == 1
    rule_id = _rules(app)[0]
    assert author.get(f"/rulebook/{rule_id}").text.count('class="pw-shelf" ') == author.get("/rulebook").text.count('class="pw-shelf" ')
    found = author.get("/rulebook?q=返点").text
    assert 0 < found.count('class="pw-shelf" ') == found.count(" open>")


def test_the_rule_of_an_old_plan_says_so_and_has_no_officers_tools(signed_in: Callable[..., Browser], submitted: str) -> None:
    officer = signed_in("lu.zhiwei")
    page = officer.get(f"/rulebook/institution.dept-meeting-consent/of/{submitted}")
    assert page.status_code == 200 and f"这是计划 {submitted} 提交时的规则" in page.text and "到今天没有变" in page.text
    assert "给合规" not in page.text
    assert officer.get("/rulebook/institution.dept-meeting-consent/of/2026-LA-9999").status_code == 404
