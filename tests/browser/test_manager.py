"""A manager between two meetings: one plan after another with a PIN each, then all signed files as one zip."""

import io
import json
import re
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import officers
from tests.browser.conftest import Visit
from tests.browser.hands import Mouse
from tests.browser.people import MANAGER, sign_in
from tests.browser.server import Site
from tests.browser.watch import within


@within(240)
def test_two_plans_are_approved_one_after_another_and_fetched_as_a_zip(visit: Visit, site: Site) -> None:
    numbers = site.prepare(lambda cast: [cast.passed(cast.zhou, cast.lu) for _ in range(2)])
    page = visit()
    hand = Mouse(page)
    sign_in(page, MANAGER)
    page.goto(f"/approval/{numbers[0]}")
    expect(page.get_by_role("heading", name="你将签名的就是这份 PDF")).to_be_visible()
    hand.press(page.get_by_role("button", name="批准并签名"))
    officers.sign(hand, "批准并签名")
    expect(page.get_by_text("已批准并签名")).to_be_visible(timeout=40_000)
    expect(page).to_have_url(re.compile(r"/done\?done=1$"))
    page.goto(f"/approval/{numbers[1]}?done=1")
    hand.press(page.get_by_role("button", name="批准并签名"))
    expect(page.locator("form[data-signing] [name=password]")).to_have_count(0)
    officers.sign(hand, "批准并签名")
    expect(page.get_by_text("已批准并签名")).to_be_visible(timeout=40_000)

    page.goto("/team")
    hand.press(page.get_by_role("button", name=re.compile("^在执行的")))
    expect(page.get_by_role("heading", name=re.compile("^好了，共"))).to_be_visible(timeout=40_000)
    with page.expect_download() as waiting:
        hand.press(page.get_by_role("link", name=re.compile("^下载")))
    data = Path(waiting.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        plans = json.loads(found.read("manifest.json"))["plans"]
        assert set(numbers) <= {plan["number"] for plan in plans}
        assert all(found.read(plan["file"]).startswith(b"%PDF-") for plan in plans)
