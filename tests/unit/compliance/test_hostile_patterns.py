"""Patterns written to stall or fool the checker: each is refused with a reason that names the bound, or costs little on any text."""

import json
from functools import partial
from pathlib import Path

import pytest
from pydantic import ValidationError

from planner.compliance.atoms import PatternError, Vocabulary, compile_pattern
from planner.compliance.engine import check_text
from planner.compliance.loader import PackError, load_pack
from planner.compliance.matchers.build import LONGEST_REGEX, LONGEST_WORD, MOST_WORDS, checked, compile_match
from planner.compliance.pack import Pack
from planner.compliance.schema import Match
from planner.compliance.segment import LONGEST
from planner.compliance.shelf import NotYaml, parse
from tests.factories.steps import steps
from tests.unit.compliance.packs import REAL, rule, write_pack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]  # each takes a moment; a pattern that stalls takes for ever

LARGEST = 100_000
"""Instructions of a compiled expression; RE2 takes at most as many steps for each character."""
ADVERSARIAL = ("a" * 12_000, "返点" * 6_000, ("a" * 399 + "。") * 30, "a返\n点" * 3_000, "返" * 390 + "b" + "点" * 11_600)


def pack_with(folder: Path, match: str) -> Pack:
    return load_pack(write_pack(folder, rule(match), lists=(REAL / "lists.yml").read_text(encoding="utf-8")))


def expression(source: str) -> str:
    return f"{{regex: {json.dumps(source, ensure_ascii=False)}}}"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("(a)\\1", "invalid escape"),
        ("a(?=b)", "invalid perl operator"),
        ("(?<=a)b", "invalid perl operator"),
        ("(?R)", "invalid perl operator"),
        ("(a)?(?(1)b|c)", "invalid perl operator"),
        ("a++", "bad repetition"),
        ("a{1001}", "invalid repetition size"),
        ("(((a{100}){100}){100})", "invalid repetition size"),
        ("(?:)*", "matches the empty text"),
        ("\\A.*\\z", "matches the empty text"),
        ("|".join(f"词{number}" for number in range(60_000)), f"at most {LONGEST_REGEX:,}"),
        ("返" * 3_400_000, f"at most {LONGEST_REGEX:,}"),
        ("(" * 20_000 + "a" + ")" * 20_000, f"at most {LONGEST_REGEX:,}"),
        ("(" * 450 + "a" + ")" * 450, "more than 30 deep"),
        ("\\C+", "single bytes"),
        ("返\\n点", "can never match"),
        ("統方", "can never match"),
        ("(a", "missing )"),
    ],
    ids=lambda value: value[:24],
)
def test_a_pattern_that_cannot_be_run_is_refused_with_its_reason(source: str, reason: str) -> None:
    with pytest.raises(PatternError) as refused:
        compile_match(Match(regex=(source,)), Vocabulary({}))
    assert reason in str(refused.value)
    assert len(str(refused.value)) < 200


def test_the_refusal_names_file_line_and_rule(tmp_path: Path) -> None:
    with pytest.raises(PackError) as refused:
        pack_with(tmp_path, expression("返" * 3_400_000))
    (problem,) = refused.value.problems
    assert problem.startswith("rules/bribery.yml:2: bribery.x: ")
    assert f"at most {LONGEST_REGEX:,}" in problem


EXPENSIVE_ELSEWHERE = [
    "(a+)+$",
    "((a*)*)*b",
    "(a|aa)+$",
    "(x+x+)+y",
    ".*.*.*.*.*=x",
    "(.*)(.*)(.*)(.*)(.*)(.*)(.*)x",
    "[^a]*a[^b]{400}c",
    "(返|点|.)*a.{300}b",
    "\\p{Han}{900}",
    "[\\p{L}\\p{N}]*返点[\\p{L}\\p{N}]*扣",
    "[^\\n]{500}",
    "a\\x00b",
]


@pytest.mark.parametrize("source", EXPENSIVE_ELSEWHERE)
def test_a_pattern_that_other_engines_choke_on_comes_to_an_end_in_any_text(source: str) -> None:
    pattern = compile_pattern(checked(source))
    assert pattern.programsize < LARGEST
    for text in ADVERSARIAL:
        for sentence in text.split("。"):
            assert all(0 <= start < end <= LONGEST for start, end in (found.span() for found in pattern.finditer(sentence[:LONGEST])))


def test_all_of_them_in_one_rule_cost_twice_as_much_in_twice_the_text(tmp_path: Path) -> None:
    pack = pack_with(tmp_path, f"{{regex: {json.dumps(EXPENSIVE_ELSEWHERE, ensure_ascii=False)}}}")
    for text in ADVERSARIAL:
        once, twice = (steps(partial(check_text, text * times, pack)) for times in (1, 2))
        assert twice < 2.2 * once + 1_000


@pytest.mark.parametrize(
    ("match", "lists", "reason"),
    [
        (f"{{near: {{terms: [{', '.join(f'[词{n}]' for n in range(50))}]}}}}", "", "at most 6"),
        ("{near: {terms: [[返点], [处方]], gap: 100000}}", "", "less than or equal to 400"),
        ("{near: {terms: [[返点], [处方]], gap: -1}}", "", "greater than or equal to 0"),
        (f"{{terms: [{', '.join(f'词{n}' for n in range(MOST_WORDS + 1))}]}}", "", f"at most {MOST_WORDS:,}"),
        ("{terms: [" + "返" * 5_000 + "]}", "", f"at most {LONGEST_WORD}"),
        ("{terms: [$loop]}", "{loop: [$loop_b], loop_b: [$loop]}", "holds itself"),
        ('{terms: ["\\u200b\\u2060"]}', "", "nothing is left"),
        ("{terms: [返。点]}", "", "a sentence ends inside"),
        ("&a {any: [*a, *a]}", "", "cyclic"),
        ("{any: [" * 3_000 + "{terms: [返点]}" + ", {terms: [x]}]}" * 3_000, "", "nested too deeply"),
        ("[" * 100_000 + "]" * 100_000, "", "nested too deeply"),
        (f"{{any: [{', '.join('{terms: [返点]}' for _ in range(61))}]}}", "", "at most 60"),
    ],
    ids=[
        "groups",
        "gap",
        "negative-gap",
        "words",
        "long-word",
        "cycle",
        "nothing",
        "two-sentences",
        "alias",
        "deep",
        "deeper",
        "alternatives",
    ],
)
def test_a_match_beyond_a_bound_is_refused_with_the_bound(match: str, lists: str, reason: str) -> None:
    with pytest.raises((ValidationError, PatternError, NotYaml)) as refused:
        compile_match(Match.model_validate(parse(match)), Vocabulary(parse(lists or "{}")))
    assert reason in str(refused.value)


def test_an_expression_with_half_a_character_is_refused() -> None:
    with pytest.raises(PatternError, match="can never match"):
        checked("返\ud800")


def test_the_largest_rule_that_is_allowed_costs_twice_as_much_in_twice_the_text(tmp_path: Path) -> None:
    groups = ", ".join(f"[{', '.join(f'{chr(0x4E00 + 300 * g + n)}{chr(0x5000 + n)}' for n in range(300))}]" for g in range(6))
    pack = pack_with(tmp_path, f"{{near: {{terms: [{groups}], within: field, gap: 400}}}}")
    text = "".join(f"{chr(0x4E00 + 300 * (n % 6) + n % 300)}{chr(0x5000 + n % 300)}" for n in range(1_500))
    once, twice = (steps(partial(check_text, text * times, pack)) for times in (1, 2))
    assert twice < 2.2 * once
