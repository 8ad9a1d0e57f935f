"""How far the signatures of an issued file reach, so that files can be found that wait for a timestamp."""

import sqlalchemy as sa
from alembic import op

revision = 'd2f7a90c4e15'
down_revision = '9b42f7c0d1e8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('issued_file', sa.Column('profile', sa.String(length=8), nullable=False, server_default='B-B'))


def downgrade() -> None:
    op.drop_column('issued_file', 'profile')
