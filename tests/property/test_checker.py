"""What holds for every text: spans inside it, quotes equal to slices, a normaliser that settles, no exception, work that grows with the text and no faster."""

import json
import random
import unicodedata
from functools import partial
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.compliance.engine import check_text
from planner.compliance.normalize import fold, normalise, plain
from planner.compliance.pack import READER
from planner.compliance.prepared import Prepared
from planner.compliance.reader import Reader, features
from planner.compliance.rereading import read_again, rows_of
from planner.compliance.scope import Scope
from tests.factories.core import core_pack
from tests.factories.steps import steps

PACK = core_pack()
LABELLED = sorted({text for kind in json.loads(PACK.files[READER])["examples"].values() for text in kind})
WORDS = sorted({word for words in PACK.lists.values() for word in words if not word.startswith("$")})
NOISE = [
    *"\u200b\u202e\ufeff\u0301\u0336\u20e0\ufe0f\U000e0100\U000e0061\u3164\u2800\u3000\u00ad",
    *" \n\r\t，。、：；*·-_/|()（）“”<>&%?\\…—•①㎎ﬃ⼈処𠀀⿰\U0001f9e7\U0001f1e8１OoА",
    *"\ud800\udfff\ue000\uf8ff\ufffe\uffff\U0010ffff\x00\x1f\x7f\x85\u2028",
    "严禁", "不得不", "(yī)", "M(fèi)", "??", "hui kou", "fandian", "TF", "扌口", "讠方", "反", "&#22238;", "&nbsp;", "%E5%9B%9E", "\\u56de", "<b>", "1O万", "拾万元",
]  # fmt: skip
anything = st.text(st.characters(exclude_categories=()), max_size=200)
plan_like = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(NOISE), st.text(max_size=3)), max_size=40).map("".join)


def sound(text: str) -> None:
    """Everything that must hold for one text."""
    once = plain(text)
    assert plain(once) == once
    report = check_text(text, PACK, Scope())
    for finding in report.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.quote
        assert finding.message.zh
    for silence in report.silences:
        assert 0 <= silence.start <= silence.end <= len(text)
        assert text[silence.start : silence.end] == silence.quote
    assert [f.start for f in report.findings] == sorted(f.start for f in report.findings)
    assert check_text(text, PACK, Scope()) == report


@settings(max_examples=300, deadline=None)
@given(st.one_of(anything, plan_like))
def test_every_finding_lies_in_the_text_and_quotes_it(text: str) -> None:
    sound(text)


@settings(max_examples=500, deadline=None)
@given(st.one_of(anything, plan_like), st.data())
def test_every_normalised_span_leads_back_in_order(text: str, data: st.DataObject) -> None:
    normal = normalise(text)
    if not normal.text:
        return
    start = data.draw(st.integers(0, len(normal.text) - 1))
    end = data.draw(st.integers(start + 1, len(normal.text)))
    low, high = normal.span(start, end)
    assert 0 <= low < high <= len(text)
    assert normal.span(0, len(normal.text))[0] <= low
    assert plain(text[low:high]).replace(" ", "") == normal.text[start:end].replace(" ", "") or normal.lengths


@settings(max_examples=300, deadline=None)
@given(plan_like)
def test_every_place_of_a_reading_leads_back_into_the_text_in_order(text: str) -> None:
    variant = PACK.compiled.disguise.variant(Prepared.of(text))
    if variant is None:
        return
    spans = [variant.text.normal.span(place, place + 1) for place in range(len(variant.text.text))]
    assert all(0 <= low < high <= len(text) for low, high in spans)
    assert [low for low, _ in spans] == sorted(low for low, _ in spans)
    assert all(0 <= start <= end <= len(variant.text.text) for start, end, _ in variant.edits)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(plan_like, st.sampled_from(LABELLED)), max_size=4).map("。".join))
def test_the_second_reader_says_the_same_whether_or_not_it_passes_over_what_cannot_speak(text: str) -> None:
    reader = PACK.compiled.reader
    assert reader is not None
    prepared = Prepared.of(text)
    prepared.sift(PACK.compiled.screen)
    quick = read_again(PACK.compiled, prepared, ())
    PACK.compiled.screen.wording.cache_clear()  # what it passed over is kept with the sentence
    prepared.sift(PACK.compiled.screen)
    with patch.object(Reader, "stays_silent", lambda *_: False):
        assert read_again(PACK.compiled, prepared, ()) == quick
    PACK.compiled.screen.wording.cache_clear()


