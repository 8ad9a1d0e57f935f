"""Credentials at a signing provider: which one belongs to whom, and certificates whose key is kept there."""

import sqlalchemy as sa
from alembic import op

revision = '0c5c2d9e7a41'
down_revision = 'e5a1c93f7d20'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('person', sa.Column('credential', sa.String(length=200), nullable=True))
    op.create_index('uq_person_credential', 'person', ['credential'], unique=True)
    op.add_column('certificate', sa.Column('credential', sa.String(length=200), nullable=True))
    op.add_column('certificate', sa.Column('asks_code', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column('certificate', 'asks_code')
    op.drop_column('certificate', 'credential')
    op.drop_index('uq_person_credential', table_name='person')
    op.drop_column('person', 'credential')
