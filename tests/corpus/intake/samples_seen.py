"""Five documents that the matching was made with; every text is written for this corpus."""

from tests.corpus.intake.samples_seen_more import LAUNCH_ENGLISH, TURNAROUND
from tests.corpus.intake.writing import H, L, P, Sample, T, part

TERRITORY = Sample(
    "territory-styled",
    "territory",
    "styled",
    (
        part("basics", H("江北片区二〇二七年度工作计划")),
        part("basics", P("编制说明：本计划面向江北片区十二家医疗机构，重点是把慢阻肺指南的新内容讲清楚，让基层医生用得上。")),
        part(
            "market",
            H("一、市场概况"),
            P("江北片区常住人口约一百八十万，六十五岁以上占百分之十七，慢阻肺的公开患病率为百分之十三点七（市疾控，2025）。"),
        ),
        part(
            "market",
            H("重点医院名单", 2),
            T(
                (
                    ("医院名称", "等级", "涉及科室", "备注"),
                    ("江北区人民医院", "三级", "呼吸内科", "区域医联体牵头"),
                    ("沙湾社区卫生服务中心", "基层", "全科", "每月一次义诊"),
                )
            ),
        ),
        part(
            "competitors",
            H("二、竞品情况"),
            T(
                (
                    ("厂家", "竞品名称", "优势", "不足"),
                    ("安禾制药", "舒平吸入剂", "装置操作简单", "说明书未覆盖合并心衰的人群"),
                    ("北辰生物", "清畅", "有五年随访文献", "需要冷藏"),
                )
            ),
        ),
        part(
            "swot",
            H("三、SWOT"),
            H("优势", 2),
            L(("医学部有专职的呼吸方向同事", "吸入装置教具已经配齐")),
            H("劣势", 2),
            L(("新代表占一半，指南掌握不一",)),
            H("机会", 2),
            L(("市里正在推肺功能检查进社区", "新版指南九月发布")),
            H("威胁", 2),
            L(("部分医院限制学术活动场次",)),
        ),
        part(
            "goals",
            H("四、工作目标"),
            T(
                (
                    ("目标描述", "衡量指标", "现状值", "目标值", "单位", "完成时间", "责任部门"),
                    ("社区医生掌握吸入装置指导要点", "操作考核合格率", "52", "80", "%", "2027年9月", "医学部"),
                    ("片区会议资料全部使用批准版本", "资料合格率", "90", "100", "%", "2027-06", "市场部"),
                )
            ),
        ),
        part(
            "segments",
            H("五、客户分级"),
            T(
                (
                    ("级别", "标准", "人数", "月拜访频次", "沟通内容"),
                    ("A类", "承担基层带教的呼吸科医生", "18", "2", "指南更新要点"),
                    ("B类", "社区全科医生", "60", "1", "吸入装置指导"),
                )
            ),
        ),
        part(
            "strategies",
            H("六、策略与行动计划"),
            P("策略一：把吸入装置指导做进社区，由医学部培训、代表协助组织，先从三家中心试起。"),
            T(
                (
                    ("活动名称", "形式", "开始时间", "结束时间", "地点（医院）", "参加人员", "人数", "负责部门"),
                    ("春季装置培训", "培训", "2027年3月8日", "2027年3月8日", "沙湾社区卫生服务中心", "全科医生", "25人", "医学部"),
                    ("指南解读", "科室会", "2027/4/12", "2027/4/12", "江北区人民医院", "呼吸科医生", "20", "医学部"),
                )
            ),
        ),
        part(
            "resources",
            H("七、费用预算"),
            T(
                (
                    ("项目", "类别", "单价（元）", "数量", "支付对象", "说明"),
                    ("教具印刷", "印刷", "1,200.50", "4", "供应商", "社区培训用"),
                    ("会议室", "场地", "800元", "3", "机构", "由医院指定"),
                )
            ),
        ),
        part(
            "reviews",
            H("八、总结与复盘"),
            T(
                (
                    ("频次", "评估内容", "数据来源", "参与人", "后续动作"),
                    ("每月", "培训按计划举办的比例", "签到表", "代表、经理", "缺的场次下月补上"),
                )
            ),
        ),
        part(
            "risks",
            H("九、风险及应对措施"),
            T(
                (
                    ("风险", "概率", "影响程度", "应对措施", "责任人"),
                    ("医院调整学术活动管理办法", "中", "高", "提前备案，改为线上", "医药代表"),
                )
            ),
        ),
        part("safety", H("十、不良反应上报"), P("代表在任何场合听到疑似不良反应，当天填写四项信息并报药物警戒部门，不判断因果关系。")),
        part("", H("签字栏"), P("编制人签名见纸质版")),
    ),
    header="江北片区 内部资料",
)

