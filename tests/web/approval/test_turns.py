"""Several plans one after another, each opened and signed for itself."""

import re
from datetime import timedelta

import pytest

from planner.seeds import play
from planner.seeds.company import PASSWORD, PIN
from planner.seeds.play import Stage
from planner.services import plans
from tests.factories.flagged import AUTHOR, MANAGER, OFFICER
from tests.web.conftest import DAYS, Browser, SetClock

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


@pytest.fixture
def second(passed: str, stage: Stage, clock: SetClock) -> str:
    """Another plan that waits, sent later than `passed`."""
    author = stage.actor(AUTHOR)
    number = play.write_plan(stage, author, days=DAYS, product="禾屿单抗注射液")
    play.submit(stage, author, number)
    play.pass_on(stage, stage.actor(OFFICER), number)
    clock.now = stage.clock.now + timedelta(minutes=1)  # nobody signs behind the signature before
    return number


def _state(stage: Stage, number: str) -> str:
    actor = stage.actor(MANAGER)
    with stage.act() as session:
        return plans.open_plan(session, stage.house, actor, number).state.value


def _next(page: str) -> str:
    found = re.search(r'href="(/approval/[^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_one_after_another_each_opened_and_signed_for_itself(passed: str, second: str, manager: Browser, stage: Stage) -> None:
    assert "第 1 份，共 2 份" in manager.get(f"/approval/{passed}").text
    form = manager.get(manager.post(f"/approval/{passed}/open").headers["Location"]).text
    digest = re.search(r'name="content_sha256" value="([0-9a-f]+)"', form)
    assert digest is not None
    between = manager.post(f"/approval/{passed}/sign", {"content_sha256": digest.group(1), "password": PASSWORD, "pin": PIN})
    assert between.headers["Location"].endswith(f"/approval/{passed}/done?done=1")
    page = manager.get(between.headers["Location"]).text
    assert "已批准并签名" in page and "第 2 份，共 2 份" in page
    address = _next(page)
    assert address == f"/approval/{second}?done=1" and _state(stage, second) == "in_approval"
    assert "第 2 份，共 2 份" in manager.get(address).text
    # not blind: the form of the second is not there before its summary was left for it
    assert manager.get(f"/approval/{second}/sign?done=1").status_code == 303
    opened = manager.post(f"/approval/{second}/open?done=1").headers["Location"]
    assert opened.endswith("done=1")
    form = manager.get(opened).text
    assert 'name="password"' not in form and 'name="pin"' in form  # within one sitting the PIN alone
    # the digest of the first does not sign the second
    assert manager.post(f"/approval/{second}/sign?done=1", {"content_sha256": digest.group(1), "pin": PIN}).status_code == 409
    digest = re.search(r'name="content_sha256" value="([0-9a-f]+)"', form)
    assert digest is not None
    last = manager.post(f"/approval/{second}/sign?done=1", {"content_sha256": digest.group(1), "pin": PIN})
    assert last.headers["Location"].endswith(f"/plans/{second}") and _state(stage, second) == "approved"


def test_a_plan_can_be_left_for_later_and_a_return_leads_on_too(passed: str, second: str, manager: Browser, stage: Stage) -> None:
    page = manager.get(f"/approval/{passed}").text
    assert f'href="/approval/{second}"' in page and "先看下一份" in page
    assert f'href="/approval/{passed}"' in manager.get(f"/approval/{second}").text  # after the last comes the first
    between = manager.post(f"/approval/{second}/return", {"reason": "费用请再核对。"})
    assert between.headers["Location"].endswith(f"/approval/{second}/done?done=1")
    page = manager.get(between.headers["Location"]).text
    assert "已退回给作者" in page and _next(page) == f"/approval/{passed}?done=1"


def test_the_page_between_is_only_for_what_was_decided_and_for_its_manager(passed: str, manager: Browser, author: Browser) -> None:
    answer = manager.get(f"/approval/{passed}/done")
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/approval/{passed}")
    assert author.get(f"/approval/{passed}/done").status_code == 404
    assert manager.get("/approval/2026-LA-9999/done?done=x").status_code == 404
