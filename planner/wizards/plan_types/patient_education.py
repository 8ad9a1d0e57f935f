"""Education for people with a long illness: a disease, never a product."""

from planner.kernel.i18n import Text as T
from planner.wizards.blocks import BASICS, FILING, MATERIAL_NUMBER, SAFETY, SUMMARY, activities, metrics, risks
from planner.wizards.schema import Field, Group, PlanType, Step, choices

PLAN_TYPE = PlanType(
    slug="patient-education",
    code="PE",
    version=1,
    title=T("慢病患者教育计划", "Patient-education plan"),
    promise=T("让患者听得懂、用得上，不谈产品。", "What patients understand and can use, without a product."),
    drawing="patient-education",
    place=6,
    steps=(
        Step(
            "basics",
            T("基本信息", "Basics"),
            intro=T("这份计划只谈疾病，所以不选产品。", "This plan speaks of a disease only, so no product is chosen."),
            items=(
                *BASICS,
                Field("disease_area", "line", T("疾病领域", "Disease area"), example=T("成人高血压", "Hypertension in adults")),
                SUMMARY,
                FILING,
            ),
        ),
        Step(
            "needs",
            T("患者需要", "Needs"),
            items=(
                Field(
                    "problems",
                    "text",
                    T("患者遇到的问题", "Problems of patients"),
                    help=T("他们不知道什么、做不到什么、担心什么。", "What they do not know, cannot do, are afraid of."),
                    example=T(
                        "多数人不会正确测量家庭血压，不知道什么情况要尽快就医。",
                        "Most cannot measure blood pressure at home properly and do not know when to see a doctor soon.",
                    ),
                ),
                Field(
                    "evidence",
                    "text",
                    T("依据", "Evidence"),
                    help=T(
                        "公开文献、医院的匿名问卷、指南，写明出处。",
                        "Published papers, anonymous questionnaires, guidelines, with sources.",
                    ),
                    example=T(
                        "某市社区居民问卷（公开报告，2025）：会正确测量的约三成。",
                        "City survey (public report, 2025): about three in ten measure correctly.",
                    ),
                ),
            ),
        ),
        Step(
            "programme",
            T("教育内容", "Programme"),
            hint=T(
                "内容由医学部审核，只讲疾病、生活方式和就医。不出现药品名称，不替代医生的建议。",
                "Medical affairs reviews all content. It is about the disease, daily life and when to see a doctor; "
                "no medicine is named, and no doctor's advice replaced.",
            ),
            items=(
                Group(
                    "topics",
                    "programme",
                    T("教育内容", "Programme"),
                    item=T("一个主题", "a topic"),
                    title="topic",
                    facts=("form", "speaker"),
                    minimum=1,
                    empty=T("还没有主题。先写患者问得最多的一个。", "No topic yet. Start with what patients ask most."),
                    fields=(
                        Field("topic", "line", T("主题", "Topic")),
                        Field(
                            "form",
                            "choice",
                            T("形式", "Form"),
                            choices=choices(
                                ("lecture", "讲座", "Lecture"),
                                ("leaflet", "折页", "Leaflet"),
                                ("video", "视频", "Video"),
                                ("qa", "问答库", "Q&A library"),
                                ("story", "患者故事", "Story"),
                                ("hotline", "热线", "Hotline"),
                            ),
                        ),
                        Field(
                            "speaker",
                            "choice",
                            T("谁来讲", "Who speaks"),
                            choices=choices(
                                ("physician", "医生", "Physician"),
                                ("pharmacist", "药师", "Pharmacist"),
                                ("nurse", "护士", "Nurse"),
                                ("patient", "患者", "Patient"),
                            ),
                        ),
                        Field("medical_review", "yes_no", T("医学部已审核", "Reviewed by medical affairs")),
                        MATERIAL_NUMBER,
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
                    "patient_channels",
                    T("渠道", "Channels"),
                    item=T("一个渠道", "a channel"),
                    title="channel",
                    facts=("led_by", "audience"),
                    minimum=1,
                    help=T(
                        "由医疗机构主办，或者公开的科普平台。药店促销、卖药的页面和销售人员的账号都不用。",
                        "Led by an institution, or a public platform. No pharmacy promotion, no page that sells, no account of sales staff.",
                    ),
                    empty=T("还没有渠道。先写医院自己的健康教育课。", "No channel yet. Start with the hospital's own health course."),
                    fields=(
                        Field("channel", "line", T("渠道", "Channel")),
                        Field(
                            "led_by",
                            "choice",
                            T("谁主办", "Led by"),
                            choices=choices(("institution", "医疗机构", "Institution"), ("public", "公开平台", "Public platform")),
                        ),
                        Field("audience", "line", T("对象", "Audience")),
                        Field("note", "text", T("说明", "Note"), limit=600, required=False),
                    ),
                ),
            ),
        ),
        Step(
            "privacy",
            T("知情同意与隐私", "Consent and privacy"),
            intro=T("能不收集就不收集。", "What need not be collected is not."),
            items=(
                Field(
                    "data",
                    "text",
                    T("收集什么", "What is collected"),
                    limit=1000,
                    example=T("只收匿名问卷，不收姓名、电话和病历。", "Anonymous questionnaires only; no names, numbers or records."),
                ),
                Field(
                    "basis",
                    "text",
                    T("依据", "Basis"),
                    limit=1000,
                    example=T("填写前的书面同意。", "Written consent before filling it in."),
                ),
                Field(
                    "holder",
                    "line",
                    T("谁保管", "Who holds it"),
                    help=T("由医疗机构保管时，公司不经手。", "Where the institution holds it, the company does not touch it."),
                ),
                Field("retention_months", "int", T("保存多久", "Kept for"), minimum=0, maximum=120, unit=T("个月", "months", "month")),
                Field("withdrawal", "text", T("怎样撤回同意", "How consent is withdrawn"), limit=600),
            ),
        ),
        Step(
            "events",
            T("活动", "Events"),
            items=(
                activities(
                    "activities",
                    T("患者活动", "Patient events"),
                    help=T(
                        "每场一行。写清由哪家机构主办、谁讲、场地怎样保证安全。",
                        "One row each: which institution leads it, who speaks, how the venue is kept safe.",
                    ),
                    minimum=1,
                    without=("about_product", "product", "material_number", "hospitality_per_head"),
                    must=("institution",),
                    more=(
                        Field(
                            "venue_safety",
                            "text",
                            T("场地安全", "Safety of the venue"),
                            limit=600,
                            help=T("无障碍、急救、人数上限、消防。", "Access, first aid, most people allowed, fire safety."),
                        ),
                    ),
                ),
            ),
        ),
        Step(
            "crisis",
            T("突发情况", "Crisis handling"),
            intro=T(
                "现场有人不舒服、网上有不实说法、有人打听药品时怎么办。",
                "Somebody feels unwell, something false goes round, somebody asks about a medicine.",
            ),
            items=(
                Field("contact", "line", T("第一联系人", "First contact"), help=T("姓名、部门和电话。", "Name, department, phone.")),
                Field(
                    "response",
                    "text",
                    T("怎样处理", "How it is handled"),
                    example=T(
                        "身体不适先由现场医护处理并联系急诊；问到药品时请对方咨询自己的医生，不作回答。",
                        "Staff on site care for anybody unwell and call the emergency room; questions about medicines are referred to the person's doctor.",
                    ),
                ),
                Field(
                    "within_hours",
                    "int",
                    T("多少小时内报告公司", "Reported to the company within"),
                    minimum=1,
                    maximum=168,
                    unit=T("小时", "hours", "hour"),
                ),
            ),
        ),
        Step(
            "metrics",
            T("指标", "Measures"),
            intro=T("来了多少人、听懂多少、满不满意。", "How many came, how much they understood, how satisfied they are."),
            items=(
                metrics(
                    choices(
                        ("reach", "触达", "Reach"), ("understanding", "理解", "Understanding"), ("satisfaction", "满意度", "Satisfaction")
                    ),
                    help=T("只量教育本身，不量用药和购买。", "Measure the education itself, never use or purchase of medicines."),
                    example=T("讲座后会正确测量血压的比例", "Share who measure blood pressure correctly after the talk"),
                ),
            ),
        ),
        Step("risks", T("风险预案", "Risks"), items=(risks(("other", "现场有人身体不适。"), ("adverse_event", "患者说到不良事件。")),)),
        Step("safety", T("药物警戒", "Drug safety"), items=SAFETY),
    ),
)
