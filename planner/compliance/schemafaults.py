"""What the schema says against a rule, in words an officer understands."""

from typing import Any

from pydantic import ValidationError

from planner.compliance.patternfaults import Fault
from planner.kernel.i18n import Text

_FILL = Text("请填写。", "Please fill this in.")
_BY_PLACE = {
    "tests.hit": Text("至少写三个该提示的例子。", "Give at least three examples that must be found."),
    "tests.miss": Text("至少写三个不该提示的例子，写得像一点。", "Give at least three near misses that must stay silent."),
    "tests": Text("请写例子。", "Please give examples."),
    "match": Text("请写要找的词。", "Please say what to look for."),
    "category": Text("请选类别。", "Please choose a category."),
    "severity": Text("请选轻重。", "Please choose a weight."),
    "id": Text("编号只用小写字母、数字和连字符。", "The name takes small letters, digits and hyphens only."),
}
_SAID = (
    ("low confidence may not block", "severity", Text("把握低的规则不能用“必须修改”。", "A rule of low confidence may not block.")),
    ("need at least one citation", "cites", Text("“必须修改”和“合规复核”要写依据：法规或公司制度。", "A rule that blocks or asks for review needs a source: a law or the company's own policy.")),
    ("need a suggestion", "suggest.zh", Text("“必须修改”和“合规复核”要给出可以照着写的句子。", "A rule that blocks or asks for review needs a suggestion.")),
    ("quality rules only advise", "severity", Text("“写作质量”类只能是“建议”。", "Rules about quality only advise.")),
    ("exactly one of", "match", Text("找词的方式只能选一种。", "Choose exactly one way to look.")),
    ("either value or policy", "match", Text("请写一个数值。", "Please give the number.")),
)  # fmt: skip


def schema_faults(error: ValidationError) -> list[Fault]:
    """One fault for each place, in the order in which the schema met them."""
    found: dict[str, Fault] = {}
    for item in error.errors():
        fault = _fault(item)
        found.setdefault(fault.place, fault)
    return list(found.values())


def _fault(item: Any) -> Fault:
    message = str(item["msg"])
    for words, place, text in _SAID:
        if words in message:
            return Fault(place, text)
    steps = [str(step) for step in item["loc"] if not isinstance(step, int)]
    place = ".".join(steps[:2]) if steps and steps[0] in ("tests", "title", "message", "why", "basis") else (steps[0] if steps else "match")
    if place == "suggest":
        place = f"suggest.{steps[-1]}" if steps[-1] in ("zh", "en") else "suggest.zh"
    known = _BY_PLACE.get(place)
    if item["type"] in ("missing", "string_too_short", "too_short") or place in ("id", "category", "severity"):
        return Fault(place, known or _FILL)
    key = steps[-1] if steps else ""
    if item["type"] == "extra_forbidden":
        return Fault(place, Text("规则里没有“{key}”这一项。", "A rule has no “{key}”.").with_(key=key))
    return Fault(place, Text("“{key}”这样写读不懂。", "“{key}” cannot be read as written.").with_(key=key))
