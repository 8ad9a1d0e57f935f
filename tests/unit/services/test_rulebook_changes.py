"""Exclusions with an end, and core rules made stricter."""

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.compliance.company import stricter
from planner.compliance.findings import Severity
from planner.compliance.loader import load_archive
from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from planner.models import PackArchive
from planner.services import plans
from planner.services.actor import Actor
from planner.services.draft import read_draft
from planner.services.rules import effective, lifecycle, listing
from planner.services.rules.changes import AddFilter, EndFilter, SetSeverity
from planner.services.rules.effective import document_in_force, pack_in_force, pack_of
from planner.services.rules.filters import filters
from tests.factories.rules import active, agreed, exclusion, previewed
from tests.factories.stage import DOUBTFUL, Cast

pytestmark = pytest.mark.slow


def speaks(stage: Cast, author: Actor, number: str) -> bool:
    """Whether the company rule is found in a draft today."""
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, author, number)
        return "company.written-assessment" in {f.rule_id for f in read_draft(session, stage.house, view).report.findings}


def test_an_exclusion_keeps_a_rule_silent_until_its_last_day(stage: Cast) -> None:
    active(stage, stage.lu, stage.cheng)
    number = stage.draft(stage.zhou)
    stage.type(stage.zhou, number, "growth.objective", DOUBTFUL)
    assert speaks(stage, stage.zhou, number)
    agreed(stage, stage.lu, stage.cheng, AddFilter(exclusion()))
    assert not speaks(stage, stage.zhou, number)
    with stage.act() as session:
        line = filters(session, stage.house, stage.gu)[0]
    assert (line.id, line.owner, line.in_force, line.days_left) == ("filter.company-joint-centre", "陆知微", True, 90)
    stage.clock.now += timedelta(days=91)
    assert speaks(stage, stage.zhou, number)
    with stage.act() as session:
        assert not filters(session, stage.house, stage.gu)[0].in_force


def test_an_exclusion_can_be_ended_before_its_day_and_its_name_is_not_used_again(stage: Cast) -> None:
    active(stage, stage.lu, stage.cheng)
    agreed(stage, stage.lu, stage.cheng, AddFilter(exclusion()))
    agreed(stage, stage.cheng, stage.lu, EndFilter("filter.company-joint-centre"))
    with stage.act() as session:
        assert pack_in_force(session, stage.house).filters == stage.house.pack.filters
    with pytest.raises(Invalid) as refused:
        lifecycle.propose(stage.transaction, stage.house, stage.lu, AddFilter(exclusion()), "再用一次。")
    assert "slug" in refused.value.errors
    with pytest.raises(Stale):
        lifecycle.propose(stage.transaction, stage.house, stage.lu, EndFilter("filter.company-joint-centre"), "再结束一次。")


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("until", {"until": ""}),
        ("until", {"until": "2026-11-22"}),
        ("until", {"until": "2027-11-25"}),
        ("until", {"until": "三月"}),
        ("rules", {"rules": ()}),
        ("rules", {"rules": ("bribery.no-such-rule",)}),
        ("words", {"rules": ("bribery",), "words": ""}),
        ("words", {"words": "。"}),
        ("phases", {"phases": ("some",)}),
        ("plan_types", {"plan_types": ("some",)}),
        ("fields", {"fields": "growth.no-such-field"}),
        ("slug", {"slug": "Ü"}),
        ("reason_zh", {"reason_zh": " "}),
    ],
)
def test_an_exclusion_without_end_reason_or_bounds_is_refused(stage: Cast, field: str, changed: dict[str, object]) -> None:
    rule = stage.house.pack.rules[0].id
    form = replace(exclusion(rules=(rule,)), **changed)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        lifecycle.propose(stage.transaction, stage.house, stage.lu, AddFilter(form), "专项检查。")
    assert list(refused.value.errors) == [field]


