"""How the checker came to its answer, in words: what was tidied, what a hit needed, which words kept a rule silent."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from planner.compliance.findings import Confidence, Finding, Report, Silence
from planner.compliance.normalize import fold, normalise
from planner.compliance.pack import Pack
from planner.kernel.i18n import Text
from planner.web.language import t

LAYERS: dict[str, Text] = {
    "debris": Text("去掉乱码和括号里的拼音以后读出来的", "Read after broken characters and pinyin in brackets were taken out"),
    "split": Text("把拆开的字合起来以后读出来的", "Read after characters that were split in two were put together"),
    "squeeze": Text("去掉字中间的空格和符号以后读出来的", "Read after blanks and signs inside words were taken out"),
    "pinyin": Text("把拼音读成汉字以后读出来的", "Read after pinyin was turned into characters"),
    "sound": Text("把同音的字换回来以后读出来的", "Read after characters of the same sound were exchanged"),
    "join": Text("把断开的句子连起来以后读出来的", "Read after sentences that were cut apart were joined"),
}
CONFIDENCES: dict[Confidence, Text] = {
    Confidence.HIGH: Text("把握高", "high confidence"),
    Confidence.MEDIUM: Text("把握中等", "medium confidence"),
    Confidence.LOW: Text("把握低，只会请合规看", "low confidence, so only a review is asked for"),
}
_HAN = "\u3400", "\u9fff"
_NEAR = 60


@dataclass(slots=True)
class Quiet:
    """A passage that was let pass.

    :param rule_ids: the rules that would have spoken
    :param why: the switch in words, with the words of the text that did it where they can be told
    """

    start: int
    end: int
    rule_ids: list[str]
    quote: str
    why: str


def tidied(text: str) -> str:
    """What the standard layer changed in the text."""
    hidden = sum(unicodedata.category(c) in ("Cf", "Mn", "Me") for c in text)
    respelt = sum(_is_letter(c) and fold(c) != c.casefold() for c in text)
    parts = (
        [t("去掉了 {n} 个看不见的字符", "{n} invisible characters taken out", "1 invisible character taken out", n=hidden)]
        if hidden
        else []
    )
    if respelt:
        parts.append(t("{n} 个字统一了写法", "{n} characters brought to one spelling", "1 character brought to one spelling", n=respelt))
    return t("，", ", ").join(parts) or t("全角、空格、繁体都看过，没有改动", "Width, blanks and traditional characters: nothing to change")


def _is_letter(char: str) -> bool:
    return _HAN[0] <= char <= _HAN[1] or char.isalnum()


def needed(pack: Pack, finding: Finding) -> list[str]:
    """What a finding needed beyond the plain text: a layer, and the contexts that were seen but did not switch it off."""
    words = []
    if finding.layer in LAYERS:
        words.append(f"{t(LAYERS[finding.layer])}{t('，', ', ')}{t(CONFIDENCES[finding.confidence])}")
    seen = [t(pack.cues[name].title.zh, pack.cues[name].title.en) for name in finding.cues if name in pack.cues]
    if seen:
        words.append(t("看到了上下文：{what}", "Context that was seen: {what}", what=t("；", "; ").join(seen)))
    return words


def quiets(pack: Pack, text: str, report: Report) -> list[Quiet]:
    """What the text itself, or the company, switched off: rules that were kept quiet at one place by the same words stand together."""
    found: list[Quiet] = []
    for silence in report.silences:
        if _outdone(silence):
            continue
        why = _why(pack, text, silence)
        same = next((one for one in found if one.why == why and one.start < silence.end and silence.start < one.end), None)
        if same is None:
            found.append(Quiet(silence.start, silence.end, [silence.rule_id], silence.quote, why))
            continue
        same.start, same.end = min(same.start, silence.start), max(same.end, silence.end)
        same.quote = text[same.start : same.end]
        same.rule_ids += [silence.rule_id] if silence.rule_id not in same.rule_ids else []
    return found


def outdone(report: Report) -> list[str]:
    """Rules that saw the same passage as a finding and stepped back behind it; each once."""
    lit = {finding.rule_id for finding in report.findings}
    return list(dict.fromkeys(s.rule_id for s in report.silences if _outdone(s) and s.rule_id not in lit))


def _outdone(silence: Silence) -> bool:
    return silence.switch.startswith("beats:")


def _why(pack: Pack, text: str, silence: Silence) -> str:
    kind, _, what = silence.switch.partition(":")
    if kind == "cue" and what in pack.cues:
        word = _nearest(pack.cues[what].words, text, silence)
        return t("“{word}”：{why}", "“{word}”: {why}", word=word, why=t(silence.reason)) if word else t(silence.reason)
    if kind == "protect":
        return t("“{word}”是没有问题的固定说法", "“{word}” is a set phrase that is fine", word=what)
    if kind == "context":
        return t("“{word}”说明了不是这个意思", "“{word}” shows that something else is meant", word=what)
    if kind == "filter":
        return t("公司暂时排除：{why}", "Excluded by the company for now: {why}", why=t(silence.reason))
    return t(silence.reason)


def _nearest(words: Iterable[str], text: str, silence: Silence) -> str:
    """The cue's own word nearest before the hit, or else behind it, as it stands in the text; "" where it was found by a pattern."""
    low, high = max(0, silence.start - _NEAR), silence.end + _NEAR
    plain = normalise(text[low:high]).text
    quote = normalise(silence.quote).text
    at = plain.find(quote)
    if at < 0:
        return ""
    literal = [word for word in words if not word.startswith("$")]
    before = [(plain.rfind(word, 0, at + len(quote)) + len(word), len(word), word) for word in literal if word in plain[: at + len(quote)]]
    if before:
        return max(before)[2]
    behind = [(plain.find(word, at), -len(word), word) for word in literal if word in plain[at:]]
    return min(behind)[2] if behind else ""
