"""Company rules: written, tried, agreed by two, and in force for everybody at once."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from planner.compliance.engine import check_text
from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from planner.models import AuditEvent, PackArchive, RulebookVersion, RuleRevision, SilenceRow, TrialHit
from planner.services import plans, review
from planner.services.audit import verify_chain
from planner.services.draft import read_draft
from planner.services.rules import drafting, lifecycle, listing, proposal_page
from planner.services.rules.changes import Activate, Retire
from planner.services.rules.effective import newest, pack_in_force, readable_report, readable_rules, rule_of_plan
from planner.services.rules.notices import dismiss, notices
from planner.workflow import RuleAction, RuleState
from tests.factories.rules import ASSESSED, CARDS, active, agreed, asked, edited, previewed, tried
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow

SENTENCE = "由医学部书面评估。"


def found(stage: Cast, number: str, author: object) -> set[str]:
    """Ids of the rules that speak in a draft."""
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, author, number)  # type: ignore[arg-type]
        return {finding.rule_id for finding in read_draft(session, stage.house, view).report.findings}


def test_a_rule_is_written_as_a_draft_that_nobody_meets(stage: Cast) -> None:
    saved = drafting.create_rule(stage.transaction, stage.house, stage.lu, ASSESSED)
    with stage.act() as session:
        page = listing.company_rule(session, stage.house, stage.cheng, saved.rule_id)
        assert (page.line.state, page.line.newest, page.line.running, page.line.owner) == (RuleState.DRAFT, 1, None, "陆知微")
        assert page.rule.title.zh == ASSESSED.title_zh
        assert pack_in_force(session, stage.house) is stage.house.pack
        form = drafting.form_for(session, stage.cheng, saved.rule_id)
    assert form == ASSESSED


@pytest.mark.parametrize("who", ["zhou", "han", "fang"])
def test_the_rulebook_is_closed_to_everybody_but_compliance(stage: Cast, who: str) -> None:
    outsider = getattr(stage, who)
    with pytest.raises(NotFound):
        drafting.create_rule(stage.transaction, stage.house, outsider, ASSESSED)
    with stage.act() as session, pytest.raises(NotFound):
        listing.company_rules(session, stage.house, outsider)
    with stage.act() as session, pytest.raises(NotFound):
        proposal_page.proposals(session, stage.house, outsider)


def test_an_administrator_has_no_part_even_with_the_role_of_an_officer(stage: Cast) -> None:
    both = replace(stage.lu, grants=(*stage.lu.grants, *stage.fang.grants))
    with pytest.raises(NotFound):
        drafting.create_rule(stage.transaction, stage.house, both, ASSESSED)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("words", {"words": "书面。评估"}),
        ("regex", {"kind": "regex", "regex": "书面(?=评估)"}),
        ("regex", {"kind": "regex", "regex": "(书面评估|.){1,900}{2,900}"}),
        ("regex", {"kind": "regex", "regex": "书面评估.*|"}),
        ("hits", {"kind": "regex", "regex": "书面评估\n从来没有人这样写"}),
        ("words", {"words": "$没有的词表"}),
        ("hits", {"words": "书面之家"}),
        ("misses", {"misses": "由医学部书面评估\n书面答复\n口头评估"}),
        ("hits", {"hits": "由医学部书面评估"}),
        ("suggest_zh", {"suggest_zh": "发放购物卡给医生", "suggest_en": "x"}),
        ("basis_zh", {"severity": "review", "category": "events", "suggest_zh": "先由医学部评估。", "suggest_en": "Ask Medical."}),
        ("title_en", {"title_en": " "}),
        ("match_yaml", {"kind": "other", "match_yaml": "any: [&a {terms: [x]}, *a]"}),
        ("slug", {"slug": "Über"}),
        ("plan_types", {"plan_types": ("some",)}),
        ("fields", {"fields": "*.objective\nnowhere.*"}),
        ("gap", {"kind": "near", "words": "医学部\n书面评估", "gap": "viel"}),
    ],
)
def test_a_rule_that_cannot_run_is_refused_at_its_field_in_both_languages(stage: Cast, field: str, changed: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        drafting.create_rule(stage.transaction, stage.house, stage.lu, replace(ASSESSED, **changed))  # type: ignore[arg-type]
    named = "cites" if field == "basis_zh" else field
    assert named in refused.value.errors
    assert refused.value.errors[named].zh
    assert refused.value.errors[named].en
    with stage.act() as session:
        assert session.scalar(select(func.count()).select_from(RuleRevision)) == 0


def test_every_save_is_a_revision_and_rev_grows_only_with_what_the_rule_finds(stage: Cast) -> None:
    rule_id = drafting.create_rule(stage.transaction, stage.house, stage.lu, ASSESSED).rule_id
    assert not drafting.save_rule(stage.transaction, stage.house, stage.lu, rule_id, ASSESSED, 1).written
    reworded = replace(ASSESSED, why_zh="先评估，再开展。")
    assert edited(stage, stage.cheng, rule_id, 1, reworded) == 2
    assert edited(stage, stage.lu, rule_id, 2, reworded, words="书面评估、书面评审") == 3
    with stage.act() as session:
        lines = listing.company_rule(session, stage.house, stage.lu, rule_id).revisions
    assert [(line.number, line.rev, line.by) for line in lines] == [(3, 2, "陆知微"), (2, 1, "程砚"), (1, 1, "陆知微")]
    with pytest.raises(Stale):
        edited(stage, stage.cheng, rule_id, 2, reworded, words="别的词")


def test_a_rule_on_trial_is_counted_and_never_shown_to_the_author(stage: Cast) -> None:
    rule_id = tried(stage, stage.lu)
    number = stage.doubtful(stage.zhou)
    assert rule_id not in found(stage, number, stage.zhou)
    with stage.act() as session:
        pack = pack_in_force(session, stage.house)
        assert rule_id not in {rule.id for rule in readable_rules(pack, stage.zhou)}
        assert rule_id in {rule.id for rule in readable_rules(pack, stage.cheng)}
        assert session.scalars(select(TrialHit.quote)).all() == ["书面评估"]
        assert all(row.detail["switch"] != "status:trial" for row in session.scalars(select(SilenceRow)))
        page = listing.company_rule(session, stage.house, stage.cheng, rule_id)
        assert (page.line.trial_hits, [hit.plan_number for hit in page.hits]) == (1, [number])


def test_what_a_rule_on_trial_would_say_is_taken_out_of_a_tried_text(stage: Cast) -> None:
    rule_id = tried(stage, stage.lu)
    with stage.act() as session:
        report = check_text(SENTENCE, pack_in_force(session, stage.house))
    assert rule_id in {silence.rule_id for silence in readable_report(report, stage.cheng).silences}
    assert rule_id not in {silence.rule_id for silence in readable_report(report, stage.zhou).silences}


def test_two_people_bring_a_rule_into_force_and_findings_name_its_pack(stage: Cast) -> None:
    number, rule_id = asked(stage)
    with stage.act() as session:
        pack = pack_in_force(session, stage.house)
        desk = review.open_desk(session, stage.house, stage.lu, number)
        assert rule_id in {item.finding.rule_id for item in desk.items}
        assert desk.plan.revision.pack_hash == pack.hash != stage.house.pack.hash
        assert pack.version == f"{stage.house.pack.version}+2"
        assert session.get(PackArchive, pack.hash) is not None
        assert desk.plan.content is not None
        assert desk.plan.content["pack"] == {"version": pack.version, "hash": pack.hash}
        assert notices(session, stage.lu)[0].kind == "approved"
        dismiss(session, stage.house, stage.lu, notices(session, stage.lu)[0].id)
        assert notices(session, stage.lu) == []
        assert verify_chain(session, stage.house.audit_key).whole
        events = set(session.scalars(select(AuditEvent.event)))
    assert {"rule.create", "rule.try", "rule.propose", "rule.preview", "rule.approve", "rulebook.publish"} <= events


def test_whoever_proposed_or_wrote_a_revision_cannot_approve_it(stage: Cast) -> None:
    rule_id = tried(stage, stage.lu)
    proposal = lifecycle.propose(stage.transaction, stage.house, stage.cheng, Activate(rule_id, 1), "检查要求。")
    previewed(stage, stage.gu, Activate(rule_id, 1))
    for own in (stage.cheng, stage.lu):
        with pytest.raises(NotAllowed):
            lifecycle.approve(stage.transaction, stage.house, own, proposal)
    lifecycle.approve(stage.transaction, stage.house, stage.gu, proposal)
    with pytest.raises(WrongState, match="approved"):
        lifecycle.approve(stage.transaction, stage.house, stage.gu, proposal)


def test_a_rule_that_blocks_needs_the_head_of_compliance_on_one_side(stage: Cast) -> None:
    form = replace(CARDS, severity="block")
    rule_id = tried(stage, stage.lu, form)
    proposal = lifecycle.propose(stage.transaction, stage.house, stage.lu, Activate(rule_id, 1), "检查要求。")
    previewed(stage, stage.lu, Activate(rule_id, 1))
    with pytest.raises(NotAllowed, match="head of compliance"):
        lifecycle.approve(stage.transaction, stage.house, stage.cheng, proposal)
    with stage.act() as session:
        assert not proposal_page.proposal(session, stage.house, stage.cheng, proposal).may_approve
        assert proposal_page.proposal(session, stage.house, stage.gu, proposal).may_approve
    lifecycle.approve(stage.transaction, stage.house, stage.gu, proposal)


def test_nothing_is_approved_without_a_finished_preview(stage: Cast) -> None:
    rule_id = tried(stage, stage.lu)
    proposal = lifecycle.propose(stage.transaction, stage.house, stage.lu, Activate(rule_id, 1), "检查要求。")
    with pytest.raises(Invalid) as refused:
        lifecycle.approve(stage.transaction, stage.house, stage.cheng, proposal)
    assert "preview" in refused.value.errors
    with stage.act() as session:
        assert newest(session) == 1


def test_a_revision_saved_after_the_proposal_is_not_what_was_proposed(stage: Cast) -> None:
    rule_id = tried(stage, stage.lu)
    proposal = lifecycle.propose(stage.transaction, stage.house, stage.lu, Activate(rule_id, 1), "检查要求。")
    previewed(stage, stage.cheng, Activate(rule_id, 1))
    edited(stage, stage.lu, rule_id, 1, ASSESSED, words="书面评估、书面评审")
    with pytest.raises(Stale):
        lifecycle.approve(stage.transaction, stage.house, stage.cheng, proposal)
    with pytest.raises(WrongState):
        lifecycle.propose(stage.transaction, stage.house, stage.lu, Activate(rule_id, 2), "还没试过。")


def test_a_new_revision_of_an_active_rule_waits_while_the_old_one_speaks(stage: Cast) -> None:
    rule_id = active(stage, stage.lu, stage.cheng)
    edited(stage, stage.lu, rule_id, 1, ASSESSED, words="书面评估、书面评审")
    with stage.act() as session:
        assert pack_in_force(session, stage.house).rule(rule_id).match.terms == ("书面评估",)
    agreed(stage, stage.lu, stage.cheng, Activate(rule_id, 2))
    with stage.act() as session:
        rule = pack_in_force(session, stage.house).rule(rule_id)
    assert (rule.match.terms, rule.rev, rule.owner, rule.approved_by) == (("书面评估", "书面评审"), 2, "陆知微", "程砚")


@pytest.mark.slow
def test_an_old_plan_shows_the_rule_as_it_was(stage: Cast) -> None:
    number, rule_id = asked(stage)
    with stage.act() as session:
        assert not rule_of_plan(session, stage.house, stage.zhou, number, rule_id).changed
    edited(stage, stage.lu, rule_id, 1, ASSESSED, title_zh="书面评估写编号")
    agreed(stage, stage.lu, stage.cheng, Activate(rule_id, 2))
    agreed(stage, stage.lu, stage.cheng, Retire(rule_id))
    with stage.act() as session:
        assert rule_id not in {rule.id for rule in pack_in_force(session, stage.house).rules}
        then = rule_of_plan(session, stage.house, stage.zhou, number, rule_id)
        assert (then.rule.title.zh, then.changed, then.version) == (ASSESSED.title_zh, True, f"{stage.house.pack.version}+2")
        with pytest.raises(NotFound):
            rule_of_plan(session, stage.house, stage.shen, number, rule_id)


def test_a_draft_can_be_put_away_and_a_rule_that_ran_only_retired_by_two(stage: Cast) -> None:
    rule_id = drafting.create_rule(stage.transaction, stage.house, stage.lu, ASSESSED).rule_id
    with stage.act() as session:
        may = listing.company_rule(session, stage.house, stage.cheng, rule_id).may
    assert may == {RuleAction.SAVE, RuleAction.TRY, RuleAction.DISCARD}
    lifecycle.discard(stage.transaction, stage.house, stage.cheng, rule_id, 1)
    with pytest.raises(WrongState):
        lifecycle.start_trial(stage.transaction, stage.house, stage.lu, rule_id, 1)
    ran = tried(stage, stage.lu, CARDS)
    with pytest.raises(WrongState):
        lifecycle.discard(stage.transaction, stage.house, stage.lu, ran, 1)


def test_a_refusal_says_why_and_a_proposal_can_be_taken_back(stage: Cast) -> None:
    rule_id = tried(stage, stage.lu)
    proposal = lifecycle.propose(stage.transaction, stage.house, stage.lu, Activate(rule_id, 1), "检查要求。")
    with pytest.raises(WrongState):
        lifecycle.propose(stage.transaction, stage.house, stage.cheng, Retire(rule_id), "不用了。")
    with pytest.raises(Invalid):
        lifecycle.refuse(stage.transaction, stage.house, stage.cheng, proposal, " ")
    with pytest.raises(NotAllowed):
        lifecycle.refuse(stage.transaction, stage.house, stage.lu, proposal, "自己不同意。")
    lifecycle.refuse(stage.transaction, stage.house, stage.cheng, proposal, "先多试两周。")
    with stage.act() as session:
        assert "先多试两周" in notices(session, stage.lu)[0].text.zh
    again = lifecycle.propose(stage.transaction, stage.house, stage.lu, Activate(rule_id, 1), "试过了。")
    with pytest.raises(NotAllowed):
        lifecycle.withdraw(stage.transaction, stage.house, stage.cheng, again)
    lifecycle.withdraw(stage.transaction, stage.house, stage.lu, again)
    with stage.act() as session:
        assert [line.state for line in proposal_page.proposals(session, stage.house, stage.gu, "")] == ["withdrawn", "refused"]


@pytest.mark.slow
def test_publications_only_grow_and_a_plan_checked_before_keeps_its_pack(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    rule_id = active(stage, stage.lu, stage.cheng)
    with stage.act() as session:
        assert session.scalars(select(RulebookVersion.number).order_by(RulebookVersion.number)).all() == [1, 2]
        revision = plans.open_plan(session, stage.house, stage.zhou, number).revision
        assert revision.pack_hash == stage.house.pack.hash
        with pytest.raises(NotFound):
            rule_of_plan(session, stage.house, stage.zhou, number, rule_id)
