"""Roles lent for some days, and on whose behalf somebody passed, decided or signed."""

import sqlalchemy as sa
from alembic import op

revision = '4c9d27e6b1f0'
down_revision = '3d9e51f0a7c8'
branch_labels = None
depends_on = None

BEHALF = (('revision', 'passed_for_id'), ('signature', 'for_person_id'), ('decision', 'for_person_id'))


def upgrade() -> None:
    op.create_table('delegation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('giver_id', sa.Integer(), nullable=False),
    sa.Column('taker_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=24), nullable=False),
    sa.Column('territory_id', sa.Integer(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('giver_id <> taker_id', name=op.f('ck_delegation_two_people')),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_delegation_days')),
    sa.ForeignKeyConstraint(['giver_id'], ['person.id'], name=op.f('fk_delegation_giver_id_person')),
    sa.ForeignKeyConstraint(['taker_id'], ['person.id'], name=op.f('fk_delegation_taker_id_person')),
    sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_delegation_territory_id_territory')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_delegation_ended_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegation'))
    )
    with op.batch_alter_table('delegation', schema=None) as batch_op:
        batch_op.create_index('ix_delegation_taker_until', ['taker_id', 'until_on'], unique=False)
        batch_op.create_index('ix_delegation_giver_until', ['giver_id', 'until_on'], unique=False)

    for table, column in BEHALF:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f'fk_{table}_{column}_person'), 'person', [column], ['id'])


def downgrade() -> None:
    for table, column in reversed(BEHALF):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'fk_{table}_{column}_person'), type_='foreignkey')
            batch_op.drop_column(column)

    with op.batch_alter_table('delegation', schema=None) as batch_op:
        batch_op.drop_index('ix_delegation_giver_until')
        batch_op.drop_index('ix_delegation_taker_until')

    op.drop_table('delegation')
