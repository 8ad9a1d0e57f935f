"""Each kind of thing that somebody who leaves can hold: who has it afterwards, and what they are to it when they come back."""

from typing import Any

import pytest
from sqlalchemy import select, update

from planner.kernel.errors import NotFound
from planner.models import Explanation, Invitation, Notice, Person, Plan, Revision, RoleGrant, RolesProposal, SignatureRow, Territory
from planner.seeds import play
from planner.services import administration_leavers as leavers
from planner.services import administration_people as people
from planner.services import administration_roles as roles
from planner.services import approval, invitations, plans, queue, review
from planner.services.actor import Actor, actor_for
from planner.services.officers import officers_for
from planner.workflow import Action, Part, Role, State
from tests.factories.lending import TODAY, lend, parts, refused_to_see
from tests.factories.stage import Cast, second_administrator

pytestmark = pytest.mark.slow  # whole acts with real keys and papers


def shown(stage: Cast, subject: Actor) -> leavers.Leaving:
    with stage.act() as session:
        return leavers.leaving(session, stage.house, stage.fang, subject.person_id)


def leave(stage: Cast, subject: Actor, taker: Actor | None) -> leavers.Leaving:
    """Everything goes to one person."""
    found = shown(stage, subject)
    with stage.act() as session:
        wishes = {bundle.key: str(taker.person_id) if taker else "" for bundle in found.bundles}
        leavers.leave(session, stage.house, stage.fang, subject.person_id, found.seen, wishes)
    return found


def back_as(stage: Cast, subject: Actor, role: Role, territory: str = "云川大区") -> Actor:
    """Let somebody in again, with this role and no other."""
    with stage.act() as session:
        place = session.scalars(select(Territory.id).where(Territory.name == territory)).one()
        person = session.get_one(Person, subject.person_id)
        if not person.active:
            people.enable(session, stage.house, stage.fang, person.id, person.version)
        roles.change(session, stage.house, stage.fang, person.id, person.version, [(role.value, place)], "")
        return actor_for(session, person.id, now=stage.clock.now)


def widen(stage: Cast, who: Actor) -> None:
    """Let a representative cover 云川片区 too; only when the plan is there, since stored plans come with their own database."""
    with stage.act() as session:
        place = session.scalars(select(Territory.id).where(Territory.name == "云川大区")).one()
        session.execute(update(RoleGrant).where(RoleGrant.person_id == who.person_id).values(territory_id=place))


def test_a_plan_in_force_is_amended_by_the_taker_and_stays_signed_by_the_leaver(stage: Cast) -> None:
    number, zhou, ye = stage.approved(stage.zhou, stage.lu, stage.han), stage.zhou, stage.ye
    widen(stage, ye)
    found = leave(stage, zhou, ye)
    (bundle,) = found.bundles
    assert [(line.number, line.state) for line in bundle.lines] == [(number, State.APPROVED)] and bundle.needed
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        assert row.state == State.APPROVED
        signed = session.scalars(select(SignatureRow).where(SignatureRow.role == "author")).one()
        assert signed.person_id == zhou.person_id
        content = plans.open_plan(session, stage.house, ye, number).content or {}
        assert content["author"]["name"] == "周亦宁"
        draft = plans.amend_plan(session, stage.house, ye, number)
        assert draft.number == 2
    with stage.act() as session:
        assert plans.open_plan(session, stage.house, ye, number).may(Action.SAVE)
        told = session.scalars(select(Notice.kind).where(Notice.person_id == ye.person_id)).all()
    assert told == ["handed_over"], "once, however many revisions the plan has"


def test_a_plan_in_force_with_an_amendment_under_way_goes_as_one(stage: Cast) -> None:
    number, ye = stage.approved(stage.zhou, stage.lu, stage.han), stage.ye
    widen(stage, ye)
    with stage.act() as session:
        plans.amend_plan(session, stage.house, stage.zhou, number)
    (bundle,) = leave(stage, stage.zhou, ye).bundles
    assert [line.state for line in bundle.lines] == [State.APPROVED, State.DRAFT]
    with stage.act() as session:
        assert plans.open_plan(session, stage.house, ye, number).revision.number == 2
        assert session.scalars(select(Plan.former_authors)).one() == f"/{stage_id(session, '周亦宁')}/"
        assert len(session.scalars(select(Notice).where(Notice.kind == "handed_over")).all()) == 1


def stage_id(session: Any, name: str) -> int:
    found: int = session.scalars(select(Person.id).where(Person.name == name)).one()
    return found


