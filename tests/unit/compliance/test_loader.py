"""A pack is taken whole or refused with file, line and reason."""

import shutil
from pathlib import Path

import pytest

from planner.compliance.loader import PackError, load_archive, load_pack
from planner.compliance.prove import prove_pack
from tests.factories.core import core_pack
from tests.unit.compliance.packs import REAL, rule, small_pack, write_pack


def problems(folder: Path, prove: bool = False) -> list[str]:
    with pytest.raises(PackError) as refused:
        load_pack(folder, prove=prove)
    return refused.value.problems


def test_the_pack_of_the_product_is_whole() -> None:
    pack = core_pack()
    assert pack.name == "cn-core"
    assert len({rule.category for rule in pack.rules}) >= 19
    assert prove_pack(pack, ("bribery",)).failures == ()  # those of all rules: test_rule_examples


@pytest.mark.parametrize(
    "entry, reason",
    [
        (rule("{terms: [返点]}", extra="unknown: 1"), "Extra inputs are not permitted"),
        (rule("{terms: [返点], regex: 'x'}"), "exactly one"),
        (rule("{terms: [$missing]}"), "unknown list $missing"),
        (rule("{regex: '(?=x)'}"), "invalid perl operator"),
        (rule("{regex: '(a)\\1'}"), "invalid escape sequence"),
        (rule("{regex: 'x*'}"), "matches the empty text"),
        (rule("{regex: '统方（）'}"), "can never match"),
        (rule("{terms: ['\u200b']}"), "can never match"),
        (rule("{terms: ['返点。处方']}"), "can never match"),
        (rule("{terms: [返点]}", extra="unless: [nonsense]"), "unknown cue: nonsense"),
        (rule("{terms: [返点]}", extra="beats: [bribery.none]"), "unknown rule"),
        (rule("{terms: [返点]}").replace("dal-2019#88.1", "dal-2019#999"), "unknown provision: dal-2019#999"),
        (rule("{terms: [返点]}").replace("dal-2019#88.1", "nobody-1999"), "unknown document: nobody-1999"),
        (rule("{terms: [返点]}", extra="confidence: low"), "low confidence may not block"),
        (rule("{structural: {check: none}}"), "unknown check: none"),
        (rule("{terms: [返点]}").replace("category: bribery", "category: gossip"), "String should match pattern"),
        (rule("{terms: [返点]}").replace("hit: [a, b, c]", "hit: [a, b]"), "at least 3"),
    ],
)
def test_refuses_a_rule_that_cannot_work(tmp_path: Path, entry: str, reason: str) -> None:
    (problem,) = problems(write_pack(tmp_path, rule("{terms: [回扣]}", "fine"), entry))
    assert reason in problem
    assert problem.startswith("rules/bribery.yml:")
    line = int(problem.split(":")[1])
    assert 14 <= line <= 30


def test_refuses_broken_yaml_with_its_line(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "- id: x\n  a: [不得(?!不)\n")
    (problem,) = problems(folder)
    assert problem.startswith("rules/bribery.yml:")


def test_refuses_two_rules_of_one_id_and_lists_in_a_circle(tmp_path: Path) -> None:
    twice = write_pack(tmp_path, rule("{terms: [返点]}"), rule("{terms: [回扣]}"))
    assert "already at rules/bribery.yml:2" in problems(twice)[0]
    circle = write_pack(tmp_path, rule("{terms: [$a]}"), lists="{a: [$b], b: [$a]}")
    assert "holds itself" in problems(circle)[0]


def test_refuses_a_rule_that_fails_its_own_examples(tmp_path: Path) -> None:
    folder = write_pack(
        tmp_path, rule("{terms: [返点]}").replace("[a, b, c]", "[返点, 给返点, 没写]").replace("[d, e, f]", "[严禁返点, 多返点, f]")
    )
    found = problems(folder, prove=True)
    assert [reason.split(": ", 2)[2] for reason in found] == [
        "must be found, but is not: 没写",
        "must not be found, but is ('返点'): 多返点",
    ]


def test_refuses_a_suggestion_that_the_pack_itself_questions(tmp_path: Path) -> None:
    bad = rule("{terms: [返点]}").replace("开展学术交流", "少给返点").replace("[a, b, c]", "[返点, 给返点, 多返点]")
    (problem,) = problems(write_pack(tmp_path, bad), prove=True)
    assert "its suggestion is found by bribery.x" in problem


def test_defaults_of_a_file_stand_under_each_of_its_rules(tmp_path: Path) -> None:
    one = rule("{terms: [返点]}").replace("  severity: block\n", "")
    text = "defaults: {severity: review}\nrules:\n" + one
    pack = load_pack(write_pack(tmp_path, text))
    assert pack.rule("bribery.x").severity.value == "review"


def test_an_archive_gives_the_same_pack_again(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule("{terms: [返点]}"))
    again = load_archive(pack.archive_bytes())
    assert (again.hash, again.version, [r.id for r in again.rules]) == (pack.hash, pack.version, [r.id for r in pack.rules])


@pytest.mark.parametrize("data", [b"", b"nonsense", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_refuses_a_broken_archive(data: bytes) -> None:
    with pytest.raises(PackError):
        load_archive(data)


def test_the_hash_changes_with_any_file(tmp_path: Path) -> None:
    before = small_pack(tmp_path, rule("{terms: [返点]}")).hash
    assert small_pack(tmp_path, rule("{terms: [回扣]}")).hash != before


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, rule("{terms: [返点]}"))
    (folder / "cues.yml").unlink()
    assert problems(folder) == ["cues.yml: missing"]
    assert problems(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: no such pack"]


def test_the_pack_can_be_copied_and_loaded_from_anywhere(tmp_path: Path) -> None:
    shutil.copytree(REAL, tmp_path / "copy")
    assert load_pack(tmp_path / "copy").hash == core_pack().hash
