"""The findings of a review record follow from the signed plan, or it is said where they do not; no database is asked."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from planner.cli.evidence import evidence, judge
from planner.kernel.errors import PlannerError
from planner.seeds import play
from planner.services import files
from planner.services.authority import root_pems
from planner.services.evidence import PART, compare, rerun
from planner.services.rules.effective import archived
from planner.signing.attached import attached_json
from tests.factories.stage import Cast


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    """Filled by the first test that needs it: a plan takes seconds to sign."""
    return {}


@pytest.fixture
def papers(stage: Cast, kept: dict[str, Any]) -> dict[str, Any]:
    """Signed plan, review record, archived rules and root certificates of a plan with findings."""
    if not kept:
        number = stage.doubtful(stage.zhou)
        play.pass_on(stage, stage.lu, number)
        play.approve(stage, stage.han, number)
        with stage.act() as session:
            kept["plan"] = files.plan_pdf(session, stage.house, stage.zhou, number).data
            kept["record"] = files.record_pdf(session, stage.house, stage.lu, number).data
            kept["content"], kept["said"] = attached_json(kept["plan"], "plan.json"), attached_json(kept["record"], "record.json")
            kept["pack"] = archived(session, kept["content"]["pack"]["hash"])
            kept["roots"] = b"".join(root_pems(session))
    return kept


def test_the_findings_follow_from_the_files_alone(papers: dict[str, Any]) -> None:
    points = judge(papers["plan"], papers["record"], papers["pack"].archive_bytes(), papers["roots"])
    assert [point.said.en for point in points if not point.good] == []
    assert len(points) == 6
    assert papers["said"]["findings"], "a record without findings would prove little"


@pytest.mark.slow
def test_the_command_says_so_by_its_exit_status(papers: dict[str, Any], tmp_path: Path) -> None:
    names = {
        "plan.pdf": papers["plan"],
        "record.pdf": papers["record"],
        "pack": papers["pack"].archive_bytes(),
        "roots.pem": papers["roots"],
    }
    for name, data in names.items():
        (tmp_path / name).write_bytes(data)
    given = [str(tmp_path / "plan.pdf"), str(tmp_path / "record.pdf"), "--pack", str(tmp_path / "pack")]
    whole = CliRunner().invoke(evidence, [*given, "--roots", str(tmp_path / "roots.pem")])
    assert whole.exit_code == 0 and "✗" not in whole.output
    (tmp_path / "plan.pdf").write_bytes(papers["plan"] + b"\n")
    changed = CliRunner().invoke(evidence, [*given, "--roots", str(tmp_path / "roots.pem")])
    assert changed.exit_code == 1 and changed.output.count("✗") == 1
    (tmp_path / "pack").write_bytes(b"no archive")
    assert isinstance(CliRunner().invoke(evidence, given).exception, PlannerError)


def test_a_finding_left_out_or_made_up_is_told(papers: dict[str, Any]) -> None:
    report = rerun(papers["content"], papers["pack"])
    said = deepcopy(papers["said"])
    left_out = said["findings"].pop()
    found = compare(said, report)
    assert not found.follows and [key[0] for key in found.only_rerun] == [left_out["rule_id"]] and found.only_record == ()
    said["findings"] += [left_out, left_out]
    found = compare(said, report)
    assert not found.follows and [key[0] for key in found.only_record] == [left_out["rule_id"]]
    said["findings"][0]["severity"] = "advise" if said["findings"][0]["severity"] != "advise" else "block"
    assert not compare(said, report).follows


def test_other_words_in_the_plan_give_other_findings(papers: dict[str, Any]) -> None:
    content = deepcopy(papers["content"])
    content["answers"]["growth"]["objective"] = "常规开展指南教育。"
    assert not compare(papers["said"], rerun(content, papers["pack"])).follows


@pytest.mark.parametrize("spoil", ["part", "policy", "products", "day"])
def test_a_plan_that_does_not_bring_what_it_was_checked_with_is_refused_in_words(spoil: str, papers: dict[str, Any]) -> None:
    content = json.loads(json.dumps(papers["content"]))
    if spoil == "part":
        del content[PART]
    elif spoil == "policy":
        content[PART]["policy"]["contacts_per_month"] = 99
    elif spoil == "products":
        content[PART]["products"] = [{"name": 1}]
    else:
        content[PART]["on"] = "soon"
    with pytest.raises(PlannerError):
        rerun(content, papers["pack"])
