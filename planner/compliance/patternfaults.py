"""Why a word or an expression can never match, or costs too much, in words an officer understands."""

import re
from dataclasses import dataclass

import re2

from planner.compliance.atoms import PatternError, options
from planner.compliance.matchers.build import checked
from planner.compliance.normalize import plain
from planner.kernel.i18n import Text

MEMORY = 1 << 20
"""Bytes an expression of an officer may take: bounds its time on any text as well."""
_ENDS = "。!?;\n"
_REASONS = (
    (
        "invalid perl operator",
        Text("不支持向前看、向后看（(?=…)、(?<=…)）。", "Looking ahead or behind, (?=…) or (?<=…), is not available."),
    ),
    ("invalid escape", Text("不支持反向引用或这个转义。", "Back references and this escape are not available.")),
    ("too large", Text("重复得太多，展开后太大。", "It repeats too much and grows too large.")),
    ("invalid repetition size", Text("重复次数最多 1000。", "At most 1000 repetitions.")),
    ("bad repetition operator", Text("重复符号叠在一起了。", "Repetition signs stand on each other.")),
    ("no argument for repetition", Text("重复符号前面没有东西。", "A repetition sign has nothing before it.")),
    ("missing )", Text("少了一个右括号。", "A closing bracket is missing.")),
    ("unexpected )", Text("多了一个右括号。", "There is a closing bracket too many.")),
    ("missing ]", Text("少了一个右方括号。", "A closing square bracket is missing.")),
    ("matches the empty text", Text("它连空白也能匹配，等于什么都提示。", "It matches even nothing, so it would speak of everything.")),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """:param place: the key of the rule that it is about, with dots: `tests.hit`"""

    place: str
    reason: Text


def word_fault(place: str, word: str, longest: int) -> Fault | None:
    """Why a word can never be found; None when it can."""
    if word.startswith("$"):
        return None
    left = plain(word).strip()
    if not left:
        return Fault(place, Text("“{word}”里没有可以匹配的字。", "Nothing is left of “{word}” to look for.").with_(word=word))
    if any(mark in left for mark in _ENDS):
        return Fault(
            place,
            Text("“{word}”跨了两句，永远不会匹配。", "“{word}” runs over the end of a sentence and can never match.").with_(word=word),
        )
    if len(left) > longest:
        return Fault(
            place, Text("“{word}”太长，最多 {n} 个字。", "“{word}” is too long: {n} characters at most.").with_(word=word[:20], n=longest)
        )
    return None


def regex_fault(source: str, longest: int) -> Fault | None:
    """Why an expression cannot be used; None when it can."""
    if len(source) > longest:
        return _regex(source, Text("太长，最多 {n} 个字符。", "It is too long: {n} characters at most.").with_(n=longest))
    if re.search(r"[A-Z]", re.sub(r"\\[pP]\{\^?\w+\}|\\[pP]\w|\\.|\(\?P?<?\w+[>:)]", "", source)):
        return _regex(source, Text("大写字母永远不会匹配，请写小写。", "Capital letters can never match; please write small ones."))
    try:
        checked(source)
        re2.compile(source, options=options(MEMORY))
    except PatternError as error:
        return _regex(source, _named(str(error)))
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        return _regex(source, _named(reason.decode() if isinstance(reason, bytes) else str(reason)))
    return None


def _named(reason: str) -> Text:
    for words, text in _REASONS:
        if words in reason:
            return text
    if "can never match: write" in reason:
        wanted = reason.split("write ", 1)[1]
        return Text("永远不会匹配，请按规范写法写：{wanted}", "It can never match; please write {wanted}").with_(wanted=wanted)
    return Text("读不懂：{reason}", "It cannot be read: {reason}").with_(reason=reason)


def _regex(source: str, why: Text) -> Fault:
    shown = source[:60]
    return Fault("match", Text(f"表达式 {shown}：{why.zh}", f"Expression {shown}: {why.en}"))
