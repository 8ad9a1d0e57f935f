"""A company rule as a form shows it, and as the format of the packs holds it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from planner.compliance.company import Entry
from planner.compliance.findings import SEVERITY_NAMES
from planner.compliance.pack import Pack
from planner.compliance.vocabulary import CATEGORIES
from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text

LONGEST_YAML = 8_000
KINDS: tuple[tuple[str, Text], ...] = (
    ("terms", Text("出现其中一个词", "One of these words")),
    ("near", Text("几组词靠在一起", "Words of several groups close together")),
    ("number", Text("数值超过界限", "A number past a limit")),
    ("regex", Text("表达式", "Expression")),
    ("other", Text("组合（按规则格式写）", "Combination (written in the rule format)")),
)
WITHIN = (
    ("clause", Text("一个分句里", "Within a clause")),
    ("sentence", Text("一句里", "Within a sentence")),
    ("field", Text("一栏里", "Within a field")),
)
UNITS = tuple(
    (code, Text(zh, en))
    for code, zh, en in (
        ("yuan", "元", "yuan"), ("percent", "%", "percent"), ("hours", "小时", "hours"), ("times", "次", "times"),
        ("people", "人", "people"), ("boxes", "盒", "boxes"), ("days", "天", "days"), ("months", "个月", "months"),
    )
)  # fmt: skip
OPS = tuple(
    (op, Text(zh, en))
    for op, zh, en in ((">", "超过", "more than"), (">=", "达到", "at least"), ("<", "少于", "less than"), ("<=", "不超过", "at most"))
)
SUGGEST_KINDS = (
    ("rewrite", Text("改写成", "Write instead")), ("replace", Text("换成", "Replace by")),
    ("add", Text("补充", "Add")), ("ask", Text("请说明", "Please explain")), ("delete", Text("删去", "Take out")),
)  # fmt: skip
SEVERITIES = tuple((severity.value, name) for severity, name in SEVERITY_NAMES.items())
CONFIDENCES = (("high", Text("高", "High")), ("medium", Text("中", "Medium")), ("low", Text("低", "Low")))
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class RuleForm:
    """What the form posts, and shows again. Words are separated by 、 or commas; groups, expressions and examples stand one a line."""

    slug: str = ""
    category: str = ""
    severity: str = "advise"
    confidence: str = "high"
    title_zh: str = ""
    title_en: str = ""
    message_zh: str = ""
    message_en: str = ""
    why_zh: str = ""
    why_en: str = ""
    kind: str = "terms"
    words: str = ""
    regex: str = ""
    within: str = "clause"
    ordered: bool = False
    gap: str = ""
    per: str = ""
    unit: str = "yuan"
    op: str = ">"
    value: str = ""
    match_yaml: str = ""
    lists_yaml: str = ""
    protect: str = ""
    without: str = ""
    unless_not: tuple[str, ...] = ()
    plan_types: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    fields: str = ""
    cites: tuple[str, ...] = ()
    basis_zh: str = ""
    basis_en: str = ""
    suggest_kind: str = "rewrite"
    suggest_zh: str = ""
    suggest_en: str = ""
    hits: str = ""
    misses: str = ""
    budget_fp: str = "40"
    budget_min: str = "20"
    why_changed: str = ""


PLACES = {
    "id": "slug", "match": "words", "lists": "lists_yaml", "tests.hit": "hits", "tests.miss": "misses", "tests": "hits",
    "applies": "fields", "budget": "budget_fp", "basis": "basis_zh",
}  # fmt: skip
"""Key of a rule → field of the form, where they are named differently."""


def field_of(place: str, form: RuleForm) -> str:
    """The field of the form that a key of the rule stands in."""
    if place == "match":
        return {"regex": "regex", "other": "match_yaml"}.get(form.kind, "words")
    name = PLACES.get(place, place.replace(".", "_"))
    return name if name in RuleForm.__dataclass_fields__ else "match_yaml" if form.kind == "other" else "words"


def entry_of(form: RuleForm) -> dict[str, Any]:
    """The rule in the format of the packs, without id, rev, status and people.

    :raises Invalid: something cannot even be read: a number, a piece of YAML
    """
    errors: dict[str, Text] = {}
    entry: dict[str, Any] = {
        "category": form.category,
        "severity": form.severity,
        "confidence": form.confidence,
        "title": _texts(form.title_zh, form.title_en),
        "message": _texts(form.message_zh, form.message_en),
        "why": _texts(form.why_zh, form.why_en),
        "match": _match(form, errors),
        "tests": {"hit": _lines(form.hits), "miss": _lines(form.misses)},
        "budget": {"fp": _number(form.budget_fp or "40", "budget_fp", errors) / 100, "min_decisions": int(_number(form.budget_min or "20", "budget_min", errors))},
    }  # fmt: skip
    if form.lists_yaml.strip():
        entry["lists"] = _yaml(form.lists_yaml, "lists_yaml", errors)
    for key, text in (("protect", form.protect), ("without", form.without)):
        if found := split_words(text):
            entry[key] = found if key == "protect" else [{"terms": found, "within": "sentence"}]
    applies = {"plan_types": list(form.plan_types), "phases": list(form.phases), "fields": _lines(form.fields)}
    if applies := {key: value for key, value in applies.items() if value}:
        entry["applies"] = applies
    for key, names in (("unless_not", form.unless_not), ("cites", form.cites)):
        if names:
            entry[key] = list(names)
    if form.basis_zh.strip() or form.basis_en.strip():
        entry["basis"] = _texts(form.basis_zh, form.basis_en)
    if form.suggest_zh.strip() or form.suggest_en.strip():
        entry["suggest"] = [{"kind": form.suggest_kind, "text": _texts(form.suggest_zh, form.suggest_en)}]
    if errors:
        raise Invalid(errors)
    return entry


def _match(form: RuleForm, errors: dict[str, Text]) -> Any:
    words = split_words(form.words)
    if form.kind == "other":
        return _yaml(form.match_yaml, "match_yaml", errors)
    if form.kind == "regex":
        return {"regex": _lines(form.regex)}
    if form.kind == "near":
        near: dict[str, Any] = {"terms": [split_words(line) for line in _lines(form.words)], "within": form.within, "ordered": form.ordered}
        return {"near": near | ({"gap": int(_number(form.gap, "gap", errors))} if form.gap.strip() else {})}
    if form.kind == "number":
        value = _number(form.value, "value", errors)
        number: dict[str, Any] = {
            "unit": form.unit,
            "op": form.op,
            "value": int(value) if value == int(value) else value,
            "within": form.within,
        }
        return {"number": number | ({"of": words} if words else {}) | ({"per": per} if (per := split_words(form.per)) else {})}
    return {"terms": words}


def form_of(entry: Entry, slug: str) -> RuleForm:
    """The form of a stored rule."""
    match, tests, budget = entry["match"], entry["tests"], entry.get("budget", {})
    suggest: Any = (entry.get("suggest") or [{"kind": "rewrite", "text": {"zh": "", "en": ""}}])[0]
    applies, basis = entry.get("applies", {}), entry.get("basis") or {"zh": "", "en": ""}
    return RuleForm(
        slug=slug,
        category=entry["category"],
        severity=entry["severity"],
        confidence=entry.get("confidence", "high"),
        **{f"{key}_{language}": entry[key][language] for key in ("title", "message", "why") for language in ("zh", "en")},
        **_match_fields(match),
        lists_yaml=_dumped(entry["lists"]) if entry.get("lists") else "",
        protect="、".join(entry.get("protect", ())),
        without="、".join(word for one in entry.get("without", ()) for word in one["terms"]),
        unless_not=tuple(entry.get("unless_not", ())),
        plan_types=tuple(applies.get("plan_types", ())),
        phases=tuple(applies.get("phases", ())),
        fields="\n".join(applies.get("fields", ())),
        cites=tuple(entry.get("cites", ())),
        basis_zh=basis["zh"],
        basis_en=basis["en"],
        suggest_kind=suggest["kind"],
        suggest_zh=suggest["text"]["zh"],
        suggest_en=suggest["text"]["en"],
        hits="\n".join(tests["hit"]),
        misses="\n".join(tests["miss"]),
        budget_fp=f"{budget.get('fp', 0.4) * 100:g}",
        budget_min=str(budget.get("min_decisions", 20)),
    )


def _match_fields(match: Mapping[str, Any]) -> dict[str, Any]:
    if "terms" in match:
        return {"kind": "terms", "words": "、".join(_group(match["terms"]))}
    if "regex" in match:
        return {"kind": "regex", "regex": "\n".join(_group(match["regex"]))}
    if "near" in match:
        near = match["near"]
        gap = str(near["gap"]) if near.get("gap") is not None else ""
        words = "\n".join("、".join(_group(group)) for group in near["terms"])
        return {"kind": "near", "words": words, "within": near.get("within", "clause"), "ordered": near.get("ordered", False), "gap": gap}
    if "number" in match and "policy" not in match["number"]:
        number = match["number"]
        lists = {"words": "、".join(_group(number.get("of", ()))), "per": "、".join(_group(number.get("per", ())))}
        limit = {"unit": number["unit"], "op": number["op"], "value": f"{number['value']:g}"}
        return {"kind": "number", "within": number.get("within", "clause"), **lists, **limit}
    return {"kind": "other", "match_yaml": _dumped(match)}


def _group(words: Any) -> list[str]:
    return [words] if isinstance(words, str) else [str(word) for word in words]


def split_words(text: str) -> list[str]:
    """Words of a text box: separated by 、 commas, semicolons or line breaks."""
    return [word for part in re.split(r"[、,，;；\n\r]+", text) if (word := part.strip())]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _texts(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh.strip(), "en": en.strip()}


def _number(text: str, field: str, errors: dict[str, Text]) -> float:
    if _NUMBER.fullmatch(text.strip()) and len(text) < 12:
        return float(text)
    errors[field] = Text("请写一个数字。", "Please write a number.")
    return 0.0


def _yaml(text: str, field: str, errors: dict[str, Text]) -> Any:
    """Plain data; anchors are refused, so that a few lines cannot unfold into millions."""
    try:
        if len(text) > LONGEST_YAML:
            raise yaml.YAMLError(f"more than {LONGEST_YAML} characters")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise yaml.YAMLError("no references with * here")
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = str(getattr(error, "problem", None) or error)[:120]
        errors[field] = Text("第 {n} 行读不懂：{said}", "Line {n} cannot be read: {said}").with_(n=mark.line + 1 if mark else 1, said=said)
        return {}
    if not isinstance(found, dict):
        errors[field] = Text("请写成“名称: 内容”。", "Please write it as “name: content”.")
        return {}
    return found


def _dumped(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=None, width=100)


def category_codes() -> tuple[str, ...]:
    """Codes a rule may be filed under."""
    return CATEGORIES


def cite_choices(pack: Pack) -> list[tuple[str, Text]]:
    """Provisions a rule may cite: (`dal-2019#88.1`, label)."""
    return [
        (f"{doc}#{at}", Text(place.label.zh, place.label.en))
        for doc, document in pack.citations.items()
        if document.citable and not doc.startswith("company.")
        for at, place in document.at.items()
    ]


def cue_choices(pack: Pack) -> list[tuple[str, Text]]:
    """Contexts that switch every rule off unless it says otherwise."""
    return [(name, Text(pack.cues[name].title.zh, pack.cues[name].title.en)) for name in pack.head.defaults.unless]
