"""A house with the demo company in a database of the test's own, and short cuts to act in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from planner.models import AuditEvent, CompanyRule, Delegation, Person, Plan, RoleGrant
from planner.models.engine import begin_write, make_engine
from planner.seeds import play
from planner.seeds.company import PASSWORD, PIN, load_company
from planner.seeds.library import BEGUN
from planner.seeds.play import Days, DemoClock, Stage
from planner.services import approval, house, review, submission, wizard
from planner.services.actor import Actor, actor_for
from planner.services.house import House
from planner.services.people import add_person
from planner.services.pins import Consent
from planner.services.wizard import Change, Saved, base_of
from planner.wizards.answers import leaf
from planner.workflow import Role
from tests.factories.core import one_pack
from tests.factories.shelf import Shelf

MORNING = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DAYS = Days(date(2027, 1, 1), date(2027, 4, 15), date(2027, 7, 1))
PRODUCT = "禾屿单抗注射液"
DOUBTFUL = "与医院共建患者教育中心，由医学部书面评估。"


@cache
def _house() -> House:
    """Rules and declarations, read once in a test process."""
    with one_pack(house):
        return house.open_house(public_url="http://localhost:8000", key_secret=b"k" * 32, audit_key=b"a" * 32, demo=True)


def house_on(clock: DemoClock) -> House:
    """A house with fixed secrets on a set clock."""
    return replace(_house(), clock=clock)


def transactions(engine: Engine) -> Callable[[], object]:
    """Write transactions, as the web has them."""

    @contextmanager
    def transaction() -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session:
            begin_write(session)
            yield session
            session.commit()

    return transaction


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The shelf of the run, and the name that a stage's own database has on it."""

    shelf: Shelf
    name: str


@dataclass(frozen=True, slots=True)
class Cast(Stage):
    """The stage with its people by name.

    :param snapshots: where databases at often needed points are kept, so that each of them is made once;
        None makes them every time
    """

    engine: Engine
    snapshots: Snapshots | None = None

    def __getattr__(self, name: str) -> Actor:
        emails = {"zhou": "zhou.yining", "ye": "ye.zhiqiu", "shen": "shen.ruoxi", "lu": "lu.zhiwei", "cheng": "cheng.yan"}
        emails |= {"gu": "gu.qinghe", "han": "han.muzhi", "tang": "tang.yuan", "fang": "fang.yinan"}
        if name not in emails:
            raise AttributeError(name)
        with Session(self.engine) as session:  # reads beside an open write transaction
            person = session.scalars(select(Person.id).where(Person.email == f"{emails[name]}@hengyu.example")).one()
            return actor_for(session, person, now=self.house.clock())

    def draft(self, author: Actor, through: str | None = None) -> str:
        """A launch plan of an author, typed to the end or through a step."""
        return play.write_plan(self, author, days=DAYS, product=PRODUCT, through=through)

    def type(self, author: Actor, number: str, path: str, typed: str, base: str | None = None) -> Saved:
        """Save one field; on the value that is there unless another base is given."""
        slug = path.split(".")[0]
        with self.act() as session:
            view = wizard.open_step(session, self.house, author, number, slug)
            found = leaf(view.step, view.answers, path)
            return wizard.save_fields(
                session, self.house, author, number, slug, [Change(path, typed, base_of(found.value) if base is None else base)]
            )

    def consent(self, digest: str, pin: str = PIN) -> Consent:
        """What a person types to sign."""
        return Consent(pin, PASSWORD, None, digest)

    def answers_digest(self, author: Actor, number: str) -> str:
        """What the signing form of the author names."""
        with self.act() as session:
            return submission.open_submission(session, self.house, author, number).content_sha256

    def desk_digest(self, officer: Actor, number: str) -> str:
        """What the signing form of the officer names."""
        with self.act() as session:
            return review.open_desk(session, self.house, officer, number).content_sha256

    def approval_digest(self, manager: Actor, number: str) -> str:
        """What the signing form of the manager names."""
        with self.act() as session:
            return approval.open_approval(session, self.house, manager, number).content_sha256

    def submitted(self, author: Actor) -> str:
        """A plan that waits for review."""

        def make() -> str:
            number = self.draft(author)
            play.submit(self, author, number)
            return number

        return self._at(f"submitted-{author.employee_number}", make)

    def doubtful(self, author: Actor) -> str:
        """A plan that waits for review, with a passage an officer has to look at: growth.objective says DOUBTFUL."""

        def make() -> str:
            number = self.draft(author)
            self.type(author, number, "growth.objective", DOUBTFUL)
            play.submit(self, author, number)
            return number

        return self._at(f"doubtful-{author.employee_number}", make)

    def passed(self, author: Actor, officer: Actor) -> str:
        """A plan that waits for approval."""

        def make() -> str:
            number = self.submitted(author)
            play.pass_on(self, officer, number)
            return number

        return self._at(f"passed-{author.employee_number}-{officer.employee_number}", make)

    def approved(self, author: Actor, officer: Actor, manager: Actor) -> str:
        """A plan in force."""

        def make() -> str:
            number = self.passed(author, officer)
            play.approve(self, manager, number)
            return number

        return self._at(f"approved-{author.employee_number}-{officer.employee_number}", make)

    def _at(self, point: str, make: Callable[[], str]) -> str:
        """Go to a point by its snapshot where there is one; only from the untouched company."""
        with Session(self.engine) as session:
            empty = all(session.scalar(select(one).limit(1)) is None for one in (Plan.id, CompanyRule.id, Delegation.id))
            pristine = empty and session.scalar(select(func.count()).select_from(RoleGrant)) == 9
        if not pristine or self.snapshots is None:
            return make()

        def there() -> None:
            make()
            self.engine.dispose()

        self.engine.dispose()
        self.snapshots.shelf.keep(self.snapshots.name, point, there)
        self.snapshots.shelf.put(point, self.snapshots.name)
        with Session(self.engine) as session:
            last = session.scalars(select(func.max(AuditEvent.at))).one()
            self.clock.now = last + timedelta(minutes=1)  # nobody signs behind the signature before
            return session.scalars(select(Plan.number)).one()


def second_administrator(stage: Stage) -> Actor:
    """Somebody who keeps the company's data beside 方以南."""
    with stage.act() as session:
        made = add_person(
            session, stage.house, employee_number="HY0902", email="qin.shu@hengyu.example", name="秦书", job_title="系统管理员",
            territory="全国", roles=[Role.ADMINISTRATOR], password=PASSWORD,
        )  # fmt: skip
        return actor_for(session, made.id)


def cast_in(engine: Engine) -> Cast:
    """The demo company in an empty database, made before anybody acts: some set the clock back to when the library was begun."""
    cast = on_stage(engine)
    cast.clock.now = MORNING - timedelta(days=BEGUN + 1)
    load_company(cast.transaction, cast.house, MORNING.date())
    cast.clock.now = MORNING
    return cast


def company_on(shelf: Shelf) -> str:
    """Keep the company as a point; returns its name."""

    def make() -> None:
        shelf.put("migrated", "company-in-the-making")
        engine = make_engine(shelf.url("company-in-the-making"))
        cast_in(engine)
        engine.dispose()

    shelf.keep("company-in-the-making", "company", make)
    return "company"


def on_stage(engine: Engine, snapshots: Snapshots | None = None) -> Cast:
    """The cast of a database that holds the company already."""
    clock = DemoClock(MORNING)
    return Cast(transactions(engine), house_on(clock), clock, engine, snapshots)  # type: ignore[arg-type]
