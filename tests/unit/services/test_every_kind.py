"""Every kind of plan, without knowing which: started, filled in, checked, read as it will stand, rendered, signed."""

import io
from dataclasses import replace

import pypdfium2
import pytest

from planner.compliance.findings import Severity
from planner.seeds import play
from planner.services import files, plans, submission, wizard
from planner.services.places import place_names
from planner.wizards.answers import leaves
from planner.wizards.registry import discover
from planner.wizards.schema import PlanType
from planner.wizards.snapshot import from_json, to_json
from tests.factories.filling import fill_plan
from tests.factories.stage import Cast

each_kind = pytest.mark.parametrize("kind", list(discover().values()), ids=lambda kind: kind.slug)


@each_kind
def test_a_plan_filled_in_everywhere_lacks_nothing(stage: Cast, kind: PlanType) -> None:
    author = stage.zhou
    with stage.act() as session:
        number = plans.create_plan(session, stage.house, author, kind.slug).number
        before = submission.open_submission(session, stage.house, author, number)
    assert number == f"2026-{kind.code}-0001" and not before.ready
    assert set(before.problems) >= {"basics", "safety"}
    fill_plan(stage, author, number, kind)
    with stage.act() as session:
        after = submission.open_submission(session, stage.house, author, number)
    assert after.problems == {}
    assert [(f.rule_id, f.path) for f in after.findings if f.severity is Severity.BLOCK] == []
    answers = after.draft.answers
    paths = {leaf.path for step in kind.steps for leaf in leaves(step, answers[step.slug])}
    assert {f.path for f in after.findings if f.path.count(".") > 1} <= paths | {p.rpartition(".")[0] for p in paths}
    for language in ("zh", "en"):
        named = place_names(kind, answers, language)  # type: ignore[arg-type]
        assert paths <= set(named) and all(named.values())


@each_kind
def test_an_old_plan_is_read_by_its_own_declaration(stage: Cast, kind: PlanType) -> None:
    changed = replace(kind, steps=tuple(replace(step, title=step.title) for step in kind.steps[:-1]))
    assert from_json(to_json(changed)) == changed != kind


@pytest.mark.slow
@each_kind
def test_each_kind_goes_from_blank_to_a_signed_paper(stage: Cast, kind: PlanType) -> None:
    author, officer, manager = stage.zhou, stage.lu, stage.han
    with stage.act() as session:
        number = plans.create_plan(session, stage.house, author, kind.slug).number
    fill_plan(stage, author, number, kind)
    with stage.act() as session:
        found = submission.open_submission(session, stage.house, author, number).findings
    assert [(f.rule_id, f.path) for f in found if f.severity is Severity.BLOCK] == []
    play.submit(stage, author, number)
    play.pass_on(stage, officer, number)
    play.approve(stage, manager, number)
    with stage.act() as session:
        assert plans.open_plan(session, stage.house, author, number).state == "approved"
        paper = files.plan_pdf(session, stage.house, author, number)
    with pypdfium2.PdfDocument(io.BytesIO(paper.data)) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert kind.title.zh in text and all(step.title.zh in text for step in kind.steps)
    assert "未填写" not in text


@each_kind
def test_every_step_can_be_opened_and_followed(stage: Cast, kind: PlanType) -> None:
    with stage.act() as session:
        number = plans.create_plan(session, stage.house, stage.zhou, kind.slug).number
        views = [wizard.open_step(session, stage.house, stage.zhou, number, step.slug) for step in kind.steps]
    assert [view.position for view in views] == list(range(1, len(kind.steps) + 1))
    assert all(view.count == len(kind.steps) + 1 for view in views)
