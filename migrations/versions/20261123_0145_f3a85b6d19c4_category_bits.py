"""Each category has a bit of its own, so that its name need not stand in the indexes of the lists."""

from functools import reduce
from operator import or_
from zlib import crc32

import sqlalchemy as sa
from alembic import op

revision = 'f3a85b6d19c4'
down_revision = 'c61d8e2b9f07'
branch_labels = None
depends_on = None


def upgrade() -> None:
    link = op.get_bind()
    rows = [_row(key, facets) for key, facets in link.execute(sa.text('select id, facets from revision')).all()]
    _write(rows)


def _row(key: int, facets: str) -> dict[str, int | str]:
    bits, kept = 0, []
    for code in facets.split():
        if code.startswith('category:'):
            bits |= 1 << crc32(code.encode()) % 52
        else:
            bits |= 1 << 52 + crc32(code.encode()) % 10
            kept.append(code)
    return {'key': key, 'bits': bits, 'facets': f" {' '.join(kept)} " if kept else ''}


def _write(rows: list[dict[str, int | str]]) -> None:
    if rows:
        op.get_bind().execute(sa.text('update revision set facet_bits = :bits, facets = :facets where id = :key'), rows)


def downgrade() -> None:
    """The names stand with the findings of the last submission."""
    link = op.get_bind()
    found = (
        'select distinct f.revision_id, f.category from finding f join revision r on r.id = f.revision_id and r.round = f.round '
        'order by 1, 2'
    )
    names: dict[int, list[str]] = {}
    for key, category in link.execute(sa.text(found)).all():
        names.setdefault(key, []).append(f'category:{category}')
    rows: list[dict[str, int | str]] = []
    for key, facets in link.execute(sa.text('select id, facets from revision')).all():
        codes = [*facets.split(), *names.get(key, [])]
        bits = reduce(or_, (1 << crc32(code.encode()) % 52 for code in codes), 0)
        rows.append({'key': key, 'bits': bits, 'facets': f" {' '.join(codes)} " if codes else ''})
    _write(rows)
