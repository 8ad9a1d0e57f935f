"""The tray: put, leave out, bring back; never twice, never more than a field takes, never behind the author's back."""

import pytest
from sqlalchemy import select

from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from planner.models import Intake, TrayPassage
from planner.services import intake_tray, plans, submission
from planner.services.intake import size_of
from planner.services.tray_targets import targets
from planner.wizards.answers import Answers
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow  # whole acts with real keys and papers

CELLS = [["周亦宁", "借投影仪"], ["叶知秋", "订会议室"], ["沈若溪", "印议程"]]


@pytest.fixture
def number(stage: Cast) -> str:
    """A finished draft with three passages in its tray, as an import leaves them."""
    number = stage.draft(stage.zhou)
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, stage.zhou, number)
        shared = {"revision_id": view.revision.id, "context": "", "place": {"zh": "正文", "en": "Text"}, "state": "waiting"}
        reason = {"zh": "没有对应的栏。", "en": "No field matches."}
        session.add_all(
            [
                TrayPassage(position=0, kind="paragraph", text="补充一句背景。", step="introduction", reason=reason, **shared),
                TrayPassage(position=1, kind="paragraph", text="确保每位医生开出第一张处方。", step="growth", reason=reason, **shared),
                TrayPassage(
                    position=2, kind="table", text="\n".join("\t".join(r) for r in CELLS), rows=CELLS, step=None, reason=reason, **shared
                ),
            ]
        )
        session.add(
            Intake(
                revision_id=view.revision.id, file_name="计划.docx", sha256="0" * 64, characters=60, deleted=0, pictures=0,
                spread=[], guides=[], person_id=stage.zhou.person_id, at=stage.house.clock(),
            )
        )  # fmt: skip
    return number


def rows(stage: Cast, state: str = "waiting") -> list[TrayPassage]:
    with stage.act() as session:
        return list(session.scalars(select(TrayPassage).where(TrayPassage.state == state).order_by(TrayPassage.position, TrayPassage.id)))


def answers(stage: Cast, number: str, slug: str) -> Answers:
    with stage.act() as session:
        return plans.open_plan(session, stage.house, stage.zhou, number).answers[slug]


def put(stage: Cast, number: str, passage: int, where: str, chosen: list[int] | None = None) -> None:
    with stage.act() as session:
        intake_tray.put(session, stage.house, stage.zhou, number, passage, where, chosen)


def back(stage: Cast, number: str, passage: int) -> None:
    with stage.act() as session:
        intake_tray.bring_back(session, stage.house, stage.zhou, number, passage)


def test_a_passage_is_added_at_the_end_of_a_long_text(stage: Cast, number: str) -> None:
    before = answers(stage, number, "introduction")["introduction"]
    put(stage, number, rows(stage)[0].id, "introduction.introduction")
    assert answers(stage, number, "introduction")["introduction"] == f"{before}\n补充一句背景。"
    assert [row.went_to for row in rows(stage, "placed")] == ["introduction.introduction"]


def test_a_passage_begins_a_new_row(stage: Cast, number: str) -> None:
    before = answers(stage, number, "risks")["risks"]
    put(stage, number, rows(stage)[0].id, "risks.risks.+.risk")
    after = answers(stage, number, "risks")["risks"]
    assert after[:-1] == before and after[-1]["risk"] == "补充一句背景。"


def test_some_rows_of_a_table_go_and_the_others_stay(stage: Cast, number: str) -> None:
    table = rows(stage)[2]
    put(stage, number, table.id, "introduction.introduction", [0, 2])
    assert answers(stage, number, "introduction")["introduction"].endswith("周亦宁，借投影仪\n沈若溪，印议程")
    left = rows(stage)[-1]
    assert left.rows == [CELLS[1]] and left.text == "叶知秋\t订会议室"
    placed = rows(stage, "placed")[0]
    assert size_of(placed.text) + size_of(left.text) == size_of(table.text), "nothing is lost by splitting"
    with pytest.raises(Invalid):
        put(stage, number, left.id, "introduction.introduction", [7])
    assert rows(stage)[-1].id == left.id


@pytest.mark.parametrize(
    "where", ["", "introduction", "introduction.none", "basics.period_start", "basics.title", "no-step.text", "risks.risks.+.id"]
)
def test_only_texts_that_can_take_it_are_places(stage: Cast, number: str, where: str) -> None:
    """A title that is filled takes nothing more, a date never does."""
    with pytest.raises(Invalid):
        put(stage, number, rows(stage)[0].id, where)
    assert len(rows(stage)) == 3


def test_more_than_a_field_takes_is_refused_and_nothing_is_written(stage: Cast, number: str) -> None:
    with stage.act() as session:
        row = session.scalars(select(TrayPassage).where(TrayPassage.position == 0)).one()
        row.text = "长" * 6000
    before = answers(stage, number, "introduction")
    with pytest.raises(Invalid) as refused:
        put(stage, number, rows(stage)[0].id, "introduction.introduction")
    assert "个字" in refused.value.message.zh
    assert answers(stage, number, "introduction") == before and len(rows(stage)) == 3


