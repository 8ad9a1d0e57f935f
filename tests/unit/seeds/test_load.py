"""Rows made to measure with are rows the services could have left."""

from sqlalchemy import func, select, text

from planner.models import FindingRow, Plan, Revision
from planner.seeds.load import load
from planner.services import plans
from planner.services.risk import facets_of
from tests.factories.stage import Cast


def test_as_many_as_asked_for_with_nothing_left_dangling(stage: Cast) -> None:
    load(stage.transaction, stage.house, 120, 1234)
    with stage.act() as session:
        assert session.scalar(select(func.count()).select_from(Plan)) == 120
        assert session.scalar(select(func.count()).select_from(FindingRow)) == 1234
        assert session.execute(text("pragma foreign_key_check")).all() == []
        for row in session.scalars(select(Revision).where(Revision.round > 0)):
            found = session.scalars(select(FindingRow).where(FindingRow.revision_id == row.id)).all()
            assert (row.blocks, row.reviews) == tuple(sum(f.severity == kind for f in found) for kind in ("block", "review"))
            product = int(row.facets.split("product:")[1])
            assert (
                row.facet_bits == facets_of(row.plan.plan_type, {f.category for f in found}, [product])["facet_bits"]
                and row.due_on is not None
            )


def test_people_go_on_working_beside_them(stage: Cast) -> None:
    load(stage.transaction, stage.house, 40, 100)
    with stage.act() as session:
        made = plans.create_plan(session, stage.house, stage.zhou, "launch")
        assert made.number == "2026-LA-0001"
    load(stage.transaction, stage.house, 40, 100)
    with stage.act() as session:
        assert session.scalar(select(func.count()).select_from(Plan)) == 81
