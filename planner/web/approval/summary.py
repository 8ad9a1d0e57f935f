"""What a responsible person wants to see first, as pictures and short lists."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from planner.documents import figures
from planner.models import Decision
from planner.services.approval import ApprovalView
from planner.services.review import REASON_CLASSES, ReviewItem
from planner.web.context import by_name
from planner.web.dates import day, month, short_day
from planner.web.language import language, t
from planner.wizards.schema import Group, PlanType

WIDE, NARROW = 720, 312
"""Widths in pixels of the pictures on a desk and on a phone: they are drawn for their place, never scaled."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The same drawing twice; the style sheet shows the one that fits."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at before the manager signs."""

    good: bool
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    """Activities that begin in one month: (days, name, where)."""

    name: str
    lines: tuple[tuple[str, str, str], ...]


def goals_picture(view: ApprovalView) -> Picture | None:
    """Bars from where we stand to where we want to be; None without goals."""
    goals = figures.goals_of(view.goals, group_of(view.plan.plan_type, "goals"), language())
    if not goals:
        return None
    return Picture(*(_drawn(figures.goal_bars(goals, language(), width)) for width in (WIDE, NARROW)))


def budget_picture(view: ApprovalView) -> Picture | None:
    """Bars by kind of expense; None when nothing is spent."""
    group, rows = group_of(view.plan.plan_type, "resources"), [row for row, _ in view.budget]
    items = figures.budget_items(rows, group, language()) if group is not None else []
    if not items:
        return None
    return Picture(*(_drawn(figures.budget_bars(items, language(), width)) for width in (WIDE, NARROW)))


def months_picture(view: ApprovalView) -> Picture | None:
    """Columns: how many activities begin in each month; None without dates, or where they are years apart."""
    days = [date.fromisoformat(row["from_date"]) for row in view.activities if row.get("from_date")]
    drawn = [figures.month_columns(days, language(), width) for width in (WIDE, NARROW)]
    return Picture(*(_drawn(svg) for svg in drawn)) if all(drawn) else None


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704  drawn by us; every word in it was escaped by the canvas


def group_of(plan_type: PlanType, block: str) -> Group | None:
    """The first group of a block, as declared when the plan was submitted."""
    return next((i for step in plan_type.steps for i in step.items if isinstance(i, Group) and i.block == block), None)


def budget_share(view: ApprovalView) -> str:
    """How much of the products' budget line the plan takes; "" when no line is on record."""
    line = view.budget_line_fen
    if not line or not view.budget_fen:
        return ""
    percent = round(100 * view.budget_fen / line)
    if view.budget_fen > line:
        return t("超过了产品线全年预算，是它的 {p}%。", "More than the product line's budget for the year: {p}% of it.", p=percent)
    share = t("不到 1%", "less than 1%") if percent < 1 else f"{percent}%"
    return t("占产品线全年预算的 {p}。", "{p} of the product line's budget for the year.", p=share)


def months(view: ApprovalView) -> tuple[Month, ...]:
    """Activities by the month they begin in; those without a date come last."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in view.activities:
        start = row.get("from_date")
        name = month(date.fromisoformat(start)) if start else t("还没有日期", "No date yet")
        found.setdefault(name, []).append((_days(row), str(row.get("name") or ""), str(row.get("institution") or "")))
    return tuple(Month(name, tuple(lines)) for name, lines in found.items())


def _days(row: dict[str, Any]) -> str:
    first, last = row.get("from_date"), row.get("to_date")
    if not first:
        return ""
    start = short_day(date.fromisoformat(first))
    return start if not last or last == first else f"{start} – {short_day(date.fromisoformat(last))}"


def checks(view: ApprovalView, now: datetime) -> tuple[Check, ...]:
    """What holds of the file about to be signed, each looked up and not assumed."""
    roles = {signature.role: signature for signature in view.signatures}
    officer = roles.get("compliance")
    same = officer is not None and officer.file_sha256 == view.content_sha256
    valid = {"author", "compliance"} <= roles.keys() and all(
        s.certificate.state != "revoked" and s.certificate.not_after > now for s in view.signatures
    )
    found = [
        Check(same, t("内容和合规审过的完全一致", "Exactly the file that compliance reviewed"))
        if same
        else Check(same, t("这份文件不是合规签名的那一份", "This is not the file that compliance signed")),
        Check(valid, t("作者、合规已签名，证书有效", "Signed by author and compliance, certificates good"))
        if valid
        else Check(valid, t("前面的签名不完整，或者证书已失效", "An earlier signature is missing or its certificate is no longer good")),
    ]
    if view.in_force is not None:
        found.append(Check(True, t("你批准后，第 {n} 版自动作废", "Once you approve, revision {n} is superseded", n=view.in_force.number)))
    if view.unsettled:
        n = len(view.unsettled)
        found.append(
            Check(
                False,
                t(
                    "{n} 处例外已经到期，不能批准",
                    "{n} exceptions have ended; it cannot be approved",
                    "An exception has ended; it cannot be approved",
                    n=n,
                ),
            )
        )
    if view.over:
        found.append(Check(False, t("期间已经结束，不能再批准，只能退回", "Its period is over; it can only be returned")))
    elif view.begun:
        found.append(Check(True, t("期间已经开始，PDF 里写明了这一点", "Its period has begun; the PDF says so")))
    return tuple(found)


def outcome_words(view: ApprovalView) -> str:
    """`10 处无问题，1 处例外放行`."""
    names = {"harmless": t("无问题", "no issue"), "exception": t("例外放行", "exception granted")}
    parts = [t("{n} 处{o}", "{n} × {o}", n=view.outcomes[key], o=name) for key, name in names.items() if view.outcomes[key]]
    return t("，", ", ").join(parts)


def exception_words(item: ReviewItem) -> str:
    """Ground and note of an exception."""
    decision = item.decision
    if decision is None:
        return ""
    ground = t(REASON_CLASSES[decision.reason_class]) if decision.reason_class in REASON_CLASSES else ""
    return t("；", "; ").join(part for part in (ground, decision.note) if part)


def granted_words(item: ReviewItem) -> str:
    """Who granted an exception, on whose behalf, when, and for how long."""
    decision = item.decision
    if decision is None:
        return ""
    who = by_name(decision.officer, decision.for_person)
    parts = [t("{who}，{d}放行", "Granted by {who}, {d}", who=who, d=day(decision.at))]
    if decision.expires_on is not None:
        parts.append(t("有效到{d}", "until {d}", d=day(decision.expires_on)))
    return t("，", ", ").join(parts)


def ended_words(decision: Decision) -> str:
    """Who granted an exception that has ended, and when it did."""
    who, last = by_name(decision.officer, decision.for_person), decision.expires_on
    return t("{who}放行，{d}到期", "Granted by {who}, ended {d}", who=who, d=day(last) if last else "")


def settled_before(view: ApprovalView) -> int:
    """How many of the findings had been decided on an earlier submission of the same sentence."""
    return sum(item.carried for item in view.items)


def before_words(view: ApprovalView) -> str:
    """Since when the revision in force holds."""
    row = view.in_force
    if row is None:
        return ""
    return t(
        "上一份：第 {n} 版，{d}批准，在你批准这一版之前继续有效。",
        "Before: revision {n}, approved {d}; it stays in force until you approve this one.",
        n=row.number,
        d=day(row.state_since),
    )
