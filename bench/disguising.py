"""Ways to dress a sentence, from Unicode, OpenCC and pypinyin, without a look at the checker's own tables.

A disguise takes a sentence in which 【】 marks the words somebody would hide, and a seeded source of chance.
"""

import html
import random
import re
import unicodedata
from collections.abc import Callable, Iterable
from urllib.parse import quote

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

Disguise = Callable[[str, random.Random], str]
_MARKED = re.compile("【(.+?)】")
_LEVEL_ONE = "".join(bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
_SOUND: dict[str, list[str]] = {}
for _char in _LEVEL_ONE:
    _SOUND.setdefault(lazy_pinyin(_char)[0], []).append(_char)
_HALVES = {
    "返": "反辶", "统": "纟充", "扣": "扌口", "礼": "礻乚", "购": "贝勾", "红": "纟工", "费": "弗贝", "样": "木羊", "处": "夂卜", "根": "木艮", "治": "氵台", "销": "钅肖",
    "额": "客页", "现": "王见", "提": "扌是", "讲": "讠井", "课": "讠果", "访": "讠方", "诋": "讠氐", "隐": "阝急", "瞒": "目", "代": "亻弋", "赠": "贝曾", "药": "艹约", "捐": "扌肙",
    "赞": "先先贝", "助": "且力", "情": "忄青", "贿": "贝有", "账": "贝长", "推": "扌隹", "请": "讠青", "游": "氵斿", "旅": "方", "好": "女子", "物": "牛勿", "劳": "艹冖力", "加": "力口",
    "油": "氵由", "卡": "上卜", "观": "又见", "报": "扌卩", "行": "彳亍", "说": "讠兑", "明": "日月", "超": "走召", "适": "辶舌", "应": "广", "症": "疒正", "副": "畐刂", "作": "亻乍",
    "用": "", "愈": "俞心", "竞": "立兄", "品": "口口口", "毁": "", "不": "", "良": "", "病": "疒丙", "历": "厂力", "推广": "", "广": "", "底": "广氐", "价": "亻介", "任": "亻壬", "务": "夂力",
    "论": "讠仑", "数": "娄攵", "据": "扌居", "诊": "讠", "室": "宀至", "份": "亻分", "证": "讠正", "号": "口丂", "码": "石马", "检": "木佥", "点": "占灬", "金": "", "客": "宀各", "回": "囗口",
    "签": "", "到": "至刂", "表": "", "补": "衤卜", "利": "禾刂", "量": "旦里",
}  # fmt: skip
_TWINS = dict(zip("AaBCcEeHIiJKMNOoPpSsTXxYy05", "АаВСсЕеНІіЈКМΝОоРрЅѕТХхУуОЅ", strict=True))
_BANKING = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_EVERY_SPACE = "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2800"
_INVISIBLE = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u034f\u180e\u115f\u1160\u3164\uffa0\u17b4\u2028"[:-1]
_POINTS = "·.-_*/|~、,，。…+=^'\"!?:;#@$%&\\`<>•●■★♥→×÷§°¦‖•‧∙⋅・･﹒．‐‑–—―"
_EMOJI = "😀🔥💊🎁👍🏽👨‍👩‍👧❤️✅1️⃣"


def bare(text: str) -> str:
    """The sentence without its marks."""
    return text.replace("【", "").replace("】", "")


def between(fillers: str, every: bool = True) -> Disguise:
    """One of the fillers between all characters, or at three places of the sentence."""

    def disguise(marked: str, chance: random.Random) -> str:
        text = bare(marked)
        places = range(1, len(text)) if every else sorted(chance.sample(range(1, len(text)), min(3, len(text) - 1)))
        chosen = {place: chance.choice(fillers) for place in places}
        return "".join(chosen.get(place, "") + char for place, char in enumerate(text))

    return disguise


def filled(filler: str, every: bool = True) -> Disguise:
    """The whole string as filler."""
    plain = between("\0", every)
    return lambda marked, chance: plain(marked, chance).replace("\0", filler)


def inside(change: Callable[[str, random.Random], str]) -> Disguise:
    """Only the marked words are changed."""
    return lambda marked, chance: _MARKED.sub(lambda found: change(found[1], chance), marked)


def each(change: Callable[[str], str]) -> Disguise:
    """Every character of the sentence is changed."""
    return lambda marked, _: "".join(map(change, bare(marked)))


def whole(change: Callable[[str], str]) -> Disguise:
    return lambda marked, _: change(bare(marked))


def _around(pair: str) -> Disguise:
    return each(lambda char: pair[0] + char + pair[1])


def one(change: Callable[[str], str]) -> Callable[[str, random.Random], str]:
    """One character of a word is changed, any that can be."""

    def disguise(word: str, chance: random.Random) -> str:
        able = [place for place, char in enumerate(word) if change(char) != char]
        if not able:
            return word
        place = chance.choice(able)
        return word[:place] + change(word[place]) + word[place + 1 :]

    return disguise


def _decompositions(tags: Iterable[str], alphabet: str) -> Callable[[str], str]:
    """Characters that Unicode says are compatible with plain ones, by the kind of compatibility."""
    table: dict[str, str] = {}
    for code in [*range(0x80, 0x3400), *range(0xF900, 0x1F2FF), *range(0x2F800, 0x2FA1E)]:
        kind, _, rest = unicodedata.decomposition(chr(code)).rpartition(" ")
        known = kind.strip("<>") in tags or (not kind and "" in tags)
        if known and rest and (plain := chr(int(rest, 16))) in alphabet:
            table.setdefault(plain, chr(code))
    return lambda char: table.get(char, table.get(char.upper(), char))


_HAN = "".join(map(chr, range(0x4E00, 0x9FFF)))
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _halved(char: str) -> str:
    return _HALVES.get(char) or char


def _homophone(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word))
    others = [char for char in _SOUND[lazy_pinyin(word)[place]] if char not in word]
    return word[:place] + chance.choice(others or [word[place]]) + word[place + 1 :]


