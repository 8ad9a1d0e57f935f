"""The author's answers to compliance: take a proposed wording, say why not, say something in a thread."""

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from planner.kernel.errors import NotFound
from planner.services import proposals, threads, wizard
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.step_view import StepView
from planner.services.threads import Talk
from planner.services.wizard import Change, Saved, base_of
from planner.wizards.answers import leaf

Where = tuple[Session, House, Actor, str, str]


def take(where: Where, view: StepView, about: str) -> tuple[Saved, str]:
    """Put a proposed wording in through an ordinary save, and record that the author took it.

    :returns: what came of the save, and the path of the field
    :raises NotFound: the proposal is gone or answered, or its field is
    :raises Invalid: the sentence it replaces is gone
    """
    session, house, actor, number, _ = where
    proposal = proposals.open_one(session, view.plan, number_of(about))
    stored = str(leaf(view.step, view.answers, proposal.path).value or "")
    text = proposals.with_wording(proposal, stored)
    saved = wizard.save_fields(*where, [Change(proposal.path, text, base_of(stored))])
    if not saved.errors and not saved.clashes:
        proposals.answer(session, house, actor, number, proposal.id, proposals.TAKEN)
    return saved, proposal.path


def decline(where: Where, about: str, posted: MultiDict[str, str]) -> None:
    """Record why the author does not take a wording.

    :raises Invalid: no reason was given
    """
    session, house, actor, number, _ = where
    proposals.answer(session, house, actor, number, number_of(about), proposals.DECLINED, posted.get(f"decline:{about}", ""))


def say(where: Where, about: str, posted: MultiDict[str, str]) -> None:
    """Add the author's message to a thread that compliance began.

    :raises Invalid: nothing said
    """
    session, house, actor, number, _ = where
    threads.say(session, house, actor, number, about, posted.get(f"say:{about}", ""))


def talks_of(session: Session, view: StepView) -> list[Talk]:
    """What compliance said about this step; asked only once the plan was submitted, so that first drafts cost nothing."""
    if view.plan.revision.round == 0:
        return []
    answers = {**view.plan.answers, view.step.slug: view.answers}
    return [talk for talk in threads.talks(session, view.plan, answers) if talk.path.split(".")[0] == view.step.slug]


def number_of(about: str) -> int:
    """The id in a button's value.

    :raises NotFound: it is none
    """
    if not about.isdecimal() or len(about) > 9:
        raise NotFound
    return int(about)
