"""Every kind of plan goes from a blank page to a signed PDF, each step in the tools it has."""

from pathlib import Path

import pytest

from planner.seeds.demo import SAMPLES, Sample
from tests.browser import any_kind, officers, story, writer
from tests.browser.conftest import Visit
from tests.browser.people import OFFICER
from tests.browser.server import Site
from tests.browser.watch import within


@within(300)
@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.kind for sample in SAMPLES])  # the launch plan's way is told in test_real_input
def test_a_plan_of_each_kind_goes_from_blank_to_signed(visit: Visit, site: Site, tmp_path: Path, sample: Sample) -> None:
    plan_type = site.cast.house.plan_types[sample.kind]
    author = story.open_author(visit, "mouse")
    typed = any_kind.typed_plan(sample, "云川片区")
    number = any_kind.start(author, plan_type)
    for step in plan_type.steps:
        any_kind.fill(author, step, typed.get(step.slug, {}))
        writer.wait_saved(author.page)
        any_kind.go_on(author, plan_type, step)
    any_kind.submit(author)

    officer = story.somebody(visit, "mouse", OFFICER)
    officers.take_from_queue(officer, number)
    officers.decide_all(officer)
    officers.pass_plan(officer)
    file = story.approve_and_download(visit, "mouse", number, tmp_path)
    story.check_paper(visit, "mouse", site, file, [typed["basics"]["title"]])
