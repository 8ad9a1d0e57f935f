"""A bit for each thing a revision can be looked for by, so that a walk along an index reads the text of few."""

from functools import reduce
from operator import or_
from zlib import crc32

import sqlalchemy as sa
from alembic import op

revision = 'c61d8e2b9f07'
down_revision = 'd2f7a90c4e15'
branch_labels = None
depends_on = None

INDEXES = {
    'ix_revision_queue_risk': ['state', 'risk_rank', 'due_on', 'submitted_at', 'id', 'territory_id', 'assigned_to_id'],
    'ix_revision_queue_due': ['state', 'due_on', 'risk_rank', 'submitted_at', 'id', 'territory_id', 'assigned_to_id'],
    'ix_revision_queue_age': ['state', 'submitted_at', 'id', 'territory_id', 'assigned_to_id'],
    'ix_revision_board': ['state', 'newest', 'state_since', 'id', 'territory_id'],
}


def upgrade() -> None:
    op.add_column('revision', sa.Column('facet_bits', sa.BigInteger(), nullable=False, server_default='0'))
    link = op.get_bind()
    rows = [{'key': key, 'bits': _bits(facets)} for key, facets in link.execute(sa.text('select id, facets from revision')).all()]
    if rows:
        link.execute(sa.text('update revision set facet_bits = :bits where id = :key'), rows)
    for name, columns in INDEXES.items():
        op.drop_index(name, table_name='revision')
        op.create_index(name, 'revision', [*columns, 'facet_bits', 'facets'])


def _bits(facets: str) -> int:
    return reduce(or_, (1 << crc32(code.encode()) % 52 for code in facets.split()), 0)


def downgrade() -> None:
    for name, columns in INDEXES.items():
        op.drop_index(name, table_name='revision')
        op.create_index(name, 'revision', [*columns, 'facets'])
    op.drop_column('revision', 'facet_bits')
