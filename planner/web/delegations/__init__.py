"""Lend a role of one's own for some days, and see for whom one acts."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, flash, g, request, url_for

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.models import Delegation
from planner.services import delegation
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import t
from planner.workflow import LENDABLE, ROLE_NAMES

bp = Blueprint("delegations", __name__, url_prefix="/delegations")

STANDINGS: dict[delegation.Standing, tuple[Text, str]] = {
    delegation.Standing.COMING: (Text("还没有开始", "To come"), ""),
    delegation.Standing.RUNNING: (Text("进行中", "Running"), "accent"),
    delegation.Standing.OVER: (Text("已到期", "Over"), ""),
    delegation.Standing.ENDED: (Text("已提前结束", "Ended early"), ""),
}
"""Name and tone of where a delegation stands."""


@bp.get("")
@requires(*LENDABLE)
def index() -> Response:
    """Delegations given and taken, and the form for a new one."""
    return _page({})


@bp.post("")
@requires(*LENDABLE)
def give() -> Response:
    """Lend a role; what was typed stays when something is wrong with it."""
    form = request.form
    try:
        with transaction() as writing:
            delegation.give(
                writing,
                house(),
                g.actor,
                taker_id=_number(form.get("taker")),
                role=form.get("role", ""),
                territory_id=_territory(form.get("territory", "")),
                from_on=_day(form.get("from_on")),
                until_on=_day(form.get("until_on")),
                reason=form.get("reason", ""),
            )
    except Invalid as error:
        return _page(form, error.errors, 422)
    flash(t("委托已经登记，对方也看得到。", "The delegation is entered; your colleague sees it too."))
    return go_to(url_for("delegations.index"))


@bp.post("/<int:key>/end")
@requires(*LENDABLE)
def end(key: int) -> Response:
    """End one before its time."""
    with transaction() as writing:
        delegation.end(writing, house(), g.actor, key)
    flash(t("委托已经结束，立刻生效。", "The delegation has ended, with immediate effect."))
    return go_to(url_for("delegations.index"))


def _page(typed: Mapping[str, str], problems: Mapping[str, Text] | None = None, status: int = 200) -> Response:
    problems = problems or {}
    roles = delegation.roles_to_lend(g.actor)
    choices = delegation.takers(reading(), g.actor)
    today = local_date(house().clock())
    return render(
        "delegations/index.html",
        None,
        status,
        found=delegation.of_person(reading(), g.actor.person_id),
        standing=lambda one: STANDINGS[delegation.standing(one, today)],
        open_still=lambda one: _open_still(one, today),
        typed=typed,
        problems=problems,
        problem_list=[(field, t(message)) for field, message in problems.items()],
        roles=[(role.value, t(ROLE_NAMES[role])) for role in roles],
        takers=sorted({(one.person_id, f"{one.name}{t('，', ', ')}{one.job_title}") for one in choices}),
        territories=[(row.id, row.name) for row in delegation.territories_to_lend(reading(), g.actor, *roles)],
        first=today.isoformat(),
        longest=delegation.LONGEST,
    )


def _open_still(one: Delegation, today: date) -> bool:
    return delegation.standing(one, today) in (delegation.Standing.COMING, delegation.Standing.RUNNING)


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _territory(typed: str) -> int | None:
    """None for all of one's own; what is no number is no territory of anybody's."""
    return (_number(typed) or 0) if typed else None


def _day(typed: str | None) -> date | None:
    try:
        return date.fromisoformat(typed or "")
    except ValueError:
        return None
