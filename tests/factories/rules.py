"""Company rules ready to be written, and short cuts through their life."""

from dataclasses import replace
from datetime import date, timedelta

from planner.services.actor import Actor
from planner.services.rules import lifecycle, preview
from planner.services.rules.changes import Activate, Change
from planner.services.rules.drafting import create_rule, save_rule
from planner.services.rules.filters import FilterForm
from planner.services.rules.form import RuleForm
from tests.factories.stage import Cast

CARDS = RuleForm(
    slug="gift-cards",
    category="bribery",
    severity="review",
    title_zh="购物卡与提货券",
    title_en="Gift cards and vouchers",
    message_zh="“{hit}”属于公司制度不允许的礼券。",
    message_en="“{hit}” is a voucher that house policy does not allow.",
    why_zh="公司推广合规制度不允许任何礼券。",
    why_en="House policy allows no vouchers of any kind.",
    words="购物卡、提货券、加油卡",
    basis_zh="公司推广合规制度第 4.2 条",
    basis_en="House policy on promotion, 4.2",
    suggest_zh="不提供任何礼品，会议只提供必要的会议用餐。",
    suggest_en="No gifts of any kind; only the meals a meeting needs.",
    hits="会后向参会者发放【购物卡】\n为讲者准备提货券一张\n送加油卡作为感谢",
    misses="会后向参会者发放学习卡\n严禁发放购物卡\n为讲者准备签到卡",
)
ASSESSED = replace(
    CARDS,
    slug="written-assessment",
    category="quality",
    severity="advise",
    title_zh="书面评估要有编号",
    title_en="A written assessment has a number",
    message_zh="“{hit}”请写明评估编号。",
    message_en="“{hit}”: please give the number of the assessment.",
    words="书面评估",
    basis_zh="",
    basis_en="",
    suggest_zh="",
    suggest_en="",
    hits="由医学部【书面评估】\n书面评估后再开展\n请合规部书面评估一次",
    misses="由医学部书面答复\n由医学部评估\n不做书面评估",
)
"""Finds what the plan `Cast.doubtful` says; advice only, so that a plan can be submitted with it."""


def tried(stage: Cast, actor: Actor, form: RuleForm = ASSESSED) -> str:
    """A rule on trial; returns its id."""
    rule_id = create_rule(stage.transaction, stage.house, actor, form).rule_id
    lifecycle.start_trial(stage.transaction, stage.house, actor, rule_id, 1)
    return rule_id


def agreed(stage: Cast, proposer: Actor, second: Actor, change: Change) -> int:
    """A change proposed by one person, previewed, and approved by another; returns the proposal."""
    proposal = lifecycle.propose(stage.transaction, stage.house, proposer, change, "专项检查的要求。")
    previewed(stage, second, change)
    lifecycle.approve(stage.transaction, stage.house, second, proposal)
    return proposal


def previewed(stage: Cast, actor: Actor, change: Change) -> preview.PreviewLine:
    """A preview run to its end."""
    return preview.run(stage.transaction, stage.house, preview.start(stage.transaction, stage.house, actor, change))


def active(stage: Cast, writer: Actor, second: Actor, form: RuleForm = ASSESSED) -> str:
    """A rule that speaks; returns its id."""
    rule_id = tried(stage, writer, form)
    agreed(stage, writer, second, Activate(rule_id, 1))
    return rule_id


def asked(stage: Cast) -> tuple[str, str]:
    """A plan of Zhou's in review, with a finding of an active company rule that may not be wrong twice: (number, rule)."""

    def make() -> str:
        active(stage, stage.lu, stage.cheng, replace(ASSESSED, budget_fp="10", budget_min="1"))
        return stage.doubtful(stage.zhou)

    return stage._at("asked", make), f"company.{ASSESSED.slug}"


def edited(stage: Cast, actor: Actor, rule_id: str, base: int, form: RuleForm, **changed: str) -> int:
    """The rule saved once more with some fields changed; returns the number of the revision."""
    return save_rule(stage.transaction, stage.house, actor, rule_id, replace(form, **changed), base).number  # type: ignore[arg-type]


def exclusion(days: int = 90, **changed: object) -> FilterForm:
    """An exclusion of advice about agendas, as a form would post it."""
    until = date(2026, 11, 22) + timedelta(days=days)
    form = FilterForm(
        slug="joint-centre",
        title_zh="共建中心项目",
        title_en="Joint centre project",
        rules=("company.written-assessment",),
        words="患者教育中心",
        reason_zh="项目已由医学部评估。",
        reason_en="Medical has assessed the project.",
        until=until.isoformat(),
    )
    return replace(form, **changed)  # type: ignore[arg-type]