def test_a_passage_is_placed_once(stage: Cast, number: str) -> None:
    first = rows(stage)[0].id
    put(stage, number, first, "introduction.introduction")
    after = answers(stage, number, "introduction")
    with pytest.raises(Stale):
        put(stage, number, first, "introduction.introduction")
    with pytest.raises(Stale), stage.act() as session:
        intake_tray.drop(session, stage.house, stage.zhou, number, first)
    assert answers(stage, number, "introduction") == after


def test_placing_is_taken_back_in_field_and_row(stage: Cast, number: str) -> None:
    text, risks = answers(stage, number, "introduction"), answers(stage, number, "risks")
    first, second = rows(stage)[0].id, rows(stage)[1].id
    put(stage, number, first, "introduction.introduction")
    put(stage, number, second, "risks.risks.+.risk")
    back(stage, number, first)
    back(stage, number, second)
    assert (answers(stage, number, "introduction"), answers(stage, number, "risks")) == (text, risks)
    assert len(rows(stage)) == 3


def test_a_field_edited_since_is_left_alone(stage: Cast, number: str) -> None:
    first = rows(stage)[0].id
    put(stage, number, first, "introduction.introduction")
    stage.type(stage.zhou, number, "introduction.introduction", "全部重写。")
    with pytest.raises(Stale):
        back(stage, number, first)
    assert answers(stage, number, "introduction")["introduction"] == "全部重写。"
    assert len(rows(stage, "placed")) == 1


def test_dropping_is_undone(stage: Cast, number: str) -> None:
    first = rows(stage)[0].id
    with stage.act() as session:
        intake_tray.drop(session, stage.house, stage.zhou, number, first)
    assert [row.id for row in rows(stage, "dropped")] == [first]
    back(stage, number, first)
    assert len(rows(stage)) == 3
    with pytest.raises(Stale):
        back(stage, number, first)


def test_the_tray_shows_this_step_first_and_what_the_checker_says(stage: Cast, number: str) -> None:
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, stage.zhou, number)
        tray = intake_tray.tray_of(session, stage.house, view, "growth")
        assert tray is not None
        assert [(held.passage.position, held.here) for held in tray.held] == [(1, True), (2, False)]
        assert (tray.waiting, tray.elsewhere) == (3, 1)
        assert any("处方" in finding.quote for finding in tray.held[0].findings)
        assert {one.value for one in tray.targets} >= {"growth.objective"}


def test_a_plan_that_began_blank_has_no_tray(stage: Cast) -> None:
    number = stage.draft(stage.zhou, through="basics")
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, stage.zhou, number)
        assert intake_tray.tray_of(session, stage.house, view) is None


def test_submission_waits_until_every_passage_is_settled(stage: Cast, number: str) -> None:
    digest = stage.answers_digest(stage.zhou, number)
    with pytest.raises(Invalid) as refused:
        submission.submit(stage.act, stage.house, stage.zhou, number, stage.consent(digest))
    assert set(refused.value.errors) == {"tray"}
    with stage.act() as session:
        assert not submission.open_submission(session, stage.house, stage.zhou, number).ready
        assert intake_tray.drop_all(session, stage.house, stage.zhou, number) == 3
        assert submission.open_submission(session, stage.house, stage.zhou, number).ready


def test_nobody_else_moves_a_passage(stage: Cast, number: str) -> None:
    """A manager reads the plan but writes nothing."""
    first = rows(stage)[0].id
    for other in (stage.ye, stage.lu, stage.han, stage.fang):
        with pytest.raises((NotFound, NotAllowed)), stage.act() as session:
            intake_tray.drop(session, stage.house, other, number, first)
    other_plan = stage.draft(stage.zhou, through="basics")
    with pytest.raises(NotFound), stage.act() as session:
        intake_tray.drop(session, stage.house, stage.zhou, other_plan, first)


def test_a_deleted_draft_keeps_its_tray_as_it_is(stage: Cast, number: str) -> None:
    with stage.act() as session:
        plans.delete_plan(session, stage.house, stage.zhou, number)
    with pytest.raises(WrongState), stage.act() as session:
        intake_tray.drop_all(session, stage.house, stage.zhou, number)


@pytest.mark.slow
def test_every_place_that_is_offered_takes_a_passage(stage: Cast) -> None:
    """Of every kind of plan, blank as it starts."""
    for kind in stage.house.plan_types.values():
        with stage.act() as session:
            number = plans.create_plan(session, stage.house, stage.zhou, kind.slug).number
            view = plans.open_plan(session, stage.house, stage.zhou, number)
            offered = [one.value for step in kind.steps for one in targets(step, view.answers[step.slug])]
            assert offered
            common = {
                "revision_id": view.revision.id,
                "kind": "item",
                "context": "",
                "place": {},
                "step": None,
                "reason": {},
                "state": "waiting",
            }
            session.add_all(TrayPassage(position=n, text=f"第{n}段", **common) for n in range(len(offered)))
        with stage.act() as session:
            view = plans.open_plan(session, stage.house, stage.zhou, number)
            for row, where in zip(intake_tray.passages(session, view), offered, strict=True):
                intake_tray.put(session, stage.house, stage.zhou, number, row.id, where)
            assert intake_tray.count_waiting(session, view.revision.id) == 0
