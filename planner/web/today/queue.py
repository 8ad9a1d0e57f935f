"""The officer's part of the first page, and what can be done from the list itself."""

from typing import Any

from flask import Response, flash, g, request, url_for

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid
from planner.services import presence, queue, queue_saved, review
from planner.services.cards import PlanCard
from planner.services.listing import Count
from planner.services.workdays import announced
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.web.menu import REVIEWERS
from planner.web.today import bp, filters, sentence


def for_page() -> dict[str, Any]:
    """What the page of an officer asks for."""
    chosen = filters.filters()
    figures = queue.totals(reading(), house(), g.actor)
    after = request.args.get("after", "")
    page = queue.queue(reading(), house(), g.actor, chosen.wanted, after=int(after) if after.isdecimal() and len(after) < 12 else None)
    counts = {"all": figures.waiting, "mine": figures.mine}
    years = {card.due_on.year for card in page.cards if card.due_on} | {local_date(house().clock()).year}
    return {
        "officer_says": sentence.for_officer(figures),
        "queue": page.cards,
        "looking": presence.lookers(reading(), house(), g.actor, [card.number for card in page.cards]),
        "chosen": chosen,
        "queue_tabs": filters.tabs(chosen, lambda tab: how_many(counts[tab]) if tab in counts else None),
        "queue_next": chosen.address(after=str(page.after)) if page.after is not None else None,
        "queue_first": chosen.address() if after else None,
        "queue_sorts": [(chosen.address(sort=key), label, key == chosen.wanted.sort) for key, label in _sorts()],
        "queue_kept": queue_saved.kept(reading(), g.actor),
        "queue_unsure": sorted(year for year in years if not announced(year)),
        "due_words": due_words,
    }


def _sorts() -> list[tuple[str | None, str]]:
    return [("risk", t("按风险", "By risk")), ("due", t("按期限", "By due date")), ("age", t("按提交先后", "By age"))]


def how_many(count: Count) -> str:
    """12, or 999+ where counting ended."""
    return f"{count.n}+" if count.more else str(count.n)


def due_words(card: PlanCard) -> tuple[str, str]:
    """How long compliance still has: words, and a tone for the tag."""
    left = card.days_left
    if left is None:
        return "", ""
    if left < 0:
        return t("晚了 {n} 个工作日", "{n} working days late", "1 working day late", n=-left), "block"
    if card.late:
        return t("已过期限", "past its due date"), "block"
    if left == 0:
        return t("今天到期", "due today"), "review"
    return t("还有 {n} 个工作日", "{n} working days left", "1 working day left", n=left), ""


@bp.post("/queue/<number>/claim")
@requires(*REVIEWERS)
def claim(number: str) -> Response:
    """Take a review without leaving the list."""
    with transaction() as session:
        review.claim(session, house(), g.actor, number)
    flash(t("已领取。30 分钟没有动作会自动放回。", "Taken. It goes back by itself after 30 minutes without activity."))
    return _list()


@bp.post("/queue/<number>/release")
@requires(*REVIEWERS)
def release(number: str) -> Response:
    """Put one's own review back."""
    with transaction() as session:
        review.release(session, house(), g.actor, number)
    flash(t("已放回待审。做过的决定都留着。", "Put back. Your decisions so far are kept."))
    return _list()


@bp.post("/queue/<number>/assign")
@requires(*REVIEWERS)
def assign(number: str) -> Response:
    """Say who is to read it; an empty choice takes the assignment back."""
    wanted = request.form.get("to", "")
    known = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0
    try:
        with transaction() as session:
            queue.assign(session, house(), g.actor, number, known if wanted else None)
    except Invalid as problem:
        flash(t(next(iter(problem.errors.values()))))
        return _list()
    flash(t("已分配，对方还没有开始看。", "Assigned; reading has not begun.") if wanted else t("已取消分配。", "Nobody is to read it now."))
    return _list()


@bp.post("/queue/filters")
@requires(*REVIEWERS)
def keep_filter() -> Response:
    """Keep the filter of the address under a name."""
    try:
        with transaction() as session:
            queue_saved.keep(session, house(), g.actor, request.form.get("name", ""), filters.canonical(request.form.get("query", "")))
    except Invalid as problem:
        flash(t(next(iter(problem.errors.values()))))
    return _list()


@bp.post("/queue/filters/<int:key>/remove")
@requires(*REVIEWERS)
def drop_filter(key: int) -> Response:
    """Forget a filter of one's own."""
    with transaction() as session:
        queue_saved.drop(session, g.actor, key)
    return _list()


def _list() -> Response:
    """Back to the list as it was filtered; only what a filter knows goes into the address."""
    query = filters.canonical(request.form.get("query", ""))
    return go_to(url_for("today.show") + (f"?{query}" if query else ""))