def test_an_exclusion_of_a_rule_that_blocks_needs_the_head_of_compliance(stage: Cast) -> None:
    rule = next(rule for rule in stage.house.pack.rules if rule.severity is Severity.BLOCK)
    change = AddFilter(exclusion(rules=(rule.id,)))
    proposal = lifecycle.propose(stage.transaction, stage.house, stage.lu, change, "专项检查。")
    previewed(stage, stage.gu, change)
    with pytest.raises(NotAllowed):
        lifecycle.approve(stage.transaction, stage.house, stage.cheng, proposal)
    lifecycle.approve(stage.transaction, stage.house, stage.gu, proposal)


def test_a_core_rule_can_be_made_stricter_and_put_back_and_never_weaker(stage: Cast) -> None:
    rule = next(one for one in stage.house.pack.rules if one.severity is Severity.REVIEW and Severity.BLOCK in stricter(one))
    agreed(stage, stage.lu, stage.gu, SetSeverity(rule.id, "block"))
    with stage.act() as session:
        assert pack_in_force(session, stage.house).rule(rule.id).severity is Severity.BLOCK
        assert listing.severities(session, stage.house) == {rule.id: (Severity.REVIEW, Severity.BLOCK)}
    for to in ("advise", "review", "off"):
        with pytest.raises(Invalid):
            lifecycle.propose(stage.transaction, stage.house, stage.lu, SetSeverity(rule.id, to), "太严了。")
    agreed(stage, stage.lu, stage.gu, SetSeverity(rule.id, ""))
    with stage.act() as session:
        assert pack_in_force(session, stage.house).rule(rule.id) == rule
        assert listing.severities(session, stage.house) == {}


def test_a_core_rule_is_not_raised_beyond_what_its_sources_carry(stage: Cast) -> None:
    quality = next(rule for rule in stage.house.pack.rules if rule.category == "quality")
    assert stricter(quality) == ()
    with pytest.raises(Invalid):
        lifecycle.propose(stage.transaction, stage.house, stage.lu, SetSeverity(quality.id, "review"), "更严一些。")
    with pytest.raises(NotFound):
        lifecycle.propose(stage.transaction, stage.house, stage.lu, SetSeverity("company.nothing", "block"), "更严一些。")


def test_a_proposal_that_changes_nothing_is_refused(stage: Cast) -> None:
    rule = next(one for one in stage.house.pack.rules if Severity.BLOCK in stricter(one))
    with pytest.raises(Invalid) as refused:
        lifecycle.propose(stage.transaction, stage.house, stage.lu, SetSeverity(rule.id, ""), "恢复。")
    assert "change" in refused.value.errors


@pytest.mark.slow
def test_the_archived_pack_of_a_publication_reads_back_the_same(stage: Cast) -> None:
    rule_id = active(stage, stage.lu, stage.cheng)
    with stage.act() as session:
        pack = pack_in_force(session, stage.house)
        kept = session.get(PackArchive, pack.hash)
        assert kept is not None
        again = load_archive(kept.data)
    assert (again.hash, again.version, again.rule(rule_id)) == (pack.hash, pack.version, pack.rule(rule_id))


def test_another_process_follows_a_publication_with_its_next_request(stage: Cast) -> None:
    active(stage, stage.lu, stage.cheng)
    with stage.act() as session:
        here = pack_in_force(session, stage.house)
        effective._packs.clear()  # what a process knows that took no part in it
        there = pack_in_force(session, stage.house)
    assert there is not here
    assert there.hash == here.hash


def test_a_company_rule_the_core_cannot_carry_is_left_out_and_the_others_go_on(stage: Cast) -> None:
    rule_id = active(stage, stage.lu, stage.cheng)
    with stage.act() as session:
        document = document_in_force(session)
    broken = {**document["rules"][0], "id": "company.broken", "match": {"terms": ["$list_that_went_away"]}}
    pack = pack_of(stage.house, {**document, "rules": [broken, *document["rules"]]})
    assert {rule.id for rule in pack.rules} - {rule.id for rule in stage.house.pack.rules} == {rule_id}
