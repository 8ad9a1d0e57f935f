"""Whatever happens to a plan is an event of the closed list: every move of the table, played through the services."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import planner.services
from planner.models import AuditEvent, Remark
from planner.seeds import play
from planner.services import approval, copies, deciding, files, outcome, plans, remarks, review, submission
from planner.services.audit import Event
from planner.workflow import MOVES, Action
from tests.factories.stage import Cast

SERVICES = Path(planner.services.__file__).parent
SILENT = {Action.SAVE}
"""A save is kept in the field history of drafts, which can be erased; the trail holds no typing."""
WRITES = {Action.GRANT: Event.FINDING_DECIDE, Action.DECIDE: Event.FINDING_DECIDE, Action.REMARK: Event.REMARK_ADD}
WRITES |= {Action.RETURN_TO_AUTHOR: Event.PLAN_RETURN}
WRITES |= {action: Event(f"plan.{action.value}") for action in MOVES if action not in WRITES and action not in SILENT}


def _events(stage: Cast) -> list[str]:
    with stage.act() as session:
        return list(session.scalars(select(AuditEvent.event).order_by(AuditEvent.seq)))


def _named(path: Path) -> set[str]:
    """The events that a module names."""
    found = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute))
    return {node.attr for node in found if isinstance(node.value, ast.Name) and node.value.id == "Event"}


def test_every_event_of_the_list_is_written_by_some_service() -> None:
    """No name stands in the list that nothing writes."""
    known = {"audit.py", "event_words.py", "story.py"}
    written = set().union(*(_named(path) for path in SERVICES.rglob("*.py") if path.name not in known)) | {"TRAIL_ACCEPT"}
    assert set(Event.__members__) - written == set()


class Play:
    """Acts on the stage; each must leave its event as the newest of its kind."""

    def __init__(self, stage: Cast) -> None:
        self.stage = stage
        self.seen: set[Event] = set()

    def does(self, event: Event, act: Callable[..., object], *arguments: object, **named: object) -> None:
        """Do it in a transaction of its own."""
        before = len(_events(self.stage))
        with self.stage.act() as session:
            act(session, self.stage.house, *arguments, **named)
        self.wrote(event, before)

    def wrote(self, event: Event, before: int) -> None:
        """The event stands among those written since."""
        assert event.value in _events(self.stage)[before:], event
        self.seen.add(event)


def _review(acts: Play, number: str) -> str:
    """Everything that can happen at the desk, to the return; the finding that was asked about."""
    stage = acts.stage
    acts.does(Event.PLAN_RECALL, submission.recall, stage.zhou, number)
    play.submit(stage, stage.zhou, number)
    acts.does(Event.PLAN_CLAIM, review.claim, stage.lu, number)
    acts.does(Event.PLAN_RELEASE, review.release, stage.lu, number)
    acts.does(Event.PLAN_REASSIGN, review.reassign, stage.lu, number, stage.cheng.person_id)
    with stage.act() as session:
        desk = review.open_desk(session, stage.house, stage.cheng, number)
    finding = next(item for item in desk.items if item.needs_decision).finding.fingerprint
    text = str(desk.plan.answers["basics"]["summary"])
    acts.does(Event.FINDING_DECIDE, deciding.decide, stage.cheng, number, finding, "change_required", "请改写。")
    acts.does(Event.FINDING_UNDO, deciding.undo_decision, stage.cheng, number, finding)
    acts.does(Event.REMARK_ADD, remarks.remark, stage.cheng, number, path="basics.summary", quote=text[:4], start=0, text="请核对。")
    with stage.act() as session:
        made = session.scalars(select(Remark.id)).one()
    acts.does(Event.REMARK_WITHDRAW, remarks.withdraw_remark, stage.cheng, number, made)
    acts.does(Event.FINDING_DECIDE, deciding.decide, stage.cheng, number, finding, "change_required", "请改写。")
    acts.does(Event.PLAN_RETURN, outcome.return_to_author, stage.cheng, number)
    return finding


def _approval(acts: Play, number: str, finding: str) -> None:
    stage = acts.stage
    for step in (Event.PLAN_REFUSE, Event.PLAN_APPROVE):
        before = len(_events(stage))
        play.submit(stage, stage.zhou, number)
        acts.wrote(Event.PLAN_SUBMIT, before)
        with stage.act() as session:
            review.claim(session, stage.house, stage.lu, number)
            deciding.decide(session, stage.house, stage.lu, number, finding, "harmless", "已改。")
        before = len(_events(stage))
        play.pass_on(stage, stage.lu, number)
        acts.wrote(Event.PLAN_PASS, before)
        if step is Event.PLAN_REFUSE:
            acts.does(Event.PLAN_RECALL_PASS, outcome.recall_pass, stage.lu, number)
            play.pass_on(stage, stage.lu, number)
            acts.does(Event.PLAN_OPEN_TO_SIGN, approval.open_to_sign, stage.han, number)
            acts.does(Event.PLAN_REFUSE, approval.refuse, stage.han, number, "预算请再核对。")
    before = len(_events(stage))
    play.approve(stage, stage.han, number)
    acts.wrote(Event.PLAN_APPROVE, before)


@pytest.mark.slow
def test_every_move_writes_its_event(stage: Cast) -> None:
    acts = Play(stage)
    number = stage.doubtful(stage.zhou)
    _approval(acts, number, _review(acts, number))
    acts.does(Event.PLAN_AMEND, plans.amend_plan, stage.zhou, number)
    before = len(_events(stage))
    for act in (play.submit, play.pass_on, play.approve):
        act(stage, {play.submit: stage.zhou, play.pass_on: stage.lu, play.approve: stage.han}[act], number)
    acts.wrote(Event.PLAN_SUPERSEDE, before)
    acts.does(Event.PLAN_WITHDRAW, plans.withdraw_plan, stage.han, number, "不再需要。")
    _ends(acts)
    assert acts.seen == {*WRITES.values(), Event.FINDING_UNDO, Event.REMARK_WITHDRAW}


def _ends(acts: Play) -> None:
    """A draft thrown away and brought back, and a plan whose period runs out."""
    stage = acts.stage
    draft = stage.draft(stage.ye)
    acts.does(Event.PLAN_DELETE, plans.delete_plan, stage.ye, draft)
    acts.does(Event.PLAN_UNDELETE, plans.undelete_plan, stage.ye, draft)
    for act, who in ((play.submit, stage.ye), (play.pass_on, stage.lu), (play.approve, stage.han)):
        act(stage, who, draft)
    with stage.act() as session:
        end = plans.open_plan(session, stage.house, stage.ye, draft).revision.period_end
    assert end is not None
    stage.clock.set(end, hour=23)
    stage.clock.now += timedelta(days=1)
    acts.does(Event.PLAN_EXPIRE, plans.expire_due)


def test_every_file_that_leaves_is_an_event(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    for kind in ("plan", "word", "tables"):
        before = len(_events(stage))
        with stage.act() as session:
            if kind == "plan":
                files.note_download(session, stage.house, stage.lu, number, files.plan_pdf(session, stage.house, stage.lu, number))
            else:
                make = copies.as_word if kind == "word" else copies.as_tables
                copies.note_copy(session, stage.house, stage.lu, number, make(session, stage.house, stage.lu, number))
        assert _events(stage)[before:] == ["file.export"], kind
