"""A few hospitals for long: who does what there, and what both sides want to reach."""

from planner.kernel.i18n import Text as T
from planner.wizards.blocks import BASICS, FILING, PRODUCTS, REVIEWS, SAFETY, SUMMARY, SUPPORT, activities, goals, risks
from planner.wizards.schema import Field, Group, PlanType, Step, choices

PLAN_TYPE = PlanType(
    slug="key-account",
    code="KA",
    version=1,
    title=T("大客户管理计划", "Key-account plan"),
    promise=T("一家医院里谁做什么，怎样长期合作。", "Who does what in one hospital, and how to work together for long."),
    drawing="key-account",
    place=3,
    steps=(
        Step(
            "basics",
            T("基本信息", "Basics"),
            intro=T("系统知道的已经填好，核对一下。", "What the system knows is filled in; check it."),
            items=(*BASICS, PRODUCTS, SUMMARY, FILING),
        ),
        Step(
            "accounts",
            T("客户与关键人", "Accounts and people"),
            intro=T("每家医院为什么重要、现在怎样、和谁打交道。", "Why each hospital matters, how things stand, and with whom."),
            hint=T(
                "人只记姓名、职称、科室和学术兴趣。家庭、爱好、住址、诊疗数字都不记。",
                "Of people only name, title, department and scientific interest. Nothing on family, hobbies, addresses or figures of their practice.",
            ),
            items=(
                Group(
                    "accounts",
                    "accounts",
                    T("客户", "Accounts"),
                    item=T("一家医院", "a hospital"),
                    title="institution",
                    facts=("strategic_value",),
                    minimum=1,
                    maximum=12,
                    empty=T("还没有医院。先写合作最久的一家。", "No hospital yet. Start with the one you have worked with longest."),
                    fields=(
                        Field("institution", "institution", T("医院", "Hospital")),
                        Field(
                            "strategic_value",
                            "text",
                            T("战略价值", "Strategic value"),
                            limit=1000,
                            help=T(
                                "学科地位、带教和区域牵头作用、患者诊疗需求。",
                                "Standing of its departments, teaching, its lead in the region, needs of patients.",
                            ),
                            example=T(
                                "市级糖尿病专科联盟牵头单位，承担十二家社区的医生培训。",
                                "Leads the city's diabetes network and trains the doctors of twelve community centres.",
                            ),
                        ),
                        Field(
                            "current_state",
                            "text",
                            T("合作现状", "Current state"),
                            limit=1000,
                            help=T(
                                "已经一起做过什么、医院还提出过哪些学术需要。",
                                "What was done together, and which scientific needs the hospital named.",
                            ),
                        ),
                        Group(
                            "stakeholders",
                            "stakeholders",
                            T("关键人图谱", "Stakeholder map"),
                            item=T("一个人", "a person"),
                            title="contact_name",
                            facts=("contact_title", "contact_department", "relation"),
                            minimum=1,
                            maximum=30,
                            empty=T(
                                "还没有人。三个层面各写一位就够开始。", "Nobody yet. One on each of the three levels is enough to start."
                            ),
                            tool="stakeholders",
                            fields=(
                                Field("contact_name", "line", T("姓名", "Name"), limit=40, checked=False),
                                Field("contact_title", "line", T("职称", "Title"), limit=40),
                                Field("contact_department", "line", T("科室", "Department"), limit=60),
                                Field(
                                    "level",
                                    "choice",
                                    T("层面", "Level"),
                                    choices=choices(
                                        ("decision", "决策层", "Decision"),
                                        ("influence", "影响层", "Influence"),
                                        ("execution", "执行层", "Execution"),
                                    ),
                                ),
                                Field("role", "text", T("在合作中的角色", "Role"), limit=600),
                                Field(
                                    "interest",
                                    "text",
                                    T("学术兴趣", "Scientific interest"),
                                    limit=600,
                                    help=T(
                                        "公开的研究方向、讲课主题、提出过的学术问题。",
                                        "Published research, topics of talks, questions raised.",
                                    ),
                                ),
                                Field(
                                    "relation",
                                    "choice",
                                    T("交流到哪一步", "State of the relation"),
                                    choices=choices(
                                        ("new", "还没有交流", "Not met yet"),
                                        ("contact", "有过交流", "Met"),
                                        ("exchange", "定期学术交流", "Regular exchange"),
                                        ("cooperation", "共同开展教育项目", "Joint education"),
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Step(
            "goals",
            T("目标", "Goals"),
            intro=T(
                "每家医院写清业务、关系、战略三方面想做到什么。", "For each hospital: what is wanted in business, relation and strategy."
            ),
            items=(
                goals(
                    Field(
                        "account",
                        "institution",
                        T("哪家医院", "Hospital"),
                        help=T("和上一步写的名称一致。", "The same name as in the step before."),
                    )
                ),
            ),
            picture="goals",
        ),
        Step(
            "actions",
            T("行动计划", "Actions"),
            intro=T("按医院和季度排；每场写清在哪家医院。", "By hospital and quarter; each names its hospital."),
            items=(activities("activities", T("行动计划", "Actions"), minimum=1, must=("institution",)),),
        ),
        Step("support", T("协同支持", "Support"), items=(SUPPORT,)),
        Step("reviews", T("过程评估", "Reviews"), items=(REVIEWS,)),
        Step(
            "risks",
            T("风险预案", "Risks"),
            items=(risks(("policy", "医院的学术活动管理规定有变化。"), ("adverse_event", "收到不良事件。")),),
        ),
        Step("safety", T("药物警戒", "Drug safety"), items=SAFETY),
    ),
)
