"""`planner serve`: everything up to date, then the production server."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import click

from planner.cli.audit import STANDINGS
from planner.cli.environment import settings
from planner.cli.main import language
from planner.documents.fonts import check_fonts
from planner.kernel.clock import utc_now
from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text
from planner.services.database import is_empty, upgrade
from planner.settings import Settings

ROOT = Path(__file__).parents[2]


@click.command()
def serve() -> None:
    """Bring the database up to date and serve the product; an empty demo gets its demo data first."""
    found = settings()
    _require_free(found.host, found.port)
    _share_measurements()
    _require_issuer(found)
    check_fonts()
    upgrade(found.database_url)
    if found.demo and is_empty(found.database_url):
        _fill()
    _look_at_the_trail(found)
    _become_server(found)


def _fill() -> None:
    """Load the demo data in a process of its own: what it needs for a hundred plans is given back before the server parts."""
    done = subprocess.run([sys.executable, "-m", "planner.cli.main", "demo"], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def _require_issuer(found: Settings) -> None:
    """Open the issuer that the settings name, before anything is written.

    :raises BadIssuer, TokenError: it cannot issue
    """
    from planner.signing.issuer import GivenIssuer

    given = GivenIssuer.of(utc_now, **asdict(found.authority))
    if given is not None:
        given()


def _share_measurements() -> None:
    """A folder where the server's processes add up what they measure; the library looks for it when it is first loaded."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        folder = tempfile.mkdtemp(prefix="planner-measured-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder


def _look_at_the_trail(found: Settings) -> None:
    """Say loudly when the trail does not fit its checkpoint; a demo made before there were checkpoints gets its first."""
    from planner.cli.place import open_product, transactions
    from planner.services.audit import accept
    from planner.services.checkpoints import Standing, standing

    with open_product(found.database_url) as (engine, house), transactions(engine)() as session:
        stands = standing(session, house)
        if stands is Standing.MISSING and found.demo:
            accept(session, house, "demo without a checkpoint")
        elif stands is not Standing.WHOLE:
            click.secho(STANDINGS[stands].in_(language()), err=True, bold=True)


def _require_free(host: str, port: int) -> None:
    """A server that shares its port (`reuse_port`) would not notice another one there.

    :raises Unavailable: somebody listens already, or the address is not ours
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen(1)
        except OSError as failure:
            raise Unavailable(
                Text(
                    "{host}:{port} 不能用（{why}）。换一个端口：PORT=8001 make run",
                    "{host}:{port} cannot be used ({why}). Choose another port: PORT=8001 make run",
                ).with_(host=host, port=port, why=failure.strerror)
            ) from failure


def _become_server(found: Settings) -> None:
    """Run gunicorn in this very process, which has loaded half the product already; it returns when it is stopped."""
    from gunicorn.app.wsgiapp import WSGIApplication  # not needed to say that a port is taken

    host = f"[{found.host}]" if ":" in found.host else found.host
    os.environ["PLANNER_DATA"] = str(found.data)
    os.environ["GREETING"] = "1"  # see ops/gunicorn_conf.py
    os.chdir(ROOT)
    sys.argv = ["gunicorn", "--config", str(ROOT / "ops/gunicorn_conf.py"), "--bind", f"{host}:{found.port}"]
    WSGIApplication("%(prog)s [OPTIONS]", prog="gunicorn").run()