KEY_ACCOUNT = Sample(
    "key-account-tables",
    "key-account",
    "numbered",
    (
        part("basics", T((("计划名称", "云台医院三年合作计划"), ("开始时间", "2027年1月"), ("结束时间", "2027年12月")))),
        part(
            "accounts",
            P("（一）医院情况"),
            T(
                (
                    ("医院", "市云台医院"),
                    ("战略意义", "省级呼吸专科联盟的秘书单位，每年带教四十名基层医生"),
                    ("目前合作情况", "去年一起办过两期吸入装置培训班，医院希望增加护士课程"),
                )
            ),
            T(
                (
                    ("姓名", "职务职称", "所在科室", "影响层级", "学术方向", "合作角色"),
                    ("陆明远", "主任医师", "呼吸内科", "决策层", "慢阻肺早筛", "项目负责人"),
                    ("沈佳", "主管护师", "呼吸内科", "执行层", "吸入护理", "护士课程组织"),
                )
            ),
        ),
        part(
            "goals",
            P("（二）合作目标"),
            T(
                (
                    ("目标类别", "目标内容", "考核指标", "完成期限"),
                    ("关系", "建立季度学术例会制度", "例会召开次数", "2027年12月"),
                    ("战略", "共建一个患者教育角", "建成数量", "2027年10月"),
                )
            ),
        ),
        part(
            "actions",
            P("（三）全年行动安排"),
            T(
                (
                    ("季度", "活动", "类型", "时间", "对象", "预计人数"),
                    ("一季度", "护士吸入指导课", "培训", "2027年3月20日", "呼吸科护士", "30"),
                    ("", "病例讨论会", "病例讨论", "2027年3月27日", "住院医师", "15"),
                    ("二季度", "学术例会", "圆桌会", "2027年6月5日", "科主任和骨干", "12"),
                ),
                down=(0,),
            ),
        ),
        part(
            "support",
            P("（四）需要的支持"),
            L(("医学部：派一名讲者，并在五月前审完护士课程的讲义。", "市场部：提供患者教育角的展板，三月到位。")),
        ),
        part("reviews", P("（五）跟踪与评估"), P("每季度由代表和地区经理对照签到表看一次计划完成率，没有完成的写明原因。")),
        part(
            "risks",
            P("（六）可能的风险"),
            P("风险一：医院学术活动审批变慢。应对：提前一个月递交材料。"),
            P("风险二：关键联系人调岗。应对：同步向科室秘书说明计划。"),
        ),
        part("", T((("医生", "科室", "月处方量"), ("陆明远", "呼吸内科", "120盒")))),
    ),
)

OMNICHANNEL = Sample(
    "omnichannel-markdown",
    "omnichannel",
    "md",
    (
        part("basics", H("Omnichannel plan, North District 2027")),
        part(
            "idea",
            H("1. Idea and objectives", 2),
            P("We bring short guideline lessons to doctors who cannot leave the ward, and use visits to answer what stayed open."),
        ),
        part(
            "capability",
            H("2. Channel maturity", 2),
            T(
                (
                    ("Item", "Description"),
                    ("Today", "Multi-channel"),
                    ("Aimed at", "Managed multi-channel"),
                    ("What is missing", "One calendar for visits and mails"),
                )
            ),
        ),
        part(
            "offline-plus",
            H("3. Before, during and after the visit", 2),
            L(
                (
                    "Before the visit: check which webinars the doctor attended. Aim: a talk that fits.",
                    "During the visit: show the approved animation on the tablet. Aim: clear pictures.",
                    "After the visit: send the paper that was discussed. Aim: keep the thread.",
                )
            ),
        ),
        part(
            "content",
            H("4. Content plan", 2),
            T(
                (
                    ("Topic", "Format", "Approval number", "Owner"),
                    ("Guideline month", "Short videos", "HY-2027-031", "Medical affairs"),
                    ("Case of the week", "Article", "HY-2027-032", "Marketing"),
                )
            ),
        ),
        part(
            "channels",
            H("5. Channels", 2),
            T(
                (
                    ("Channel", "Audience", "Frequency", "Consent"),
                    ("Webinar platform", "Hospital doctors", "monthly", "Registration form"),
                    ("E-mail", "Opted-in doctors", "every two weeks", "Opt-in of 2026"),
                )
            ),
        ),
        part(
            "segments",
            H("6. Customer segments", 2),
            T(
                (
                    ("Persona", "Tier", "Number of people", "Contacts per month", "Criteria", "Content"),
                    ("Pioneer", "A", "25", "2", "Teaches and is often online", "New evidence"),
                    ("Traditional", "B", "40", "1", "Prefers meetings", "Guideline"),
                )
            ),
        ),
        part(
            "metrics",
            H("7. KPIs", 2),
            T(
                (
                    ("Stage", "KPI", "Baseline", "Target", "Unit", "Data source"),
                    ("Reach", "Doctors invited", "120", "200", "people", "Platform"),
                    ("Interaction", "Questions asked", "10", "40", "questions", "Platform"),
                )
            ),
        ),
        part(
            "data-protection",
            H("8. Privacy", 2),
            P("Purpose: to send only what a doctor asked for."),
            P("Legal basis: consent given at registration."),
        ),
        part("reviews", H("9. Review", 2), P("Every month the team looks at the share of events held as planned and moves what was late.")),
        part(
            "risks",
            H("10. Risks", 2),
            P("Risk: the platform is down on the day. Response: phone dial-in and a recording."),
        ),
    ),
)

SEEN = (TERRITORY, KEY_ACCOUNT, OMNICHANNEL, LAUNCH_ENGLISH, TURNAROUND)
