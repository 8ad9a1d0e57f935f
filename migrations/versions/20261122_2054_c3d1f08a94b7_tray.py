"""Plans begun from a file: the offer between upload and choice, what was read, and the tray of what has no place yet."""

import sqlalchemy as sa
from alembic import op

revision = 'c3d1f08a94b7'
down_revision = '761e7bac729e'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('intake_offer',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('suggested', sa.String(length=40), nullable=True),
    sa.Column('manuscript', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_intake_offer_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake_offer'))
    )
    with op.batch_alter_table('intake_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_intake_offer_person_id'), ['person_id'], unique=False)

    op.create_table('intake',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('characters', sa.Integer(), nullable=False),
    sa.Column('deleted', sa.Integer(), nullable=False),
    sa.Column('pictures', sa.Integer(), nullable=False),
    sa.Column('spread', sa.JSON(), nullable=False),
    sa.Column('guides', sa.JSON(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_intake_person_id_person')),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_intake_revision_id_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake')),
    sa.UniqueConstraint('revision_id', name=op.f('uq_intake_revision_id'))
    )
    op.create_table('tray_passage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=True),
    sa.Column('context', sa.String(), nullable=False),
    sa.Column('place', sa.JSON(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=True),
    sa.Column('reason', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('went_to', sa.String(length=200), nullable=False),
    sa.Column('undo', sa.JSON(), nullable=True),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state in ('waiting', 'placed', 'dropped')", name=op.f('ck_tray_passage_state')),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_tray_passage_revision_id_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tray_passage'))
    )
    with op.batch_alter_table('tray_passage', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tray_passage_revision_id'), ['revision_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('tray_passage', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tray_passage_revision_id'))

    op.drop_table('tray_passage')
    op.drop_table('intake')
    with op.batch_alter_table('intake_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_intake_offer_person_id'))

    op.drop_table('intake_offer')
