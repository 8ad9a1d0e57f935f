"""The indexes of the queue name who is to review, so that what nobody has yet is found along them."""

from alembic import op

revision = 'e07d4b6c5a19'
down_revision = 'c81f35d02ab7'
branch_labels = None
depends_on = None

INDEXES = {
    'ix_revision_queue_risk': ['state', 'risk_rank', 'due_on', 'submitted_at', 'id', 'territory_id'],
    'ix_revision_queue_due': ['state', 'due_on', 'risk_rank', 'submitted_at', 'id', 'territory_id'],
    'ix_revision_queue_age': ['state', 'submitted_at', 'id', 'territory_id'],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.drop_index(name, table_name='revision')
        op.create_index(name, 'revision', [*columns, 'assigned_to_id'])


def downgrade() -> None:
    for name, columns in INDEXES.items():
        op.drop_index(name, table_name='revision')
        op.create_index(name, 'revision', columns)
