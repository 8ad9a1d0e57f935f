"""Two more of the documents that the matching was made with."""

from tests.corpus.intake.writing import Box, H, Inserted, L, P, Sample, T, part

LAUNCH_ENGLISH = Sample(
    "launch-english",
    "launch",
    "styled",
    (
        part("basics", H("Launch plan 2027", 1)),
        part(
            "basics",
            H("Executive summary", 1),
            P("Over twelve months we explain the disease first, then how to use the new inhaler safely, in eight hospitals."),
        ),
        part(
            "introduction",
            H("Disease background", 1),
            P("Severe asthma is under-recognised in primary care; referral takes eleven months on average (national survey, 2025)."),
        ),
        part(
            "pre-launch",
            H("Phase 1: Pre-launch", 1),
            P("Objective: every respiratory department knows the referral criteria."),
            H("Key experts", 2),
            T(
                (
                    ("Name", "Title", "Hospital", "Department", "Research interest"),
                    ("Gao Wen", "Professor", "Lakeside Hospital", "Respiratory", "Severe asthma registry"),
                )
            ),
            H("Activities", 2),
            T(
                (
                    ("Event", "Type", "Start date", "End date", "Venue", "Audience", "Participants"),
                    ("Disease day", "Hospital meeting", "2027-02-10", "2027-02-10", "Lakeside Hospital", "Respiratory doctors", "40"),
                )
            ),
        ),
        part(
            "launch-phase",
            H("Phase 2: Launch", 1),
            P("Objective: safe first use in four departments."),
            T(
                (
                    ("Event", "Type", "Start date", "End date", "Audience", "Participants"),
                    ("Launch symposium", "City meeting", "2027-06-01", "2027-06-01", "Hospital doctors", "80"),
                )
            ),
        ),
        part(
            "growth",
            H("Phase 3: Growth", 1),
            P("Objective: community doctors know when to refer."),
            H("Tasks", 2),
            T(
                (
                    ("Task", "How", "Owner", "Start", "End"),
                    ("Refresh the slide kit", "Medical affairs adds the new guideline", "Medical affairs", "2027-09-01", "2027-09-30"),
                )
            ),
        ),
        part(
            "goals",
            H("Goals and KPIs", 1),
            T(
                (
                    ("Goal", "KPI", "Baseline", "Target", "Unit", "Deadline"),
                    ("Doctors name the referral criteria", "Questionnaire score", "55", "80", "%", "2027-11"),
                )
            ),
        ),
        part(
            "resources",
            H("Budget", 1),
            T((("Item", "Category", "Unit price", "Quantity", "Paid to"), ("Room hire", "Venue", "3000", "2", "Institution"))),
        ),
        part(
            "risks",
            H("Risks and mitigation", 1),
            T((("Risk", "Likelihood", "Impact", "Mitigation"), ("Late listing", "Medium", "High", "Start with outpatient departments"))),
        ),
        part("safety", H("Pharmacovigilance", 1), P("Any suspected adverse event is passed on within 24 hours with the four basic facts.")),
    ),
)

TURNAROUND = Sample(
    "turnaround-tracked",
    "turnaround",
    "styled",
    (
        part("basics", H("南湖片区改善计划")),
        part(
            "situation",
            H("一、现状分析"),
            H("1. 市场变化", 2),
            P("今年五月新版高血压指南发布，七月起两家社区更换了随访系统。"),
            Box("市卫健委公告：随访系统切换期为三个月"),
        ),
        part("situation", H("2. 客户反馈", 2), Inserted("社区医生说培训时间和门诊重叠，希望改到下午。", "已经删去的旧句子")),
        part("situation", H("3. 内部原因", 2), P("两名代表在三月离职，交接不完整，资料审批平均用了六周。")),
        part(
            "causes",
            H("二、原因分析（鱼骨图）"),
            L(
                (
                    "政策：医院对进院讲课的备案要求更细",
                    "产品：联合用药的资料没有及时更新",
                    "推广：会议集中在月底，内容重复",
                    "渠道：三家社区的配送不稳定",
                    "人员：新代表对指南不熟",
                )
            ),
        ),
        part(
            "goals",
            H("三、改善目标"),
            T(
                (
                    ("类型", "目标", "指标", "目标值", "时限"),
                    ("首要目标", "恢复社区培训的正常频次", "每月培训场次", "4", "2027年3月"),
                    ("过程目标", "新代表全部完成指南培训", "完成率", "100", "2027年2月"),
                )
            ),
        ),
        part(
            "strategies",
            H("四、应对策略"),
            H("策略一：先把培训恢复起来", 2),
            L(("重排培训日历，避开门诊高峰", "请医学部重做联合用药讲义")),
        ),
        part(
            "timeline",
            H("五、时间安排"),
            T(
                (
                    ("任务", "做法", "负责部门", "开始", "结束"),
                    ("重排日历", "与社区逐家确认时间", "医药代表", "2027年1月5日", "2027年1月20日"),
                )
            ),
        ),
        part(
            "resources", H("六、资源保障"), T((("费用项目", "类别", "单价", "数量", "付给"), ("讲义印刷", "印刷", "15", "200", "供应商")))
        ),
        part(
            "monitoring",
            H("七、监控机制"),
            L(("每周看一次培训举办场次", "每月看一次问卷正确率")),
            P("备选方案：如果到六月问卷正确率仍低于六成，改为小组学习。"),
        ),
        part("risks", H("八、风险预案"), P("风险：备案要求再次变化。应对：由经理统一递交。")),
        part("safety", H("九、药物警戒"), P("药物警戒联系人：药物安全部 陈老师")),
    ),
    header="南湖片区 草稿",
)
