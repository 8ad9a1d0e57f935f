"""Forms built from declarations: which controls there are, and what a post means."""

from werkzeug.datastructures import MultiDict

from planner.web.forms.build import form_class, posted_changes, stored_form
from planner.wizards.blocks import ACTIVITY_FIELDS, BASICS, FILING
from planner.wizards.schema import Field
from planner.wizards.values import read

ROW = "growth.activities.k3f9abcd"
FIELDS = tuple(f for f in ACTIVITY_FIELDS if isinstance(f, Field))


def test_what_the_system_fills_in_gets_no_control() -> None:
    names = {control.short_name for control in form_class((*BASICS, FILING))()}
    assert names == {f.name for f in BASICS}


def test_controls_are_called_by_their_path_and_show_what_is_stored() -> None:
    form = stored_form(FIELDS, ROW, {"name": "科室会", "speaker": True, "speaker_fee": 120050})
    assert form["name"].name == f"{ROW}.name"
    assert (form["name"].data, form["speaker"].data, form["speaker_fee"].data) == ("科室会", "yes", "1200.50")


def test_what_is_shown_reads_back_as_what_is_stored() -> None:
    stored = {"name": "科室会", "speaker": False, "speaker_fee": 5, "heads": 18, "from_date": "2027-03-12", "product": 3}
    form = stored_form(FIELDS, ROW, stored)
    assert {f.name: read(f, form[f.name].data) for f in FIELDS if f.name in stored} == stored


def test_only_fields_whose_base_came_along_are_changes() -> None:
    posted = MultiDict([(f"{ROW}.name", "新名称"), (f"base:{ROW}.name", "abc"), (f"{ROW}.agenda", "无底稿"), ("state", "approved")])
    (change,) = posted_changes(FIELDS, ROW, posted)
    assert (change.path, change.typed, change.base) == (f"{ROW}.name", "新名称", "abc")


def test_an_unticked_box_and_an_unchosen_radio_are_empty_answers() -> None:
    several = Field("products", "products", BASICS[0].label)
    assert [c.typed for c in posted_changes((several,), "basics", MultiDict({"base:basics.products": "x"}))] == [[]]
    assert [c.typed for c in posted_changes((FIELDS[1],), ROW, MultiDict({f"base:{ROW}.kind": "x"}))] == [""]


def test_several_ticks_come_in_the_order_of_the_form() -> None:
    several = Field("products", "products", BASICS[0].label)
    posted = MultiDict([("base:basics.products", "x"), ("basics.products", "3"), ("basics.products", "1")])
    assert posted_changes((several,), "basics", posted)[0].typed == ["3", "1"]
