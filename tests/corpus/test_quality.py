"""How the pack judges labelled texts, ours and those that lie beside the project, and how it stands disguises."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench import disguises
from bench.labelled import Labelled, read
from bench.quality import Counts, judge, ratio, together
from planner.compliance.engine import check_text
from planner.compliance.findings import Severity
from planner.compliance.scope import Scope
from tests.factories.core import core_pack

SHARED = Path(__file__).parents[2].parent / "shared"
CORPUS = SHARED / "corpus" / "dev.jsonl"
TEXTS = Path(__file__).parent / "texts"
PACK = core_pack()
needs_corpus = pytest.mark.skipif(not CORPUS.is_file(), reason="the annotated corpus does not lie beside this checkout")


def judged(documents: list[Labelled]) -> Counts:
    return together(judge(document, check_text(document.text, PACK).findings) for document in documents)


def own(folder: str) -> list[Labelled]:
    return [document for path in sorted((TEXTS / folder).glob("*.txt")) for document in read(path)]


@needs_corpus
def test_our_score_is_the_score_of_the_corpus() -> None:
    command = f"{sys.executable} -m planner.cli.main"
    asked = [sys.executable, str(SHARED / "corpus" / "score.py"), str(CORPUS), "--planner", command]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]).stdout.splitlines()
    counts = judged(read(CORPUS))
    for line, name in ((told[-1], "strict"), (told[-2], "lenient")):
        assert line == "{} P {:.3f} R {:.3f} F1 {:.3f}".format(name, *ratio(getattr(counts, name)))
    assert told[-3].endswith(f"hard negatives hit {counts.harmless['hit']}/{counts.harmless['all']}")


@needs_corpus
def test_on_documents_set_aside_the_score_does_not_fall_back() -> None:
    counts = judged([document for document in read(CORPUS) if document.set_aside(3)])
    assert ratio(counts.strict)[2] >= 0.55
    assert ratio(counts.lenient)[2] >= 0.72
    assert counts.harmless["hit"] <= 0.09 * counts.harmless["all"]


def test_on_our_own_texts_set_aside_the_score_does_not_fall_back() -> None:
    counts = judged(own("aside"))
    assert ratio(counts.strict)[2] >= 0.48
    assert ratio(counts.lenient)[2] >= 0.6
    assert counts.harmless["hit"] <= 0.1 * counts.harmless["all"]


@pytest.mark.parametrize("folder", ["working", "aside"])
def test_every_label_names_a_category_and_every_quote_is_a_slice(folder: str) -> None:
    categories = {rule.category for rule in PACK.rules}
    for document in own(folder):
        assert {category for passage in document.passages for category in passage.accepted} <= categories, document.name
        for finding in check_text(document.text, PACK).findings:
            assert document.text[finding.start : finding.end] == finding.quote


def test_no_text_is_both_looked_at_and_set_aside() -> None:
    assert not {document.text for document in own("working")} & {document.text for document in own("aside")}
    names = [document.name for folder in ("working", "aside") for document in own(folder)]
    assert len(names) == len(set(names))


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


def test_disguises_are_seen_through(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["disguises"])
    assert disguises.main() == 0, capsys.readouterr().out
