"""Which rules a sentence is asked about: every one that could hit, and hardly any other."""

import pytest

from planner.compliance.engine import check_text
from planner.compliance.index import RUN
from planner.compliance.pack import Pack
from planner.compliance.prepared import Prepared
from planner.compliance.segment import LONGEST
from tests.unit.compliance.packs import rule, small_pack


def called(pack: Pack, text: str) -> list[tuple[str, int]]:
    """Rule and number of the sentence, for every call."""
    prepared = Prepared.of(text)
    prepared.sift(pack.compiled.screen)
    calls = pack.compiled.index.called(prepared)
    return sorted((pack.compiled.rules[number].rule.id, sentence.number) for number, asked in calls.items() for _, sentence in asked)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return small_pack(
        tmp_path_factory.mktemp("pack"),
        rule("{near: {terms: [[医生, 主任], [返点]]}}", slug="clause"),
        rule("{near: {terms: [[医生], [返点], [处方]], within: sentence}}", slug="sentence"),
        rule("{near: {terms: [[甲甲], [乙乙], [丙丙], [丁丁], [戊戊]]}}", slug="five"),
        rule("{near: {terms: [[红包], [礼金]], within: field}}", slug="field"),
        rule("{regex: '送.{0,3}礼'}", slug="regex"),
        rule("{regex: '[^a]{2}费'}", slug="hardly"),
        rule("{terms: [统方]}", slug="terms"),
    )


def test_a_sentence_with_some_of_the_words_calls_nothing(pack: Pack) -> None:
    assert called(pack, "给医生讲课。返点。医生，返点。送花。甲甲乙乙") == []


def test_each_unit_calls_where_it_holds_a_word_of_every_group(pack: Pack) -> None:
    assert called(pack, "统方。主任返点。医生，返点，处方") == [("bribery.clause", 1), ("bribery.sentence", 2), ("bribery.terms", 0)]
    assert called(pack, "送大礼。红包。礼金") == [("bribery.field", 0), ("bribery.regex", 0)]
    assert called(pack, "给他钱") == []
    assert called(pack, "给他费") == [("bribery.hardly", 0)]


def test_more_groups_than_slots_are_looked_for_by_the_rule_itself(pack: Pack) -> None:
    assert [f.rule_id for f in check_text("甲甲乙乙丙丙丁丁戊戊", pack).findings] == ["bribery.five"]
    assert check_text("甲甲乙乙丙丙丁丁", pack).findings == ()


def test_sentences_of_every_run_are_found(pack: Pack) -> None:
    text = "好的。\n" * (RUN - 2) + "统方。" * 5 + "好的。" * RUN + "统方"
    starts = [found.start for found in check_text(text, pack).findings]
    assert [text[start : start + 2] for start in starts] == ["统方"] * 6


def test_a_word_across_the_cut_of_a_sentence_without_end_belongs_to_none(pack: Pack) -> None:
    filler = "好" * (LONGEST - 1)
    assert check_text(filler + "统方" + filler, pack).findings == ()
    assert len(check_text("好" + filler + "统方" + filler, pack).findings) == 1


def test_a_long_text_is_checked_in_pieces_and_every_place_is_right(pack: Pack) -> None:
    text = ("主任返点，统方。" + "记录拜访情况。" * 3) * 300
    report = check_text(text, pack)
    assert len(report.findings) + len(report.silences) >= 300
    assert all(text[found.start : found.end] == found.quote for found in report.findings)
