"""The pictures of a step alone: as stored, under the ids they have on the page."""

import re

from tests.web.conftest import Browser
from tests.web.wizard.conftest import form_of
from tests.web.wizard.test_kinds import press, start

ID = re.compile(r'<figure class="pw-step__picture" id="([^"]+)"')


def test_the_pictures_follow_what_is_saved_and_fit_the_places_of_the_page(author: Browser) -> None:
    address = start(author, "launch") + "goals"
    assert 'class="fig"' not in author.get(f"{address}/pictures").text
    if not [path for path in form_of(author.get(address)) if path.startswith("goals.goals.")]:
        press(author, address, "add:goals.goals")
    title = next(path for path in form_of(author.get(address)) if path.endswith(".statement") and not path.startswith("base:"))
    press(author, address, "save", **{title: "规范化诊疗教育覆盖六家医院"})
    drawn = author.get(f"{address}/pictures").text
    assert "规范化诊疗教育" in drawn
    assert set(ID.findall(drawn)) <= set(ID.findall(author.get(address).text))
    assert ID.findall(drawn)


def test_an_autosave_answer_carries_no_picture(author: Browser) -> None:
    address = start(author, "territory") + "swot"
    press(author, address, "add:swot.strengths")
    path = next(one for one in form_of(author.get(address)) if one.startswith("swot.strengths") and not one.startswith("base:"))
    answer = author.post(
        address,
        {path: "课件都有审核编号", f"base:{path}": form_of(author.get(address))[f"base:{path}"], "do": "save"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert 'class="fig"' not in answer.text
