"""Questions that several plan types share, each written once."""

from planner.kernel.i18n import Text as T
from planner.wizards.schema import Field, Group, When, choices

OWNERS = choices(
    ("rep", "医药代表", "Representative"),
    ("medical", "医学部", "Medical affairs"),
    ("marketing", "市场部", "Marketing"),
    ("sales", "销售管理", "Sales management"),
    ("market_access", "市场准入", "Market access"),
)

LEVELS = choices(("low", "低", "Low"), ("medium", "中", "Medium"), ("high", "高", "High"))

CONSENT = choices(("obtained", "已取得", "Obtained"), ("applied", "申请中", "Applied for"), ("not_needed", "不需要", "Not needed"))

ACTIVITY_KINDS = choices(
    ("one_to_one_visit", "一对一拜访", "One-to-one visit"),
    ("department_meeting", "科室会", "Department meeting"),
    ("hospital_meeting", "院内会", "Hospital meeting"),
    ("city_meeting", "城市会", "City meeting"),
    ("webinar", "线上会议", "Webinar"),
    ("round_table", "圆桌会", "Round table"),
    ("congress_booth", "学术会议展位", "Congress booth"),
    ("case_discussion", "病例讨论", "Case discussion"),
    ("patient_talk", "患者讲座", "Patient talk"),
    ("research", "研究", "Research"),
    ("training", "培训", "Training"),
    ("other", "其他", "Other"),
)

OWNER = Field("owner", "choice", T("负责职能", "Owner function"), choices=OWNERS)

BASICS = (
    Field(
        "title",
        "line",
        T("计划名称", "Title"),
        help=T("写清片区、产品或对象，和哪一段时间。", "Name the territory, the product or audience, and the period."),
        example=T("云川片区重度哮喘新产品上市推广计划", "Launch plan for a new severe-asthma product, Yunchuan"),
    ),
    Field("period_start", "month", T("开始月份", "First month")),
    Field("period_end", "month", T("结束月份", "Last month"), not_before="period_start"),
    Field("territory", "territory", T("片区", "Territory")),
)

SUMMARY = Field(
    "summary",
    "text",
    T("计划摘要", "Summary"),
    help=T("三五句话：为谁、做什么、怎样算做到。", "Three to five sentences: for whom, what, and how you will know it worked."),
    example=T(
        "在六家二级以上医院开展重度哮喘规范化诊疗的疾病教育，由医学部提供资料，会后用问卷了解掌握程度，不良反应按时上报。",
        "Disease education on standard care of severe asthma in six hospitals, materials by medical affairs, "
        "a questionnaire after each event, adverse events reported in time.",
    ),
)

FILING = Field(
    "filing",
    "known",
    T("医药代表备案号", "Representative filing number"),
    help=T("来自你的人员档案；有变化请联系管理员。", "From your personal record; ask the administrator for changes."),
    source="person.filing",
    required=False,
)

GOALS = Group(
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
    fields=(
        Field(
            "kind",
            "choice",
            T("类型", "Kind"),
            choices=choices(
                ("business", "业务", "Business"),
                ("relationship", "关系", "Relationship"),
                ("process", "过程", "Process"),
                ("strategic", "战略", "Strategic"),
            ),
        ),
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
        Field("metric", "line", T("用什么衡量", "Metric"), example=T("会后问卷平均正确率", "Average questionnaire score")),
        Field("baseline", "decimal", T("现在", "Baseline"), required=False),
        Field("target", "decimal", T("目标值", "Target"), required=False),
        Field("unit", "line", T("单位", "Unit"), limit=20, required=False),
        Field("due", "month", T("期限", "Due"), required=False),
        OWNER,
    ),
)

_ABOUT_PRODUCT = When("about_product", (True,))
_SPEAKER = When("speaker", (True,))

ACTIVITY_FIELDS = (
    Field("name", "line", T("活动名称", "Name")),
    Field("kind", "choice", T("形式", "Kind"), choices=ACTIVITY_KINDS),
    Field("from_date", "date", T("开始日期", "From")),
    Field("to_date", "date", T("结束日期", "To"), not_before="from_date"),
    Field("institution", "institution", T("医院或机构", "Institution"), required=False),
    Field(
        "consent",
        "choice",
        T("医院是否同意", "Institution's consent"),
        choices=CONSENT,
        help=T("未取得同意前，活动不能举办。", "The event cannot take place before consent."),
    ),
    OWNER,
    Field("audience", "line", T("参加对象", "Audience")),
    Field("heads", "int", T("预计人数", "Expected heads"), minimum=1, maximum=5000, unit=T("人", "people")),
    Field("about_product", "yes_no", T("涉及产品", "About a product")),
    Field("product", "product", T("产品", "Product"), when=_ABOUT_PRODUCT),
    Field("material_number", "line", T("资料批准号", "Material approval number"), limit=60, when=_ABOUT_PRODUCT, required=False),
    Field(
        "agenda",
        "text",
        T("议程", "Agenda"),
        required=False,
        help=T("学术内容、时间安排、讲者主题。", "Scientific content, timetable, topics of the speakers."),
    ),
    Field("speaker", "yes_no", T("有讲者", "Speaker")),
    Field("speaker_fee", "money", T("讲者费", "Speaker fee"), when=_SPEAKER, required=False),
    Field(
        "fee_paid_to",
        "choice",
        T("费用付给", "Fee paid to"),
        when=_SPEAKER,
        choices=choices(
            ("institution", "机构", "Institution"),
            ("speaker_contract", "讲者（有合同）", "Speaker by contract"),
            ("nobody", "不付费", "Nobody"),
        ),
    ),
    Field("hospitality_per_head", "money", T("人均餐费", "Hospitality per head"), required=False),
    Field("description", "text", T("怎样进行", "What happens"), required=False),
)


