"""A year in one territory: what it looks like, what is wanted, and what is done about it."""

from planner.kernel.i18n import Text as T
from planner.wizards.blocks import (
    BASICS,
    COMPETITORS,
    FILING,
    GOALS,
    PRODUCTS,
    RESOURCES,
    REVIEWS,
    SAFETY,
    SUMMARY,
    SWOT,
    activities,
    risks,
    segments,
)
from planner.wizards.schema import Field, Group, PlanType, Step, choices

PLAN_TYPE = PlanType(
    slug="territory",
    code="TE",
    version=1,
    title=T("年度区域工作计划", "Annual territory plan"),
    promise=T("看清一片市场，定下一年的事。", "See one territory clearly and settle the work of a year."),
    drawing="territory",
    place=1,
    steps=(
        Step(
            "basics",
            T("基本信息", "Basics"),
            intro=T("系统知道的已经填好，核对一下。", "What the system knows is filled in; check it."),
            items=(*BASICS, PRODUCTS, SUMMARY, FILING),
        ),
        Step(
            "market",
            T("区域市场", "Market"),
            intro=T("这片区域是什么样子。", "What this territory looks like."),
            hint=T(
                "人群和疾病的数字用公开统计。公司自己的市场数据只作背景，不分到医院、科室和个人。",
                "Take figures on people and diseases from public statistics. The company's own market data are background only "
                "and are not split by hospital, department or person.",
            ),
            items=(
                Field(
                    "overview",
                    "text",
                    T("区域概况", "Overview"),
                    help=T(
                        "人口、就诊格局、疾病负担、诊疗能力，写明出处。",
                        "People, where they are treated, burden of disease, capacity, with sources.",
                    ),
                    example=T(
                        "片区常住人口约 210 万，成人高血压知晓率低于全省平均（省疾控中心公报，2025）；随访主要在社区完成。",
                        "About 2.1 million people; awareness of hypertension is below the provincial average (public report, 2025); "
                        "follow-up happens in primary care.",
                    ),
                ),
                Group(
                    "institutions",
                    "institutions",
                    T("医疗机构", "Institutions"),
                    item=T("一家机构", "an institution"),
                    title="name",
                    facts=("level", "departments"),
                    minimum=1,
                    help=T(
                        "写公开信息：级别、相关科室、有没有专病门诊和带教任务。",
                        "Public facts: level, departments concerned, whether there is a special clinic or a teaching task.",
                    ),
                    empty=T("还没有机构。先写最常去的一家。", "No institution yet. Start with the one you visit most."),
                    fields=(
                        Field("name", "institution", T("机构名称", "Name")),
                        Field(
                            "level",
                            "choice",
                            T("级别", "Level"),
                            choices=choices(
                                ("tertiary", "三级", "Tertiary"),
                                ("secondary", "二级", "Secondary"),
                                ("primary", "基层", "Primary care"),
                                ("other", "其他", "Other"),
                            ),
                        ),
                        Field("departments", "line", T("相关科室", "Departments")),
                        Field("note", "text", T("说明", "Note"), limit=600, required=False),
                    ),
                ),
                Field(
                    "share",
                    "percent",
                    T("公司在本区域的市场份额（背景）", "Company's share in the territory (background)"),
                    help=T(
                        "公司统一口径，由销售管理提供；不是代表的目标。",
                        "One figure for the territory, given by sales management; no goal of a representative.",
                    ),
                    required=False,
                ),
                Field(
                    "rank",
                    "int",
                    T("在同类产品中的位次（背景）", "Rank among comparable products (background)"),
                    minimum=1,
                    maximum=99,
                    required=False,
                ),
                Field(
                    "growth",
                    "text",
                    T("需求从哪里来", "Where the need grows"),
                    help=T(
                        "人群变化、指南更新、分级诊疗、学科建设带来的诊疗需求。",
                        "Needs that come from demography, guidelines, tiered care and growing departments.",
                    ),
                    example=T(
                        "社区承担的随访人数逐年增加（市卫健委公报，2025），全科医生希望得到指南培训。",
                        "Primary care follows more people every year (city report, 2025); general practitioners ask for guideline training.",
                    ),
                ),
            ),
        ),
        Step("competitors", T("竞争格局", "Competitors"), items=(COMPETITORS,)),
        Step(
            "swot",
            T("SWOT 分析", "SWOT"),
            intro=T("上面两格看自己，下面两格看外面。", "The upper two are about us, the lower two about the world outside."),
            items=SWOT,
        ),
        Step("goals", T("目标", "Goals"), items=(GOALS,), picture="goals"),
        Step("segments", T("客户分层", "Segments"), items=(segments("segments", T("客户分层", "Segments")),)),
        Step(
            "strategies",
            T("策略与行动", "Strategies and actions"),
            intro=T("先写为什么这样做，再写做哪些事。", "First why, then what is done."),
            items=(
                Group(
                    "strategies",
                    "strategies",
                    T("策略", "Strategies"),
                    item=T("一个策略", "a strategy"),
                    title="name",
                    facts=("rationale",),
                    minimum=1,
                    maximum=12,
                    empty=T("还没有策略。三个以内最容易做到底。", "No strategy yet. Three at most are easiest to carry through."),
                    fields=(
                        Field(
                            "name",
                            "line",
                            T("策略", "Strategy"),
                            example=T("把指南培训带到社区", "Bring guideline training to primary care"),
                        ),
                        Field(
                            "rationale",
                            "text",
                            T("为什么", "Rationale"),
                            limit=1000,
                            help=T(
                                "它回应 SWOT 里的哪一条、帮到哪一类客户。", "Which point of the SWOT it answers, which segment it serves."
                            ),
                        ),
                    ),
                ),
                activities("activities", T("行动计划", "Activities"), minimum=1),
            ),
        ),
        Step("resources", T("资源与预算", "Resources and budget"), items=(RESOURCES,), picture="budget"),
        Step("reviews", T("过程评估", "Reviews"), items=(REVIEWS,)),
        Step(
            "risks", T("风险预案", "Risks"), items=(risks(("policy", "政策或医院管理规定有变化。"), ("adverse_event", "收到不良事件。")),)
        ),
        Step("safety", T("药物警戒", "Drug safety"), items=SAFETY),
    ),
)
