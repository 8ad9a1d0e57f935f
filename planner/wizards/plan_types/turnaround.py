"""Things have gone down: find the real cause first, then decide what to do."""

from planner.kernel.i18n import Text as T
from planner.wizards.blocks import BASICS, CADENCES, FILING, OWNER, PRODUCTS, RESOURCES, SAFETY, SUMMARY, TASKS, bone, goals, risks
from planner.wizards.schema import Field, Group, OnlyOne, PlanType, Step, choices

PLAN_TYPE = PlanType(
    slug="turnaround",
    code="TU",
    version=1,
    title=T("业绩扭转计划", "Turnaround plan"),
    promise=T("先找到真正的原因，再决定怎么做。", "Find the real cause first, then decide what to do."),
    drawing="turnaround",
    place=4,
    steps=(
        Step(
            "basics",
            T("基本信息", "Basics"),
            intro=T("系统知道的已经填好，核对一下。", "What the system knows is filled in; check it."),
            items=(*BASICS, PRODUCTS, SUMMARY, FILING),
        ),
        Step(
            "situation",
            T("现状", "The state"),
            intro=T("发生了什么，从什么时候开始。", "What happened, and since when."),
            hint=T(
                "这里的数字由销售管理提供，是整个片区的背景，不分到医院和个人，也不是代表的任务。",
                "The figures come from sales management and are background for the whole territory; "
                "they are not split by hospital or person and are nobody's task here.",
            ),
            items=(
                Group(
                    "quarters",
                    "quarters",
                    T("按季度看", "By quarter"),
                    item=T("一个季度", "a quarter"),
                    title="quarter",
                    facts=("achievement", "change"),
                    minimum=1,
                    maximum=12,
                    empty=T("还没有季度。先写最近的一个。", "No quarter yet. Start with the latest."),
                    fields=(
                        Field("quarter", "quarter", T("季度", "Quarter")),
                        Field("achievement", "percent", T("公司计划完成率（背景）", "Company plan reached (background)"), maximum=999),
                        Field(
                            "change",
                            "percent",
                            T("公司发货同比变化（背景）", "Company shipments against last year (background)"),
                            minimum=-100,
                            maximum=999,
                        ),
                    ),
                ),
                Field(
                    "events",
                    "text",
                    T("市场上发生了什么", "Market events"),
                    help=T(
                        "政策、招采、指南、供货，各写时间和出处。", "Policy, tenders, guidelines, supply: when, and where it is published."
                    ),
                    example=T(
                        "2026 年 5 月新版指南发布；7 月起两家社区中心更换了随访系统（市卫健委公告）。",
                        "New guideline in May 2026; two community centres changed their follow-up system in July (public notice).",
                    ),
                ),
                Field(
                    "feedback",
                    "text",
                    T("医生和药师怎么说", "What doctors and pharmacists say"),
                    help=T("只写意见的内容，不写是哪一位说的。", "What was said, not who said it."),
                    example=T(
                        "社区医生说培训时间和上班时间重叠，希望补一张联合用药的注意事项。",
                        "Community doctors say trainings clash with working hours and ask for a sheet on combined use.",
                    ),
                ),
                Field(
                    "internal",
                    "text",
                    T("公司内部的因素", "Internal factors"),
                    help=T("人员变动、资料审批、供货、培训安排。", "Changes of staff, approval of materials, supply, training."),
                ),
            ),
        ),
        Step(
            "causes",
            T("根本原因", "Root causes"),
            intro=T(
                "五根骨头五类原因；全部写完，标出一条主要原因。",
                "Five bones, five kinds of causes; write them all, then mark the main one.",
            ),
            items=(
                bone(
                    "policy",
                    T("政策", "Policy"),
                    T("一条政策原因", "a cause in policy"),
                    T("招采、医保、医院管理规定。", "Tenders, insurance, rules of hospitals."),
                ),
                bone(
                    "product",
                    T("产品", "Product"),
                    T("一条产品原因", "a cause in the product"),
                    T("资料、证据、规格、供货。", "Materials, evidence, packs, supply."),
                ),
                bone(
                    "promotion",
                    T("推广", "Promotion"),
                    T("一条推广原因", "a cause in promotion"),
                    T("活动的时间、内容、质量。", "Time, content and quality of events."),
                ),
                bone(
                    "place",
                    T("渠道", "Place"),
                    T("一条渠道原因", "a cause in distribution"),
                    T("配送、信息可及、覆盖。", "Delivery, access to information, reach."),
                ),
                bone(
                    "people",
                    T("人员", "People"),
                    T("一条人员原因", "a cause in people"),
                    T("我们自己的人手、培训、交接。", "Our own staff, training, hand-over."),
                ),
            ),
            only_one=OnlyOne(
                "main",
                T("请把其中一条标为主要原因。", "Mark one of them as the main cause."),
                T("主要原因只能有一条，现在标了不止一条。", "Only one can be the main cause; more than one is marked."),
            ),
        ),
        Step(
            "goals",
            T("SMART 目标", "SMART goals"),
            intro=T(
                "首要、核心、过程三个目标，各自说得清、量得出、有期限。",
                "A first, a core and a process goal: clear, measurable, with a date.",
            ),
            items=(
                goals(
                    kinds=choices(
                        ("first", "首要目标", "First goal"), ("core", "核心目标", "Core goal"), ("process", "过程目标", "Process goal")
                    ),
                    presets=((("kind", "first"),), (("kind", "core"),), (("kind", "process"),)),
                ),
            ),
            picture="goals",
        ),
        Step(
            "strategies",
            T("策略", "Strategies"),
            intro=T(
                "守住已有的，或换一个角度；每个策略下写具体做法。",
                "Defend what there is, or come from another side; each with its tactics.",
            ),
            items=(
                Group(
                    "strategies",
                    "strategies",
                    T("策略", "Strategies"),
                    item=T("一个策略", "a strategy"),
                    title="name",
                    facts=("kind",),
                    minimum=1,
                    maximum=12,
                    empty=T("还没有策略。先回应主要原因。", "No strategy yet. Answer the main cause first."),
                    fields=(
                        Field("name", "line", T("策略", "Strategy")),
                        Field(
                            "kind",
                            "choice",
                            T("类型", "Kind"),
                            choices=choices(("defend", "防御", "Defend"), ("flank", "侧翼", "Flank"), ("other", "其他", "Other")),
                        ),
                        Group(
                            "tactics",
                            "tactics",
                            T("具体做法", "Tactics"),
                            item=T("一个做法", "a tactic"),
                            title="name",
                            facts=("owner", "from_date"),
                            minimum=1,
                            maximum=20,
                            empty=T("还没有做法。", "No tactic yet."),
                            tool="gantt",
                            fields=(
                                Field("name", "line", T("做法", "Tactic")),
                                Field("what", "text", T("做什么", "What is done"), limit=1000),
                                OWNER,
                                Field("from_date", "date", T("开始日期", "From")),
                                Field("to_date", "date", T("结束日期", "To"), not_before="from_date"),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Step(
            "timeline",
            T("时间表", "Timeline"),
            intro=T("每个月做到哪一步。", "How far each month should bring us."),
            items=(TASKS,),
        ),
        Step("resources", T("资源与预算", "Resources and budget"), items=(RESOURCES,), picture="budget"),
        Step(
            "monitoring",
            T("监测与备选方案", "Monitoring and plan B"),
            intro=T("看什么、什么时候换方案、换成什么。", "What is watched, when the plan changes, and to what."),
            items=(
                Group(
                    "monitoring",
                    "monitoring",
                    T("监测", "Monitoring"),
                    item=T("一项监测", "a measure"),
                    title="metric",
                    facts=("cadence",),
                    minimum=1,
                    empty=T("还没有监测。先定一个每月都看的指标。", "Nothing watched yet. Start with one measure for every month."),
                    fields=(
                        Field("metric", "line", T("看什么", "Measure"), example=T("会后问卷平均正确率", "Average questionnaire score")),
                        Field("cadence", "choice", T("频率", "Cadence"), choices=CADENCES),
                    ),
                ),
                Group(
                    "triggers",
                    "triggers",
                    T("什么时候换方案", "Triggers of plan B"),
                    item=T("一个触发条件", "a trigger"),
                    title="metric",
                    facts=("threshold", "day"),
                    minimum=1,
                    empty=T("还没有触发条件。", "No trigger yet."),
                    fields=(
                        Field("metric", "line", T("看什么", "Measure")),
                        Field("threshold", "line", T("到什么程度", "Threshold"), example=T("低于 60%", "Below 60%")),
                        Field("day", "date", T("到哪一天", "By")),
                    ),
                ),
                Field(
                    "plan_b",
                    "text",
                    T("备选方案", "Plan B"),
                    help=T("条件出现后改做什么、谁来决定。", "What is done instead once a trigger is met, and who decides."),
                    example=T(
                        "把集中培训改为社区小组学习，由医学部重做课件，地区经理决定何时切换。",
                        "Trainings become small study groups in community centres with new slides by medical affairs; the manager decides when.",
                    ),
                ),
            ),
        ),
        Step("risks", T("风险预案", "Risks"), items=(risks(("policy", "政策再次变化。"), ("adverse_event", "收到不良事件。")),)),
        Step("safety", T("药物警戒", "Drug safety"), items=SAFETY),
    ),
)
