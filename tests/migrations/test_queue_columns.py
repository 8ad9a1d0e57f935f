"""Plans submitted before there was a queue of pages stand in it as they would if they were submitted now."""

from pathlib import Path

from alembic import command
from sqlalchemy import text

from planner.models.engine import make_engine
from planner.services.database import configuration, migrating, upgrade
from planner.services.risk import facets_of

BEFORE = "b7e2a41c9f36"
OLD = (
    "insert into territory (id, name, path) values (1, '全国', '/1/'), (2, '云川', '/1/2/')",
    "insert into person (id, employee_number, email, name, job_title, territory_id, password_hash, filing_number, language, active, created_at) "
    "values (1, 'HY1', 'a@b.example', '周', '代表', 1, 'x', '', '', 1, '2026-01-01')",
    "insert into plan (id, number, plan_type, author_id, territory_id, created_at) values "
    "(1, '2026-LA-0001', 'launch', 1, 2, '2026-01-01'), (2, '2026-LA-0002', 'launch', 1, 1, '2026-01-01')",
)
REVISION = (
    "insert into revision (id, plan_id, number, state, version, title, created_at, saved_at, state_since, round, return_reason, "
    "content, content_sha256, pack_hash, policy_hash, submitted_at) values (?, ?, ?, ?, 1, '', '2026-01-01', '2026-01-01', '2026-01-01', ?, '', "
    "?, '', '', '', ?)"
)
FINDING = (
    "insert into finding (id, revision_id, round, position, fingerprint, rule_id, rule_rev, pack_hash, category, severity, confidence, path, "
    "start, end, quote, detail) values (?, ?, ?, 0, ?, 'a.b', 1, 'h', ?, ?, 'high', 'p', 0, 0, '', '{}')"
)
DECISION = (
    "insert into decision (id, plan_id, revision_id, round, fingerprint, rule_rev, outcome, reason_class, note, officer_id, at) "
    "values (?, 1, 2, 2, ?, 1, ?, '', '', 1, '2026-01-01')"
)
CONTENT = b'{"products": [{"id": 7, "approval_number": ""}]}'


def test_old_revisions_get_what_lists_sort_and_filter_by(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    upgrade(url, BEFORE)
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        for statement in OLD:
            connection.exec_driver_sql(statement)
        for row in (
            (1, 1, 1, "approved", 1, CONTENT, "2026-11-06 02:00:00"),
            (2, 1, 2, "in_review", 2, CONTENT, "2026-11-19 17:00:00"),  # Friday in Shanghai
            (3, 2, 1, "draft", 0, None, None),
        ):
            connection.exec_driver_sql(REVISION, row)
        for finding in (
            (1, 2, 1, "old", "gift", "block"),  # of an earlier submission
            (2, 2, 2, "open", "claims", "block"),
            (3, 2, 2, "decided", "claims", "block"),
            (4, 2, 2, "undone", "events", "review"),
        ):
            connection.exec_driver_sql(FINDING, finding)
        for decision in ((1, "decided", "harmless"), (2, "undone", "harmless"), (3, "undone", "undone")):
            connection.exec_driver_sql(DECISION, decision)
    upgrade(url)
    with engine.connect() as connection:
        rows = connection.execute(
            text("select newest, territory_id, blocks, reviews, risk_rank, due_on, assigned_to_id from revision order by id")
        ).all()
        facets = connection.execute(text("select facets from revision order by id")).scalars().all()
        bits = connection.execute(text("select facet_bits from revision order by id")).scalars().all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [
        (0, 2, 0, 0, 200, "2026-11-11", None),
        (1, 2, 1, 1, 0, "2026-11-25", None),
        (1, 1, 0, 0, 299, None, None),
    ]
    assert [set(row.split()) for row in facets] == [
        {"kind:launch", "product:7"},
        {"kind:launch", "product:7"},
        {"kind:launch"},
    ]
    assert bits[1] == facets_of("launch", ["claims", "events"], [7])["facet_bits"]
    config = configuration()
    with migrating(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "b3d5c2a7e916")
    with engine.connect() as connection:
        spread = connection.execute(text("select revision_id, kind, value from revision_facet order by 1, 2, 3")).all()
    engine.dispose()
    assert [tuple(row) for row in spread] == [
        (1, "product", "7"),
        (2, "category", "claims"),
        (2, "category", "events"),
        (2, "product", "7"),
    ]
