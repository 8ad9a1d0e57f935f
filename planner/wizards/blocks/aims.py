"""What a plan wants to reach: goals with measures that are allowed, and measures by stage."""

from planner.kernel.i18n import Text as T
from planner.wizards.blocks.owners import OWNER
from planner.wizards.schema import Choice, Field, Group, choices

GOAL_KINDS = choices(
    ("business", "业务", "Business"),
    ("relationship", "关系", "Relationship"),
    ("process", "过程", "Process"),
    ("strategic", "战略", "Strategic"),
)

MEASURES = choices(
    ("knowledge", "知识掌握", "Knowledge"),
    ("information_access", "信息可及", "Access to information"),
    ("event_quality", "活动质量", "Quality of events"),
    ("education_coverage", "教育覆盖", "Coverage of education"),
    ("adverse_event_reporting", "不良反应上报", "Reporting of adverse events"),
    ("public_population", "公开的人群数据", "Public population figures"),
)
"""What a goal may be measured by; prescriptions and sales are not among them, for anybody."""

MEASURE = Field(
    "measure",
    "choice",
    T("衡量的是", "It measures"),
    choices=MEASURES,
    help=T(
        "从这六类里选一类。个人、科室或医院的用药数字不能当目标。",
        "Choose one of the six. Figures about the use of medicines by a person, department or hospital are no goal.",
    ),
)


def goals(
    *first: Field,
    kinds: tuple[Choice, ...] = GOAL_KINDS,
    presets: tuple[tuple[tuple[str, str], ...], ...] = (),
) -> Group:
    """A group of goals.

    :param first: questions of the plan's own, asked before the others
    :param kinds: what a goal can be; `presets` are the goals a new plan starts with
    """
    return Group(
        "goals",
        "goals",
        T("目标", "Goals"),
        item=T("一个目标", "a goal"),
        help=T(
            "写知识、可及、活动质量、教育覆盖、不良反应上报这类可以自己做到的目标；销量不由代表承担。",
            "Write goals you can reach yourself: knowledge, access to information, event quality, reach of education, "
            "reporting of adverse events. Sales figures are not a representative's task.",
        ),
        empty=T("还没有目标。先写一个最想做到的。", "No goal yet. Start with the one that matters most."),
        title="statement",
        facts=("kind", "metric", "due", "owner"),
        minimum=1,
        presets=presets,
        tool="goals",
        fields=(
            *first,
            Field("kind", "choice", T("类型", "Kind"), choices=kinds),
            Field(
                "statement",
                "text",
                T("目标", "Statement"),
                limit=600,
                help=T("一句话：谁，做到什么程度，到哪一天。", "One sentence: who, how far, by when."),
                example=T(
                    "覆盖科室医生的指南问卷平均正确率从 58% 提高到 80%。",
                    "Raise the average score of the guideline questionnaire from 58% to 80%.",
                ),
            ),
            MEASURE,
            Field("metric", "line", T("用什么衡量", "Metric"), example=T("会后问卷平均正确率", "Average questionnaire score")),
            Field("baseline", "decimal", T("现在", "Baseline"), required=False),
            Field("target", "decimal", T("目标值", "Target"), required=False),
            Field("unit", "line", T("单位", "Unit"), limit=20, required=False),
            Field("due", "month", T("期限", "Due"), required=False),
            OWNER,
        ),
    )


GOALS = goals()


def metrics(stages: tuple[Choice, ...], *, help: T, example: T) -> Group:
    """Measures by stage, one row for each to begin with.

    :param stages: one after the other, as people pass through them
    :param example: a measure with what it counts
    """
    return Group(
        "metrics",
        "metrics",
        T("指标", "Measures"),
        item=T("一项指标", "a measure"),
        title="metric",
        facts=("stage", "target", "unit"),
        help=help,
        minimum=len(stages),
        presets=tuple((("stage", stage.value),) for stage in stages),
        tool="funnel",
        fields=(
            Field("stage", "choice", T("阶段", "Stage"), choices=stages),
            Field("metric", "line", T("数什么", "What is counted"), example=example),
            Field("baseline", "decimal", T("现在", "Baseline"), required=False),
            Field("target", "decimal", T("目标值", "Target")),
            Field("unit", "line", T("单位", "Unit"), limit=20),
            Field("data_source", "line", T("数据来源", "Source of the data")),
        ),
    )
