"""The tools that add up and say what is missing: goals, segments, budget, timeline."""

import re

import pytest

from planner.web.wizard.controls import control_id
from tests.web.conftest import HTMX, Browser
from tests.web.wizard.conftest import form_of


def start(author: Browser, kind: str = "territory") -> str:
    answer = author.post("/plans", {"kind": kind})
    number = re.search(r"/plans/([^/]+)/", answer.location)[1]  # type: ignore[index]
    basics = f"/plans/{number}/steps/basics"
    period = {"basics.period_start": "2027-01", "basics.period_end": "2027-03"}
    author.post(basics, {**form_of(author.get(basics)), **period, "do": "save"})
    return number


def rows(text: str, group: str) -> set[str]:
    """Ids of the rows of a group."""
    return set(re.findall(f'data-row="{control_id(group)}-' + r'(\w+)"', text))


def add(author: Browser, address: str, group: str, **values: str) -> str:
    """A new row with these values; its path."""
    before = rows(author.get(address).text, group)
    author.post(address, {**form_of(author.get(address)), "do": f"add:{group}"})
    page = author.get(address)
    row = f"{group}.{(rows(page.text, group) - before).pop()}"
    author.post(address, {**form_of(page), **{f"{row}.{name}": value for name, value in values.items()}, "do": "save"})
    return row


def part(text: str, id: str) -> str:
    """The text from an element on."""
    assert f'id="{id}"' in text, id
    return text.split(f'id="{id}"')[1][:6000]


def test_a_goal_says_what_it_lacks_and_a_saved_field_answers_for_that_goal_alone(author: Browser) -> None:
    address = f"/plans/{start(author)}/steps/goals"
    first, second = add(author, address, "goals.goals"), add(author, address, "goals.goals", metric="到会率", unit="%")
    smart = f"f-{first.replace('.', '-')}-smart"
    assert "写一句话：谁，做到什么程度" in part(author.get(address).text, smart)
    held = form_of(author.get(address))
    path = f"{first}.due"
    answer = author.post(address, {path: "2027-02", f"base:{path}": held[f"base:{path}"][0]}, headers=HTMX)
    assert answer.status_code == 200
    gaps = part(answer.text, smart).split("还差：")[1].split("</p>")[0]
    assert "衡量的是哪一类" in gaps
    assert "期限" not in gaps
    assert f"f-{second.replace('.', '-')}-smart" not in answer.text
    assert f'id="f-{path.replace(".", "-")}"' not in answer.text, "the control with the caret stays"


def test_an_offered_measure_fills_in_the_goal_and_can_be_typed_over(author: Browser) -> None:
    address = f"/plans/{start(author)}/steps/goals"
    row = add(author, address, "goals.goals", metric="我自己的说法")
    assert f'value="offer:{row}:attendance"' in author.get(address).text
    assert author.post(address, {**form_of(author.get(address)), "do": f"offer:{row}:attendance"}).status_code == 303
    held = form_of(author.get(address))
    assert (held[f"{row}.measure"], held[f"{row}.metric"], held[f"{row}.unit"]) == (["event_quality"], ["学术活动到会率"], ["%"])
    author.post(address, {**held, f"{row}.metric": "两场会议的到会率", "do": "save"})
    assert form_of(author.get(address))[f"{row}.metric"] == ["两场会议的到会率"]
    assert author.post(address, {**form_of(author.get(address)), "do": f"offer:{row}:nothing"}).status_code == 404


def test_segments_that_do_not_fit_the_calendar_are_told_in_words(author: Browser) -> None:
    address = f"/plans/{start(author)}/steps/segments"
    row = add(author, address, "segments.segments", tier="A", heads="30", contacts_per_month="2")
    page = author.get(address).text
    assert "30 人 × 2 次 = 每月 60 次" in page
    assert "每月 60 次，每个月都排得下" in page
    held = form_of(author.get(address))
    path = f"{row}.heads"
    answer = author.post(address, {path: "170", f"base:{path}": held[f"base:{path}"][0]}, headers=HTMX).text
    calendar = part(answer, "f-segments-segments-tool-calendar")
    assert "每月要 340 次，2027年1月、2027年2月、2027年3月排不下" in calendar
    assert calendar.count("排不下") >= 4, "in words in every row too"
    over = add(author, address, "segments.segments", tier="B", heads="2", contacts_per_month="9")
    assert "超过公司规定：每人每月最多 4 次" in part(author.get(address).text, f"f-{over.replace('.', '-')}-load")


