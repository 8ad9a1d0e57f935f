"""The officer's queue: its order, its pages, its filters and figures, and what can be done from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event, select, update

from planner.compliance.policy import DEFAULT_POLICY
from planner.kernel.errors import Invalid, WrongState
from planner.models import Plan, Product, Revision, Territory
from planner.seeds.load import load
from planner.services import listing, officers, queue, review
from planner.services.cards import PlanCard, TeamFilter, team_counts, team_page
from planner.services.policy import set_policy
from planner.services.queue import QueueFilter
from planner.services.risk import risk_rank
from planner.workflow import State
from tests.factories.stage import Cast

TODAY = date(2026, 11, 22)
SOLD = {"id": 1, "approval_number": "国药准字H1", "approval_date": "2020-01-01"}
NEW = {"id": 2, "approval_number": "国药准字H2", "approval_date": "2026-01-01"}
COMING = {"id": 3, "approval_number": "", "approval_date": "2027-04-15"}


@pytest.fixture
def full(stage: Cast) -> Cast:
    """A company with 200 plans, 60 of them to review."""
    load(stage.transaction, stage.house, 200, 600)
    return stage


@contextmanager
def counting(stage: Cast) -> Iterator[list[str]]:
    said: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(stage.engine, "before_cursor_execute", heard)
    yield said
    event.remove(stage.engine, "before_cursor_execute", heard)


def walked(stage: Cast, filters: QueueFilter, size: int) -> list[PlanCard]:
    """All pages of a filter, one after the other."""
    found: list[PlanCard] = []
    after = None
    with stage.act() as session:
        while True:
            page = queue.queue(session, stage.house, stage.gu, filters, after=after, size=size)
            found += page.cards
            after = page.after
            if after is None:
                return found


@pytest.mark.parametrize("sort", list(queue.SORTS))
def test_the_pages_together_hold_every_plan_once_in_order(full: Cast, sort: str) -> None:
    paged = walked(full, QueueFilter(sort=sort), 7)
    whole = walked(full, QueueFilter(sort=sort), 500)
    assert [card.number for card in paged] == [card.number for card in whole]
    with full.act() as session:
        waiting = set(session.scalars(select(Plan.number).join(Revision).where(Revision.state == "in_review")))
    assert {card.number for card in whole} == waiting and len(whole) == len(waiting)


def test_by_default_what_must_change_stands_first_and_then_the_worst_kinds_of_plan(full: Cast) -> None:
    cards = walked(full, QueueFilter(), 500)
    worst = [2 if card.blocks else 1 if card.reviews else 0 for card in cards]
    assert worst == sorted(worst, reverse=True) and len(set(worst)) > 1
    due = [card.due_on for card in walked(full, QueueFilter(sort="due"), 500)]
    assert due == sorted(due, key=str)


def test_a_page_that_starts_after_a_plan_long_gone_is_the_first(full: Cast) -> None:
    with full.act() as session:
        first = queue.queue(session, full.house, full.gu, size=5)
        assert queue.queue(session, full.house, full.gu, after=10**9, size=5) == first


@pytest.mark.parametrize(
    ("blocks", "reviews", "kind", "product"),
    [(0, 9, "launch", COMING), (1, 0, "patient-education", SOLD), (0, 0, "launch", COMING)],
)
def test_the_worst_open_finding_weighs_more_than_kind_and_product(
    stage: Cast, blocks: int, reviews: int, kind: str, product: dict[str, object]
) -> None:
    kinds = stage.house.plan_types
    least = risk_rank(blocks, reviews, kinds["patient-education"], [SOLD], TODAY)
    heavier = risk_rank(blocks + 1, 0, kinds["patient-education"], [SOLD], TODAY)
    assert risk_rank(blocks, reviews, kinds[kind], [product], TODAY) <= least
    assert heavier <= least and 0 <= least <= 299


def test_a_product_not_yet_approved_stands_before_a_new_one_and_that_before_an_old_one(stage: Cast) -> None:
    kind = stage.house.plan_types["launch"]
    ranks = [risk_rank(0, 1, kind, products, TODAY) for products in ([SOLD, COMING], [NEW], [SOLD], [])]
    assert ranks[0] < ranks[1] < ranks[2] == ranks[3]


def test_each_filter_leaves_only_what_it_names(full: Cast) -> None:
    with full.act() as session:
        region = session.scalars(select(Territory.id).where(Territory.name == "海岚大区")).one()
        product = session.scalars(select(Product.id)).first()
    every = walked(full, QueueFilter(), 500)
    for chosen, holds in (
        (QueueFilter(territory=region), lambda card: f"/{region}/" in card.territory_path),
        (QueueFilter(plan_type="launch"), lambda card: card.plan_type.slug == "launch"),
        (QueueFilter(assignee=full.cheng.person_id), lambda card: card.assigned_to == "程砚"),
        (QueueFilter(late=True), lambda card: card.late),
    ):
        wanted = [card.number for card in every if holds(card)]
        assert [card.number for card in walked(full, chosen, 500)] == wanted and 0 < len(wanted) < len(every)
    for chosen in (QueueFilter(product=product), QueueFilter(category="claims")):
        assert 0 < len(walked(full, chosen, 500)) < len(every)
    assert walked(full, QueueFilter(category="no such"), 500) == []
    assert {card.state for card in walked(full, QueueFilter(state="returned"), 500)} == {State.RETURNED}


def test_an_officer_of_a_region_sees_that_region(full: Cast) -> None:
    with full.act() as session:
        ours = queue.queue(session, full.house, full.lu, size=500).cards
        everything = queue.queue(session, full.house, full.gu, size=500).cards
    assert 0 < len(ours) < len(everything)
    assert {card.territory for card in ours} == {"云川片区", "临溪片区"}


def test_figures_say_where_counting_ended(full: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with full.act() as session:
        exact = queue.totals(session, full.house, full.gu)
        monkeypatch.setattr(listing, "MOST_COUNTED", 10)
        bounded = queue.totals(session, full.house, full.gu)
    every = walked(full, QueueFilter(), 500)
    assert (exact.waiting.n, exact.waiting.more) == (len(every), False)
    assert exact.heavy.n == sum(card.blocks > 0 for card in every)
    assert exact.late.n == sum(card.late for card in every)
    assert (bounded.waiting.n, bounded.waiting.more) == (10, True)


def test_the_number_of_queries_does_not_grow_with_the_rows(full: Cast) -> None:
    gu, lu, han = full.gu, full.lu, full.han

    def asked() -> dict[str, int]:
        found = {}
        with full.act() as session:
            for name, ask in (
                ("queue", lambda: queue.queue(session, full.house, gu, QueueFilter(category="claims"), size=500)),
                ("totals", lambda: queue.totals(session, full.house, lu)),
                ("board", lambda: team_page(session, full.house, han, State.IN_REVIEW, size=500)),
                ("counts", lambda: team_counts(session, han, (State.DRAFT, State.APPROVED))),
            ):
                session.expunge_all()
                with counting(full) as said:
                    ask()
                found[name] = len(said)
        return found

    before = asked()
    load(full.transaction, full.house, 300, 900)
    assert asked() == before and before["queue"] <= 5


def test_the_board_of_a_team_is_paged_by_state_and_filtered(full: Cast) -> None:
    with full.act() as session:
        whole = team_page(session, full.house, full.han, State.APPROVED, size=500)
        first = team_page(session, full.house, full.han, State.APPROVED, size=4)
        second = team_page(session, full.house, full.han, State.APPROVED, after=first.after, size=4)
        launches = team_page(session, full.house, full.han, State.APPROVED, TeamFilter(plan_type="launch"), size=500)
        by_one = team_page(session, full.house, full.han, State.APPROVED, TeamFilter(author=whole.cards[0].author_id), size=500)
        counts = team_counts(session, full.han, (State.APPROVED,), TeamFilter(plan_type="launch"))
    assert [c.number for c in first.cards + second.cards] == [c.number for c in whole.cards[:8]]
    assert {c.territory for c in whole.cards} == {"云川片区", "临溪片区"}
    assert {c.plan_type.slug for c in launches.cards} == {"launch"} and len(launches.cards) == counts[State.APPROVED].n
    assert {c.author_id for c in by_one.cards} == {whole.cards[0].author_id}


def _one(stage: Cast) -> str:
    """A plan of the region of lu that waits, assigned to nobody."""
    with stage.act() as session:
        number = queue.queue(session, stage.house, stage.lu, size=1).cards[0].number
        session.execute(update(Revision).where(Revision.plan.has(Plan.number == number)).values(assigned_to_id=None))
    return number


def _card(stage: Cast, number: str) -> PlanCard:
    return next(card for card in walked(stage, QueueFilter(), 500) if card.number == number)


def test_assigned_is_not_claimed(full: Cast) -> None:
    number = _one(full)
    with full.act() as session:
        queue.assign(session, full.house, full.gu, number, full.lu.person_id)
    card = _card(full, number)
    assert (card.assigned_to, card.claimed_by) == ("陆知微", "")
    with full.act() as session:
        review.claim(session, full.house, full.cheng, number)
    card = _card(full, number)
    assert (card.assigned_to, card.claimed_by) == ("程砚", "程砚"), "whoever takes it has it"
    with full.act() as session:
        review.release(session, full.house, full.cheng, number)
    card = _card(full, number)
    assert (card.assigned_to, card.claimed_by) == ("", "")


def test_what_another_officer_is_reading_is_not_assigned_away(full: Cast) -> None:
    number = _one(full)
    with full.act() as session:
        review.claim(session, full.house, full.lu, number)
    with pytest.raises(WrongState), full.act() as session:
        queue.assign(session, full.house, full.gu, number, full.cheng.person_id)
    with full.act() as session:
        queue.assign(session, full.house, full.lu, number, full.cheng.person_id)
    card = _card(full, number)
    assert (card.assigned_to, card.claimed_by) == ("程砚", ""), "the reader's own claim ends with it"


def test_only_an_officer_of_the_territory_can_be_given_a_plan(full: Cast) -> None:
    with full.act() as session:
        far = next(card.number for card in queue.queue(session, full.house, full.gu, size=500).cards if "海岚" in card.territory)
    for who in (full.lu, full.han, full.zhou):
        with pytest.raises(Invalid), full.act() as session:
            queue.assign(session, full.house, full.gu, far, who.person_id)


def test_the_officer_with_the_fewest_plans_is_next_and_whoever_had_it_keeps_it(full: Cast) -> None:
    with full.act() as session:
        row = session.scalars(select(Revision).join(Plan).where(Revision.state == "draft", Plan.territory.has(name="云川片区"))).first()
        assert row is not None
        load_of = {who.person_id: 0 for who in (full.lu, full.cheng)}
        for card in session.scalars(select(Revision).where(Revision.state == "in_review")):
            if card.assigned_to_id in load_of:
                load_of[card.assigned_to_id] += 1
        assert officers.next_officer(session, row.plan, row) == min(load_of, key=lambda who: load_of[who])
        for who in load_of:
            row.assigned_to_id = who
            assert officers.next_officer(session, row.plan, row) == who


def test_a_company_that_assigns_nothing_leaves_the_queue_to_its_officers(full: Cast) -> None:
    with full.act() as session:
        set_policy(session, full.house, None, DEFAULT_POLICY.model_copy(update={"assign_reviews": False}))
        row = session.scalars(select(Revision).where(Revision.state == "draft")).first()
        assert row is not None and officers.next_officer(session, row.plan, row) is None


@pytest.mark.slow
def test_a_submission_is_ranked_dated_and_assigned_and_only_ones_own_territory_is_seen(stage: Cast) -> None:
    number = stage.doubtful(stage.zhou)
    calm = stage.submitted(stage.ye)
    far = stage.submitted(stage.shen)
    with stage.act() as session:
        ours = queue.queue(session, stage.house, stage.lu).cards
        assert [card.number for card in ours] == [number, calm]
        assert {card.number for card in queue.queue(session, stage.house, stage.gu).cards} == {number, calm, far}
        assert ours[0].reviews >= 1 and ours[0].due_on == date(2026, 11, 25) and ours[0].days_left == 3
        assert {ours[0].assigned_to, ours[1].assigned_to} == {"陆知微", "程砚"}, "each has one"
        mine = queue.queue(session, stage.house, stage.lu, replace(QueueFilter(), mine=True)).cards
    assert [card.number for card in mine] == [card.number for card in ours if card.assigned_to_me]
