"""Territories, products and policy as administrators keep them."""

from dataclasses import asdict, replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.policy import DEFAULT_POLICY
from planner.kernel.errors import Invalid, NotFound, Stale
from planner.models import Product, Revision, Territory
from planner.services import administration_places as places
from planner.services import administration_policy as policies
from planner.services import administration_products as products
from planner.services.actor import actor_for
from planner.services.administration import differences, history
from planner.services.administration_places import PlaceForm
from planner.services.administration_policy import PolicyForm
from planner.services.administration_products import ProductForm
from planner.services.lists import territories_for
from planner.services.policy import policy_in_force
from planner.workflow import Role
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


def place(stage: Cast, name: str) -> Territory:
    with Session(stage.engine) as session:  # reads beside an open write transaction
        return session.scalars(select(Territory).where(Territory.name == name)).one()


def policy_form(stage: Cast) -> PolicyForm:
    with stage.act() as session:
        return policies.form_of(stage.house, policy_in_force(session))


def save_policy(stage: Cast, form: PolicyForm) -> bool:
    with stage.act() as session:
        return policies.save(session, stage.house, stage.fang, form, policy_in_force(session).hash)


def test_a_territory_moves_with_all_below_it_and_rights_move_along(stage: Cast) -> None:
    yunchuan, hailan = place(stage, "云川大区"), place(stage, "海岚大区")
    with stage.act() as session:
        places.save(session, stage.house, stage.fang, yunchuan.id, 1, PlaceForm("云川大区", str(hailan.id)))
    for name in ("云川大区", "云川片区", "临溪片区"):
        assert place(stage, name).path.startswith(hailan.path)
    assert place(stage, "云川片区").path == f"{hailan.path}{yunchuan.id}/{place(stage, '云川片区').id}/"
    with stage.act() as session:
        assert actor_for(session, stage.tang.person_id).covers(f"{hailan.path}{yunchuan.id}/", Role.MANAGER)
        (line,) = history(session, yunchuan)
        assert (line.act, differences(line)) == ("move", [("parent", 1, hailan.id)])
    with stage.act() as session, pytest.raises(Stale):
        places.save(session, stage.house, stage.fang, yunchuan.id, 1, PlaceForm("云川大区", "1"))


@pytest.mark.parametrize(
    ("name", "parent", "field"),
    [
        ("云川片区二", "云川片区", "parent"),
        ("云川大区", "云川大区", "parent"),
        ("", "全国", "name"),
        ("海岚大区", "全国", "name"),
        ("好", "", "parent"),
    ],
)
def test_a_tree_stays_a_tree_with_names_of_its_own(stage: Cast, name: str, parent: str, field: str) -> None:
    above = str(place(stage, parent).id) if parent else "x"
    with stage.act() as session, pytest.raises(Invalid) as stop:
        places.save(session, stage.house, stage.fang, place(stage, "云川大区").id, 1, PlaceForm(name, above))
    assert list(stop.value.errors) == [field]
    assert place(stage, "云川大区").path == "/1/2/"


def test_only_an_empty_territory_is_retired_and_offered_no_more(stage: Cast) -> None:
    with stage.act() as session:
        new = places.add(session, stage.house, stage.fang, PlaceForm("云川二片区", str(place(stage, "云川片区").id))).id
        assert "云川二片区" in [one.name for one in territories_for(session, stage.zhou)]
    for name in ("云川片区", "全国"):
        with stage.act() as session, pytest.raises(Invalid):
            places.retire(session, stage.house, stage.fang, place(stage, name).id, 1)
    with stage.act() as session:
        places.retire(session, stage.house, stage.fang, new, 1)
        assert "云川二片区" not in [one.name for one in territories_for(session, stage.zhou)]


def test_a_product_is_entered_and_changed_with_its_history(stage: Cast) -> None:
    form = ProductForm("澄岚替尼片", "澄岚安\n澄岚宁", "", "2027-09-01", "非小细胞肺癌", "成人", "", "1,200.50")
    with stage.act() as session:
        made = products.save(session, stage.house, stage.fang, form)
        assert (made.brand_names, made.approval_date, made.budget_fen) == (["澄岚安", "澄岚宁"], date(2027, 9, 1), 120050)
        changed = replace(products.form_of(made), competitors="对手片")
        products.save(session, stage.house, stage.fang, changed, made.id, 1)
        newest, first = history(session, made)
        assert first.before is None and differences(newest) == [("competitors", [], ["对手片"])]
    with stage.act() as session, pytest.raises(Stale):
        products.save(session, stage.house, stage.fang, changed, made.id, 1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"generic_name": ""}, "generic_name"), ({"generic_name": "澜瑞格列净 片"}, "generic_name"), ({"brand_names": "澜糖宁"}, "brand_names"),
        ({"brand_names": "松雅沙坦缓释片"}, "brand_names"), ({"indications": " \n"}, "indications"), ({"approval_date": "soon"}, "approval_date"),
        ({"approval_number": "国药准字H20279999"}, "approval_date"), ({"approval_date": "2026-01-01"}, "approval_number"),
        ({"budget": "-1"}, "budget"), ({"budget": "1e30"}, "budget"), ({"competitors": "\n".join(map(str, range(21)))}, "competitors"),
    ],
)  # fmt: skip
def test_what_a_product_lacks_is_named_at_its_field(stage: Cast, changed: dict[str, str], field: str) -> None:
    good = ProductForm("澄岚替尼片", "澄岚安", "", "2027-09-01", "非小细胞肺癌", "成人", "", "1200")
    with stage.act() as session, pytest.raises(Invalid) as stop:
        products.save(session, stage.house, stage.fang, ProductForm(**{**asdict(good), **changed}))
    assert list(stop.value.errors) == [field]
    with stage.act() as session:
        assert session.scalar(select(Product.id).where(Product.generic_name == "澄岚替尼片")) is None