def test_an_exception_that_was_asked_for_stays_open_and_belongs_to_the_taker(stage: Cast) -> None:
    number, ye = stage.draft(stage.zhou, through="basics"), stage.ye
    widen(stage, ye)
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        session.add(Explanation(revision_id=row.id, fingerprint="f", kind="exception", text="已有协议", at=stage.clock.now))
    leave(stage, stage.zhou, ye)
    with stage.act() as session:
        assert plans.open_plan(session, stage.house, ye, number).may(Action.SUBMIT)
        assert session.scalars(select(Explanation.kind)).one() == "exception"


@pytest.mark.parametrize(
    ("role", "state"),
    [(Role.MANAGER, "draft"), (Role.MANAGER, "in_approval"), (Role.OFFICER, "in_review"), (Role.HEAD_OF_COMPLIANCE, "draft")],
)
def test_whoever_wrote_a_plan_neither_reviews_nor_approves_it_after_coming_back(stage: Cast, role: Role, state: str) -> None:
    zhou, ye = stage.zhou, stage.ye
    number = {"draft": stage.draft, "in_review": stage.submitted}.get(state, lambda who: stage.passed(who, stage.lu))(zhou)
    widen(stage, ye)
    leave(stage, zhou, ye)
    back = back_as(stage, zhou, role)
    if state == "draft":
        play.submit(stage, ye, number)
        if role is Role.MANAGER:
            play.pass_on(stage, stage.lu, number)
    assert parts(stage, back, number) == {Part.READER}
    with stage.act() as session:
        plan = session.scalars(select(Plan)).one()
        assert back.person_id not in {one.id for one in officers_for(session, plan)}
        assert [card.number for card in approval.waiting(session, stage.house, back)] == []
        assert list(queue.queue(session, stage.house, back).cards) == []
        for act in (approval.open_approval, review.open_desk):
            with pytest.raises(NotFound):
                act(session, stage.house, back, number)


def test_nor_does_anybody_on_their_behalf(stage: Cast) -> None:
    number, zhou, ye = stage.passed(stage.zhou, stage.lu), stage.zhou, stage.ye
    widen(stage, ye)
    leave(stage, zhou, ye)
    back = back_as(stage, zhou, Role.MANAGER)
    lend(stage, back, stage.tang, Role.MANAGER)
    assert refused_to_see(stage, stage.tang, number), "海岚大区 is another one's, and what 周亦宁 lends is worth nothing here"
    with stage.act() as session:
        assert [card.number for card in approval.waiting(session, stage.house, stage.tang)] == []


def test_whoever_passed_a_plan_does_not_approve_it_after_coming_back_as_manager(stage: Cast) -> None:
    number, lu = stage.passed(stage.zhou, stage.lu), stage.lu
    leave(stage, lu, None)
    back = back_as(stage, lu, Role.MANAGER)
    assert Part.MANAGER not in parts(stage, back, number)
    with stage.act() as session:
        assert approval.waiting(session, stage.house, back) == []
        with pytest.raises(NotFound):
            approval.open_approval(session, stage.house, back, number)


def test_whoever_judged_a_plan_does_not_take_it_over_as_its_author(stage: Cast) -> None:
    number, lu = stage.submitted(stage.zhou), stage.lu
    play.pass_on(stage, lu, number)
    leave(stage, lu, None)
    back_as(stage, lu, Role.REPRESENTATIVE)
    (bundle,) = shown(stage, stage.zhou).bundles
    assert bundle.takers == (), "陆知微 passed it"


def test_what_an_administrator_asked_for_and_an_open_link_end_with_them(stage: Cast) -> None:
    second = second_administrator(stage)
    with stage.act() as session:
        person = session.get_one(Person, stage.zhou.person_id)
        assert roles.change(session, stage.house, second, person.id, person.version, [("manager", 2)], "") is False
        token = invitations.invite(session, stage.house, stage.fang, second.person_id)
    leave(stage, second, None)
    with stage.act() as session:
        assert session.scalars(select(RolesProposal.state)).one() == "withdrawn"
        assert session.scalars(select(Invitation.closed_at)).one() is not None
        row = session.get_one(Person, second.person_id)
        people.enable(session, stage.house, stage.fang, row.id, row.version)
        with pytest.raises(NotFound):
            invitations.whose(session, stage.house, token)


def test_a_lent_role_that_goes_on_names_its_giver_and_its_last_day(stage: Cast) -> None:
    lend(stage, stage.cheng, stage.lu, Role.OFFICER)
    leave(stage, stage.lu, stage.gu)
    with stage.act() as session:
        notice = session.scalars(select(Notice).where(Notice.person_id == stage.gu.person_id, Notice.kind == "delegated")).one()
        assert notice.by_id == stage.cheng.person_id and notice.detail["until_on"] > TODAY.isoformat()
