"""Work behind the pages, for administrators: what waits, runs and failed, how the nightly proof ended; stop one, try one again."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, g, url_for

from planner.kernel.i18n import Text
from planner.services import bell, checkpoints, job_desk, proof
from planner.services.jobs import JobState
from planner.web.access import requires
from planner.web.company import bp
from planner.web.company.frame import page
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render, wants_fragment
from planner.web.language import t
from planner.workflow import Role

HERE = "company.work"

STATES: dict[JobState, tuple[Text, str, str]] = {
    JobState.QUEUED: (Text("等着开始", "Waiting"), "", "clock"),
    JobState.RUNNING: (Text("正在做", "Under way"), "accent", "refresh"),
    JobState.DONE: (Text("做好了", "Done"), "", "circle-check"),
    JobState.FAILED: (Text("没有做成", "Failed"), "block", "alert-octagon"),
    JobState.CANCELLED: (Text("已停下", "Stopped"), "", "ban"),
}
"""Words, tone and icon of the chip."""

QUEUES: dict[str, Text] = {
    "file": Text("本机的文件", "a file of this host"),
    "redis": Text("Redis", "Redis"),
    "away": Text("没有应答；工作进程每几秒自己看一次", "no answer; workers look for themselves every few seconds"),
    "none": Text("没有设；工作进程每几秒自己看一次", "none; workers look for themselves every few seconds"),
}

TRAILS: dict[checkpoints.Standing, Text] = {
    checkpoints.Standing.WHOLE: Text("相符", "fits"),
    checkpoints.Standing.MISSING: Text("没有库外检查点", "no checkpoint outside the database"),
    checkpoints.Standing.FORGED: Text("库外检查点读不出", "the checkpoint outside cannot be read"),
    checkpoints.Standing.CUT: Text("比库外检查点短", "shorter than its checkpoint outside"),
    checkpoints.Standing.REWRITTEN: Text("被重写过", "rewritten"),
}


@bp.get("/jobs")
@requires(Role.ADMINISTRATOR)
def work() -> Response:
    """Everything of the last days; while something runs, the list asks for itself again."""
    lines = job_desk.listing(reading(), house(), g.actor)
    told: dict[str, Any] = {"lines": lines, "states": STATES, "age": age, "busy": any(line.open for line in lines)}
    if wants_fragment():
        return render("company/work.html", "company/_jobs.html", 200, **told)
    return page(
        "company/work.html",
        HERE,
        **told,
        proof=proof.last(reading()),
        trail=TRAILS[checkpoints.standing(reading(), house())],
        queue=QUEUES[bell.standing(house().bell)],
    )


@bp.post("/jobs/<int:number>/stop")
@requires(Role.ADMINISTRATOR)
def stop_work(number: int) -> Response:
    """Stop a job; what it had kept is thrown away."""
    with transaction() as session:
        job_desk.stop(session, house(), g.actor, number)
    flash(t("第 {n} 号工作已停下。", "Job {n} is stopped.", n=number))
    return go_to(url_for(HERE))


@bp.post("/jobs/<int:number>/again")
@requires(Role.ADMINISTRATOR)
def work_again(number: int) -> Response:
    """Have a job done after all."""
    with transaction() as session:
        job_desk.again(session, house(), g.actor, number)
    flash(t("第 {n} 号工作会再做一次。", "Job {n} is tried again.", n=number))
    return go_to(url_for(HERE))


def age(line: job_desk.Line) -> str:
    """How long it has been open, or took: 3 分钟, 3 minutes."""
    span = (line.until or house().clock()) - line.since
    if span < timedelta(minutes=1):
        return t("不到 1 分钟", "less than a minute")
    if span < timedelta(hours=1):
        return t("{n} 分钟", "{n} minutes", "1 minute", n=span // timedelta(minutes=1))
    if span < timedelta(days=1):
        return t("{n} 小时", "{n} hours", "1 hour", n=span // timedelta(hours=1))
    return t("{n} 天", "{n} days", "1 day", n=span.days)
