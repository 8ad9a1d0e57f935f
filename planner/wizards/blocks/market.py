"""What the field looks like: competitors, and the SWOT square."""

from planner.kernel.i18n import Text as T
from planner.wizards.schema import Field, Group, choices

COMPETITORS = Group(
    "competitors",
    "competitors",
    T("竞争格局", "Competitors"),
    item=T("一个竞品", "a competitor"),
    title="product",
    facts=("company", "source"),
    help=T(
        "只写公开得到的信息，注明来源；不打听对方的客户、价格和内部资料，也不评价好坏。",
        "Public information only, with its source; nothing about the other company's customers, prices or inner papers, and no verdicts.",
    ),
    empty=T("还没有。没有可比产品时可以空着。", "None yet. Leave it empty where there is nothing to compare."),
    fields=(
        Field("company", "line", T("公司", "Company")),
        Field("product", "line", T("产品", "Product")),
        Field(
            "strengths",
            "text",
            T("它的长处", "Strengths"),
            limit=1000,
            help=T("以说明书和已发表文献为准。", "As its label and published papers say."),
        ),
        Field("weaknesses", "text", T("它的局限", "Limits"), limit=1000, help=T("写事实，不贬低。", "Facts, no belittling.")),
        Field(
            "source",
            "choice",
            T("信息来源", "Source of the information"),
            choices=choices(
                ("public_literature", "公开文献", "Public literature"),
                ("label", "说明书", "Label"),
                ("congress", "学术会议", "Congress"),
                ("company_training", "公司培训", "Company training"),
                ("other", "其他", "Other"),
            ),
        ),
    ),
)


def _square(name: str, label: T, item: T, help: T, empty: T) -> Group:
    """One field of the square."""
    return Group(
        name,
        "swot",
        label,
        item=item,
        title="point",
        help=help,
        empty=empty,
        minimum=1,
        maximum=12,
        fields=(Field("point", "line", T("要点", "Point")),),
        tool="swot",
    )


SWOT = (
    _square(
        "strengths",
        T("优势", "Strengths"),
        T("一条优势", "a strength"),
        T("我们自己做得好、别人看得见的。", "What we do well and others can see."),
        T("先写一条有依据的。", "Start with one you can back up."),
    ),
    _square(
        "weaknesses",
        T("劣势", "Weaknesses"),
        T("一条劣势", "a weakness"),
        T("我们自己还缺的：人手、资料、覆盖。", "What we still lack: people, materials, reach."),
        T("先写最常被问住的一件事。", "Start with the question that leaves you without an answer."),
    ),
    _square(
        "opportunities",
        T("机会", "Opportunities"),
        T("一个机会", "an opportunity"),
        T("外面正在发生、对患者和医生有用的变化。", "Changes outside that serve patients and doctors."),
        T("指南更新、分级诊疗、学科建设都可以。", "A new guideline, tiered care, a growing department."),
    ),
    _square(
        "threats",
        T("威胁", "Threats"),
        T("一个威胁", "a threat"),
        T("外面可能让计划做不成的事。", "What may keep the plan from working."),
        T("先写可能性最大的一件。", "Start with the likeliest one."),
    ),
)


def bone(name: str, label: T, item: T, help: T) -> Group:
    """One bone of the fishbone; a step with bones says with `only_one` that one cause of all is the main one."""
    return Group(
        name,
        "causes",
        label,
        item=item,
        title="cause",
        help=help,
        empty=T("还没有这一类的原因。没有也可以空着。", "No cause of this kind yet. Leave it empty where there is none."),
        maximum=10,
        tool="fishbone",
        fields=(
            Field("cause", "line", T("原因", "Cause")),
            Field("main", "yes_no", T("主要原因", "Main cause"), help=T("五类里只标一条。", "Mark one of all five kinds."), required=False),
        ),
    )
