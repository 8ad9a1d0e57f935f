"""How every plan begins and ends: what it is about, and drug safety."""

from planner.kernel.i18n import Text as T
from planner.wizards.schema import Field

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

PRODUCTS = Field("products", "products", T("产品", "Products"), help=T("来自产品登记。", "From the product registry."))

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
    Field("within_hours", "int", T("多少小时内上报", "Within hours"), minimum=1, maximum=720, unit=T("小时", "hours", "hour")),
    Field("training_date", "date", T("最近一次培训日期", "Last training date")),
)
