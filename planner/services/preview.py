"""A plan as its paper will read, before anybody signs it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from planner.documents.content import PlanContent
from planner.services import copies, plans
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.plans import PlanView

UNTITLED = "（还没有标题）"


def open_preview(session: Session, house: House, actor: Actor, number: str) -> tuple[PlanView, PlanContent]:
    """What the paper would say if the plan were handed in now; of a plan handed in, what its paper says.

    :raises NotFound: no such plan, or not the actor's to see
    """
    view = plans.open_plan(session, house, actor, number)
    content, _ = copies.content_now(session, house, view)
    plan = PlanContent.from_json(content)
    return view, plan if plan.title else replace(plan, title=UNTITLED)
