"""Legal holds, and the register of plans and files that are no longer kept."""

import sqlalchemy as sa
from alembic import op

revision = '4f1d7c2b90ae'
down_revision = '0c5c2d9e7a41'
branch_labels = None
depends_on = None

UNTIL_REMOVED = ('issued_file', 'decision')


def upgrade() -> None:
    op.create_table(
        'legal_hold',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('subject_id', sa.Integer(), nullable=False),
        sa.Column('subject', sa.String(length=120), nullable=False),
        sa.Column('reason', sa.String(length=400), nullable=False),
        sa.Column('set_by_id', sa.Integer(), nullable=False),
        sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ask_reason', sa.String(length=400), server_default='', nullable=False),
        sa.Column('asked_by_id', sa.Integer(), nullable=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('lifted_by_id', sa.Integer(), nullable=True),
        sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('plan', 'person', 'product')", name=op.f('ck_legal_hold_kind')),
        sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_legal_hold_asked_by_id_person')),
        sa.ForeignKeyConstraint(['lifted_by_id'], ['person.id'], name=op.f('fk_legal_hold_lifted_by_id_person')),
        sa.ForeignKeyConstraint(['set_by_id'], ['person.id'], name=op.f('fk_legal_hold_set_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_hold')),
    )
    lasting = sa.text('lifted_at is null')
    op.create_index('uq_legal_hold_open', 'legal_hold', ['kind', 'subject_id'], unique=True, sqlite_where=lasting, postgresql_where=lasting)
    op.create_table(
        'removed_plan',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.String(length=20), nullable=False),
        sa.Column('plan_type', sa.String(length=40), nullable=False),
        sa.Column('revisions', sa.Integer(), nullable=False),
        sa.Column('ended_on', sa.Date(), nullable=False),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_removed_plan')),
        sa.UniqueConstraint('number', name=op.f('uq_removed_plan_number')),
        sa.UniqueConstraint('plan_id', name=op.f('uq_removed_plan_plan_id')),
    )
    op.create_table(
        'removed_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('number', sa.String(length=20), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('signatures', sa.Integer(), nullable=False),
        sa.Column('verify_code', sa.String(length=24), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('valid_until', sa.Date(), nullable=True),
        sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_removed_file')),
        sa.UniqueConstraint('sha256', name=op.f('uq_removed_file_sha256')),
    )
    op.create_index(op.f('ix_removed_file_number'), 'removed_file', ['number'])
    op.create_index(op.f('ix_removed_file_verify_code'), 'removed_file', ['verify_code'])


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':  # its triggers ask the register, and are laid anew when the migrations are done
        for table in UNTIL_REMOVED:
            op.execute(f'DROP TRIGGER IF EXISTS {table}_no_delete')
    op.drop_table('removed_file')
    op.drop_table('removed_plan')
    op.drop_table('legal_hold')
