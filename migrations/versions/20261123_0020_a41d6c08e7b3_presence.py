"""Who looks at a plan now, and on whose behalf a remark, a message or a wording was written."""

import json

import sqlalchemy as sa
from alembic import op

revision = 'a41d6c08e7b3'
down_revision = '7c15e9d2f4b8'
branch_labels = None
depends_on = None

BEHALF = (
    ('remark', 'for_person_id', 'remark.add', 'remark'),
    ('thread_message', 'for_person_id', 'thread.say', 'message'),
    ('proposal', 'for_person_id', 'proposal.add', 'proposal'),
    ('thread', 'resolved_for_id', 'thread.resolve', 'thread'),
)


def upgrade() -> None:
    op.create_table('presence',
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=8), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_presence_plan_id_plan')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_presence_person_id_person')),
    sa.PrimaryKeyConstraint('plan_id', 'person_id', name=op.f('pk_presence'))
    )
    for table, column, _, _ in BEHALF:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f'fk_{table}_{column}_person'), 'person', [column], ['id'])
    for table, column, event, key in BEHALF:
        _from_the_trail(table, column, event, key)


def _from_the_trail(table: str, column: str, event: str, key: str) -> None:
    # until now only the trail knew it; what was done in one's own name since is left as it is
    link = op.get_bind()
    rows = link.execute(sa.text('select detail from audit_event where event = :event order by seq'), {'event': event}).scalars().all()
    for raw in rows:
        detail = json.loads(raw) if isinstance(raw, str) else raw
        if detail.get('for_person') and detail.get(key):
            values = {'giver': detail['for_person'], 'id': detail[key]}
            link.execute(sa.text(f'update {table} set {column} = :giver where id = :id'), values)  # noqa: S608  names of ours


def downgrade() -> None:
    for table, column, _, _ in reversed(BEHALF):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'fk_{table}_{column}_person'), type_='foreignkey')
            batch_op.drop_column(column)
    op.drop_table('presence')
