"""Lent roles, with PostgreSQL under them: the same promises, and one delegation where the same form comes twice at once."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from planner.kernel.errors import Invalid
from planner.models import Delegation
from planner.workflow import Role
from tests.factories.lending import lend
from tests.factories.stage import Cast


def test_the_same_form_sent_twice_at_once_lends_once(stage: Cast) -> None:
    han, tang = stage.han, stage.tang

    def once(_: int) -> str:
        try:
            lend(stage, han, tang, Role.MANAGER)
        except Invalid:
            return "refused"
        return "lent"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(once, range(4))) == ["lent", "refused", "refused", "refused"]
    with stage.act() as session:
        assert session.scalar(select(func.count()).select_from(Delegation)) == 1
