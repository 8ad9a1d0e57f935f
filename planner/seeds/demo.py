"""`planner demo`: the company, at least one plan in every state, and one in force of every kind."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.kernel.clock import local_date
from planner.seeds import play
from planner.seeds.company import is_loaded, load_company
from planner.seeds.library import load_library
from planner.seeds.play import Days, Stage
from planner.seeds.rulebook import ask_for_activation, write_rulebook
from planner.services import outcome, plans, wizard
from planner.services.actor import Actor
from planner.services.house import House, Transaction
from planner.services.wizard import Change, base_of
from planner.wizards.flow import months_after

HEYU, LANRUI, SONGYA = "禾屿单抗注射液", "澜瑞格列净片", "松雅沙坦缓释片"


@dataclass(frozen=True, slots=True)
class Sample:
    """One plan of a kind that has its words beside this module.

    :param cast: who writes, reviews and approves it
    :param starts: months from this one to the first of the period; `months`: how long the period is
    """

    kind: str
    cast: tuple[str, str, str]
    product: str
    starts: int
    months: int


SAMPLES = (
    Sample("territory", ("shen.ruoxi", "cheng.yan", "tang.yuan"), LANRUI, 2, 12),
    Sample("key-account", ("ye.zhiqiu", "lu.zhiwei", "han.muzhi"), SONGYA, 1, 12),
    Sample("turnaround", ("ye.zhiqiu", "lu.zhiwei", "han.muzhi"), SONGYA, 2, 6),
    Sample("omnichannel", ("shen.ruoxi", "cheng.yan", "tang.yuan"), LANRUI, 1, 12),
    Sample("patient-education", ("zhou.yining", "lu.zhiwei", "han.muzhi"), SONGYA, 1, 9),
)


def load_demo(transaction: Transaction, house: House) -> bool:
    """Fill an empty database; returns False, and changes nothing, when there is anybody in it already."""
    with transaction() as session:
        if is_loaded(session):
            return False
    stage = play.stage_for(transaction, replace(house, signing_provider=None))  # nobody at a provider knows the demo's people
    today = local_date(house.clock())
    stage.clock.set(months_after(today, -22))
    load_company(transaction, stage.house, today)
    _expired(stage, today)
    _superseded(stage, today)
    _withdrawn(stage, today)
    load_library(stage, today)
    _one_of_each(stage, today)
    write_rulebook(stage, today)
    _waiting(stage, today)
    _drafts(stage, today)
    ask_for_activation(stage)
    with transaction() as session:
        plans.expire_due(session, house)
    return True


def _expired(stage: Stage, today: date) -> None:
    author, officer, manager = (stage.actor(f"{name}@hengyu.example") for name in ("shen.ruoxi", "cheng.yan", "tang.yuan"))
    start = months_after(today.replace(day=1), -19)
    stage.clock.set(start - timedelta(days=20))
    launch = months_after(start, 6)
    number = play.write_plan(stage, author, days=Days(start, launch, launch), product=LANRUI)
    play.submit(stage, author, number)
    play.pass_on(stage, officer, number)
    play.approve(stage, manager, number)


def _superseded(stage: Stage, today: date) -> None:
    author, officer, manager = (stage.actor(f"{name}@hengyu.example") for name in ("ye.zhiqiu", "lu.zhiwei", "han.muzhi"))
    start = months_after(today.replace(day=1), -2)
    launch = months_after(start, 8)
    stage.clock.set(start - timedelta(days=12))
    number = play.write_plan(stage, author, days=Days(start, launch, launch), product=HEYU)
    play.submit(stage, author, number)
    play.pass_on(stage, officer, number)
    play.approve(stage, manager, number)
    stage.clock.set(start + timedelta(days=30))
    with stage.act() as session:
        plans.amend_plan(session, stage.house, author, number)
    _retype(stage, author, number, "basics", "basics.summary", "补充一场社区培训。")
    play.submit(stage, author, number)
    play.pass_on(stage, officer, number)
    play.approve(stage, manager, number)


def _withdrawn(stage: Stage, today: date) -> None:
    author, officer, manager = (stage.actor(f"{name}@hengyu.example") for name in ("shen.ruoxi", "gu.qinghe", "tang.yuan"))
    start = months_after(today.replace(day=1), 1)
    stage.clock.set(today - timedelta(days=40))
    number = play.write_plan(stage, author, days=Days(start, months_after(start, 5), months_after(start, 6)), product=HEYU)
    play.submit(stage, author, number)
    play.pass_on(stage, officer, number)
    play.approve(stage, manager, number)
    with stage.act() as session:
        plans.withdraw_plan(session, stage.house, manager, number, "上市时间推迟，按新的时间另写一份。")


def _one_of_each(stage: Stage, today: date) -> None:
    for days, sample in zip(range(30, 0, -4), SAMPLES, strict=False):
        author, officer, manager = (stage.actor(f"{name}@hengyu.example") for name in sample.cast)
        stage.clock.set(today - timedelta(days=days))
        start = months_after(today.replace(day=1), sample.starts)
        number = play.write_sample(stage, author, sample.kind, start=start, months=sample.months, product=sample.product)
        play.submit(stage, author, number)
        play.pass_on(stage, officer, number)
        play.approve(stage, manager, number)


def _waiting(stage: Stage, today: date) -> None:
    author, officer = (stage.actor(f"{name}@hengyu.example") for name in ("ye.zhiqiu", "lu.zhiwei"))
    start = months_after(today.replace(day=1), 2)
    days = Days(start, months_after(start, 5), months_after(start, 6))
    stage.clock.set(today - timedelta(days=6))
    number = play.write_plan(stage, author, days=days, product=HEYU)
    play.submit(stage, author, number)
    play.pass_on(stage, officer, number)
    stage.clock.set(today - timedelta(days=3))
    writer = stage.actor("zhou.yining@hengyu.example")
    number = play.write_plan(stage, writer, days=days, product=HEYU)
    play.submit(stage, writer, number)
    stage.clock.set(today - timedelta(days=2))
    number = play.write_plan(stage, author, days=days, product=HEYU)
    play.submit(stage, author, number)
    play.decide_all(stage, officer, number, ask_for_change="请写明六家医院的名称，或者注明由医学部确定。")
    with stage.act() as session:
        outcome.return_to_author(session, stage.house, officer, number)


def _drafts(stage: Stage, today: date) -> None:
    writer = stage.actor("zhou.yining@hengyu.example")
    start = months_after(today.replace(day=1), 2)
    days = Days(start, months_after(start, 5), months_after(start, 6))
    stage.clock.set(today - timedelta(days=1))
    number = play.write_plan(stage, writer, days=days, product=HEYU, through="launch-phase")
    _retype(
        stage, writer, number, "pre-launch", "pre-launch.objective", "让科主任提前了解禾屿单抗的优势，上市首月争取每位专家开出第一张处方。"
    )
    thrown_away = play.write_plan(stage, writer, days=days, product=SONGYA, through="basics")
    with stage.act() as session:
        plans.delete_plan(session, stage.house, writer, thrown_away)


def _retype(stage: Stage, author: Actor, number: str, slug: str, path: str, more: str) -> None:
    """Add a sentence to a text."""
    with stage.act() as session:
        before = wizard.open_step(session, stage.house, author, number, slug).answers[path.split(".")[-1]]
        wizard.save_fields(session, stage.house, author, number, slug, [Change(path, f"{before}{more}", base_of(before))])
