"""Words of the company's pages: thresholds, values of an entry, acts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.kernel.clock import day_text
from planner.kernel.i18n import Text
from planner.kernel.money import format_fen
from planner.web.language import language, t
from planner.workflow import ROLE_NAMES, Role

POLICY_NAMES: dict[str, tuple[Text, Text]] = {
    "hospitality_per_head_fen": (Text("人均餐费上限", "Hospitality per head, at most"), Text("", "")),
    "speaker_fee_per_event_fen": (Text("每场讲者费上限", "Speaker fee per event, at most"), Text("", "")),
    "speaker_fee_paid_to": (Text("讲者费可以付给", "Speaker fees may be paid to"), Text("", "")),
    "speaker_fee_share_percent": (Text("讲者费占预算的上限", "Share of speaker fees in the budget, at most"), Text("%", "%")),
    "adverse_event_hours": (Text("不良反应上报时限", "Adverse events reported within"), Text(" 小时", " hours")),
    "contacts_per_month": (Text("每月与同一位医生接触的上限", "Contacts with one doctor in a month, at most"), Text(" 次", " times")),
    "visits_per_day": (Text("一天拜访的上限", "Visits in a day, at most"), Text(" 次", " times")),
    "working_days_per_month": (Text("每月按多少个工作日算", "Working days counted in a month"), Text(" 天", " days")),
    "speaker_hour_associate_fen": (Text("副高职称每学时讲课费上限", "Lecture hour of an associate specialist, at most"), Text("", "")),
    "speaker_hour_senior_fen": (Text("正高职称每学时讲课费上限", "Lecture hour of a senior specialist, at most"), Text("", "")),
    "speaker_hour_top_fen": (
        Text("院士、全国知名专家每学时讲课费上限", "Lecture hour of a nationally known expert, at most"),
        Text("", ""),
    ),
    "same_paid_lecture": (Text("同一内容付费讲课的上限", "One lecture paid for, at most"), Text(" 场", " times")),
    "paid_lectures_per_month": (
        Text("同一机构每月付费讲课的上限", "Paid lectures in one institution and month, at most"),
        Text(" 场", " events"),
    ),
    "meal_needs_minutes": (Text("用餐须附属于不短于多久的会议", "Meals only at meetings of at least"), Text(" 分钟", " minutes")),
    "meal_needs_heads": (Text("用餐须不少于几人参会", "Meals only for at least"), Text(" 人", " people")),
    "safety_training_months": (Text("药物警戒培训的有效期", "Safety training repeated after"), Text(" 个月", " months")),
    "petty_items_share_percent": (Text("零星费用占预算的上限", "Share of petty items in the budget, at most"), Text("%", "%")),
    "review_working_days": (Text("合规审核时限", "Reviewed within"), Text(" 个工作日", " working days")),
    "retention_months": (Text("患者资料保存的上限", "Patients' data kept, at most"), Text(" 个月", " months")),
}
PAID_TO: Mapping[str, Text] = {
    "institution": Text("只付给机构", "the institution only"),
    "speaker_contract": Text("机构，或有合同的讲者", "the institution, or the speaker by contract"),
}


OTHERS: dict[str, Text] = {
    "assign_reviews": Text("提交后自动分给审核最少的专员", "Assign plans to the officer with the fewest to read"),
    "roles_need_second": Text("改角色要另一位管理员同意", "Changes of roles need a second administrator"),
    "days_off": Text("公司另外放假的日子", "Days the company is closed"),
    "days_on": Text("公司另外上班的日子", "Days the company works"),
    "day_begins": Text("每天几点上班", "A day's work begins at"),
    "day_ends": Text("每天几点下班", "A day's work ends at"),
    "notices_read_days": Text("看过的通知留几天", "Days a notice is kept once read"),
    "drafts_kept_days": Text("没有提交过的草稿留几天", "Days a draft is kept that was never submitted"),
    "plans_kept_years": Text("计划期满后留几年", "Years a plan is kept after its period"),
    "sessions_kept_days": Text("登录记录留几天", "Days sign-ins are kept"),
    "notices_unread_days": Text("没看过的通知留几天", "Days a notice is kept unread"),
    "second_factor_roles": Text("登录必须用两步验证的角色", "Roles that must sign in with a second step"),
    "tables": Text("九个细分人群的表", "Table of micro-segments"),
}
NAMES: dict[str, Text] = {
    "credential": Text("签名凭证", "Signing credential"),
    "name": Text("名称", "Name"),
    "employee_number": Text("工号", "Employee number"),
    "email": Text("邮箱", "E-mail"),
    "job_title": Text("岗位", "Position"),
    "territory": Text("片区", "Territory"),
    "filing_number": Text("备案号", "Filing number"),
    "filing_expires": Text("备案到期", "Filing expires"),
    "active": Text("可以登录", "May sign in"),
    "roles": Text("角色", "Roles"),
    "link": Text("链接有效到", "Link counts until"),
    "again": Text("换掉原来的密码", "Replaces the old password"),
    "pin": Text("签名 PIN", "Signing PIN"),
    "factor": Text("两步验证", "Second step"),
    "parent": Text("上级片区", "Territory above"),
    "retired": Text("停用", "Retired"),
    "generic_name": Text("通用名", "Generic name"),
    "brand_names": Text("商品名", "Brand names"),
    "approval_number": Text("批准文号", "Approval number"),
    "approval_date": Text("获批日期", "Approved on"),
    "indications": Text("适应症", "Indications"),
    "populations": Text("人群", "Populations"),
    "competitors": Text("竞品", "Competitors"),
    "budget_fen": Text("年度预算", "Budget"),
}
ACTS: dict[str, Text] = {
    "create": Text("登记", "Entered"),
    "save": Text("修改", "Changed"),
    "disable": Text("停用", "Disabled"),
    "enable": Text("恢复", "Let in again"),
    "role_change": Text("改了角色", "Roles changed"),
    "move": Text("移动", "Moved"),
    "invite": Text("发了登录链接", "Link made"),
    "uninvite": Text("收回了登录链接", "Link taken back"),
    "factor_reset": Text("清除了两步验证", "Second step reset"),
    "key_assign": Text("给了签名凭证", "Signing credential assigned"),
    "key_end": Text("收回了签名凭证", "Signing credential taken away"),
    "pin_reset": Text("重设了签名 PIN", "Signing PIN reset"),
    "retire": Text("停用", "Retired"),
    "restore": Text("恢复", "In use again"),
}


def value_words(name: str, value: object) -> str:
    """A threshold with its unit: ¥300.00, 24 小时."""
    if name.endswith("_fen") and isinstance(value, int):
        return format_fen(value)
    if name == "speaker_fee_paid_to":
        return t(PAID_TO[str(value)])
    return f"{value}{t(POLICY_NAMES[name][1])}" if name in POLICY_NAMES else str(value)


def policy_name(name: str) -> str:
    """What a value of the policy is called; `visits_per_day.source` is its source."""
    plain, _, part = name.partition(".")
    label = t(POLICY_NAMES[plain][0] if plain in POLICY_NAMES else OTHERS[plain])
    return label + {"": "", "source": t("（出处）", " (source)"), "as_of": t("（日期）", " (date)")}[part]


def labelled(control: str, message: str) -> str:
    """A message of the summary with the name of its field before it."""
    part, _, name = control.partition("-")
    if part in ("value", "source", "date") and name in POLICY_NAMES:
        return policy_name(name + {"value": "", "source": ".source", "date": ".as_of"}[part]) + t("：", ": ") + message
    label = {**NAMES, **OTHERS, "name": Text("名字", "Name"), "budget": NAMES["budget_fen"]}.get(control)
    return t(label) + t("：", ": ") + message if label else message


def policy_words(name: str, value: object) -> str:
    """A value of the policy in a line of its history."""
    if name == "tables":
        return t("新的表", "as set") if value else t("内置的表", "built in")
    if isinstance(value, bool):
        return t("是", "yes") if value else t("否", "no")
    if name == "second_factor_roles":
        return dots(t(ROLE_NAMES[Role(role)]) for role in str(value or "").split(",") if role in set(Role))
    if name.endswith(".as_of"):
        return t(day_text(date.fromisoformat(str(value))))
    return value_words(name, value) if value not in (None, "") else ""


def entry_words(name: str, value: Any, places: Mapping[int, str]) -> str:
    """A value of a person, territory or product in a line of its history; "" for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return t("是", "yes") if value else t("否", "no")
    if name in ("territory", "parent"):
        return places.get(value, "")
    if name == "roles":
        return dots(role_words(Role(role), places.get(place, "") if place else "") for role, place in value)
    if name.endswith("_fen"):
        return format_fen(value)
    if name in ("approval_date", "filing_expires", "link"):
        return t(day_text(date.fromisoformat(value)))
    return dots(value) if isinstance(value, list) else str(value)


def role_words(role: Role, place: str) -> str:
    """医药代表（云川片区）."""
    return t(ROLE_NAMES[role]) + t("（{w}）", " ({w})", w=place or t("全公司", "whole company"))


def dots(words: Any) -> str:
    """Words in a row, as the language sets them apart."""
    return ("、" if language() == "zh" else ", ").join(words)
