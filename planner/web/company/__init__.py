"""The company: people, territories, products, policy."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, g, request, url_for

from planner.kernel.clock import local_date
from planner.kernel.i18n import Text
from planner.kernel.money import format_fen
from planner.services import company
from planner.web.access import requires
from planner.web.extensions import house, reading
from planner.web.htmx import go_to, render
from planner.web.language import t
from planner.workflow import Role

bp = Blueprint("company", __name__, url_prefix="/company")

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
    "retention_months": (Text("资料保存", "Records kept for"), Text(" 个月", " months")),
}
PAID_TO: Mapping[str, Text] = {
    "institution": Text("只付给机构", "the institution only"),
    "speaker_contract": Text("机构，或有合同的讲者", "the institution, or the speaker by contract"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of this area."""

    endpoint: str
    name: Text
    roles: tuple[Role, ...]


TABS = (
    Tab("company.people", Text("人员", "People"), (Role.ADMINISTRATOR,)),
    Tab("company.territories", Text("片区", "Territories"), (Role.ADMINISTRATOR,)),
    Tab("company.products", Text("产品", "Products"), company.READERS),
    Tab("company.policy", Text("公司政策", "Policy"), company.READERS),
)


@bp.get("")
@requires(*company.READERS)
def index() -> Response:
    """To the first page that is open to this person."""
    return go_to(url_for(next(tab.endpoint for tab in TABS if g.actor.has(*tab.roles))))


@bp.get("/people")
@requires(Role.ADMINISTRATOR)
def people() -> Response:
    """People with their roles."""
    return _page("company/people.html", people=company.people(reading(), g.actor), today=local_date(house().clock()))


@bp.get("/territories")
@requires(Role.ADMINISTRATOR)
def territories() -> Response:
    """The tree of territories."""
    return _page("company/territories.html", tree=company.territories(reading(), g.actor))


@bp.get("/products")
@requires(*company.READERS)
def products() -> Response:
    """The product registry."""
    return _page("company/products.html", products=company.products(reading(), g.actor), today=local_date(house().clock()))


@bp.get("/policy")
@requires(*company.READERS)
def policy() -> Response:
    """Thresholds, each with its source and date."""
    return _page("company/policy.html", policy=company.policy(reading(), g.actor), names=POLICY_NAMES, value_words=value_words)


def value_words(name: str, value: object) -> str:
    """A threshold with its unit: ¥300.00, 24 小时."""
    if name.endswith("_fen") and isinstance(value, int):
        return format_fen(value)
    if name == "speaker_fee_paid_to":
        return t(PAID_TO[str(value)])
    return f"{value}{t(POLICY_NAMES[name][1])}" if name in POLICY_NAMES else str(value)


def _page(template: str, **context: object) -> Response:
    tabs = [(url_for(tab.endpoint), t(tab.name), None, request.endpoint == tab.endpoint) for tab in TABS if g.actor.has(*tab.roles)]
    return render(template, None, 200, tabs=tabs, **context)
