"""A new product comes to market: three phases around its approval."""

from planner.kernel.i18n import Text as T
from planner.wizards.blocks import BASICS, CONTACT, FILING, GOALS, OWNER, PRODUCTS, RESOURCES, SAFETY, SUMMARY, TASKS, activities, risks
from planner.wizards.schema import Field, Group, PlanType, Step, choices

PLAN_TYPE = PlanType(
    slug="launch",
    code="LA",
    version=2,
    title=T("新产品上市推广计划", "Launch plan"),
    promise=T("从疾病教育到获批后的推广，按阶段走。", "From disease education to promotion after approval, phase by phase."),
    drawing="launch",
    place=2,
    steps=(
        Step(
            "basics",
            T("基本信息", "Basics"),
            intro=T("系统知道的已经填好，核对一下。", "What the system knows is filled in; check it."),
            items=(
                *BASICS,
                PRODUCTS,
                Field(
                    "approval",
                    "known",
                    T("登记的获批日期", "Approval date on record"),
                    help=T("决定哪些活动可以谈产品。", "It decides which activities may speak of the product."),
                    source="product.approval",
                    required=False,
                ),
                Field("expected_approval", "date", T("预计获批日期", "Expected approval date"), required=False),
                Field("launch_date", "date", T("计划上市日期", "Planned launch date"), not_before="expected_approval"),
                SUMMARY,
                FILING,
            ),
        ),
        Step(
            "introduction",
            T("产品与疾病背景", "Background"),
            items=(
                Field(
                    "introduction",
                    "text",
                    T("背景", "Background"),
                    help=T(
                        "疾病负担、诊疗现状、未满足的需求；写明出处。产品只写说明书里有的。",
                        "Burden of disease, present care, unmet needs, with sources. Of the product only what its label says.",
                    ),
                    example=T(
                        "成人重度哮喘的规范随访比例偏低（中华医学会指南，2024），基层医生对转诊指征的掌握不一。",
                        "Follow-up of adults with severe asthma is uneven (national guideline, 2024); referral criteria are not widely known.",
                    ),
                ),
            ),
        ),
        Step(
            "pre-launch",
            T("市场预热期", "Pre-launch phase"),
            intro=T("上市之前。", "Before launch."),
            phase="pre_launch",
            hint=T(
                "这一步只写疾病，不写产品。获批前的活动由医学部负责，不提产品名称，也不暗示产品。",
                "Write about the disease here, not the product. Before approval, activities belong to medical affairs; "
                "the product is neither named nor hinted at.",
            ),
            items=(
                Field(
                    "objective",
                    "text",
                    T("阶段目标", "Objective of the phase"),
                    limit=600,
                    help=T(
                        "让哪些科室更了解这类疾病？由谁来做，怎样算做到？",
                        "Which departments should know this disease better? Who does it, and how will you know?",
                    ),
                    example=T(
                        "上市前，由医学部在 6 家医院开展重度哮喘规范化诊疗的疾病教育，会后问卷平均正确率达到 80%。",
                        "Before launch, medical affairs holds disease education on severe asthma in 6 hospitals; the average questionnaire score reaches 80%.",
                    ),
                ),
                Group(
                    "experts",
                    "experts",
                    T("专家档案", "Expert file"),
                    item=T("一位专家", "an expert"),
                    title="contact_name",
                    facts=("contact_title", "contact_institution", "research"),
                    help=T(
                        "只记姓名、职称、科室、机构和学术方向，其他个人信息不收集。",
                        "Only name, title, department, institution and field of research; nothing else about the person.",
                    ),
                    empty=T("还没有专家。", "No expert yet."),
                    fields=(
                        *CONTACT,
                        Field("research", "text", T("研究方向", "Field of research"), limit=600),
                        Field("question", "text", T("想请教的科学问题", "Scientific question to raise"), limit=1000),
                        Field("medical_owner", "line", T("医学部负责人", "Medical owner"), limit=40, checked=False),
                    ),
                ),
                activities("activities", T("疾病教育活动", "Disease education")),
                Group(
                    "access",
                    "access",
                    T("准入信息", "Access information"),
                    item=T("一家机构", "an institution"),
                    title="institution",
                    facts=("cycle", "state"),
                    help=T("只收集医院公开的流程、周期和资料要求。", "Only what the hospital publishes: procedure, cycle, documents."),
                    empty=T("还没有机构。", "No institution yet."),
                    fields=(
                        Field("institution", "institution", T("机构", "Institution")),
                        Field("cycle", "line", T("药事会周期", "Committee cycle")),
                        Field("documents", "text", T("需要的资料", "Documents needed"), limit=1000),
                        Field(
                            "state",
                            "choice",
                            T("进度", "State"),
                            choices=choices(
                                ("not_started", "未开始", "Not started"),
                                ("collecting", "收集中", "Collecting"),
                                ("complete", "已齐全", "Complete"),
                            ),
                        ),
                    ),
                ),
                TASKS,
            ),
        ),
        Step(
            "launch-phase",
            T("全面推广期", "Launch phase"),
            intro=T("上市后第 1 至 3 个月。", "Months 1 to 3 after launch."),
            phase="launch",
            items=(
                Field("objective", "text", T("阶段目标", "Objective of the phase"), limit=600),
                activities("activities", T("上市会议", "Launch meetings")),
                Group(
                    "dossiers",
                    "dossier",
                    T("准入申报资料", "Formulary dossiers"),
                    item=T("一份申报", "a dossier"),
                    title="institution",
                    facts=("submission_date", "owner"),
                    help=T(
                        "按医院公布的流程递交，不与委员就表决沟通。",
                        "Submitted by the published procedure; no talks with members about a vote.",
                    ),
                    empty=T("还没有申报。", "No dossier yet."),
                    fields=(
                        Field("institution", "institution", T("机构", "Institution")),
                        Field("submission_date", "date", T("递交日期", "Submission date")),
                        Field("documents", "text", T("资料", "Documents"), limit=1000),
                        OWNER,
                    ),
                ),
                Group(
                    "first_use",
                    "first_use",
                    T("首次使用教育", "First-use education"),
                    item=T("一个科室", "a department"),
                    title="department",
                    facts=("training_need",),
                    help=T(
                        "帮助科室安全、规范地使用：用法用量、禁忌、不良反应处理。",
                        "Help departments use it safely: dosage, contraindications, adverse reactions.",
                    ),
                    empty=T("还没有科室。", "No department yet."),
                    fields=(
                        Field("department", "line", T("科室", "Department")),
                        Field("training_need", "text", T("培训需要", "Training need"), limit=1000),
                        Field("support", "text", T("提供的支持", "Support"), limit=1000),
                    ),
                ),
                TASKS,
            ),
        ),
        Step(
            "growth",
            T("持续上量期", "Growth phase"),
            intro=T("上市后第 4 至 12 个月。", "Months 4 to 12 after launch."),
            phase="growth",
            items=(
                Field("objective", "text", T("阶段目标", "Objective of the phase"), limit=600),
                activities("activities", T("常规教育活动", "Regular education")),
                Group(
                    "coverage",
                    "coverage",
                    T("覆盖", "Coverage"),
                    item=T("一类对象", "an audience"),
                    title="audience",
                    facts=("need",),
                    empty=T("还没有对象。", "No audience yet."),
                    fields=(
                        Field("audience", "line", T("对象", "Audience")),
                        Field("need", "text", T("他们需要什么", "What they need"), limit=1000),
                        Field("content", "text", T("提供的内容", "Content"), limit=1000),
                    ),
                ),
                Group(
                    "evidence",
                    "evidence",
                    T("证据传递", "Evidence"),
                    item=T("一个主题", "a topic"),
                    title="topic",
                    facts=("source",),
                    help=T("由医学部整理已发表的文献，注明出处。", "Published literature, compiled by medical affairs, with sources."),
                    empty=T("还没有主题。", "No topic yet."),
                    fields=(
                        Field("topic", "line", T("主题", "Topic")),
                        Field("source", "text", T("出处", "Source"), limit=1000),
                        Field(
                            "owner", "choice", T("负责职能", "Owner function"), choices=choices(("medical", "医学部", "Medical affairs"))
                        ),
                    ),
                ),
                TASKS,
            ),
        ),
        Step("goals", T("目标", "Goals"), items=(GOALS,), picture="goals"),
        Step("resources", T("资源与预算", "Resources and budget"), items=(RESOURCES,), picture="budget"),
        Step(
            "risks",
            T("风险预案", "Risks"),
            items=(
                risks(("entry_delay", "进院比计划晚。"), ("fast_competitor", "竞品很快作出反应。"), ("adverse_event", "收到不良事件。")),
            ),
        ),
        Step("safety", T("药物警戒", "Drug safety"), items=SAFETY),
    ),
)
