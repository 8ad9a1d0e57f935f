"""A submitted plan with a finding of every kind, for desk and approval."""

from collections.abc import Callable
from typing import Any

from planner.compliance.findings import Severity
from planner.seeds import play
from planner.seeds.company import PASSWORD, PIN
from planner.seeds.play import Days, Stage
from planner.services import submission, wizard
from planner.services.pins import Consent
from planner.services.wizard import Change, base_of

AUTHOR, OFFICER, OTHER_OFFICER, MANAGER = (f"{name}@hengyu.example" for name in ("zhou.yining", "lu.zhiwei", "cheng.yan", "han.muzhi"))
PRODUCT = "禾屿单抗注射液"
ORDERS = "由代表替医院下订单并催配送商补货"
FAVOUR = "申请更多费用支持重点医院"
REQUEST, EXPLANATION = "配送公司自己的安排，我只转达需求。", "按已批准的项目申请，依据在附件里。"


def write_flagged(stage: Stage, days: Days) -> str:
    """Type a plan with a block finding (an exception is asked for) and a review finding (explained), and submit it."""
    author = stage.actor(AUTHOR)
    number = play.write_plan(stage, author, days=days, product=PRODUCT)
    retype(stage, number, "launch-phase.objective", lambda text: f"{text}{ORDERS}。{FAVOUR}。")
    submit(stage, number)
    return number


def retype(stage: Stage, number: str, path: str, change: Callable[[str], str]) -> None:
    """Change one text of the first step level."""
    author, slug = stage.actor(AUTHOR), path.split(".")[0]
    with stage.act() as session:
        before: Any = wizard.open_step(session, stage.house, author, number, slug).answers[path.split(".")[-1]]
        saved = wizard.save_fields(session, stage.house, author, number, slug, [Change(path, change(before), base_of(before))])
    assert not saved.errors and not saved.clashes


def submit(stage: Stage, number: str) -> None:
    """Say something to every finding that wants it, then sign."""
    author = stage.actor(AUTHOR)
    with stage.act() as session:
        view = submission.open_submission(session, stage.house, author, number)
        for finding in view.findings:
            if finding.severity is Severity.ADVISE or finding.fingerprint in view.explanations:
                continue
            kind, words = ("exception", REQUEST) if finding.severity is Severity.BLOCK else ("explain", EXPLANATION)
            submission.explain(session, stage.house, author, number, finding.fingerprint, words, kind)
        digest = view.content_sha256
    submission.submit(stage.transaction, stage.house, author, number, Consent(PIN, PASSWORD, None, digest))
