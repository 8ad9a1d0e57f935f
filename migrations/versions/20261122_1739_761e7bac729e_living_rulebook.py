"""The living rulebook: company rules with their revisions, proposals, publications, previews, notices and trial hits."""

import sqlalchemy as sa
from alembic import op

revision = '761e7bac729e'
down_revision = '82de51708054'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('company_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('newest', sa.Integer(), nullable=False),
    sa.Column('running', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_company_rule_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_rule')),
    sa.UniqueConstraint('rule_id', name=op.f('uq_company_rule_rule_id'))
    )
    op.create_table('rule_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('rule_id', sa.String(length=80), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_rule_notice_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_notice')),
    sa.UniqueConstraint('person_id', 'kind', 'rule_id', 'rev', name=op.f('uq_rule_notice_person_id_kind_rule_id_rev'))
    )
    with op.batch_alter_table('rule_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rule_notice_person_id'), ['person_id'], unique=False)

    op.create_table('rule_preview',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('change', sa.JSON(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=False),
    sa.Column('core_sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('failure', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_rule_preview_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_preview'))
    )
    with op.batch_alter_table('rule_preview', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rule_preview_digest'), ['digest'], unique=False)

    op.create_table('rule_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('change', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_rule_proposal_author_id_person')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_rule_proposal_decided_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_proposal'))
    )
    with op.batch_alter_table('rule_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rule_proposal_subject'), ['subject'], unique=False)
        batch_op.create_index('uq_rule_proposal_waiting', ['subject'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('rule_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_rule_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('entry', sa.JSON(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['company_rule_id'], ['company_rule.id'], name=op.f('fk_rule_revision_company_rule_id_company_rule')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_rule_revision_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_revision')),
    sa.UniqueConstraint('company_rule_id', 'number', name=op.f('uq_rule_revision_company_rule_id_number'))
    )
    op.create_table('rulebook_version',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('pack_sha256', sa.String(length=64), nullable=False),
    sa.Column('pack_version', sa.String(length=20), nullable=False),
    sa.Column('act', sa.String(length=16), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_rulebook_version_person_id_person')),
    sa.ForeignKeyConstraint(['proposal_id'], ['rule_proposal.id'], name=op.f('fk_rulebook_version_proposal_id_rule_proposal')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_rulebook_version'))
    )
    op.create_table('trial_hit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.String(length=80), nullable=False),
    sa.Column('rule_rev', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('quote', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_trial_hit_revision_id_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trial_hit'))
    )
    with op.batch_alter_table('trial_hit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trial_hit_revision_id'), ['revision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_trial_hit_rule_id'), ['rule_id'], unique=False)

    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pack_version', sa.String(length=20), server_default='', nullable=False))

    op.execute(
        "update finding set pack_version = coalesce("
        "(select version from pack_archive where pack_archive.sha256 = finding.pack_hash), '')"
    )


def downgrade() -> None:
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_column('pack_version')

    with op.batch_alter_table('trial_hit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trial_hit_rule_id'))
        batch_op.drop_index(batch_op.f('ix_trial_hit_revision_id'))

    op.drop_table('trial_hit')
    op.drop_table('rulebook_version')
    op.drop_table('rule_revision')
    with op.batch_alter_table('rule_proposal', schema=None) as batch_op:
        batch_op.drop_index('uq_rule_proposal_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_rule_proposal_subject'))

    op.drop_table('rule_proposal')
    with op.batch_alter_table('rule_preview', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rule_preview_digest'))

    op.drop_table('rule_preview')
    with op.batch_alter_table('rule_notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rule_notice_person_id'))

    op.drop_table('rule_notice')
    op.drop_table('company_rule')
