"""What a verdict says in plain words: the questions a holder of the paper has, each with one answer."""

from dataclasses import dataclass
from typing import Literal

from planner.services.verification import Verdict
from planner.web.dates import day
from planner.web.language import t
from planner.workflow import State

Tone = Literal["good", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, its answer in a few words, and one sentence more.

    :param tone: good, warn (genuine, yet not good for use) or bad; always told in words too
    """

    question: str
    headline: str
    text: str
    tone: Tone
    icon: str
    signers: bool = False


def answers(verdict: Verdict) -> tuple[Answer, ...]:
    """The answers in the order people ask; a code alone says nothing about a paper in hand, so it gets one less."""
    if not verdict.issued:
        return (_unknown_file(),)
    first = () if verdict.by_code else (_unaltered(verdict),)
    return (*first, _signed(verdict), _in_force(verdict))


def _unknown_file() -> Answer:
    return Answer(
        t("是我们签出的文件吗？", "Was this file issued here?"),
        t("不是，或者被改过", "No, or it was changed"),
        t(
            "我们没有签出过和它一模一样的文件。可能内容被改过，可能少了一页签名，也可能它不是从这里来的。请向作者要原文件。",
            "No file issued here is byte for byte like this one. It may have been changed, a signature may have been cut off, "
            "or it comes from somewhere else. Ask the author for the original.",
        ),
        "bad",
        "circle-x",
    )


def _unaltered(verdict: Verdict) -> Answer:
    question = t("文件被改过吗？", "Was the file changed?")
    if not verdict.intact:
        text = t("它的签名对不上内容。请向作者要原文件。", "Its signatures do not fit its content. Ask the author for the original.")
        return Answer(question, t("改过了", "Yes, it was changed"), text, "bad", "circle-x")
    text = t("和 {d}签出的那份一模一样。", "It is byte for byte the file issued on {d}.", d=day(verdict.issued_at))
    return Answer(question, t("没有改过", "No, it is unchanged"), text, "good", "check")


def _signed(verdict: Verdict) -> Answer:
    question = t("签名是真的吗？", "Are the signatures genuine?")
    if not verdict.trusted:
        text = t(
            "有证书不是公司签发的，或者签名时已经失效。",
            "A certificate is not the company's own, or was no longer good at the time of signing.",
        )
        return Answer(question, t("签名不能认", "The signatures cannot be accepted"), text, "bad", "circle-x", signers=True)
    if verdict.complete:
        return Answer(question, t("三个签名都是真的", "All three signatures are genuine"), "", "good", "check", signers=True)
    text = t(
        "一份计划要有作者、合规和批准人三个签名才完整，请向作者要最后那一份。",
        "A plan is complete with three signatures: author, compliance and approver. Ask the author for the final file.",
    )
    return Answer(question, t("还没有签完", "It is not fully signed"), text, "warn", "signature", signers=True)


def _in_force(verdict: Verdict) -> Answer:
    question = t("现在还算数吗？", "Is it in force?")
    if not verdict.in_force:
        return Answer(question, *_why_not(verdict))
    if verdict.valid_until is None:
        text = t("现在执行的就是第 {r} 版。", "The plan in force is revision {r}.", r=verdict.revision)
    else:
        text = t("第 {r} 版有效到 {d}。", "Revision {r} is in force until {d}.", r=verdict.revision, d=day(verdict.valid_until))
    return Answer(question, t("算数", "Yes"), text, "good", "check")


def _why_not(verdict: Verdict) -> tuple[str, str, Tone, str]:
    match verdict.state:
        case State.SUPERSEDED:
            newer = verdict.newer_revision
            headline = (
                t("不算了，已被第 {r} 版取代", "No, revision {r} replaced it", r=newer)
                if newer
                else t("不算了，已被新版取代", "No, it was replaced")
            )
            return headline, _until(verdict), "warn", "replace"
        case State.WITHDRAWN:
            text = t("第 {r} 版已被撤回，不再执行。", "Revision {r} was withdrawn and is no longer carried out.", r=verdict.revision)
            return t("不算了，已撤回", "No, it was withdrawn"), text, "bad", "ban"
        case State.EXPIRED:
            text = t(
                "第 {r} 版的期限到 {d}为止。", "The period of revision {r} ended on {d}.", r=verdict.revision, d=day(verdict.valid_until)
            )
            return t("不算了，已到期", "No, it has expired"), text, "warn", "clock-off"
        case _:
            text = t(
                "作者、合规和经理都签了名才算数。请向作者要最后那一份。",
                "It counts once author, compliance and manager have all signed. Ask the author for the final file.",
            )
            return t("还不算数，没有批准", "Not yet, it is not approved"), text, "warn", "clock"


def _until(verdict: Verdict) -> str:
    return t(
        "第 {r} 版有效到 {d}。现在有效的那一版，请向作者索取。",
        "Revision {r} was in force until {d}. Ask the author for the one in force now.",
        r=verdict.revision,
        d=day(verdict.state_since),
    )
