"""Whom a plan speaks to: contacts with no more than work needs, and segments with their cadence."""

from planner.kernel.i18n import Text as T
from planner.wizards.schema import Choice, Field, Group, Tool, choices

CONTACT = (
    Field("contact_name", "line", T("姓名", "Name"), limit=40, checked=False),
    Field("contact_title", "line", T("职称", "Title"), limit=40),
    Field("contact_department", "line", T("科室", "Department"), limit=60),
    Field("contact_institution", "institution", T("机构", "Institution")),
)
"""A person in work: nothing else about them may be asked."""

TIERS = choices(("A", "A 类", "Tier A"), ("B", "B 类", "Tier B"), ("C", "C 类", "Tier C"), ("D", "D 类", "Tier D"))


def segments(
    name: str,
    label: T,
    *first: Field,
    title: str = "tier",
    facts: tuple[str, ...] = ("heads", "contacts_per_month"),
    tiers: tuple[Choice, ...] = TIERS,
    tool: Tool = "segments",
) -> Group:
    """A group of segments with how often each is spoken to.

    :param first: questions of the plan's own, asked after the tier
    """
    return Group(
        name,
        "segments",
        label,
        item=T("一类客户", "a segment"),
        title=title,
        facts=facts,
        minimum=1,
        help=T(
            "按学术需要分层：管理的患者类型、基层带教、指南培训需求、公开的人群数据。处方多少不是分层的依据。",
            "Tier by scientific need: kinds of patients cared for, teaching, need of guideline training, public population figures. "
            "How much is prescribed is no reason.",
        ),
        empty=T("还没有分层。先写最需要学术支持的一类。", "No segment yet. Start with those who need scientific support most."),
        tool=tool,
        fields=(
            Field("tier", "choice", T("层级", "Tier"), choices=tiers),
            *first,
            Field(
                "criteria",
                "text",
                T("怎样算这一类", "Criteria"),
                limit=1000,
                example=T("承担基层带教、希望了解指南更新的科室医生。", "Doctors who teach primary care and want the guideline update."),
            ),
            Field("heads", "int", T("人数", "Heads"), minimum=1, maximum=100_000, unit=T("人", "people", "person")),
            Field(
                "contacts_per_month",
                "decimal",
                T("每人每月接触次数", "Contacts per person and month"),
                minimum=0,
                maximum=31,
                unit=T("次", "times", "time"),
                help=T(
                    "人数乘次数要排得进日历，也不能超过公司规定的频率。",
                    "Heads times contacts must fit a calendar and the company's limit.",
                ),
            ),
            Field("content", "text", T("谈什么", "Content"), limit=1000),
        ),
    )


PERSONAS = choices(
    ("pioneer", "先锋型", "Pioneer"),
    ("traditional", "传统型", "Traditional"),
    ("rising", "新星型", "Rising"),
    ("ordinary", "普通型", "Ordinary"),
)

MICRO_SEGMENTS = choices(
    ("1", "1 先锋・重点", "1 Pioneer, first"),
    ("2", "2 先锋・共建", "2 Pioneer, joint work"),
    ("3", "3 传统・重点", "3 Traditional, first"),
    ("4", "4 传统・面对面", "4 Traditional, in person"),
    ("5", "5 新星・重点", "5 Rising, first"),
    ("6", "6 新星・培养", "6 Rising, growing"),
    ("7", "7 普通・常规", "7 Ordinary, regular"),
    ("8", "8 线上为主", "8 Mostly online"),
    ("9", "9 定期告知", "9 Informed now and then"),
)

MICRO_TABLE = (
    ("pioneer", "A", "1"),
    ("pioneer", "B", "2"),
    ("pioneer", "C", "8"),
    ("pioneer", "D", "8"),
    ("traditional", "A", "3"),
    ("traditional", "B", "4"),
    ("traditional", "C", "9"),
    ("traditional", "D", "9"),
    ("rising", "A", "5"),
    ("rising", "B", "6"),
    ("rising", "C", "8"),
    ("rising", "D", "8"),
    ("ordinary", "A", "7"),
    ("ordinary", "B", "7"),
    ("ordinary", "C", "9"),
    ("ordinary", "D", "9"),
)
"""Persona by tier to nine micro-segments, until the company policy has a table of its own (`tables.micro_segments`)."""

NINE_GRID = segments(
    "segments",
    T("九个细分人群", "Nine micro-segments"),
    Field(
        "persona",
        "choice",
        T("类型", "Persona"),
        choices=PERSONAS,
        help=T(
            "资历深、常上网：先锋型；资历深、偏好面对面：传统型；资历浅、常上网：新星型；其余：普通型。",
            "Senior and often online: pioneer. Senior, rather in person: traditional. Junior and often online: rising. The rest: ordinary.",
        ),
    ),
    Field(
        "micro_segment",
        "looked_up",
        T("属于哪一格", "Micro-segment"),
        help=T("由类型和层级按公司的表得出。", "Follows from persona and tier by the company's table."),
        choices=MICRO_SEGMENTS,
        factors=("persona", "tier"),
        table=MICRO_TABLE,
        lookup="micro_segments",
        required=False,
    ),
    title="micro_segment",
    facts=("persona", "tier", "heads", "contacts_per_month"),
    tool="ninegrid",
)
