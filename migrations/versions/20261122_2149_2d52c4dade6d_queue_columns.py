"""What lists sort and filter by, beside each revision; filters that people keep."""

import json
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = '2d52c4dade6d'
down_revision = 'b7e2a41c9f36'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('saved_filter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('query', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_saved_filter_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filter')),
    sa.UniqueConstraint('person_id', 'name', name=op.f('uq_saved_filter_person_id_name'))
    )
    op.create_table('revision_facet',
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('value', sa.String(length=24), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_revision_facet_revision_id_revision')),
    sa.PrimaryKeyConstraint('kind', 'value', 'revision_id', name=op.f('pk_revision_facet'))
    )
    with op.batch_alter_table('revision_facet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_revision_facet_revision_id'), ['revision_id'], unique=False)

    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('newest', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('territory_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('assigned_to_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('due_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('blocks', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('reviews', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('risk_rank', sa.Integer(), server_default='299', nullable=False))

    _fill(op.get_bind())

    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.alter_column('territory_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_index(batch_op.f('ix_revision_state'))
        batch_op.create_index('ix_revision_assigned', ['assigned_to_id', 'state'], unique=False)
        batch_op.create_index('ix_revision_board', ['state', 'newest', 'state_since', 'id', 'territory_id'], unique=False)
        batch_op.create_index('ix_revision_ending', ['state', 'period_end'], unique=False)
        batch_op.create_index('ix_revision_queue_age', ['state', 'submitted_at', 'id', 'territory_id'], unique=False)
        batch_op.create_index('ix_revision_queue_due', ['state', 'due_on', 'risk_rank', 'submitted_at', 'id', 'territory_id'], unique=False)
        batch_op.create_index('ix_revision_queue_risk', ['state', 'risk_rank', 'due_on', 'submitted_at', 'id', 'territory_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_revision_territory_id_territory'), 'territory', ['territory_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_revision_assigned_to_id_person'), 'person', ['assigned_to_id'], ['id'])


def _fill(bind: sa.Connection) -> None:
    """Fill the new columns from what is stored. Due dates count weekdays alone: whoever waits since then is late or not by a holiday at most."""
    run = bind.exec_driver_sql
    run("update revision set territory_id = (select territory_id from plan where plan.id = revision.plan_id)")
    run(
        "update revision set newest = (number = (select max(r.number) from revision r where r.plan_id = revision.plan_id))"
    )
    run(
        "insert into revision_facet (kind, value, revision_id) select distinct 'category', f.category, f.revision_id "
        "from finding f join revision r on r.id = f.revision_id and r.round = f.round"
    )
    for severity, column in (("block", "blocks"), ("review", "reviews")):
        run(
            f"update revision set {column} = (select count(*) from finding f where f.revision_id = revision.id and f.round = revision.round "
            f"and f.severity = '{severity}' and not exists (select 1 from decision d where d.plan_id = revision.plan_id "
            "and d.fingerprint = f.fingerprint and d.rule_rev = f.rule_rev and d.id = (select max(l.id) from decision l where "
            "l.plan_id = d.plan_id and l.fingerprint = d.fingerprint and l.rule_rev = d.rule_rev) and d.outcome <> 'undone'))"
        )
    revision = sa.table(
        "revision",
        *(sa.column(name, sa.Integer()) for name in ("id", "round", "blocks", "reviews", "risk_rank")),
        sa.column("submitted_at", sa.DateTime(timezone=True)),
        sa.column("content", sa.LargeBinary()),
        sa.column("due_on", sa.Date()),
    )
    facet = sa.table("revision_facet", sa.column("kind", sa.String()), sa.column("value", sa.String()), sa.column("revision_id", sa.Integer()))
    for key in bind.scalars(sa.select(revision.c.id).where(revision.c.round > 0)).all():
        row = bind.execute(sa.select(revision).where(revision.c.id == key)).one()
        products = json.loads(row.content).get("products", []) if row.content else []
        worst = 0 if row.blocks else 1 if row.reviews else 2
        unapproved = any(not product.get("approval_number") for product in products)
        bind.execute(
            revision.update()
            .where(revision.c.id == key)
            .values(risk_rank=worst * 100 + (0 if unapproved else 2), due_on=_due(row.submitted_at) if row.submitted_at else None)
        )
        for product in {str(product["id"]) for product in products}:
            bind.execute(facet.insert().values(kind="product", value=product, revision_id=key))


def _due(submitted: datetime) -> date:
    """Third weekday after the day of submission in Shanghai."""
    utc = submitted.astimezone(UTC) if submitted.tzinfo else submitted
    day, left = (utc.replace(tzinfo=None) + timedelta(hours=8)).date(), 3
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def downgrade() -> None:
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_revision_assigned_to_id_person'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_revision_territory_id_territory'), type_='foreignkey')
        batch_op.drop_index('ix_revision_queue_risk')
        batch_op.drop_index('ix_revision_queue_due')
        batch_op.drop_index('ix_revision_queue_age')
        batch_op.drop_index('ix_revision_ending')
        batch_op.drop_index('ix_revision_board')
        batch_op.drop_index('ix_revision_assigned')
        batch_op.create_index(batch_op.f('ix_revision_state'), ['state'], unique=False)
        batch_op.drop_column('risk_rank')
        batch_op.drop_column('reviews')
        batch_op.drop_column('blocks')
        batch_op.drop_column('due_on')
        batch_op.drop_column('assigned_to_id')
        batch_op.drop_column('territory_id')
        batch_op.drop_column('newest')

    with op.batch_alter_table('revision_facet', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_revision_facet_revision_id'))

    op.drop_table('revision_facet')
    op.drop_table('saved_filter')
