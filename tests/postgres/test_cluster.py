"""Two servers, two workers and PostgreSQL; one of each killed under load. A short sample of `make cluster`."""

import pytest

from ops import redis
from ops.cluster import run
from ops.postgres import Server


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_a_server_and_a_worker_are_killed_under_load(postgres: Server) -> None:
    postgres.create("cluster")
    with redis.throwaway() as address:
        table = run(postgres.url("cluster"), address, seconds=6, plans=1, drafts=60)
    wrong = [f"{what} {figure}" for what, figure, good in table if not good]
    assert not wrong, "\n".join(wrong)
    assert len(table) >= 11
    postgres.drop("cluster")
