"""One spelling for every way to write the same characters, and the exact way back."""

import pytest

from planner.compliance.normalize import normalise, plain


@pytest.mark.parametrize(
    "typed, read",
    [
        ("ＡＢＣ１２％", "abc12%"),
        ("統方與回扣", "统方与回扣"),
        ("返\u200b点", "返点"),
        ("返 点", "返点"),
        ("返\u3000点", "返点"),
        ("返\ufeff\u2060点", "返点"),
        ("e\u0301cole", "ecole"),
        ("回\u0336扣\u0336", "回扣"),
        ("①②", "12"),
        ("⼈員", "人员"),
        ("a  b", "a  b"),
        ("中 a 文", "中 a 文"),
        ("第一行\r\n第二行", "第一行 \n第二行"),
        ("\U0001f9e7", "\U0001f9e7"),
        ("🅥🅘🅟 Ⓥⓘⓟ 𝐕𝐢𝐩 ⱽⁱᵖ", "vip vip vip vip"),
        ("VIР与КОL", "vip与kol"),
        ("❶➋٣３", "1233"),
        ("処方薬の価格", "处方药の价格"),
        ("⻔诊囬扣", "门诊回扣"),
        ("返\u1680点", "返点"),
        ("回\U000e0061扣\u20e0", "回扣"),
        ("", ""),
    ],
)
def test_reads_every_spelling_as_the_standard_one(typed: str, read: str) -> None:
    assert plain(typed) == read


def test_a_span_leads_back_over_invisible_characters_and_spaces() -> None:
    typed = "给予返\u200b 點，谢谢"
    normal = normalise(typed)
    start = normal.text.index("返点")
    low, high = normal.span(start, start + 2)
    assert typed[low:high] == "返\u200b 點"


def test_a_ligature_is_marked_whole() -> None:
    typed = "x㎎点"
    normal = normalise(typed)
    assert normal.text == "xmg点"
    assert normal.span(1, 2) == (1, 2)
    assert normal.span(3, 4) == (2, 3)


def test_a_combining_mark_belongs_to_the_quote() -> None:
    typed = "cafe\u0301!"
    normal = normalise(typed)
    assert typed[slice(*normal.span(0, 4))] == "cafe\u0301"


def test_characters_beyond_the_first_plane_count_as_one() -> None:
    typed = "\U0002000b回扣\U0001f4b0统方"
    normal = normalise(typed)
    start = normal.text.index("统方")
    assert typed[slice(*normal.span(start, start + 2))] == "统方"


def test_lone_surrogates_and_private_characters_do_no_harm() -> None:
    assert plain("回\ud800扣\uf8ff") == "回\ufffd扣\ufffd"


def test_the_quick_way_and_the_table_spell_alike() -> None:
    typed = "".join(map(chr, [*range(0x20, 0x600), *range(0x2000, 0x2600), *range(0x3000, 0x3400), *range(0xFF00, 0xFFF0)]))
    for part in (typed[place : place + 20] for place in range(0, len(typed), 20)):
        assert plain(part + "返点") == "".join(plain(char) for char in part).strip("\0") + "返点" or " " in plain(part)
