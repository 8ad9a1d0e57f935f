"""A company large enough for a load: representatives each with a full plan and a browser signed in, and plans on their way."""

import re
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from planner.app import create_app
from planner.cli.place import transactions
from planner.models import IssuedFile, Person, Plan, Revision, RoleGrant, StepAnswers
from planner.models.engine import make_engine
from planner.seeds.company import PASSWORD, load_company
from planner.seeds.play import Days, DemoClock, Stage, decide_all, pass_on, submit, write_plan
from planner.seeds.play import approve as approve_plan
from planner.services.database import upgrade
from planner.services.wizard import base_of
from planner.settings import Settings, make_demo_secrets

HOST = "http://127.0.0.1"
STEP, FIELD = "pre-launch", "objective"
WRITER, OFFICER, MANAGER = "zhou.yining@hengyu.example", "cheng.yan@hengyu.example", "han.muzhi@hengyu.example"


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that is signed in: what it sends along."""

    cookie: str
    token: str


@dataclass(slots=True)
class Writer:
    """A representative at the keyboard.

    :param said: the last text the server acknowledged; None before the first
    :param base: digest of what is stored, as the page would hold it
    :param saves: how often the step was saved before the load
    """

    browser: Browser
    number: str
    base: str
    saves: int
    said: str | None = None
    acknowledged: int = 0


@dataclass(slots=True)
class Crowd:
    """Everybody and everything a load needs.

    :param waiting: numbers of plans that are submitted and decided, to be passed and approved
    :param code: verify code of a plan in force; `paper` are the bytes of its file
    """

    writers: list[Writer]
    officer: Browser
    manager: Browser
    waiting: list[str]
    code: str
    paper: bytes
    approved: list[str] = field(default_factory=list)


def gather(data: Path, url: str | None, writers: int, waiting: int) -> Crowd:
    """Fill an empty database, SQLite in the folder when no address is given.

    :param writers: representatives, each with a full plan
    :param waiting: plans to be passed and approved during the load
    """
    make_demo_secrets(data)
    settings = Settings.from_env({"PLANNER_DATA": str(data), **({"DATABASE_URL": url} if url else {})})
    upgrade(settings.database_url)
    app = create_app(settings)
    engine = make_engine(settings.database_url)
    transaction = transactions(engine)
    load_company(transaction, app.extensions["house"])
    house = app.extensions["house"]
    stage = Stage(
        transaction, house, DemoClock(house.clock())
    )  # acts at the present hour, so that whoever signs during the load signs later
    author = stage.actor(WRITER)
    number = write_plan(stage, author, days=Days(date(2027, 1, 1), date(2027, 4, 15), date(2027, 7, 1)), product="禾屿单抗注射液")
    with transaction() as session:
        copies = [_copy(session, number, f"2026-LA-{8000 + n}") for n in range(waiting)]
        mails = [_colleague(session, n) for n in range(writers)]
        session.flush()
        plans = [_copy(session, number, f"2026-LA-{6000 + n}", mail) for n, mail in enumerate(mails)]
    submit(stage, author, number)
    officer, manager = stage.actor(OFFICER), stage.actor(MANAGER)
    pass_on(stage, officer, number)
    approve_plan(stage, manager, number)
    for one in copies:
        submit(stage, author, one)
        decide_all(stage, officer, one)
    code, paper = _issued(stage, number)
    found = Crowd(
        [_writer(app, stage, mail, plan) for mail, plan in zip(mails, plans, strict=True)],
        _sign_in(app, OFFICER),
        _sign_in(app, MANAGER),
        copies,
        code,
        paper,
    )
    engine.dispose()
    return found


def _issued(stage: Stage, number: str) -> tuple[str, bytes]:
    with stage.act() as session:
        row = session.scalars(select(Revision).join(Plan).where(Plan.number == number)).one()
        newest = select(IssuedFile).where(IssuedFile.revision_id == row.id, IssuedFile.kind == "plan").order_by(IssuedFile.id.desc())
        return str(row.verify_code), bytes(session.scalars(newest.limit(1)).one().data)


def _colleague(session: Session, n: int) -> str:
    pattern = session.scalars(select(Person).where(Person.email == WRITER)).one()
    person = Person(**_columns(pattern, employee_number=f"HY{7000 + n}", email=f"rep{n}@hengyu.example", name=f"代表{n}"))
    person.grants = [RoleGrant(role=grant.role, territory_id=grant.territory_id) for grant in pattern.grants]
    session.add(person)
    return person.email


def _copy(session: Session, number: str, wanted: str, mail: str | None = None) -> str:
    """The draft of a plan once more, under another number, of another author where one is given."""
    row = session.scalars(select(Revision).join(Plan).where(Plan.number == number)).one()
    author = session.scalars(select(Person).where(Person.email == mail)).one().id if mail else row.plan.author_id
    copy = Revision(**_columns(row, plan_id=None), plan=Plan(**_columns(row.plan, number=wanted, author_id=author)))
    copy.steps = [StepAnswers(**_columns(step, revision_id=None)) for step in row.steps]
    session.add(copy)
    return wanted


def _columns(row: Any, **other: Any) -> dict[str, Any]:
    """A row's columns without its key, some of them otherwise; those named with None are left to the relations."""
    found = {one.key: getattr(row, one.key) for one in inspect(type(row)).column_attrs if not one.columns[0].primary_key}
    return {name: value for name, value in {**found, **other}.items() if name not in other or other[name] is not None}


def _writer(app: Flask, stage: Stage, mail: str, number: str) -> Writer:
    browser = _sign_in(app, mail)
    with stage.act() as session:
        query = select(StepAnswers).join(Revision).join(Plan).where(Plan.number == number, StepAnswers.step == STEP)
        row = session.scalars(query).one()
        return Writer(browser, number, base_of(row.answers.get(FIELD)), row.saves)


def _sign_in(app: Flask, mail: str) -> Browser:
    client = app.test_client()
    token = _token(client.get("/sign-in", base_url=HOST).text)
    answer = client.post("/sign-in", data={"login": mail, "password": PASSWORD, "csrf_token": token}, base_url=HOST)
    if answer.status_code != 303:
        raise RuntimeError(answer.text)
    page = client.get("/account", base_url=HOST).text
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name, domain="127.0.0.1")
    if cookie is None:
        raise RuntimeError("no session cookie")
    return Browser(f"{name}={cookie.value}", _token(page))


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]*)"', page)
    if found is None:
        raise RuntimeError("a page without a form token")
    return unescape(found[1])


def kept(url: str, crowd: Crowd) -> tuple[int, int]:
    """How many acknowledged writes the database does not have, and how many approvals.

    Every save that is acknowledged counts the step up by one, and the last one's words stand there: so none is missing in between.
    """
    engine = make_engine(url)
    lost = 0
    with Session(engine) as session:
        rows = session.execute(
            select(Plan.number, StepAnswers.saves, StepAnswers.answers)
            .join(Revision, Revision.id == StepAnswers.revision_id)
            .join(Plan)
            .where(StepAnswers.step == STEP)
        )
        stored = {number: (saves, answers.get(FIELD)) for number, saves, answers in rows}
        for writer in crowd.writers:
            saves, words = stored[writer.number]
            lost += max(0, writer.saves + writer.acknowledged - saves)
            lost += writer.said is not None and words != writer.said
        states = dict(session.execute(select(Plan.number, Revision.state).join(Revision)).all())
    engine.dispose()
    return lost, sum(states[number] not in ("approved", "in_force") for number in crowd.approved)
