"""Each tool renders its own shape, works without scripts, and answers a save with that field's parts alone."""

import re
from collections.abc import Iterator

import pytest

from planner.kernel.errors import NotFound
from planner.web.wizard.tool_acts import wanted_move, wanted_row
from planner.wizards.registry import discover
from planner.wizards.schema import Field, Group, PlanType
from tests.web.conftest import HTMX, Browser
from tests.web.wizard.conftest import form_of
from tests.web.wizard.test_kinds import press, start

OWN_SHAPE = {
    "swot": "pw-swot__quarter",
    "fishbone": "pw-bone__drawn",
    "stakeholders": "pw-band",
    "ninegrid": "pw-nine__table",
    "funnel": "pw-stage__drawn",
    "gantt": "pw-gantt",
    "goals": "pw-smart__letters",
    "segments": "pw-calendar",
    "budget": "pw-sums",
}


BENEATH = "gantt"
"""The tool whose rows are edited as a list below its drawing."""


def _tools(items: tuple[Field | Group, ...], path: str) -> Iterator[tuple[str, str]]:
    """Path of every group with a tool, without row ids, and the tool."""
    for group in (item for item in items if isinstance(item, Group)):
        if group.tool:
            yield f"{path}.{group.name}", group.tool
        yield from _tools(group.fields, f"{path}.{group.name}")


@pytest.mark.parametrize("kind", discover().values(), ids=lambda kind: kind.slug)
def test_no_group_with_a_tool_is_a_plain_list(author: Browser, kind: PlanType) -> None:
    steps = start(author, kind.slug)
    for step in kind.steps:
        asked = list(_tools(step.items, step.slug))
        if asked:
            for group in (item for item in step.items if isinstance(item, Group) and not item.presets):
                press(author, steps + step.slug, f"add:{step.slug}.{group.name}")
            page = author.get(steps + step.slug).text
            tags = re.findall(r'<section[^>]*data-group="[^"]+"[^>]*>', page)
            for path, tool in asked:
                own = [tag for tag in tags if _schema_path(tag) == path]
                assert own, (path, tool)
                assert tool == BENEATH or not any("data-list" in tag for tag in own), (path, tool)
                assert OWN_SHAPE[tool] in page, (path, tool)


def _schema_path(tag: str) -> str:
    """The path of a section's group without the ids of rows: `accounts.accounts.people`."""
    step, *rest = re.findall(r'data-group="([^"]+)"', tag)[0].split(".")
    return ".".join((step, *rest[::2]))


def _lines(author: Browser, address: str, group: str) -> list[str]:
    return [typed[0] for path, typed in form_of(author.get(address)).items() if path.startswith(f"{group}.")]


def _write(author: Browser, address: str, group: str, *words: str) -> None:
    for one in words:
        press(author, address, f"add:{group}")
        empty = [path for path, typed in form_of(author.get(address)).items() if path.startswith(f"{group}.") and typed == [""]]
        press(author, address, "up:" + ":".join(empty[0].rsplit(".", 2)[:2]), **{empty[0]: one})


def test_a_point_moves_to_another_quarter_and_an_empty_one_vanishes(author: Browser) -> None:
    address = start(author, "territory") + "swot"
    _write(author, address, "swot.strengths", "课件都有审核编号")
    press(author, address, "add:swot.strengths")
    (row,) = re.findall(r"to:swot\.strengths:(\w+):swot\.threats", author.get(address).text)[:1]
    assert len(_lines(author, address, "swot.strengths")) == 2
    press(author, address, f"to:swot.strengths:{row}:swot.threats")
    assert len(_lines(author, address, "swot.threats")) == 1
    press(author, address, "save")
    assert [len(_lines(author, address, f"swot.{name}")) for name in ("strengths", "threats")] in ([0, 1], [1, 0])
    assert author.post(address, {**form_of(author.get(address)), "do": "to:swot.strengths:zzz:swot.threats"}).status_code == 404


def test_a_field_saved_by_itself_leaves_empty_lines_alone(author: Browser) -> None:
    address = start(author, "territory") + "swot"
    for _ in range(2):
        press(author, address, "add:swot.strengths")
    path = next(path for path in form_of(author.get(address)) if path.startswith("swot.strengths."))
    form = form_of(author.get(address))
    parts = author.post(address, {"base:" + path: form["base:" + path], path: "课件都有审核编号"}, headers=HTMX).text
    assert "data-group=" not in parts and "<textarea" not in parts, "only that field's parts"
    assert len(_lines(author, address, "swot.strengths")) == 2


