"""Plans remember who wrote them before a hand-over, products can be retired, invitations be mailed, old notices be found by day.

The history of people, territories, products and policies grows only from here on; env.py lays its triggers after every run.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = 'b3d5c2a7e916'
down_revision = 'a41d6c08e7b3'
branch_labels = None
depends_on = None

HANDED_OVER = "former_authors <> ''"


def upgrade() -> None:
    op.add_column('plan', sa.Column('former_authors', sa.String(400), nullable=False, server_default=''))
    op.create_index(
        'ix_plan_former_authors', 'plan', ['former_authors'], sqlite_where=sa.text(HANDED_OVER), postgresql_where=sa.text(HANDED_OVER)
    )
    op.add_column('product', sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('invitation', sa.Column('salt', sa.String(32), nullable=False, server_default=''))
    op.create_index('ix_notice_at', 'notice', ['at'])
    _remember_authors(op.get_bind())


def _remember_authors(connection: sa.Connection) -> None:
    """Plans handed over before: whoever made them, and whoever they went to in between, by the trail."""
    events = sa.text(
        "select plan_number, event, actor_id, detail from audit_event where plan_number in "
        "(select plan_number from audit_event where event = 'plan.hand_over') "
        "and event in ('plan.create', 'plan.renew', 'plan.hand_over') order by seq"
    )
    writers: dict[str, list[int]] = {}
    for number, event, actor, detail in connection.execute(events).all():
        known = writers.setdefault(number, [])
        if event == 'plan.hand_over':
            found = detail if isinstance(detail, dict) else json.loads(detail)
            known.append(found['to'])
        elif not known:
            known.append(actor)
    for number, known in writers.items():
        former = ''.join(f'/{one}' for one in dict.fromkeys(known[:-1])) + '/'
        connection.execute(sa.text('update plan set former_authors = :former where number = :number'), {'former': former, 'number': number})


def downgrade() -> None:
    op.drop_index('ix_notice_at', table_name='notice')
    op.drop_column('invitation', 'salt')
    op.drop_column('product', 'retired_at')
    op.drop_index('ix_plan_former_authors', table_name='plan')
    op.drop_column('plan', 'former_authors')
