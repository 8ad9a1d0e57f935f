"""The trail is found by act, by person and by day, so that its page costs the same at any length."""

from alembic import op

revision = '7c15e9d2f4b8'
down_revision = 'e07d4b6c5a19'
branch_labels = None
depends_on = None

INDEXES = {
    'ix_audit_event_event_seq': ['event', 'seq'],
    'ix_audit_event_actor_seq': ['actor_id', 'seq'],
    'ix_audit_event_at': ['at'],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, 'audit_event', columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name='audit_event')