def test_it_passes_over_sentences_and_over_none_that_speaks() -> None:
    reader = PACK.compiled.reader
    assert reader is not None
    silent = spoken = 0
    for text in LABELLED:
        prepared = Prepared.of(text)
        prepared.sift(PACK.compiled.screen)
        for row in rows_of(prepared, PACK.compiled):
            speaks = reader.likelihood(row.features) > reader.speaks_from
            passed = reader.stays_silent(row.text, PACK.compiled.gain_in(prepared.at(row.start)))
            assert not (speaks and passed), row.text
            spoken += speaks
            silent += passed
    assert spoken > 100
    assert silent > 10


def test_the_nearest_example_is_the_one_that_shares_most_pairs() -> None:
    reader = PACK.compiled.reader
    assert reader is not None
    for category, examples in json.loads(PACK.files[READER])["examples"].items():
        pairs = [{one for one in features(text) if len(one) == 2} for text in examples]
        for text in (*LABELLED[::40], "没有一处相同qqzz", "。"):
            own = {one for one in features(text) if len(one) == 2}
            likest = max(range(len(examples)), key=lambda n: len(own & pairs[n]) / (len(own | pairs[n]) or 1))
            assert reader.nearest(features(text), category) == examples[likest]


def every_kind(chance: random.Random) -> str:
    """A text of one of many kinds, up to 80 characters: from all planes, from one block, one character, noise among words, a long run."""
    kind = chance.randrange(7)
    if kind == 0:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(1, 40)))
    if kind == 1:
        block = chance.randrange(0, 0x110000, 0x100)
        return "".join(chr(block + chance.randrange(0x100)) for _ in range(chance.randrange(1, 30)))
    if kind == 2:
        return chr(chance.randrange(0x110000))
    if kind == 3:
        return "".join(chance.choice(chance.choice((WORDS, NOISE))) for _ in range(chance.randrange(1, 20)))
    if kind == 4:
        word = chance.choice(WORDS)
        return "".join(char + chance.choice(NOISE) * chance.randrange(3) for char in word)
    if kind == 5:
        return chance.choice(WORDS) + chance.choice(NOISE) * chance.randrange(1, 60) + chance.choice(WORDS)
    return "".join(chr(chance.randrange(0x4E00, 0xA000)) + chr(chance.randrange(0x2000, 0x3400)) for _ in range(chance.randrange(1, 20)))


def campaign(texts: int, seed: int = 20261122) -> None:
    chance = random.Random(seed)
    for _ in range(texts):
        text = every_kind(chance)
        try:
            sound(text)
        except Exception as error:
            error.add_note(ascii(text))
            raise


def test_a_thousand_random_texts_of_every_kind_do_no_harm() -> None:
    campaign(1_000)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_a_hundred_thousand_random_texts_of_every_kind_do_no_harm(part: int) -> None:
    campaign(25_000, 20261123 + part)  # in parts, so that every test process takes some


@pytest.mark.slow
def test_every_character_there_is_has_a_spelling_that_stays() -> None:
    for code in range(0x110000):
        folded = fold(chr(code))
        assert "".join(map(fold, folded)) == folded, hex(code)
        assert not any(unicodedata.category(char) in ("Cf", "Cs", "Mn", "Me") for char in folded), hex(code)


ADVERSARIAL = [
    "返,点", "回*扣", "返", "讠方", "讠", "a", "hui kou ", "huikou", "回(huí)", "((((", "&#x", "&#22238;", "%e5", "\u0301", "\u200b返", " ", "返 点 ",
    "返\n点\n", "𠀀", "㎎", ",", "<a", "<", "\\u56de", "讲??", "1o", "0o0o", "回x扣，按处方量返点", "\u202e", "返点\u3164", "⿰讠方", "医,生", "hui2 ", "返1", "M(fèi)",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(300)  # a few seconds at most; only what no longer grows with the text but with its square takes longer
@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_work_grows_no_faster_than_a_repeated_text(unit: str) -> None:
    short, long, very_long = ((unit * (length // len(unit) + 1))[:length] for length in (2_000, 8_000, 100_000))
    check_text(very_long, PACK, Scope())
    assert steps(partial(check_text, long, PACK, Scope())) < 5 * steps(partial(check_text, short, PACK, Scope())) + 1_000
