"""The form of a company rule: which entries it has, in which order, and how a request becomes one."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from werkzeug.datastructures import MultiDict

from planner.compliance.pack import Pack
from planner.kernel.i18n import Text
from planner.services.house import House
from planner.services.rules import form as choices
from planner.services.rules.form import RuleForm
from planner.web.language import t
from planner.web.rulebook.book import CATEGORY_NAMES, PHASE_NAMES

Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One control.

    :param control: input, area, select, choice (one), ticks (several), pair (the same in Chinese and English)
    :param kinds: shown only while one of these kinds of pattern is chosen; empty for always
    """

    name: str
    label: Text
    help: Text | None = None
    control: str = "input"
    rows: int = 3
    kinds: tuple[str, ...] = ()
    optional: bool = False
    most: int = 2000


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form under its own heading."""

    title: Text
    lead: Text
    entries: tuple[Entry, ...]


def _pair(name: str, zh: Text, en: Text, control: str = "input", *, optional: bool = False, most: int = 200) -> tuple[Entry, Entry]:
    return Entry(f"{name}_zh", zh, None, control, 2, (), optional, most), Entry(f"{name}_en", en, None, control, 2, (), optional, most)


GROUPS: tuple[Group, ...] = (
    Group(
        Text("是什么", "What it is"),
        Text("代表看到的就是这几句话。", "These are the words that representatives read."),
        (
            Entry(
                "slug",
                Text("编号", "Short name"),
                Text("小写英文字母、数字和连字符，存过一次就不能再改。", "Small letters, digits and hyphens; fixed once saved."),
                most=40,
            ),
            Entry("category", Text("类别", "Category"), None, "select"),
            Entry("severity", Text("分量", "Weight"), None, "choice"),
            Entry(
                "confidence",
                Text("把握", "Confidence"),
                Text("把握低的规则不能要求必须修改。", "A rule of low confidence cannot demand a change."),
                "choice",
            ),
            *_pair("title", Text("名称（中文）", "Title (Chinese)"), Text("名称（英文）", "Title (English)"), most=60),
            *_pair("message", Text("提示语（中文）", "Message (Chinese)"), Text("提示语（英文）", "Message (English)"), "area"),
            *_pair("why", Text("为什么（中文）", "Why (Chinese)"), Text("为什么（英文）", "Why (English)"), "area", most=400),
        ),
    ),
    Group(
        Text("什么时候提示", "When it lights up"),
        Text("写词，不写代码。{list} 可以引用现成的词表。", "Write words, not code. {list} refers to a ready list of words."),
        (
            Entry("kind", Text("看什么", "What to look for"), None, "choice"),
            Entry(
                "words",
                Text("词", "Words"),
                Text(
                    "“出现其中一个词”：用顿号、逗号或换行分开。“几组词挨近”：一行一组，每组至少出现一个。“数量”：写出被数的东西。",
                    "One of these words: separate by commas or line breaks. Groups near each other: one line per group, one word of each must be there. "
                    "Number: what is counted.",
                ),
                "area",
                4,
                ("terms", "near", "number"),
                most=8000,
            ),
            Entry("within", Text("范围", "Within"), None, "choice", 3, ("near",)),
            Entry("ordered", Text("按上面的顺序", "In this order"), None, "ticks", 3, ("near",), optional=True),
            Entry(
                "gap", Text("中间最多隔几个字", "Characters between, at most"), None, "input", 3, ("near", "number"), optional=True, most=3
            ),
            Entry("op", Text("比较", "Comparison"), None, "select", 3, ("number",)),
            Entry("value", Text("数值", "Value"), None, "input", 3, ("number",), most=12),
            Entry("unit", Text("单位", "Unit"), None, "select", 3, ("number",)),
            Entry(
                "per",
                Text("每……", "Per"),
                Text("例如：每人、人均。可以不填。", "For instance 每人, 人均. May stay empty."),
                "input",
                3,
                ("number",),
                optional=True,
            ),
            Entry(
                "regex",
                Text("表达式", "Expressions"),
                Text("RE2 语法，一行一个。", "RE2 syntax, one a line."),
                "area",
                3,
                ("regex",),
                most=2000,
            ),
            Entry(
                "match_yaml",
                Text("组合", "Composition"),
                Text("规则文件里 match 的写法。", "As `match` in a rule file."),
                "area",
                6,
                ("other",),
                most=8000,
            ),
            Entry(
                "lists_yaml",
                Text("自己的词表", "Lists of its own"),
                Text("一行一个：名称: [词, 词]，上面用 $名称 引用。", "One a line: name: [word, word]; used above as $name."),
                "area",
                2,
                (),
                True,
                8000,
            ),
        ),
    ),
    Group(
        Text("什么时候不提示", "When it stays quiet"),
        Text(
            "禁止、替代、他人报道这些通用的上下文已经默认考虑。",
            "Prohibition, replacement, reports on others and the like are already considered.",
        ),
        (
            Entry(
                "protect",
                Text("无害的固定说法", "Harmless fixed phrases"),
                Text("包含上面的词，但没有问题的更长的说法。", "Longer phrases that hold the words above and are fine."),
                "area",
                2,
                (),
                True,
            ),
            Entry("without", Text("同一句里有这些词就不提示", "Quiet when these words stand in the sentence"), None, "area", 2, (), True),
            Entry("unless_not", Text("这些上下文不算数", "Contexts that do not count here"), None, "ticks", 3, (), True),
            Entry(
                "plan_types",
                Text("只用于这些计划", "Only in these kinds of plan"),
                Text("都不选就是全部。", "None chosen means all."),
                "ticks",
                3,
                (),
                True,
            ),
            Entry("phases", Text("只用于这些阶段", "Only in these phases"), None, "ticks", 3, (), True),
            Entry(
                "fields",
                Text("只看这些栏目", "Only these fields"),
                Text("一行一个，* 代表任意，例如 *.activities.*", "One a line, * stands for anything, e.g. *.activities.*"),
                "area",
                2,
                (),
                True,
            ),
        ),
    ),
    Group(
        Text("依据和改法", "Ground, and how to write instead"),
        Text("必须修改和合规复核的规则要有依据，也要有改法。", "A rule that demands a change or a review needs a ground and a wording."),
        (
            Entry(
                "cites", Text("法规条文", "Provisions"), Text("按住 Ctrl 可以多选。", "Hold Ctrl to choose several."), "many", 6, (), True
            ),
            *_pair(
                "basis",
                Text("公司制度（中文）", "Company's own rule (Chinese)"),
                Text("公司制度（英文）", "Company's own rule (English)"),
                optional=True,
            ),
            Entry("suggest_kind", Text("改法的用法", "Use of the wording"), None, "choice"),
            *_pair(
                "suggest",
                Text("改成这样（中文）", "Write instead (Chinese)"),
                Text("改成这样（英文）", "Write instead (English)"),
                "area",
                most=400,
            ),
        ),
    ),
    Group(
        Text("例子", "Examples"),
        Text(
            "每条规则用自己的例子证明自己：各至少三句，一行一句。",
            "Every rule proves itself by its own examples: at least three of each, one a line.",
        ),
        (
            Entry(
                "hits",
                Text("会提示的句子", "Sentences that light up"),
                Text("可以用【】标出会被标记的部分。", "【】 may mark the part that is lit."),
                "area",
                5,
                most=6000,
            ),
            Entry("misses", Text("不会提示的近似句子", "Near misses that stay quiet"), None, "area", 5, most=6000),
            Entry(
                "budget_fp",
                Text("误报上限（%）", "False alarms, at most (%)"),
                Text("超过就自动退回试运行，并告诉你。", "Above it the rule goes back on trial, and you are told."),
                most=3,
            ),
            Entry("budget_min", Text("至少看过几次才算", "Counted from so many decisions on"), None, most=4),
            Entry("why_changed", Text("这次改了什么，为什么", "What changed in this revision, and why"), None, "area", 2, (), True, 400),
        ),
    ),
)
ENTRIES: Mapping[str, Entry] = {entry.name: entry for group in GROUPS for entry in group.entries}


def options_of(pack: Pack, house: House) -> dict[str, Options]:
    """The choices of every select, radio group and set of ticks, in the reader's language."""
    fixed: dict[str, object] = {
        "category": CATEGORY_NAMES.items(), "severity": choices.SEVERITIES, "confidence": choices.CONFIDENCES, "kind": choices.KINDS, "within": choices.WITHIN,
        "op": choices.OPS, "unit": choices.UNITS, "suggest_kind": choices.SUGGEST_KINDS, "phases": PHASE_NAMES.items(),
        "ordered": (("1", Text("是", "Yes")),), "unless_not": choices.cue_choices(pack),
        "cites": [(code, Text(f"{label.zh}　{code}", f"{label.en}  {code}")) for code, label in choices.cite_choices(pack)],
        "plan_types": [(slug, kind.title) for slug, kind in house.plan_types.items()],
    }  # fmt: skip
    return {name: [(value, t(label)) for value, label in pairs] for name, pairs in fixed.items()}  # type: ignore[attr-defined]


def posted(data: MultiDict[str, str], slug: str | None = None) -> RuleForm:
    """What a request asks for; unknown entries are left out, long ones cut where the page cuts them too.

    :param slug: of the rule being edited, which the request cannot change
    """
    values: dict[str, object] = {}
    for field in fields(RuleForm):
        entry = ENTRIES.get(field.name)
        most = entry.most if entry else 2000
        if field.name in ("cites", "unless_not", "plan_types", "phases"):
            values[field.name] = tuple(value[:200] for value in data.getlist(field.name))[:60]
        elif field.name == "ordered":
            values[field.name] = field.name in data
        else:
            values[field.name] = data.get(field.name, "").replace("\r\n", "\n")[:most].strip()
    if slug is not None:
        values["slug"] = slug
    return RuleForm(**values)  # type: ignore[arg-type]