def test_the_nine_fields_add_up_to_the_same_calendar(author: Browser) -> None:
    address = f"/plans/{start(author, 'omnichannel')}/steps/segments"
    row = add(author, address, "segments.segments", persona="pioneer", tier="A", heads="10", contacts_per_month="2")
    assert "每月 20 次，每个月都排得下" in author.get(address).text
    held = form_of(author.get(address))
    path = f"{row}.heads"
    answer = author.post(address, {path: "999", f"base:{path}": held[f"base:{path}"][0]}, headers=HTMX).text
    assert "排不下" in part(answer, "f-segments-segments-tool-calendar")


def test_the_budget_shows_sums_shares_and_what_is_over(author: Browser) -> None:
    address = f"/plans/{start(author)}/steps/resources"
    add(author, address, "resources.resources", item="会议室", kind="venue", unit_price="1000", quantity="3")
    fee = add(author, address, "resources.resources", item="讲课", kind="speaker_fee", unit_price="3500", quantity="2")
    page = author.get(address).text
    sums = part(page, "f-resources-resources-tool-sums")
    assert "¥10,000.00" in sums
    assert "70.0%" in sums
    assert "超过上限 40%" in sums
    assert "单价高于它" in part(page, f"f-{fee.replace('.', '-')}-caps")
    held = form_of(author.get(address))
    path = f"{fee}.unit_price"
    answer = author.post(address, {path: "500", f"base:{path}": held[f"base:{path}"][0]}, headers=HTMX).text
    assert "25.0%" in part(answer, "f-resources-resources-tool-sums")
    assert "超过上限" not in part(answer, "f-resources-resources-tool-sums")


def test_a_bar_of_the_timeline_leads_to_its_row(author: Browser) -> None:
    address = f"/plans/{start(author)}/steps/strategies"
    row = add(author, address, "strategies.activities", name="指南学习会", from_date="2027-02-01", to_date="2027-03-10")
    chart = part(author.get(address).text, "f-strategies-activities-tool-gantt")
    assert f'href="#f-{row.replace(".", "-")}"' in chart
    assert "指南学习会 2027年2月1日 – 2027年3月10日" in chart
    held = form_of(author.get(address))
    path = f"{row}.name"
    answer = author.post(address, {path: "社区学习会", f"base:{path}": held[f"base:{path}"][0]}, headers=HTMX).text
    assert "社区学习会" in part(answer, "f-strategies-activities-tool-gantt")
    path = f"{row}.audience"
    answer = author.post(address, {path: "全科医生", f"base:{path}": held[f"base:{path}"][0]}, headers=HTMX).text
    assert "tool-gantt" not in answer, "bars do not show the audience"


def test_tasks_and_tactics_have_a_timeline_too(author: Browser) -> None:
    number = start(author, "turnaround")
    row = add(author, f"/plans/{number}/steps/timeline", "timeline.tasks", task="补课件", from_date="2027-01-10", to_date="2027-02-10")
    assert f'href="#f-{row.replace(".", "-")}"' in author.get(f"/plans/{number}/steps/timeline").text
    address = f"/plans/{number}/steps/strategies"
    strategy = add(author, address, "strategies.strategies", name="换一个角度")
    tactic = add(author, address, f"{strategy}.tactics", name="小组学习", from_date="2027-01-10", to_date="2027-02-10")
    assert f'href="#f-{tactic.replace(".", "-")}"' in author.get(address).text


@pytest.mark.parametrize(
    ("slug", "words"),
    [("goals", "Is this goal SMART?"), ("segments", "Does it fit the calendar?"), ("resources", "Company policy")],
)
def test_the_tools_speak_english(signed_in: object, slug: str, words: str) -> None:
    author = signed_in("zhou.yining", "en")  # type: ignore[operator]
    address = f"/plans/{start(author)}/steps/{slug}"
    add(author, address, f"{slug}.{slug}")
    page = author.get(address).text
    assert words in page
