"""`python -m bench.scale`: pages over 100,000 plans and 1,000,000 findings against the same pages over 100 plans, on both engines.

Both databases of an engine stand side by side; each page is asked for in turn of the one and of the other,
in one process, so that both meet the same machine. What counts is the ratio of the medians. The desk is
that of a plan written through the services, with 60 findings laid on it. `SCALE_PLANS` takes another size;
`python -m bench.scale postgresql` measures one engine alone, on a server that it starts for itself and stops.
"""

import gc
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, insert, select, text
from sqlalchemy.orm import Session

from ops.postgres import NoServer, throwaway
from planner.app import create_app
from planner.cli.place import transactions
from planner.models import FindingRow, Plan, Product, Revision, Territory
from planner.models.engine import make_engine
from planner.seeds import play
from planner.seeds.company import PASSWORD, load_company
from planner.seeds.load import load
from planner.seeds.play import Days, stage_for
from planner.services import queue_saved
from planner.services.database import upgrade
from planner.settings import Settings, make_demo_secrets
from planner.web.extensions import db

SMALL, LARGE, FINDINGS_EACH, ON_THE_DESK = 100, int(os.environ.get("SCALE_PLANS", "100000")), 10, 60
ROUNDS, MOST = 24, 1.5
ENGINES = ("sqlite", "postgresql")
TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')
HOST = "http://127.0.0.1:8000"
DAYS = Days(date(2027, 1, 1), date(2027, 4, 15), date(2027, 7, 1))


@dataclass
class Place:
    """One database behind the app, with people signed in.

    :param statements: how many the database was asked since it was emptied
    """

    size: int
    clients: dict[str, FlaskClient]
    pages: dict[str, tuple[str, str]]
    statements: list[str]


@contextmanager
def postgres() -> Iterator[str | None]:
    """Address of the databases of a server of the measurement's own; None where there is none to start."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(throwaway("shared_buffers=256MB"))
        except NoServer:
            yield None
            return
        for size in (SMALL, LARGE):
            server.create(f"plans_{size}")
        yield server.url("plans_{}")


def make(folder: Path, url: str, size: int) -> Place:
    """A database of this size behind an app, everybody signed in."""
    data = folder / f"{url.split(':')[0]}-{size}"
    make_demo_secrets(data)
    settings = Settings.from_env({"PLANNER_DATA": str(data), "DATABASE_URL": url})
    upgrade(url)
    app = create_app(settings)
    engine = make_engine(url)
    house = app.extensions["house"]
    load_company(transactions(engine), house)
    stage = stage_for(transactions(engine), house)
    number = play.write_plan(stage, stage.actor("zhou.yining@hengyu.example"), days=DAYS, product="禾屿单抗注射液")
    play.submit(stage, stage.actor("zhou.yining@hengyu.example"), number)
    load(transactions(engine), house, size, size * FINDINGS_EACH)
    with Session(engine) as session:
        _lay(session, number)
        place, product = (
            session.scalars(select(Territory.id).where(Territory.name == "云川大区")).one(),
            session.scalars(select(Product.id)).first(),
        )
        writer = session.scalars(select(Plan.author_id).where(Plan.territory.has(name="云川片区")).order_by(Plan.id.desc()).limit(1)).one()
        session.commit()
    _settled(engine)
    statements: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    clients = {who: _signed_in(app.test_client(), who) for who in ("gu.qinghe", "lu.zhiwei", "han.muzhi", "zhou.yining")}
    _keep_filters(clients["gu.qinghe"])
    second = re.search(r'href="([^"]*)" rel="next"', clients["gu.qinghe"].get("/", base_url=HOST).text)
    assert second, "the queue has one page only"
    pages = {
        "queue, whole company": ("gu.qinghe", "/"),
        "queue, one region": ("lu.zhiwei", "/"),
        "queue, by due date": ("gu.qinghe", "/?sort=due"),
        "filter: category": ("gu.qinghe", "/?category=claims"),
        "filter: product, kind, region": ("gu.qinghe", f"/?product={product}&kind=launch&territory={place}"),
        "filter: kind": ("gu.qinghe", "/?kind=turnaround"),
        "filter: a rare category": ("gu.qinghe", "/?category=donation"),
        "filter: nobody's": ("gu.qinghe", "/?officer=none"),
        "filter: late": ("gu.qinghe", "/?late=1"),
        "filter: returned, by age": ("gu.qinghe", f"/?show=returned&sort=age&product={product}"),
        "filter: mine": ("lu.zhiwei", "/?show=mine"),
        "queue, second page": ("gu.qinghe", unescape(second[1])),
        "manager's day": ("han.muzhi", "/"),
        "team board": ("han.muzhi", "/team"),
        "team board, one kind": ("han.muzhi", "/team?kind=launch"),
        "team board, one author": ("han.muzhi", f"/team?who={writer}"),
        "team, one state": ("han.muzhi", "/team?state=approved"),
        "own plans": ("zhou.yining", "/plans"),
        "desk, 60 findings": ("lu.zhiwei", f"/review/{number}"),
    }
    return Place(size, clients, pages, statements)


def _settled(engine: Engine) -> None:
    """PostgreSQL as its own housekeeping leaves a table a minute after so many rows."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))
    engine.dispose()


