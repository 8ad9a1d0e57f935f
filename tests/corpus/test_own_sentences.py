"""How far the pack carries to sentences that were written before its rules were tuned."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from planner.compliance.engine import check_text
from planner.compliance.findings import Severity
from planner.compliance.pack import Pack
from planner.compliance.vocabulary import CATEGORIES
from tests.factories.core import core_pack

SENTENCES = yaml.safe_load((Path(__file__).parent / "own_sentences.yaml").read_text(encoding="utf-8"))
HARD = (Severity.BLOCK, Severity.REVIEW)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return core_pack()


def categories(text: str, pack: Pack) -> set[str]:
    return {finding.category for finding in check_text(text, pack).findings if finding.severity in HARD}


def wanted() -> Iterator[tuple[str, set[str]]]:
    for entry in SENTENCES["violating"]:
        yield entry["text"], {entry["category"], *entry.get("also", ())}


def test_every_category_has_sentences_of_its_own() -> None:
    assert {entry["category"] for entry in SENTENCES["violating"]} == set(CATEGORIES) - {"quality", "consistency"}


def test_nine_of_ten_violating_sentences_are_found_in_their_category(pack: Pack) -> None:
    missed = [text for text, accepted in wanted() if not categories(text, pack) & accepted]
    assert len(missed) <= 0.1 * len(SENTENCES["violating"]), missed


def test_a_violating_sentence_seldom_brings_a_second_category(pack: Pack) -> None:
    beside = [text for text, accepted in wanted() if categories(text, pack) - accepted]
    assert len(beside) <= 0.15 * len(SENTENCES["violating"]), beside


def test_at_most_three_of_a_hundred_clean_sentences_are_questioned(pack: Pack) -> None:
    alarmed = [text for text in SENTENCES["clean"] if categories(text, pack)]
    assert len(alarmed) <= 0.03 * len(SENTENCES["clean"]), alarmed
