"""Who people are with the company's sign-in service, and its fresh word for a signature."""

import sqlalchemy as sa
from alembic import op

revision = 'c3d81f5ae947'
down_revision = '5e9a1c7f03b6'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('identity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('issuer', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_identity_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity')),
    sa.UniqueConstraint('issuer', 'person_id', name=op.f('uq_identity_issuer_person_id')),
    sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_identity_issuer_subject'))
    )
    op.create_index(op.f('ix_identity_person_id'), 'identity', ['person_id'], unique=False)
    op.create_table('confirmation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_sha256', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=64), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('used_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['session_sha256'], ['sign_in_session.token_sha256'], name=op.f('fk_confirmation_session_sha256_sign_in_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirmation'))
    )
    op.create_index('ix_confirmation_session_sha256_purpose', 'confirmation', ['session_sha256', 'purpose'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_confirmation_session_sha256_purpose', table_name='confirmation')
    op.drop_table('confirmation')
    op.drop_index(op.f('ix_identity_person_id'), table_name='identity')
    op.drop_table('identity')
