"""The database server stopped, locked, made read-only while people write: no word that was acknowledged is lost."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from ops.postgres import Server
from tests.factories.failing import plant
from tests.factories.failures import SCALE, Desk, seated, suffer
from tests.postgres.conftest import NUMBERS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A server on a database of its own, and two people who write."""
    name = f"hurt-{next(NUMBERS)}"
    postgres.create(name)
    with plant(tmp_path_factory.mktemp("failures"), postgres.url(name), EMBEDDED_WORKER="0") as running:
        yield seated(running)
    postgres.drop(name)


def test_a_database_that_is_stopped_comes_back_by_itself(desk: Desk, postgres: Server) -> None:
    def stop() -> Callable[[], None]:
        postgres.stop()
        return lambda: postgres.start("max_connections=60")

    suffer(desk, "database stopped", stop, 30 * SCALE, told=("数据库", "database"))


def test_a_lock_is_waited_for(desk: Desk) -> None:
    suffer(desk, "database locked", _locked(desk), 14 * SCALE, told=None)


def test_a_lock_that_lasts_too_long_is_spoken_of(desk: Desk) -> None:
    if SCALE < 1:
        return  # lasts as long as the product's patience, so only the campaign waits for it
    suffer(desk, "database locked longer", _locked(desk), 20, told=("数据库正忙", "database is busy"))


def test_a_database_that_can_only_be_read_is_spoken_of(desk: Desk, server: str) -> None:
    name = str(desk.plant.cast.engine.url.database)

    def set_to(value: str) -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'alter database "{name}" set default_transaction_read_only = {value}'.encode())
            connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])

    def freeze() -> Callable[[], None]:
        set_to("on")
        return lambda: set_to("off")

    suffer(desk, "read-only database", freeze, 30 * SCALE, told=("只能读", "only read"))


def _locked(desk: Desk) -> Callable[[], Callable[[], None]]:
    def lock() -> Callable[[], None]:
        holder = desk.plant.cast.engine.raw_connection()
        holder.cursor().execute("lock table revision in access exclusive mode")
        return holder.close

    return lock
