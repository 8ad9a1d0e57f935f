"""The day in one spoken sentence."""

from datetime import datetime

from planner.kernel.clock import local
from planner.services.cards import PlanCard
from planner.services.listing import Count
from planner.services.queue import Totals
from planner.web.language import language, t
from planner.workflow import State

_SPOKEN = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")
_ENGLISH = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def greeting(name: str, now: datetime) -> str:
    """下午好，亦宁; Good afternoon, 周亦宁. A Chinese given name is spoken alone, a name of two characters whole."""
    hour = local(now).hour
    word = (
        t("早上好", "Good morning")
        if 5 <= hour < 11
        else t("中午好", "Good day")
        if 11 <= hour < 13
        else t("下午好", "Good afternoon")
        if 13 <= hour < 18
        else t("晚上好", "Good evening")
    )
    spoken = name[1:] if language() == "zh" and len(name) == 3 and not name.isascii() else name
    return f"{word}{t('，', ', ')}{spoken}"


def for_author(cards: list[PlanCard]) -> str:
    """What came back, what is being written, what is with others."""
    by_state = {state: [card for card in cards if card.state is state] for state in State}
    parts = []
    if back := by_state[State.RETURNED]:
        places = sum(card.blocks for card in back)
        parts.append(
            t("{n}计划被退回", "{n} returned", n=_plans(len(back)))
            + (t("，有 {places} 处要改", ", {places} to change", places=places) if places else "")
        )
    if drafts := by_state[State.DRAFT]:
        parts.append(t("{n}还在写", "{n} being written", n=_plans(len(drafts))))
    if review := by_state[State.IN_REVIEW]:
        parts.append(t("{n}在合规手里", "{n} with compliance", n=_plans(len(review))))
    if approval := by_state[State.IN_APPROVAL]:
        parts.append(t("{n}等经理批准", "{n} waiting for the manager", n=_plans(len(approval))))
    if not parts:
        return (
            t("手头没有要做的，执行中的有{n}。", "Nothing to do; {n} in force.", n=_plans(len(by_state[State.APPROVED])))
            if by_state[State.APPROVED]
            else t("还没有计划，从下面选一种开始。", "No plans yet; choose a kind below to start.")
        )
    return _sentence(parts)


def for_officer(figures: Totals) -> str:
    """How many wait, how many of them are one's own, heavy or late."""
    if not figures.waiting:
        return t("现在没有计划等着看。", "No plan waits to be read.")
    mine = t("，其中分给你{n}", ", {n} for you", n=_counted(figures.mine)) if figures.mine else ""
    parts = [t("{n}计划等着看", "{n} to read", n=_counted(figures.waiting)) + mine]
    if figures.heavy:
        parts.append(t("{n}有例外申请或必须修改的地方", "{n} with must-change findings", n=_counted(figures.heavy)))
    if figures.late:
        parts.append(t("{n}已过期限", "{n} past the due date", n=_counted(figures.late)))
    return _sentence(parts)


def _counted(count: Count) -> str:
    if not count.more:
        return _plans(count.n)
    return t("超过 {n} 份", "more than {n} plans", n=count.n)


def for_manager(waiting: list[PlanCard], n: int, returned: int, now: datetime) -> str:
    """What waits for a signature and since when, and what came back to the team.

    :param waiting: the oldest ones, of `n`
    """
    if waiting:
        days = (now - waiting[0].state_since).days
        parts = [
            t("{n}等你批准", "{n} waiting for you", n=_plans(n))
            + (t("，最早的等了 {days} 天", ", the oldest for {days} days", ", the oldest for a day", days=days, n=days) if days else "")
        ]
    else:
        parts = [t("没有等你批准的计划", "nothing waits for you")]
    if returned:
        parts.append(t("{n}被退回，还没有改", "{n} returned and not yet revised", n=_plans(returned)))
    return _sentence(parts)


def _plans(n: int) -> str:
    if language() == "zh":
        return f"{_SPOKEN[n]}份" if n < len(_SPOKEN) else f" {n} 份"
    word = _ENGLISH[n] if n < len(_ENGLISH) else str(n)
    return f"{word} plan" if n == 1 else f"{word} plans"


def _sentence(parts: list[str]) -> str:
    if language() == "zh":
        return "；".join(parts).strip() + "。"
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + "."
