"""The rule pack as a book: categories as shelves, rules as articles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from planner.compliance.findings import Citation, Severity, Suggestion
from planner.compliance.pack import Pack
from planner.compliance.ruletests import Example
from planner.compliance.schema import Rule
from planner.kernel.i18n import Text
from planner.web.language import t
from planner.workflow import ROLE_NAMES, Role

CATEGORY_NAMES: dict[str, Text] = {
    "bribery": Text("利益与费用", "Benefits and payments"),
    "sales-task": Text("代表与销售", "Representatives and sales"),
    "rx-tracking": Text("处方统计", "Tracking prescriptions"),
    "rx-interference": Text("影响处方", "Pushing prescriptions"),
    "off-label": Text("超说明书", "Outside the label"),
    "pre-approval": Text("获批之前", "Before approval"),
    "claims": Text("疗效与宣称", "Claims"),
    "disparage": Text("评价竞品", "Speaking of competitors"),
    "safety-report": Text("不良反应", "Adverse events"),
    "samples": Text("样品", "Samples"),
    "events": Text("会议与活动", "Events"),
    "research": Text("研究", "Research"),
    "access": Text("进院与药事会", "Formulary access"),
    "institution": Text("医院同意与现场", "Institutions"),
    "patient-promo": Text("患者与公众", "Patients and the public"),
    "privacy": Text("个人信息", "Personal data"),
    "digital": Text("资料与渠道", "Materials and channels"),
    "intel": Text("竞争信息", "Competitive information"),
    "donation": Text("捐赠与赞助", "Donations and sponsorship"),
    "quality": Text("写作质量", "Quality of writing"),
    "consistency": Text("前后一致", "Consistency"),
}
PHASE_NAMES: dict[str, Text] = {
    "pre_launch": Text("上市前", "Before launch"),
    "launch": Text("上市期", "Launch phase"),
    "growth": Text("上市后", "After launch"),
    "approved": Text("已获批的产品", "Approved products"),
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with its rules, heaviest first."""

    code: str
    name: Text
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One rule, ready to read.

    :param hits, misses: texts as (before, marked, after); the marked part is empty where the example names none
    :param strict: where its weight differs: (where, severity)
    :param scope: where it is asked at all; "" for everywhere
    :param since: day it took effect or was last changed, None when only the pack's version tells
    """

    rule: Rule
    category: Text
    cites: tuple[Citation, ...]
    suggestions: tuple[Suggestion, ...]
    hits: tuple[tuple[str, str, str], ...]
    misses: tuple[tuple[str, str, str], ...]
    strict: tuple[tuple[str, Severity], ...]
    scope: str
    since: date | None


def shelves(readable: Sequence[Rule], wanted: str = "") -> tuple[Shelf, ...]:
    """Every category that has rules; with `wanted` only the rules whose words hold it."""
    order = list(Severity)
    found = []
    for code, name in CATEGORY_NAMES.items():
        rules = [rule for rule in readable if rule.category == code and _holds(rule, name, wanted)]
        if rules:
            found.append(Shelf(code, name, tuple(sorted(rules, key=lambda rule: order.index(rule.severity)))))
    return tuple(found)


def _holds(rule: Rule, category: Text, wanted: str) -> bool:
    if not wanted:
        return True
    texts = (rule.title, rule.message, rule.why)
    words = [category.zh, category.en, *(w for text in texts for w in (text.zh, text.en)), *(e.text for e in rule.tests.hit)]
    return wanted.casefold() in "\n".join(words).casefold()


def article(pack: Pack, rule_id: str) -> Article:
    """One rule of the pack.

    :raises KeyError: the pack has no such rule
    """
    rule, compiled = pack.rule(rule_id), pack.compiled.by_id[rule_id]
    return Article(
        rule=rule,
        category=CATEGORY_NAMES[rule.category],
        cites=compiled.citations(None),
        suggestions=compiled.suggestions,
        hits=_texts(rule.tests.hit),
        misses=_texts(rule.tests.miss),
        strict=tuple(_strict(rule)),
        scope=_scope(rule),
        since=rule.effective.from_ or rule.changed,
    )


def _texts(examples: tuple[Example, ...]) -> tuple[tuple[str, str, str], ...]:
    found = []
    for example in examples[:6]:
        if example.text:
            parts = re.split("[【】]", example.text, maxsplit=2)
            found.append((parts[0], parts[1], parts[2]) if len(parts) == 3 else (example.text, "", ""))
    return tuple(found)


def _strict(rule: Rule) -> list[tuple[str, Severity]]:
    return [(_when(s.if_.phase, s.if_.block, bool(s.if_.words)), s.then) for s in rule.severity_when]


def _when(phases: tuple[str, ...], blocks: tuple[str, ...], words: bool) -> str:
    parts = [t(PHASE_NAMES[phase]) for phase in phases]
    parts += [t("某些栏目里", "in certain rows")] if blocks else []
    parts += [t("同一句里有特定的词", "with certain words in the sentence")] if words else []
    return t("，", ", ").join(parts) or t("特定情况", "in certain cases")


def _scope(rule: Rule) -> str:
    parts = [t(PHASE_NAMES[phase]) for phase in rule.applies.phases]
    return t("、", ", ").join(parts)


def granting(rule: Rule) -> str:
    """Who may grant an exception to a rule, in words."""
    return t("、", ", ").join(t(ROLE_NAMES[Role(role)]) for role in rule.override.by)
