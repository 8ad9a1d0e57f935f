"""How many disguised sentences are still found: `python -m bench.disguises`.

The disguises are made here, from Unicode and OpenCC and pypinyin, without a look at the checker's own tables.
"""

import random
import unicodedata
from collections.abc import Callable

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

from planner.compliance.engine import check_text
from planner.compliance.findings import Severity
from planner.compliance.loader import load_pack
from planner.compliance.pack import Pack

SENTENCES = 60
_TRADITIONAL = OpenCC("s2t")


def _between(filler: str) -> Callable[[str, random.Random], str]:
    return lambda text, _: filler.join(text)


def _once(filler: str) -> Callable[[str, random.Random], str]:
    """The filler at three places of the sentence."""

    def disguise(text: str, chance: random.Random) -> str:
        for place in sorted(chance.sample(range(1, len(text)), min(3, len(text) - 1)), reverse=True):
            text = text[:place] + filler + text[place:]
        return text

    return disguise


def _wide(text: str, _: random.Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _marked(text: str, _: random.Random) -> str:
    return "".join(c + "\u0336" for c in text)


def _radicals(text: str, _: random.Random) -> str:
    table = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)}
    return "".join(table.get(c, c) for c in text)


def _pinyin(text: str, chance: random.Random) -> str:
    """Two neighbouring characters spelled out."""
    place = chance.randrange(max(1, len(text) - 1))
    return text[:place] + "".join(lazy_pinyin(text[place : place + 2], style=Style.NORMAL)) + text[place + 2 :]


def _gloss(text: str, _: random.Random) -> str:
    """Pinyin in brackets after every fourth character, as sharing sites leave it."""
    return "".join(
        c + (f"({lazy_pinyin(c, style=Style.TONE)[0]})" if n % 4 == 1 and "\u4e00" <= c <= "\u9fff" else "") for n, c in enumerate(text)
    )


DISGUISES: dict[str, dict[str, Callable[[str, random.Random], str]]] = {
    "spelling": {
        "zero width": _between("\u200b"),
        "word joiner": _once("\u2060"),
        "soft hyphen": _between("\u00ad"),
        "bidi": _once("\u202e"),
        "variation selector": _between("\ufe00"),
        "full width": _wide,
        "traditional": lambda text, _: str(_TRADITIONAL.convert(text)),
        "combining": _marked,
        "radicals": _radicals,
    },
    "spacing": {
        "space": _between(" "),
        "two spaces": _once("  "),
        "ideographic space": _between("\u3000"),
        "stars": _once("*"),
        "dots": _once("."),
        "middle dots": _between("·"),
        "slashes": _once("/"),
        "underscores": _once("_"),
        "emoji": _once("\U0001f600"),
        "dashes": _once("--"),
        "line break": _once("\n"),
        "comma": _once("，"),
    },
    "phonetic": {"pinyin": _pinyin, "gloss": _gloss},
}


def sentences(pack: Pack) -> list[str]:
    """Sentences that must be changed: own examples of the pack's block rules."""
    texts = [
        example.text.replace("【", "").replace("】", "")
        for rule in pack.rules
        if rule.severity is Severity.BLOCK and rule.match.structural is None
        for example in rule.tests.hit[:1]
        if len(example.text) >= 8 and example.phase is None and not example.products
    ]
    return random.Random(7).sample(texts, min(SENTENCES, len(texts)))


def found(text: str, pack: Pack) -> bool:
    return any(finding.severity is not Severity.ADVISE for finding in check_text(text, pack).findings)


def caught(pack: Pack) -> dict[str, dict[str, tuple[int, int]]]:
    """Kind → disguise → (found, tried)."""
    chosen = [text for text in sentences(pack) if found(text, pack)]
    out: dict[str, dict[str, tuple[int, int]]] = {}
    for kind, disguises in DISGUISES.items():
        out[kind] = {}
        for name, disguise in disguises.items():
            chance = random.Random(11)
            out[kind][name] = (sum(found(disguise(text, chance), pack) for text in chosen), len(chosen))
    return out


def main() -> None:
    for kind, rows in caught(load_pack()).items():
        hits, tried = (sum(column) for column in zip(*rows.values(), strict=True))
        print(f"{kind}: {hits}/{tried} = {100 * hits / tried:.1f} %")
        for name, (hit, of) in rows.items():
            print(f"    {name}: {hit}/{of}")


if __name__ == "__main__":
    main()
