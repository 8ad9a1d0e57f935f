"""What is in force is asked along with who is there, and never outlives the request."""

from planner.compliance.policy import Policy
from planner.seeds.company import PASSWORD
from planner.services import in_force, sign_in
from planner.services.policy import policy_in_force, set_policy
from tests.factories.stage import Cast


def change(stage: Cast, **values: object) -> Policy:
    policy = Policy(**values)  # type: ignore[arg-type]
    with stage.act() as session:
        set_policy(session, stage.house, None, policy)
    return policy


def test_a_visit_is_told_what_is_in_force_in_the_same_query(stage: Cast) -> None:
    change(stage, working_days_per_month=19)
    with stage.act() as session:
        entered = sign_in.try_sign_in(session, stage.house, login="hy0101", password=PASSWORD, address="10.0.0.1")
    with stage.act() as session:
        assert in_force.noted(session) is None
        sign_in.visit(session, stage.house, entered.token or "", "10.0.0.1")
        told = in_force.noted(session)
    with stage.act() as session:
        assert told == in_force.in_force(session)
        assert told is not None and told.policy and told.policy == policy_in_force(session).hash


def test_a_change_by_another_process_counts_with_the_next_transaction(stage: Cast) -> None:
    with stage.act() as session:
        before = policy_in_force(session)
        session.rollback()  # SQLite: the other writer must get in
        new = change(stage, review_working_days=9)
        assert new != before
        assert policy_in_force(session) == new


def test_a_change_that_is_undone_to_a_savepoint_is_not_in_force(stage: Cast) -> None:
    with stage.act() as session:
        before = policy_in_force(session)
        savepoint = session.begin_nested()
        set_policy(session, stage.house, None, Policy(review_working_days=9))
        assert policy_in_force(session) != before
        savepoint.rollback()
        assert policy_in_force(session) == before


def test_what_is_carried_over_a_commit_ends_with_the_transaction_after_it(stage: Cast) -> None:
    with stage.act() as session:
        known = in_force.in_force(session)
        session.commit()
        assert in_force.noted(session) is None
        in_force.carry(session, known)
        assert in_force.in_force(session) is known
        session.rollback()
        assert in_force.noted(session) is known  # no transaction had begun: nothing was asked, nothing ended
        in_force.carry(session, known)
        session.connection()
        session.rollback()
        assert in_force.noted(session) is None
