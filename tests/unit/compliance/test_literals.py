"""Words that must stand where an expression can match: never one too many, or a rule would miss what it is for."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.compliance.literals import required
from planner.compliance.normalize import plain
from tests.factories.core import core_pack


@pytest.mark.parametrize(
    ("source", "hints"),
    [
        ("返点", [{"返点"}]),
        ("返.{0,3}点", [{"点"}, {"返"}]),
        ("(?:每盒|每支)[^。]{0,10}(?:返|兑付)", [{"每支", "每盒"}, {"兑付", "返"}]),
        ("(?:处方)?用量", [{"处方用量", "用量"}]),
        ("(?:处方)*用量", [{"用量"}]),
        ("(?:返点)+", [{"返点"}]),
        ("[一二]成", [{"一成", "二成"}]),
        (r"[\s•\-*]+竞品", [{"竞品"}]),
        (r"^\s*答:", [{"答:"}]),
        (r"\(对\)", [{"(对)"}]),
        ("[]a]x", [{"]x", "ax"}]),
        ("[^返]点", [{"点"}]),
        ("[一-龥]{1,3}万", [{"万"}]),
        ("返{2}点", [{"返"}, {"点"}]),
        ("a|", []),
        ("返*", []),
        ("(?:返|.)点?", []),
        ("(?i)abc", []),
        (r"\p{Han}返点", []),
        ("(?P<name>返点)", []),
        ("返点(", []),
    ],
)
def test_the_words_that_every_match_holds(source: str, hints: list[set[str]]) -> None:
    assert sorted(map(sorted, required(source))) == sorted(map(sorted, hints))


SOURCES = [
    r"(?:送|给|赠)[^,。;]{0,4}?(?:[0-9]+|[一二两三]+)(?:盒|支|瓶)?",
    r"(?:^|[,。;!?:])(?:[^。;!?,]{0,3})(?:无副作用|零副作用|没有副作用)",
    r"(?:\d[\d,]*(?:\.\d+)?|[一二三]+)[十百千万]*余?多?(?:元|块钱)",
    r"(?:目标|指标)(?:为|是)?[^。]{0,3}(?:增长(?:率)?|提升)(?:[0-9]{1,2}%|一倍)",
    r"第[一二三\d]{1,5}条(?:第[一二三]{1,3}款)?",
]


@pytest.mark.parametrize("source", SOURCES)
def test_no_match_is_without_them(source: str) -> None:
    hints = required(source)
    assert hints

    @settings(max_examples=25, deadline=None)
    @given(st.from_regex(re.compile(source, re.ASCII)))
    def holds(text: str) -> None:
        matched = re.search(source, text, re.ASCII)
        assert matched is not None
        for words in hints:
            assert any(word in matched.group() for word in words)

    holds()


def test_every_expression_of_the_pack_is_found_wherever_it_matches() -> None:
    pack = core_pack()
    atoms = [atom for atom in pack.compiled.vocabulary.atoms if atom.source]
    screen = pack.compiled.screen
    texts = [plain(example.text) for rule in pack.rules for example in (*rule.tests.hit, *rule.tests.miss)]
    matched = 0
    for text in texts:
        held = screen.held(screen.found(text))
        for atom in atoms:
            if not held >> atom.key & 1:
                assert atom.pattern.search(text) is None, (atom.source, text)
            matched += 1
    assert matched > 1000
    assert sum(bool(screen.hints[atom.key]) for atom in atoms) > len(atoms) * 0.8