def test_a_point_can_be_put_right_after_another(author: Browser) -> None:
    address = start(author, "territory") + "swot"
    _write(author, address, "swot.strengths", "一", "二")
    first = re.findall(r'id="f-swot-strengths-(\w+)" data-row', author.get(address).text)[0]
    press(author, address, f"add:swot.strengths:after={first}")
    assert _lines(author, address, "swot.strengths")[1] == ""


def test_one_radio_chooses_the_main_cause_of_all_bones(author: Browser) -> None:
    address = start(author, "turnaround") + "causes"
    for bone in ("policy", "people"):
        _write(author, address, f"causes.{bone}", f"{bone} 的原因")
    page = author.get(address).text
    one, two = re.findall(r'name="only:causes\.main" value="([^"]+)"', page)
    press(author, address, "save", **{"only:causes.main": one})
    assert f'value="{one}"' in page and re.search(rf'value="{re.escape(one)}"[^>]* checked', author.get(address).text)
    parts = author.post(address, {"only:causes.main": two, "base:only:causes.main": one}, headers=HTMX).text
    assert "people 的原因" in parts.partition('class="pw-fish__head"')[2], "the head says what was chosen"
    page = author.get(address).text
    assert re.search(rf'value="{re.escape(two)}"[^>]* checked', page)
    assert len(re.findall(r'name="only:causes\.main"[^>]* checked', page)) == 1
    stale = {"only:causes.main": one, "base:only:causes.main": one}
    author.post(address, stale, headers=HTMX)
    assert re.search(rf'value="{re.escape(two)}"[^>]* checked', author.get(address).text), "a page that changed nothing changes nothing"


def test_a_person_is_added_on_a_level_and_moves_with_it(author: Browser) -> None:
    address = start(author, "key-account") + "accounts"
    press(author, address, "add:accounts.accounts")
    (account,) = re.findall(r'data-row="f-accounts-accounts-(\w+)"', author.get(address).text)
    group = f"accounts.accounts.{account}.stakeholders"
    press(author, address, f"add:{group}:level=influence")

    def band() -> str:
        page = author.get(address).text
        before = page.partition('class="pw-card-person')[0]
        return re.findall(r'data-band="(\w*)"', before)[-1]

    assert band() == "influence"
    level = next(path for path in form_of(author.get(address)) if path.endswith(".level") and not path.startswith("base:"))
    press(author, address, "save", **{level: "decision"})
    assert band() == "decision"
    assert author.post(address, {**form_of(author.get(address)), "do": f"add:{group}:level=nobody"}).status_code == 404
    assert author.post(address, {**form_of(author.get(address)), "do": f"add:{group}:contact_name=x"}).status_code == 404


def test_a_field_of_the_nine_starts_a_row_that_lies_in_it(author: Browser) -> None:
    address = start(author, "omnichannel") + "segments"
    press(author, address, "add:segments.segments:persona=rising,tier=B")
    page = author.get(address).text
    held = re.search(r'class="pw-cell pw-cell--held".*?</td>', page, re.S)
    assert held and "6 新星" in held[0] and "人数待填" in held[0]
    path = next(path for path in form_of(author.get(address)) if path.endswith(".heads") and not path.startswith("base:"))
    parts = author.post(address, {"base:" + path: form_of(author.get(address))["base:" + path], path: "12"}, headers=HTMX).text
    assert "12 人" in parts.partition('class="pw-nine"')[2], "the grid follows"
    assert f'name="{path}"' not in parts, "never the control with the caret"


def test_a_measure_is_added_in_its_stage(author: Browser) -> None:
    address = start(author, "omnichannel") + "metrics"
    stages = next(item for item in discover()["omnichannel"].step("metrics").items if isinstance(item, Group)).fields[0]
    assert isinstance(stages, Field)
    last = stages.choices[-1].value
    before = len(re.findall(r'data-row="f-metrics-metrics-\w+"', author.get(address).text))
    press(author, address, f"add:metrics.metrics:stage={last}")
    below = author.get(address).text.partition(f'data-band="{last}"')[2]
    assert before == len(stages.choices)
    assert len(re.findall(r'data-row="f-metrics-metrics-\w+"', below)) == 2


def test_what_a_button_asks_is_read_or_refused() -> None:
    assert wanted_row("a.b:x=1,y=2,after=k") == ("a.b", {"x": "1", "y": "2"}, "k")
    assert wanted_row("a.b") == ("a.b", {}, None)
    for wrong in ("a.b:x", "a.b:=1"):
        with pytest.raises(NotFound):
            wanted_row(wrong)
    with pytest.raises(NotFound):
        wanted_move("a:b")
