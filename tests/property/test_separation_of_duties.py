"""Whatever roles people hold and lend, nobody acts on a plan from both sides: not in their own name and not in another's."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.models import Plan, Revision, Territory
from planner.services.actor import Actor, Grant, Lent
from planner.services.rights import OFFICERS, behalf, parts_in
from planner.workflow import Action, Part, Role, State, allowed

pytestmark = pytest.mark.slow  # whole acts with real keys and papers

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
PEOPLE = st.integers(1, 5)
ROLES = st.sampled_from(list(Role))
PATHS = st.sampled_from(["/", "/1/", "/1/2/", "/1/3/", "/1/2/4/"])
GRANTS = st.lists(st.builds(Grant, ROLES, PATHS), max_size=3).map(tuple)
LENT = st.lists(st.builds(Lent, st.sampled_from([*OFFICERS, Role.MANAGER]), PATHS, PEOPLE, st.just("某人")), max_size=4).map(tuple)


@st.composite
def revisions(draw: st.DrawFn) -> Revision:
    """A revision somewhere in its life; passed by one of five people, perhaps on behalf of another."""
    former = "".join(f"/{one}" for one in draw(st.sets(PEOPLE, max_size=2)))
    place = Territory(path=draw(PATHS.filter(lambda path: path != "/")))
    plan = Plan(number="2026-LA-0001", author_id=draw(PEOPLE), former_authors=former and f"{former}/", territory=place)
    state = draw(st.sampled_from(list(State)))
    passed = state in (State.IN_APPROVAL, State.APPROVED)
    return Revision(
        plan=plan,
        state=state.value,
        round=draw(st.integers(0, 2)),
        claimed_by_id=draw(st.none() | PEOPLE),
        claimed_at=NOW,
        passed_by_id=draw(PEOPLE) if passed else None,
        passed_for_id=draw(st.none() | PEOPLE) if passed else None,
    )


def writers(plan: Plan) -> set[int]:
    """Everybody who ever wrote it."""
    return {plan.author_id, *(int(one) for one in plan.former_authors.split("/") if one)}


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    """One of the five, with any roles, and any of the others' lent to them."""
    person = draw(PEOPLE)
    lent = tuple(one for one in draw(LENT) if one.giver_id != person)
    return Actor(person, "某人", f"HY{person}", "a@b.example", "", 1, "", draw(GRANTS), lent=lent)


@given(actors(), revisions())
@settings(max_examples=600)
def test_nobody_approves_from_either_side_of_a_delegation(actor: Actor, revision: Revision) -> None:
    plan = revision.plan
    parts = parts_in(actor, plan, revision, NOW)
    lent = behalf(actor, plan, revision, Role.MANAGER)
    kept_out = {*writers(plan), revision.passed_by_id, revision.passed_for_id}
    for action in (Action.APPROVE, Action.OPEN_TO_SIGN, Action.REFUSE, Action.WITHDRAW):
        if allowed(action, State(revision.state), parts):
            assert actor.person_id not in kept_out
            assert lent is None or lent.giver_id not in kept_out
            assert lent is not None or actor.covers(plan.territory.path, Role.MANAGER)


@given(actors(), revisions())
@settings(max_examples=600)
def test_nobody_reviews_the_plan_they_wrote_or_of_the_one_they_act_for(actor: Actor, revision: Revision) -> None:
    plan = revision.plan
    parts = parts_in(actor, plan, revision, NOW)
    lent = behalf(actor, plan, revision, *OFFICERS)
    for action in (Action.CLAIM, Action.DECIDE, Action.GRANT, Action.PASS, Action.RETURN_TO_AUTHOR, Action.RECALL_PASS):
        if allowed(action, State(revision.state), parts):
            assert actor.person_id not in writers(plan)
            assert lent is None or lent.giver_id not in writers(plan)
            assert lent is not None or actor.covers(plan.territory.path, *OFFICERS)
    if actor.person_id == plan.author_id:
        administers = any(grant.role is Role.ADMINISTRATOR for grant in actor.grants)
        assert parts == (set() if administers else {Part.AUTHOR})  # whoever administers has no part in any plan


@given(actors(), revisions())
@settings(max_examples=300)
def test_a_lent_role_never_takes_anything_away(actor: Actor, revision: Revision) -> None:
    alone = Actor(actor.person_id, "某人", actor.employee_number, actor.email, "", 1, "", actor.grants)
    assert parts_in(alone, revision.plan, revision, NOW) <= parts_in(actor, revision.plan, revision, NOW)
