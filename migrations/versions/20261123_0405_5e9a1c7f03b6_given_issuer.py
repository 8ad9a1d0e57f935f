"""An issuer that the company gives has certificates above it and a list that is kept; files say how long their proof lasts."""

import sqlalchemy as sa
from alembic import op

revision = '5e9a1c7f03b6'
down_revision = '7b90e4c1d5a2'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column('authority', sa.Column('chain', sa.LargeBinary(), nullable=True))
    op.add_column('authority', sa.Column('crl', sa.LargeBinary(), nullable=True))
    op.add_column('authority', sa.Column('crl_at', MOMENT, nullable=True))
    op.add_column('issued_file', sa.Column('lasts_until', MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column('issued_file', 'lasts_until')
    op.drop_column('authority', 'crl_at')
    op.drop_column('authority', 'crl')
    op.drop_column('authority', 'chain')
