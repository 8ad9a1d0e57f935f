"""One product with one plan approved in it, reached by the service, the page and the command alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.app import create_app
from planner.models import Authority as AuthorityRow
from planner.models import IssuedFile, SignatureRow
from planner.models.engine import begin_write, make_engine
from planner.seeds import play
from planner.seeds.company import load_company
from planner.seeds.play import Days, DemoClock, Stage, stage_for
from planner.services.database import upgrade
from planner.services.house import House, Transaction, open_house
from planner.settings import Settings, make_demo_secrets
from planner.signing.authority import Authority
from tests.corpus.tampered.material import Material
from tests.factories.stage import MORNING

DAYS = Days(date(2027, 1, 1), date(2027, 4, 15), date(2027, 7, 1))


@dataclass(frozen=True)
class Place:
    """Where the plan lives.

    :param environment: what the command line needs to find it
    """

    app: Flask
    transaction: Transaction
    house: House
    number: str
    material: Material
    environment: dict[str, str]


def build(folder: Path) -> Place:
    """Write, review and approve a plan by the product's own services."""
    environment = {"PLANNER_DATA": str(folder), "PLANNER_ENV": "demo"}
    make_demo_secrets(folder)
    settings = Settings.from_env(environment)
    upgrade(settings.database_url)
    engine = make_engine(settings.database_url)

    @contextmanager
    def transaction() -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session:
            begin_write(session)
            yield session
            session.commit()

    clock = DemoClock(MORNING - timedelta(hours=1))
    house = open_house(
        public_url=settings.public_url,
        key_secret=settings.key_secret.encode(),
        audit_key=settings.audit_secret.encode(),
        demo=True,
        clock=clock,
    )
    load_company(transaction, house)
    clock.now = MORNING
    stage = stage_for(transaction, house)
    number = approved(stage, product="禾屿单抗注射液")
    return Place(create_app(settings, clock=clock), transaction, house, number, _material(transaction, house), environment)


def approved(stage: Stage, *, product: str) -> str:
    """A launch plan signed by all three."""
    author, officer, manager = (stage.actor(f"{who}@hengyu.example") for who in ("zhou.yining", "lu.zhiwei", "han.muzhi"))
    number = play.write_plan(stage, author, days=DAYS, product=product)
    play.submit(stage, author, number)
    play.pass_on(stage, officer, number)
    play.approve(stage, manager, number)
    return number


def _material(transaction: Transaction, house: House) -> Material:
    with transaction() as session:
        files = [row.data for row in session.scalars(select(IssuedFile).where(IssuedFile.kind == "plan").order_by(IssuedFile.signatures))]
        rows = session.scalars(select(SignatureRow).order_by(SignatureRow.id)).all()
        authority = session.scalars(select(AuthorityRow)).one()
        opened = Authority.open(authority.pem, authority.sealed_key, house.key_secret)
        people = tuple((row.person.name, row.person.employee_number) for row in rows)
        moments = tuple(row.at for row in rows)
    one, two, three = files
    return Material(
        (one[: one.index(b"%%EOF") + 6], one, two, three),
        moments,  # type: ignore[arg-type]
        opened,
        house.company,
        people,  # type: ignore[arg-type]
    )
