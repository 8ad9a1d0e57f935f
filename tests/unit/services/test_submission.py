"""Check and submit: stopped by what must change, bound to the very text, all or nothing."""

import pytest

from planner.kernel.errors import Invalid, Locked, NotAllowed, Stale, Unavailable, WrongState
from planner.kernel.i18n import Text
from planner.seeds.company import PASSWORD, PIN
from planner.services import issuing, plans, review, stored, submission
from planner.services.pins import Consent
from planner.services.submission import Blocked
from planner.workflow import State
from tests.factories.stage import Cast

BRIBE = "给每位专家按处方量返点。"


def submit(stage: Cast, number: str, pin: str = PIN, digest: str | None = None) -> None:
    found = stage.answers_digest(stage.zhou, number) if digest is None else digest
    submission.submit(stage.transaction, stage.house, stage.zhou, number, stage.consent(found, pin))


def view(stage: Cast, number: str) -> plans.PlanView:
    with stage.act() as session:
        return plans.open_plan(session, stage.house, stage.zhou, number)


def nothing_happened(stage: Cast, number: str) -> bool:
    found = view(stage, number)
    return (found.state, found.revision.round, found.revision.content) == (State.DRAFT, 0, None)


def test_a_complete_plan_is_frozen_signed_and_handed_over(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    submit(stage, number)
    found = view(stage, number)
    assert found.state is State.IN_REVIEW
    assert found.content is not None and found.content["title"] == "云川片区重度哮喘新产品上市推广计划"
    assert len(found.revision.content_sha256) == len(found.revision.pack_hash) == 64
    assert found.revision.verify_code is not None and len(found.revision.verify_code) == 24


def test_a_plan_with_gaps_is_stopped_with_every_gap_named(stage: Cast) -> None:
    number = stage.draft(stage.zhou, through="introduction")
    with pytest.raises(Invalid) as stop:
        submit(stage, number)
    assert {"pre-launch.objective", "goals.goals", "safety.contact"} <= set(stop.value.errors)
    assert nothing_happened(stage, number)


def test_what_must_change_stops_it(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    stage.type(stage.zhou, number, "growth.objective", BRIBE)
    with pytest.raises(Blocked) as stop:
        submit(stage, number)
    assert {finding.path for finding in stop.value.findings} == {"growth.objective"}
    assert nothing_happened(stage, number)


def test_where_the_rule_grants_none_no_exception_can_be_asked(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    stage.type(stage.zhou, number, "growth.objective", BRIBE)
    with stage.act() as session:
        finding = submission.open_submission(session, stage.house, stage.zhou, number).open_blocks[0]
    assert finding.override is None
    with pytest.raises(NotAllowed), stage.act() as session:
        submission.explain(session, stage.house, stage.zhou, number, finding.fingerprint, "请放行", "exception")


def test_a_block_with_a_request_for_an_exception_may_go_to_the_officer(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    row = view(stage, number).answers["launch-phase"]["activities"][0]["id"]
    stage.type(stage.zhou, number, f"launch-phase.activities.{row}.consent", "applied")
    with stage.act() as session:
        blocks = submission.open_submission(session, stage.house, stage.zhou, number).open_blocks
    open_to_asking = [finding for finding in blocks if finding.override]
    for finding in open_to_asking:
        with stage.act() as session:
            submission.explain(session, stage.house, stage.zhou, number, finding.fingerprint, "同意书下周拿到。", "exception")
    with stage.act() as session:
        left = submission.open_submission(session, stage.house, stage.zhou, number).open_blocks
    assert {f.fingerprint for f in left} == {f.fingerprint for f in blocks} - {f.fingerprint for f in open_to_asking}


def test_the_pin_counts_for_the_text_that_was_shown(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    shown = stage.answers_digest(stage.zhou, number)
    stage.type(stage.zhou, number, "growth.objective", "另一句话。")
    with pytest.raises(Stale):
        submit(stage, number, digest=shown)
    assert nothing_happened(stage, number)


@pytest.mark.slow
def test_a_save_while_signing_wins_and_nothing_is_submitted(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    number = stage.draft(stage.zhou)
    real = issuing.render_and_sign

    def slow(*args: object) -> issuing.SignedFile:
        stage.type(stage.zhou, number, "growth.objective", "签名的时候改的。")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(issuing, "render_and_sign", slow)
    with pytest.raises(Stale):
        submit(stage, number)
    assert nothing_happened(stage, number)
    assert view(stage, number).answers["growth"]["objective"] == "签名的时候改的。"


@pytest.mark.slow
def test_two_submissions_at_once_have_one_winner(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    number = stage.draft(stage.zhou)
    digest = stage.answers_digest(stage.zhou, number)
    real = issuing.render_and_sign

    def overtaken(*args: object) -> issuing.SignedFile:
        monkeypatch.setattr(issuing, "render_and_sign", real)
        submit(stage, number, digest=digest)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(issuing, "render_and_sign", overtaken)
    with pytest.raises((Stale, WrongState)):
        submit(stage, number, digest=digest)
    assert (view(stage, number).state, view(stage, number).revision.round) == (State.IN_REVIEW, 1)


def test_when_rendering_fails_the_submission_fails_whole(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    number = stage.draft(stage.zhou)

    def fails(*_: object, **__: object) -> None:
        raise Unavailable(Text("排版没有完成。", "Typesetting failed."))

    monkeypatch.setattr(issuing, "render_plan", fails)
    with pytest.raises(Unavailable):
        submit(stage, number)
    assert nothing_happened(stage, number)


@pytest.mark.slow
def test_a_wrong_pin_says_how_many_tries_are_left_and_the_sixth_waits(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Invalid) as stop:
            submit(stage, number, pin="314159")
        assert f"还可以试 {left} 次" in stop.value.errors["pin"].zh
    with pytest.raises(Locked):
        submit(stage, number)
    assert nothing_happened(stage, number)
    stage.clock.now = stage.clock.now.replace(hour=stage.clock.now.hour + 1)
    submit(stage, number)
    assert view(stage, number).state is State.IN_REVIEW


@pytest.mark.slow
def test_the_first_signature_of_a_sitting_needs_the_password(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    digest = stage.answers_digest(stage.zhou, number)
    for password in (None, "wrong"):
        with pytest.raises(Invalid) as stop:
            submission.submit(stage.transaction, stage.house, stage.zhou, number, Consent(PIN, password, None, digest))
        assert "password" in stop.value.errors
    submission.submit(stage.transaction, stage.house, stage.zhou, number, Consent(PIN, PASSWORD, None, digest))


@pytest.mark.slow
def test_the_author_takes_it_back_until_an_officer_has_it(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    with stage.act() as session:
        submission.recall(session, stage.house, stage.zhou, number)
    assert view(stage, number).state is State.DRAFT
    submit(stage, number)
    assert view(stage, number).revision.round == 2
    with stage.act() as session:
        review.claim(session, stage.house, stage.lu, number)
    with pytest.raises(WrongState), stage.act() as session:
        submission.recall(session, stage.house, stage.zhou, number)


@pytest.mark.slow
def test_a_character_that_no_font_has_is_refused_before_anything_is_issued(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    stage.type(stage.zhou, number, "growth.objective", "常规开展指南教育\U0001f9ff。")
    with pytest.raises(Invalid) as stop:
        submit(stage, number)
    assert list(stop.value.errors) == ["growth.objective"]
    assert nothing_happened(stage, number)


@pytest.mark.slow
def test_findings_are_kept_with_their_words(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    stage.type(stage.zhou, number, "growth.objective", "与医院共建患者教育中心，由医学部书面评估。")
    with stage.act() as session:
        shown = submission.open_submission(session, stage.house, stage.zhou, number).findings
    submit(stage, number)
    with stage.act() as session:
        kept = stored.stored_findings(session, plans.open_plan(session, stage.house, stage.zhou, number).revision)
    assert tuple(kept) == shown
