"""Memorising is not judging: no long phrase of the labelled corpus stands in the pack, unless law and trade use it."""

import json
from pathlib import Path

import pytest

from planner.compliance.normalize import plain
from tests.factories.core import core_pack

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "dev.jsonl"
LONGEST = 6
TERMS = frozenset({"adopter", "strengths", "药事管理委员会", "药品不良反应监测", "国家药品监督管理局", "真实世界研究"})
"""What the trade calls things, in more than six characters."""


@pytest.mark.skipif(not CORPUS.is_file(), reason="the annotated corpus does not lie beside this checkout")
def test_no_word_of_more_than_six_characters_is_taken_from_the_corpus() -> None:
    texts = plain("\n".join(json.loads(line)["text"] for line in CORPUS.read_text(encoding="utf-8").splitlines()))
    words = {word for atom in core_pack().compiled.vocabulary.atoms for word in atom.words if len(word) > LONGEST}
    assert sorted(word for word in words - TERMS if word in texts) == []
