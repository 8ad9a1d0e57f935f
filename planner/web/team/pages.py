"""The board, and everything in one state as a list of its own."""

from typing import Any

from flask import Response, g, request

from planner.services import approval, board, bundles, cards, job_desk
from planner.web.access import requires
from planner.web.extensions import house, reading
from planner.web.htmx import render
from planner.web.team import bp, filters
from planner.web.team.filters import Filters
from planner.web.today import links, sentence
from planner.web.today.queue import how_many
from planner.workflow import Role, State

IN_COLUMN = 8
ON_PAGE = 24


@bp.get("")
@requires(Role.MANAGER)
def show() -> Response:
    """Plans of the team by state; with `state=` all of one state, page by page."""
    chosen = filters.of_query(request.args)
    listed = _listed(chosen, chosen.state) if chosen.state else _board(chosen)
    return render("team/show.html", None, 200, chosen=chosen, **links.for_templates(), **listed)


def _listed(chosen: Filters, state: State) -> dict[str, Any]:
    page = cards.team_page(reading(), house(), g.actor, state, chosen.wanted, after=chosen.after, size=ON_PAGE)
    count = cards.team_counts(reading(), g.actor, [state], chosen.wanted)[state]
    return {"listed": page, "count": count}


def _board(chosen: Filters) -> dict[str, Any]:
    columns = board.board(reading(), house(), g.actor, chosen.wanted, IN_COLUMN)
    waiting = approval.waiting(reading(), house(), g.actor, 1)
    returned = next(column.count.n for column in columns if column.state is State.RETURNED)
    n = approval.waiting_count(reading(), g.actor).n
    return {
        "columns": columns,
        "ending": board.ending_soon(reading(), house(), g.actor, chosen.wanted),
        "waiting": waiting,
        "said": sentence.for_manager(waiting, n, returned if not chosen.narrowed else 0, house().clock()),
        "team_href": lambda state: chosen.address(state),
        "signed": [bundles.size_of(reading(), g.actor, bundles.Range(chosen.wanted, ever)) for ever in (False, True)],
        "how_many": how_many,
        "made": job_desk.own_jobs(reading(), g.actor, bundles.KIND, 3),
    }
