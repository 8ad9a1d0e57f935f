"""The library of approved phrases and materials, its history, and the state of it that a revision was checked under."""

import sqlalchemy as sa
from alembic import op

revision = '5b1e0c7a4d21'
down_revision = 'c3d1f08a94b7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('phrase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=400), nullable=False),
    sa.Column('key', sa.String(length=400), nullable=False),
    sa.Column('label', sa.String(length=12), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.Column('plan_types', sa.JSON(), nullable=False),
    sa.Column('product_ids', sa.JSON(), nullable=False),
    sa.Column('approved_by', sa.String(length=100), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phrase')),
    sa.UniqueConstraint('key', name=op.f('uq_phrase_key'))
    )
    op.create_table('material',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('form', sa.String(length=20), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=True),
    sa.Column('area', sa.String(length=100), nullable=False),
    sa.Column('audience', sa.String(length=8), nullable=False),
    sa.Column('approved_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('owner', sa.String(length=100), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_material_product_id_product')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material')),
    sa.UniqueConstraint('key', name=op.f('uq_material_key'))
    )
    op.create_table('library_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=8), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('library_sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_library_change_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_library_change'))
    )
    op.create_index('ix_library_change_kind_subject_id', 'library_change', ['kind', 'subject_id'], unique=False)
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('library_hash', sa.String(length=64), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.drop_column('library_hash')
    op.drop_index('ix_library_change_kind_subject_id', table_name='library_change')
    op.drop_table('library_change')
    op.drop_table('material')
    op.drop_table('phrase')
