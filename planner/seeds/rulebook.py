"""The demo's own rulebook: a rule in force, one on trial that waits for a second person, and an exclusion with its end."""

from datetime import date, timedelta

from planner.seeds.play import Stage
from planner.services.actor import Actor
from planner.services.rules import lifecycle, preview
from planner.services.rules.changes import Activate, AddFilter, Change
from planner.services.rules.drafting import create_rule
from planner.services.rules.filters import FilterForm
from planner.services.rules.form import RuleForm

VOUCHERS = RuleForm(
    slug="vouchers",
    category="events",
    severity="review",
    title_zh="礼券和购物卡",
    title_en="Vouchers and gift cards",
    message_zh="“{hit}”属于礼券，公司制度不允许。",
    message_en="“{hit}” is a voucher; house policy does not allow it.",
    why_zh="公司制度规定，任何活动都不提供可以兑现或兑换商品的券卡。",
    why_en="By house policy no event offers cards or vouchers that can be turned into money or goods.",
    words="购物卡、提货券、加油卡、电影票、健身卡",
    without="回收、清退、自查",
    basis_zh="公司推广合规制度（演示）第 4.2 条",
    basis_en="House policy on promotion (demo), 4.2",
    suggest_zh="不提供任何礼品，会议只提供必要的会议用餐。",
    suggest_en="No gifts of any kind; only the meals a meeting needs.",
    hits="会后向参会者发放【购物卡】\n为每位讲者准备提货券一张\n送家属电影票两张",
    misses="会后向参会者发放学习卡\n不得发放购物卡\n开展购物卡自查并登记",
)
SURVEY = RuleForm(
    slug="anonymous-survey",
    category="privacy",
    severity="advise",
    title_zh="问卷写明匿名",
    title_en="Say that a questionnaire is anonymous",
    message_zh="“{hit}”请写明是匿名填写。",
    message_en="“{hit}”: please say that it is filled in anonymously.",
    why_zh="写明匿名，医生才愿意如实作答，也不会收集多余的个人信息。",
    why_en="Doctors answer openly when it is anonymous, and no personal data is collected that nobody needs.",
    words="问卷",
    without="匿名、不记名",
    hits="会后发放【问卷】了解掌握程度\n每场活动回收问卷\n问卷由代表收回",
    misses="会后回收匿名问卷\n不记名填写问卷\n会后安排提问环节",
    budget_fp="30",
)


def write_rulebook(stage: Stage, today: date) -> None:
    """A week ago: one rule goes through its whole life, one is put on trial, one exclusion is agreed."""
    writer, second = stage.actor("cheng.yan@hengyu.example"), stage.actor("gu.qinghe@hengyu.example")
    stage.clock.set(today - timedelta(days=7))
    rule_id = create_rule(stage.transaction, stage.house, writer, VOUCHERS).rule_id
    lifecycle.start_trial(stage.transaction, stage.house, writer, rule_id, 1)
    _agree(stage, writer, second, Activate(rule_id, 1), "上季度有两份计划写了购物卡，作者以为不算礼品。")
    awards = FilterForm(
        slug="internal-awards",
        title_zh="公司内部评选的名称",
        title_en="Names of internal awards",
        rules=("claims.first-leading",),
        words="领先之星、首善团队",
        reason_zh="这两个是公司年度评选的名称，说的不是产品。",
        reason_en="Both are names of yearly awards inside the company and do not speak of a product.",
        until=(today + timedelta(days=120)).isoformat(),
    )
    _agree(stage, writer, second, AddFilter(awards), "评选期间计划里会提到名称。")
    asking = stage.actor("lu.zhiwei@hengyu.example")
    survey = create_rule(stage.transaction, stage.house, asking, SURVEY).rule_id
    lifecycle.start_trial(stage.transaction, stage.house, asking, survey, 1)


def ask_for_activation(stage: Stage) -> None:
    """Now: the trial has shown enough, and its owner asks a second person."""
    asking = stage.actor("lu.zhiwei@hengyu.example")
    change = Activate(f"company.{SURVEY.slug}", 1)
    lifecycle.propose(stage.transaction, stage.house, asking, change, "试运行一周，提示的地方都确实没有写明匿名。")


def _agree(stage: Stage, writer: Actor, second: Actor, change: Change, reason: str) -> None:
    proposal = lifecycle.propose(stage.transaction, stage.house, writer, change, reason)
    preview.run(stage.transaction, stage.house, preview.start(stage.transaction, stage.house, second, change))
    lifecycle.approve(stage.transaction, stage.house, second, proposal)
