"""Work done behind the pages, and the files it makes."""

import sqlalchemy as sa
from alembic import op

revision = 'c81f35d02ab7'
down_revision = '9a6be4d17f50'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=9), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('holder', sa.String(length=32), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=400), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('offered_until', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state in ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f('ck_job_state')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_job_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    op.create_index('ix_job_state', 'job', ['state', 'id'], unique=False)
    op.create_index('ix_job_owner_id', 'job', ['owner_id', 'id'], unique=False)
    op.create_table('job_part',
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_job_part_job_id_job')),
    sa.PrimaryKeyConstraint('job_id', 'position', name=op.f('pk_job_part'))
    )


def downgrade() -> None:
    op.drop_table('job_part')
    op.drop_index('ix_job_owner_id', table_name='job')
    op.drop_index('ix_job_state', table_name='job')
    op.drop_table('job')
