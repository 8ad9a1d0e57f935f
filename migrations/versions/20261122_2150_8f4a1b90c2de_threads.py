"""Threads and proposed wordings beside a plan; exceptions that end, with the paper they rest on."""

import sqlalchemy as sa
from alembic import op

revision = '8f4a1b90c2de'
down_revision = '2d52c4dade6d'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('decision', sa.Column('batch', sa.String(length=8), server_default='', nullable=False))
    op.add_column('decision', sa.Column('expires_on', sa.Date(), nullable=True))
    op.add_column('decision', sa.Column('paper_sha256', sa.String(length=64), server_default='', nullable=False))
    op.create_table('exception_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('media_type', sa.String(length=40), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_exception_paper_person_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_exception_paper_revision_id_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exception_paper')),
    sa.UniqueConstraint('revision_id', 'sha256', name=op.f('uq_exception_paper_revision_id_sha256'))
    )
    op.create_table('thread',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('quote', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['resolved_by_id'], ['person.id'], name=op.f('fk_thread_resolved_by_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_thread_revision_id_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_thread')),
    sa.UniqueConstraint('revision_id', 'about', name=op.f('uq_thread_revision_id_about'))
    )
    op.create_table('thread_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('mentions', sa.JSON(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_thread_message_person_id_person')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_thread_message_thread_id_thread')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_thread_message'))
    )
    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('quote', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(length=8), nullable=False),
    sa.Column('answer_note', sa.String(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['officer_id'], ['person.id'], name=op.f('fk_proposal_officer_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_proposal_revision_id_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal'))
    )
    op.create_index(op.f('ix_thread_message_thread_id'), 'thread_message', ['thread_id'], unique=False)
    op.create_index(op.f('ix_proposal_revision_id'), 'proposal', ['revision_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_proposal_revision_id'), table_name='proposal')
    op.drop_table('proposal')
    op.drop_index(op.f('ix_thread_message_thread_id'), table_name='thread_message')
    op.drop_table('thread_message')
    op.drop_table('thread')
    op.drop_table('exception_paper')
    op.drop_column('decision', 'paper_sha256')
    op.drop_column('decision', 'expires_on')
    op.drop_column('decision', 'batch')
