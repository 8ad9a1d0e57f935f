"""A review record as the review service writes it."""

from typing import Any


def finding(**changes: Any) -> dict[str, Any]:
    """One decided finding."""
    base: dict[str, Any] = {
        "position": 1, "severity": "review", "rule_id": "R-EXAMPLE-01", "rule_title": "活动和讲者费用要说明付给谁",
        "quote": "讲者费按合同支付", "sentence": "讲者费按合同支付，一场一付。", "where": "全面推广期，上市会议，安全用药城市会，怎样进行",
        "message": "费用付给个人时，写清合同和标准。", "cites": [{"label": "公司政策第 4 条", "certain": True}], "explanation": "合同已由法务审过，标准按公司目录。",
        "exception_requested": False, "outcome": "harmless", "reason_class": "已说明", "note": "合同编号在附件里。",
        "by": {"name": "陆知微", "job_title": "合规专员"}, "at": "2026-11-24T08:50:00+00:00", "carried": False,
    }  # fmt: skip
    return {**base, **changes}


def record_json(**changes: Any) -> dict[str, Any]:
    """A whole record with each outcome once."""
    base: dict[str, Any] = {
        "schema": 1, "company": "衡屿医药", "number": "2027-LA-0042", "revision": 2, "title": "云川片区重度哮喘新产品上市推广计划",
        "plan_type": "新产品上市推广计划", "content_sha256": "3f" * 32, "officer": {"name": "陆知微", "job_title": "合规专员"},
        "at": "2026-11-24T09:05:00+00:00", "pack": {"version": "2026.11", "hash": "ab" * 32}, "policy": {"version": "2026.9", "hash": "cd" * 32},
        "trail": {"count": 1843, "head": "9e" * 32},
        "findings": [
            finding(),
            finding(position=2, severity="block", rule_title="获批前不提产品", quote="新产品展架", outcome="exception", exception_requested=True,
                    sentence="联合门诊放置新产品展架。", where="市场预热期，疾病教育活动，病例讨论会，怎样进行", reason_class="不含产品信息",
                    explanation="展架只有疾病教育内容。", note="机构接收函已存档，展架不含产品信息。", message="上市之前的活动只写疾病。"),
            finding(position=3, severity="advise", rule_title="写清怎样衡量", quote="加强沟通", outcome="", by=None, at=None, note="",
                    reason_class="", explanation="", sentence="加强沟通，提高认知。", where="持续上量期，阶段目标", message="写一个可以核对的结果。"),
            finding(position=4, quote="专家资源", rule_title="专家档案只记学术信息", carried=True, where="市场预热期，专家档案，沈若水，研究方向"),
        ],
        "silences": [{"quote": "不得承诺处方", "reason": "这句话是禁止，不是计划", "where": "产品与疾病背景，背景"}],
        "remarks": [{"where": "风险预案，不良事件，怎样应对", "quote": "当天上报", "text": "请在下一版写明夜间的联系方式。", "by": "陆知微",
                     "at": "2026-11-24T08:58:00+00:00"}],
        "threads": [
            {"where": "持续上量期，阶段目标", "quote": "加强沟通", "orphan": True, "resolved": True,
             "resolved_by": "陆知微（代程砚）", "resolved_at": "2026-11-24T08:59:00+00:00",
             "remark": None,
             "messages": [{"side": "officer", "text": "请写一个可以核对的结果。", "by": "陆知微（代程砚）", "at": "2026-11-24T08:30:00+00:00"},
                          {"side": "author", "text": "已改成每月两场科室会。", "by": "周亦宁", "at": "2026-11-24T08:45:00+00:00"}],
             "proposals": [{"text": "每月举办两场科室会。", "by": "陆知微", "at": "2026-11-24T08:31:00+00:00", "answer": "taken",
                            "answer_note": "", "answered_at": "2026-11-24T08:44:00+00:00"},
                           {"text": "每季度回顾一次。", "by": "陆知微", "at": "2026-11-24T08:32:00+00:00", "answer": "declined",
                            "answer_note": "每月已经回顾。", "answered_at": "2026-11-24T08:46:00+00:00"},
                           {"text": "按科室列出。", "by": "陆知微", "at": "2026-11-24T08:33:00+00:00", "answer": "", "answer_note": "",
                            "answered_at": ""}]},
        ],
        "counts": {}, "round": 2, "author": {"name": "周亦宁", "job_title": "医药代表"},
    }  # fmt: skip
    return {**base, **changes}
