"""What people are told, what of it goes out by e-mail, and how each wants it."""

import sqlalchemy as sa
from alembic import op

revision = '9a6be4d17f50'
down_revision = '4c9d27e6b1f0'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('plan_number', sa.String(length=20), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_notice_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('key', name=op.f('uq_notice_key'))
    )
    op.create_index('ix_notice_person_id', 'notice', ['person_id', 'id'], unique=False)
    op.create_index('ix_notice_unseen', 'notice', ['person_id', 'seen_at'], unique=False)
    op.create_table('mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('next_try', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('batch', sa.String(length=32), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.CheckConstraint("state in ('waiting', 'sending', 'sent', 'failed', 'dropped')", name=op.f('ck_mail_state')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_mail_notice_id_notice')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mail_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail')),
    sa.UniqueConstraint('notice_id', name=op.f('uq_mail_notice_id'))
    )
    op.create_index('ix_mail_due', 'mail', ['state', 'next_try'], unique=False)
    op.create_index('ix_mail_batch', 'mail', ['batch'], unique=False)
    op.create_index(op.f('ix_mail_person_id'), 'mail', ['person_id'], unique=False)
    op.create_table('mail_setting',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('pace', sa.String(length=8), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=True),
    sa.Column('quiet_until', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mail_setting_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_mail_setting'))
    )


def downgrade() -> None:
    op.drop_table('mail_setting')
    op.drop_table('mail')
    op.drop_table('notice')
