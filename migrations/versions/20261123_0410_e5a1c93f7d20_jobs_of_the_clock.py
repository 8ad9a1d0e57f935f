"""Jobs that nobody asked for but the clock; what a job has found so far; previews are jobs too."""

import sqlalchemy as sa
from alembic import op

revision = 'e5a1c93f7d20'
down_revision = 'c3d81f5ae947'
branch_labels = None
depends_on = None

OPEN_AND_NOBODYS = sa.text("owner_id is null and state in ('queued', 'running')")


def upgrade() -> None:
    """Previews under way were worked off by the pages that showed them; nobody does that any more."""
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.alter_column('owner_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('found', sa.JSON(), nullable=False, server_default='{}'))
    op.create_index(
        'uq_job_of_the_clock', 'job', ['kind'], unique=True, sqlite_where=OPEN_AND_NOBODYS, postgresql_where=OPEN_AND_NOBODYS
    )
    with op.batch_alter_table('rule_preview', schema=None) as batch_op:
        batch_op.add_column(sa.Column('job_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_rule_preview_job_id_job'), 'job', ['job_id'], ['id'], ondelete='SET NULL')
    op.execute(sa.text("update rule_preview set state = 'cancelled' where state in ('queued', 'running')"))


def downgrade() -> None:
    """Jobs of the clock go: the older program asks each job for its owner."""
    op.execute(sa.text("update rule_preview set job_id = null, state = case when state in ('queued', 'running') then 'cancelled' else state end"))
    op.execute(sa.text("delete from job_part where job_id in (select id from job where owner_id is null)"))
    op.execute(sa.text("delete from job where owner_id is null"))
    with op.batch_alter_table('rule_preview', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_rule_preview_job_id_job'), type_='foreignkey')
        batch_op.drop_column('job_id')
    op.drop_index('uq_job_of_the_clock', table_name='job')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_column('found')
        batch_op.alter_column('owner_id', existing_type=sa.Integer(), nullable=False)
