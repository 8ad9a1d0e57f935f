"""What a submission can be looked for by stands in the indexes of the queue, so that every filter walks along one of them."""

import sqlalchemy as sa
from alembic import op

revision = "5e8c1d7f24a6"
down_revision = "b3d5c2a7e916"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_revision_queue_risk": ["state", "risk_rank", "due_on", "submitted_at", "id", "territory_id", "assigned_to_id"],
    "ix_revision_queue_due": ["state", "due_on", "risk_rank", "submitted_at", "id", "territory_id", "assigned_to_id"],
    "ix_revision_queue_age": ["state", "submitted_at", "id", "territory_id", "assigned_to_id"],
}
FILL = (
    "update revision set facets = ' kind:' || (select plan_type from plan where plan.id = revision.plan_id) || ' ' || coalesce("
    "(select {joined} || ' ' from revision_facet f where f.revision_id = revision.id), '') where round > 0"
)
CODE = "f.kind || ':' || f.value"


def upgrade() -> None:
    op.add_column("revision", sa.Column("facets", sa.String(1000), nullable=False, server_default=""))
    joined = f"string_agg({CODE}, ' ')" if op.get_bind().dialect.name == "postgresql" else f"group_concat({CODE}, ' ')"
    op.execute(sa.text(FILL.format(joined=joined).replace(":", r"\:")))
    for name, columns in INDEXES.items():
        op.drop_index(name, table_name="revision")
        op.create_index(name, "revision", [*columns, "facets"])
    op.drop_table("revision_facet")


def downgrade() -> None:
    op.create_table(
        "revision_facet",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=24), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_revision_facet_revision_id_revision")),
        sa.PrimaryKeyConstraint("kind", "value", "revision_id", name=op.f("pk_revision_facet")),
    )
    op.create_index(op.f("ix_revision_facet_revision_id"), "revision_facet", ["revision_id"])
    _spread(op.get_bind())
    for name, columns in INDEXES.items():
        op.drop_index(name, table_name="revision")
        op.create_index(name, "revision", columns)
    op.drop_column("revision", "facets")


def _spread(link: sa.Connection) -> None:
    """A row for each category and product again."""
    table = sa.table(
        "revision_facet", sa.column("kind", sa.String()), sa.column("value", sa.String()), sa.column("revision_id", sa.Integer())
    )
    for key, facets in link.execute(sa.text("select id, facets from revision where facets <> ''")).all():
        codes = [code.split(":", 1) for code in facets.split()]
        rows = [{"kind": kind, "value": value, "revision_id": key} for kind, value in codes if kind in ("category", "product")]
        if rows:
            link.execute(sa.insert(table), rows)
