"""Approved phrases in a text: exact between punctuation, near ones asked about, offers while typing."""

from datetime import date

import pytest

from planner.compliance.phrases import Phrase, Place, exact, fits, fitting, near, offers

CONSENT = Phrase(1, "取得医院书面同意后再举办，同意之前不发通知。")
SURVEY = Phrase(2, "问卷匿名填写，只统计总数", label="acceptable")
BOTH = (CONSENT, SURVEY)


def test_a_phrase_is_exact_word_for_word_between_punctuation() -> None:
    text = f"先沟通。{CONSENT.text}问卷匿名填写，只统计总数；会后归档。"
    assert [text[p.start : p.end] for p in exact(text, BOTH)] == [CONSENT.text, SURVEY.text]


@pytest.mark.parametrize(
    "text", ["不取得医院书面同意后再举办，同意之前不发通知。", "问卷匿名填写，只统计总数的一半", "问卷匿名填写, 只统计总数"]
)
def test_words_before_or_behind_or_another_comma_make_it_another_sentence(text: str) -> None:
    assert exact(text, BOTH) == ()


def test_a_longer_phrase_wins_over_one_that_it_holds() -> None:
    short = Phrase(3, "问卷匿名填写")
    assert [p.phrase.id for p in exact("问卷匿名填写，只统计总数。", (short, SURVEY))] == [2]


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("取得医院的书面同意后举办，同意之前不发通知。", True),
        ("问卷匿名填写，只看总数。", True),
        ("科室会由医学部主讲，讲解随访要点。", False),
        ("医院同意。", False),
    ],
)
def test_a_sentence_close_to_a_phrase_is_asked_about(text: str, close: bool) -> None:
    assert bool(near(text, BOTH)) is close


def test_what_is_exact_is_not_asked_about() -> None:
    assert near(CONSENT.text, BOTH) == ()


def test_a_near_passage_names_the_sentence_without_its_end() -> None:
    text = "一、取得医院的书面同意后举办，同意之前不发通知。\n二、归档"
    (one,) = near(text, BOTH)
    assert text[one.start : one.end].endswith("不发通知") and one.phrase is CONSENT


def test_offers_take_the_place_of_what_was_typed_of_them() -> None:
    (one,) = offers("先沟通，取得医院", BOTH)
    assert (one.phrase.id, one.taken) == (1, 4)


def test_one_character_offers_nothing_and_a_finished_phrase_neither() -> None:
    assert offers("取", BOTH) == ()
    assert offers("问卷匿名填写，只统计总数。", BOTH) == ()


def test_a_phrase_begun_clauses_ago_is_replaced_from_its_beginning() -> None:
    (one,) = offers("会后，问卷匿名填写，只统", BOTH)
    assert (one.phrase.id, one.taken) == (2, len("问卷匿名填写，只统"))


def test_phrases_that_begin_with_the_words_come_before_those_that_hold_them() -> None:
    inside = Phrase(3, "会后问卷匿名收回")
    assert [o.phrase.id for o in offers("问卷匿名", (inside, SURVEY))] == [2, 3]


@pytest.mark.parametrize(
    ("phrase", "good"),
    [
        (Phrase(1, "x"), True),
        (Phrase(1, "x", places=("goals",)), False),
        (Phrase(1, "x", places=("activities",), plan_types=("launch",), products=(7, 8)), True),
        (Phrase(1, "x", plan_types=("territory",)), False),
        (Phrase(1, "x", products=(9,)), False),
        (Phrase(1, "x", from_on=date(2027, 1, 2)), False),
        (Phrase(1, "x", until_on=date(2026, 12, 31)), False),
        (Phrase(1, "x", until_on=date(2027, 1, 1)), True),
    ],
)
def test_a_phrase_fits_its_places_products_and_days(phrase: Phrase, good: bool) -> None:
    assert fits(phrase, Place("launch", (7,), "activities", date(2027, 1, 1))) is good


def test_recommended_phrases_come_first() -> None:
    place = Place("launch", (), "goals", date(2027, 1, 1))
    assert fitting((SURVEY, CONSENT), place) == (CONSENT, SURVEY)