def _said(style: Style, glue: str = "") -> Callable[[str, random.Random], str]:
    return lambda word, _: glue.join(lazy_pinyin(word, style=style))


def _spelled_once(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word))
    return word[:place] + lazy_pinyin(word)[place] + word[place + 1 :]


def _any_case(word: str, chance: random.Random) -> str:
    return "".join(chance.choice((c.upper(), c)) for c in "".join(lazy_pinyin(word)))


def _gloss(marked: str, _: random.Random) -> str:
    """Pinyin in brackets after every third character, as sharing sites leave it."""
    text = bare(marked)
    return "".join(
        c + (f"({lazy_pinyin(c, style=Style.TONE)[0]})" if n % 3 == 1 and "\u4e00" <= c <= "\u9fff" else "") for n, c in enumerate(text)
    )


def _lines(width: int, end: str = "\n") -> Disguise:
    return whole(lambda text: end.join(text[place : place + width] for place in range(0, len(text), width)))


_T, _TW, _HK, _JP = (OpenCC(name) for name in ("s2t", "s2tw", "s2hk", "t2jp"))

DISGUISES: dict[str, dict[str, Disguise]] = {
    "spelling": {
        **{f"U+{ord(char):04X} between": filled(char) for char in _INVISIBLE},
        "invisible, mixed, thrice": between(_INVISIBLE, every=False),
        "tags": filled("\U000e0061"),
        "variation selectors": between("\ufe00\ufe0e\U000e0100"),
        "left-to-right marks": filled("\u200e", every=False),
        "override, left to right": whole(lambda text: "\u202d" + text + "\u202c"),
        "isolates": filled("\u2068\u2069", every=False),
        "right-to-left override, reversed": whole(lambda text: "\u202e" + text[::-1] + "\u202c"),
        "reversed word": inside(lambda word, _: "\u202e" + word[::-1] + "\u202c"),
        "full width": each(lambda c: chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c),
        "traditional": whole(_T.convert),
        "Taiwan": whole(_TW.convert),
        "Hong Kong": whole(_HK.convert),
        "Japanese": whole(lambda text: _JP.convert(_T.convert(text))),
        "struck through": each(lambda c: c + "\u0336"),
        "prohibition sign": each(lambda c: c + "\u20e0"),
        "stacked marks": each(lambda c: c + "\u0301\u0323\u0489"),
        "radicals": each(_decompositions(["compat"], _HAN)),
        "compatibility ideographs": each(_decompositions([""], _HAN)),
        "circled": each(_decompositions(["circle"], _HAN + _LATIN)),
        "squared": each(_decompositions(["square"], _HAN + _LATIN)),
        "mathematical": each(_decompositions(["font"], _LATIN)),
        "superscript": each(_decompositions(["super"], _LATIN)),
        "twins of other scripts": each(lambda c: _TWINS.get(c, c)),
        "upper case": whole(str.swapcase),
    },
    "spacing": {
        **{f"U+{ord(char):04X} between": filled(char) for char in _EVERY_SPACE},
        "spaces, mixed": between(_EVERY_SPACE),
        "three spaces": filled("   "),
        "two spaces, thrice": filled("  ", every=False),
        "tabs": filled("\t"),
        **{f"{char} between": filled(char) for char in _POINTS},
        **{f"{char} thrice": filled(char, every=False) for char in "·.-_*/|~、,，。…"},
        "points, mixed": between(_POINTS),
        "points, mixed, thrice": between(_POINTS, every=False),
        "emoji between": between("😀🔥💊🎁👍"),
        "emoji sequences, thrice": filled("👨\u200d👩\u200d👧", every=False),
        "keycaps, thrice": filled("1\ufe0f\u20e3", every=False),
        **{f"{pair} around": _around(pair) for pair in ("()", "（）", "[]", "「」", "《》", "“”", "''", "{}", "〔〕", "**")},
        "brackets, thrice": filled("【】", every=False),
        "four points": inside(lambda word, _: "....".join(word)),
        "space and point": filled(" · "),
        "a line for each character": _lines(1),
        "lines of three": _lines(3),
        "lines of four": _lines(4, "\r\n"),
        "line break, thrice": filled("\n", every=False),
        "empty lines, thrice": filled("\n\n", every=False),
        "word over two lines": inside(lambda word, _: word[0] + "\n" + word[1:]),
        "word over two lines, indented": inside(lambda word, _: word[0] + "\n    " + word[1:]),
        "paragraph separators": filled("\u2029", every=False),
        "form feeds": filled("\f", every=False),
    },
    "phonetic": {
        "pinyin": inside(_said(Style.NORMAL)),
        "pinyin, spaced": inside(_said(Style.NORMAL, " ")),
        "pinyin, apart": inside(_said(Style.NORMAL, "-")),
        "tone marks": inside(_said(Style.TONE)),
        "tone digits": inside(_said(Style.TONE3)),
        "capitals": inside(lambda word, _: "".join(lazy_pinyin(word)).upper()),
        "any case": inside(_any_case),
        "full width pinyin": inside(lambda word, _: "".join(chr(ord(c) + 0xFEE0) for c in "".join(lazy_pinyin(word)))),
        "one syllable spelled": inside(_spelled_once),
        "one letter": inside(one(lambda c: lazy_pinyin(c)[0][0].upper())),
        "pinyin in brackets": inside(lambda word, _: word[0] + "(" + "".join(lazy_pinyin(word[1:])) + ")"),
        "homophone": inside(_homophone),
        "all in pinyin": whole(lambda text: " ".join(lazy_pinyin(text))),
        "gloss": _gloss,
    },
    "structural": {
        "one character split": inside(one(_halved)),
        "every character split": inside(lambda word, _: "".join(map(_halved, word))),
        "split with description": inside(one(lambda c: "⿰" + _halved(c) if _halved(c) != c else c)),
        "entities": inside(lambda word, _: "".join(f"&#{ord(c)};" for c in word)),
        "hexadecimal entities": inside(lambda word, _: "".join(f"&#x{ord(c):X};" for c in word)),
        "named spaces": filled("&nbsp;"),
        "percent": inside(lambda word, _: quote(word)),
        "escapes": inside(lambda word, _: "".join(f"\\u{ord(c):04x}" for c in word)),
        "letter between": inside(lambda word, _: "x".join(word)),
        "digit between": inside(lambda word, _: "1".join(word)),
        "foreign letter between": inside(lambda word, _: "の".join(word)),
        "character lost": inside(lambda word, _: word[0] + "\ufffd" + word[2:]),
        "rare character": inside(lambda word, _: word[0] + "\U00020b9f" + word[2:]),
        "banking numerals": whole(lambda text: text.translate(_BANKING)),
        "markup": inside(lambda word, _: "<b>".join(word)),
        "traditional, spaced, pinyin": lambda marked, chance: "\u200b".join(_T.convert(inside(_spelled_once)(marked, chance))),
        "split and spaced": lambda marked, chance: " · ".join(inside(one(_halved))(marked, chance)),
        "escaped twice": inside(lambda word, _: "".join(html.escape(f"&#{ord(c)};") for c in word)),
    },
}
"""Kind → name → disguise. A sentence that a disguise leaves as it is does not count for it."""

HIDING = frozenset(
    {
        *(name for name in DISGUISES["spelling"] if name.startswith("U+") or name in ("tags", "invisible, mixed, thrice")),
        "override, left to right",
        "isolates",
        "left-to-right marks",
        "right-to-left override, reversed",
        "reversed word",
        "traditional, spaced, pinyin",
    }
)
"""Disguises nobody puts on a text without knowing; that they are pointed out on a clean text is right."""
