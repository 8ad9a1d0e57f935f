"""The frozen content of a whole launch plan, as the submission service makes it."""

import copy
from typing import Any

from planner.wizards import flow, snapshot
from planner.wizards.plan_types.launch import PLAN_TYPE

VERIFY_URL = "https://plans.example/v/7K4M-QX2P-9RTD-3HJC-V8NW"
CODE = "7K4M-QX2P-9RTD-3HJC-V8NW"


def _rows(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": f"r{place:07d}", **row} for place, row in enumerate(rows, start=1)]


def _activity(name: str, kind: str, days: tuple[str, str], audience: str, heads: int, **more: Any) -> dict[str, Any]:
    row = {
        "name": name, "kind": kind, "from_date": days[0], "to_date": days[1], "audience": audience, "heads": heads,
        "consent": "obtained", "owner": "medical", "about_product": False, "speaker": False,
    }  # fmt: skip
    return {**row, **more}


def _task(task: str, how: str, owner: str, first: str, last: str) -> dict[str, Any]:
    return {"task": task, "how": how, "owner": owner, "from_date": first, "to_date": last}


BASICS = {
    "title": "云川片区重度哮喘新产品上市推广计划", "period_start": "2027-01", "period_end": "2027-12", "territory": 7,
    "products": [3], "expected_approval": "2027-03-20", "launch_date": "2027-05-10",
    "summary": "在云川片区六家二级以上医院，由医学部先开展重度哮喘规范化诊疗的疾病教育，获批上市后按说明书介绍用法用量、禁忌和不良反应处理。\n"
    "每场活动都先取得医院同意，会后用问卷了解掌握程度；不良反应在获知当天上报。做到的标准是问卷平均正确率达到 80%，随访记录完整率达到 90%。",
}  # fmt: skip

INTRODUCTION = {
    "introduction": "重度哮喘约占成人哮喘的 5% 至 10%，急性发作和住院集中在这一部分患者（中华医学会呼吸病学分会指南，2024）。"
    "云川片区六家医院中，有肺功能检查和专病门诊的四家，基层转诊多凭经验，转诊指征掌握不一。\n"
    "2025 年片区内的问卷显示，能说全四项评估内容的医生不到六成；出院后三个月内完成随访的患者约四成。"
    "需要的是统一的评估流程、可携带的随访表和稳定的学术交流，而不是更多的宣传。\n"
    "本品处于注册审评阶段，获批之前不介绍产品；获批之后只介绍说明书载明的内容。"
}

PRE_LAUNCH = {
    "objective": "上市前，由医学部在六家医院开展重度哮喘规范化诊疗的疾病教育，会后问卷平均正确率达到 80%。",
    "experts": _rows(
        {
            "contact_name": "沈若水", "contact_title": "主任医师", "contact_department": "呼吸与危重症医学科",
            "contact_institution": "云川市第一人民医院", "medical_owner": "高亦行",
            "research": "气道炎症表型与急性发作风险的关系；牵头片区的重度哮喘登记研究。",
            "question": "基层医院没有诱导痰检查时，用哪些指标判断炎症类型比较可靠？外周血嗜酸粒细胞应该复查几次？",
        },
        {
            "contact_name": "江望舒", "contact_title": "副主任医师", "contact_department": "变态反应科",
            "contact_institution": "云川医学院附属医院", "medical_owner": "高亦行",
            "research": "过敏性疾病的共病管理，哮喘与慢性鼻窦炎伴鼻息肉。",
            "question": "共病患者的随访由哪个科室牵头，评估表怎样合并才不增加门诊负担？",
        },
    ),
    "activities": _rows(
        _activity("重度哮喘评估规范院内会", "hospital_meeting", ("2027-01-15", "2027-01-15"), "呼吸科和全科医生", 60,
                  institution="云川市第一人民医院", hospitality_per_head=4800,
                  agenda="一、重度哮喘的定义与四项评估，40 分钟，医学部。\n二、吸入技术的常见问题和核查办法，30 分钟。\n三、讨论与问卷，20 分钟。",
                  description="会前一周把议程交医院科教科存档，签到和问卷由医学部保管。"),
        _activity("基层转诊流程培训", "training", ("2027-02-10", "2027-04-20"), "社区卫生服务中心医生", 72,
                  institution="云川市东城社区卫生服务中心", consent="applied",
                  description="四家中心各一场，用统一的转诊评估表；由中心选定时间，不占用门诊。"),
        _activity("病例讨论会", "case_discussion", ("2027-03-05", "2027-04-30"), "呼吸科医生", 18,
                  institution="云川医学院附属医院", consent="not_needed", speaker=True, speaker_fee=200000, fee_paid_to="institution",
                  agenda="每月一例，隐去患者信息，由科室主持，医学部只提供文献。"),
    ),
    "access": _rows(
        {"institution": "云川市第一人民医院", "cycle": "每年 6 月、12 月", "documents": "公开的新药申请表、说明书、物价文件", "state": "collecting"},
        {"institution": "云川医学院附属医院", "cycle": "每季度一次", "documents": "申请表、药物经济学资料、科室书面申请", "state": "not_started"},
        {"institution": "云川市中医院", "cycle": "每年 9 月", "documents": "医院公布的资料清单", "state": "complete"},
    ),
    "tasks": _rows(
        _task("整理片区诊疗现状", "用公开资料和医院同意提供的汇总数，不收集患者信息。", "medical", "2027-01-05", "2027-01-31"),
        _task("活动申请与医院同意", "每场提前十五个工作日提交，取得书面同意后才通知参会人。", "rep", "2027-01-05", "2027-04-20"),
    ),
}  # fmt: skip

LAUNCH = {
    "objective": "上市后三个月，让六家医院的相关科室了解说明书载明的适应症、用法用量、禁忌和不良反应处理，资料均有批准号。",
    "activities": _rows(
        _activity("产品信息科室会（第一人民医院）", "department_meeting", ("2027-05-18", "2027-05-18"), "呼吸科医生", 22, owner="rep",
                  institution="云川市第一人民医院", about_product=True, product=3, material_number="HY-2027-0512",
                  hospitality_per_head=4000, agenda="说明书要点 20 分钟，不良反应识别与上报 15 分钟，问答 10 分钟。"),
        _activity("产品信息科室会（附属医院）", "department_meeting", ("2027-06-03", "2027-06-03"), "变态反应科医生", 16, owner="rep",
                  institution="云川医学院附属医院", about_product=True, product=3, material_number="HY-2027-0512", consent="applied"),
        _activity("安全用药城市会", "city_meeting", ("2027-07-09", "2027-07-10"), "呼吸科和药学部", 80, owner="medical",
                  institution="云川市医学会", about_product=True, product=3, material_number="HY-2027-0601",
                  speaker=True, speaker_fee=300000, fee_paid_to="speaker_contract", hospitality_per_head=6000,
                  agenda="指南更新、禁忌与相互作用、不良反应处理三个专题，讲者声明利益关系。"),
    ),
    "dossiers": _rows(
        {"institution": "云川市第一人民医院", "submission_date": "2027-05-20", "owner": "market_access",
         "documents": "按药学部公布的清单递交，由药学部签收，过程留档。"},
        {"institution": "云川市中医院", "submission_date": "2027-08-02", "owner": "market_access", "documents": "医院公布的资料清单，缺项当周补齐。"},
    ),
    "first_use": _rows(
        {"department": "呼吸与危重症医学科", "training_need": "用法用量、贮存、注射后观察", "support": "提供经批准的用药指导单，护士长安排培训时间。"},
        {"department": "药学部", "training_need": "冷链验收和相互作用", "support": "提供说明书和贮存要求，解答书面提问。"},
    ),
    "tasks": _rows(_task("不良反应上报演练", "用一份模拟报告走完当天上报的流程，记录用时。", "rep", "2027-05-10", "2027-05-31")),
}  # fmt: skip

GROWTH = {
    "objective": "上市后第四至十二个月，用常规教育巩固规范评估和随访，随访记录完整率达到 90%。",
    "activities": _rows(
        _activity("随访管理线上会议", "webinar", ("2027-09-08", "2027-09-08"), "六家医院的门诊医生", 120, consent="not_needed"),
        _activity("年度学术回顾圆桌会", "round_table", ("2027-11-19", "2027-11-19"), "各院学科代表", 24, institution="云川市医学会",
                  consent="applied", hospitality_per_head=5000, agenda="回顾全年问卷与随访数据，形成下一年的学术需求清单。"),
    ),
    "coverage": _rows(
        {"audience": "基层全科医生", "need": "什么时候转诊、转到哪里", "content": "统一的转诊评估表和片区门诊时间表"},
        {"audience": "专科护士", "need": "吸入技术核查", "content": "核查表和十分钟短片，均经医学部审核"},
    ),
    "evidence": _rows({"topic": "重度哮喘长期随访的真实世界研究", "source": "中华结核和呼吸杂志，2026 年第 49 卷，第 412 页。", "owner": "medical"}),
    "tasks": _rows(_task("汇总问卷与随访数据", "只汇总到科室一级，不记录到个人，报医学部。", "medical", "2027-10-08", "2027-12-15")),
}  # fmt: skip

GOALS = _rows(
    {"kind": "process", "statement": "覆盖科室医生的评估规范问卷平均正确率从 58% 提高到 80%。", "metric": "会后问卷平均正确率",
     "baseline": "58", "target": "80", "unit": "%", "due": "2027-06", "owner": "medical"},
    {"kind": "process", "statement": "六家医院出院后三个月随访记录完整率达到 90%。", "metric": "随访记录完整率",
     "baseline": "41", "target": "90", "unit": "%", "due": "2027-12", "owner": "medical"},
    {"kind": "relationship", "statement": "每家医院至少完成一次由科室提出主题的学术交流。", "metric": "科室提出主题的交流",
     "baseline": "1", "target": "6", "unit": "场", "due": "2027-11", "owner": "rep"},
    {"kind": "process", "statement": "不良反应从获知到上报的时间缩短。", "metric": "平均上报用时", "baseline": "20", "target": "8",
     "unit": "小时", "due": "2027-12", "owner": "rep"},
)  # fmt: skip

RESOURCES = _rows(
    {"item": "院内会与城市会场地", "kind": "venue", "unit_price": 280000, "quantity": 4, "paid_to": "institution",
     "justification": "医院和医学会的公开收费标准，对公转账。"},
    {"item": "会议工作餐", "kind": "hospitality", "unit_price": 4800, "quantity": 150, "paid_to": "supplier"},
    {"item": "转诊评估表与随访表印刷", "kind": "printing", "unit_price": 350, "quantity": 1600, "paid_to": "supplier"},
    {"item": "讲者费", "kind": "speaker_fee", "unit_price": 250000, "quantity": 2, "paid_to": "individual", "justification": "按合同，一场一付，不与处方挂钩。"},
)  # fmt: skip

RISKS = _rows(
    {"name": "entry_delay", "risk": "进院比计划晚。", "likelihood": "medium", "impact": "medium", "owner": "market_access",
     "response": "按医院公布的周期准备下一次申报，期间只做疾病教育。"},
    {"name": "fast_competitor", "risk": "竞品很快作出反应。", "likelihood": "medium", "impact": "low", "owner": "medical",
     "response": "不评价竞品，只回答说明书和已发表文献里的问题。"},
    {"name": "adverse_event", "risk": "收到不良事件。", "likelihood": "low", "impact": "high", "owner": "rep",
     "response": "当天上报药物警戒部，配合随访，不判断因果，不劝说继续用药。"},
)  # fmt: skip

SAFETY = {
    "contact": "药物警戒部 温知秋，pv@hengyu.example", "within_hours": 24, "training_date": "2026-11-06",
    "reporting": "获知任何疑似不良反应，当天记录患者、报告者、药品和事件四项信息，报药物警戒部，不判断因果。死亡和危及生命的事件立即电话报告。",
}  # fmt: skip


def launch_answers() -> dict[str, Any]:
    """Every answer of a complete plan, by step; a copy of its own."""
    return copy.deepcopy({
        "basics": BASICS, "introduction": INTRODUCTION, "pre-launch": PRE_LAUNCH, "launch-phase": LAUNCH, "growth": GROWTH,
        "goals": {"goals": GOALS}, "resources": {"resources": RESOURCES}, "risks": {"risks": RISKS}, "safety": SAFETY,
    })  # fmt: skip


def launch_content(answers: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The frozen content of a launch plan.

    :param answers: instead of the complete ones
    :param changes: parts of the content to put in instead
    """
    answers = answers if answers is not None else launch_answers()
    windows = {phase: [a.isoformat(), b.isoformat()] for phase, (a, b) in flow.phase_windows(PLAN_TYPE, answers).items()}
    content: dict[str, Any] = {
        "schema": 1, "number": "2027-LA-0042", "revision": 2, "plan_type": snapshot.to_json(PLAN_TYPE),
        "title": answers["basics"]["title"], "period": ["2027-01-01", "2027-12-31"],
        "territory": {"id": 7, "name": "云川片区", "path_names": ["华东大区", "云川片区"]},
        "author": {"name": "周亦宁", "job_title": "医药代表", "employee_number": "HY0127", "filing_number": "2024-31-0000127",
                   "filing_expires": "2028-06-30"},
        "products": [{"id": 3, "generic_name": "澜瑞单抗注射液", "brand_names": ["澜舒"], "approval_number": None, "approval_date": None,
                      "indications": ["成人重度哮喘"]}],
        "answers": answers, "known": {"basics.approval": "澜瑞单抗注射液：尚未获批", "basics.filing": "2024-31-0000127，有效期至 2028年6月30日"},
        "submitted_at": "2026-11-21T08:42:10+00:00", "pack": {"version": "2026.11", "hash": "ab" * 32},
        "policy": {"hash": "cd" * 32, "version": "2026.9"}, "windows": windows, "period_begun": False, "company": "衡屿医药",
    }  # fmt: skip
    return {**content, **changes}
