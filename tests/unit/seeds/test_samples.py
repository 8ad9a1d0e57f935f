"""The demo's plan of every kind: complete, and nothing in it that a rule would stop or question much."""

from datetime import date

import pytest

from planner.compliance.findings import Severity
from planner.seeds import play
from planner.seeds.demo import SAMPLES, Sample
from planner.services import submission
from planner.wizards.registry import discover
from tests.factories.stage import Cast

pytestmark = pytest.mark.slow


def test_every_kind_has_a_sample_or_a_play_of_its_own() -> None:
    ours = {kind.slug for kind in discover().values() if kind.drawing != "sheet"}  # one just added has neither drawing nor sample
    assert {sample.kind for sample in SAMPLES} | {"launch"} == ours


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
def test_a_sample_is_complete_and_quiet(stage: Cast, sample: Sample) -> None:
    author = stage.actor(f"{sample.cast[0]}@hengyu.example")
    number = play.write_sample(stage, author, sample.kind, start=date(2027, 1, 1), months=sample.months, product=sample.product)
    with stage.act() as session:
        view = submission.open_submission(session, stage.house, author, number)
    assert view.problems == {}
    found = [(f.severity.value, f.rule_id, f.path, f.quote) for f in view.findings if f.severity is not Severity.ADVISE]
    assert [one for one in found if one[0] == "block"] == []
    assert len(found) <= 3, found
    assert set(play.sample_text(sample.kind)) == {step.slug for step in discover()[sample.kind].steps}
