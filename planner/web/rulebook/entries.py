"""The form of a company rule: which entries it has, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.kernel.i18n import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One control.

    :param control: input, area, select, choice (one), kinds (one, explained), ticks (several), cites (provisions by law)
    :param folded: opened on demand; few rules need it
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
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form under its own heading."""

    title: Text
    lead: Text
    entries: tuple[Entry, ...]


MESSAGE = Text("{hit} 会换成句中的原话。", "{hit} becomes the words of the sentence.")


def _pair(
    name: str, zh: Text, en: Text, control: str = "input", *, optional: bool = False, most: int = 200, help: Text | None = None
) -> tuple[Entry, Entry]:
    return (
        Entry(f"{name}_zh", zh, help, control, 2, (), optional, most),
        Entry(f"{name}_en", en, help, control, 2, (), optional, most),
    )


GROUPS: tuple[Group, ...] = (
    Group(
        Text("是什么", "What it is"),
        Text("代表看到的就是这几句话。", "These are the words that representatives read."),
        (
            Entry(
                "slug",
                Text("编号", "Short name"),
                Text(
                    "小写字母、数字、连字符，例如 gift-cards。",
                    "Small letters, digits, hyphens, such as gift-cards.",
                ),
                most=40,
            ),
            Entry("category", Text("类别", "Category"), Text("在规则手册里排在哪一类。", "Where it stands in the rulebook."), "select"),
            Entry(
                "severity",
                Text("分量", "Weight"),
                Text("拿不准就从“建议”开始，以后可以加重。", "When in doubt begin with a suggestion; it can become heavier later."),
                "choice",
            ),
            Entry(
                "confidence",
                Text("把握", "Confidence"),
                Text("把握低的规则不能要求必须修改。", "A rule of low confidence cannot demand a change."),
                "choice",
            ),
            *_pair("title", Text("名称（中文）", "Title (Chinese)"), Text("名称（英文）", "Title (English)"), most=60),
            *_pair(
                "message", Text("提示语（中文）", "Message (Chinese)"), Text("提示语（英文）", "Message (English)"), "area", help=MESSAGE
            ),
            *_pair("why", Text("为什么（中文）", "Why (Chinese)"), Text("为什么（英文）", "Why (English)"), "area", most=400),
        ),
    ),
    Group(
        Text("什么时候提示", "When it lights up"),
        Text(
            "先选看什么，再写词。多数规则用第一种就够了。", "Choose what to look for, then write words. The first kind does for most rules."
        ),
        (
            Entry("kind", Text("看什么", "What to look for"), None, "kinds"),
            Entry(
                "words",
                Text("词", "Words"),
                Text(
                    "用顿号、逗号或换行分开；几组词一行一组；数值写被数的东西。$doctor 这样的名字代表一整张词表。",
                    "Separate by commas or line breaks; groups stand one a line; for a number write what is counted. "
                    "A name such as $doctor stands for a whole list.",
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
                Text("和规则文件里 match 的写法一样。", "As `match` is written in a rule file."),
                "area",
                6,
                ("other",),
                most=8000,
            ),
            Entry(
                "lists_yaml",
                Text("自己的词表", "Lists of its own"),
                Text(
                    "一行一张，例如 vouchers: [购物卡, 提货券]，上面写 $vouchers。",
                    "One a line, such as vouchers: [购物卡, 提货券]; named above as $vouchers.",
                ),
                "area",
                2,
                (),
                True,
                8000,
                folded=True,
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
                Text("包含上面的词，但没有问题的更长的说法，例如：购物卡片机。", "Longer phrases that hold the words above and are fine."),
                "area",
                2,
                (),
                True,
            ),
            Entry(
                "without",
                Text("同一句里有这些词就不提示", "Quiet when these words stand in the sentence"),
                Text("例如：匿名、不记名。", "For instance 匿名, 不记名."),
                "area",
                2,
                (),
                True,
            ),
            Entry(
                "unless_not",
                Text("这些上下文不算数", "Contexts that do not count here"),
                Text("勾上的，即使出现在句中，规则也照样提示。", "The rule speaks even where these stand in the sentence."),
                "ticks",
                3,
                (),
                True,
                folded=True,
            ),
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
                folded=True,
            ),
        ),
    ),
    Group(
        Text("依据和改法", "Ground, and how to write instead"),
        Text("必须修改和合规复核的规则要有依据，也要有改法。", "A rule that demands a change or a review needs a ground and a wording."),
        (
            Entry(
                "cites",
                Text("法规条文", "Provisions"),
                Text("打开一部法规，勾选条文。", "Open a law and tick the articles."),
                "cites",
                6,
                (),
                True,
            ),
            *_pair(
                "basis",
                Text("公司制度（中文）", "Company's own rule (Chinese)"),
                Text("公司制度（英文）", "Company's own rule (English)"),
                optional=True,
                help=Text("名称和条号，例如：公司推广合规制度第 4.2 条。", "Name and number, such as: House policy on promotion, 4.2."),
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
                Text("至少三句。可以用【】标出会亮的部分。", "At least three. 【】 may mark the part that is lit."),
                "area",
                6,
                most=6000,
            ),
            Entry(
                "misses",
                Text("不会提示的近似句子", "Near misses that stay quiet"),
                Text("至少三句，越像越好，例如：严禁发放购物卡。", "At least three, the closer the better, such as: 严禁发放购物卡."),
                "area",
                6,
                most=6000,
            ),
            Entry(
                "budget_fp",
                Text("误报上限（%）", "False alarms, at most (%)"),
                Text("超过就自动退回试运行，并告诉你。", "Above it the rule goes back on trial, and you are told."),
                most=3,
            ),
            Entry(
                "budget_min",
                Text("至少看过几次才算", "Counted from so many decisions on"),
                Text("次数太少，比例说明不了什么。", "A share of few decisions says little."),
                most=4,
            ),
            Entry("why_changed", Text("这次改了什么，为什么", "What changed in this revision, and why"), None, "area", 2, (), True, 400),
        ),
    ),
)
ENTRIES: Mapping[str, Entry] = {entry.name: entry for group in GROUPS for entry in group.entries}
KIND_EXAMPLES: Mapping[str, Text] = {
    "terms": Text("例如：购物卡、提货券、加油卡", "For instance 购物卡, 提货券, 加油卡"),
    "near": Text(
        "例如第一行 $doctor，第二行 旅游、度假：同一分句里两组都有才提示",
        "For instance $doctor in the first line, 旅游, 度假 in the second: both in one clause",
    ),
    "number": Text("例如：餐费，每人，超过 300 元", "For instance 餐费, per 每人, more than 300 yuan"),
    "regex": Text("例如：第[一二三]名。给写得惯表达式的人", "For instance 第[一二三]名. For those used to expressions"),
    "other": Text(
        "例如：near: {terms: [[$doctor], [旅游]], within: sentence}",
        "For instance near: {terms: [[$doctor], [旅游]], within: sentence}",
    ),
}
"""One good example for each kind of pattern."""
