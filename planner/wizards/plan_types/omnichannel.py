"""Visits, meetings and online content as one circle, with consent at every turn."""

from planner.kernel.i18n import Text as T
from planner.wizards.blocks import (
    BASICS,
    FILING,
    GOALS,
    MATERIAL_NUMBER,
    NINE_GRID,
    OWNER,
    PRODUCTS,
    REVIEWS,
    SAFETY,
    SUMMARY,
    loop,
    metrics,
    risks,
)
from planner.wizards.schema import Field, Group, PlanType, Step, choices

PLAN_TYPE = PlanType(
    slug="omnichannel",
    code="OM",
    version=1,
    title=T("线上线下融合计划", "Omnichannel plan"),
    promise=T("把拜访和会议，与线上内容连成一圈。", "Visits, meetings and online content, joined to one circle."),
    drawing="omnichannel",
    place=5,
    steps=(
        Step(
            "basics",
            T("基本信息", "Basics"),
            intro=T("系统知道的已经填好，核对一下。", "What the system knows is filled in; check it."),
            items=(*BASICS, PRODUCTS, SUMMARY, FILING),
        ),
        Step(
            "idea",
            T("思路与目标", "Idea and goals"),
            intro=T("线上线下各做什么，连起来好在哪里。", "What happens online and in person, and what joining them is good for."),
            items=(
                Field(
                    "idea",
                    "text",
                    T("思路", "Idea"),
                    limit=2000,
                    help=T(
                        "医生得到什么好处：少跑、按需学、问题有人答。",
                        "What doctors gain: less travel, learning on demand, answered questions.",
                    ),
                    example=T(
                        "面对面讲清重点，线上留下可回看的资料；线上提出的问题，由医学部在两个工作日内书面答复。",
                        "The main points in person, material to look at again online; questions asked online are answered in writing within two days.",
                    ),
                ),
                GOALS,
            ),
            picture="goals",
        ),
        Step(
            "capability",
            T("能力阶段", "Capability"),
            intro=T("现在在哪一级，这一期想到哪一级。", "Where we are today, and where this plan should bring us."),
            items=(
                Field(
                    "today",
                    "choice",
                    T("现在", "Today"),
                    choices=choices(
                        ("single", "1 单渠道", "1 Single channel"),
                        ("multi", "2 多渠道", "2 Multichannel"),
                        ("managed", "3 有管理的多渠道", "3 Managed multichannel"),
                        ("orchestrated", "4 协同的全渠道", "4 Orchestrated omnichannel"),
                    ),
                ),
                Field(
                    "aim",
                    "choice",
                    T("想达到", "Aimed at"),
                    choices=choices(
                        ("single", "1 单渠道", "1 Single channel"),
                        ("multi", "2 多渠道", "2 Multichannel"),
                        ("managed", "3 有管理的多渠道", "3 Managed multichannel"),
                        ("orchestrated", "4 协同的全渠道", "4 Orchestrated omnichannel"),
                    ),
                ),
                Field(
                    "gap",
                    "text",
                    T("中间差什么", "What is missing in between"),
                    limit=1000,
                    help=T("内容、平台、人手、同意管理。", "Content, platform, people, management of consent."),
                    required=False,
                ),
            ),
        ),
        Step(
            "offline-plus",
            T("线下加线上", "In person, and more"),
            intro=T("一次拜访的前、中、后，线上各帮什么忙。", "How the online side helps before, during and after a visit."),
            items=(
                Group(
                    "visits",
                    "visit_stages",
                    T("拜访前中后", "Before, during, after a visit"),
                    item=T("一个做法", "an action"),
                    title="action",
                    facts=("stage",),
                    minimum=3,
                    presets=((("stage", "before"),), (("stage", "during"),), (("stage", "after"),)),
                    fields=(
                        Field(
                            "stage",
                            "choice",
                            T("什么时候", "When"),
                            choices=choices(("before", "拜访前", "Before"), ("during", "拜访中", "During"), ("after", "拜访后", "After")),
                        ),
                        Field("action", "text", T("做什么", "Action"), limit=600),
                        Field("aim", "text", T("为了什么", "Aim"), limit=600),
                        Field(
                            "data",
                            "text",
                            T("用到哪些数据", "Data used"),
                            limit=600,
                            help=T(
                                "只用医生同意过的浏览和提问记录；诊疗和用药数据不用。",
                                "Only visits and questions the doctor agreed to share; nothing on treatment or medicines used.",
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Step(
            "content",
            T("内容金字塔", "Content pyramid"),
            intro=T("塔尖每季度一个，系列每月一组，碎片每周一条。", "An apex each quarter, a series each month, a fragment each week."),
            items=(
                Group(
                    "contents",
                    "contents",
                    T("内容", "Content"),
                    item=T("一项内容", "a piece of content"),
                    title="topic",
                    facts=("tier", "form", "owner"),
                    minimum=1,
                    help=T("每项内容用前都要有批准号。", "Every piece needs an approval number before it is used."),
                    empty=T("还没有内容。先写这个季度的塔尖。", "No content yet. Start with the apex of this quarter."),
                    fields=(
                        Field(
                            "tier",
                            "choice",
                            T("层", "Level"),
                            choices=choices(
                                ("apex", "塔尖（每季度）", "Apex (quarterly)"),
                                ("series", "系列（每月）", "Series (monthly)"),
                                ("fragment", "碎片（每周）", "Fragment (weekly)"),
                            ),
                        ),
                        Field("topic", "line", T("主题", "Topic")),
                        Field("form", "line", T("形式", "Form"), example=T("十分钟短片", "Ten-minute film")),
                        MATERIAL_NUMBER,
                        OWNER,
                    ),
                ),
            ),
        ),
        Step(
            "channels",
            T("渠道", "Channels"),
            items=(
                Group(
                    "channels",
                    "channels",
                    T("渠道", "Channels"),
                    item=T("一个渠道", "a channel"),
                    title="channel",
                    facts=("audience", "cadence"),
                    minimum=1,
                    help=T(
                        "只用公司登记的平台，面向医务人员的要验证身份；个人聊天账号不算渠道。",
                        "Platforms on the company's register only, with identity check where they are for professionals; private chat accounts are none.",
                    ),
                    empty=T("还没有渠道。先写用得最多的一个。", "No channel yet. Start with the one you use most."),
                    fields=(
                        Field("channel", "line", T("渠道", "Channel"), example=T("公司医学信息平台", "Company's medical platform")),
                        Field("personal", "yes_no", T("由人一对一进行", "In person, one to one")),
                        Field("audience", "line", T("对象", "Audience")),
                        Field("cadence", "line", T("频率", "Cadence"), example=T("每月一次", "Once a month")),
                        Field(
                            "consent_basis",
                            "text",
                            T("同意依据", "Basis of consent"),
                            limit=600,
                            help=T("对方在哪里同意接收、怎样退出。", "Where people agreed to receive it, and how they leave."),
                        ),
                        MATERIAL_NUMBER,
                    ),
                ),
            ),
        ),
        Step(
            "loops",
            T("两条回路", "Two loops"),
            intro=T("从线下到线上，再从线上回到线下。", "From in person to online, and from online back."),
            items=(
                loop(
                    "to_online",
                    T("线下到线上", "From in person to online"),
                    T("拜访或会议以后，线上接着做什么。", "What follows online after a visit or meeting."),
                ),
                loop(
                    "to_offline",
                    T("线上到线下", "From online to in person"),
                    T("线上有了反应，线下怎样跟上。", "How people follow up in person what happened online."),
                ),
            ),
        ),
        Step(
            "segments",
            T("人群细分", "Segments"),
            intro=T("类型乘层级，落到九格里；格子由系统算出。", "Persona by tier gives one of nine cells; the system works it out."),
            items=(NINE_GRID,),
        ),
        Step(
            "metrics",
            T("四段指标", "Metrics in four stages"),
            intro=T("触达、互动、转化、效果，一段接一段。", "Reach, interaction, conversion, effect: one after the other."),
            hint=T(
                "“转化”指从看到到参加、从参加到学会。用药数字不进漏斗。",
                "“Conversion” means from seeing to taking part, from taking part to knowing. Figures on the use of medicines stay out.",
            ),
            items=(
                metrics(
                    choices(
                        ("reach", "触达", "Reach"),
                        ("interaction", "互动", "Interaction"),
                        ("conversion", "转化", "Conversion"),
                        ("effect", "效果评估", "Effect"),
                    ),
                    help=T(
                        "每段至少一项，从上到下人数变少是正常的。", "At least one for each stage; that numbers shrink on the way is normal."
                    ),
                    example=T("看完指南短片的医生人数", "Doctors who watched the guideline film to its end"),
                ),
            ),
        ),
        Step("reviews", T("过程评估", "Reviews"), items=(REVIEWS,)),
        Step(
            "data-protection",
            T("数据保护", "Data protection"),
            intro=T("用谁的什么数据、凭什么、留多久。", "Whose data, on what basis, for how long."),
            items=(
                Field(
                    "purposes",
                    "text",
                    T("目的", "Purposes"),
                    limit=1000,
                    help=T(
                        "一个目的一句话；写不出目的的数据就不收集。", "One sentence for each; data without a purpose are not collected."
                    ),
                    example=T("记录报名和学习进度，用来安排后续课程。", "Registrations and learning progress, to plan the next courses."),
                ),
                Field(
                    "basis",
                    "text",
                    T("合法依据", "Legal basis"),
                    limit=1000,
                    example=T(
                        "注册时的单独同意，可随时在账户里撤回。", "Separate consent at registration, withdrawn at any time in the account."
                    ),
                ),
                Field("retention_months", "int", T("保存多久", "Kept for"), minimum=1, maximum=120, unit=T("个月", "months", "month")),
                Field(
                    "processor",
                    "line",
                    T("谁处理", "Processor"),
                    help=T("平台和受托方的名称。", "Names of the platform and its processor."),
                ),
            ),
        ),
        Step(
            "risks", T("风险预案", "Risks"), items=(risks(("other", "平台故障或账号信息泄露。"), ("adverse_event", "线上收到不良事件。")),)
        ),
        Step("safety", T("药物警戒", "Drug safety"), items=SAFETY),
    ),
)
