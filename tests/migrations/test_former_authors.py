"""Plans handed over before the column was there know by the trail who wrote them."""

from pathlib import Path

from sqlalchemy import text

from planner.models.engine import make_engine
from planner.services.database import upgrade

BEFORE = "a41d6c08e7b3"
EVENTS = (
    ("plan.create", 1, "2026-LA-0001", "{}"),
    ("plan.create", 2, "2026-LA-0002", "{}"),
    ("plan.hand_over", 9, "2026-LA-0001", '{"revision": 1, "to": 2}'),
    ("plan.hand_over", 9, "2026-LA-0001", '{"revision": 1, "to": 3}'),
)


def test_whoever_wrote_a_plan_before_it_was_handed_over_is_on_record(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    upgrade(url, BEFORE)
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("insert into territory (id, name, path) values (1, '全国', '/1/')")
        for key in (1, 2, 3, 9):
            connection.exec_driver_sql(
                "insert into person (id, employee_number, email, name, job_title, territory_id, password_hash, filing_number, language, "
                "active, created_at) values (?, ?, ?, '周', '代表', 1, 'x', '', '', 1, '2026-01-01')",
                (key, f"HY{key}", f"{key}@b.example"),
            )
        for key, author in ((1, 3), (2, 2)):
            connection.exec_driver_sql(
                "insert into plan (id, number, plan_type, author_id, territory_id, created_at) values (?, ?, 'launch', ?, 1, '2026-01-01')",
                (key, f"2026-LA-000{key}", author),
            )
        for seq, (event, actor, number, detail) in enumerate(EVENTS, 1):
            connection.exec_driver_sql(
                "insert into audit_event (seq, at, event, actor_id, plan_number, address, detail, previous, hash) "
                "values (?, '2026-01-01', ?, ?, ?, '', ?, '', ?)",
                (seq, event, actor, number, detail, f"h{seq}"),
            )
    upgrade(url)
    with engine.connect() as connection:
        assert connection.scalars(text("select former_authors from plan order by id")).all() == ["/1/2/", ""]
    engine.dispose()
