"""What stood in a goal before it was turned into an allowed one."""

import sqlalchemy as sa
from alembic import op

revision = 'b7e2a41c9f36'
down_revision = '5b1e0c7a4d21'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('goal_conversion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('fingerprint', sa.String(length=32), nullable=False),
    sa.Column('rule_id', sa.String(length=80), nullable=False),
    sa.Column('rule_rev', sa.Integer(), nullable=False),
    sa.Column('choice', sa.String(length=8), nullable=False),
    sa.Column('original', sa.JSON(), nullable=False),
    sa.Column('sentence', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_goal_conversion_person_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_goal_conversion_revision_id_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goal_conversion'))
    )
    with op.batch_alter_table('goal_conversion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_goal_conversion_revision_id'), ['revision_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('goal_conversion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_goal_conversion_revision_id'))
    op.drop_table('goal_conversion')
