"""GET and POST /plans: own plans, starting one, deleting a draft and bringing it back."""

from collections.abc import Callable

from tests.web.conftest import Browser, SetClock


def start(author: Browser) -> str:
    """A fresh draft; its number."""
    answer = author.post("/plans", {"kind": "launch"})
    assert answer.status_code == 303
    return str(answer.headers["Location"]).split("/")[2]


def test_without_a_plan_the_page_says_what_to_do(author: Browser) -> None:
    page = author.get("/plans").text
    assert "还没有计划" in page
    assert 'value="launch"' in page


def test_a_plan_is_started_and_opens_at_its_first_step(author: Browser) -> None:
    answer = author.post("/plans", {"kind": "launch"})
    assert answer.headers["Location"] == "/plans/2026-LA-0001/steps/basics"
    assert "/plans/2026-LA-0001/steps/basics" in author.get("/plans").text


def test_an_unknown_kind_is_404_and_starts_nothing(author: Browser) -> None:
    assert author.post("/plans", {"kind": "made-up"}).status_code == 404
    assert "还没有计划" in author.get("/plans").text


def test_only_representatives_have_plans(officer: Browser) -> None:
    assert officer.get("/plans").status_code == 404
    assert officer.post("/plans", {"kind": "launch"}).status_code == 404


def test_a_deleted_draft_can_be_brought_back_for_thirty_days(author: Browser, clock: SetClock, signed_in: Callable[..., Browser]) -> None:
    number = start(author)
    answer = author.post(f"/plans/{number}/delete")
    assert answer.headers["Location"].endswith(f"#deleted-{number}")
    page = author.get("/plans").text
    assert f'id="deleted-{number}"' in page and "30 天内可以恢复" in page
    assert author.post(f"/plans/{number}/restore").status_code == 303
    assert "草稿" in author.get(f"/plans/{number}").text
    author.post(f"/plans/{number}/delete")
    clock.pass_(days=31)
    later = signed_in("zhou.yining")
    assert f'id="deleted-{number}"' not in later.get("/plans").text
    assert later.post(f"/plans/{number}/restore").status_code == 409


def test_a_submitted_plan_cannot_be_deleted(submitted: str, author: Browser) -> None:
    assert author.post(f"/plans/{submitted}/delete").status_code == 409
    assert "合规审核中" in author.get(f"/plans/{submitted}").text


def test_nobody_deletes_or_restores_for_somebody_else(author: Browser, signed_in: Callable[..., Browser]) -> None:
    number = start(author)
    other = signed_in("ye.zhiqiu")
    for act in ("delete", "restore", "amend", "withdraw"):
        assert other.post(f"/plans/{number}/{act}", {"reason": "x"}).status_code == 404, act


def test_the_page_speaks_english(signed_in: Callable[..., Browser]) -> None:
    author = signed_in("zhou.yining", "en")
    start(author)
    page = author.get("/plans").text
    assert "My plans" in page and "Start a plan" in page
