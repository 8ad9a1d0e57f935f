"""A plan as the first page shows it: at most two open points, one date, one next thing to do."""

from dataclasses import dataclass

from flask import url_for

from planner.services.cards import PlanCard
from planner.web.context import near_day, since_now
from planner.web.dates import day, period
from planner.web.language import dot, t
from planner.workflow import WRITABLE, State

Point = tuple[str, str, str]  # icon, tone ("" | block | review | done), words

ORDER = (State.RETURNED, State.DRAFT, State.IN_REVIEW, State.IN_APPROVAL, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the component plan_card needs.

    :param href: where the title leads; `verb`: words of the one action, which leads there too
    """

    card: PlanCard
    title: str
    href: str
    period: str
    progress: str
    points: tuple[Point, ...]
    foot: str
    verb: str

    @property
    def pip_states(self) -> list[str]:
        """One word per step, for the pips."""
        return [pip.state for pip in self.card.pips]


def shown(card: PlanCard) -> Shown:
    """The card of one's own plan."""
    return Shown(
        card=card,
        title=title_of(card),
        href=address_of(card),
        period=dot().join(filter(None, (period(*card.period) if card.period else "", t("第 {n} 版", "version {n}", n=card.revision)))),
        progress=_progress(card),
        points=_points(card),
        foot=_foot(card),
        verb=_verb(card),
    )


def in_order(cards: list[PlanCard]) -> list[PlanCard]:
    """What asks for something first; within a state as the service ordered them."""
    places = {state: place for place, state in enumerate(ORDER)}
    return sorted(cards, key=lambda card: places.get(card.state, len(ORDER)))


def title_of(card: PlanCard) -> str:
    """The plan's own title; while it has none, its kind and that it has none."""
    return card.title or t("还没有题目的{kind}", "Untitled: {kind}", kind=t(card.plan_type.title))


def address_of(card: PlanCard) -> str:
    """Where work on it goes on: the first step that needs something for a draft, else the record of the plan."""
    if card.state in WRITABLE:
        urgent = [pip.slug for pip in card.pips if pip.state == "change"]
        unfinished = [pip.slug for pip in card.pips if pip.state in ("in_progress", "not_started")]
        slug = (urgent or unfinished or [card.plan_type.steps[0].slug])[0]
        return url_for("wizard.step", number=card.number, slug=slug)
    return record_of(card.number)


def record_of(number: str) -> str:
    """The page that tells the story of a plan."""
    return url_for("plans.show", number=number)


def _progress(card: PlanCard) -> str:
    if not card.pips:
        return ""
    to_change = sum(pip.state == "change" for pip in card.pips)
    done = t("{all} 步中 {n} 步已完成", "{n} of {all} steps done", n=card.done, all=len(card.pips))
    return done + (t("，{n} 步要改", ", {n} to change", n=to_change) if to_change else "")


def _points(card: PlanCard) -> tuple[Point, ...]:
    if card.state in WRITABLE:
        return _points_of_draft(card)
    if card.state is State.IN_REVIEW:
        counted = card.blocks + card.reviews
        reader: Point = (
            ("message-2", "", t("{name}正在看", "{name} is reading it", name=card.claimed_by))
            if card.claimed_by
            else ("clock", "", t("还没有人领取", "Nobody has taken it yet"))
        )
        if not counted:
            return (("circle-check", "done", t("没有等合规决定的地方", "Nothing left for compliance to decide")), reader)
        return (("eye-check", "review", t("{n} 处要合规决定", "{n} for compliance to decide", n=counted)), reader)
    if card.state is State.IN_APPROVAL:
        return (("circle-check", "done", t("合规已通过，等经理批准", "Passed by compliance, waiting for the manager")),)
    return (("message-2", "", f"“{card.reason}”"),) if card.reason else ()


def _points_of_draft(card: PlanCard) -> tuple[Point, ...]:
    points: list[Point] = [
        ("alert-octagon", "block", t("“{step}”里有 {n} 处必须修改", "{n} to change in “{step}”", step=t(pip.title), n=pip.n))
        for pip in card.pips
        if pip.state == "change"
    ]
    if card.reason:
        points.insert(1, ("message-2", "", f"“{card.reason}”"))
    points += [
        ("eye-check", "review", t("“{step}”里有 {n} 处提交后合规会看", "{n} in “{step}” for compliance to see", step=t(pip.title), n=pip.n))
        for pip in card.pips
        if pip.state == "review"
    ]
    return tuple(points[:2])


def _foot(card: PlanCard) -> str:
    match card.state:
        case State.DRAFT:
            return t(
                "{when}保存", "saved {when}", when=since_now(card.saved_at) + (" " if _ends_in_figure(since_now(card.saved_at)) else "")
            )
        case State.RETURNED:
            return t("退回于 {when}", "returned {when}", when=near_day(card.state_since))
        case State.IN_REVIEW:
            return t("{when}提交", "submitted {when}", when=near_day(card.submitted_at or card.state_since))
        case State.APPROVED if card.period:
            return t("到 {when}", "until {when}", when=day(card.period[1]))
        case _:
            return day(card.state_since)


def _ends_in_figure(words: str) -> bool:
    return words[-1:].isdigit()


def _verb(card: PlanCard) -> str:
    match card.state:
        case State.RETURNED:
            return t("去修改", "Revise it")
        case State.DRAFT:
            return t("接着写", "Go on writing")
        case State.IN_REVIEW | State.IN_APPROVAL:
            return t("查看进展", "See how it stands")
        case _:
            return t("看计划", "See the plan")
