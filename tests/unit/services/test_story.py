"""The story of a plan says who did what, what stood before and after, and where from to those who may know."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.kernel.clock import local_date
from planner.kernel.errors import NotFound
from planner.services import audit, outcome, review, story, story_files, trail
from planner.services.audit import EVENT_NAMES, Event
from planner.services.deciding import decide, undo_decision
from planner.services.event_words import KINDS, kind_of
from planner.services.story import StoryLine, Wanted
from planner.services.trail import Sought
from tests.factories.stage import Cast


def told(stage: Cast, number: str, wanted: Wanted | None = None, who: str = "gu") -> list[StoryLine]:
    with stage.act() as session:
        return list(story.story(session, stage.house, getattr(stage, who), number, wanted or Wanted()).lines)


def returned(stage: Cast) -> str:
    """A plan that 陆知微 has read, decided on twice and given back."""
    number = stage.doubtful(stage.zhou)
    lu = replace(stage.lu, address="10.1.2.3")
    with stage.act() as session:
        review.claim(session, stage.house, lu, number)
        item = next(one for one in review.open_desk(session, stage.house, lu, number).items if one.finding.severity != "advise")
        for verdict in ("harmless", "change_required"):
            decide(session, stage.house, lu, number, item.finding.fingerprint, verdict, "请改写。")
        undo_decision(session, stage.house, lu, number, item.finding.fingerprint)
        decide(session, stage.house, lu, number, item.finding.fingerprint, "change_required", "请改写。")
        outcome.return_to_author(session, stage.house, lu, number)
    return number


def test_each_step_says_what_stood_before_and_after(stage: Cast) -> None:
    number = returned(stage)
    changes = [(line.event, line.before and line.before.zh, line.after and line.after.zh) for line in reversed(told(stage, number))]
    assert [change for change in changes if change[2]] == [
        ("plan.create", None, "草稿"),
        ("plan.submit", "草稿", "合规审核中"),
        ("finding.decide", "没有决定", "无问题"),
        ("finding.decide", "无问题", "要求修改"),
        ("finding.undo", "要求修改", "没有决定"),
        ("finding.decide", "没有决定", "要求修改"),
        ("plan.return", "合规审核中", "已退回"),
    ]


def test_the_whole_way_to_approval_follows_from_the_acts(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    lines = [line for line in told(stage, number) if line.after]
    assert (lines[0].event, lines[0].before.zh if lines[0].before else "", lines[0].after.zh if lines[0].after else "") == (
        "plan.approve",
        "待批准",
        "执行中",
    )
    assert {line.revision for line in told(stage, number)} == {1}


def test_where_it_came_from_is_for_the_head_of_compliance_and_oneself(stage: Cast) -> None:
    number = returned(stage)
    seen = {
        who: {line.address for line in told(stage, number, who=who) if line.event == "plan.return"} for who in ("gu", "lu", "zhou", "han")
    }
    assert seen == {"gu": {"10.1.2.3"}, "lu": {"10.1.2.3"}, "zhou": {None}, "han": {None}}


def test_it_is_filtered_by_kind_person_revision_and_days(stage: Cast) -> None:
    number = returned(stage)
    today = local_date(stage.clock.now)
    assert {line.kind for line in told(stage, number, Wanted(kind="review"))} == {"review"}
    assert {line.who for line in told(stage, number, Wanted(person=stage.lu.person_id))} == {"陆知微"}
    assert told(stage, number, Wanted(revision=2)) == []
    assert told(stage, number, Wanted(last=today - timedelta(days=1))) == []
    assert len(told(stage, number, Wanted(first=today - timedelta(days=1), last=today))) == len(told(stage, number))


def test_who_may_not_see_the_plan_does_not_see_its_story(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    for who in ("ye", "tang", "fang"):
        with pytest.raises(NotFound):
            told(stage, number, who=who)


def test_every_event_has_a_name_and_a_kind() -> None:
    assert set(EVENT_NAMES) == set(Event)
    assert {kind_of(event) for event in Event} == set(KINDS)


def test_the_file_for_spreadsheets_runs_nothing_and_names_the_trail(stage: Cast) -> None:
    number = returned(stage)
    with stage.act() as session:
        end = audit.head(session)
        file = story_files.as_csv(session, stage.house, stage.gu, number, Wanted(), "zh")
        assert audit.head(session) == end  # reading leaves no trace; taking away does
        story_files.note(session, stage.house, stage.gu, number, file)
    assert file.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert rows[0][:2] == ["序号", "时间"] and rows[1][1].endswith("+08:00")
    assert rows[-1] == [f"操作记录共 {end.count} 条，末条校验值 {end.head}"]
    assert [row[0] for row in rows[1:-1]] == sorted((row[0] for row in rows[1:-1]), key=int)
    assert told(stage, number)[0].event == Event.FILE_EXPORT


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠a"])
def test_a_cell_that_could_be_a_formula_is_quoted(cell: str) -> None:
    assert story_files.plain(cell) == f"'{cell}"


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert story_files.plain("合规通过 = 签名") == "合规通过 = 签名"


@pytest.mark.slow
def test_the_paper_says_the_same_and_names_the_trail(stage: Cast) -> None:
    from tests.unit.documents.conftest import page_texts

    number = returned(stage)
    with stage.act() as session:
        end = audit.head(session)
        file = story_files.as_pdf(session, stage.house, stage.gu, number, Wanted())
    text = "".join(page_texts(file.data)).replace("\n", "")
    for words in ("计划的经过", "陆知微", "合规审核中 → 已退回", "10.1.2.3", f"共 {end.count} 条", end.head):
        assert words in text, words


def test_the_trail_of_all_plans_is_paged_by_number(stage: Cast) -> None:
    number = returned(stage)
    with stage.act() as session:
        first = trail.page(session, stage.house, stage.fang, Sought())
        assert [one.line.seq for one in first.lines] == sorted((one.line.seq for one in first.lines), reverse=True)
        found = trail.page(session, stage.house, stage.gu, Sought(act="finding.decide", person="陆知", plan=number))
        assert [one.line.event for one in found.lines] == ["finding.decide"] * 3
        assert trail.page(session, stage.house, stage.gu, Sought(plan="2020-XX-0001")).lines == ()
        below = first.lines[3].line.seq
        assert trail.page(session, stage.house, stage.gu, Sought(), below).lines[0].line.seq == below - 1


def test_the_stream_ends_with_the_event_before_it_was_taken(stage: Cast) -> None:
    returned(stage)
    with stage.act() as session:
        end = trail.begin_export(session, stage.house, stage.gu, Sought())
    with stage.act() as session:
        seqs = [one.line.seq for one in trail.stream(session, stage.house, stage.gu, Sought(), end.count)]
        assert seqs == list(range(1, end.count + 1))
        assert audit.head(session).count == end.count + 1


def test_the_trail_is_for_those_who_audit_the_whole_company(stage: Cast) -> None:
    for who in ("zhou", "lu", "cheng", "han"):
        with pytest.raises(NotFound), stage.act() as session:
            trail.page(session, stage.house, getattr(stage, who), Sought())
