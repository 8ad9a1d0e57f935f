"""Second factors: code apps, passkeys, recovery codes; sessions that wait for one, and what device they are on."""

import sqlalchemy as sa
from alembic import op

revision = '7b90e4c1d5a2'
down_revision = 'f3a85b6d19c4'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('totp_secret',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.Column('added_at', MOMENT, nullable=False),
    sa.Column('last_used_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_totp_secret_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_totp_secret'))
    )
    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('added_at', MOMENT, nullable=False),
    sa.Column('last_used_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_passkey_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id'))
    )
    op.create_index(op.f('ix_passkey_person_id'), 'passkey', ['person_id'], unique=False)
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('used_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recovery_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code'))
    )
    op.create_index(op.f('ix_recovery_code_person_id'), 'recovery_code', ['person_id'], unique=False)
    op.create_table('factor_challenge',
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.Column('value', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('token_sha256', 'purpose', name=op.f('pk_factor_challenge'))
    )
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('waits_for', sa.String(length=8), server_default='', nullable=False))
        batch_op.add_column(sa.Column('confirmed_at', MOMENT, nullable=True))
        batch_op.add_column(sa.Column('device', sa.String(length=200), server_default='', nullable=False))


def downgrade() -> None:
    """Whoever is half signed in is out: the older program would take them for signed in."""
    op.execute(sa.text("delete from sign_in_session where waits_for <> ''"))
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.drop_column('device')
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('waits_for')
    op.drop_table('factor_challenge')
    op.drop_index(op.f('ix_recovery_code_person_id'), table_name='recovery_code')
    op.drop_table('recovery_code')
    op.drop_index(op.f('ix_passkey_person_id'), table_name='passkey')
    op.drop_table('passkey')
    op.drop_table('totp_secret')
