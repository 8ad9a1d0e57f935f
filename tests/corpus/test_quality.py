"""The pack against annotated plans and sample passages that lie beside the project, where they do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.disguises import caught
from planner.compliance.engine import check_text
from planner.compliance.findings import Severity
from planner.compliance.loader import load_pack
from planner.compliance.scope import Scope

SHARED = Path(__file__).parents[2].parent / "shared"
CORPUS = SHARED / "corpus" / "dev.jsonl"
PACK = load_pack("zh_cn")
needs_corpus = pytest.mark.skipif(not CORPUS.is_file(), reason="the annotated corpus does not lie beside this checkout")


@needs_corpus
def test_the_score_does_not_fall_back() -> None:
    command = f"{sys.executable} -m planner.cli.main"
    done = subprocess.run(
        [sys.executable, str(SHARED / "corpus" / "score.py"), str(CORPUS), "--planner", command],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    last = done.stdout.splitlines()
    assert float(last[-1].split()[-1]) >= 0.65, done.stdout
    hit, of = last[-3].split()[-1].split("/")
    assert int(hit) / int(of) <= 0.08, done.stdout


@needs_corpus
def test_every_quote_of_the_corpus_is_a_slice_of_its_text() -> None:
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        for finding in check_text(text, PACK).findings:
            assert text[finding.start : finding.end] == finding.quote


@pytest.mark.parametrize(
    "passage, phase, category",
    [
        ("会上不经意地带出新药能解决的难题，给以后的介绍做好铺垫。", "pre_launch", "pre-approval"),
        ("药事会开会之前逐个拜访委员，争取关键的一票。", "launch", "access"),
        ("重点盯住十名医生，让他们开出第一张处方。", "launch", "rx-interference"),
        ("扩大覆盖，提高处方量。", "growth", "rx-interference"),
    ],
)
def test_the_passages_that_matter_in_a_launch_plan_are_found(passage: str, phase: str, category: str) -> None:
    findings = check_text(passage, PACK, Scope(plan_type="launch", phase=phase)).findings
    assert category in {f.category for f in findings if f.severity is not Severity.ADVISE}


def test_disguises_are_seen_through() -> None:
    share = {kind: sum(h for h, _ in rows.values()) / sum(n for _, n in rows.values()) for kind, rows in caught(PACK).items()}
    assert share["spelling"] == 1
    assert share["spacing"] >= 0.9
    assert share["phonetic"] >= 0.6
