"""Where a plan stands, in one sentence, and what comes next."""

from datetime import datetime

from planner.services.plans import PlanView
from planner.services.rights import claim_holds
from planner.web.dates import day
from planner.web.language import t
from planner.workflow import Part, State


def sentence(view: PlanView, now: datetime) -> str:
    """Said to the author as you, to everybody else about the author."""
    row, mine = view.revision, Part.AUTHOR in view.parts
    match view.state:
        case State.DRAFT:
            return t("还在写，写完签名提交。", "Still being written; sign and submit it when it is done.")
        case State.RETURNED:
            return t(
                "退回来了，改好再提交；没有动过的地方，原来的决定仍然有效。",
                "It came back. Change it and submit again; decisions on unchanged passages stand.",
            )
        case State.IN_REVIEW if claim_holds(row, now) and row.claimed_by:
            return t(
                "{name}正在看。看完会通过，或者带着理由退回。",
                "{name} is reading it and will pass it or return it with reasons.",
                name=row.claimed_by.name,
            )
        case State.IN_REVIEW:
            more = t("开始看之前，你还可以撤回。", "Until then you can take it back.") if mine else ""
            return t("等合规来看。", "It waits for compliance. ") + more
        case State.IN_APPROVAL:
            return t("合规已经通过，等经理批准。", "Compliance has passed it; it waits for the manager.")
        case State.APPROVED if row.period_end:
            return t("已经批准，有效期到 {day}。", "Approved and in force until {day}.", day=day(row.period_end))
        case State.SUPERSEDED:
            return t("被新一版取代了，不再有效。", "A newer revision has taken its place.")
        case State.WITHDRAWN:
            return t("已经撤回，不再有效。", "Withdrawn and no longer in force.")
        case State.EXPIRED:
            return t("期间已经结束。", "Its period is over.")
        case State.DELETED:
            return t("草稿已删除，30 天内可以恢复。", "The draft is deleted and can be restored for 30 days.")
    return ""
