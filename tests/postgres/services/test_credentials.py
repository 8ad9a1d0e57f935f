"""Credentials at a signing provider, with PostgreSQL under them."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from planner.kernel.errors import PlannerError
from planner.models import Certificate, Person
from planner.seeds.company import PIN
from planner.services import credentials
from tests.factories.csc import SigningProvider
from tests.factories.stage import Cast
from tests.unit.services.test_credentials import assign, enrol, prove
from tests.unit.services.test_credentials import house as house
from tests.unit.services.test_credentials import server as server


def test_of_two_who_are_given_one_credential_at_once_one_has_it(house: Cast, server: SigningProvider) -> None:
    server.enrol("shared", house.zhou.name, "X9", pin=PIN)
    with house.act() as session:
        session.scalars(select(Person).where(Person.id == house.shen.person_id)).one().name = house.zhou.name

    def give(subject: int) -> bool:
        try:
            credentials.assign(house.transaction, house.house, house.fang, subject, "shared")
        except PlannerError:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(give, [house.zhou.person_id, house.shen.person_id])) == [False, True]
    with house.act() as session:
        assert session.scalar(select(func.count()).select_from(Person).where(Person.credential == "shared")) == 1


def test_two_proofs_at_once_leave_one_certificate(house: Cast, server: SigningProvider) -> None:
    assign(house, house.zhou, enrol(server, house.zhou))
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: prove(house, house.zhou), range(2)))
    with house.act() as session:
        mine = select(func.count()).select_from(Certificate).where(Certificate.person_id == house.zhou.person_id)
        assert session.scalar(mine.where(Certificate.state == "active")) == 1
        assert session.scalar(mine.where(Certificate.credential.is_not(None))) == 1
