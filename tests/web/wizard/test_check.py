"""GET /plans/<number>/check-and-submit: the whole plan, and what stands in the way."""

import re
from collections.abc import Callable

from tests.web.conftest import Browser
from tests.web.wizard.conftest import STEPS, form_of

CHECK = "/plans/2026-LA-0001/check-and-submit"
OBJECTIVE = "pre-launch.objective"


def spoil(author: Browser, text: str = "争取上市首月每位专家开出第一张处方，按处方量给医生回扣。") -> None:
    """Put words into the plan that must change."""
    page = form_of(author.get(STEPS + "pre-launch"))
    assert author.post(STEPS + "pre-launch", {**page, OBJECTIVE: text, "do": "save"}).status_code == 303


def test_a_complete_plan_reads_as_it_was_written_and_is_ready(written: str, author: Browser) -> None:
    page = author.get(CHECK)
    assert page.status_code == 200
    assert "可以提交了" in page.text
    assert form_of(author.get(STEPS + "pre-launch"))[OBJECTIVE][0] in re.sub("<[^>]+>", "", page.text)
    assert 'data-dialog="sign"' in page.text


def test_every_row_leads_back_to_its_place_in_the_wizard(written: str, author: Browser) -> None:
    page = author.get(CHECK).text
    links = set(re.findall(r'class="pw-entry__change"><a class="pw-link" href="([^"]+)"', page))
    assert f"{STEPS}pre-launch#f-pre-launch-objective" in links
    row = next(link for link in links if "activities" in link and "open=" in link)
    target = row.partition("#")[2]
    assert f'id="{target}"' in author.get(row.partition("#")[0]).text


def test_an_empty_plan_says_what_is_missing_and_is_not_signed(author: Browser, plan: str) -> None:
    page = author.get(CHECK)
    assert "还差几处" in page.text
    answer = author.get("/plans/2026-LA-0001/submit")
    assert answer.status_code == 422
    assert f'href="{STEPS}basics#f-basics-title"' in answer.text
    assert 'name="pin"' not in answer.text


def test_findings_stand_at_their_rows_and_those_that_must_change_are_listed(written: str, author: Browser) -> None:
    spoil(author)
    page = author.get(CHECK).text
    assert "pw-found--block" in page.split('id="f-pre-launch-objective"')[1][:4000]
    answer = author.get("/plans/2026-LA-0001/submit")
    assert answer.status_code == 422
    assert f"{STEPS}pre-launch#f-pre-launch-objective" in answer.text


def test_a_step_with_words_that_must_change_is_not_called_complete(written: str, author: Browser) -> None:
    def head() -> str:
        page = author.get(CHECK).text
        return page.partition('id="s-pre-launch"')[2].partition("</div>")[0]

    assert "已写完" in head()
    spoil(author)
    assert "已写完" not in head()
    assert "必须修改" in head()


def test_a_word_of_explanation_stands_at_its_finding(written: str, author: Browser) -> None:
    page = author.get(CHECK).text
    fingerprint = re.search(r'name="fingerprint" value="([0-9a-f]+)"', page)
    assert fingerprint, "the demo plan has something for officers to look at"
    posted = {"fingerprint": fingerprint[1], "kind": "explain", "text": "资料已经医学部审定。"}
    answer = author.post("/plans/2026-LA-0001/explain", posted)
    assert answer.headers["Location"].endswith(f"#say-{fingerprint[1]}")
    assert "资料已经医学部审定。" in author.get(CHECK).text


def test_an_explanation_that_is_too_long_comes_back_with_its_words(written: str, author: Browser) -> None:
    fingerprint = re.search(r'name="fingerprint" value="([0-9a-f]+)"', author.get(CHECK).text)
    assert fingerprint
    answer = author.post("/plans/2026-LA-0001/explain", {"fingerprint": fingerprint[1], "kind": "explain", "text": "长" * 1001})
    assert answer.status_code == 422
    assert "最多 1000 个字" in answer.text and "长" * 1001 in answer.text


def test_words_for_a_finding_that_is_gone_are_404(written: str, author: Browser) -> None:
    assert author.post("/plans/2026-LA-0001/explain", {"fingerprint": "0" * 32, "kind": "explain", "text": "x"}).status_code == 404


def test_the_page_speaks_english(written: str, signed_in: Callable[..., Browser]) -> None:
    page = signed_in("zhou.yining", "en").get(CHECK).text
    assert "Ready to submit" in page and "Check and submit" in page


def test_somebody_elses_plan_does_not_exist(written: str, signed_in: Callable[..., Browser]) -> None:
    for who in ("ye.zhiqiu", "han.muzhi"):
        other = signed_in(who)
        assert other.get(CHECK).status_code == 404
        assert other.get("/plans/2026-LA-0001/submit").status_code == 404
        assert other.post("/plans/2026-LA-0001/submit", {"pin": "271828"}).status_code == 404
        assert other.post("/plans/2026-LA-0001/explain", {"fingerprint": "0" * 32}).status_code == 404


def test_a_submitted_plan_shows_its_record_instead(submitted: str, author: Browser) -> None:
    assert author.get(CHECK).headers["Location"].endswith(f"/plans/{submitted}")