def test_the_policy_as_shown_is_the_policy_and_saving_it_makes_no_version(stage: Cast) -> None:
    assert save_policy(stage, policy_form(stage)) is False
    assert policies.read(stage.house, policy_form(stage), DEFAULT_POLICY).hash == DEFAULT_POLICY.hash


def test_a_changed_policy_holds_from_now_on_and_its_history_names_what_changed(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    form = policy_form(stage)
    fresh = replace(
        form,
        values={**form.values, "hospitality_per_head_fen": "250", "visits_per_day": "12"},
        sources={**form.sources, "visits_per_day": "总经理办公会 2026 年第 9 号"},
        days_off="2027-02-05\n2027-02-06",
        segments={**form.segments, next(iter(form.segments)): "9"},
    )
    assert save_policy(stage, fresh) is True
    with stage.act() as session:
        policy = policy_in_force(session)
        assert (policy.hospitality_per_head_fen, policy.visits_per_day, len(policy.days_off)) == (25_000, 12, 2)
        assert policy.ground("visits_per_day").source.startswith("总经理") and len(policy.tables["micro_segments"]) == 16
        (version,) = policies.versions(session)
        names = {name for name, _, _ in version.changed}
        assert names == {"hospitality_per_head_fen", "visits_per_day", "visits_per_day.source", "days_off", "tables"}
        assert version.by == "方以南"
        checked = session.scalars(select(Revision.policy_hash).where(Revision.plan.has(number=number))).one()
        assert checked == DEFAULT_POLICY.hash != policy.hash, "a plan keeps the version it was checked under"
    assert save_policy(stage, policy_form(stage)) is False, "what is shown is what is kept"


@pytest.mark.parametrize(
    ("part", "name", "typed", "field"),
    [
        ("values", "hospitality_per_head_fen", "dear", "value-hospitality_per_head_fen"), ("values", "visits_per_day", "0", "value-visits_per_day"),
        ("values", "speaker_fee_share_percent", "101", "value-speaker_fee_share_percent"), ("values", "visits_per_day", "1.5", "value-visits_per_day"),
        ("values", "speaker_fee_paid_to", "me", "value-speaker_fee_paid_to"), ("values", "visits_per_day", "", "value-visits_per_day"),
        ("sources", "visits_per_day", " ", "source-visits_per_day"), ("dates", "visits_per_day", "x", "date-visits_per_day"),
    ],
)  # fmt: skip
def test_a_wrong_threshold_is_named_at_its_field_and_nothing_is_kept(stage: Cast, part: str, name: str, typed: str, field: str) -> None:
    form = policy_form(stage)
    with pytest.raises(Invalid) as stop:
        save_policy(stage, replace(form, **{part: {**getattr(form, part), name: typed}}))
    assert list(stop.value.errors) == [field]
    with stage.act() as session:
        assert policy_in_force(session) == DEFAULT_POLICY


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"days_off": "never"}, "days_off"), ({"days_off": "2027-02-05", "days_on": "2027-02-05"}, "days_on"),
        ({"day_ends": "25:00"}, "day_ends"), ({"day_begins": ""}, "day_begins"), ({"day_begins": "18:00"}, "day_ends"),
        ({"notices_read_days": "3"}, "notices_read_days"), ({"notices_unread_days": "many"}, "notices_unread_days"),
        ({"segments": {("pioneer", "A"): "77"}}, "segments"),
    ],
)  # fmt: skip
def test_wrong_days_times_and_segments_are_named(stage: Cast, changed: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as stop:
        save_policy(stage, replace(policy_form(stage), **changed))  # type: ignore[arg-type]
    assert field in stop.value.errors


def test_the_second_writer_of_the_policy_stops(stage: Cast) -> None:
    form = policy_form(stage)
    fresh = replace(form, values={**form.values, "visits_per_day": "12"})
    save_policy(stage, fresh)
    with stage.act() as session, pytest.raises(Stale):
        policies.save(session, stage.house, stage.fang, fresh, DEFAULT_POLICY.hash)


def test_only_administrators_keep_records(stage: Cast) -> None:
    with stage.act() as session:
        for act in (
            lambda: places.add(session, stage.house, stage.gu, PlaceForm("新片区", "1")),
            lambda: products.save(session, stage.house, stage.han, ProductForm()),
            lambda: policies.save(session, stage.house, stage.lu, PolicyForm(), DEFAULT_POLICY.hash),
        ):
            with pytest.raises(NotFound):
                act()
