"""What keeps a plan on course: reviews, support, risks."""

from planner.kernel.i18n import Text as T
from planner.wizards.blocks.owners import OWNER
from planner.wizards.schema import Field, Group, choices

LEVELS = choices(("low", "低", "Low"), ("medium", "中", "Medium"), ("high", "高", "High"))


def risks(*named: tuple[str, str]) -> Group:
    """Risks and answers; `named` are (kind, wording) of the risks that a plan type asks for by name."""
    return Group(
        "risks",
        "risks",
        T("风险预案", "Risks"),
        item=T("一个风险", "a risk"),
        title="risk",
        facts=("likelihood", "impact", "owner"),
        minimum=1,
        presets=tuple((("name", kind), ("risk", wording)) for kind, wording in named),
        fields=(
            Field(
                "name",
                "choice",
                T("是哪一类", "Kind"),
                choices=choices(
                    ("entry_delay", "进院延迟", "Late hospital entry"),
                    ("fast_competitor", "竞品快速反应", "Fast answer of a competitor"),
                    ("adverse_event", "不良事件", "Adverse event"),
                    ("policy", "政策变化", "Policy change"),
                    ("other", "其他", "Other"),
                ),
            ),
            Field("risk", "text", T("会发生什么", "What may happen"), limit=600),
            Field("likelihood", "choice", T("可能性", "Likelihood"), choices=LEVELS),
            Field("impact", "choice", T("影响", "Impact"), choices=LEVELS),
            Field("response", "text", T("怎样应对", "Response")),
            OWNER,
        ),
    )


CADENCES = choices(
    ("weekly", "每周", "Weekly"),
    ("two_weeks", "每两周", "Every two weeks"),
    ("monthly", "每月", "Monthly"),
    ("quarterly", "每季度", "Quarterly"),
)

REVIEWS = Group(
    "reviews",
    "reviews",
    T("过程评估", "Reviews"),
    item=T("一项评估", "a review"),
    title="metric",
    facts=("cadence", "participants"),
    minimum=1,
    help=T(
        "多久看一次、看什么、谁来看、看完怎样改。只看过程和质量，不给个人排名。",
        "How often, what is looked at, by whom, and what follows. Process and quality only, no ranking of people.",
    ),
    empty=T("还没有评估。先定一个每月都看的指标。", "No review yet. Start with one measure to look at every month."),
    fields=(
        Field("cadence", "choice", T("频率", "Cadence"), choices=CADENCES),
        Field("metric", "line", T("看什么", "Measure"), example=T("活动按计划举办的比例", "Share of events held as planned")),
        Field(
            "data_source",
            "line",
            T("数据来源", "Source of the data"),
            example=T("活动签到表和会后问卷", "Attendance lists and questionnaires"),
        ),
        Field("participants", "line", T("谁参加", "Who takes part")),
        Field("follow_up", "text", T("看完以后怎样做", "What follows"), limit=1000),
    ),
)

SUPPORT = Group(
    "support",
    "support",
    T("协同支持", "Support"),
    item=T("一项支持", "a request"),
    title="request",
    facts=("function", "needed_by"),
    help=T("需要哪个部门做什么、什么时候要。", "Which function is asked for what, and by when."),
    empty=T("还没有。不需要支持的计划也可以提交。", "Nothing yet. A plan that needs no support can be submitted too."),
    fields=(
        Field(
            "function",
            "choice",
            T("请谁支持", "Function"),
            choices=choices(
                ("medical", "医学部", "Medical affairs"),
                ("marketing", "市场部", "Marketing"),
                ("sales", "销售管理", "Sales management"),
                ("market_access", "市场准入", "Market access"),
                ("other_territory", "其他片区", "Another territory"),
            ),
        ),
        Field("request", "text", T("需要什么", "Request"), limit=1000),
        Field("needed_by", "date", T("什么时候要", "Needed by")),
    ),
)


def loop(name: str, label: T, help: T) -> Group:
    """What sets off what between online and in person."""
    return Group(
        name,
        "loops",
        label,
        item=T("一个环节", "a link"),
        title="trigger",
        facts=("action",),
        minimum=1,
        help=help,
        empty=T("还没有环节。", "No link yet."),
        fields=(
            Field("trigger", "line", T("什么时候触发", "Trigger"), example=T("医生在线上提了问题", "A doctor asked a question online")),
            Field("action", "text", T("做什么", "Action"), limit=600),
            Field("aim", "text", T("为了什么", "Aim"), limit=600),
        ),
    )
