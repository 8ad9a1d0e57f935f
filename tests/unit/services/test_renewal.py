"""The next period's draft against the rules of today."""

from datetime import UTC, date, datetime

import pytest

from planner.compliance.structural.materials import number_key
from planner.kernel.errors import NotFound, WrongState
from planner.models import Material
from planner.seeds import play
from planner.services import plans, renewal, wizard
from planner.workflow import State
from tests.factories.rules import ASSESSED, active
from tests.factories.stage import Cast


@pytest.mark.slow
def test_a_rule_younger_than_the_plan_is_told_as_new_since_then(stage: Cast) -> None:
    number = stage.doubtful(stage.zhou)
    play.pass_on(stage, stage.lu, number)
    play.approve(stage, stage.han, number)
    rule_id = active(stage, stage.lu, stage.gu, ASSESSED)
    with stage.act() as session:
        made = renewal.renew(session, stage.house, stage.zhou, number)
    with stage.act() as session:
        today = renewal.open_renewal(session, stage.house, stage.zhou, made).today
    assert {(one.fresh, one.then) for one in today if one.finding.rule_id == rule_id} == {(True, False)}
    assert {one.fresh for one in today if one.finding.rule_id != rule_id} == {False}
    assert any(one.then for one in today)


def test_a_material_that_holds_comes_along(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, stage.zhou, number)
        used = {
            row["material_number"] for step in view.answers.values() for row in step.get("activities") or () if row.get("material_number")
        }
        assert used
        for text in used:
            session.add(
                Material(
                    number=text, key=number_key(text), title="幻灯", form="slides", area="哮喘", audience="hcp",
                    approved_on=date(2026, 1, 1), expires_on=date(2030, 1, 1), owner="医学部",
                )
            )  # fmt: skip
        session.flush()
        made = renewal.renew(session, stage.house, stage.zhou, number)
        answers = plans.open_plan(session, stage.house, stage.zhou, made).answers
    kept = {row.get("material_number") for step in answers.values() for row in step.get("activities") or ()}
    assert used <= kept


def test_a_plan_that_ended_or_was_withdrawn_can_be_carried_on_and_a_draft_cannot(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        plans.withdraw_plan(session, stage.house, stage.han, number, "换了产品")
    with stage.act() as session:
        assert [one.state for one in renewal.renewable(session, stage.zhou, stage.house)] == [State.WITHDRAWN]
        made = renewal.renew(session, stage.house, stage.zhou, number)
        assert [one.number for one in renewal.renewable(session, stage.zhou, stage.house)] == [number]
    with pytest.raises(WrongState), stage.act() as session:
        renewal.renew(session, stage.house, stage.zhou, made)
    assert renewal.renewable(session, stage.han, stage.house) == ()


def test_the_page_is_the_authors_while_the_draft_is_written(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    with stage.act() as session:
        made = renewal.renew(session, stage.house, stage.zhou, number)
    with stage.act() as session:
        view = wizard.open_step(session, stage.house, stage.zhou, made, "basics")
        found = renewal.open_renewal(session, stage.house, stage.zhou, made)
        assert found.source.number == number and {one.path for one in found.carried.moved} <= set(found.places)
        assert view.answers["period_start"] == f"{found.carried.new[0]:%Y-%m}"
    for who in (stage.ye, stage.lu, stage.han):
        with pytest.raises(NotFound), stage.act() as session:
            renewal.open_renewal(session, stage.house, who, made)
    stage.clock.set(datetime(2026, 12, 24, tzinfo=UTC).date())
    with stage.act() as session:
        assert renewal.open_renewal(session, stage.house, stage.zhou, made).carried.moved == found.carried.moved