def activities(name: str, label: T, help: T | None = None, empty: T | None = None, minimum: int = 0) -> Group:
    """A group of activities; the same questions wherever activities stand."""
    return Group(
        name,
        "activities",
        label,
        item=T("一场活动", "an activity"),
        fields=ACTIVITY_FIELDS,
        title="name",
        facts=("institution", "from_date", "owner", "heads"),
        help=help
        or T(
            "每场一行。写清由谁负责、医院是否同意、预计多少人。",
            "One row each: who is responsible, whether the institution agreed, how many people.",
        ),
        empty=empty
        or T("还没有活动。先写一场最近要办的，日期可以以后再定。", "No activity yet. Start with the next one; dates can follow."),
        minimum=minimum,
    )


TASKS = Group(
    "tasks",
    "tasks",
    T("任务", "Tasks"),
    item=T("一项任务", "a task"),
    title="task",
    facts=("owner", "from_date"),
    empty=T("还没有任务。", "No task yet."),
    fields=(
        Field("task", "line", T("任务", "Task")),
        Field("how", "text", T("怎样做", "How it is done")),
        OWNER,
        Field("from_date", "date", T("开始日期", "From")),
        Field("to_date", "date", T("结束日期", "To"), not_before="from_date"),
    ),
)

RESOURCES = Group(
    "resources",
    "resources",
    T("资源与预算", "Resources and budget"),
    item=T("一项费用", "an item"),
    title="item",
    facts=("kind", "amount", "paid_to"),
    help=T("单价乘数量自动得出金额。", "The amount is unit price times quantity."),
    empty=T("还没有费用。没有花费的计划也可以提交。", "No item yet. A plan without expenses can be submitted too."),
    fields=(
        Field("item", "line", T("项目", "Item")),
        Field(
            "kind",
            "choice",
            T("类别", "Kind"),
            choices=choices(
                ("venue", "场地", "Venue"),
                ("printing", "印刷", "Printing"),
                ("speaker_fee", "讲者费", "Speaker fee"),
                ("hospitality", "餐饮", "Hospitality"),
                ("travel", "交通", "Travel"),
                ("material", "资料", "Material"),
                ("sample", "样品", "Samples"),
                ("platform", "平台", "Platform"),
                ("other", "其他", "Other"),
            ),
        ),
        Field("unit_price", "money", T("单价", "Unit price")),
        Field("quantity", "int", T("数量", "Quantity"), minimum=1, maximum=1_000_000),
        Field("amount", "computed", T("金额", "Amount"), factors=("unit_price", "quantity"), required=False),
        Field(
            "paid_to",
            "choice",
            T("付给", "Paid to"),
            choices=choices(
                ("institution", "机构", "Institution"), ("supplier", "供应商", "Supplier"), ("individual", "个人", "Individual")
            ),
        ),
        Field("recipient", "institution", T("接收机构", "Recipient institution"), when=When("kind", ("sample",)), required=False),
        Field("record_number", "line", T("登记号", "Record number"), limit=60, when=When("kind", ("sample",)), required=False),
        Field("justification", "text", T("用途说明", "Justification"), limit=1000, required=False),
    ),
)


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


SAFETY = (
    Field(
        "contact",
        "line",
        T("药物警戒联系人", "Pharmacovigilance contact"),
        help=T("姓名、部门和电话或邮箱。", "Name, department, and phone or e-mail."),
    ),
    Field(
        "reporting",
        "text",
        T("不良事件怎样上报", "How an adverse event is reported"),
        example=T(
            "获知任何疑似不良反应，当天记录患者、报告者、药品和事件四项信息，报公司药物警戒部，不判断因果。",
            "On learning of any suspected reaction, record patient, reporter, product and event the same day and report to pharmacovigilance without judging causality.",
        ),
    ),
    Field("within_hours", "int", T("多少小时内上报", "Within hours"), minimum=1, maximum=720, unit=T("小时", "hours")),
    Field("training_date", "date", T("最近一次培训日期", "Last training date")),
)
