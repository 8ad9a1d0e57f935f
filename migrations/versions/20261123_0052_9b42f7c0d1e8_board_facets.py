"""Drafts say their kind like submissions do, and the index of the team board holds it."""

import sqlalchemy as sa
from alembic import op

revision = '9b42f7c0d1e8'
down_revision = '5e8c1d7f24a6'
branch_labels = None
depends_on = None

NAME, COLUMNS = 'ix_revision_board', ['state', 'newest', 'state_since', 'id', 'territory_id']
KIND = "' kind' || chr(58) || (select plan_type from plan where plan.id = revision.plan_id) || ' '"


def upgrade() -> None:
    char = 'chr' if op.get_bind().dialect.name == 'postgresql' else 'char'
    op.execute(f"update revision set facets = {KIND.replace('chr', char)} where facets = ''")  # noqa: S608  a text of ours
    op.drop_index(NAME, table_name='revision')
    op.create_index(NAME, 'revision', [*COLUMNS, 'facets'])


def downgrade() -> None:
    op.drop_index(NAME, table_name='revision')
    op.create_index(NAME, 'revision', COLUMNS)
    op.execute("update revision set facets = '' where round = 0")
