"""Whoever leaves hands over plans, reviews and delegations in one step, or nothing happens."""

from datetime import date

import pytest
from sqlalchemy import select, update

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from planner.models import AuditEvent, Delegation, Person, Plan, Revision, RoleGrant, Territory
from planner.services import administration_leavers as leavers
from planner.services import delegation, plans, review
from planner.services.actor import Actor
from planner.services.administration_leavers import Leaving
from planner.workflow import Action
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


def shown(stage: Cast, subject: Actor) -> Leaving:
    with stage.act() as session:
        return leavers.leaving(session, stage.house, stage.fang, subject.person_id)


def leave(stage: Cast, subject: Actor, seen: str, **named: int | str) -> None:
    with stage.act() as session:
        wishes = {key.replace("_", "-"): str(value) for key, value in named.items()}
        leavers.leave(session, stage.house, stage.fang, subject.person_id, seen, wishes)


def active(stage: Cast, subject: Actor) -> bool:
    with stage.act() as session:
        return session.get_one(Person, subject.person_id).active


def widen(stage: Cast, subject: Actor, territory: str) -> None:
    """Let a representative cover another territory."""
    with stage.act() as session:
        place = session.scalars(select(Territory.id).where(Territory.name == territory)).one()
        session.execute(update(RoleGrant).where(RoleGrant.person_id == subject.person_id).values(territory_id=place))


def test_drafts_go_to_a_representative_of_the_territory_who_then_writes_on(stage: Cast) -> None:
    zhou, ye = stage.zhou, stage.ye
    number = stage.draft(zhou, through="basics")
    assert shown(stage, zhou).bundles[0].takers == (), "nobody else covers 云川片区"
    widen(stage, ye, "云川大区")
    found = shown(stage, zhou)
    (bundle,) = found.bundles
    assert (bundle.kind, [line.number for line in bundle.lines], bundle.takers) == ("plans", [number], ((ye.person_id, "叶知秋"),))
    leave(stage, zhou, found.seen, **{bundle.key: ye.person_id})
    assert not active(stage, zhou)
    with stage.act() as session:
        assert plans.open_plan(session, stage.house, stage.ye, number).may(Action.SAVE)
        with pytest.raises(NotFound):
            plans.open_plan(session, stage.house, zhou, number)
        written = list(session.scalars(select(AuditEvent.event).order_by(AuditEvent.seq.desc()).limit(3)))
    assert written == ["person.disable", "person.hand_over", "plan.hand_over"]


def test_without_somebody_to_take_it_or_with_the_wrong_one_nothing_happens(stage: Cast) -> None:
    number = stage.draft(stage.zhou, through="basics")
    widen(stage, stage.ye, "云川大区")
    found = shown(stage, stage.zhou)
    for wrong in ("", stage.lu.person_id, stage.shen.person_id, stage.zhou.person_id, "all"):
        with pytest.raises(Invalid) as stop:
            leave(stage, stage.zhou, found.seen, **{found.bundles[0].key: wrong})
        assert list(stop.value.errors) == [found.bundles[0].key]
    assert active(stage, stage.zhou)
    with stage.act() as session:
        assert session.scalars(select(Plan.author_id).where(Plan.number == number)).one() == stage.zhou.person_id


def test_what_changed_since_it_was_shown_stops_the_step(stage: Cast) -> None:
    widen(stage, stage.ye, "云川大区")
    found = shown(stage, stage.zhou)
    stage.draft(stage.zhou, through="basics")
    with pytest.raises(Stale):
        leave(stage, stage.zhou, found.seen)
    assert active(stage, stage.zhou)


def test_reviews_go_to_another_officer_or_back_to_the_queue(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    with stage.act() as session:
        session.execute(update(Revision).values(assigned_to_id=stage.lu.person_id))
        review.claim(session, stage.house, stage.lu, number)
    found = shown(stage, stage.lu)
    (bundle,) = found.bundles
    names = {name for _, name in bundle.takers}
    assert bundle.kind == "reviews" and names == {"程砚", "顾清和"}
    leave(stage, stage.lu, found.seen, **{bundle.key: stage.cheng.person_id})
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        assert (row.assigned_to_id, row.claimed_by_id) == (stage.cheng.person_id, None)
    found = shown(stage, stage.cheng)
    leave(stage, stage.cheng, found.seen, **{found.bundles[0].key: ""})
    with stage.act() as session:
        assert session.scalars(select(Revision.assigned_to_id)).one() is None


def test_what_the_leaver_did_for_others_goes_on_in_other_hands_and_what_they_lent_ends(stage: Cast) -> None:
    today: date = local_date(stage.house.clock())
    with stage.act() as session:
        lend = {"role": "officer", "territory_id": None, "from_on": today, "until_on": today, "reason": "休假"}
        delegation.give(session, stage.house, stage.cheng, taker_id=stage.lu.person_id, **lend)  # type: ignore[arg-type]
        delegation.give(session, stage.house, stage.lu, taker_id=stage.gu.person_id, **lend)  # type: ignore[arg-type]
    found = shown(stage, stage.lu)
    (bundle,) = found.bundles
    assert (bundle.kind, bundle.what, found.ends) == ("delegation", "程砚", ("顾清和",))
    assert [name for _, name in bundle.takers] == ["顾清和"]
    leave(stage, stage.lu, found.seen, **{bundle.key: stage.gu.person_id})
    with stage.act() as session:
        (running,) = session.scalars(select(Delegation).where(Delegation.ended_at.is_(None)))
        assert (running.giver_id, running.taker_id) == (stage.cheng.person_id, stage.gu.person_id)


def test_nobody_hands_over_their_own_work_and_only_administrators_do(stage: Cast) -> None:
    with pytest.raises(NotAllowed):
        leave(stage, stage.fang, shown(stage, stage.fang).seen)
    with stage.act() as session, pytest.raises(NotFound):
        leavers.leaving(session, stage.house, stage.gu, stage.lu.person_id)