def _keep_filters(client: FlaskClient) -> None:
    """As many filters as one may keep, since every page of the queue lists them."""
    token = TOKEN.search(client.get("/", base_url=HOST).text)
    assert token, "no form on the first page"
    for n in range(queue_saved.MOST):
        data = {"csrf_token": token[1], "name": f"筛选 {n + 1}", "query": "category=claims"}
        assert client.post("/queue/filters", data=data, base_url=HOST).status_code == 303


def _lay(session: Session, number: str) -> None:
    """Findings on the one real plan, up to 60: those it has, again and again under other fingerprints."""
    row = session.scalars(select(Revision).join(Plan).where(Plan.number == number)).one()
    columns = [c for c in FindingRow.__table__.columns if c.name != "id"]
    there: list[dict[str, Any]] = [
        dict(one) for one in session.execute(select(*columns).where(FindingRow.revision_id == row.id)).mappings()
    ]
    if not there:
        raise SystemExit("the plan of the measurement has no finding to copy")
    more = []
    for n in range(len(there), ON_THE_DESK):
        key = f"{n:032x}"
        copy = there[n % len(there)]
        more.append({**copy, "position": n, "fingerprint": key, "detail": {**copy["detail"], "fingerprint": key}})
    session.execute(insert(FindingRow), more)


def _signed_in(client: FlaskClient, who: str) -> FlaskClient:
    found = TOKEN.search(client.get("/sign-in", base_url=HOST).text)
    assert found, "no form to sign in"
    data = {"login": f"{who}@hengyu.example", "password": PASSWORD, "csrf_token": found[1]}
    answer = client.post("/sign-in", data=data, base_url=HOST)
    assert answer.status_code == 303, answer.text
    return client


def asked(place: Place, page: str) -> tuple[float, int]:
    """Seconds of one request, and how many statements it took."""
    who, address = place.pages[page]
    place.statements.clear()
    started = time.perf_counter()
    answer = place.clients[who].get(address, base_url=HOST)
    taken = time.perf_counter() - started
    if answer.status_code != 200:
        raise SystemExit(f"{page}: status {answer.status_code}")
    return taken, len(place.statements)


def measure(engine: str, small: Place, large: Place) -> float:
    """Print each page; return the worst ratio."""
    worst = 0.0
    for page in small.pages:
        times: dict[int, list[float]] = {small.size: [], large.size: []}
        counts: dict[int, int] = {}
        for n in range(ROUNDS + 3):
            for place in (small, large) if n % 2 else (large, small):
                taken, counts[place.size] = asked(place, page)
                if n >= 3:
                    times[place.size].append(taken)
        before, after = (statistics.median(times[place.size]) for place in (small, large))
        ratio = after / before
        worst = max(worst, ratio)
        print(
            f"{engine:10} {page:30} {small.size:>6} plans {before * 1000:6.1f} ms {counts[small.size]:3} queries · "
            f"{large.size:>6} plans {after * 1000:6.1f} ms {counts[large.size]:3} queries · {ratio:.2f}x",
            flush=True,
        )
    return worst


def main() -> int:
    """Both engines, or those named; fails when a page takes more than 1.5 times."""
    wanted = sys.argv[1:] or ENGINES
    if unknown := set(wanted) - set(ENGINES):
        raise SystemExit(f"no such engine: {', '.join(unknown)}")
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with postgres() as server:
            for engine, url in zip(ENGINES, (f"sqlite:///{folder}/plans-{{}}.db", server), strict=True):
                if engine not in wanted:
                    continue
                if url is None:
                    print("no PostgreSQL server on this machine")
                    continue
                started = time.monotonic()
                places = [make(folder, url.format(size), size) for size in (SMALL, LARGE)]
                print(
                    f"{engine}: {LARGE:,} plans, {LARGE * FINDINGS_EACH:,} findings made in {time.monotonic() - started:.0f} s", flush=True
                )
                gc.collect()
                worst = max(worst, measure(engine, *places))
    print(f"worst ratio {worst:.2f}, at most {MOST}")
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
